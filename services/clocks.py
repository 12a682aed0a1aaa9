"""Days and limits: China's working days, ends of day in the organisation's zone, and limits made of them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from models.types import Limit

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def is_working_day(day: date) -> bool:
    """Whether China works on `day`, make-up days included; Monday to Friday in years the library does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def is_calendar_known(day: date) -> bool:
    """Whether the holidays of that year are known; the page says so where they are not."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def add_working_days(day: date, number: int) -> date:
    """The day `number` working days after `day` (before it, when negative)."""
    step = ONE_DAY if number >= 0 else -ONE_DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))


def days_left(due_on: date, today: date) -> int:
    """Working days left until `due_on`, 0 on that day; afterwards calendar days overdue, negative."""
    if due_on < today:
        return (due_on - today).days
    return 0 if due_on == today else max(1, working_days_between(today, due_on))


def last_working_day(day: date) -> date:
    """`day` itself when China works on it, else the last working day before."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of `day` in `zone`, as UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of `day` in `zone`, as UTC."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date of a moment in `zone`."""
    return moment.astimezone(zone).date()


def limit(starts_on: date, due_on: date, *, warn_days: int, zone: ZoneInfo) -> Limit:
    """A limit that ends with `due_on` and warns `warn_days` working days before it."""
    warn_on = max(add_working_days(due_on, -warn_days), starts_on) if due_on >= starts_on else due_on
    return Limit(start_of_day(starts_on, zone), start_of_day(warn_on, zone), end_of_day(due_on, zone))
