"""How a point case is settled, and when it is on notice (docs/rules.md, Point case)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign
from models.case import CaseLine, CaseState, LineState, PointCase
from models.month import MonthlyList
from models.rulebook import PointRule, Settled
from models.visitor import Visitor
from services import clocks, settings, traces

IN_LIST = (PointRule.settled == Settled.LIST, PointRule.veto.is_(False))  # as `is_listed`, asked of the database


def is_listed(settled: Settled, *, veto: bool) -> bool:
    """Whether what a rule says of itself means that its cases are settled in the month's list; a veto never is."""
    return settled is Settled.LIST and not veto


def in_list(rule: PointRule) -> bool:
    """Whether cases under the rule are settled in the month's list."""
    return is_listed(rule.settled, veto=rule.veto)


def notice_until(campaign: Campaign, at: datetime) -> datetime:
    """When a notice that begins at `at` ends: with the last of its working days; at once where there are none."""
    chosen = settings.of_organisation(campaign.organisation_id)
    if not chosen.notice_days:
        return at
    zone = ZoneInfo(chosen.zone)
    return clocks.end_of_day(clocks.add_working_days(clocks.local_day(at, zone), chosen.notice_days), zone)


def is_on_notice(case: PointCase, at: datetime) -> bool:
    """Whether its notice has begun and not ended."""
    return case.public_from is not None and case.public_until is not None and case.public_from <= at < case.public_until


def has_been_on_notice(case: PointCase, at: datetime) -> bool:
    """Whether its notice has ended, so that it may be confirmed or signed."""
    return case.public_until is not None and case.public_until <= at


def zone_of(campaign: Campaign) -> ZoneInfo:
    """The zone in which the days of its notices begin and end."""
    return ZoneInfo(settings.of_organisation(campaign.organisation_id).zone)


def lock_list(case_id: int) -> MonthlyList | None:
    """The list in which the case is settled, if any, as it is now and locked: behind the ledger's head, which who calls
    holds, and before the case and its lines (docs/rules.md, Month's list).
    """
    list_id = db.session.scalar(select(PointCase.list_id).where(PointCase.id == case_id))
    if list_id is None:
        return None
    query = select(MonthlyList).where(MonthlyList.id == list_id).with_for_update(of=MonthlyList)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def strike_out(line: CaseLine, reason: str, *, by: Visitor, at: datetime) -> None:
    """The line posts nothing; why is kept with it, where only those read it who see the line."""
    before = line.state
    line.state = LineState.STRUCK_OUT
    line.struck_reason, line.struck_by_id, line.struck_at = reason, by.id, at
    db.session.flush()
    traces.record("line.struck_out", line, by=by, at=at, from_state=before, to_state=line.state, reason=reason)


def reason_for_all(case: PointCase, reason: str) -> str:
    """The reason of a line as that of its case: nothing where others stand in the case, who may not see the line."""
    return reason if len({(line.person_id, line.unit_id) for line in case.lines}) == 1 else ""


def close_if_settled(case: PointCase, reason: str = "", *, by: Visitor, at: datetime) -> bool:
    """Close a case of which no line is open or held any more: posted, or rejected when all its lines are struck out.

    Who calls has posted or struck out lines already, so whoever looks at the case looks again. `reason` is one
    that all may read who see the case (`reason_for_all`). Whether it was closed (docs/rules.md, Point case).
    """
    case.version += 1
    states = {line.state for line in case.lines}
    if case.state is not CaseState.PROPOSED or states & {LineState.OPEN, LineState.HELD}:
        db.session.flush()
        return False
    is_posted = states != {LineState.STRUCK_OUT}
    case.state = CaseState.POSTED if is_posted else CaseState.REJECTED
    case.decided_by_id, case.decided_at = by.id, at
    if not is_posted:  # what is posted carries the reason of its own decision
        case.decision_reason = reason
    db.session.flush()
    of_list, alone = ("case.signed", "case.confirmed") if is_posted else ("case.struck_out", "case.rejected")
    act = of_list if case.list_id is not None else alone
    traces.record(act, case, by=by, at=at, from_state=CaseState.PROPOSED, to_state=case.state, reason=reason)
    return True
