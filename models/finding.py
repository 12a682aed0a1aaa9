"""Findings and how they are rectified."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.base import Base
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.person import Person
from models.subject import Subject
from models.types import Limit, UtcDateTime, stored
from models.unit import Unit


class FindingState(StrEnum):
    """open → rectifying → submitted → closed_out, or returned; carried_over when the campaign closes."""

    OPEN = "open"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLOSED_OUT = "closed_out"
    CARRIED_OVER = "carried_over"


class FindingSource(StrEnum):
    """Where a finding comes from."""

    SELF_CHECK = "self_check"
    RE_CHECK = "re_check"
    UNIT = "unit"
    OFFICE = "office"
    BUREAU = "bureau"


class Severity(StrEnum):
    """How grave it is."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"


class Finding(Subject, Base):
    """问题, numbered W-0023 within its campaign. `recurs_id` names the earlier finding on the same item."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index("ix_finding_campaign_id_state_due_at", "campaign_id", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    source: Mapped[FindingSource] = mapped_column(stored(FindingSource))
    source_kind: Mapped[str | None] = mapped_column(String(24))
    source_id: Mapped[int | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    severity: Mapped[Severity] = mapped_column(stored(Severity), default=Severity.ORDINARY)
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[FindingState] = mapped_column(stored(FindingState), default=FindingState.OPEN)
    recurs_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    limit: Mapped[Limit] = composite("starts_at", "warn_at", "due_at")
    campaign: Mapped[Campaign] = relationship()
    item: Mapped[ChecklistItem | None] = relationship()
    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    recurs: Mapped["Finding | None"] = relationship(remote_side=[id])
    rectifications: Mapped[list["Rectification"]] = relationship(
        back_populates="finding", order_by="Rectification.number"
    )

    @property
    def unit_path(self) -> str:
        """The path of the unit it was found at."""
        return self.unit.path

    @property
    def answering_ids(self) -> frozenset[int]:
        """Who must rectify it."""
        return frozenset() if self.owner_id is None else frozenset({self.owner_id})


class Rectification(Subject, Base):
    """整改: one attempt, submitted with evidence and decided by another person."""

    __tablename__ = "rectification"
    __table_args__ = (UniqueConstraint("finding_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    number: Mapped[int]
    cause: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_out: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    finding: Mapped[Finding] = relationship(back_populates="rectifications")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def campaign_id(self) -> int:
        """The campaign of its finding."""
        return self.finding.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its finding."""
        return self.finding.campaign

    @property
    def unit_path(self) -> str:
        """The unit of its finding."""
        return self.finding.unit_path

    @property
    def answering_ids(self) -> frozenset[int]:
        """The owner of its finding."""
        return self.finding.answering_ids
