"""Whom things wait with: responsible persons with late or returned work, the office and units with work to accept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.checklist import AcceptedBy
from models.work import OccurrenceState
from services import clocks
from services.progress import Row

ONE_DECIMAL = Decimal("0.1")


class With(StrEnum):
    """Where things wait."""

    PERSON = "person"
    UNIT = "unit"
    OFFICE = "office"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Wait:
    """So many rows wait there, on average for so many calendar days. `id` is the person's or the unit's."""

    where: With
    id: int
    name: str
    count: int
    average: Decimal


def longest_first(rows: Iterable[Row], at: datetime, zone: ZoneInfo) -> list[Wait]:
    """Late since the due day, returned since that day, done since that day; most rows first."""
    today = clocks.local_day(at, zone)
    kept: dict[tuple[With, int, str], list[int]] = {}
    for row in rows:
        place = place_of(row)
        if place is not None:
            kept.setdefault(place, []).append(max((today - _since(row, zone)).days, 0))
    waits = [
        Wait(*place, count=len(days), average=(Decimal(sum(days)) / len(days)).quantize(ONE_DECIMAL))
        for place, days in kept.items()
    ]
    return sorted(waits, key=lambda wait: (-wait.count, -wait.average, wait.where, wait.id))


def place_of(row: Row) -> tuple[With, int, str] | None:
    """Where a row waits, with the person's or unit's id and the person's name; None while nobody is behind."""
    if row.is_awaiting:
        if row.accepted_by is AcceptedBy.OFFICE:
            return With.OFFICE, 0, ""
        return With.UNIT, row.unit_id, ""
    if not row.is_overdue and row.state is not OccurrenceState.RETURNED:
        return None
    if row.responsible_id is None:
        return With.NOBODY, row.unit_id, ""
    return With.PERSON, row.responsible_id, row.responsible


def _since(row: Row, zone: ZoneInfo) -> date:
    if row.is_awaiting and row.done_at is not None:
        return clocks.local_day(row.done_at, zone)
    if row.is_overdue or row.returned_at is None:
        return row.due_on
    return clocks.local_day(row.returned_at, zone)
