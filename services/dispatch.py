"""The weekly dispatch (周调度): what was due in a week, how it stands, what is due next, department by department."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from models.campaign import Campaign
from models.work import OccurrenceState
from services import clocks, progress, progress_lines, rhythms, settings, waits
from services.progress import Row
from services.progress_lines import Written
from services.waits import With

WEEK = timedelta(days=7)
MOST_DAYS = 31
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
PERIOD = re.compile(r"20\d\d-W\d\d", re.ASCII)


class Turn(StrEnum):
    """What a row is on the dispatch for, in the order in which a meeting takes it up."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    STUCK = "stuck"
    AWAITING = "awaiting"
    DUE = "due"
    NEXT = "next"
    ACCEPTED = "accepted"


class Span(NamedTuple):
    """The days that are looked at; what comes next is due in the seven days after them."""

    first: date
    last: date

    @property
    def until(self) -> date:
        """The last day of what comes next."""
        return self.last + WEEK

    @property
    def is_week(self) -> bool:
        """Whether it is Monday to Sunday."""
        return self.first.isoweekday() == 1 and self.last - self.first == WEEK - timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


def span_of(week: str, first: str, last: str, today: date) -> Span:
    """The week named (2018-W47), else the days from `first` to `last`, at most a month; else the running week."""
    try:
        if PERIOD.fullmatch(week):
            return Span(rhythms.first_day(week), rhythms.last_day(week))
        span = Span(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        pass
    else:
        if FIRST_DAY <= span.first <= span.last <= LAST_DAY and (span.last - span.first).days < MOST_DAYS:
            return span
    running = rhythms.period_of(today, rhythms.WEEK)
    return Span(rhythms.first_day(running), rhythms.last_day(running))


class Entry(NamedTuple):
    """A row of the dispatch: its turn, its item's last progress line and that line's period, whom it waits with."""

    row: Row
    turn: Turn
    period: str
    line: Written | None
    place: tuple[With, int, str] | None


@dataclass
class Part:
    """The entries of one department; `due` counts all that was due in the span, accepted or not."""

    entries: list[Entry] = field(default_factory=list)
    due: int = 0

    def count(self, turn: Turn) -> int:
        """How many entries have this turn."""
        return sum(entry.turn is turn for entry in self.entries)


def turn_of(row: Row, span: Span, zone: ZoneInfo, *, is_stuck: bool = False) -> Turn | None:
    """What the row is on the dispatch of these days for; None where it does not belong there.

    `is_stuck`: its last progress line says what stands in the way; that is brought up although it is due later.
    """
    is_due = row.due_on <= span.last
    if row.state is OccurrenceState.ACCEPTED:
        accepted_on = clocks.local_day(row.accepted_at, zone) if row.accepted_at else row.due_on
        return Turn.ACCEPTED if span.holds(accepted_on) or span.holds(row.due_on) else None
    if row.is_awaiting:
        done_on = clocks.local_day(row.done_at, zone) if row.done_at else row.due_on
        return Turn.AWAITING if is_due or done_on <= span.last else None
    conditions = (
        (Turn.OVERDUE, is_due and row.is_overdue),
        (Turn.RETURNED, row.state is OccurrenceState.RETURNED),
        (Turn.DUE, is_due),
        (Turn.STUCK, is_stuck),
        (Turn.NEXT, row.due_on <= span.until),
    )
    return next((turn for turn, holds in conditions if holds), None)


def of_campaign(campaign: Campaign, seen: Select[Any], span: Span, at: datetime) -> Mapping[int, Part]:
    """Department id -> its part, of the items of `seen`: eight statements. A past week is told as it stands now."""
    zone = ZoneInfo(settings.of_organisation(campaign.organisation_id).zone)
    rows = progress.rows_around(campaign, seen, at, first=span.first, last=span.until)
    going = {row.item_id for row in rows if row.state is not OccurrenceState.ACCEPTED}
    lines = progress_lines.latest(sorted(going), clocks.end_of_day(span.last, zone))
    parts: dict[int, Part] = {}
    for row in rows:
        part = parts.setdefault(row.unit_id, Part())
        part.due += span.holds(row.due_on)
        period, line = lines.get(row.item_id, ("", None))
        turn = turn_of(row, span, zone, is_stuck=line is not None and bool(line.obstacle))
        if turn is not None:
            part.entries.append(Entry(row, turn, period, line, waits.place_of(row)))
    for part in parts.values():
        part.entries = _in_order(part.entries)
    return parts


def _in_order(entries: list[Entry]) -> list[Entry]:
    """By turn and due; an item's line stands once, with what is most urgent of it."""
    order, told, found = list(Turn), set(), []
    for entry in sorted(entries, key=lambda one: (order.index(one.turn), one.row.due_on, one.row.occurrence_id)):
        is_told = entry.row.item_id in told or entry.turn is Turn.ACCEPTED
        found.append(entry._replace(period="", line=None) if is_told else entry)
        told.add(entry.row.item_id)
    return found
