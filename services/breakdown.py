"""The work breakdown (任务分解): the tasks of a plan get a lead unit, cooperating units, a due and a way of sharing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Campaign, FocusArea, Sharing, Task
from models.checklist import Checklist, ChecklistItem
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.types import Rhythm
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import traces
from services.campaigns import require_running
from services.structure import Structure

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


def named_departments(task: Task, structure: Structure, organisation_id: int) -> list[int]:
    """The departments that a task names: all of them for 各部室, else its lead and cooperating units' departments.

    A squad stands for its department.
    """
    if task.all_units:
        return [unit.id for unit in structure.departments_of(organisation_id)]
    units = [task.lead_id, *(unit.id for unit in task.cooperating)]
    return list(dict.fromkeys(department_of(unit_id, structure) for unit_id in units if unit_id is not None))


def department_of(unit_id: int, structure: Structure) -> int:
    """The department that a unit is, or lies in."""
    unit = structure.units[unit_id]
    while unit.kind is UnitKind.SQUAD and unit.parent_id is not None:
        unit = structure.units[unit.parent_id]
    return unit.id


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
    task.lead_id = content.lead_id
    task.cooperating = (
        list(db.session.scalars(select(Unit).where(Unit.id.in_(content.cooperating_ids)).order_by(Unit.id)))
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


def ready(areas: Iterable[FocusArea]) -> list[Task]:
    """Tasks that can be issued: not yet issued, with a lead unit, or one item for each department."""
    return [task for area in areas for task in area.tasks if task.issued_at is None and is_ready(task)]


def is_ready(task: Task) -> bool:
    """Whether somebody would get an item of it."""
    return task.lead_id is not None or (task.sharing is Sharing.EACH and (task.all_units or bool(task.cooperating)))


def carried(campaign: Campaign, areas: Iterable[FocusArea], structure: Structure) -> dict[int, int]:
    """Who carries how much: department id -> tasks it leads or has to do of its own; those with none are zero."""
    load = {unit.id: 0 for unit in structure.departments_of(campaign.organisation_id)}
    for area in areas:
        for task in area.tasks:
            own = (
                named_departments(task, structure, campaign.organisation_id)
                if task.sharing is Sharing.EACH
                else [department_of(task.lead_id, structure)]
                if task.lead_id is not None
                else []
            )
            for department_id in own:
                load[department_id] = load.get(department_id, 0) + 1
    return load
