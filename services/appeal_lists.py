"""Appeals as their list and their page show them, and how those of many lines stand. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from extensions import db
from models.appeal import Appeal, AppealState
from models.case import CaseLine, LineState, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Effect, Measure, PointRule, Section
from models.unit import Unit
from services.appeals import is_over_for
from services.explanations import Asked
from services.statement import LINKED

ROWS = 50


@dataclass(frozen=True)
class Row:
    """An appeal in the list. `amount` is what the line stood at, `remains` what is left of it when it was reduced."""

    id: int
    number: int
    state: AppealState
    asked_at: datetime
    due_at: datetime
    decided_at: datetime | None
    subject: str
    unit: str
    case_number: int
    rule_code: str
    rule_name: str
    is_veto: bool
    measure: Measure
    amount: Decimal
    remains: Decimal | None
    decided_by: str
    is_over: bool


_decider, _home = aliased(Person), aliased(Unit)


def rows(
    seen: Select[Any], *, asked_by: int | None = None, ids: Sequence[int] | None = None, before: int | None = None
) -> tuple[list[Row], int | None]:
    """Those seen, newest first, of one asker or with these ids; and the number to go on from (None: these are all)."""
    query = (
        seen.with_only_columns(
            Appeal.id,
            Appeal.number,
            Appeal.state,
            Appeal.asked_at,
            Appeal.due_at,
            Appeal.decided_at,
            Appeal.amount.label("remains"),
            Appeal.entry_id,
            Person.name.label("person"),
            Unit.name.label("unit"),
            _home.name.label("home"),
            PointCase.number.label("case_number"),
            PointCase.state.label("case_state"),
            CaseLine.state.label("line_state"),
            PointRule.code,
            PointRule.name.label("rule"),
            PointRule.veto,
            Effect.measure,
            CaseLine.asked,
            CaseLine.decided,
            LedgerEntry.amount.label("posted"),
            _decider.name.label("decider"),
        )
        .select_from(Appeal)
        .join(CaseLine, CaseLine.id == Appeal.line_id)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .join(Effect, Effect.id == CaseLine.effect_id)
        .outerjoin(Person, Person.id == CaseLine.person_id)
        .outerjoin(Unit, Unit.id == CaseLine.unit_id)
        .outerjoin(_home, _home.id == CaseLine.home_unit_id)
        .outerjoin(LedgerEntry, LedgerEntry.id == Appeal.entry_id)
        .outerjoin(_decider, _decider.id == Appeal.decided_by_id)
        .order_by(Appeal.number.desc())
        .limit(ROWS + 1)
    )
    if asked_by is not None:
        query = query.where(Appeal.asked_by_id == asked_by)
    if ids is not None:
        query = query.where(Appeal.id.in_(ids))
    if before is not None:
        query = query.where(Appeal.number < before)
    found = [_row(row) for row in db.session.execute(query)]
    return found[:ROWS], found[ROWS - 1].number if len(found) > ROWS else None


def _row(row: Any) -> Row:
    before_it = row.asked if row.remains is not None or row.decided is None else row.decided
    return Row(
        id=row.id,
        number=row.number,
        state=row.state,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        subject=row.person or row.unit,
        unit=row.home or "",
        case_number=row.case_number,
        rule_code=row.code,
        rule_name=row.rule,
        is_veto=row.veto,
        measure=row.measure,
        amount=before_it if row.posted is None else row.posted,
        remains=row.remains,
        decided_by=row.decider or "",
        is_over=row.state is AppealState.OPEN and is_over_for(row.entry_id, row.case_state, row.line_state),
    )


def loaded(appeal_id: int) -> Appeal:
    """An appeal with all that its page shows of it, in few statements."""
    case = joinedload(Appeal.line).joinedload(CaseLine.case)
    return db.session.scalars(
        select(Appeal)
        .where(Appeal.id == appeal_id)
        .options(
            joinedload(Appeal.entry),
            joinedload(Appeal.reversal),
            joinedload(Appeal.asked_by),
            joinedload(Appeal.decided_by),
            joinedload(Appeal.line).joinedload(CaseLine.effect),
            joinedload(Appeal.line).joinedload(CaseLine.answered_by),
            case.joinedload(PointCase.proposed_by),
            case.joinedload(PointCase.rulebook),
            case.joinedload(PointCase.rule).joinedload(PointRule.section).joinedload(Section.rulebook),
            case.selectinload(PointCase.lines).options(
                joinedload(CaseLine.effect),
                joinedload(CaseLine.person),
                joinedload(CaseLine.unit),
                joinedload(CaseLine.home_unit),
            ),
        )
    ).one()


def line(line_id: int) -> CaseLine:
    """A line with what the form shows that asks for its reconsideration."""
    case = joinedload(CaseLine.case)
    return db.session.scalars(
        select(CaseLine)
        .where(CaseLine.id == line_id)
        .options(
            joinedload(CaseLine.effect),
            joinedload(CaseLine.person),
            joinedload(CaseLine.unit),
            joinedload(CaseLine.home_unit),
            case.joinedload(PointCase.proposed_by),
            case.joinedload(PointCase.rulebook),
            case.joinedload(PointCase.rule),
            case.selectinload(PointCase.lines),
        )
    ).one()


def shares_of(appeal: Appeal) -> list[CaseLine]:
    """The lines of the same case on those who lead (连带责任), which follow until they are posted."""
    linked = [one for one in appeal.line.case.lines if one.effect.who in LINKED]
    return [one for one in linked if one.id != appeal.line_id and one.state is not LineState.STRUCK_OUT]


def of_lines(line_ids: Sequence[int]) -> dict[int, Asked]:
    """By line, the appeals of these lines."""
    if not line_ids:
        return {}
    found = db.session.execute(
        select(Appeal.line_id, Appeal.id, Appeal.number, Appeal.state, Appeal.due_at).where(
            Appeal.line_id.in_(line_ids)
        )
    )
    return {row.line_id: Asked(*row[1:]) for row in found}
