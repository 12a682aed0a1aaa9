"""The re-check of a look-back round: the sample drawn once, verdicts by someone who may judge, the round finished."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from extensions import db
from models.evidence import Evidence
from models.finding import Finding, FindingSource, FindingState, Severity
from models.lookback import BAD, LookBack, LookBackItem, LookBackState, LookBackUnit, Verdict
from models.person import Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.types import ref_to
from models.unit import Unit
from models.visitor import Visitor
from models.work import Occurrence
from services import evidence, findings, judging, lookbacks, notices, risks, sampling, seats, standing, traces
from services.campaigns import require_running
from services.findings import Content
from services.judging import Judged
from services.seats import Seats

SEEDS = 100_000_000  # eight digits: short enough to read out and type again


@dataclass(frozen=True)
class Opening:
    """The finding that a verdict opens, as filled in beside it."""

    text: str
    owner_id: int | None
    due_on: date
    severity: Severity = Severity.ORDINARY


@dataclass(frozen=True)
class Drawn:
    """What the draw goes by: risks by id of the round's item, and of the rest the unit by id."""

    risky: dict[int, str]
    rest: dict[int, int]


# ------------------------------------------------------------------------------------------------ the draw
def draw(lookback: LookBack, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Every risk, and of the rest a share by a number from `secrets` that is kept. Once, and not before time.

    Who has not handed in by the limit counts whole as risk.
    """
    _lock(lookback, version)
    if lookback.state is not LookBackState.CHECKING:
        raise WrongState("drawn_already")
    missing = set(
        db.session.scalars(
            select(LookBackUnit.unit_id).where(
                LookBackUnit.lookback_id == lookback.id, LookBackUnit.handed_in_at.is_(None)
            )
        )
    )
    if missing and at <= lookback.due_at:
        raise WrongState("not_all_handed_in", count=len(missing))
    items = list(
        db.session.scalars(
            select(LookBackItem).where(LookBackItem.lookback_id == lookback.id).order_by(LookBackItem.id)
        )
    )
    campaign_id = lookback.campaign_id
    of_items = risks.of_items(campaign_id, [one.item_id for one in items if one.item_id is not None], at=at)
    of_findings = risks.of_findings(campaign_id, [one.finding_id for one in items if one.finding_id is not None])
    for one in items:
        reasons = of_items.get(one.item_id or 0, set()) | of_findings.get(one.finding_id or 0, set())
        one.risks = risks.joined(reasons | ({risks.NOT_HANDED_IN} if one.unit_id in missing else set()))
    lookback.seed = secrets.randbelow(SEEDS)
    rest = {one.id: one.unit_id for one in items if not one.risks}
    drawn = set(sampling.draw(lookback.seed, rest, lookback.share))
    for one in items:
        one.sampled = bool(one.risks) or one.id in drawn
    lookback.drawn_at, lookback.state = at, LookBackState.RECHECKING
    lookback.version += 1
    traces.record(
        "lookback.drawn",
        lookback,
        by=by,
        at=at,
        from_state=LookBackState.CHECKING,
        to_state=LookBackState.RECHECKING,
    )
    seated = seats.of_campaign(lookback.campaign_id, by.today)
    paths = db.session.scalars(
        select(Unit.path).where(Unit.id.in_({one.unit_id for one in items if one.sampled}))
    ).all()
    told = frozenset().union(*(seated.office_judges(path) | seated.heads_above(path) for path in paths)) - {by.id}
    count = sum(one.sampled for one in items)
    notices.tell(told, "lookback.drawn", lookback, at=at, number=lookback.number, count=count)


def drawn(lookback: LookBack) -> Drawn:
    """What the draw went by, as it is kept."""
    rows = db.session.execute(
        select(LookBackItem.id, LookBackItem.unit_id, LookBackItem.risks)
        .where(LookBackItem.lookback_id == lookback.id)
        .order_by(LookBackItem.id)
    ).all()
    return Drawn(
        risky={one_id: why for one_id, _unit, why in rows if why},
        rest={one_id: unit_id for one_id, unit_id, why in rows if not why},
    )


def sampled_ids(lookback: LookBack) -> list[int]:
    """The sample as it was kept at the draw."""
    return list(
        db.session.scalars(
            select(LookBackItem.id)
            .where(LookBackItem.lookback_id == lookback.id, LookBackItem.sampled)
            .order_by(LookBackItem.id)
        )
    )


# ------------------------------------------------------------------------------------------------ verdicts
def judged(one: LookBackItem, seated: Seats) -> Judged:
    """Who stands behind it: who answers for it, who did the work, who checked it for the unit, the heads."""
    doers: set[int | None] = {one.self_by_id}
    owners = judging.ids(one.item.responsible_id if one.item is not None else None)
    if one.item_id is not None:
        doers |= set(
            db.session.scalars(select(Occurrence.done_by_id).where(Occurrence.item_id == one.item_id).distinct())
        )
    if one.finding is not None:
        owners |= judging.ids(one.finding.owner_id)
        doers |= {attempt.by_id for attempt in one.finding.rectifications}
    return Judged(owners=owners, doers=judging.ids(*doers), heads=seated.heads_above(one.unit.path))


def judges(one: LookBackItem, day: date) -> frozenset[int]:
    """Who re-checks it. Empty: the page names whom to appoint."""
    seated = seats.of_campaign(one.campaign_id, day)
    return seated.office_judges(one.unit.path, judged(one, seated).involved)


def conclude(
    one: LookBackItem,
    verdict: Verdict,
    *,
    note: str = "",
    looks_again_on: date | None = None,
    opening: Opening | None = None,
    pieces: Sequence[Evidence] = (),
    version: int | None,
    by: Visitor,
    at: datetime,
) -> Finding | None:
    """The verdict of the re-check. Partly, slipped and never make a finding where none is open: it is handed back.

    Raises NotYourOwn, Stale, Incomplete (looks_again_on for not checkable, text for a finding).
    """
    _require(one, version, by=by)
    if verdict is Verdict.NOT_CHECKABLE and looks_again_on is None:
        raise Incomplete("needed", "looks_again_on")
    if verdict is Verdict.NOT_CHECKABLE and looks_again_on is not None and looks_again_on < by.today:
        raise RuleBroken("due_in_the_past", "looks_again_on")
    one.verdict, one.by_id, one.at = verdict, by.id, at
    one.note = note.strip() or (opening.text.strip() if opening and verdict in BAD else "")
    one.looks_again_on = looks_again_on if verdict is Verdict.NOT_CHECKABLE else None
    one.version += 1
    evidence.hang(list(pieces), one)
    traces.record("lookback_item.judged", one, by=by, at=at, to_state=verdict)
    db.session.flush()
    if verdict not in BAD:
        return None
    if one.finding is not None:
        if one.finding.state is FindingState.CLOSED_OUT:
            findings.reopen(one.finding, reason=one.note, by=by, at=at)
        return None
    if stands(one) is not None:
        return None
    if opening is None:
        raise Incomplete("needed", "text")
    if opening.owner_id is None:
        raise Incomplete("owner_needed", "owner")
    content = Content(
        unit=one.unit,
        text=opening.text,
        owner_id=opening.owner_id,
        due_on=opening.due_on,
        severity=opening.severity,
        item_id=one.item_id,
        task_id=one.task_id,
        source=ref_to(one),
    )
    return findings.open_(one.campaign, content, FindingSource.RE_CHECK, by=by, at=at)


def stands(one: LookBackItem) -> Finding | None:
    """The finding that is open on it already."""
    if one.item_id is not None:
        return standing.open_on_items([one.item_id]).get(one.item_id)
    if one.task_id is not None:
        return standing.open_on_gaps(one.campaign_id, [one.task_id]).get((one.task_id, one.unit_id))
    return one.finding if standing.is_open_on(one.finding) else None


def earlier(one: LookBackItem) -> Finding | None:
    """The latest finding on it within the campaign, open or closed: a new one recurs."""
    if one.finding is not None:
        return one.finding
    return standing.earlier_on(one.campaign_id, item_id=one.item_id, task_id=one.task_id, unit_id=one.unit_id)


# ------------------------------------------------------------------------------------------------ the end
def finish(lookback: LookBack, *, version: int | None, by: Visitor, at: datetime) -> None:
    """All that was drawn has a final verdict (not checkable is none): the result stands and is read-only."""
    _lock(lookback, version)
    if lookback.state is not LookBackState.RECHECKING:
        raise WrongState("wrong_state")
    if left := lookbacks.left(lookback):
        raise WrongState("not_all_judged", count=left)
    lookback.state, lookback.finished_at = LookBackState.FINISHED, at
    lookback.version += 1
    traces.record(
        "lookback.finished",
        lookback,
        by=by,
        at=at,
        from_state=LookBackState.RECHECKING,
        to_state=LookBackState.FINISHED,
    )
    leaders = judging.holders(Role.LEADER, Role.DEPUTY, campaign_id=lookback.campaign_id, day=by.today)
    heads = frozenset().union(*(judging.heads_of(part.unit_id, by.today) for part in lookback.units))
    notices.tell((leaders | heads) - {by.id}, "lookback.finished", lookback, at=at, number=lookback.number)


def _lock(lookback: LookBack, version: int | None) -> None:
    """Of two who press at once, the second finds it changed."""
    db.session.flush()
    db.session.refresh(lookback, with_for_update={"of": LookBack})
    require_running(lookback.campaign)
    if version is not None and version != lookback.version:
        raise Stale


def _require(one: LookBackItem, version: int | None, *, by: Visitor) -> None:
    db.session.flush()
    db.session.refresh(one, with_for_update={"of": LookBackItem})
    require_running(one.campaign)
    if version is not None and version != one.version:
        raise Stale("stale_own" if one.by_id == by.id else "stale")
    if one.lookback.state is not LookBackState.RECHECKING or not one.sampled:
        raise WrongState("wrong_state")
    seated = seats.of_campaign(one.campaign_id, by.today)
    behind = judged(one, seated)
    judging.require(by, behind)
    if by.id not in seated.office_judges(one.unit.path, behind.involved):
        raise RuleBroken("another_judges")
