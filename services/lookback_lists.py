"""What the pages of a look-back round show: rounds, departments, what is looked at, how it stood then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from extensions import db
from models.campaign import FocusArea, Task
from models.checklist import ChecklistItem, ItemRevision
from models.finding import Finding
from models.lookback import BAD, LookBack, LookBackItem, LookBackScope, LookBackState, LookBackUnit, Verdict
from models.person import Person
from models.types import Rhythm
from models.unit import Unit
from models.work import Occurrence, OccurrenceState
from services.lookbacks import still_to_judge


class Round(NamedTuple):
    """A round in the list."""

    id: int
    number: int
    scope: LookBackScope
    state: LookBackState
    phase_id: int | None
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    items: int
    sampled: int
    judged: int
    bad: int


class Part(NamedTuple):
    """A department in a round, with its counts."""

    id: int
    unit_id: int
    unit: str
    path: str
    handed_in_at: datetime | None
    handed_in_by: str | None
    items: int
    checked: int
    self_bad: int
    sampled: int
    judged: int
    held: int
    partly: int
    slipped: int
    never: int
    not_checkable: int


class Looked(NamedTuple):
    """One thing that is looked at, as the list beside the re-check shows it."""

    id: int
    unit_id: int
    unit: str
    title: str
    risks: str
    self_verdict: Verdict | None
    verdict: Verdict | None
    looks_again_on: date | None
    sampled: bool
    is_gap: bool


class Check(NamedTuple):
    """One line of the self-check page."""

    id: int
    item_id: int | None
    finding_id: int | None
    task_id: int | None
    title: str
    standard: str | None
    area: str | None
    place: str | None
    responsible: str | None
    rhythm: Rhythm | None
    due_on: date | None
    self_verdict: Verdict | None
    self_note: str
    occurrences: int
    accepted: int
    late: int


TITLE = func.coalesce(ItemRevision.title, Task.title, Finding.text).label("title")


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group meet the condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def named(*columns: Any) -> Select[Any]:
    """A select over what is looked at, joined to what names it: the revision in force, the task or the finding."""
    return (
        select(*columns)
        .select_from(LookBackItem)
        .join(Unit, Unit.id == LookBackItem.unit_id)
        .outerjoin(ChecklistItem, ChecklistItem.id == LookBackItem.item_id)
        .outerjoin(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .outerjoin(Task, Task.id == LookBackItem.task_id)
        .outerjoin(Finding, Finding.id == LookBackItem.finding_id)
    )


def rounds(campaign_id: int) -> list[Round]:
    """The rounds of a campaign, newest first."""
    rows = db.session.execute(
        select(
            LookBack.id,
            LookBack.number,
            LookBack.scope,
            LookBack.state,
            LookBack.phase_id,
            LookBack.opened_at,
            LookBack.due_at,
            LookBack.finished_at,
            func.count(LookBackItem.id),
            counted(LookBackItem.sampled.is_(True)),
            counted(and_(LookBackItem.sampled, LookBackItem.verdict.is_not(None))),
            counted(LookBackItem.verdict.in_(BAD)),
        )
        .outerjoin(LookBackItem, LookBackItem.lookback_id == LookBack.id)
        .where(LookBack.campaign_id == campaign_id)
        .group_by(LookBack.id)
        .order_by(LookBack.id.desc())
    )
    return [Round._make(row) for row in rows]


def parts(lookback_id: int) -> list[Part]:
    """The departments of a round in their order, with counts."""
    by = aliased(Person)
    rows = db.session.execute(
        select(
            LookBackUnit.id,
            Unit.id,
            Unit.name,
            Unit.path,
            LookBackUnit.handed_in_at,
            by.name,
            func.count(LookBackItem.id),
            counted(LookBackItem.self_verdict.is_not(None)),
            counted(LookBackItem.self_verdict.in_(BAD)),
            counted(LookBackItem.sampled.is_(True)),
            counted(and_(LookBackItem.sampled, LookBackItem.verdict.is_not(None))),
            *(counted(LookBackItem.verdict == verdict) for verdict in Verdict),
        )
        .join(Unit, Unit.id == LookBackUnit.unit_id)
        .outerjoin(by, by.id == LookBackUnit.handed_in_by_id)
        .outerjoin(
            LookBackItem,
            and_(LookBackItem.lookback_id == LookBackUnit.lookback_id, LookBackItem.unit_id == LookBackUnit.unit_id),
        )
        .where(LookBackUnit.lookback_id == lookback_id)
        .group_by(
            LookBackUnit.id, Unit.id, Unit.name, Unit.path, Unit.position, LookBackUnit.handed_in_at, by.id, by.name
        )
        .order_by(Unit.position, Unit.id)
    )
    return [Part._make(row) for row in rows]


def units(lookback_id: int) -> list[tuple[int, str]]:
    """The departments of a round with their paths."""
    rows = db.session.execute(
        select(Unit.id, Unit.path)
        .join(LookBackUnit, LookBackUnit.unit_id == Unit.id)
        .where(LookBackUnit.lookback_id == lookback_id)
        .order_by(Unit.id)
    )
    return [(unit_id, path) for unit_id, path in rows]


def unit_of_each(lookback_id: int) -> list[tuple[int, int]]:
    """Everything that a round looks at, with the department it stands at."""
    rows = db.session.execute(
        select(LookBackItem.id, LookBackItem.unit_id).where(LookBackItem.lookback_id == lookback_id)
    )
    return [(one_id, unit_id) for one_id, unit_id in rows]


def looked_at(lookback_id: int, seen: Select[Any]) -> list[Looked]:
    """What the reader may see of a round, in the order of the draw. `seen` is access's select of LookBackItem."""
    ids = seen.with_only_columns(LookBackItem.id)
    rows = db.session.execute(
        named(
            LookBackItem.id,
            LookBackItem.unit_id,
            Unit.name,
            TITLE,
            LookBackItem.risks,
            LookBackItem.self_verdict,
            LookBackItem.verdict,
            LookBackItem.looks_again_on,
            LookBackItem.sampled,
            LookBackItem.task_id.is_not(None),
        )
        .where(LookBackItem.lookback_id == lookback_id, LookBackItem.id.in_(ids))
        .order_by(LookBackItem.id)
    )
    return [Looked._make(row) for row in rows]


def checks(lookback_id: int, unit_id: int) -> list[Check]:
    """Everything that a department looks back at, with how its work went."""
    occurrences = (
        select(
            Occurrence.item_id.label("item_id"),
            func.count().label("all_of_it"),
            counted(Occurrence.state == OccurrenceState.ACCEPTED).label("accepted"),
            counted(Occurrence.done_at > Occurrence.due_at).label("late"),
        )
        .group_by(Occurrence.item_id)
        .subquery()
    )
    area_id = func.coalesce(ItemRevision.focus_area_id, Task.focus_area_id)
    rows = db.session.execute(
        named(
            LookBackItem.id,
            LookBackItem.item_id,
            LookBackItem.finding_id,
            LookBackItem.task_id,
            TITLE,
            ItemRevision.standard,
            FocusArea.title,
            Task.place,
            Person.name,
            ItemRevision.rhythm,
            ItemRevision.due_on,
            LookBackItem.self_verdict,
            LookBackItem.self_note,
            func.coalesce(occurrences.c.all_of_it, 0),
            func.coalesce(occurrences.c.accepted, 0),
            func.coalesce(occurrences.c.late, 0),
        )
        .outerjoin(FocusArea, FocusArea.id == area_id)
        .outerjoin(Person, Person.id == func.coalesce(ChecklistItem.responsible_id, Finding.owner_id))
        .outerjoin(occurrences, occurrences.c.item_id == LookBackItem.item_id)
        .where(LookBackItem.lookback_id == lookback_id, LookBackItem.unit_id == unit_id)
        .order_by(LookBackItem.id)
    )
    return [Check._make(row) for row in rows]


def next_to_judge(lookback_id: int, after_id: int, unit_ids: Sequence[int], today: date) -> int | None:
    """The next drawn item without a verdict among those units: after the present one, else from the start."""
    ids = db.session.scalars(
        select(LookBackItem.id)
        .where(
            LookBackItem.lookback_id == lookback_id,
            LookBackItem.sampled,
            LookBackItem.unit_id.in_(unit_ids),
            still_to_judge(today),
        )
        .order_by(LookBackItem.id)
    ).all()
    later = [one for one in ids if one > after_id]
    return next(iter(later or [one for one in ids if one != after_id]), None)


@dataclass(frozen=True)
class Then:
    """How the work of an item stood: its latest accepted (else done) occurrence, and the counts of all."""

    occurrence: Occurrence | None
    total: int
    accepted: int
    late: int
    returned: int


def then(item_id: int) -> Then:
    """How it stood then, in two statements."""
    total, accepted, late, returned = db.session.execute(
        select(
            func.count(),
            counted(Occurrence.state == OccurrenceState.ACCEPTED),
            counted(Occurrence.done_at > Occurrence.due_at),
            counted(Occurrence.returned_at.is_not(None)),
        ).where(Occurrence.item_id == item_id)
    ).one()
    latest = db.session.scalar(
        select(Occurrence)
        .where(Occurrence.item_id == item_id, Occurrence.done_at.is_not(None))
        .order_by((Occurrence.state == OccurrenceState.ACCEPTED).desc(), Occurrence.due_at.desc())
        .limit(1)
    )
    return Then(latest, total, accepted, late, returned)
