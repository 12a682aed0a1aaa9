"""Point cases: proposed → confirmed (and posted) | rejected | withdrawn; those of the month's list are signed there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.campaign import Campaign
from models.case import CaseState, LineState, PointCase
from models.evidence import Evidence
from models.person import Role
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.rulebook import Direction, PointRule
from models.types import Ref
from models.visitor import Visitor
from services import (
    apportionment,
    evidence,
    involved,
    judging,
    ledger,
    notices,
    numbered,
    rulebooks,
    settling,
    signers,
    standing,
    terms,
    traces,
)
from services.campaigns import require_running


@dataclass(frozen=True)
class Matter:
    """What is proposed: when, whom, how much by effect (without sign; the least where missing), why, and from where.

    `note` is that of a named witness, of the day `noted_on`; with a link and files it is the case's evidence.
    """

    happened_on: date
    reason: str
    person_ids: Sequence[int] = ()
    unit_id: int | None = None
    amounts: Mapping[int, Decimal] = field(default_factory=dict)
    source: Ref | None = None
    note: str = ""
    noted_on: date | None = None
    link: str = ""


def number_of(case: PointCase) -> str:
    """PC-0007."""
    return numbered.case(case.number)


def propose(
    campaign: Campaign,
    rule: PointRule,
    matter: Matter,
    files: Sequence[Evidence],
    *,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> PointCase:
    """A case under `rule` with a line for each effect and subject; the subjects are told.

    Its notice begins at once, but for one that is settled in the month's list: that begins with the list's
    (docs/rules.md, Point case). Raises RuleBroken when the day, rule, subjects, an amount or the proof do not do.
    """
    traces.refuse_second_send(request_key)
    require_running(campaign)
    refuse_day(campaign, matter.happened_on, by.today)
    rulebook = rulebooks.in_force_on(campaign.id, matter.happened_on)
    if rulebook is None or rule.section.rulebook_id != rulebook.id:
        raise RuleBroken("rule_not_in_force", "happened_on", code=rule.code, day=matter.happened_on.isoformat())
    if rule.computed is not None:
        raise RuleBroken("rule_computed", code=rule.code)
    if not matter.reason.strip():
        raise RuleBroken("needed", "reason")
    _refuse_without_proof(campaign, rule, matter, files, at)
    subjects = apportionment.subjects_of(campaign, rule, matter.person_ids, matter.unit_id, matter.happened_on, by=by)
    lines = apportionment.lines_of(rule, subjects, matter.amounts, matter.happened_on)
    case = PointCase(
        campaign_id=campaign.id,
        number=traces.next_number(campaign.id, "case"),
        happened_on=matter.happened_on,
        rulebook_id=rulebook.id,
        rule_id=rule.id,
        source_kind=matter.source.kind if matter.source else None,
        source_id=matter.source.id if matter.source else None,
        reason=matter.reason.strip(),
        proposed_by_id=by.id,
        proposed_at=at,
        lines=lines,
    )
    if not settling.in_list(rule):
        case.public_from, case.public_until = at, settling.notice_until(campaign, at)
    db.session.add(case)
    db.session.flush()
    _hang_proof(case, matter, files, by=by, at=at)
    traces.record("case.proposed", case, by=by, at=at, to_state=CaseState.PROPOSED, request_key=request_key)
    _tell_of_new(case, by=by, at=at)
    return case


def record(
    campaign: Campaign,
    rule: PointRule,
    matter: Matter,
    files: Sequence[Evidence],
    *,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> PointCase:
    """Good or bad work of persons, kept for the month's list; they are told. `matter.note` may be left empty.

    Where nothing is typed the rule's name is the reason, and the recorder's own dated note the evidence; a rule that
    wants evidence takes no such note. Raises RuleBroken as `propose` does, and for a rule that is settled otherwise
    (docs/rules.md, Point case).
    """
    if not settling.in_list(rule):
        raise RuleBroken("not_in_list", "rule_id", code=rule.code)
    typed = matter.note.strip()
    note = typed or ("" if files or rule.evidence_wanted else rule.name)
    told = replace(matter, reason=typed or rule.name, note=note, noted_on=by.today)
    return propose(campaign, rule, told, files, by=by, at=at, request_key=request_key)


def _tell_of_new(case: PointCase, *, by: Visitor, at: datetime) -> None:
    """Those concerned at once; who may confirm when the notice has ended (reminders), at once where there is none."""
    judges = signers.of_case(case, by.today) if settling.has_been_on_notice(case, at) else frozenset()
    told = concerned(case, by.today) - judges - {by.id}
    if case.public_until is None:
        _tell(told, "case.recorded", case, at)
    else:
        zone = settling.zone_of(case.campaign)
        _tell(told, "case.on_notice", case, at, until=case.public_until.astimezone(zone).date().isoformat())
    _tell(judges - {by.id}, "case.to_confirm", case, at)


def tell_confirmers(case: PointCase, day: date, *, at: datetime) -> None:
    """Whoever may confirm it on `day` is told that it waits."""
    _tell(signers.of_case(case, day), "case.to_confirm", case, at)


def ended_notices(campaign: Campaign, at: datetime, untold: ColumnElement[bool]) -> list[PointCase]:
    """The undecided cases of their own whose notice has ended and who are `untold`; of those without one all are told
    when they are proposed.
    """
    query = select(PointCase).where(
        PointCase.campaign_id == campaign.id,
        PointCase.state == CaseState.PROPOSED,
        PointCase.list_id.is_(None),
        PointCase.public_from < PointCase.public_until,
        PointCase.public_until <= at,
        untold,
    )
    return list(db.session.scalars(query.order_by(PointCase.id).options(joinedload(PointCase.rule))))


def refuse_day(campaign: Campaign, day: date, today: date) -> None:
    """Raises RuleBroken for a day in the future or outside the campaign; a past day inside it may be recorded late."""
    if day > today:
        raise RuleBroken("happened_in_future", "happened_on")
    if not campaign.starts_on <= day <= campaign.ends_on:
        raise RuleBroken(
            "outside_campaign",
            "happened_on",
            starts=campaign.starts_on.isoformat(),
            ends=campaign.ends_on.isoformat(),
        )


def _refuse_without_proof(
    campaign: Campaign, rule: PointRule, matter: Matter, files: Sequence[Evidence], at: datetime
) -> None:
    source = matter.source
    if source is not None:
        record = involved.named(source.kind, source.id)
        if record is None or record.campaign_id != campaign.id:
            raise RuleBroken("source_unknown")
        penalises = any(one.direction is Direction.PENALTY for one in rule.effects)
        if penalises and standing.spares(record, matter.happened_on, at=at):
            raise RuleBroken("found_itself")
    has_evidence = bool(files or matter.note.strip() or matter.link.strip())
    if not has_evidence and (source is None or rule.evidence_wanted):
        raise RuleBroken("evidence_wanted" if rule.evidence_wanted else "evidence_or_source", "files")
    if matter.note.strip() and (matter.noted_on or matter.happened_on) < matter.happened_on:
        raise RuleBroken("noted_before", "noted_on")


def _hang_proof(case: PointCase, matter: Matter, files: Sequence[Evidence], *, by: Visitor, at: datetime) -> None:
    evidence.hang(list(files), case, shows_on=matter.happened_on)
    if matter.note.strip():
        evidence.hang([evidence.note(matter.note.strip(), by=by, at=at)], case, shows_on=matter.noted_on or by.today)
    if matter.link.strip():
        evidence.hang([evidence.link(matter.link.strip(), by=by, at=at)], case)


def confirm(
    case: PointCase,
    *,
    version: int | None,
    by: Visitor,
    at: datetime,
    zone: ZoneInfo,
    amounts: Mapping[int, Decimal] | None = None,
    reason: str = "",
) -> list[int]:
    """Confirm and post, each line as asked or as decided (`amounts` by line, without sign, within the rule's range).

    The numbers of the entries. Raises WrongState when it is decided already, on notice still, held by an appeal or
    settled in the month's list; Stale, NotYourOwn, RuleBroken.
    """
    ledger.lock(case.campaign_id)
    _open_again(case, version)
    refuse_in_list(case)
    judging.require(by, involved.in_case(case, by.today))
    _refuse_before_its_time(case, at)
    lines = [line for line in case.lines if line.state is LineState.OPEN]
    reduced = {line.id for line in lines if line.decided is not None}
    apportionment.decide(case, amounts or {}, reason.strip(), by=by, at=at)
    _require_signer(case, by)
    if any(line.decided != line.asked for line in lines if line.id not in reduced) and not reason.strip():
        raise RuleBroken("reason_for_change", "reason")
    case.decision_reason = reason.strip()
    numbers = ledger.post([line for line in lines if line.state is LineState.OPEN], by=by, at=at, zone=zone)
    settling.close_if_settled(case, reason.strip(), by=by, at=at)
    _tell((concerned(case, by.today) | {case.proposed_by_id}) - {by.id}, "case.confirmed", case, at)
    return numbers


def refuse_in_list(case: PointCase) -> None:
    """Raises WrongState for a case that is settled in the month's list: it is signed or struck out there."""
    if case.list_id is not None or settling.in_list(case.rule):
        raise WrongState("settled_in_list")


def _refuse_before_its_time(case: PointCase, at: datetime) -> None:
    """Raises WrongState until the notice has ended, and while a line waits for its reconsideration."""
    if not settling.has_been_on_notice(case, at):
        zone = settling.zone_of(case.campaign)
        until = case.public_until.astimezone(zone).date().isoformat() if case.public_until else ""
        raise WrongState("still_on_notice", until=until)
    if any(line.state is LineState.HELD for line in case.lines):
        raise WrongState("line_held")


def _require_signer(case: PointCase, by: Visitor) -> None:
    """Raises RuleBroken for a deputy where only the leader confirms (terms.is_leaders_alone), NotYourOwn for others."""
    if signers.signs(by, case):
        return
    if terms.is_leaders_alone(case) and not by.holds_for(case.campaign_id, Role.LEADER):
        raise RuleBroken("leader_confirms")
    raise NotYourOwn("not_your_own")


def reject(case: PointCase, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Reject with a reason: nothing is posted. Raises WrongState, Stale, NotYourOwn, RuleBroken without a reason."""
    _open_again(case, version)
    refuse_in_list(case)
    judging.require(by, involved.in_case(case, by.today))
    _require_signer(case, by)
    if not reason.strip():
        raise RuleBroken("reason_needed", "reason")
    case.decision_reason = reason.strip()
    _close(case, CaseState.REJECTED, by=by, at=at)
    traces.record(
        "case.rejected", case, by=by, at=at, from_state=CaseState.PROPOSED, to_state=CaseState.REJECTED, reason=reason
    )
    _tell((concerned(case, by.today) | {case.proposed_by_id}) - {by.id}, "case.rejected", case, at)


def withdraw(case: PointCase, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """The proposer takes the case back while nobody decided it. Raises WrongState, Stale, RuleBroken for another."""
    _open_again(case, version)
    if case.proposed_by_id != by.id:
        raise RuleBroken("only_proposer_withdraws")
    if any(line.state in (LineState.POSTED, LineState.REVERSED) for line in case.lines):
        raise WrongState("case_decided")
    told = concerned(case, by.today) | signers.of_case(case, by.today)
    case.decision_reason = reason.strip()
    _close(case, CaseState.WITHDRAWN, by=by, at=at)
    traces.record(
        "case.withdrawn", case, by=by, at=at, from_state=CaseState.PROPOSED, to_state=CaseState.WITHDRAWN, reason=reason
    )
    _tell(told - {by.id}, "case.withdrawn", case, at)


def _open_again(case: PointCase, version: int | None) -> None:
    """The case as it is now, locked: whoever decides next waits here."""
    db.session.scalars(
        select(PointCase).where(PointCase.id == case.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if case.state is not CaseState.PROPOSED:
        raise WrongState("case_decided")
    if version is not None and version != case.version:
        raise Stale


def _close(case: PointCase, state: CaseState, *, by: Visitor, at: datetime) -> None:
    case.state, case.decided_by_id, case.decided_at = state, by.id, at
    case.version += 1
    db.session.flush()


def concerned(case: PointCase, day: date) -> frozenset[int]:
    """Whom a case concerns: the persons of its lines, and the heads of the units it is about."""
    units = {line.unit_id for line in case.lines if line.unit_id is not None}
    return case.person_ids.union(*(judging.heads_of(unit_id, day) for unit_id in units))


def _tell(person_ids: frozenset[int], key: str, case: PointCase, at: datetime, **values: str) -> None:
    notices.tell(person_ids, key, case, at=at, number=number_of(case), rule=case.rule.name, **values)
