"""The matrix: what runs in a campaign, by department and focus area, with lights, counts and the rows beneath."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from extensions import columns_of, db
from models.campaign import Campaign
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted, ItemRevision
from models.person import Person
from models.refusals import RuleBroken
from models.types import Limit, Rhythm
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import acceptance, clocks, curve, lights, seats, settings, work
from services.curve import Step
from services.lights import Light

TO_DO = (OccurrenceState.OPEN, OccurrenceState.RETURNED)
LATE_FIRST = {OccurrenceState.DONE: 1, OccurrenceState.RETURNED: 2}


class Row(NamedTuple):
    """One occurrence that is asked about: what its item says, how it stands, the `days` left (clocks.days_left)."""

    item_id: int
    unit_id: int
    area_id: int
    title: str
    standard: str
    rhythm: Rhythm
    accepted_by: AcceptedBy
    evidence_wanted: EvidenceWanted
    responsible_id: int | None
    responsible: str
    occurrence_id: int
    period: str
    version: int
    state: OccurrenceState
    due_on: date
    done_at: datetime | None
    returned_at: datetime | None
    reason: str
    note: str
    light: Light
    days: int
    is_near: bool
    accepted_at: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """Not done, and its due has passed: it may be chased."""
        return self.state in TO_DO and self.days < 0

    @property
    def is_awaiting(self) -> bool:
        """Done, and waits for who accepts it."""
        return self.state is OccurrenceState.DONE

    @property
    def needs_somebody(self) -> bool:
        """Overdue, returned, or done and not yet accepted."""
        return self.is_overdue or self.is_awaiting or self.state is OccurrenceState.RETURNED


@dataclass(frozen=True)
class Item:
    """A running item with a revision in force: its place in the matrix, its light, whether it counts as accepted."""

    id: int
    unit_id: int
    area_id: int
    light: Light
    is_accepted: bool
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]


@dataclass
class Cell:
    """n of m items accepted, under the worst light."""

    light: Light = Light.GREY
    done: int = 0
    total: int = 0

    def add(self, item: Item) -> None:
        """Count one more item."""
        self.light = lights.worst((self.light, item.light))
        self.done += item.is_accepted
        self.total += 1


@dataclass(frozen=True)
class Matrix:
    """Cells by (unit, focus area), sums by unit, by focus area and of all."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    units: dict[int, Cell] = field(default_factory=dict)
    areas: dict[int, Cell] = field(default_factory=dict)
    all: Cell = field(default_factory=Cell)


# ------------------------------------------------------------------------------------------------ reading
def items_of(campaign: Campaign, seen: Select[Any], at: datetime) -> list[Item]:
    """The running items of `seen` (a select of ChecklistItem) with a revision in force: seven statements."""
    return [_item(*one) for one in _read(campaign, seen, at)]


def rows_around(campaign: Campaign, seen: Select[Any], at: datetime, *, first: date, last: date) -> list[Row]:
    """Of the same items what is begun and not accepted, or due or accepted from `first` to `last`: seven statements."""
    return [
        _row(said, light, one, at, zone)
        for said, light, going, _at, zone in _read(campaign, seen, at)
        for one in going
        if _is_around(one, at, clocks.start_of_day(first, zone), clocks.end_of_day(last, zone))
    ]


def _is_around(one: Any, at: datetime, first: datetime, last: datetime) -> bool:
    if first <= one.due_at <= last:
        return True
    if one.state is OccurrenceState.ACCEPTED:
        return one.accepted_at is not None and first <= one.accepted_at <= last
    return lights.is_relevant(one.state, one.starts_at, at)


def _read(
    campaign: Campaign, seen: Select[Any], at: datetime
) -> Iterator[tuple[Any, lights.ItemLight, list[Any], datetime, ZoneInfo]]:
    """Each item with its light and all its occurrences."""
    chosen = settings.of_organisation(campaign.organisation_id)
    zone = ZoneInfo(chosen.zone)
    said = columns_of(_said(seen)).all()
    found = lights.for_items(campaign.id, at, rhythm=chosen.rhythm, zone=zone)
    going = _going(campaign.id)
    return ((row, found[row.id], going[row.id], at, zone) for row in said if row.id in found)


@lru_cache(256)
def _said(seen: Select[Any]) -> Select[*tuple[Any, ...]]:
    """The statement; made once for what is seen."""
    return (
        select(
            ChecklistItem.id,
            Checklist.department_id,
            ItemRevision.focus_area_id,
            ItemRevision.title,
            ItemRevision.standard,
            ItemRevision.rhythm,
            ItemRevision.accepted_by,
            ItemRevision.evidence_wanted,
            ChecklistItem.responsible_id,
            Person.name,
        )
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .outerjoin(Person, Person.id == ChecklistItem.responsible_id)
        .where(ChecklistItem.id.in_(seen.with_only_columns(ChecklistItem.id)), ChecklistItem.ended_at.is_(None))
        .order_by(Checklist.department_id, ChecklistItem.position, ChecklistItem.id)
    )


def of_units(seen: Select[Any], unit_ids: Iterable[int]) -> Select[Any]:
    """Of the items that the reader may see, those of these departments."""
    return _of_units(seen, tuple(unit_ids))


@lru_cache(256)
def _of_units(seen: Select[Any], unit_ids: tuple[int, ...]) -> Select[Any]:
    lists = select(Checklist.id).where(Checklist.department_id.in_(unit_ids))
    return seen.where(ChecklistItem.checklist_id.in_(lists))


def occurrences(seen: Select[Any], occurrence_ids: Iterable[int]) -> list[Occurrence]:
    """Those of these occurrences that are of items which the reader may see, with their items."""
    query = (
        select(Occurrence)
        .where(
            Occurrence.id.in_(list(occurrence_ids)),
            Occurrence.item_id.in_(seen.with_only_columns(ChecklistItem.id)),
        )
        .options(*work.WITH_ITEM)
    )
    return list(db.session.scalars(query))


_GOING = (
    select(
        Occurrence.item_id,
        Occurrence.id,
        Occurrence.period,
        Occurrence.version,
        Occurrence.state,
        Occurrence.starts_at,
        Occurrence.warn_at,
        Occurrence.due_at,
        Occurrence.done_at,
        Occurrence.accepted_at,
        Occurrence.returned_at,
        Occurrence.reason,
        Occurrence.note,
    )
    .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
    .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
    .where(ChecklistItem.ended_at.is_(None))
    .order_by(Occurrence.due_at, Occurrence.id)
)


def _going(campaign_id: int) -> dict[int, list[Any]]:
    rows = columns_of(_GOING.where(Checklist.campaign_id == campaign_id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def _item(said: Any, light: lights.ItemLight, going: Sequence[Any], at: datetime, zone: ZoneInfo) -> Item:
    today = clocks.local_day(at, zone)
    steps = tuple(
        Step(
            clocks.local_day(one.due_at, zone),
            clocks.local_day(one.accepted_at or one.due_at, zone) if one.state is OccurrenceState.ACCEPTED else None,
        )
        for one in going
    )
    waiting = [
        one
        for one in going
        if one.state is not OccurrenceState.ACCEPTED and lights.is_relevant(one.state, one.starts_at, at)
    ]
    shown = waiting or [one for one in going if one.id == light.current.id]
    return Item(
        id=said.id,
        unit_id=said.department_id,
        area_id=said.focus_area_id,
        light=light.light,
        is_accepted=curve.is_accepted(steps, today, is_over=False),
        rows=tuple(_row(said, light, one, at, zone) for one in shown),
        steps=steps,
    )


def _row(said: Any, light: lights.ItemLight, one: Any, at: datetime, zone: ZoneInfo) -> Row:
    limit = Limit(one.starts_at, one.warn_at, one.due_at)
    due_on = clocks.local_day(one.due_at, zone)
    return Row(
        item_id=said.id,
        unit_id=said.department_id,
        area_id=said.focus_area_id,
        title=said.title,
        standard=said.standard,
        rhythm=said.rhythm,
        accepted_by=said.accepted_by,
        evidence_wanted=said.evidence_wanted,
        responsible_id=said.responsible_id,
        responsible=said.name or "",
        occurrence_id=one.id,
        period=one.period,
        version=one.version,
        state=one.state,
        due_on=due_on,
        done_at=one.done_at,
        returned_at=one.returned_at,
        reason=one.reason,
        note=one.note,
        light=lights.of_occurrence(one.state, limit, at, done_at=one.done_at, lines=light.lines),
        days=clocks.days_left(due_on, clocks.local_day(at, zone)),
        is_near=one.state in TO_DO and limit.is_near(at),
        accepted_at=one.accepted_at,
    )


def matrix(items: Iterable[Item]) -> Matrix:
    """The items counted by department and focus area."""
    counted = Matrix()
    for item in items:
        counted.cells.setdefault((item.unit_id, item.area_id), Cell()).add(item)
        counted.units.setdefault(item.unit_id, Cell()).add(item)
        counted.areas.setdefault(item.area_id, Cell()).add(item)
        counted.all.add(item)
    return counted


def rows_of(items: Iterable[Item]) -> list[Row]:
    """The rows of the items, most urgent first: overdue longest, then what waits to be accepted, returned, by due."""
    return sorted((row for item in items for row in item.rows), key=_urgency)


def _urgency(row: Row) -> tuple[int, date, int]:
    order = 0 if row.is_overdue else LATE_FIRST.get(row.state, 4 if row.state is OccurrenceState.ACCEPTED else 3)
    return order, row.due_on, row.occurrence_id


# ------------------------------------------------------------------------------------------------ judging from the rows
def verdicts_open_to(by: Visitor, campaign: Campaign, rows: Sequence[Row]) -> dict[int, tuple[bool, bool]]:
    """For each occurrence among the rows: whether `by` may accept it, and whether return it. Three statements."""
    asked = [row.occurrence_id for row in rows if row.state in (OccurrenceState.DONE, OccurrenceState.ACCEPTED)]
    if not asked:
        return {}
    found = db.session.scalars(select(Occurrence).where(Occurrence.id.in_(asked)).options(*work.WITH_ITEM)).all()
    return verdicts_on(found, by, campaign)


def verdicts_on(found: Sequence[Occurrence], by: Visitor, campaign: Campaign) -> dict[int, tuple[bool, bool]]:
    """The same for occurrences that are loaded with their items: two statements."""
    seated = seats.of_campaign(campaign.id, by.today)
    homes = seats.homes_of((one.item.responsible_id for one in found), by.today)
    return {
        one.id: (
            acceptance.may_accept_unit(one, homes, by) or acceptance.may_accept_office(one, seated, homes, by),
            acceptance.may_return(one, seated, homes, by),
        )
        for one in found
    }


def accept(occurrences: Sequence[Occurrence], *, versions: Mapping[int, int | None], by: Visitor, at: datetime) -> None:
    """Accept rows, each as the item says: for the unit where `by` may, else for the office. All or none."""
    if not occurrences:
        raise RuleBroken("nothing_chosen")
    homes = seats.homes_of((one.item.responsible_id for one in occurrences), by.today)
    in_unit = [one for one in occurrences if acceptance.may_accept_unit(one, homes, by)]
    at_office = [one for one in occurrences if one not in in_unit]
    if in_unit:
        work.accept_unit(in_unit, versions=versions, by=by, at=at)
    if at_office:
        work.accept_office(at_office, versions=versions, by=by, at=at)


def return_(
    occurrences: Sequence[Occurrence],
    *,
    reason: str,
    versions: Mapping[int, int | None],
    by: Visitor,
    at: datetime,
) -> None:
    """Return rows with one reason. All or none."""
    if not occurrences:
        raise RuleBroken("nothing_chosen")
    work.return_many(occurrences, reason=reason, versions=versions, by=by, at=at)
