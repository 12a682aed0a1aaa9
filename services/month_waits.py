"""What of the month's list waits for whom: opening, checking, putting on notice, signing. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.case import CaseLine, CaseState, LineState, PointCase
from models.month import ListCheck, ListState, MonthlyList
from models.person import Role
from models.unit import Unit
from models.visitor import Visitor
from services import accounting, months, seats, signers
from services.waiting import Waiting

KIND = "month"  # what a desk's row leads to: the sheet of that month, whose number stands for an id


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """The months that `by` has to open, check, put on notice or sign, in a number of statements that does not grow."""
    directs = by.holds_for(campaign.id, Role.OFFICE_DIRECTOR)
    signs = by.holds_for(campaign.id, Role.LEADER, Role.DEPUTY)
    if not directs and not signs and not by.units_as(Role.HEAD):
        return []
    lists = db.session.scalars(
        select(MonthlyList).where(MonthlyList.campaign_id == campaign.id).order_by(MonthlyList.month)
    ).all()
    found = _to_check(by, lists)
    if directs:
        found += _to_open(campaign, [one.month for one in lists], by.today) + _to_publish(lists, at)
    if signs:
        found += _to_sign(by, campaign, lists, at)
    return found


def _to_check(by: Visitor, lists: Iterable[MonthlyList]) -> list[Waiting]:
    checking = {one.id: one for one in lists if one.state is ListState.CHECKING}
    if not checking:
        return []
    rows = db.session.execute(
        select(ListCheck.list_id, Unit.name, Unit.path)
        .join(Unit, Unit.id == ListCheck.unit_id)
        .where(ListCheck.list_id.in_(checking), ListCheck.checked_at.is_(None))
        .order_by(ListCheck.list_id, Unit.position, Unit.id)
    )
    return [
        _waiting("month_to_check", checking[list_id], detail=name, due_at=checking[list_id].due_at)
        for list_id, name, path in rows
        if path in by.units_as(Role.HEAD)
    ]


def _waiting(kind: str, month_list: MonthlyList, **more: object) -> Waiting:
    month = accounting.name_of(month_list.month)
    return Waiting(kind, KIND, month_list.month, title=month, **more)  # type: ignore[arg-type]


def to_open(campaign: Campaign, opened: Iterable[int], today: date) -> int | None:
    """The earliest month that has ended without a list and needs one; None when there is none."""
    return min(unlisted(campaign, opened, today), default=None)


def unlisted(campaign: Campaign, opened: Iterable[int], today: date) -> list[int]:
    """The months that have ended, are not closed and still need a list, in their order. `opened`: those that have one.

    Every month needs one from the first on that has a list, an entry or a record for a list, so that none is skipped;
    after the end of the campaign, and in a closed one, what is posted then or recorded late (docs/rules.md, Closing a
    month). Where nothing was ever recorded for a list, none is needed.
    """
    known, closed = set(opened), accounting.last_closed(campaign.id)
    posted = accounting.open_months_with_entries(campaign.id)
    recorded = months.first_unlisted(campaign.id)
    if not known and recorded is None:
        return []
    wanted = set(posted)
    if campaign.state is not CampaignState.CLOSED:
        first = min([*known, *posted, *([accounting.month_of(recorded)] if recorded is not None else [])])
        wanted.update(accounting.months_between(first, accounting.month_of(campaign.ends_on)))
        if recorded is not None:
            wanted.add(months.next_after_end(campaign))
    return sorted(one for one in wanted - known if one > closed and accounting.last_day(one) < today)


def _to_open(campaign: Campaign, opened: Iterable[int], today: date) -> list[Waiting]:
    month = to_open(campaign, opened, today)
    return [] if month is None else [Waiting("month_to_open", KIND, month, title=accounting.name_of(month))]


def _to_publish(lists: Iterable[MonthlyList], at: datetime) -> list[Waiting]:
    checking = [one for one in lists if one.state is ListState.CHECKING]
    return [
        _waiting("month_to_publish", one, since=one.opened_at)
        for one in checking
        if at > one.due_at or not months.unchecked(one.id)
    ]


def _to_sign(by: Visitor, campaign: Campaign, lists: Iterable[MonthlyList], at: datetime) -> list[Waiting]:
    ended = {one.id: one for one in lists if one.public_until is not None and one.public_until <= at}
    counts = dict.fromkeys((key for key, one in ended.items() if one.state is ListState.ON_NOTICE), 0)
    cases = open_cases(campaign.id, ended)
    may_sign = signers.of_cases(cases, by.today)
    for case in cases:
        if by.id in may_sign[case.id] and case.list_id is not None:
            counts[case.list_id] = counts.get(case.list_id, 0) + len(months.open_lines(case))
    open_lists = {case.list_id for case in cases}
    return [
        _waiting("month_to_sign", ended[key], count=count, since=ended[key].public_until)
        for key, count in counts.items()
        if count or key not in open_lists
    ]


def who_signs(month_list: MonthlyList, day: date) -> frozenset[int]:
    """All who may sign a line of the list that is open; the leader where none is left."""
    cases = open_cases(month_list.campaign_id, [month_list.id])
    if not cases:
        return signers.of_campaign(month_list.campaign_id, day).leaders
    return frozenset().union(*signers.of_cases(cases, day).values())


@dataclass(frozen=True)
class Standing:
    """Who signs what is open of a list: the cases and lines that are mine, what is for whom else, and what is for
    nobody, by the units whose deputy in charge or whose leader is to be appointed.
    """

    mine: frozenset[int] = frozenset()
    lines: int = 0
    others: tuple[tuple[str, int], ...] = ()
    nobody: tuple[tuple[str, int], ...] = ()


def standing(month_list: MonthlyList, by: Visitor) -> Standing:
    """How the open lines of the list stand for `by`."""
    cases = open_cases(month_list.campaign_id, [month_list.id])
    may_sign = signers.of_cases(cases, by.today)
    mine = [case for case in cases if by.id in may_sign[case.id]]
    others: Counter[frozenset[int]] = Counter()
    nobody: Counter[str] = Counter()
    for case in cases:
        if by.id in may_sign[case.id]:
            continue
        if may_sign[case.id]:
            others[may_sign[case.id]] += len(months.open_lines(case))
        else:
            units = {unit.id: unit.name for line in case.lines if (unit := line.unit or line.home_unit) is not None}
            nobody["、".join(units.values())] += len(months.open_lines(case))
    names = seats.names_by_id(frozenset().union(*others)) if others else {}
    return Standing(
        mine=frozenset(case.id for case in mine),
        lines=sum(len(months.open_lines(case)) for case in mine),
        others=tuple(("、".join(names[one] for one in names if one in who), count) for who, count in others.items()),
        nobody=tuple(nobody.items()),
    )


def open_cases(campaign_id: int, list_ids: Iterable[int]) -> list[PointCase]:
    """The cases of those lists with a line that is open, with all that says who signs them."""
    wanted = list(list_ids)
    if not wanted:
        return []
    return list(
        db.session.scalars(
            select(PointCase)
            .where(
                PointCase.campaign_id == campaign_id,
                PointCase.list_id.in_(wanted),
                PointCase.state == CaseState.PROPOSED,
                exists().where(CaseLine.case_id == PointCase.id, CaseLine.state == LineState.OPEN),
            )
            .order_by(PointCase.id)
            .options(*months.WHOLE)
        )
    )
