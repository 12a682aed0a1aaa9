"""The ledger: append-only entries in a chain, the head that is locked to post, signed checkpoints, running totals.

The triggers that refuse UPDATE, DELETE, REPLACE and TRUNCATE stand in the migrations 0002 and 0003.
"""

from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.case import CaseLine
from models.person import Person
from models.rulebook import Measure, StoredMeasure
from models.types import Points
from models.unit import Unit

GENESIS = "0" * 64


class LedgerEntry(Base):
    """台账记录. Dates are numbers, so that verify streams: posted_at in microseconds,
    posted_on 20181106, month 201811.

    `balance` is the subject's sum of this measure in the campaign, this entry included, without the base.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
        Index(
            "uq_ledger_entry_posting",
            "line_id",
            unique=True,
            sqlite_where=text("reverses_id IS NULL"),
            postgresql_where=text("reverses_id IS NULL"),
        ),
        Index("ix_ledger_entry_person", "campaign_id", "person_id", "number"),
        Index("ix_ledger_entry_unit", "campaign_id", "unit_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int] = mapped_column(BigInteger)
    canon: Mapped[int]
    posted_at: Mapped[int] = mapped_column(BigInteger)
    posted_on: Mapped[int]
    month: Mapped[int]
    line_id: Mapped[int] = mapped_column(ForeignKey("case_line.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    home_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    rule_code: Mapped[str] = mapped_column(String(12))
    rulebook_version: Mapped[int]
    effect_id: Mapped[int] = mapped_column(ForeignKey("effect.id"))
    measure: Mapped[Measure] = mapped_column(StoredMeasure)
    asked: Mapped[Decimal] = mapped_column(Points)
    cut: Mapped[Decimal] = mapped_column(Points)
    amount: Mapped[Decimal] = mapped_column(Points)
    balance: Mapped[Decimal] = mapped_column(Points)
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    campaign: Mapped[Campaign] = relationship(viewonly=True)
    line: Mapped[CaseLine] = relationship(viewonly=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], viewonly=True)
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id], viewonly=True)
    home_unit: Mapped[Unit | None] = relationship(foreign_keys=[home_unit_id], viewonly=True)

    @property
    def unit_path(self) -> str:
        """The path of the unit it is about, or of the subject's unit that day."""
        unit = self.unit or self.home_unit
        return unit.path if unit is not None else ""


class LedgerHead(Base):
    """The last number and hash of a campaign's ledger: the row that posting locks first."""

    __tablename__ = "ledger_head"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger, default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


class LedgerCheckpoint(Base):
    """校验点: the last number and hash of a campaign's ledger at a moment, signed. Append-only as the entries are.

    Only a copy kept elsewhere proves anything; this one is what is handed out.
    """

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (UniqueConstraint("campaign_id", "number", "public_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    form: Mapped[int]
    slug: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[int] = mapped_column(BigInteger)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))


class Total(Base):
    """A running total of one subject, measure, scope (all, book:-, section:3:-, rule:3.2:-) and month (201811).

    The scope `entries` counts them, `veto` counts vetoes.
    """

    __tablename__ = "total"
    __table_args__ = (
        Index(
            "uq_total_person",
            "campaign_id",
            "person_id",
            "measure",
            "scope",
            "month",
            unique=True,
        ),
        Index(
            "uq_total_unit",
            "campaign_id",
            "unit_id",
            "measure",
            "scope",
            "month",
            unique=True,
        ),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    measure: Mapped[Measure] = mapped_column(StoredMeasure)
    scope: Mapped[str] = mapped_column(String(24))
    month: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Points, default=Decimal(0))
