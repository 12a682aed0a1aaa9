"""Issuing (下达): tasks become drafted items of the units that they name, and the gaps where none is left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Sharing, Task
from models.checklist import Checklist, ChecklistItem, ItemPart, RevisionState
from models.person import Appointment, Role
from models.refusals import WrongState
from models.unit import Unit
from models.visitor import Visitor
from services import items, judging, notices, settings, traces
from services.breakdown import Departments
from services.campaigns import require_running
from services.items import Charge, Content


@dataclass(frozen=True)
class Issued:
    """What one act of issuing did: the items it drafted, and the tasks that it left because no unit is named."""

    items: list[ChecklistItem]
    lacking: list[Task]


@dataclass(frozen=True)
class Gap:
    """缺口: an issued task of which a unit has no item left."""

    task_id: int
    title: str
    focus_area_id: int
    focus_area: str
    unit_id: int
    unit: str


def issue(campaign: Campaign, *, by: Visitor, at: datetime, task_ids: Collection[int] | None = None) -> Issued:
    """Issue the campaign's tasks (or those of `task_ids`) that are not issued yet, as drafted items.

    Under `led` one item at the lead unit, with a part for each cooperating unit; under `each` one at every named unit.
    A task without a unit that could get it is left and named. Raises WrongState when nothing could be issued, or the
    campaign is closed.
    """
    require_running(campaign)
    waiting = [task for task in _tasks(campaign, lock=True) if task.issued_at is None]
    chosen = [task for task in waiting if task_ids is None or task.id in task_ids]
    tree = Departments(campaign)
    ready = [task for task in chosen if tree.named_by(task)]
    if not ready:
        raise WrongState("nothing_to_issue")
    checklists = _checklists(campaign)
    drafted = []
    for task in ready:
        for department in tree.named_by(task):
            checklist = checklists.get(department.id) or _open_checklist(campaign, department, checklists)
            drafted.append(_draft(task, checklist, tree))
        task.issued_at = at
        task.version += 1
        traces.record("task.issued", task, by=by, at=at)
    db.session.flush()
    for item in drafted:
        traces.record("item.issued", item, by=by, at=at, to_state=RevisionState.DRAFT)
    _tell(drafted, by=by, at=at)
    return Issued(drafted, [task for task in chosen if task not in ready])


def _draft(task: Task, checklist: Checklist, tree: Departments) -> ChecklistItem:
    content = Content(
        title=task.title,
        focus_area_id=task.focus_area_id,
        phase_id=task.phase_id,
        rhythm=task.rhythm,
        due_on=task.due_on,
        day=task.day,
        accepted_by=items.usually_accepted_by(task.rhythm),
    )
    item = items.append(checklist, content, Charge(), task_id=task.id)
    checklist.version += 1
    if task.sharing is Sharing.LED:
        db.session.add_all([ItemPart(item=item, unit_id=unit.id) for unit in tree.cooperating(task)])
    return item


def _tasks(campaign: Campaign, *, lock: bool = False) -> Sequence[Task]:
    query = (
        select(Task)
        .join(FocusArea, FocusArea.id == Task.focus_area_id)
        .where(FocusArea.campaign_id == campaign.id)
        .order_by(FocusArea.position, Task.position, Task.id)
        .options(joinedload(Task.lead), selectinload(Task.cooperating))
    )
    if lock:  # of two who press the button at once, the second finds nothing left to issue
        query = query.with_for_update(of=Task).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def _checklists(campaign: Campaign) -> dict[int, Checklist]:
    rows = db.session.scalars(select(Checklist).where(Checklist.campaign_id == campaign.id))
    return {checklist.department_id: checklist for checklist in rows}


def _open_checklist(campaign: Campaign, department: Unit, checklists: dict[int, Checklist]) -> Checklist:
    """A department that came after the campaign's start gets its checklist with its first task."""
    checklist = Checklist(campaign_id=campaign.id, department_id=department.id)
    db.session.add(checklist)
    db.session.flush()
    checklists[department.id] = checklist
    settings.structure_changed()
    return checklist


def _tell(drafted: Iterable[ChecklistItem], *, by: Visitor, at: datetime) -> None:
    """Heads and liaisons of each unit that got items, with how many."""
    counts: dict[Checklist, int] = {}
    for item in drafted:
        counts[item.checklist] = counts.get(item.checklist, 0) + 1
    held = db.session.execute(
        select(Appointment.unit_id, Appointment.person_id).where(
            Appointment.role.in_((Role.HEAD, Role.LIAISON)),
            Appointment.unit_id.in_([checklist.department_id for checklist in counts]),
            *judging.holding_on(by.today),
        )
    ).all()
    for checklist, count in counts.items():
        told = {person_id for unit_id, person_id in held if unit_id == checklist.department_id}
        notices.tell(told - {by.id}, "tasks_issued", checklist, at=at, count=count)


def gaps(campaign: Campaign) -> list[Gap]:
    """Issued tasks of which a named unit has no item left; none once the campaign is closed."""
    if campaign.state is CampaignState.CLOSED:
        return []
    tasks = [task for task in _tasks(campaign) if task.issued_at is not None]
    if not tasks:
        return []
    rows = db.session.execute(
        select(ChecklistItem.task_id, Checklist.department_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            ChecklistItem.task_id.in_([task.id for task in tasks]),
            or_(ChecklistItem.ended_at.is_(None), ChecklistItem.in_force_id.is_not(None)),
        )
    )
    held = {(row.task_id, row.department_id) for row in rows}
    tree = Departments(campaign)
    areas = {area.id: area.title for area in campaign.focus_areas}
    return [
        Gap(task.id, task.title, task.focus_area_id, areas[task.focus_area_id], unit.id, unit.name)
        for task in tasks
        for unit in tree.named_by(task)
        if (task.id, unit.id) not in held
    ]
