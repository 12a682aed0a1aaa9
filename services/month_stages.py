"""How far each month of a campaign has come, from recording to the signature and the close. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.campaign import Campaign
from models.month import ListCheck, ListState, MonthlyList
from models.unit import Unit
from services import accounting, month_waits


class Stage(StrEnum):
    """The steps of a month, in order."""

    RECORDING = "recording"
    TO_OPEN = "to_open"
    CHECKING = "checking"
    ON_NOTICE = "on_notice"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Month:
    """A month with its list, None while it is only recorded in."""

    month: int
    stage: Stage
    month_list: MonthlyList | None


def of_campaign(campaign: Campaign, at: datetime, today: date) -> list[Month]:
    """The months of the campaign up to today, newest first, and later ones that have a list or need one."""
    lists = {
        one.month: one
        for one in db.session.scalars(
            select(MonthlyList)
            .where(MonthlyList.campaign_id == campaign.id)
            .options(joinedload(MonthlyList.signed_by), joinedload(MonthlyList.published_by))
        )
    }
    closed = accounting.last_closed(campaign.id)
    month, found = accounting.month_of(campaign.starts_on), []
    wanted = month_waits.to_open(campaign, lists, today)
    last = max(month, min(accounting.month_of(today), accounting.month_of(campaign.ends_on)), *lists, wanted or 0)
    while month <= last:
        month_list = lists.get(month)
        found.append(Month(month, _stage(month, month_list, closed, at, today), month_list))
        month = accounting.next_month(month)
    return found[::-1]


def _stage(month: int, month_list: MonthlyList | None, closed: int, at: datetime, today: date) -> Stage:
    if month <= closed:
        return Stage.CLOSED
    if month_list is None:
        return Stage.TO_OPEN if accounting.last_day(month) < today else Stage.RECORDING
    if month_list.state is ListState.ON_NOTICE:
        ended = month_list.public_until is not None and month_list.public_until <= at
        return Stage.TO_SIGN if ended else Stage.ON_NOTICE
    return Stage.CHECKING if month_list.state is ListState.CHECKING else Stage.SIGNED


def under_way(campaign: Campaign, found: list[Month], today: date) -> Month:
    """The month shown first: the earliest whose list is not signed, else the one to be opened, else the newest."""
    going = [one for one in found if one.stage in (Stage.CHECKING, Stage.ON_NOTICE, Stage.TO_SIGN)]
    if going:
        return going[-1]
    wanted = month_waits.to_open(campaign, [one.month for one in found if one.month_list is not None], today)
    return next((one for one in found if one.month == wanted), found[0])


@dataclass(frozen=True)
class Part:
    """A department's check."""

    check: ListCheck
    unit: Unit
    is_checked: bool


def parts(month_list: MonthlyList | None) -> list[Part]:
    """The checks of the departments, in their order."""
    if month_list is None:
        return []
    rows = db.session.scalars(
        select(ListCheck)
        .join(Unit, Unit.id == ListCheck.unit_id)
        .where(ListCheck.list_id == month_list.id)
        .order_by(Unit.position, Unit.id)
        .options(joinedload(ListCheck.unit), joinedload(ListCheck.checked_by))
    )
    return [Part(one, one.unit, one.checked_at is not None) for one in rows]
