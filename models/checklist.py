"""The checklist of a department: items, what they say (revisions) and the parts of cooperating units."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from models.base import Base
from models.campaign import Campaign, FocusArea, Phase, Task
from models.person import Person
from models.subject import Subject
from models.types import Points, Rhythm, UtcDateTime, stored
from models.unit import Post, Unit


class RevisionState(StrEnum):
    """draft → submitted → approved | returned."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class EvidenceWanted(StrEnum):
    """What must be shown when the work is done: nothing, a note, a photo or a file."""

    NONE = "none"
    NOTE = "note"
    PHOTO = "photo"
    FILE = "file"


class AcceptedBy(StrEnum):
    """Who accepts work: the unit itself (部室自验) or the office (办公室验收)."""

    UNIT = "unit"
    OFFICE = "office"


class ChecklistState(StrEnum):
    """Derived from the current revisions, never stored: 草拟, 审核, 认定."""

    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


class Checklist(Subject, Base):
    """责任清单: one per department and campaign. `version` rises with every change of a part."""

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    department: Mapped[Unit] = relationship()
    items: Mapped[list["ChecklistItem"]] = relationship(
        back_populates="checklist", order_by="ChecklistItem.position, ChecklistItem.id"
    )

    @property
    def unit_path(self) -> str:
        """The department's path."""
        return self.department.path

    @property
    def answering_ids(self) -> frozenset[int]:
        """Everyone who answers for an item on it."""
        return frozenset(item.responsible_id for item in self.items if item.responsible_id is not None)

    @property
    def leading_paths(self) -> Iterable[str]:
        """Paths of the units that lead a focus area under which an item stands here: their heads read those items."""
        session = object_session(self)
        query = (
            select(Unit.path)
            .join(FocusArea, FocusArea.lead_id == Unit.id)
            .join(ItemRevision, ItemRevision.focus_area_id == FocusArea.id)
            .join(ChecklistItem, ChecklistItem.id == ItemRevision.item_id)
            .where(ChecklistItem.checklist_id == self.id)
            .distinct()
        )
        return () if session is None else session.scalars(query).all()


class ChecklistItem(Subject, Base):
    """责任事项. What it says stands in revisions, how the work goes in occurrences."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    in_force_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_revision.id", use_alter=True, name="fk_checklist_item_in_force_id")
    )
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    checklist: Mapped[Checklist] = relationship(back_populates="items")
    task: Mapped[Task | None] = relationship(back_populates="items")
    responsible: Mapped[Person | None] = relationship()
    post: Mapped[Post | None] = relationship()
    in_force: Mapped["ItemRevision | None"] = relationship(foreign_keys=[in_force_id], post_update=True)
    revisions: Mapped[list["ItemRevision"]] = relationship(
        back_populates="item", foreign_keys="ItemRevision.item_id", order_by="ItemRevision.number"
    )
    parts: Mapped[list["ItemPart"]] = relationship(back_populates="item", order_by="ItemPart.id")

    @property
    def current(self) -> "ItemRevision":
        """The latest revision, whatever its state."""
        return self.revisions[-1]

    @property
    def campaign_id(self) -> int:
        """The campaign of its checklist."""
        return self.checklist.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its checklist."""
        return self.checklist.campaign

    @property
    def unit_path(self) -> str:
        """The department's path."""
        return self.checklist.unit_path

    @property
    def answering_ids(self) -> frozenset[int]:
        """The one responsible person."""
        return frozenset() if self.responsible_id is None else frozenset({self.responsible_id})

    @property
    def carrying_post_id(self) -> int | None:
        """The post whose holders carry it out."""
        return self.post_id

    @property
    def leading_paths(self) -> Iterable[str]:
        """The path of the unit that leads its focus area, and of those that led one of an earlier revision."""
        leads = (revision.focus_area.lead for revision in self.revisions)
        return {lead.path for lead in leads if lead is not None}

    @property
    def cooperating_paths(self) -> Iterable[str]:
        """The paths of the units that have a part in it."""
        return [part.unit.path for part in self.parts]

    @property
    def cooperating_ids(self) -> Iterable[int]:
        """The persons whose part it is."""
        return [part.person_id for part in self.parts if part.person_id is not None]


class ItemRevision(Base):
    """修订: the only home of an item's content and of its approval; immutable once submitted."""

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("item_id", "number"), Index("ix_item_revision_state", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    standard: Mapped[str] = mapped_column(Text, default="")
    focus_area_id: Mapped[int] = mapped_column(ForeignKey("focus_area.id"), index=True)
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"))
    rhythm: Mapped[Rhythm] = mapped_column(stored(Rhythm), default=Rhythm.ONCE)
    due_on: Mapped[date | None]
    day: Mapped[int | None]
    points: Mapped[Decimal] = mapped_column(Points, default=Decimal(1))
    evidence_wanted: Mapped[EvidenceWanted] = mapped_column(stored(EvidenceWanted), default=EvidenceWanted.NONE)
    accepted_by: Mapped[AcceptedBy] = mapped_column(stored(AcceptedBy), default=AcceptedBy.OFFICE)
    state: Mapped[RevisionState] = mapped_column(stored(RevisionState), default=RevisionState.DRAFT)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[ChecklistItem] = relationship(back_populates="revisions", foreign_keys=[item_id])
    focus_area: Mapped[FocusArea] = relationship()
    phase: Mapped[Phase | None] = relationship()

    @property
    def has_due(self) -> bool:
        """Whether it says when: a date for once, a day for weekly and monthly, nothing more for the others."""
        wanted = {Rhythm.ONCE: self.due_on, Rhythm.WEEKLY: self.day, Rhythm.MONTHLY: self.day}
        return self.rhythm not in wanted or wanted[self.rhythm] is not None

    @property
    def is_complete(self) -> bool:
        """待完善 otherwise: a title, a responsible person and a due are needed to submit."""
        return bool(self.title and self.item.responsible_id and self.has_due)


class ItemPart(Subject, Base):
    """The own part of a cooperating unit in a led item, with a person and a tick."""

    __tablename__ = "item_part"
    __table_args__ = (UniqueConstraint("item_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(200), default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    item: Mapped[ChecklistItem] = relationship(back_populates="parts")
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="joined")

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
        """The cooperating unit's path."""
        return self.unit.path

    @property
    def answering_ids(self) -> frozenset[int]:
        """The person of this part."""
        return frozenset() if self.person_id is None else frozenset({self.person_id})
