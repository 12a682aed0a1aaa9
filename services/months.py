"""The month's list: opened, checked by the heads, put on notice, struck out in part, signed once and posted.

Every verb locks the ledger's head first, then the list and its cases (docs/rules.md, Month's list).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Campaign, CampaignState
from models.case import CaseLine, CaseState, LineState, PointCase
from models.checklist import Checklist
from models.month import ListCheck, ListState, MonthlyList
from models.person import Role
from models.refusals import Incomplete, NotYourOwn, RuleBroken, Stale, WrongState
from models.rulebook import PointRule, Section
from models.unit import Unit
from models.visitor import Visitor
from services import (
    accounting,
    apportionment,
    clocks,
    computed,
    judging,
    ledger,
    notices,
    numbered,
    settings,
    settling,
    signers,
    terms,
    traces,
)
from services.campaigns import require_running

WHOLE = (
    joinedload(PointCase.rulebook),
    joinedload(PointCase.rule).options(
        joinedload(PointRule.section).joinedload(Section.rulebook), selectinload(PointRule.effects)
    ),
    selectinload(PointCase.lines).options(
        joinedload(CaseLine.effect), joinedload(CaseLine.unit), joinedload(CaseLine.home_unit)
    ),
)


# ------------------------------------------------------------------------------------------------ opened and checked
def open_(campaign: Campaign, month: int, *, by: Visitor, at: datetime, request_key: str | None = None) -> MonthlyList:
    """The list of a month that has ended: each department of the campaign has `check_days` to check it.

    In a closed campaign it only lets be paid what appeals made up in that month: nothing can stand in it, and it counts
    as signed at once. Raises WrongState while the month runs or when its list is open already, RuleBroken for a month
    that needs none.
    """
    traces.refuse_second_send(request_key)
    makes_up = month in accounting.open_months_with_entries(campaign.id)
    if not (makes_up and campaign.state is CampaignState.CLOSED):
        require_running(campaign)
    ledger.lock(campaign.id)
    if not needs_list(campaign, month, makes_up=makes_up):
        raise RuleBroken("month_outside")
    if by.today <= accounting.last_day(month):
        raise WrongState("month_runs", month=accounting.name_of(month))
    if month <= accounting.last_closed(campaign.id):
        raise WrongState("month_closed", month=accounting.name_of(month))
    if of_month(campaign.id, month) is not None:
        raise WrongState("list_opened", month=accounting.name_of(month))
    chosen = settings.of_organisation(campaign.organisation_id)
    due_on = clocks.add_working_days(by.today, chosen.check_days)
    limit = clocks.limit(by.today, due_on, warn_days=chosen.warn_days, zone=ZoneInfo(chosen.zone))
    month_list = MonthlyList(
        campaign_id=campaign.id,
        month=month,
        state=ListState.SIGNED if campaign.state is CampaignState.CLOSED else ListState.CHECKING,
        opened_by_id=by.id,
        opened_at=at,
        starts_at=limit.starts_at,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        version=1,
    )
    db.session.add(month_list)
    db.session.flush()
    units = _departments(campaign.id) if month_list.state is ListState.CHECKING else []
    db.session.add_all(ListCheck(list_id=month_list.id, unit_id=unit_id) for unit_id in units)
    db.session.flush()
    traces.record("month.opened", month_list, by=by, at=at, to_state=month_list.state, request_key=request_key)
    heads = frozenset().union(*(judging.heads_of(unit_id, by.today) for unit_id in units)) - {by.id}
    notices.tell(heads, "month.to_check", month_list, at=at, month=accounting.name_of(month), due=due_on.isoformat())
    return month_list


def may_be_opened(campaign: Campaign, month: int) -> bool:
    """Whether `open_` would open the list of a month that has ended and has none."""
    makes_up = month in accounting.open_months_with_entries(campaign.id)
    return (makes_up or campaign.state is not CampaignState.CLOSED) and needs_list(campaign, month, makes_up=makes_up)


def needs_list(campaign: Campaign, month: int, *, makes_up: bool) -> bool:
    """Whether a month may have a list: those of the campaign; later ones for what is posted in them (`makes_up`), and
    the first of them without one for what was recorded after the last list went on notice.
    """
    if accounting.month_of(campaign.starts_on) <= month <= accounting.month_of(campaign.ends_on):
        return 1 <= month % 100 <= accounting.DECEMBER
    return makes_up or (month == next_after_end(campaign) and first_unlisted(campaign.id) is not None)


def next_after_end(campaign: Campaign) -> int:
    """The month after the end of the campaign, and after every list, into which goes what was recorded late."""
    last = db.session.scalar(select(func.max(MonthlyList.month)).where(MonthlyList.campaign_id == campaign.id)) or 0
    return accounting.next_month(max(last, accounting.month_of(campaign.ends_on)))


def first_unlisted(campaign_id: int) -> date | None:
    """The earliest day of what is recorded for a list and in none yet."""
    return db.session.scalar(
        select(func.min(PointCase.happened_on))
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .where(
            PointCase.campaign_id == campaign_id,
            PointCase.state == CaseState.PROPOSED,
            PointCase.list_id.is_(None),
            *settling.IN_LIST,
        )
    )


def of_month(campaign_id: int, month: int) -> MonthlyList | None:
    """The list of that month, None while it is only recorded in."""
    return db.session.scalar(
        select(MonthlyList).where(MonthlyList.campaign_id == campaign_id, MonthlyList.month == month)
    )


def _departments(campaign_id: int) -> list[int]:
    return list(
        db.session.scalars(
            select(Unit.id)
            .join(Checklist, Checklist.department_id == Unit.id)
            .where(Checklist.campaign_id == campaign_id, Unit.active)
            .order_by(Unit.position, Unit.id)
        )
    )


def check(part: ListCheck, *, by: Visitor, at: datetime) -> None:
    """The head has checked the own department. Raises WrongState after the check, or when it is checked already."""
    month_list = _again(part.monthly_list)
    db.session.refresh(part, with_for_update={"of": ListCheck})
    if month_list.state is not ListState.CHECKING:
        raise WrongState("check_over")
    if part.checked_at is not None:
        raise WrongState("checked_already", unit=part.unit.name)
    part.checked_by_id, part.checked_at = by.id, at
    month_list.version += 1
    traces.record("month.checked", part, by=by, at=at)
    if not unchecked(month_list.id):
        directors = judging.holders(Role.OFFICE_DIRECTOR, campaign_id=month_list.campaign_id, day=by.today)
        notices.tell(
            directors - {by.id}, "month.all_checked", month_list, at=at, month=accounting.name_of(month_list.month)
        )


def unchecked(list_id: int) -> list[str]:
    """The names of the departments that have not checked the list."""
    return list(
        db.session.scalars(
            select(Unit.name)
            .join(ListCheck, ListCheck.unit_id == Unit.id)
            .where(ListCheck.list_id == list_id, ListCheck.checked_at.is_(None))
            .order_by(Unit.position, Unit.id)
        )
    )


def _again(month_list: MonthlyList, version: int | None = None) -> MonthlyList:
    """The list as it is now, locked behind the ledger's head. Raises Stale, WrongState in a closed campaign."""
    db.session.flush()
    require_running(month_list.campaign)
    ledger.lock(month_list.campaign_id)
    again = db.session.scalars(
        select(MonthlyList)
        .where(MonthlyList.id == month_list.id)
        .with_for_update(of=MonthlyList)
        .execution_options(populate_existing=True)
    ).one()
    _refuse_stale(again, version)
    return again


def _refuse_stale(month_list: MonthlyList, version: int | None) -> None:
    """Raises Stale when the list changed after the form was shown."""
    if version is not None and version != month_list.version:
        raise Stale


# ------------------------------------------------------------------------------------------------ on notice
def publish(month_list: MonthlyList, *, version: int | None, by: Visitor, at: datetime) -> list[PointCase]:
    """Puts all that was recorded up to the month's last day on notice, and those concerned are told; the cases.

    A list with nothing in it is settled at once. Raises WrongState when it was put on notice already, Stale, and
    Incomplete with the departments that have not checked while their time runs.
    """
    month_list = _again(month_list)
    if month_list.state is not ListState.CHECKING:
        raise WrongState("list_published")
    _refuse_stale(month_list, version)
    missing = unchecked(month_list.id)
    if missing and at <= month_list.due_at:
        raise Incomplete("checks_missing", units="、".join(missing))
    computed.draw_up(month_list, by=by, at=at)
    cases = _taken_in(month_list)
    until = settling.notice_until(month_list.campaign, at) if cases else at
    for case in cases:
        case.list_id, case.public_from, case.public_until = month_list.id, at, until
        case.version += 1
    month_list.public_from, month_list.public_until, month_list.published_by_id = at, until, by.id
    month_list.state = ListState.ON_NOTICE if cases else ListState.SIGNED
    month_list.signed_at = None if cases else at
    month_list.version += 1
    db.session.flush()
    traces.record("month.published", month_list, by=by, at=at, from_state=ListState.CHECKING, to_state=month_list.state)
    zone = ZoneInfo(settings.of_organisation(month_list.campaign.organisation_id).zone)
    until_day = clocks.local_day(until, zone).isoformat()
    told = _heads_of_units(cases, by.today)
    for case in cases:
        _tell(case, "month.on_notice", told, by=by, at=at, until=until_day)
    for recorder_id, count in _count_by_recorder(cases).items():
        if recorder_id != by.id:
            values = {"month": accounting.name_of(month_list.month), "until": until_day, "count": count}
            notices.tell([recorder_id], "month.recorded_on_notice", month_list, at=at, **values)
    return cases


def _taken_in(month_list: MonthlyList) -> list[PointCase]:
    """What is recorded for a list, in none yet, and happened by the month's end; locked."""
    return _locked(
        PointCase.campaign_id == month_list.campaign_id,
        PointCase.list_id.is_(None),
        PointCase.happened_on <= accounting.last_day(month_list.month),
        PointCase.rule_id.in_(select(PointRule.id).where(*settling.IN_LIST)),
    )


def _locked(*conditions: object) -> list[PointCase]:
    """Proposed cases with all that judging and posting need, as they are now; whoever changes them next waits."""
    return list(
        db.session.scalars(
            select(PointCase)
            .where(PointCase.state == CaseState.PROPOSED, *conditions)  # type: ignore[arg-type]
            .order_by(PointCase.id)
            .options(*WHOLE)
            .with_for_update(of=PointCase)
            .execution_options(populate_existing=True)
        )
    )


def _count_by_recorder(cases: Iterable[PointCase]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for case in cases:
        found[case.proposed_by_id] += 1
    return found


def _heads_of_units(cases: Iterable[PointCase], day: date) -> dict[int, frozenset[int]]:
    """The heads of each unit that a line is about."""
    units = {line.unit_id for case in cases for line in case.lines if line.unit_id is not None}
    return {unit_id: judging.heads_of(unit_id, day) for unit_id in units}


def _tell(
    case: PointCase, key: str, heads: dict[int, frozenset[int]], *, by: Visitor, at: datetime, **values: str
) -> None:
    """Those whom the case is about: the persons, and the heads of units."""
    units = {line.unit_id for line in case.lines if line.unit_id is not None}
    told = case.person_ids.union(*(heads.get(unit_id, frozenset()) for unit_id in units)) - {by.id}
    notices.tell(told, key, case, at=at, number=numbered.case(case.number), rule=case.rule.name, **values)


# ------------------------------------------------------------------------------------------------ signed
def strike_out(line: CaseLine, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Takes a line out of the list with a reason: it posts nothing. Shares in it follow; one of nothing goes with it.

    `version` is that of the list. Raises WrongState unless the line is open in a list on notice or signed, NotYourOwn
    and RuleBroken for who may not sign it or gives no reason, Stale.
    """
    if line.case.list_id is None:
        raise WrongState("not_in_list")
    month_list = _again(db.session.get_one(MonthlyList, line.case.list_id), version)
    case = next(iter(_locked(PointCase.id == line.case_id)), None)
    if case is None or line.state is not LineState.OPEN:
        raise WrongState("line_held" if line.state is LineState.HELD else "line_settled")
    _refuse_other(case, by)
    if not reason.strip():
        raise RuleBroken("reason_needed", "reason")
    reason = reason.strip()
    settling.strike_out(line, reason, by=by, at=at)
    struck = [line, *apportionment.let_shares_follow(case, reason, by=by, at=at)]
    settling.close_if_settled(case, settling.reason_for_all(case, reason), by=by, at=at)
    month_list.version += 1
    _settle_list(month_list, by=by, at=at)
    heads = _heads_of_units([case], by.today)
    told = {one.person_id for one in struck if one.person_id is not None} | {case.proposed_by_id}
    told = told.union(*(heads.get(one.unit_id or 0, frozenset()) for one in struck)) - {by.id}
    notices.tell(told, "month.struck_out", case, at=at, number=numbered.case(case.number), rule=case.rule.name)


def _refuse_other(case: PointCase, by: Visitor) -> None:
    """Raises NotYourOwn unless `by` may sign the lines of the case, RuleBroken for a deputy above the limit."""
    if by.may_not_judge_yet:
        raise NotYourOwn("reset_lately")
    if by.id in signers.of_case(case, by.today):
        return
    if not by.holds_for(case.campaign_id, Role.LEADER) and terms.is_leaders_alone(case):
        raise RuleBroken("leader_signs")
    raise NotYourOwn("not_yours_to_sign")


def sign(month_list: MonthlyList, *, version: int | None, by: Visitor, at: datetime, zone: ZoneInfo) -> list[int]:
    """Signs and posts, as one batch, every open line that `by` may sign; the numbers of the entries.

    The others stay for who may. Raises WrongState before the notice has ended or when nothing is open, NotYourOwn when
    all that is open is for others, Stale.
    """
    month_list = _again(month_list)
    if month_list.state is ListState.CHECKING:
        raise WrongState("list_not_published")
    if month_list.public_until is None or at < month_list.public_until:
        raise WrongState("list_on_notice", month=accounting.name_of(month_list.month))
    if by.may_not_judge_yet:
        raise NotYourOwn("reset_lately")
    cases = [case for case in _locked(PointCase.list_id == month_list.id) if open_lines(case)]
    if not cases and month_list.state is ListState.SIGNED:
        if month_list.signed_by is None:
            raise WrongState("list_signed")
        raise WrongState("list_signed_by", by=month_list.signed_by.name)
    _refuse_stale(month_list, version)
    may_sign = signers.of_cases(cases, by.today)
    mine = [case for case in cases if by.id in may_sign[case.id]]
    if cases and not mine:
        raise NotYourOwn("nothing_to_sign")
    signed = {case.id: open_lines(case) for case in mine}
    numbers = ledger.post([line for lines in signed.values() for line in lines], by=by, at=at, zone=zone)
    for case in mine:
        settling.close_if_settled(case, by=by, at=at)
    month_list.version += 1
    _settle_list(month_list, by=by, at=at)
    if by.holds_for(month_list.campaign_id, Role.LEADER) or month_list.signed_by_id is None:
        month_list.signed_by_id, month_list.signed_at = by.id, at
    traces.record("month.signed", month_list, by=by, at=at, from_state=ListState.ON_NOTICE, to_state=month_list.state)
    _tell_of_posting(month_list, mine, by=by, at=at)
    return numbers


def open_lines(case: PointCase) -> list[CaseLine]:
    """The lines of a proposed case that are neither posted, struck out nor held, in their order."""
    return [line for line in case.lines if line.state is LineState.OPEN] if case.state is CaseState.PROPOSED else []


def count_open(list_id: int) -> int:
    """How many lines of the list are neither posted, struck out nor held."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CaseLine)
            .join(PointCase, PointCase.id == CaseLine.case_id)
            .where(
                PointCase.list_id == list_id,
                PointCase.state == CaseState.PROPOSED,
                CaseLine.state == LineState.OPEN,
            )
        )
        or 0
    )


def _settle_list(month_list: MonthlyList, *, by: Visitor, at: datetime) -> None:
    """A list is signed when no line of it is open any more."""
    db.session.flush()
    if not count_open(month_list.id) and month_list.state is ListState.ON_NOTICE:
        month_list.state = ListState.SIGNED
        if month_list.signed_by_id is None:
            month_list.signed_by_id, month_list.signed_at = by.id, at
    db.session.flush()


def _tell_of_posting(month_list: MonthlyList, cases: Sequence[PointCase], *, by: Visitor, at: datetime) -> None:
    heads = _heads_of_units(cases, by.today)
    for case in cases:
        _tell(case, "month.posted", heads, by=by, at=at)
    for recorder_id, count in _count_by_recorder(cases).items():
        if recorder_id != by.id:
            values = {"month": accounting.name_of(month_list.month), "count": count}
            notices.tell([recorder_id], "month.recorded_posted", month_list, at=at, **values)
