"""The rhythm of progress lines: weeks or months as keys (2018-W45, 2018-11) and their days. Pure."""

from datetime import date, timedelta

WEEK = "week"
MONTH = "month"
DAYS_OF_WEEK = 7
DAYS_OF_MONTH = 31


def period_of(day: date, rhythm: str) -> str:
    """The key of the week or month that `day` lies in."""
    if rhythm == MONTH:
        return f"{day.year}-{day.month:02}"
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def first_day(period: str) -> date:
    """The first day of a period."""
    year, _dash, rest = period.partition("-")
    if rest.startswith("W"):
        return date.fromisocalendar(int(year), int(rest[1:]), 1)
    return date(int(year), int(rest), 1)


def last_day(period: str) -> date:
    """The last day of a period."""
    first = first_day(period)
    if "W" in period:
        return first + timedelta(days=DAYS_OF_WEEK - 1)
    return (first + timedelta(days=DAYS_OF_MONTH)).replace(day=1) - timedelta(days=1)


def before(period: str) -> str:
    """The period just before."""
    return period_of(first_day(period) - timedelta(days=1), WEEK if "W" in period else MONTH)


def is_longer(start: date, end: date, rhythm: str) -> bool:
    """Whether what runs from `start` to `end` (both included) is longer than one rhythm."""
    most = DAYS_OF_MONTH if rhythm == MONTH else DAYS_OF_WEEK
    return (end - start).days + 1 > most
