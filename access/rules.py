"""The table: for each act, alternatives of facts that must all hold. A missing act denies."""

from collections.abc import Callable
from typing import Any

from access import facts
from access.acts import Act
from access.facts import (
    administers,
    answers_for,
    carries_out,
    cooperates,
    directs,
    heads_any,
    heads_unit,
    heads_within,
    holds_office,
    in_charge,
    in_unit,
    is_deputy,
    is_plan,
    is_running,
    leads,
    leads_area,
    liaises,
    oversees,
    own_organisation,
    reports,
    same_organisation,
    signed_in,
    supervises,
)
from models.campaign import Campaign
from models.visitor import Visitor

Fact = Callable[[Visitor, Any], bool]
Alternatives = tuple[tuple[Fact, ...], ...]


def all_of(*held: Fact) -> tuple[Fact, ...]:
    """All of these facts hold."""
    return held


def any_of(*alternatives: tuple[Fact, ...]) -> Alternatives:
    """One of these alternatives holds."""
    return alternatives


READS_UNIT = (
    all_of(in_unit),
    all_of(heads_unit),
    all_of(liaises),
    all_of(in_charge),
    all_of(oversees),
)


def reads_one_subject(visitor: Visitor, shown: Any) -> bool:
    """May read one of the records that the evidence hangs on, inside the own organisation; or added it.

    A campaign's emblem is seen by whoever reads the campaign, its supervisor too.
    """
    return shown.evidence.added_by_id == visitor.id or any(
        (isinstance(record, Campaign) or same_organisation(visitor, record))
        and record.__tablename__ in READ_BY_KIND
        and can(visitor, READ_BY_KIND[record.__tablename__], record)
        for record in shown.subjects
    )


RULES: dict[Act, Alternatives] = {
    Act.ACCOUNT_OWN: any_of(all_of(signed_in)),
    Act.NOTICE_READ: any_of(all_of(facts.is_told)),
    Act.PERSON_READ: any_of(all_of(administers)),
    Act.PERSON_KEEP: any_of(all_of(administers)),
    Act.PERSON_RESET: any_of(all_of(administers)),
    Act.UNIT_READ: any_of(all_of(administers)),
    Act.UNIT_KEEP: any_of(all_of(administers)),
    Act.CAMPAIGN_START: any_of(all_of(holds_office)),
    Act.CAMPAIGN_READ: any_of(all_of(same_organisation), all_of(supervises)),
    Act.CAMPAIGN_EDIT: any_of(all_of(directs, is_running)),
    Act.CAMPAIGN_MOVE: any_of(all_of(directs)),
    Act.DOCUMENT_READ: any_of(all_of(holds_office, own_organisation, is_plan)),
    Act.DOCUMENT_EDIT: any_of(all_of(holds_office, own_organisation, is_plan)),
    Act.BREAKDOWN_READ: any_of(all_of(same_organisation), all_of(supervises)),
    Act.BREAKDOWN_EDIT: any_of(all_of(directs, is_running)),
    Act.DESK_READ: any_of(all_of(same_organisation), all_of(supervises)),
    Act.CHECKLIST_LIST: any_of(all_of(same_organisation), all_of(supervises)),
    Act.CHECKLIST_READ: any_of(
        *READS_UNIT,
        all_of(answers_for),
        all_of(heads_within),
        all_of(leads_area),
        all_of(cooperates),
        all_of(supervises),
    ),
    Act.CHECKLIST_DRAFT: any_of(all_of(heads_unit, is_running), all_of(liaises, is_running)),
    Act.CHECKLIST_ASSIGN: any_of(all_of(heads_unit, is_running)),
    Act.CHECKLIST_SUBMIT: any_of(all_of(heads_unit, is_running)),
    Act.CHECKLIST_JUDGE: any_of(all_of(directs, is_running), all_of(in_charge, is_running), all_of(leads, is_running)),
    Act.WORK_OWN: any_of(all_of(same_organisation)),
    Act.WORK_READ: any_of(
        *READS_UNIT, all_of(answers_for), all_of(heads_within), all_of(leads_area), all_of(cooperates)
    ),
    Act.WORK_DO: any_of(
        all_of(answers_for, is_running),
        all_of(carries_out, is_running),
        all_of(heads_unit, is_running),
        all_of(heads_within, is_running),
        all_of(liaises, is_running),
    ),
    Act.WORK_PART: any_of(all_of(heads_unit, is_running), all_of(liaises, is_running), all_of(answers_for, is_running)),
    Act.WORK_ACCEPT_UNIT: any_of(all_of(heads_unit, is_running), all_of(heads_within, is_running)),
    Act.WORK_ACCEPT_OFFICE: any_of(
        all_of(directs, is_running), all_of(in_charge, is_running), all_of(leads, is_running)
    ),
    Act.WORK_RETURN: any_of(
        all_of(heads_unit, is_running),
        all_of(heads_within, is_running),
        all_of(directs, is_running),
        all_of(in_charge, is_running),
        all_of(leads, is_running),
    ),
    Act.PROGRESS_READ: any_of(
        all_of(oversees), all_of(is_deputy), all_of(same_organisation, heads_any), all_of(supervises)
    ),
    Act.PROGRESS_WRITE: any_of(
        all_of(answers_for, is_running), all_of(heads_unit, is_running), all_of(liaises, is_running)
    ),
    Act.PROGRESS_CHASE: any_of(all_of(directs, is_running)),
    Act.PROGRESS_JUDGE: any_of(
        all_of(directs, is_running),
        all_of(is_deputy, is_running),
        all_of(leads, is_running),
        all_of(same_organisation, heads_any, is_running),
    ),
    Act.EVIDENCE_READ: any_of(all_of(reads_one_subject)),
    Act.LOOKBACK_READ: any_of(all_of(same_organisation), all_of(supervises)),
    Act.LOOKBACK_OPEN: any_of(all_of(directs, is_running)),
    Act.LOOKBACK_DRAW: any_of(all_of(directs, is_running)),
    Act.LOOKBACK_FINISH: any_of(all_of(directs, is_running)),
    Act.LOOKBACK_SEE: any_of(*READS_UNIT, all_of(answers_for), all_of(supervises)),
    Act.LOOKBACK_CHECK: any_of(all_of(heads_unit, is_running), all_of(liaises, is_running)),
    Act.LOOKBACK_HAND_IN: any_of(all_of(heads_unit, is_running)),
    Act.LOOKBACK_RECHECK: any_of(all_of(directs, is_running), all_of(in_charge, is_running), all_of(leads, is_running)),
    Act.FINDING_LIST: any_of(all_of(same_organisation), all_of(supervises)),
    Act.FINDING_READ: any_of(*READS_UNIT, all_of(answers_for), all_of(supervises)),
    Act.FINDING_OPEN: any_of(all_of(directs, is_running), all_of(same_organisation, reports, is_running)),
    Act.FINDING_ASSIGN: any_of(all_of(directs, is_running), all_of(heads_unit, is_running)),
    Act.FINDING_RECTIFY: any_of(
        all_of(answers_for, is_running), all_of(heads_unit, is_running), all_of(liaises, is_running)
    ),
    Act.FINDING_VERIFY: any_of(all_of(directs, is_running), all_of(in_charge, is_running), all_of(leads, is_running)),
    Act.RULEBOOK_READ: any_of(all_of(same_organisation), all_of(supervises)),
    Act.RULEBOOK_WRITE: any_of(all_of(directs, is_running)),
    Act.CASE_LIST: any_of(all_of(same_organisation)),
    Act.CASE_PUBLIC: any_of(all_of(same_organisation)),
    Act.CASE_READ: any_of(all_of(facts.sees_case)),
    Act.CASE_PROPOSE: any_of(all_of(directs, is_running), all_of(same_organisation, heads_any, is_running)),
    Act.CASE_WITHDRAW: any_of(all_of(facts.proposed, is_running)),
    Act.CASE_CONFIRM: any_of(all_of(leads, is_running), all_of(facts.signs_for, is_running)),
    Act.LINE_READ: any_of(all_of(facts.sees_line)),
    Act.LINE_ANSWER: any_of(all_of(facts.is_subject)),
    Act.LINE_APPEAL: any_of(all_of(facts.is_subject)),
    Act.APPEAL_LIST: any_of(all_of(same_organisation)),
    Act.APPEAL_READ: any_of(all_of(facts.sees_appeal)),
    Act.APPEAL_DECIDE: any_of(all_of(leads), all_of(facts.is_member), all_of(in_charge)),
    Act.MONTH_READ: any_of(all_of(oversees), all_of(is_deputy), all_of(same_organisation, facts.heads_people)),
    Act.MONTH_KEEP: any_of(all_of(directs)),
    Act.MONTH_CHECK: any_of(all_of(heads_unit, is_running)),
    Act.MONTH_STRIKE_OUT: any_of(all_of(leads, is_running), all_of(facts.signs_for_line, is_running)),
    Act.MONTH_SIGN: any_of(all_of(leads, is_running), all_of(is_deputy, is_running)),
    Act.MONTH_PUT_FORWARD: any_of(all_of(same_organisation, facts.heads_people)),
    Act.MONTH_CLOSE: any_of(all_of(directs)),
    Act.PAY_READ: any_of(all_of(facts.pays)),
    Act.LEDGER_READ: any_of(all_of(facts.sees_ledger)),
    Act.LEDGER_CHECKPOINT: any_of(all_of(oversees)),
    Act.LEDGER_VERIFY: any_of(all_of(leads), all_of(directs)),
    Act.LEDGER_REVERSE: any_of(all_of(leads)),
    Act.SCORE_OWN: any_of(all_of(same_organisation)),
    Act.SCORE_LIST: any_of(
        all_of(oversees), all_of(is_deputy), all_of(same_organisation, heads_any), all_of(supervises)
    ),
    Act.SCORE_READ: any_of(all_of(facts.sees_score)),
}

READ_BY_ROOM = {
    "account": Act.ACCOUNT_OWN,
    "notice": Act.NOTICE_READ,
    "person": Act.PERSON_READ,
    "unit": Act.UNIT_READ,
    "campaign": Act.CAMPAIGN_READ,
    "document": Act.DOCUMENT_READ,
    "breakdown": Act.BREAKDOWN_READ,
    "desk": Act.DESK_READ,
    "checklist": Act.CHECKLIST_READ,
    "work": Act.WORK_READ,
    "progress": Act.PROGRESS_READ,
    "evidence": Act.EVIDENCE_READ,
    "lookback": Act.LOOKBACK_READ,
    "finding": Act.FINDING_READ,
    "rulebook": Act.RULEBOOK_READ,
    "case": Act.CASE_READ,
    "line": Act.LINE_READ,
    "appeal": Act.APPEAL_READ,
    "month": Act.MONTH_READ,
    "pay": Act.PAY_READ,
    "ledger": Act.LEDGER_READ,
    "score": Act.SCORE_READ,
}
READ_BY_KIND = {
    "campaign": Act.CAMPAIGN_READ,
    "checklist_item": Act.WORK_READ,
    "occurrence": Act.WORK_READ,
    "lookback_item": Act.WORK_READ,
    "finding": Act.FINDING_READ,
    "rectification": Act.FINDING_READ,
    "point_case": Act.CASE_READ,
    "appeal": Act.APPEAL_READ,
    "ledger_entry": Act.LEDGER_READ,
}
READ_OF: dict[Act, Act] = {act: READ_BY_ROOM[act.partition(".")[0]] for act in Act}


def can(visitor: Visitor, act: Act, subject: Any = None) -> bool:
    """Whether the table lets `visitor` do `act` on `subject`. A missing act denies."""
    return any(all(fact(visitor, subject) for fact in facts_) for facts_ in RULES.get(act, ()))


def could_before_closing(visitor: Visitor, act: Act, subject: Any) -> bool:
    """Whether only the campaign's state stands in the way: no right is denied then, a rule is broken."""
    return any(all(fact is is_running or fact(visitor, subject) for fact in facts_) for facts_ in RULES.get(act, ()))
