"""Progress lines (进展): one per long item and rhythm; the last one is filled in, 无变化 is one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from extensions import columns_of, db
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem, ItemRevision
from models.person import Person, Role
from models.refusals import RuleBroken, Stale, WrongState
from models.unit import Unit
from models.visitor import Visitor
from models.work import OccurrenceState, Progress, ProgressState
from services import clocks, lights, rhythms, settings, traces
from services.campaigns import require_running
from services.lights import Light
from services.waiting import Waiting

LONGEST_TEXT = 200
RUNNING = (OccurrenceState.OPEN, OccurrenceState.RETURNED)


@dataclass(frozen=True)
class Written:
    """What one line says."""

    state: ProgressState
    text: str = ""
    obstacle: str = ""


@dataclass(frozen=True)
class Asked:
    """A line that a long item is asked for this rhythm, with the last one filled in.

    `is_given`: it stands already; `is_recorded`: a record of this rhythm counts as it; else it is due. `seen` names
    the last line as it was shown, so that a form can say on what it was written.
    """

    item_id: int
    title: str
    responsible_id: int | None
    responsible: str
    due_at: datetime
    light: Light
    last: Written
    last_period: str | None
    is_given: bool
    is_recorded: bool
    seen: str = ""

    @property
    def is_due(self) -> bool:
        """Whether it is still missing."""
        return not (self.is_given or self.is_recorded)


def period_now(campaign: Campaign, at: datetime) -> str:
    """The key of the rhythm that runs now: 2018-W45 or 2018-11."""
    chosen = settings.of_organisation(campaign.organisation_id)
    return rhythms.period_of(clocks.local_day(at, ZoneInfo(chosen.zone)), chosen.rhythm)


def asked(
    campaign: Campaign,
    at: datetime,
    *,
    checklist_ids: Sequence[int] | None = None,
    item_ids: Sequence[int] | None = None,
) -> dict[int, list[Asked]]:
    """The lines of this rhythm by checklist, due or given: of every long item whose work runs. Seven statements."""
    chosen = settings.of_organisation(campaign.organisation_id)
    zone, today = ZoneInfo(chosen.zone), clocks.local_day(at, ZoneInfo(chosen.zone))
    rows = _items(campaign.id, checklist_ids, item_ids)
    if not rows:
        return {}
    found = lights.for_items(campaign.id, at, rhythm=chosen.rhythm, zone=zone, item_ids=[row.id for row in rows])
    long = [row for row in rows if row.id in found and _is_asked(found[row.id], at, zone, chosen.rhythm)]
    last = _last_lines([row.id for row in long])
    now = rhythms.period_of(today, chosen.rhythm)
    recorded = lights.recorded_since(campaign.id, clocks.start_of_day(rhythms.first_day(now), zone))
    lists: dict[int, list[Asked]] = {}
    for row in long:
        line = last.get(row.id)
        lists.setdefault(row.checklist_id, []).append(
            Asked(
                item_id=row.id,
                title=row.title,
                responsible_id=row.responsible_id,
                responsible=row.name or "",
                due_at=found[row.id].current.due_at,
                light=found[row.id].light,
                last=_written(line),
                last_period=line.period if line else None,
                is_given=line is not None and line.period == now,
                is_recorded=row.id in recorded,
                seen=_seen(line),
            )
        )
    return lists


def fill_in(item: ChecklistItem, written: Written, *, seen: str | None = None, by: Visitor, at: datetime) -> Progress:
    """Write (or write over) this rhythm's line. Raises RuleBroken on "text", Stale where another came meanwhile."""
    require_running(item.campaign)
    db.session.refresh(item, ["in_force_id", "ended_at"], with_for_update=True)
    if item.in_force_id is None or item.ended_at is not None:
        raise WrongState("item_ended")
    text, obstacle = written.text.strip(), written.obstacle.strip()
    if written.state is not ProgressState.NOT_STARTED and not text:
        raise RuleBroken("line_needed", "text")
    if len(text) > LONGEST_TEXT or len(obstacle) > LONGEST_TEXT:
        raise RuleBroken("line_too_long", "text", most=LONGEST_TEXT)
    if seen is not None and seen != _seen(_last_lines([item.id]).get(item.id)):
        raise Stale
    return _write(item, Written(written.state, text, obstacle), by=by, at=at, unchanged=False)


def unchanged(items: Sequence[ChecklistItem], *, by: Visitor, at: datetime) -> int:
    """The last line again, marked 无变化, for each item that has none this rhythm; how many were written."""
    if not items:
        return 0
    campaign = items[0].campaign
    require_running(campaign)
    now = period_now(campaign, at)
    last = _last_lines([item.id for item in items])
    number = 0
    for item in items:
        line = last.get(item.id)
        if item.ended_at is not None or (line is not None and line.period == now):
            continue
        _write(item, _written(line), by=by, at=at, unchanged=True)
        number += 1
    return number


def of_item(item_id: int) -> list[tuple[Progress, str]]:
    """The lines of an item with their writers, newest first."""
    rows = db.session.execute(
        select(Progress, Person.name)
        .join(Person, Person.id == Progress.by_id)
        .where(Progress.item_id == item_id)
        .order_by(Progress.at.desc(), Progress.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def latest(item_ids: Sequence[int], until: datetime) -> dict[int, tuple[str, Written]]:
    """The period and words of the last line that each of these items had by then: one statement."""
    last = (
        select(func.max(Progress.at))
        .where(Progress.item_id == ChecklistItem.id, Progress.at <= until)
        .correlate(ChecklistItem)
        .scalar_subquery()
    )
    rows = columns_of(
        select(Progress.item_id, Progress.period, Progress.state, Progress.text, Progress.obstacle)
        .join(ChecklistItem, ChecklistItem.id == Progress.item_id)
        .where(ChecklistItem.id.in_(item_ids), Progress.at == last)
        .order_by(Progress.id)
    )
    return {row.item_id: (row.period, Written(row.state, row.text, row.obstacle)) for row in rows}


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """Lines due this rhythm: for head and liaison one entry per unit; for others those of the own items."""
    mine = by.units_as(Role.HEAD, Role.LIAISON)
    rows = db.session.execute(
        select(Checklist.id, Unit.name, Unit.path)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(Checklist.campaign_id == campaign.id)
    ).all()
    units = {row.id: row for row in rows if row.path in mine}
    own_lists = {
        row.id: row for row in rows if by.unit_path and by.unit_path.startswith(row.path) and row.id not in units
    }
    if not units and not own_lists:
        return []
    found = asked(campaign, at, checklist_ids=[*units, *own_lists])
    waits = []
    for list_id, lines in found.items():
        due = [one for one in lines if one.is_due and (list_id in units or one.responsible_id == by.id)]
        if due:
            waits.append(
                Waiting(
                    kind="lines_due",
                    ref_kind="checklist",
                    ref_id=list_id,
                    title=(units.get(list_id) or own_lists[list_id]).name,
                    detail=due[0].title,
                    due_at=_end_of_rhythm(campaign, at),
                    count=len(due),
                )
            )
    return waits


def _end_of_rhythm(campaign: Campaign, at: datetime) -> datetime:
    chosen = settings.of_organisation(campaign.organisation_id)
    zone = ZoneInfo(chosen.zone)
    last = rhythms.last_day(rhythms.period_of(clocks.local_day(at, zone), chosen.rhythm))
    return clocks.end_of_day(clocks.last_working_day(last), zone)


def _items(campaign_id: int, checklist_ids: Sequence[int] | None, item_ids: Sequence[int] | None) -> list[Any]:
    query = (
        select(
            ChecklistItem.id,
            ChecklistItem.checklist_id,
            ItemRevision.title,
            ChecklistItem.responsible_id,
            Person.name,
        )
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .outerjoin(Person, Person.id == ChecklistItem.responsible_id)
        .where(Checklist.campaign_id == campaign_id, ChecklistItem.ended_at.is_(None))
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    if checklist_ids is not None:
        query = query.where(Checklist.id.in_(checklist_ids))
    if item_ids is not None:
        query = query.where(ChecklistItem.id.in_(item_ids))
    return list(db.session.execute(query))


def _is_asked(found: lights.ItemLight, at: datetime, zone: ZoneInfo, rhythm: str) -> bool:
    """The work runs and is longer than one rhythm; what is overdue is asked too, for what stands in the way."""
    work = found.current
    return (
        work.state in RUNNING
        and work.starts_at <= at
        and rhythms.is_longer(lights.since(work, zone), clocks.local_day(work.due_at, zone), rhythm)
    )


def _last_lines(item_ids: Sequence[int]) -> dict[int, Progress]:
    rows = db.session.scalars(select(Progress).where(Progress.item_id.in_(item_ids)).order_by(Progress.at, Progress.id))
    return {line.item_id: line for line in rows}


def _seen(line: Progress | None) -> str:
    return "" if line is None else f"{line.id}:{line.at.isoformat()}"


def _written(line: Progress | None) -> Written:
    return Written(ProgressState.NOT_STARTED) if line is None else Written(line.state, line.text, line.obstacle)


def _write(item: ChecklistItem, written: Written, *, by: Visitor, at: datetime, unchanged: bool) -> Progress:
    period = period_now(item.campaign, at)
    line = db.session.scalar(select(Progress).where(Progress.item_id == item.id, Progress.period == period))
    if line is None:
        line = Progress(item_id=item.id, period=period, state=written.state, by_id=by.id, at=at)
        db.session.add(line)
    line.state, line.text, line.obstacle = written.state, written.text, written.obstacle
    line.unchanged, line.by_id, line.at = unchanged, by.id, at
    try:
        db.session.flush()
    except IntegrityError:
        raise Stale from None
    traces.record("work.line_unchanged" if unchanged else "work.line_written", item, by=by, at=at, to_state=line.state)
    return line
