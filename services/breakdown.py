"""The work breakdown (任务分解): the tasks of a plan get a lead unit, cooperating units, a due and a way of sharing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Campaign, FocusArea, Sharing, Task
from models.checklist import Checklist, ChecklistItem
from models.person import Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.types import Rhythm
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import traces
from services.campaigns import require_running
from services.waiting import Waiting

WEEKDAYS, MONTH_DAYS = 7, 31


@dataclass(frozen=True)
class TaskContent:
    """What the office says of a task. `day` is a weekday (1-7) or a day of the month, by rhythm."""

    title: str
    lead_id: int | None
    cooperating_ids: tuple[int, ...] = ()
    all_units: bool = False
    phase_id: int | None = None
    rhythm: Rhythm = Rhythm.STANDING
    due_on: date | None = None
    day: int | None = None
    sharing: Sharing = Sharing.LED


def areas_of(campaign: Campaign) -> list[FocusArea]:
    """The focus areas with their tasks and all their units, in few statements."""
    return list(
        db.session.scalars(
            select(FocusArea)
            .where(FocusArea.campaign_id == campaign.id)
            .options(
                joinedload(FocusArea.lead),
                selectinload(FocusArea.tasks).joinedload(Task.lead),
                selectinload(FocusArea.tasks).selectinload(Task.cooperating),
            )
            .order_by(FocusArea.position)
        )
    )


def waiting(by: Visitor, campaign: Campaign, _at: datetime) -> list[Waiting]:
    """The tasks that the office director has to issue."""
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR):
        return []
    count = db.session.scalar(
        select(func.count())
        .select_from(Task)
        .join(FocusArea, FocusArea.id == Task.focus_area_id)
        .where(FocusArea.campaign_id == campaign.id, Task.issued_at.is_(None))
    )
    return [Waiting("tasks_to_issue", "campaign", campaign.id, campaign.title, count=count)] if count else []


def item_counts(campaign: Campaign) -> dict[int, int]:
    """Task id -> number of items that are left of it."""
    rows = db.session.execute(
        select(ChecklistItem.task_id, func.count())
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            Checklist.campaign_id == campaign.id,
            ChecklistItem.task_id.is_not(None),
            or_(ChecklistItem.ended_at.is_(None), ChecklistItem.in_force_id.is_not(None)),
        )
        .group_by(ChecklistItem.task_id)
    )
    return {int(task_id or 0): number for task_id, number in rows}


class Departments:
    """The departments of a campaign's organisation, and which of them stand behind the units that a task names."""

    def __init__(self, campaign: Campaign) -> None:
        units = db.session.scalars(
            select(Unit).where(Unit.organisation_id == campaign.organisation_id).order_by(Unit.position, Unit.id)
        )
        self.units = {unit.id: unit for unit in units}
        self.all = [one for one in self.units.values() if one.kind is UnitKind.DEPARTMENT and one.active]

    def of(self, unit: Unit | None) -> Unit | None:
        """The department that the unit is, or that the squad belongs to; None above departments."""
        while unit is not None and unit.kind is UnitKind.SQUAD:
            unit = self.units.get(unit.parent_id or 0)
        return unit if unit is not None and unit.kind is UnitKind.DEPARTMENT else None

    def named_by(self, task: Task) -> list[Unit]:
        """Whose checklist gets an item: the lead's under `led`, that of every named unit under `each`."""
        if task.sharing is Sharing.LED:
            lead = self.of(task.lead)
            return [lead] if lead else []
        if task.all_units:
            return self.all
        found = (self.of(unit) for unit in (task.lead, *task.cooperating))
        return list({unit.id: unit for unit in found if unit}.values())

    def cooperating(self, task: Task) -> list[Unit]:
        """Who has an own part in a led item: other departments, and squads of the lead's own."""
        lead = self.of(task.lead)
        found = {}
        for unit in self.all if task.all_units else task.cooperating:
            department = self.of(unit)
            part = unit if department == lead else department
            if part is not None and part not in (lead, task.lead):
                found[part.id] = part
        return list(found.values())


def add(area: FocusArea, content: TaskContent, *, by: Visitor, at: datetime, request_key: str | None = None) -> Task:
    """A further task at the end of a focus area."""
    traces.refuse_second_send(request_key)
    require_running(area.campaign)
    task = Task(focus_area_id=area.id, position=len(area.tasks) + 1, title=content.title)
    _say(task, content, area.campaign)
    db.session.add(task)
    db.session.flush()
    traces.record("task.added", task, by=by, at=at, request_key=request_key)
    return task


def edit(task: Task, content: TaskContent, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Change what is said of a task. One that is issued keeps its items; they are changed in the checklists."""
    require_running(task.campaign)
    _require_version(task, version)
    _say(task, content, task.campaign)
    task.version += 1
    db.session.flush()
    traces.record("task.edited", task, by=by, at=at)


def _require_version(task: Task, version: int | None) -> None:
    db.session.refresh(task, ["version", "issued_at"], with_for_update=True)
    if version is not None and version != task.version:
        raise Stale


def _say(task: Task, content: TaskContent, campaign: Campaign) -> None:
    check(content, campaign)
    task.title = content.title.strip()
    task.lead = None if content.lead_id is None else db.session.get(Unit, content.lead_id)
    task.cooperating = (
        list(
            db.session.scalars(
                select(Unit)
                .where(Unit.id.in_(content.cooperating_ids), Unit.id != (content.lead_id or 0))
                .order_by(Unit.id)
            )
        )
        if content.cooperating_ids
        else []
    )
    task.all_units = content.all_units
    task.phase_id = content.phase_id
    task.rhythm = content.rhythm
    task.due_on = content.due_on if content.rhythm is Rhythm.ONCE else None
    task.day = content.day if content.rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) else None
    task.sharing = content.sharing


def check(content: TaskContent, campaign: Campaign) -> None:
    """Raises RuleBroken beside the field that is wrong."""
    if not content.title.strip():
        raise Incomplete("needed", "title")
    if content.rhythm is Rhythm.ONCE and content.due_on is not None:
        if content.due_on < campaign.starts_on:
            raise RuleBroken("due_before_start", "due_on", start=campaign.starts_on.isoformat())
        if content.due_on > campaign.ends_on:
            raise RuleBroken("due_after_end", "due_on", end=campaign.ends_on.isoformat())
    most = {Rhythm.WEEKLY: WEEKDAYS, Rhythm.MONTHLY: MONTH_DAYS}.get(content.rhythm)
    if most and content.day is not None and not 1 <= content.day <= most:
        raise RuleBroken("day_out_of_range", "day", most=most)


def remove(task: Task, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Take away a task that was not issued."""
    require_running(task.campaign)
    _require_version(task, version)
    if task.issued_at is not None:
        raise WrongState("task_issued")
    traces.record("task.removed", task, by=by, at=at)
    task.cooperating = []
    db.session.flush()
    db.session.delete(task)
    db.session.flush()


def ready(areas: Iterable[FocusArea], departments: Departments) -> list[Task]:
    """Tasks that can be issued: not yet issued, and somebody would get an item of them."""
    return [task for area in areas for task in area.tasks if task.issued_at is None and departments.named_by(task)]


def carried(areas: Iterable[FocusArea], departments: Departments) -> dict[str, int]:
    """Who carries how much: name of the department -> items that its tasks make there; those with none are zero."""
    load = {unit.name: 0 for unit in departments.all}
    for area in areas:
        for task in area.tasks:
            for unit in departments.named_by(task):
                load[unit.name] = load.get(unit.name, 0) + 1
    return load
