"""A look-back round: every department checks all, then a sample is drawn and re-checked."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign, Phase, Task
from models.checklist import ChecklistItem
from models.finding import Finding
from models.person import Person
from models.subject import Subject
from models.types import UtcDateTime, stored
from models.unit import Unit


class LookBackScope(StrEnum):
    """What a round looks at."""

    CAMPAIGN = "campaign"
    PHASE = "phase"
    FINDINGS = "findings"


class LookBackState(StrEnum):
    """Departments check, the office re-checks, the round is finished."""

    CHECKING = "checking"
    RECHECKING = "rechecking"
    FINISHED = "finished"


class Verdict(StrEnum):
    """结论: 巩固, 部分落实, 反弹, 未落实, 无法核查."""

    HELD = "held"
    PARTLY = "partly"
    SLIPPED = "slipped"
    NEVER = "never"
    NOT_CHECKABLE = "not_checkable"


BAD = (Verdict.PARTLY, Verdict.SLIPPED, Verdict.NEVER)


class LookBack(Base):
    """回头看, round `number` of a campaign. `seed` is drawn once and kept, so anyone can draw the sample again."""

    __tablename__ = "lookback"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    number: Mapped[int]
    scope: Mapped[LookBackScope] = mapped_column(stored(LookBackScope))
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"))
    state: Mapped[LookBackState] = mapped_column(stored(LookBackState), default=LookBackState.CHECKING)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    share: Mapped[int] = mapped_column(default=20)
    seed: Mapped[int | None]
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    phase: Mapped[Phase | None] = relationship()
    units: Mapped[list["LookBackUnit"]] = relationship(back_populates="lookback", order_by="LookBackUnit.unit_id")
    items: Mapped[list["LookBackItem"]] = relationship(back_populates="lookback", order_by="LookBackItem.id")


class LookBackUnit(Subject, Base):
    """A department in a round: handed in, by whom and when."""

    __tablename__ = "lookback_unit"
    __table_args__ = (UniqueConstraint("lookback_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lookback_id: Mapped[int] = mapped_column(ForeignKey("lookback.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    lookback: Mapped[LookBack] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()

    @property
    def campaign_id(self) -> int:
        """The campaign of its round."""
        return self.lookback.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its round."""
        return self.lookback.campaign

    @property
    def unit_path(self) -> str:
        """The department's path."""
        return self.unit.path


class LookBackItem(Subject, Base):
    """What is looked at: an item, a gap (a task without items) or an earlier finding; exactly one of them.

    `risks` names why it must be re-checked (returned, late, penalised, no_evidence, not_handed_in), by blanks.
    """

    __tablename__ = "lookback_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    lookback_id: Mapped[int] = mapped_column(ForeignKey("lookback.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    self_verdict: Mapped[Verdict | None] = mapped_column(stored(Verdict))
    self_note: Mapped[str] = mapped_column(Text, default="")
    self_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    self_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sampled: Mapped[bool] = mapped_column(default=False)
    risks: Mapped[str] = mapped_column(String(120), default="")
    verdict: Mapped[Verdict | None] = mapped_column(stored(Verdict))
    note: Mapped[str] = mapped_column(Text, default="")
    looks_again_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    lookback: Mapped[LookBack] = relationship(back_populates="items")
    unit: Mapped[Unit] = relationship()
    item: Mapped[ChecklistItem | None] = relationship()
    task: Mapped[Task | None] = relationship()
    finding: Mapped[Finding | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])

    @property
    def campaign_id(self) -> int:
        """The campaign of its round."""
        return self.lookback.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its round."""
        return self.lookback.campaign

    @property
    def answering_ids(self) -> frozenset[int]:
        """Who answers for the item that is looked at."""
        return frozenset() if self.item is None else self.item.answering_ids

    @property
    def unit_path(self) -> str:
        """The department's path."""
        return self.unit.path
