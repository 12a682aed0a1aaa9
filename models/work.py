"""How the work goes: occurrences of an item, and progress lines for long ones."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.person import Person
from models.subject import Subject
from models.types import Limit, UtcDateTime, stored


class OccurrenceState(StrEnum):
    """open → done → accepted, or returned (and then done again)."""

    OPEN = "open"
    DONE = "done"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class ProgressState(StrEnum):
    """Where a long item stands."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    NEARLY_DONE = "nearly_done"


class Occurrence(Subject, Base):
    """本期: the only home of the state of work. `period` is "" for a one-off, else 2018-W45, 2018-11 or 2018-Q4.

    `due_at` is the last moment of the due day in the organisation's zone.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("item_id", "period"),
        Index("ix_occurrence_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    period: Mapped[str] = mapped_column(String(10), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[OccurrenceState] = mapped_column(stored(OccurrenceState), default=OccurrenceState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")
    shows_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    limit: Mapped[Limit] = composite("starts_at", "warn_at", "due_at")
    item: Mapped[ChecklistItem] = relationship()
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id])

    @property
    def campaign_id(self) -> int:
        """The campaign of its item."""
        return self.item.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its item."""
        return self.item.campaign

    @property
    def unit_path(self) -> str:
        """The department's path."""
        return self.item.unit_path

    @property
    def answering_ids(self) -> frozenset[int]:
        """Who answers for the item."""
        return self.item.answering_ids

    @property
    def carrying_post_id(self) -> int | None:
        """The post that carries the item out."""
        return self.item.post_id

    @property
    def leading_paths(self) -> Iterable[str]:
        """The path of the unit that leads the item's focus area."""
        return self.item.leading_paths

    @property
    def cooperating_paths(self) -> Iterable[str]:
        """The paths of the units that have a part in the item."""
        return self.item.cooperating_paths

    @property
    def cooperating_ids(self) -> Iterable[int]:
        """The persons whose part of the item it is."""
        return self.item.cooperating_ids


class Progress(Subject, Base):
    """进展: one line per item and rhythm (week or month)."""

    __tablename__ = "progress"
    __table_args__ = (UniqueConstraint("item_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    period: Mapped[str] = mapped_column(String(10))
    state: Mapped[ProgressState] = mapped_column(stored(ProgressState))
    text: Mapped[str] = mapped_column(String(200), default="")
    obstacle: Mapped[str] = mapped_column(String(200), default="")
    unchanged: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    item: Mapped[ChecklistItem] = relationship()
