"""Who stands behind a point case and may not judge it: proposer, subjects, owner and doer of its source, heads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.case import PointCase
from models.checklist import ChecklistItem
from models.finding import Finding
from models.lookback import LookBackItem
from models.person import Appointment, Role
from models.unit import Unit, UnitKind
from models.work import Occurrence
from services.judging import Judged, ids

SOURCES: dict[str, Any] = {
    "checklist_item": ChecklistItem,
    "occurrence": Occurrence,
    "lookback_item": LookBackItem,
    "finding": Finding,
}
_LOADED: dict[str, tuple[Any, ...]] = {
    "occurrence": (joinedload(Occurrence.item),),
    "lookback_item": (joinedload(LookBackItem.item),),
    "finding": (selectinload(Finding.rectifications),),
}


def in_case(case: PointCase, day: date) -> Judged:
    """Who stands behind one case."""
    return in_cases([case], day)[case.id]


def in_cases(cases: Sequence[PointCase], day: date) -> dict[int, Judged]:
    """Who stands behind each case, in a number of statements that does not grow with the cases.

    Heads are those of the day of the matter and those of `day`: neither judges the own unit.
    """
    sources = _sources(cases)
    heads = _heads([case.happened_on for case in cases] + [day], {path for case in cases for path in case.unit_paths})
    judged = {}
    for case in cases:
        owners, doers = sources.get((case.source_kind or "", case.source_id or 0), (frozenset(), frozenset()))
        judged[case.id] = Judged(
            proposers=ids(case.proposed_by_id),
            subjects=case.person_ids,
            owners=owners,
            doers=doers,
            heads=frozenset().union(*(heads(path, on) for path in case.unit_paths for on in (case.happened_on, day))),
        )
    return judged


def _sources(cases: Iterable[PointCase]) -> dict[tuple[str, int], tuple[frozenset[int], frozenset[int]]]:
    """Owners and doers of the records that the cases come from."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for case in cases:
        if case.source_kind in SOURCES and case.source_id is not None:
            wanted[case.source_kind].add(case.source_id)
    found = {}
    for kind, its_ids in wanted.items():
        model = SOURCES[kind]
        for record in db.session.scalars(
            select(model).where(model.id.in_(its_ids)).options(*_LOADED.get(kind, ()))
        ).unique():
            found[kind, record.id] = (_owners(record), _doers(record))
    return found


def _owners(record: Any) -> frozenset[int]:
    if isinstance(record, LookBackItem):
        return record.item.answering_ids if record.item is not None else frozenset()
    answering: frozenset[int] = record.answering_ids
    return answering


def _doers(record: Any) -> frozenset[int]:
    if isinstance(record, Occurrence):
        return ids(record.done_by_id)
    if isinstance(record, Finding):
        return ids(*(one.by_id for one in record.rectifications))
    return frozenset()


def _heads(days: Iterable[date], paths: Iterable[str]) -> Any:
    """A function of path and day: who heads the unit at `path`, or one above it up to the department, on that day."""
    unit_ids = {int(part) for path in paths for part in path.strip("/").split("/") if part}
    first, last = min(days), max(days)
    appointments = db.session.scalars(
        select(Appointment)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.role == Role.HEAD,
            Appointment.person_id.is_not(None),
            Unit.id.in_(unit_ids),
            Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
            Appointment.since <= last,
            (Appointment.until.is_(None)) | (Appointment.until >= first),
        )
    ).all()

    def heads(path: str, day: date) -> frozenset[int]:
        within = {int(part) for part in path.strip("/").split("/") if part}
        return ids(*(one.person_id for one in appointments if one.unit_id in within and one.holds_on(day)))

    return heads


def named(kind: str, record_id: int) -> Any:
    """The record that a case may come from, None when there is none of that kind and id."""
    model = SOURCES.get(kind)
    return None if model is None else db.session.get(model, record_id)
