"""The ledger: posting and reversing. Append-only; the database refuses every change (migration 0002).

Nothing read before the campaign's head is locked is trusted (docs/architecture.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from extensions import db, insert_missing
from models.case import CaseLine, CaseState, LineState, PointCase
from models.ledger import GENESIS, LedgerEntry, LedgerHead
from models.refusals import RuleBroken, WrongState
from models.rulebook import PointRule, Section
from models.types import HUNDREDTHS
from models.visitor import Visitor
from services import accounting, caps, chain, clocks, involved, judging, notices, totals, traces
from services.totals import Running, Subject

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_REASON = 500  # the event that keeps a reversal's reason holds so many characters


@dataclass(frozen=True)
class _Movement:
    """What an entry will say: the line with the amount asked, and for a reversal the entry it reverses."""

    line: CaseLine
    asked: Decimal
    month: int
    second_reason: str
    reversed_id: int | None = None
    reversed_number: int = 0
    reversed_month: int = 0

    @property
    def subject(self) -> Subject:
        """Whose balance it changes."""
        return self.line.person_id, self.line.unit_id, self.line.effect.measure

    @property
    def is_reversal(self) -> bool:
        """Whether it takes back an entry."""
        return self.reversed_id is not None

    def change(self, amount: Decimal) -> totals.Change:
        """What it adds to the totals when `amount` of it is posted."""
        rule, effect = self.line.case.rule, self.line.effect
        return totals.Change(
            *self.subject,
            month=self.month,
            section_code=rule.section.code,
            rule_code=rule.code,
            direction=effect.direction,
            amount=amount,
            vetoes=0 if not rule.veto else -1 if self.is_reversal else 1,
            veto_month=self.reversed_month or self.month,
        )


@dataclass(frozen=True)
class Preview:
    """What a line would post now, in which month, and the cap that would cut it ("": none)."""

    asked: Decimal
    amount: Decimal
    month: int
    cut_by: str


def lock(campaign_id: int) -> LedgerHead:
    """The campaign's head, locked until the transaction ends: whoever posts next waits here."""
    head = db.session.get(LedgerHead, campaign_id, with_for_update=True, populate_existing=True)
    if head is None:
        insert_missing(LedgerHead, campaign_id=campaign_id, last_number=0, last_hash=GENESIS)
        head = db.session.get_one(LedgerHead, campaign_id, with_for_update=True, populate_existing=True)
    return head


def post(lines: Iterable[CaseLine], *, by: Visitor, at: datetime, zone: ZoneInfo) -> list[int]:
    """Post each line's decided amount (asked where nothing else was decided); their numbers in the order of the lines.

    What a cap leaves is posted, even nothing: the entry says what was asked, cut and posted. A veto posts nothing and
    counts. Raises WrongState when a line was decided meanwhile.
    """
    db.session.flush()
    wanted: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        wanted[line.case.campaign_id].append(line.id)
    numbers = []
    for campaign_id in sorted(wanted):
        head = lock(campaign_id)
        closed = accounting.last_closed(campaign_id)
        movements = []
        for line in _read_again(wanted[campaign_id]):
            if line.state is not LineState.OPEN or line.case.state is not CaseState.PROPOSED:
                raise WrongState("case_decided")
            movements.append(_movement(line, closed))
            line.state = LineState.POSTED
        numbers += _append(head, movements, by=by, at=at, zone=zone)
    return numbers


def _movement(line: CaseLine, closed: int) -> _Movement:
    """What the line posts before any cap, while `closed` is the last closed month."""
    amount = line.asked if line.decided is None else line.decided
    month = accounting.accounting_month(line.case.happened_on, closed)
    return _Movement(line, amount, month, line.case.decision_reason)


def preview(lines: Iterable[CaseLine]) -> dict[int, Preview]:
    """By line, what posting these of one campaign in their order would come to now; nothing is written or locked.

    All lines of a subject must be among them for its caps to be right.
    """
    wanted = list(lines)
    if not wanted:
        return {}
    campaign_id = wanted[0].case.campaign_id
    closed = accounting.last_closed(campaign_id)
    movements = [_movement(line, closed) for line in wanted]
    running = _running(campaign_id, movements)
    found = {}
    for movement in movements:
        amount, cut_by = _fitted(movement, running)
        running.add(movement.change(amount))
        found[movement.line.id] = Preview(movement.asked, amount, movement.month, cut_by)
    return found


def reverse(
    entry: LedgerEntry, amount: Decimal | None, reason: str, *, by: Visitor, at: datetime, zone: ZoneInfo
) -> LedgerEntry:
    """Take back an entry, or a part of it (`amount`, without sign), by a reversing entry that names it.

    Raises WrongState for a reversal or what is reversed already, NotYourOwn, and RuleBroken without a reason or with
    an amount outside the entry's.
    """
    head = lock(entry.campaign_id)
    line = _read_again([entry.line_id])[0]
    if entry.reverses_id is not None:
        raise WrongState("reversal_stays")
    earlier = db.session.scalar(select(LedgerEntry.number).where(LedgerEntry.reverses_id == entry.id))
    if earlier is not None:
        raise WrongState("reversed_already", number=earlier)
    judging.require(by, involved.in_case(line.case, by.today))
    reason = reason.strip()
    if not reason:
        raise RuleBroken("reason_needed", "reason")
    if len(reason) > MOST_REASON:
        raise RuleBroken("reason_too_long", "reason", most=MOST_REASON)
    signed = _taken_back(entry, amount, is_veto=line.case.rule.veto)
    month = accounting.accounting_month(line.case.happened_on, accounting.last_closed(entry.campaign_id))
    movement = _Movement(line, signed, month, reason, entry.id, entry.number, entry.month)
    (number,) = _append(head, [movement], by=by, at=at, zone=zone)
    if not entry.amount + signed:
        line.state = LineState.REVERSED
    new = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.campaign_id == entry.campaign_id, LedgerEntry.number == number)
    ).one()
    traces.record(chain.REVERSED, new, by=by, at=at, from_state=LineState.POSTED, to_state=line.state, reason=reason)
    told = judging.ids(entry.person_id, entry.proposer_id) - {by.id}
    if entry.unit_id is not None:
        told |= judging.heads_of(entry.unit_id, by.today) - {by.id}
    notices.tell(told, "ledger.reversed", new, at=at, number=entry.number, by=number)
    return new


def _taken_back(entry: LedgerEntry, amount: Decimal | None, *, is_veto: bool) -> Decimal:
    """What the reversal of `amount` of the entry posts; a veto is taken back whole and has none."""
    whole = abs(entry.amount)
    part = whole if amount is None else amount
    if is_veto and not part:
        return totals.NOTHING
    if not 0 < part <= whole or part != round(part, 2):
        raise RuleBroken("part_outside", "amount", most=f"{whole:.2f}")
    return -part if entry.amount > 0 else part


def _read_again(line_ids: Sequence[int]) -> list[CaseLine]:
    """The lines with their cases and rules as they are now, in the order asked for."""
    rows = {
        line.id: line
        for line in db.session.scalars(
            select(CaseLine)
            .where(CaseLine.id.in_(line_ids))
            .options(
                joinedload(CaseLine.effect),
                joinedload(CaseLine.case).joinedload(PointCase.rulebook),
                joinedload(CaseLine.case)
                .joinedload(PointCase.rule)
                .joinedload(PointRule.section)
                .joinedload(Section.rulebook),
            )
            .execution_options(populate_existing=True)
        )
    }
    return [rows[line_id] for line_id in line_ids]


def _append(
    head: LedgerHead, movements: Sequence[_Movement], *, by: Visitor, at: datetime, zone: ZoneInfo
) -> list[int]:
    """Fit them under the caps, number, chain and insert the entries, move the head and add to the totals."""
    evidence = chain.evidence_hashes({one.line.case_id for one in movements})
    running = _running(head.campaign_id, movements)
    rows = []
    for movement in movements:
        amount, cut_by = _fitted(movement, running)
        if not movement.is_reversal:
            movement.line.cut_by = cut_by
        running.add(movement.change(amount))
        pieces, balance = evidence[movement.line.case_id], running.balance(movement.subject)
        rows.append(_row(head, movement, pieces, (amount, balance), by=by, at=at, zone=zone))
        head.last_number, head.last_hash = rows[-1]["number"], rows[-1]["hash"]
    entries: Any = LedgerEntry.__table__
    db.session.connection().execute(insert(entries), rows)
    running.write()
    db.session.flush()
    return [row["number"] for row in rows]


def _running(campaign_id: int, movements: Sequence[_Movement]) -> Running:
    """The totals that the movements touch, and those that cap them."""
    return Running(
        campaign_id,
        {one.subject for one in movements},
        {key.scope for one in movements for key in one.change(one.asked).touched()},
        months={one.month for one in movements} | {one.reversed_month for one in movements if one.is_reversal},
        capped={
            cap.scope
            for one in movements
            if not one.is_reversal
            for cap in caps.over(one.line.case.rule, one.line.effect)
        },
    )


def _fitted(movement: _Movement, running: Running) -> tuple[Decimal, str]:
    """What the caps leave of it, and the name of the one that cut it. A reversal is never cut."""
    if movement.is_reversal:
        return movement.asked, ""
    limits = caps.over(movement.line.case.rule, movement.line.effect)
    return caps.fitted(movement.asked, limits, movement.subject, movement.month, running)


def _row(
    head: LedgerHead,
    movement: _Movement,
    evidence: list[str],
    amount_and_balance: tuple[Decimal, Decimal],
    *,
    by: Visitor,
    at: datetime,
    zone: ZoneInfo,
) -> dict[str, Any]:
    line, case = movement.line, movement.line.case
    amount, balance = amount_and_balance
    posted_on = clocks.local_day(at, zone)
    row: dict[str, Any] = {
        "canon": chain.CANON,
        "campaign_id": head.campaign_id,
        "number": head.last_number + 1,
        "posted_at": (at - EPOCH) // (at.resolution),
        "posted_on": posted_on.year * 10_000 + posted_on.month * 100 + posted_on.day,
        "month": movement.month,
        "line_id": line.id,
        "reverses_id": movement.reversed_id,
        "person_id": line.person_id,
        "unit_id": line.unit_id,
        "home_unit_id": line.home_unit_id,
        "rule_code": case.rule.code,
        "rulebook_version": case.rulebook.version,
        "effect_id": line.effect_id,
        "measure": line.effect.measure,
        "asked": movement.asked,
        "cut": movement.asked - amount,
        "amount": amount,
        "balance": balance,
        "proposer_id": case.proposed_by_id,
        "confirmer_id": by.id,
        "digest": chain.digest_of(case.rule.text, case.reason, movement.second_reason, evidence),
        "previous_hash": head.last_hash,
    }
    canonical = row | {
        "reverses": movement.reversed_number,
        **{name: row[name] or 0 for name in ("person_id", "unit_id", "home_unit_id")},
        **{name: int(row[name] * HUNDREDTHS) for name in ("asked", "cut", "amount", "balance")},
        "measure": int(line.effect.measure),
    }
    return row | {"hash": chain.hash_of([canonical[name] for name in chain.ORDER])}
