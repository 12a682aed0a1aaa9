"""Accounting months (201811): to which one a matter belongs, and which are closed (docs/rules.md, Ledger)."""

from datetime import date, timedelta

from sqlalchemy import func, select

from extensions import db
from models.ledger import Total
from models.month import PeriodClose

DECEMBER = 12
MONTHS_OF_QUARTER = 3


def month_of(day: date) -> int:
    """2018-11-03 as 201811."""
    return day.year * 100 + day.month


def name_of(month: int) -> str:
    """201810 as it is written: 2018-10."""
    return f"{month // 100}-{month % 100:02}"


def quarter_of(month: int) -> tuple[int, int]:
    """The first and the last month of the quarter in which `month` lies."""
    first = month - (month % 100 - 1) % MONTHS_OF_QUARTER
    return first, first + MONTHS_OF_QUARTER - 1


def next_month(month: int) -> int:
    """The month after: 201812 is followed by 201901."""
    return month + 1 if month % 100 < DECEMBER else month + 101 - DECEMBER


def months_between(first: int, last: int) -> list[int]:
    """Every month from `first` to `last`, both among them; none when `last` is before."""
    found = []
    while first <= last:
        found.append(first)
        first = next_month(first)
    return found


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(next_month(month)) - timedelta(days=1)


def last_closed(campaign_id: int) -> int:
    """The last month that is closed, 0 when none is; months are closed in their order."""
    return db.session.scalar(select(func.max(PeriodClose.month)).where(PeriodClose.campaign_id == campaign_id)) or 0


def open_months_with_entries(campaign_id: int) -> set[int]:
    """The months after the last closed one in which something is posted."""
    return set(
        db.session.scalars(
            select(Total.month)
            .where(Total.campaign_id == campaign_id, Total.month > last_closed(campaign_id))
            .distinct()
        )
    )


def accounting_month(happened_on: date, closed: int) -> int:
    """The month in which a matter happened while that is open, else the earliest open one.

    `closed` is the last closed month of its campaign, read under the lock of the ledger's head.
    """
    month = month_of(happened_on)
    return month if month > closed else next_month(closed)
