"""A campaign with what its plan says: phases, focus areas, tasks, aims and requirements."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Appointment
from models.types import Rhythm, UtcDateTime, stored
from models.unit import Unit

if TYPE_CHECKING:
    from models.checklist import ChecklistItem


class CampaignState(StrEnum):
    """draft → active → looking_back → closed."""

    DRAFT = "draft"
    ACTIVE = "active"
    LOOKING_BACK = "looking_back"
    CLOSED = "closed"


class Sharing(StrEnum):
    """How a task is shared: one item at the lead unit, or one at each named unit."""

    LED = "led"
    EACH = "each"


focus_area_unit = Table(
    "focus_area_unit",
    Base.metadata,
    Column("focus_area_id", ForeignKey("focus_area.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)
task_unit = Table(
    "task_unit",
    Base.metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)


class Campaign(Base):
    """创建活动 of one organisation, started from its plan."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    brand: Mapped[str] = mapped_column(String(60), default="")
    meaning: Mapped[str] = mapped_column(Text, default="")
    emblem_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    slogan: Mapped[str] = mapped_column(String(200), default="")
    creed: Mapped[str] = mapped_column(String(200), default="")
    dimensions: Mapped[str] = mapped_column(String(200), default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    basis_number: Mapped[str] = mapped_column(String(60), default="")
    approving_body: Mapped[str] = mapped_column(String(120), default="")
    issuer: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[date | None]
    guiding_text: Mapped[str] = mapped_column(Text, default="")
    squad_name: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[CampaignState] = mapped_column(stored(CampaignState), default=CampaignState.DRAFT)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Unit] = relationship()
    document: Mapped["Document | None"] = relationship(foreign_keys=[document_id])
    aims: Mapped[list["Aim"]] = relationship(order_by="Aim.position", cascade="all, delete-orphan")
    requirements: Mapped[list["Requirement"]] = relationship(
        order_by="Requirement.position", cascade="all, delete-orphan"
    )
    phases: Mapped[list["Phase"]] = relationship(
        order_by="Phase.position", back_populates="campaign", cascade="all, delete-orphan"
    )
    focus_areas: Mapped[list["FocusArea"]] = relationship(
        order_by="FocusArea.position", back_populates="campaign", cascade="all, delete-orphan"
    )
    appointments: Mapped[list[Appointment]] = relationship(back_populates="campaign", order_by=Appointment.id)

    @property
    def campaign_id(self) -> int:
        """Its own id, as every record of a campaign has one."""
        return self.id

    @property
    def starts_on(self) -> date:
        """The earliest start of a phase."""
        return min(phase.starts_on for phase in self.phases)

    @property
    def ends_on(self) -> date:
        """The latest end of a phase."""
        return max(phase.ends_on for phase in self.phases)

    def phase_on(self, day: date) -> "Phase | None":
        """The last phase in order that runs on `day`; before or between phases, the next one; after all, the last."""
        running = [phase for phase in self.phases if phase.starts_on <= day <= phase.ends_on]
        coming = [phase for phase in self.phases if phase.starts_on > day]
        return next(iter(running[-1:] or coming[:1] or self.phases[-1:]), None)


class Aim(Base):
    """目标: one line of what the campaign wants to reach."""

    __tablename__ = "aim"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Requirement(Base):
    """工作要求."""

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")


class Phase(Base):
    """阶段: may overlap others, as printed."""

    __tablename__ = "phase"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    campaign: Mapped[Campaign] = relationship(back_populates="phases")


class FocusArea(Base):
    """工作重点 with its lead unit; `lead_written` and `cooperating_written` keep the plan's words."""

    __tablename__ = "focus_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    lead_written: Mapped[str] = mapped_column(String(120), default="")
    all_units: Mapped[bool] = mapped_column(default=False)
    cooperating_written: Mapped[str] = mapped_column(String(200), default="")

    campaign: Mapped[Campaign] = relationship(back_populates="focus_areas")
    lead: Mapped[Unit | None] = relationship()
    cooperating: Mapped[list[Unit]] = relationship(secondary=focus_area_unit, order_by=Unit.id)
    tasks: Mapped[list["Task"]] = relationship(
        order_by="Task.position", back_populates="focus_area", cascade="all, delete-orphan"
    )


class Task(Base):
    """任务: one measure of a focus area, tied to its words in the document, issued (下达) as drafted items."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    focus_area_id: Mapped[int] = mapped_column(ForeignKey("focus_area.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(60), default="")
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    all_units: Mapped[bool] = mapped_column(default=False)
    rhythm: Mapped[Rhythm] = mapped_column(stored(Rhythm), default=Rhythm.STANDING)
    due_on: Mapped[date | None]
    day: Mapped[int | None]
    sharing: Mapped[Sharing] = mapped_column(stored(Sharing), default=Sharing.LED)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    focus_area: Mapped[FocusArea] = relationship(back_populates="tasks")
    phase: Mapped[Phase | None] = relationship()
    lead: Mapped[Unit | None] = relationship()
    cooperating: Mapped[list[Unit]] = relationship(secondary=task_unit, order_by=Unit.id)
    items: Mapped[list["ChecklistItem"]] = relationship(back_populates="task")

    @property
    def campaign_id(self) -> int:
        """The campaign of its focus area."""
        return self.focus_area.campaign_id

    @property
    def campaign(self) -> Campaign:
        """The campaign of its focus area."""
        return self.focus_area.campaign


class Document(Base):
    """An imported text and its draft (state: draft, adopted or discarded), kept after adoption.

    `kind` is plan, rulebook, checklist or staff; `about_id` the campaign of a rulebook, the checklist of a
    checklist, the organisation of a staff list.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("organisation_id", "sha256", "id"),
        Index("ix_document_kind_about_id", "kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="plan")
    about_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
