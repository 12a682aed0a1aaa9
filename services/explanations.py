"""What a score is made of: each entry with its rule in the version used, and what is proposed but not counted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import aliased

from extensions import columns_of
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import Answer, CaseLine, CaseState, LineState, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Effect, Measure, Payer, PointRule, Rulebook
from services import reversals, settling

ROWS = 50
MOST_ENDED = 20

_proposer = aliased(Person)
_confirmer = aliased(Person)

_MATTER = (
    CaseLine.id.label("line_id"),
    PointCase.id.label("case_id"),
    PointCase.number.label("case_number"),
    PointCase.happened_on,
    PointCase.reason,
    PointCase.source_kind,
    PointCase.proposed_at,
    PointRule.code,
    PointRule.name.label("rule"),
    PointRule.text.label("rule_text"),
    PointRule.veto,
    Rulebook.version,
    Rulebook.from_on,
    Effect.who,
    Effect.measure,
    PointCase.public_from,
    PointCase.public_until,
    Appeal.id.label("appeal_id"),
    Appeal.number.label("appeal_number"),
    Appeal.state.label("appeal_state"),
    Appeal.due_at.label("appeal_due_at"),
    Appeal.reversal_id,
    _proposer.name.label("proposer"),
)
_ENTRIES = reversals.joined(
    select(
        LedgerEntry.id,
        LedgerEntry.number,
        LedgerEntry.amount,
        LedgerEntry.asked,
        CaseLine.cut_by,
        LedgerEntry.posted_at,
        _confirmer.name.label("confirmer"),
        PointCase.decision_reason,
        *reversals.COLUMNS,
        *_MATTER,
    )
    .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
    .join(PointCase, PointCase.id == CaseLine.case_id)
    .join(PointRule, PointRule.id == PointCase.rule_id)
    .join(Rulebook, Rulebook.id == PointCase.rulebook_id)
    .join(Effect, Effect.id == LedgerEntry.effect_id)
    .join(_proposer, _proposer.id == LedgerEntry.proposer_id)
    .join(_confirmer, _confirmer.id == LedgerEntry.confirmer_id)
    .outerjoin(Appeal, Appeal.line_id == LedgerEntry.line_id)
)
_UNCOUNTED = (
    select(
        CaseLine.asked,
        CaseLine.decided,
        CaseLine.state.label("line_state"),
        CaseLine.answer,
        CaseLine.answer_text,
        CaseLine.struck_at,
        CaseLine.struck_reason,
        PointCase.state.label("case_state"),
        PointCase.list_id,
        PointCase.decided_at,
        PointCase.decision_reason,
        PointRule.settled,
        *_MATTER,
    )
    .join(PointCase, PointCase.id == CaseLine.case_id)
    .join(PointRule, PointRule.id == PointCase.rule_id)
    .join(Rulebook, Rulebook.id == PointCase.rulebook_id)
    .join(Effect, Effect.id == CaseLine.effect_id)
    .join(_proposer, _proposer.id == PointCase.proposed_by_id)
    .outerjoin(Appeal, Appeal.line_id == CaseLine.id)
    .where(
        CaseLine.state.in_((LineState.OPEN, LineState.HELD, LineState.STRUCK_OUT)),
        or_(CaseLine.state == LineState.STRUCK_OUT, PointCase.state != CaseState.POSTED),
    )
    .order_by(PointCase.number.desc(), CaseLine.id)
)


class Asked(NamedTuple):
    """The reconsideration that was asked for of a line, and how it stands."""

    id: int
    number: int
    state: AppealState
    due_at: datetime


class Matter(NamedTuple):
    """What was proposed: the case, its rule in the version used, and on whom the effect falls."""

    line_id: int
    case_id: int
    case_number: int
    happened_on: date
    reason: str
    source_kind: str | None
    proposed_at: datetime
    code: str
    rule: str
    rule_text: str
    is_veto: bool
    version: int
    from_on: date | None
    who: Payer
    measure: Measure
    proposer: str
    public_from: datetime | None
    public_until: datetime | None
    appeal: Asked | None


class Entry(NamedTuple):
    """A posted entry. The numbers point at the entry it reverses and at the one that reversed it.

    `may_open`: the visitor reads the entry itself and its case, not only this score. `cut_by` names the cap that cut
    `asked` down to the amount; "" where none did.
    """

    id: int
    number: int
    amount: Decimal
    asked: Decimal
    cut_by: str
    confirmer: str
    posted_at: datetime
    decision_reason: str
    reverses: int | None
    reverses_id: int | None
    reversed_by: int | None
    reversed_by_id: int | None
    is_undone: bool
    is_made_up: bool
    reversal_reason: str
    may_open: bool
    matter: Matter


class Open(NamedTuple):
    """A line that counts nothing: not decided yet, held for reconsideration, or ended without being posted.

    `asked` is what it would count, less where a reconsideration reduced it. `ended` is the state in which it ended,
    None while it waits, with the reason that was given.
    """

    asked: Decimal
    in_list: bool
    answer: Answer | None
    answer_text: str
    ended: CaseState | LineState | None
    ended_at: datetime | None
    ended_reason: str
    matter: Matter


def entries(
    campaign: Campaign, about: Any, months: Any, seen: Select[Any], before: int | None
) -> tuple[list[Entry], int | None]:
    """The entries, newest first, and the number to go on from (None: these are all).

    `about` is the condition whose they are, `months` that on the accounting month (see scores.Of and scores.Period).
    """
    found = [_entry(row) for row in columns_of(_entries(campaign.id, about, months, seen, before))]
    return found[:ROWS], found[ROWS - 1].number if len(found) > ROWS else None


@lru_cache(512)
def _entries(
    campaign_id: int, about: Any, months: Any, seen: Select[Any], before: int | None
) -> Select[*tuple[Any, ...]]:
    """The statement, kept for those who come back: making it costs more than running it."""
    query = (
        _ENTRIES.add_columns(_among(seen).label("may_open"))
        .where(LedgerEntry.campaign_id == campaign_id, about, months)
        .order_by(LedgerEntry.number.desc())
        .limit(ROWS + 1)
    )
    return query if before is None else query.where(LedgerEntry.number < before)


def _among(seen: Select[Any]) -> ColumnElement[bool]:
    """The condition of what is seen, asked of each row: a list of all that is seen would grow with the ledger."""
    condition = seen.whereclause
    return true() if condition is None else condition


def _entry(row: Any) -> Entry:
    return Entry(
        id=row.id,
        number=row.number,
        amount=row.amount,
        asked=row.asked,
        cut_by=row.cut_by if row.reverses is None else "",
        confirmer=row.confirmer,
        posted_at=datetime.fromtimestamp(row.posted_at / 1_000_000, UTC),
        decision_reason=row.decision_reason,
        reverses=row.reverses,
        reverses_id=row.reverses_id,
        reversed_by=row.reversed_by,
        reversed_by_id=row.reversed_by_id,
        is_undone=reversals.is_whole(row),
        is_made_up=row.reversal_id == row.id,
        reversal_reason=row.reversal_reason or "",
        may_open=bool(row.may_open),
        matter=_matter(row),
    )


def uncounted(campaign: Campaign, about: Any, days: Any, seen: Select[Any]) -> tuple[list[Open], list[Open]]:
    """What is on notice or recorded on them and waits for its decision, and the latest that were struck out, rejected
    or withdrawn; newest first, lines that the visitor sees.

    `about` is a condition on CaseLine, `days` one on PointCase.happened_on.
    """
    found = [_open(row) for row in columns_of(_uncounted(campaign.id, about, days, seen))]
    return [one for one in found if one.ended is None], [one for one in found if one.ended is not None][:MOST_ENDED]


@lru_cache(512)
def _uncounted(campaign_id: int, about: Any, days: Any, seen: Select[Any]) -> Select[*tuple[Any, ...]]:
    return _UNCOUNTED.where(PointCase.campaign_id == campaign_id, _among(seen), about, days)


def _open(row: Any) -> Open:
    is_struck, waits = row.line_state is LineState.STRUCK_OUT, row.case_state is CaseState.PROPOSED
    return Open(
        asked=row.asked if row.decided is None else row.decided,
        in_list=row.list_id is not None or settling.is_listed(row.settled, veto=row.veto),
        answer=row.answer,
        answer_text=row.answer_text,
        ended=row.line_state if is_struck else None if waits else row.case_state,
        ended_at=row.struck_at if is_struck else row.decided_at,
        ended_reason=row.struck_reason if is_struck else row.decision_reason,
        matter=_matter(row),
    )


def _matter(row: Any) -> Matter:
    return Matter(
        line_id=row.line_id,
        case_id=row.case_id,
        case_number=row.case_number,
        happened_on=row.happened_on,
        reason=row.reason,
        source_kind=row.source_kind,
        proposed_at=row.proposed_at,
        code=row.code,
        rule=row.rule,
        rule_text=row.rule_text,
        is_veto=row.veto,
        version=row.version,
        from_on=row.from_on,
        who=row.who,
        measure=row.measure,
        proposer=row.proposer,
        public_from=row.public_from,
        public_until=row.public_until,
        appeal=None
        if row.appeal_id is None
        else Asked(row.appeal_id, row.appeal_number, row.appeal_state, row.appeal_due_at),
    )
