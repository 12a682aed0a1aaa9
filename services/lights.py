"""The lights (docs/rules.md, Work): derived from occurrences, progress lines and records, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import columns_of, db
from models.checklist import Checklist, ChecklistItem, ItemPart, ItemRevision
from models.evidence import Evidence, EvidenceUse
from models.types import Limit
from models.work import Occurrence, OccurrenceState, Progress, ProgressState
from services import clocks, rhythms


class Light(StrEnum):
    """○ not started · ● on track · ▲ near, returned or long without progress · ■ overdue."""

    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


SEVERITY = (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED)


@dataclass(frozen=True)
class Lines:
    """What progress lines and records say about work longer than one rhythm; the default is: nothing to say."""

    is_moving: bool = False
    is_missing: bool = False
    is_unchanged: bool = False


NOTHING_SAID = Lines()


class Line(NamedTuple):
    """One progress line, as the lights need it."""

    period: str
    state: ProgressState
    unchanged: bool


class Work(NamedTuple):
    """One occurrence, as the lights need it. `approved_at` is when its item's revision came in force."""

    id: int
    item_id: int
    state: OccurrenceState
    starts_at: datetime
    warn_at: datetime
    due_at: datetime
    done_at: datetime | None
    approved_at: datetime | None = None
    version: int = 1

    @property
    def limit(self) -> Limit:
        """Its clock."""
        return Limit(self.starts_at, self.warn_at, self.due_at)


def of_occurrence(
    state: OccurrenceState,
    limit: Limit,
    at: datetime,
    *,
    done_at: datetime | None = None,
    lines: Lines = NOTHING_SAID,
) -> Light:
    """The light of one occurrence. What was done after its due stays red until it is accepted: it was not on time."""
    if state is OccurrenceState.ACCEPTED:
        return Light.GREEN
    if state is OccurrenceState.DONE:
        return Light.RED if done_at is not None and limit.is_overdue(done_at) else Light.GREEN
    if limit.is_overdue(at):
        return Light.RED
    if limit.is_near(at) or state is OccurrenceState.RETURNED or lines.is_missing or lines.is_unchanged:
        return Light.YELLOW
    return Light.GREEN if lines.is_moving else Light.GREY


def worst(lights: Iterable[Light]) -> Light:
    """The worst of some lights; grey only when nothing among them has started."""
    return max(lights, key=SEVERITY.index, default=Light.GREY)


def is_relevant(state: OccurrenceState, starts_at: datetime, at: datetime) -> bool:
    """Whether an occurrence is due or current: it has started, or somebody has worked on it already."""
    return starts_at <= at or state is not OccurrenceState.OPEN


def of_item(works: Iterable[Work], at: datetime, lines: Lines = NOTHING_SAID) -> Light:
    """The worst of an item's due or current occurrences; `lines` speak for the running ones only."""
    return worst(
        of_occurrence(work.state, work.limit, at, done_at=work.done_at, lines=lines)
        for work in works
        if is_relevant(work.state, work.starts_at, at)
    )


def current(works: Iterable[Work], at: datetime) -> Work | None:
    """The occurrence that is asked about: the earliest not accepted that has started, else the last accepted one.

    Before anything has started it is the first to come.
    """
    in_order = sorted(works, key=lambda work: (work.due_at, work.id))
    relevant = [work for work in in_order if is_relevant(work.state, work.starts_at, at)]
    waiting = [work for work in relevant if work.state is not OccurrenceState.ACCEPTED]
    return next(iter(waiting[:1] or relevant[-1:] or in_order[:1]), None)


def said(
    lines: Sequence[Line], record_days: Iterable[date], *, since: date, due: date, today: date, rhythm: str
) -> Lines:
    """What lines and records say about work that runs from `since` to `due`.

    Missing: the rhythm just ended was asked of it from its first day, and neither it nor the running one has a line or
    record. Unchanged: the last two rhythms with a line say so, and no record says otherwise. Moving: a line says under
    way or nearly done, or there is a record. Work within one rhythm has no lines, but records move it too.
    """
    running = rhythms.period_of(today, rhythm)
    ended = rhythms.before(running)
    by_period = {line.period: line for line in lines if rhythms.last_day(line.period) >= since}
    recorded = {rhythms.period_of(day, rhythm) for day in record_days if day >= since}
    is_moving = bool(recorded) or any(line.state is not ProgressState.NOT_STARTED for line in by_period.values())
    if not rhythms.is_longer(since, due, rhythm):
        return Lines(is_moving=is_moving)
    spoken = by_period.keys() | recorded
    is_missing = rhythms.first_day(ended) >= since and not spoken & {running, ended}
    last = running if running in by_period else ended
    pair = (last, rhythms.before(last))
    is_unchanged = all(period in by_period and by_period[period].unchanged for period in pair)
    return Lines(is_moving, is_missing, is_unchanged and not recorded & {running, *pair})


def since(work: Work, zone: ZoneInfo) -> date:
    """From which day on progress is asked of it: its start, or the approval when that came later."""
    start = max(work.starts_at, work.approved_at) if work.approved_at else work.starts_at
    return clocks.local_day(start, zone)


@dataclass(frozen=True)
class ItemLight:
    """An item's light now, and the occurrence that it is asked about (see `current`)."""

    item_id: int
    light: Light
    lines: Lines
    current: Work


def for_items(
    campaign_id: int, at: datetime, *, rhythm: str, zone: ZoneInfo, item_ids: Sequence[int] | None = None
) -> dict[int, ItemLight]:
    """The lights of a campaign's running items with a revision in force (or of those named): four statements."""
    by_item: dict[int, list[Work]] = {}
    for work in works_of(campaign_id, item_ids):
        by_item.setdefault(work.item_id, []).append(work)
    today = clocks.local_day(at, zone)
    lines = _lines_of(campaign_id, today, rhythm)
    records = _record_days(campaign_id, by_item, today, rhythm, zone)
    found = {}
    for item_id, works in by_item.items():
        now = current(works, at) or works[0]
        words = NOTHING_SAID
        if now.state is not OccurrenceState.ACCEPTED:
            words = said(
                lines.get(item_id, ()),
                records.get(item_id, ()),
                since=since(now, zone),
                due=clocks.local_day(now.due_at, zone),
                today=today,
                rhythm=rhythm,
            )
        found[item_id] = ItemLight(item_id, of_item(works, at, words), words, now)
    return found


_WORKS = (
    select(
        Occurrence.id,
        Occurrence.item_id,
        Occurrence.state,
        Occurrence.starts_at,
        Occurrence.warn_at,
        Occurrence.due_at,
        Occurrence.done_at,
        ItemRevision.decided_at,
        Occurrence.version,
    )
    .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
    .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
    .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
    .where(ChecklistItem.ended_at.is_(None))
    .order_by(Occurrence.due_at, Occurrence.id)
)


def works_of(campaign_id: int, item_ids: Sequence[int] | None = None) -> list[Work]:
    """The occurrences of running items with a revision in force."""
    query = _WORKS.where(Checklist.campaign_id == campaign_id)
    if item_ids is not None:
        query = query.where(ChecklistItem.id.in_(item_ids))
    return [Work(*row) for row in columns_of(query)]


def _lines_of(campaign_id: int, today: date, rhythm: str) -> dict[int, list[Line]]:
    """The progress lines of the running rhythm and the two before, by item."""
    running = rhythms.period_of(today, rhythm)
    ended = rhythms.before(running)
    rows = columns_of(
        select(Progress.item_id, Progress.period, Progress.state, Progress.unchanged)
        .join(ChecklistItem, ChecklistItem.id == Progress.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            Checklist.campaign_id == campaign_id,
            Progress.period.in_((running, ended, rhythms.before(ended))),
        )
    )
    found: dict[int, list[Line]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(Line(row.period, row.state, row.unchanged))
    return found


def _record_days(
    campaign_id: int, by_item: dict[int, list[Work]], today: date, rhythm: str, zone: ZoneInfo
) -> dict[int, list[date]]:
    """The days in these rhythms on which evidence came in, a part was ticked or an occurrence done, by item."""
    from_day = rhythms.first_day(rhythms.before(rhythms.before(rhythms.period_of(today, rhythm))))
    from_at = clocks.start_of_day(from_day, zone)
    found: dict[int, list[date]] = {
        item_id: [
            clocks.local_day(work.done_at, zone)
            for work in works
            if work.done_at is not None and work.done_at >= from_at
        ]
        for item_id, works in by_item.items()
    }
    for item_id, moment in _moved(campaign_id, from_at):
        found.setdefault(item_id, []).append(clocks.local_day(moment, zone))
    return found


def recorded_since(campaign_id: int, from_at: datetime) -> frozenset[int]:
    """The items on which evidence came in, a part was ticked or an occurrence was done since that moment."""
    done = (
        select(Occurrence.item_id)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(Checklist.campaign_id == campaign_id, Occurrence.done_at >= from_at)
    )
    return frozenset(item_id for item_id, _moment in _moved(campaign_id, from_at)) | frozenset(db.session.scalars(done))


def _moved(campaign_id: int, from_at: datetime) -> list[tuple[int, datetime]]:
    """Item and moment of each piece of evidence that came in, and of each part that was ticked."""
    in_campaign = select(ChecklistItem.id).join(Checklist).where(Checklist.campaign_id == campaign_id)
    evidence = (
        select(Occurrence.item_id, Evidence.added_at)
        .join(EvidenceUse, EvidenceUse.ref_id == Occurrence.id)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .where(
            EvidenceUse.ref_kind == Occurrence.__tablename__,
            Evidence.added_at >= from_at,
            Occurrence.item_id.in_(in_campaign),
        )
    )
    parts = select(ItemPart.item_id, ItemPart.done_at).where(
        ItemPart.done_at >= from_at, ItemPart.item_id.in_(in_campaign)
    )
    moves: list[tuple[int, datetime]] = []
    for query in (evidence, parts):
        moves += [(item_id, moment) for item_id, moment in columns_of(query) if moment is not None]
    return moves
