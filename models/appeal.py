"""Reconsideration: what the subject of a line asks for, and how it is decided."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.case import CaseLine
from models.ledger import LedgerEntry
from models.person import Person
from models.types import Limit, Points, UtcDateTime, stored


class AppealState(StrEnum):
    """open → upheld | reduced | overturned."""

    OPEN = "open"
    UPHELD = "upheld"
    REDUCED = "reduced"
    OVERTURNED = "overturned"


class Appeal(Base):
    """复核申请, numbered F-0003 within its campaign, once for a line. The limit is that of the decision.

    `entry_id` is the entry asked about where the line was posted already, `reversal_id` the entry that mends it;
    `amount` is what remains of the line when it is reduced, with its sign.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("line_id"),
        Index("ix_appeal_campaign_id_state_due_at", "campaign_id", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    line_id: Mapped[int] = mapped_column(ForeignKey("case_line.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    text: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[AppealState] = mapped_column(stored(AppealState), default=AppealState.OPEN)
    amount: Mapped[Decimal | None] = mapped_column(Points)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reversal_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    version: Mapped[int] = mapped_column(default=1)

    limit: Mapped[Limit] = composite("starts_at", "warn_at", "due_at")
    campaign: Mapped[Campaign] = relationship()
    line: Mapped[CaseLine] = relationship()
    entry: Mapped[LedgerEntry | None] = relationship(foreign_keys=[entry_id])
    reversal: Mapped[LedgerEntry | None] = relationship(foreign_keys=[reversal_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def unit_path(self) -> str:
        """The path of the unit the line is about, or of the subject's unit that day."""
        return self.line.unit_path
