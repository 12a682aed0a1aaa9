"""Point cases: what somebody proposes under a rule, with a line for each effect and subject."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.person import Person
from models.rulebook import Effect, PointRule, Rulebook
from models.types import Points, UtcDateTime, stored
from models.unit import Unit


class CaseState(StrEnum):
    """proposed → posted | rejected | withdrawn."""

    PROPOSED = "proposed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    POSTED = "posted"


class Answer(StrEnum):
    """What the subject says to a line: no objection (无异议) or an explanation (说明情况); silence means known."""

    AGREED = "agreed"
    EXPLAINED = "explained"


class LineState(StrEnum):
    """Where one line stands."""

    OPEN = "open"
    HELD = "held"
    STRUCK_OUT = "struck_out"
    POSTED = "posted"
    REVERSED = "reversed"


class PointCase(Base):
    """奖惩事项, numbered PC-0007 within its campaign. `rulebook_id` is the version in force on `happened_on`.

    `list_id` is the month's list in which it is settled; without one it is settled as its own, or not yet listed.
    On notice from `public_from` until `public_until`, those of its list where it has one.
    """

    __tablename__ = "point_case"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index("ix_point_case_campaign_id_state", "campaign_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    happened_on: Mapped[date]
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("point_rule.id"))
    source_kind: Mapped[str | None] = mapped_column(String(24))
    source_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[CaseState] = mapped_column(stored(CaseState), default=CaseState.PROPOSED)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("monthly_list.id"), index=True)
    public_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    public_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    rulebook: Mapped[Rulebook] = relationship()
    rule: Mapped[PointRule] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    lines: Mapped[list["CaseLine"]] = relationship(back_populates="case", order_by="CaseLine.id")

    @property
    def person_ids(self) -> frozenset[int]:
        """The persons its lines are about."""
        return frozenset(line.person_id for line in self.lines if line.person_id is not None)

    @property
    def unit_paths(self) -> frozenset[str]:
        """The paths of the units its lines are about, or whose people they are about."""
        return frozenset(line.unit_path for line in self.lines)


class CaseLine(Base):
    """One effect on one subject (a person or a unit). Amounts carry their sign: penalties are negative.

    `cut_by` names the cap that cut it at posting (rule:month), for the explanation; the amounts stand in its entry.
    `answer` is the subject's, of a unit its head's.
    """

    __tablename__ = "case_line"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
        Index("ix_case_line_person_id_state", "person_id", "state"),
        Index("ix_case_line_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("point_case.id"), index=True)
    effect_id: Mapped[int] = mapped_column(ForeignKey("effect.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    home_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    asked: Mapped[Decimal] = mapped_column(Points)
    decided: Mapped[Decimal | None] = mapped_column(Points)
    state: Mapped[LineState] = mapped_column(stored(LineState), default=LineState.OPEN)
    cut_by: Mapped[str] = mapped_column(String(24), default="")
    answer: Mapped[Answer | None] = mapped_column(stored(Answer))
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    struck_reason: Mapped[str] = mapped_column(Text, default="")
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[PointCase] = relationship(back_populates="lines")
    effect: Mapped[Effect] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    home_unit: Mapped[Unit | None] = relationship(foreign_keys=[home_unit_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    struck_by: Mapped[Person | None] = relationship(foreign_keys=[struck_by_id])

    @property
    def campaign(self) -> Campaign:
        """The campaign of its case."""
        return self.case.campaign

    @property
    def campaign_id(self) -> int:
        """The campaign of its case."""
        return self.case.campaign_id

    @property
    def unit_path(self) -> str:
        """The path of the unit the line is about, or of the subject's unit that day."""
        unit = self.unit or self.home_unit
        return unit.path if unit is not None else ""
