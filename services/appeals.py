"""Reconsideration 复核: asked for by the subject of a line, decided in writing by one who has no part in the matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import CaseLine, CaseState, LineState, PointCase
from models.evidence import Evidence
from models.ledger import LedgerEntry
from models.person import Role
from models.refusals import RuleBroken, Stale, WrongState
from models.types import Limit
from models.visitor import Visitor
from services import (
    apportionment,
    cases,
    clocks,
    deciders,
    evidence,
    judging,
    ledger,
    notices,
    numbered,
    settings,
    settling,
    traces,
)
from services.ledger import MOST_REASON

DECIDED = (AppealState.UPHELD, AppealState.REDUCED, AppealState.OVERTURNED)
OVER = (CaseState.REJECTED, CaseState.WITHDRAWN)


def number_of(appeal: Appeal) -> str:
    """F-0003."""
    return numbered.appeal(appeal.number)


def last_day(public_until: datetime, zone: ZoneInfo, appeal_days: int) -> date:
    """The last day on which reconsideration may be asked for: so many working days after the end of the notice."""
    return clocks.add_working_days(clocks.local_day(public_until, zone), appeal_days)


def askable_until(
    public_from: datetime | None, public_until: datetime | None, *, at: datetime, zone: ZoneInfo, appeal_days: int
) -> date | None:
    """The last day on which reconsideration of what is on notice then may be asked for; None before and after."""
    if public_from is None or public_until is None or at < public_from:
        return None
    last = last_day(public_until, zone, appeal_days)
    return last if clocks.local_day(at, zone) <= last else None


def amount_of(line: CaseLine, entry: LedgerEntry | None) -> Decimal:
    """What the line stands at, with its sign: what was posted, else what was decided or asked."""
    if entry is not None:
        return entry.amount
    return line.asked if line.decided is None else line.decided


def is_over(appeal: Appeal) -> bool:
    """Whether it has nothing left to be decided: before anything was posted its case was rejected or withdrawn, or its
    line, a share, struck out with what it was a share of.
    """
    return is_over_for(appeal.entry_id, appeal.line.case.state, appeal.line.state)


def is_over_for(entry_id: int | None, case: CaseState, line: LineState) -> bool:
    """The same of what a list knows of it."""
    return entry_id is None and (case in OVER or line is LineState.STRUCK_OUT)


def undecided() -> tuple[ColumnElement[bool], ...]:
    """Conditions on Appeal, CaseLine and PointCase: it waits for its decision, and is not over."""
    return (
        Appeal.state == AppealState.OPEN,
        Appeal.entry_id.is_not(None) | (PointCase.state.not_in(OVER) & (CaseLine.state != LineState.STRUCK_OUT)),
    )


# ---------------------------------------------------------------------------------------------------------------- ask
def ask(
    line: CaseLine,
    text: str,
    files: Sequence[Evidence],
    *,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> Appeal:
    """Ask for reconsideration of a line, once, on notice or so many working days after (docs/rules.md, Point case).

    What is not posted yet is held until it is decided; what is posted stays. Those who decide, the proposer and the
    confirmer are told. Raises WrongState outside that time or a second time, RuleBroken without words.
    """
    traces.refuse_second_send(request_key)
    ledger.lock(line.case.campaign_id)
    line = _lock(line.id)
    case = line.case
    refuse_asking(line, at)
    if not text.strip():
        raise RuleBroken("needed", "text")
    entry = entry_of(line)
    limit = _decision_limit(case.campaign, by.today)
    appeal = Appeal(
        campaign_id=case.campaign_id,
        number=traces.next_number(case.campaign_id, "appeal"),
        line_id=line.id,
        entry_id=entry.id if entry is not None else None,
        text=text.strip(),
        asked_by_id=by.id,
        asked_at=at,
        starts_at=limit.starts_at,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
    )
    db.session.add(appeal)
    if entry is None:
        line.state = LineState.HELD
        case.version += 1  # whoever looks at the case to confirm it looks again
    db.session.flush()
    evidence.hang(list(files), appeal)
    traces.record("appeal.asked", appeal, by=by, at=at, to_state=AppealState.OPEN, request_key=request_key)
    _tell_of_new(appeal, by=by, at=at)
    return appeal


def refuse_asking(line: CaseLine, at: datetime) -> None:
    """Raises WrongState unless reconsideration of the line may be asked for at this moment; it says until when."""
    earlier = db.session.scalar(select(Appeal.number).where(Appeal.line_id == line.id))
    if earlier is not None:
        raise WrongState("appeal_asked", number=numbered.appeal(earlier))
    case = line.case
    if case.state in OVER or line.state is LineState.STRUCK_OUT:
        raise WrongState("appeal_nothing")
    if case.public_from is None or case.public_until is None or at < case.public_from:
        raise WrongState("appeal_not_yet")
    last = last_day_of(case)
    zone = settling.zone_of(case.campaign)
    if at > clocks.end_of_day(last, zone):
        raise WrongState("appeal_too_late", until=last.isoformat())
    entry = entry_of(line)
    reversal = entry and db.session.scalar(select(LedgerEntry.number).where(LedgerEntry.reverses_id == entry.id))
    if entry is not None and reversal is not None:
        raise WrongState("appeal_reversed", number=entry.number, by=reversal)


def last_day_of(case: PointCase) -> date:
    """The last day on which reconsideration of its lines may be asked for; without a notice that of the proposal."""
    chosen = settings.of_organisation(case.campaign.organisation_id)
    return last_day(case.public_until or case.proposed_at, ZoneInfo(chosen.zone), chosen.appeal_days)


def entry_of(line: CaseLine) -> LedgerEntry | None:
    """The entry by which the line was posted, None while it is not."""
    if line.state not in (LineState.POSTED, LineState.REVERSED):
        return None
    return db.session.scalar(
        select(LedgerEntry).where(LedgerEntry.line_id == line.id, LedgerEntry.reverses_id.is_(None))
    )


def _lock(line_id: int) -> CaseLine:
    """The line and its case as they are now, locked after the ledger's head and the list: the case, then the line."""
    fresh = {"populate_existing": True}
    case_id = db.session.scalars(select(CaseLine.case_id).where(CaseLine.id == line_id)).one()
    db.session.scalars(
        select(PointCase).where(PointCase.id == case_id).with_for_update().execution_options(**fresh)
    ).one()
    lines = db.session.scalars(
        select(CaseLine)
        .where(CaseLine.case_id == case_id)
        .order_by(CaseLine.id)
        .with_for_update(of=CaseLine)
        .execution_options(**fresh)
    ).all()
    return next(line for line in lines if line.id == line_id)


def decision_day(campaign: Campaign, today: date) -> date:
    """The day by which what is asked today is decided."""
    return clocks.add_working_days(today, settings.of_organisation(campaign.organisation_id).decision_days)


def _decision_limit(campaign: Campaign, today: date) -> Limit:
    chosen = settings.of_organisation(campaign.organisation_id)
    return clocks.limit(today, decision_day(campaign, today), warn_days=chosen.warn_days, zone=ZoneInfo(chosen.zone))


def _tell_of_new(appeal: Appeal, *, by: Visitor, at: datetime) -> None:
    chosen = deciders.of_appeal(appeal, by.today)
    office = judging.holders(Role.OFFICE_DIRECTOR, campaign_id=appeal.campaign_id, day=by.today)
    others = judging.ids(appeal.line.case.proposed_by_id, deciders.confirmer_of(appeal))
    _tell(chosen - {by.id}, "appeal.to_decide", appeal, at)
    if not chosen:
        _tell(office - {by.id}, "appeal.nobody_decides", appeal, at)
        others -= office
    _tell(others - chosen - {by.id}, "appeal.asked", appeal, at)


# ------------------------------------------------------------------------------------------------------------- decide
@dataclass(frozen=True)
class Decision:
    """What is decided: the outcome, why, and without sign what remains of the line where it is reduced."""

    outcome: AppealState
    reason: str
    amount: Decimal | None = None


def decide(
    appeal: Appeal, decision: Decision, *, version: int | None, by: Visitor, at: datetime, zone: ZoneInfo
) -> LedgerEntry | None:
    """Decide in writing, once; in a closed campaign too (docs/rules.md, Point case). The reversing entry, if any.

    Not posted yet: upheld, the line goes on as it was; reduced, with what remains; overturned, it is struck out. Posted
    already: what is taken from it is reversed in the earliest open month. The asker, proposer and confirmer are told.
    Shares that are not posted follow, and who signs the list of the line looks at it again.
    What remains lies between nothing and what the line stands at, and may lie below the rule's least: the least binds
    whoever proposes, while mercy is what reconsideration is for. A veto has no amount and is upheld or overturned.
    Raises WrongState, Stale, NotYourOwn, RuleBroken.
    """
    ledger.lock(appeal.campaign_id)
    month_list = settling.lock_list(appeal.line.case_id)
    line = _lock(appeal.line_id)
    appeal = _open_again(appeal, version)
    deciders.require(appeal, by)
    reason = _reason(decision)
    remains = _what_remains(appeal, decision)
    reversal = None
    if appeal.entry is None:
        _free(line, decision.outcome, remains, reason, by=by, at=at)
    elif decision.outcome is not AppealState.UPHELD:
        reversal = _take_back(appeal.entry, remains, reason, by=by, at=at, zone=zone)
    appeal.state, appeal.amount, appeal.reason = decision.outcome, remains, reason
    appeal.decided_by_id, appeal.decided_at = by.id, at
    appeal.reversal_id = reversal.id if reversal is not None else None
    appeal.version += 1
    db.session.flush()
    if line.case.state is CaseState.PROPOSED:
        apportionment.let_shares_follow(line.case, reason, by=by, at=at)
        settling.close_if_settled(line.case, settling.reason_for_all(line.case, reason), by=by, at=at)
        if month_list is not None:
            month_list.version += 1
    act = f"appeal.{decision.outcome}"
    traces.record(act, appeal, by=by, at=at, from_state=AppealState.OPEN, to_state=decision.outcome, reason=reason)
    told = judging.ids(appeal.asked_by_id, line.person_id, line.case.proposed_by_id, deciders.confirmer_of(appeal))
    _tell(told - {by.id}, act, appeal, at)
    return reversal


def _open_again(appeal: Appeal, version: int | None) -> Appeal:
    appeal = db.session.scalars(
        select(Appeal).where(Appeal.id == appeal.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if appeal.state is not AppealState.OPEN:
        raise WrongState("appeal_decided")
    if is_over(appeal):
        raise WrongState("appeal_over")
    if version is not None and version != appeal.version:
        raise Stale
    return appeal


def _reason(decision: Decision) -> str:
    reason = decision.reason.strip()
    if not reason:
        raise RuleBroken("reason_needed", "reason")
    if len(reason) > MOST_REASON:
        raise RuleBroken("reason_too_long", "reason", most=MOST_REASON)
    return reason


def _what_remains(appeal: Appeal, decision: Decision) -> Decimal | None:
    """What remains of the line when it is reduced, with its sign; None for the other outcomes."""
    if decision.outcome not in DECIDED:
        raise RuleBroken("needed", "outcome")
    if decision.outcome is not AppealState.REDUCED:
        return None
    if appeal.line.case.rule.veto:
        raise RuleBroken("veto_not_reduced", "outcome")
    if decision.amount is None:
        raise RuleBroken("needed", "amount")
    whole = abs(amount_of(appeal.line, appeal.entry))
    if not 0 < decision.amount < whole or decision.amount != round(decision.amount, 2):
        raise RuleBroken("reduced_outside", "amount", most=f"{whole:.2f}")
    return apportionment.signed(appeal.line.effect, decision.amount)


def _free(
    line: CaseLine, outcome: AppealState, remains: Decimal | None, reason: str, *, by: Visitor, at: datetime
) -> None:
    """The held line goes on as it was or with what remains; or it is struck out."""
    if outcome is AppealState.OVERTURNED:
        settling.strike_out(line, reason, by=by, at=at)
        return
    line.state = LineState.OPEN
    line.decided = line.decided if remains is None else remains


def _take_back(
    entry: LedgerEntry, remains: Decimal | None, reason: str, *, by: Visitor, at: datetime, zone: ZoneInfo
) -> LedgerEntry | None:
    """Reverse the entry, or the part of it that does not remain. What a cap cut to nothing has nothing to take back."""
    if not entry.amount and not entry.line.case.rule.veto:
        return None
    part = None if remains is None else abs(entry.amount) - abs(remains)
    return ledger.reverse(entry, part, reason, by=by, at=at, zone=zone)


def subject_of(line: CaseLine) -> str:
    """The name of the person or unit that the line is about."""
    subject = line.person or line.unit
    return subject.name if subject is not None else ""


def _tell(person_ids: frozenset[int], key: str, appeal: Appeal, at: datetime) -> None:
    case = appeal.line.case
    said = {"number": number_of(appeal), "rule": case.rule.name, "case": cases.number_of(case)}
    notices.tell(person_ids, key, appeal, at=at, **said)
