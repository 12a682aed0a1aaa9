"""Rulebooks: sections, rules and what a rule pays or takes (effects)."""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from models.base import Base
from models.campaign import Campaign
from models.types import Points, UtcDateTime, stored


class Measure(IntEnum):
    """What an effect counts in; a score is points only."""

    POINTS = 1
    YUAN = 2


class StoredMeasure(TypeDecorator[Measure]):
    """A measure as its small number, so that the ledger streams integers."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Measure | int | None, _dialect: Dialect) -> int | None:
        """The number."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Measure | None:
        """The measure."""
        return None if value is None else Measure(value)


class RulebookState(StrEnum):
    """draft → in_force from a date → replaced by the next version."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"


class Payer(StrEnum):
    """Whom an effect falls on: the person, the squad leader, the unit's head, the unit."""

    PERSON = "person"
    SQUAD_LEADER = "squad_leader"
    HEAD = "head"
    UNIT = "unit"


class Direction(StrEnum):
    """Reward or penalty."""

    REWARD = "reward"
    PENALTY = "penalty"


class Settled(StrEnum):
    """How a rule's cases are settled: in the month's list or as a case of its own."""

    LIST = "list"
    OWN = "own"


class Span(StrEnum):
    """Over what a cap counts, and what a base and the grades are for."""

    MONTH = "month"
    QUARTER = "quarter"
    CAMPAIGN = "campaign"


class Computed(StrEnum):
    """What a computed rule is worked out of when a month is closed: a share of the effect's most, for each unit.

    Points of checklist items accepted of those due; findings closed in time of those due; items that the look-back
    found held of those it looked at.
    """

    CHECKLIST = "checklist"
    FINDINGS = "findings"
    VERDICTS = "verdicts"


class Audience(StrEnum):
    """Who sees the notice of a rule's cases: as usual for a reward or a penalty, or everybody (通报)."""

    USUAL = "usual"
    EVERYBODY = "everybody"


class Rulebook(Base):
    """考核细则, one version. `base` is the 基础分 of a period; `settings` are its terms (services/terms.py)."""

    __tablename__ = "rulebook"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[RulebookState] = mapped_column(stored(RulebookState), default=RulebookState.DRAFT)
    from_on: Mapped[date | None]
    base: Mapped[Decimal] = mapped_column(Points, default=Decimal(100))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        back_populates="rulebook", order_by="Section.position", cascade="all, delete-orphan"
    )


class Section(Base):
    """A part of a rulebook; `code` is its number as printed (3)."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("rulebook_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    caps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    rulebook: Mapped[Rulebook] = relationship(back_populates="sections")
    rules: Mapped[list["PointRule"]] = relationship(
        back_populates="section", order_by="PointRule.position", cascade="all, delete-orphan"
    )

    @property
    def campaign_id(self) -> int:
        """The campaign of its rulebook."""
        return self.rulebook.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its rulebook."""
        return self.rulebook.campaign


class PointRule(Base):
    """细则条目, 第 3.2 条. `code` is the same across versions; `name` is its short name in lists.

    A veto (一票否决) is an outcome, not a number: its effects say whom it bars and have no amount.
    """

    __tablename__ = "point_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    evidence_wanted: Mapped[bool] = mapped_column(default=True)
    settled: Mapped[Settled] = mapped_column(stored(Settled), default=Settled.OWN)
    veto: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[Audience] = mapped_column(stored(Audience), default=Audience.USUAL)
    caps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    computed: Mapped[Computed | None] = mapped_column(stored(Computed))

    section: Mapped[Section] = relationship(back_populates="rules")
    effects: Mapped[list["Effect"]] = relationship(
        back_populates="rule", order_by="Effect.position", cascade="all, delete-orphan"
    )

    @property
    def campaign_id(self) -> int:
        """The campaign of its rulebook."""
        return self.section.rulebook.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its rulebook."""
        return self.section.rulebook.campaign


class Effect(Base):
    """What a rule does to one payer: least to most, of points or yuan. Amounts are positive, direction signs them.

    `share` (连带责任) is the percentage of the rule's first effect that one who leads bears; least and most are then
    what it comes to for one subject.
    """

    __tablename__ = "effect"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("point_rule.id"), index=True)
    position: Mapped[int]
    who: Mapped[Payer] = mapped_column(stored(Payer))
    direction: Mapped[Direction] = mapped_column(stored(Direction))
    least: Mapped[Decimal] = mapped_column(Points)
    most: Mapped[Decimal] = mapped_column(Points)
    per: Mapped[str] = mapped_column(String(24), default="occurrence")
    measure: Mapped[Measure] = mapped_column(StoredMeasure, default=Measure.POINTS)
    share: Mapped[Decimal | None] = mapped_column(Points)

    rule: Mapped[PointRule] = relationship(back_populates="effects")
