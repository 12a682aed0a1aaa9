"""Closing a month: who is not assessed, who is put forward for the best grade, and the sheet frozen.

docs/rules.md, Closing a month.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign
from models.month import Exemption, ListState, MonthlyList, Nomination, PeriodClose, PeriodRow
from models.person import Role
from models.refusals import RuleBroken, WrongState
from models.types import cents
from models.visitor import Visitor
from services import accounting, judging, ledger, month_waits, months, notices, traces
from services.grading import exemptions_of, last_day
from services.period_sheet import (
    Line,
    Sheet,
    people,
    worked_out,
)
from services.waiting import Waiting

MOST_REASON = 200


def exempt(month_list: MonthlyList, person_id: int, reason: str, *, by: Visitor, at: datetime) -> Exemption:
    """The person is not assessed in the month (不参评): no grade, no pay by points.

    Raises WrongState once the month is closed, RuleBroken without a reason, twice, for oneself, or for who is not in
    the month.
    """
    _open_still(month_list)
    _needed(reason)
    if person_id == by.id:
        raise RuleBroken("not_exempt_oneself", "person")
    if person_id not in {one.person_id for one in people(month_list.campaign, month_list.month)}:
        raise RuleBroken("not_in_month", "person")
    if person_id in exemptions_of(month_list.id):
        raise RuleBroken("exempt_already", "person")
    made = Exemption(list_id=month_list.id, person_id=person_id, reason=reason.strip(), by_id=by.id, at=at)
    db.session.add(made)
    db.session.flush()
    traces.record("month.exempted", month_list, by=by, at=at)
    return made


def unexempt(month_list: MonthlyList, person_id: int, *, by: Visitor, at: datetime) -> None:
    """The person is assessed after all. Raises WrongState once the month is closed, RuleBroken for another."""
    _open_still(month_list)
    exemption = exemptions_of(month_list.id).get(person_id)
    if exemption is None:
        raise RuleBroken("not_exempt", "person")
    db.session.delete(exemption)
    db.session.flush()
    traces.record("month.assessed", month_list, by=by, at=at)


def _open_still(month_list: MonthlyList) -> None:
    """The list, locked: closing waits. Raises WrongState when its month is closed."""
    db.session.flush()
    db.session.scalars(
        select(MonthlyList)
        .where(MonthlyList.id == month_list.id)
        .with_for_update(of=MonthlyList)
        .execution_options(populate_existing=True)
    ).one()
    if month_list.month <= accounting.last_closed(month_list.campaign_id):
        raise WrongState("month_closed", month=accounting.name_of(month_list.month))


def _needed(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("reason_needed", "reason")
    if len(reason.strip()) > MOST_REASON:
        raise RuleBroken("reason_too_long", "reason", most=MOST_REASON)


def put_forward(month_list: MonthlyList, person_id: int, reason: str, *, by: Visitor, at: datetime) -> Nomination:
    """A head puts one of the own people forward for the best grade, where more reach it than its quota.

    Raises WrongState once the month is closed, RuleBroken without a reason, twice, for others' people, where all who
    reach the best grade may have it, and for who does not reach it.
    """
    _open_still(month_list)
    _needed(reason)
    sheet = worked_out(month_list.campaign, month_list.month, month_list)
    line = next((one for one in sheet.lines if one.member.person_id == person_id), None)
    if line is None or not may_put_forward(by, line):
        raise RuleBroken("not_yours_to_put_forward", "person")
    if not sheet.quota.is_exceeded:
        raise RuleBroken("all_may_have_it", "person")
    if person_id not in sheet.quota.reaching:
        raise RuleBroken("best_not_reached", "person", name=line.member.name)
    if person_id in sheet.nominations:
        raise RuleBroken("put_forward_already", "person", name=line.member.name)
    made = Nomination(list_id=month_list.id, person_id=person_id, reason=reason.strip(), by_id=by.id, at=at)
    db.session.add(made)
    db.session.flush()
    traces.record("month.put_forward", month_list, by=by, at=at)
    return made


def may_put_forward(by: Visitor, line: Line) -> bool:
    """Heads for their people, squad leaders for their squad; never oneself."""
    return line.member.person_id != by.id and by.holds_in(line.member.unit_path or None, Role.HEAD)


def choose(month_list: MonthlyList, chosen: Sequence[int], reason: str, *, by: Visitor, at: datetime) -> None:
    """Record whom the leading group chose among those put forward (`chosen` are their persons), and why.

    Raises WrongState once the month is closed, RuleBroken without a reason, for nobody, somebody not put forward,
    oneself, or more than the quota allows.
    """
    _open_still(month_list)
    _needed(reason)
    sheet = worked_out(month_list.campaign, month_list.month, month_list)
    if not chosen or not set(chosen) <= sheet.nominations.keys():
        raise RuleBroken("choose_from_nominated", "chosen")
    if by.id in chosen:
        raise RuleBroken("not_choose_oneself", "chosen")
    if sheet.quota.most is not None and len(set(chosen)) > sheet.quota.most:
        raise RuleBroken("quota_exceeded", "chosen", most=sheet.quota.most)
    for person_id, one in sheet.nominations.items():
        one.chosen = person_id in chosen
        one.decision, one.decided_by_id, one.decided_at = reason.strip(), by.id, at
    db.session.flush()
    traces.record("month.chosen", month_list, by=by, at=at, reason=reason)


def obstacles(campaign: Campaign, month_list: MonthlyList, sheet: Sheet, today: date) -> list[RuleBroken]:
    """What stands in the way of closing the month, in the order in which it is to be cleared."""
    month = month_list.month
    if month <= accounting.last_closed(campaign.id):
        return [WrongState("month_closed", month=accounting.name_of(month))]
    found = _not_yet(campaign, month_list, today)
    if sheet.rulebook is None:
        found.append(RuleBroken("no_rulebook", day=last_day(campaign, month).isoformat()))
    if not sheet.quota.is_settled and sheet.quota.best is not None:
        found.append(
            RuleBroken("quota", grade=sheet.quota.best.name, reaching=len(sheet.quota.reaching), most=sheet.quota.most)
        )
    return found


def _not_yet(campaign: Campaign, month_list: MonthlyList, today: date) -> list[RuleBroken]:
    """What others have to do first: the month ends, earlier ones are closed, the list is signed."""
    month, name = month_list.month, accounting.name_of(month_list.month)
    found: list[RuleBroken] = []
    if today <= accounting.last_day(month):
        found.append(WrongState("month_not_ended", month=name))
    if (earlier := _earlier_open(campaign, month, today)) is not None:
        found.append(WrongState("earlier_month_open", month=accounting.name_of(earlier)))
    if month_list.state is not ListState.SIGNED:
        found.append(WrongState("list_not_signed", month=name))
    if (count := months.count_open(month_list.id)) > 0:
        found.append(WrongState("lines_open", count=count))
    return found


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:  # noqa: ARG001 - one shape for all rooms
    """The month that the director closes next: its list is signed, and nobody else has to do anything first."""
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR):
        return []
    month_list = db.session.scalar(
        select(MonthlyList)
        .where(
            MonthlyList.campaign_id == campaign.id,
            MonthlyList.state == ListState.SIGNED,
            MonthlyList.month > accounting.last_closed(campaign.id),
        )
        .order_by(MonthlyList.month)
        .limit(1)
    )
    if month_list is None or _not_yet(campaign, month_list, by.today):
        return []
    return [
        Waiting(
            "month_to_close",
            "month",
            month_list.month,
            title=accounting.name_of(month_list.month),
            since=month_list.signed_at,
        )
    ]


def _earlier_open(campaign: Campaign, month: int, today: date) -> int | None:
    """The earliest month before that is not closed: it has a list, or still needs one (month_waits.unlisted)."""
    lists = db.session.scalars(select(MonthlyList.month).where(MonthlyList.campaign_id == campaign.id)).all()
    after = accounting.last_closed(campaign.id)
    not_closed = [one for one in lists if one > after] + month_waits.unlisted(campaign, lists, today)
    return min((one for one in not_closed if one < month), default=None)


def close(month_list: MonthlyList, *, by: Visitor, at: datetime) -> PeriodClose:
    """Freeze the month: a row for everybody, and nothing is posted into it any more.

    Raises what stands in the way first (see `obstacles`): WrongState or RuleBroken ("quota").
    """
    campaign = month_list.campaign
    head = ledger.lock(campaign.id)
    _open_still(month_list)
    sheet = worked_out(campaign, month_list.month, month_list)
    for broken in obstacles(campaign, month_list, sheet, by.today):
        raise broken
    made = PeriodClose(
        campaign_id=campaign.id,
        month=month_list.month,
        list_id=month_list.id,
        rulebook_id=sheet.rulebook.id if sheet.rulebook is not None else 0,
        last_number=head.last_number,
        closed_by_id=by.id,
        closed_at=at,
        rows=[_frozen(line, sheet.terms.yuan_per_point) for line in sheet.lines],
    )
    db.session.add(made)
    db.session.flush()
    traces.record("month.closed", made, by=by, at=at)
    payers = judging.holders(Role.PAYROLL, unit_id=campaign.organisation_id, day=by.today)
    notices.tell(payers - {by.id}, "month.closed", made, at=at, month=accounting.name_of(made.month))
    return made


def _frozen(line: Line, yuan_per_point: Decimal) -> PeriodRow:
    makeup = line.makeup(yuan_per_point)
    return PeriodRow(
        person_id=line.member.person_id,
        staff_no=line.member.staff_no,
        name=line.member.name,
        unit_id=line.member.unit_id,
        unit_name=line.member.unit_name,
        post_name=line.member.post_name,
        is_assessed=line.is_assessed,
        base=line.base,
        rewards=line.rewards,
        penalties=line.penalties,
        score=line.score,
        grade=line.grade.name if line.grade is not None else "",
        factor=cents(line.grade.factor) if line.grade is not None else None,
        yuan=line.pay(yuan_per_point),
        makeup=makeup,
        note=line.note,
    )
