"""Occurrences of items in force: which ones a recurrence has, and making them when a revision is approved."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from extensions import db
from models.checklist import ChecklistItem, ItemRevision
from models.event import TimedAct
from models.evidence import EvidenceUse
from models.notice import Notice
from models.types import Rhythm
from models.work import Occurrence, OccurrenceState
from services import clocks, rhythms, settings

MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12
ONE_OFF = ""  # the period of what is due once: on a date, or standing
KIND = Occurrence.__tablename__


@dataclass(frozen=True)
class Due:
    """One occurrence to come: its period's key, and the days on which it starts and is due."""

    period: str
    starts_on: date
    due_on: date


def schedule(rhythm: Rhythm, *, due_on: date | None, day: int | None, first: date, last: date) -> list[Due]:
    """What is due from `first` to `last`, both included; at least one, if need be due on `last`."""
    found = regular(rhythm, due_on=due_on, day=day, first=first, last=last)
    return found or [Due(_key(rhythm, last), min(first, last), last)]


def regular(rhythm: Rhythm, *, due_on: date | None, day: int | None, first: date, last: date) -> list[Due]:
    """What is due from `first` to `last`, both included; none where a recurrence has no day left.

    Weekly on weekday `day` (1 is Monday), monthly on `day` or the month's last one, quarterly on its last working day,
    standing on `last`; once on `due_on`, even where that day is past (the record is made afterwards).
    """
    if rhythm in (Rhythm.ONCE, Rhythm.STANDING):
        due = due_on if rhythm is Rhythm.ONCE and due_on else last
        return [Due(ONE_OFF, min(first, due), due)]
    return [
        Due(period, max(begins, first), due)
        for period, begins, due in _recurring(rhythm, day, first, last)
        if first <= due <= last
    ]


def _recurring(rhythm: Rhythm, day: int | None, first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Key, first day and due day of each week, month or quarter that `first` to `last` touches."""
    begins = _begin(rhythm, first)
    while begins <= last:
        if rhythm is Rhythm.WEEKLY:
            following = begins + timedelta(days=rhythms.DAYS_OF_WEEK)
            due = begins + timedelta(days=(day or rhythms.DAYS_OF_WEEK) - 1)
        elif rhythm is Rhythm.MONTHLY:
            length = monthrange(begins.year, begins.month)[1]
            following = begins + timedelta(days=length)
            due = begins.replace(day=min(day or length, length))
        else:
            following = _next_quarter(begins)
            due = clocks.last_working_day(following - timedelta(days=1))
        yield _key(rhythm, begins), begins, due
        begins = following


def _begin(rhythm: Rhythm, day: date) -> date:
    """The first day of the week, month or quarter of `day`."""
    if rhythm is Rhythm.WEEKLY:
        return day - timedelta(days=day.weekday())
    if rhythm is Rhythm.MONTHLY:
        return day.replace(day=1)
    return date(day.year, day.month - (day.month - 1) % MONTHS_OF_QUARTER, 1)


def _next_quarter(day: date) -> date:
    years, month = divmod(day.month - 1 + MONTHS_OF_QUARTER, MONTHS_OF_YEAR)
    return date(day.year + years, month + 1, 1)


def _key(rhythm: Rhythm, day: date) -> str:
    """2018-W45, 2018-11 or 2018-Q4; nothing for what is due once."""
    if rhythm in (Rhythm.ONCE, Rhythm.STANDING):
        return ONE_OFF
    if rhythm is Rhythm.QUARTERLY:
        return f"{day.year}-Q{(day.month - 1) // MONTHS_OF_QUARTER + 1}"
    return rhythms.period_of(day, rhythms.WEEK if rhythm is Rhythm.WEEKLY else rhythms.MONTH)


def make(items: Sequence[ChecklistItem], *, at: datetime) -> None:
    """The occurrences of items whose revision in force was just approved; statements do not grow with the items.

    Those of a former recurrence that are still to come and untouched are replaced; past and touched ones stay. A
    one-off that is not done yet follows its new due date.
    """
    if not items:
        return
    chosen = settings.of_organisation(items[0].campaign.organisation_id)
    existing = _existing(items)
    touched = _with_evidence(existing)
    dropped: list[Occurrence] = []
    for item in items:
        if item.in_force is None:
            continue
        own = [one for one in existing if one.item_id == item.id]
        once = item.in_force.rhythm in (Rhythm.ONCE, Rhythm.STANDING)
        free = [one for one in own if one.id not in touched and _is_replaceable(one, at, once=once)]
        dropped += _renew(item, item.in_force, own, free, at=at, warn_days=chosen.warn_days, zone=ZoneInfo(chosen.zone))
    _drop(dropped)
    db.session.flush()


def _existing(items: Sequence[ChecklistItem]) -> list[Occurrence]:
    query = select(Occurrence).where(Occurrence.item_id.in_([item.id for item in items])).order_by(Occurrence.id)
    return list(db.session.scalars(query))


def _with_evidence(existing: list[Occurrence]) -> frozenset[int]:
    if not existing:
        return frozenset()
    query = select(EvidenceUse.ref_id).where(
        EvidenceUse.ref_kind == KIND, EvidenceUse.ref_id.in_([one.id for one in existing])
    )
    return frozenset(db.session.scalars(query))


def _is_replaceable(one: Occurrence, at: datetime, *, once: bool) -> bool:
    """Nobody began it, and it starts later; or it is a one-off still to come that became a recurrence."""
    if one.state is not OccurrenceState.OPEN or one.done_at or one.returned_at:
        return False
    return one.due_at > at if one.period == ONE_OFF and not once else one.starts_at > at


def _renew(
    item: ChecklistItem,
    revision: ItemRevision,
    own: list[Occurrence],
    free: list[Occurrence],
    *,
    at: datetime,
    warn_days: int,
    zone: ZoneInfo,
) -> list[Occurrence]:
    """Add and move what the revision asks; what is free and no longer asked comes back, to be dropped."""
    first, last = span_of(revision, clocks.local_day(at, zone))
    kept = {one.period: one for one in own if one not in free}
    due = {"due_on": revision.due_on, "day": revision.day, "first": first, "last": last}
    planned = regular(revision.rhythm, **due) if kept else schedule(revision.rhythm, **due)  # type: ignore[arg-type]
    movable = {one.period: one for one in free}
    if ONE_OFF in kept and kept[ONE_OFF].state in (OccurrenceState.OPEN, OccurrenceState.RETURNED):
        movable[ONE_OFF] = kept.pop(ONE_OFF)
    for ahead in planned:
        limit = clocks.limit(ahead.starts_on, ahead.due_on, warn_days=warn_days, zone=zone)
        if ahead.period in movable:
            movable.pop(ahead.period).limit = limit
        elif ahead.period not in kept:
            db.session.add(
                Occurrence(
                    item_id=item.id,
                    period=ahead.period,
                    starts_at=limit.starts_at,
                    warn_at=limit.warn_at,
                    due_at=limit.due_at,
                )
            )
    return [one for one in movable.values() if one in free]


def span_of(revision: ItemRevision, today: date) -> tuple[date, date]:
    """The first and last day of what a revision asks from `today` on: its phase, else the campaign."""
    span = revision.phase or revision.item.campaign
    return max(span.starts_on, today), span.ends_on


def _drop(dropped: list[Occurrence]) -> None:
    """Occurrences that were never begun go, with what was said about them."""
    if not dropped:
        return
    gone = [one.id for one in dropped]
    for about in (Notice, TimedAct):
        db.session.execute(delete(about).where(about.ref_kind == KIND, about.ref_id.in_(gone)))
    db.session.execute(delete(Occurrence).where(Occurrence.id.in_(gone)))


def stop(items: Sequence[ChecklistItem], *, at: datetime) -> None:
    """What was still to come and untouched of ended items is no longer due."""
    existing = _existing(items)
    touched = _with_evidence(existing)
    _drop([one for one in existing if one.id not in touched and _is_replaceable(one, at, once=True)])
