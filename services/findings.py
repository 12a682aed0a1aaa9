"""Findings: opened, assigned, rectified, verified and closed out by another, reopened, carried over."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from extensions import db
from models.campaign import Campaign
from models.evidence import Evidence
from models.finding import Finding, FindingSource, FindingState, Rectification, Severity
from models.person import Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.types import Limit, Ref
from models.unit import Unit
from models.visitor import Visitor
from services import clocks, evidence, judging, notices, settings, standing, traces
from services.campaigns import require_running
from services.judging import Judged
from services.standing import TO_RECTIFY

BY_OFFICE = (FindingSource.OFFICE, FindingSource.BUREAU)
CLOSED = (FindingState.CLOSED_OUT, FindingState.CARRIED_OVER)


@dataclass(frozen=True)
class Content:
    """What a finding says when it is opened. `source` names the record it comes from."""

    unit: Unit
    text: str
    owner_id: int | None
    due_on: date
    severity: Severity = Severity.ORDINARY
    item_id: int | None = None
    task_id: int | None = None
    source: Ref | None = None


# ------------------------------------------------------------------------------------------------ opening
def sources(by: Visitor, campaign: Campaign, path: str) -> tuple[FindingSource, ...]:
    """As what `by` reports at the unit by hand: the director for office or bureau, a head or duty manager as the unit.

    The director at every unit of the station, the others at the own one and those below.
    """
    directs = by.holds_for(campaign.id, Role.OFFICE_DIRECTOR)
    heads = by.organisation_id == campaign.organisation_id and by.holds_in(path, Role.HEAD, Role.DUTY_MANAGER)
    return (BY_OFFICE if directs else ()) + ((FindingSource.UNIT,) if heads else ())


def _require_reporter(campaign: Campaign, unit: Unit, source: FindingSource, by: Visitor) -> None:
    """What a look-back finds is asked there; what is reported by hand, here."""
    by_hand = source in (*BY_OFFICE, FindingSource.UNIT)
    if unit.organisation_id != campaign.organisation_id or (by_hand and source not in sources(by, campaign, unit.path)):
        raise RuleBroken("not_your_unit", "unit")


def open_(
    campaign: Campaign,
    content: Content,
    source: FindingSource,
    *,
    by: Visitor,
    at: datetime,
    pieces: list[Evidence] | None = None,
    request_key: str | None = None,
) -> Finding:
    """A new finding, open. Marked recurrent when an earlier one stood on the same item or gap."""
    traces.refuse_second_send(request_key)
    require_running(campaign)
    _require_reporter(campaign, content.unit, source, by)
    text = content.text.strip()
    if not text:
        raise Incomplete("needed", "text")
    if content.due_on < by.today:
        raise RuleBroken("due_in_the_past", "due")
    if content.owner_id is not None:
        _require_member(content.unit, content.owner_id, by.today)
    earlier = standing.earlier_on(
        campaign.id, item_id=content.item_id, task_id=content.task_id, unit_id=content.unit.id
    )
    limit = _limit(campaign, content.due_on, by=by)
    finding = Finding(
        campaign_id=campaign.id,
        number=traces.next_number(campaign.id, "finding"),
        source=source,
        source_kind=content.source.kind if content.source else None,
        source_id=content.source.id if content.source else None,
        item_id=content.item_id,
        unit_id=content.unit.id,
        severity=content.severity,
        text=text,
        owner_id=content.owner_id,
        starts_at=limit.starts_at,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        recurs_id=earlier.id if earlier else None,
        opened_by_id=by.id,
        opened_at=at,
    )
    db.session.add(finding)
    db.session.flush()
    evidence.hang(pieces or [], finding)
    traces.record("finding.opened", finding, by=by, at=at, to_state=FindingState.OPEN, request_key=request_key)
    told = {content.owner_id, *judging.heads_above(content.unit.path, by.today)} - {by.id}
    notices.tell(told, "finding.opened", finding, at=at, number=finding.number, due=content.due_on.isoformat())
    return finding


def open_closed(
    campaign: Campaign,
    content: Content,
    source: FindingSource,
    *,
    cause: str,
    measure: str,
    by: Visitor,
    at: datetime,
    before: list[Evidence],
    after: list[Evidence],
    request_key: str | None = None,
) -> Finding:
    """Fixed before the eyes of the finder, who is neither owner nor head and has evidence: opened and closed in one."""
    traces.refuse_second_send(request_key)
    if content.owner_id is None:
        raise Incomplete("owner_needed", "owner")
    heads = judging.heads_above(content.unit.path, by.today)
    judging.require(by, Judged(owners=frozenset({content.owner_id}), heads=heads))
    if not measure.strip():
        raise Incomplete("needed", "measure")
    if not after:
        raise Incomplete("evidence_needed", "after")
    finding = open_(campaign, content, source, by=by, at=at, pieces=before, request_key=request_key)
    fixed = Rectification(
        finding_id=finding.id,
        number=1,
        cause=cause.strip(),
        measure=measure.strip(),
        by_id=content.owner_id,
        submitted_at=at,
        decided_by_id=by.id,
        decided_at=at,
        closed_out=True,
    )
    db.session.add(fixed)
    db.session.flush()
    evidence.hang(after, fixed)
    finding.state, finding.closed_by_id, finding.closed_at = FindingState.CLOSED_OUT, by.id, at
    traces.record(
        "finding.fixed_at_once", finding, by=by, at=at, from_state=FindingState.OPEN, to_state=FindingState.CLOSED_OUT
    )
    return finding


def reopen(finding: Finding, *, reason: str, by: Visitor, at: datetime) -> None:
    """A look-back round over findings found that it came back."""
    require_running(finding.campaign)
    if finding.state is not FindingState.CLOSED_OUT:
        raise WrongState("wrong_state")
    chosen = settings.of_organisation(finding.campaign.organisation_id)
    limit = _limit(finding.campaign, clocks.add_working_days(by.today, chosen.rectification_days), by=by)
    finding.limit = limit
    finding.closed_by_id, finding.closed_at = None, None
    _move(finding, FindingState.OPEN, "finding.reopened", by=by, at=at, reason=reason)
    told = {finding.owner_id, *judging.heads_above(finding.unit.path, by.today)} - {by.id}
    notices.tell(told, "finding.reopened", finding, at=at, number=finding.number)


# ------------------------------------------------------------------------------------------------ rectifying
def assign(finding: Finding, owner_id: int, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Who must rectify it."""
    _require(finding, TO_RECTIFY, version)
    _require_member(finding.unit, owner_id, by.today)
    finding.owner_id = owner_id
    _move(finding, finding.state, "finding.assigned", by=by, at=at)
    notices.tell({owner_id} - {by.id}, "finding.assigned", finding, at=at, number=finding.number)


def rectify(
    finding: Finding,
    *,
    cause: str,
    measure: str,
    note: str = "",
    pieces: list[Evidence],
    version: int | None,
    by: Visitor,
    at: datetime,
) -> Rectification:
    """Keep cause, measure and evidence of the present attempt; not yet submitted."""
    _require(finding, TO_RECTIFY, version)
    attempt = _attempt(finding)
    attempt.cause, attempt.measure, attempt.by_id = cause.strip(), measure.strip(), by.id
    written = [evidence.note(note.strip(), by=by, at=at)] if note.strip() else []
    evidence.hang(pieces + written, attempt)
    _move(finding, FindingState.RECTIFYING, "finding.rectifying", by=by, at=at)
    return attempt


def submit(
    finding: Finding,
    *,
    cause: str,
    measure: str,
    note: str = "",
    pieces: list[Evidence],
    version: int | None,
    by: Visitor,
    at: datetime,
) -> None:
    """The attempt goes to verification, with cause, measure and at least one piece of evidence or a note."""
    _require(finding, TO_RECTIFY, version)
    if finding.owner_id is None:
        raise Incomplete("owner_needed")
    for field, text in (("cause", cause), ("measure", measure)):
        if not text.strip():
            raise Incomplete("needed", field)
    attempt = _attempt(finding)
    kept = evidence.of(Ref("rectification", attempt.id))[Ref("rectification", attempt.id)]
    if not (kept or pieces or note.strip()):
        raise Incomplete("evidence_needed", "files")
    attempt.cause, attempt.measure, attempt.by_id, attempt.submitted_at = cause.strip(), measure.strip(), by.id, at
    written = [evidence.note(note.strip(), by=by, at=at)] if note.strip() else []
    evidence.hang(pieces + written, attempt)
    _move(finding, FindingState.SUBMITTED, "finding.submitted", by=by, at=at)
    notices.tell(verifiers(finding, by.today) - {by.id}, "finding.submitted", finding, at=at, number=finding.number)


# ------------------------------------------------------------------------------------------------ verifying
def return_(finding: Finding, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """It does not hold yet: back to the owner, with the reason."""
    attempt = _to_verify(finding, version, by=by)
    if not reason.strip():
        raise Incomplete("reason_needed", "reason")
    attempt.closed_out, attempt.reason = False, reason.strip()
    attempt.decided_by_id, attempt.decided_at = by.id, at
    _move(finding, FindingState.RETURNED, "finding.returned", by=by, at=at, reason=reason.strip())
    notices.tell({finding.owner_id, attempt.by_id}, "finding.returned", finding, at=at, number=finding.number)


def close_out(finding: Finding, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Verified on the evidence. Never by whoever rectified, the owner, or the head of the unit."""
    attempt = _to_verify(finding, version, by=by)
    attempt.closed_out, attempt.decided_by_id, attempt.decided_at = True, by.id, at
    finding.closed_by_id, finding.closed_at = by.id, at
    _move(finding, FindingState.CLOSED_OUT, "finding.closed_out", by=by, at=at)
    told = {finding.owner_id, *judging.heads_above(finding.unit.path, by.today)}
    notices.tell(told, "finding.closed_out", finding, at=at, number=finding.number)


def carry_over(finding: Finding, by: Visitor, at: datetime) -> None:
    """The campaign closes while it is open: it goes on outside the campaign."""
    if finding.state in CLOSED:
        raise WrongState("wrong_state")
    _move(finding, FindingState.CARRIED_OVER, "finding.carried_over", by=by, at=at)


# ------------------------------------------------------------------------------------------------ asked by others
def judged(finding: Finding, day: date) -> Judged:
    """Who stands behind it: the owner, whoever rectified, the heads of its unit."""
    return Judged(
        owners=judging.ids(finding.owner_id),
        doers=judging.ids(*(attempt.by_id for attempt in finding.rectifications)),
        heads=judging.heads_above(finding.unit.path, day),
    )


def verifiers(finding: Finding, day: date) -> frozenset[int]:
    """Who may close it out: of director, deputy in charge and leader, those whom `may_judge` leaves."""
    behind = judged(finding, day)
    able = judging.holders(
        Role.OFFICE_DIRECTOR, Role.LEADER, campaign_id=finding.campaign_id, day=day
    ) | judging.deputies_in_charge(finding.campaign_id, finding.unit.path, day)
    return able - behind.involved - behind.heads


# ------------------------------------------------------------------------------------------------ private
def _require(finding: Finding, states: tuple[FindingState, ...], version: int | None) -> None:
    """Of two who press at once, the second finds it changed."""
    db.session.flush()
    db.session.refresh(finding, with_for_update={"of": Finding})
    require_running(finding.campaign)
    if version is not None and version != finding.version:
        raise Stale
    if finding.state not in states:
        raise WrongState("wrong_state")


def _require_member(unit: Unit, person_id: int, day: date) -> None:
    if person_id not in judging.members_of(unit.path, day):
        raise RuleBroken("owner_elsewhere", "owner")


def _attempt(finding: Finding) -> Rectification:
    """The attempt under way, or the next one after a decided one."""
    last = finding.rectifications[-1] if finding.rectifications else None
    if last is not None and last.decided_at is None:
        return last
    attempt = Rectification(number=last.number + 1 if last else 1)
    finding.rectifications.append(attempt)
    db.session.flush()
    return attempt


def _to_verify(finding: Finding, version: int | None, *, by: Visitor) -> Rectification:
    _require(finding, (FindingState.SUBMITTED,), version)
    judging.require(by, judged(finding, by.today))
    return finding.rectifications[-1]


def _move(finding: Finding, state: FindingState, act: str, *, by: Visitor, at: datetime, reason: str = "") -> None:
    traces.record(act, finding, by=by, at=at, from_state=finding.state, to_state=state, reason=reason)
    finding.state = state
    finding.version += 1
    db.session.flush()


def _limit(campaign: Campaign, due_on: date, *, by: Visitor) -> Limit:
    chosen = settings.of_organisation(campaign.organisation_id)
    return clocks.limit(by.today, due_on, warn_days=chosen.warn_days, zone=ZoneInfo(chosen.zone))
