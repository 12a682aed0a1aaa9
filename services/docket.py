"""The docket: point cases as the list and the page of a case show them. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy import case as case_
from sqlalchemy.orm import aliased, joinedload, selectinload

from extensions import db
from models.case import CaseLine, CaseState, LineState, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Direction, Effect, Measure, PointRule, Section, Settled
from models.unit import Unit
from services import involved, numbered

ROWS = 50


@dataclass(frozen=True)
class Sought:
    """What the list is narrowed to. `mine` is "proposed" or "about"; `before` is the number to go on from.

    `on_notice_at`: only those that are on notice at that moment.
    """

    state: CaseState | None = None
    unit_path: str | None = None
    direction: Direction | None = None
    mine: str = ""
    words: str = ""
    before: int | None = None
    on_notice_at: datetime | None = None


@dataclass(frozen=True)
class ShownLine:
    """Who bears how much, as the list shows it."""

    name: str
    amount: Decimal
    measure: Measure


@dataclass(frozen=True)
class Row:
    """A case in the list, with the lines that the visitor may see."""

    id: int
    number: int
    happened_on: date
    reason: str
    state: CaseState
    rule_code: str
    rule_name: str
    proposer: str
    proposed_at: datetime
    is_veto: bool
    settled: Settled
    list_id: int | None
    public_from: datetime | None
    public_until: datetime | None
    lines: list[ShownLine] = field(default_factory=list)


def rows(seen: Select[Any], seen_lines: Select[Any], sought: Sought, person_id: int) -> tuple[list[Row], int | None]:
    """The cases sought among those seen, newest first, and the number to go on from (None: these are all)."""
    query = (
        seen.with_only_columns(
            PointCase.id,
            PointCase.number,
            PointCase.happened_on,
            PointCase.reason,
            PointCase.state,
            PointRule.code,
            PointRule.name,
            Person.name.label("proposer"),
            PointCase.proposed_at,
            PointRule.veto,
            PointRule.settled,
            PointCase.list_id,
            PointCase.public_from,
            PointCase.public_until,
        )
        .select_from(PointCase)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .join(Person, Person.id == PointCase.proposed_by_id)
        .where(*_sought(sought, seen_lines, person_id))
        .order_by(PointCase.number.desc())
        .limit(ROWS + 1)
    )
    selected: Any = db.session.execute(query)
    found = [Row(*row) for row in selected]
    lines = _lines(seen_lines, [row.id for row in found])
    for row in found:
        row.lines.extend(lines[row.id])
    return found[:ROWS], found[ROWS - 1].number if len(found) > ROWS else None


def _sought(sought: Sought, seen_lines: Select[Any], person_id: int) -> list[ColumnElement[bool]]:
    """Conditions on lines look only at those that the visitor may see: a filter tells nothing else of a case."""
    conditions: list[ColumnElement[bool]] = []
    if sought.state is not None:
        conditions.append(PointCase.state == sought.state)
    if sought.on_notice_at is not None:
        conditions.append(on_notice(sought.on_notice_at))
    if sought.before is not None:
        conditions.append(PointCase.number < sought.before)
    if sought.unit_path is not None:
        units = select(Unit.id).where(Unit.path.startswith(sought.unit_path, autoescape=True))
        conditions.append(_has_line(seen_lines, or_(CaseLine.unit_id.in_(units), CaseLine.home_unit_id.in_(units))))
    if sought.direction is not None:
        of_direction = select(Effect.id).where(Effect.direction == sought.direction)
        conditions.append(_has_line(seen_lines, CaseLine.effect_id.in_(of_direction)))
    if sought.mine == "proposed":
        conditions.append(PointCase.proposed_by_id == person_id)
    elif sought.mine == "about":
        conditions.append(_has_line(seen_lines, CaseLine.person_id == person_id))
    if sought.words:
        conditions.append(_says(sought.words, seen_lines))
    return conditions


def on_notice(at: datetime) -> ColumnElement[bool]:
    """The case's notice has begun and not ended, and it is undecided: settling.is_on_notice as a condition."""
    return and_(PointCase.state == CaseState.PROPOSED, PointCase.public_from <= at, PointCase.public_until > at)


def _has_line(seen_lines: Select[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return PointCase.id.in_(seen_lines.with_only_columns(CaseLine.case_id).where(condition))


def _says(words: str, seen_lines: Select[Any]) -> ColumnElement[bool]:
    """The number, rule, reason or a subject's name holds the words."""
    people = select(Person.id).where(Person.name.contains(words, autoescape=True))
    units = select(Unit.id).where(Unit.name.contains(words, autoescape=True))
    digits = words.upper().removeprefix(numbered.CASE).lstrip("0")
    conditions = [
        PointCase.reason.contains(words, autoescape=True),
        PointRule.name.contains(words, autoescape=True),
        PointRule.code == words,
        _has_line(seen_lines, or_(CaseLine.person_id.in_(people), CaseLine.unit_id.in_(units))),
    ]
    if digits.isdecimal() and len(digits) < 9:  # noqa: PLR2004 - no number of a case is longer
        conditions.append(PointCase.number == int(digits))
    return or_(*conditions)


def _lines(seen_lines: Select[Any], case_ids: Sequence[int]) -> dict[int, list[ShownLine]]:
    found: dict[int, list[ShownLine]] = defaultdict(list)
    if not case_ids:
        return found
    query = (
        select(CaseLine.case_id, Person.name, Unit.name, CaseLine.decided, CaseLine.asked, Effect.measure)
        .join(Effect, Effect.id == CaseLine.effect_id)
        .outerjoin(Person, Person.id == CaseLine.person_id)
        .outerjoin(Unit, Unit.id == CaseLine.unit_id)
        .where(CaseLine.case_id.in_(case_ids), CaseLine.id.in_(seen_lines.with_only_columns(CaseLine.id)))
        .order_by(CaseLine.id)
    )
    for case_id, person, unit, decided, asked, measure in db.session.execute(query):
        found[case_id].append(ShownLine(person or unit, asked if decided is None else decided, measure))
    return found


def loaded(case_id: int) -> PointCase:
    """A case with all that its page shows of it, in few statements."""
    return db.session.scalars(
        select(PointCase)
        .where(PointCase.id == case_id)
        .options(
            joinedload(PointCase.proposed_by),
            joinedload(PointCase.decided_by),
            joinedload(PointCase.rulebook),
            joinedload(PointCase.rule).joinedload(PointRule.section).joinedload(Section.rulebook),
            selectinload(PointCase.lines).options(
                joinedload(CaseLine.effect),
                joinedload(CaseLine.person),
                joinedload(CaseLine.unit),
                joinedload(CaseLine.home_unit),
                joinedload(CaseLine.answered_by),
            ),
        )
    ).one()


def line_ids(seen_lines: Select[Any], case: PointCase) -> frozenset[int]:
    """Which lines of the case the visitor may see."""
    return frozenset(db.session.scalars(seen_lines.with_only_columns(CaseLine.id).where(CaseLine.case_id == case.id)))


@dataclass(frozen=True)
class EntryOfCase:
    """An entry that came of a case."""

    id: int
    number: int
    line_id: int
    amount: Decimal
    asked: Decimal
    measure: Measure
    posted_on: int
    reverses: int | None
    cut_by: str


def entries(seen_entries: Select[Any], case: PointCase) -> list[EntryOfCase]:
    """The entries of a case that the visitor may see, in order."""
    earlier = aliased(LedgerEntry)
    query = (
        select(
            LedgerEntry.id,
            LedgerEntry.number,
            LedgerEntry.line_id,
            LedgerEntry.amount,
            LedgerEntry.asked,
            LedgerEntry.measure,
            LedgerEntry.posted_on,
            earlier.number,
            case_((LedgerEntry.reverses_id.is_(None), CaseLine.cut_by), else_=""),
        )
        .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
        .outerjoin(earlier, earlier.id == LedgerEntry.reverses_id)
        .where(
            LedgerEntry.campaign_id == case.campaign_id,
            LedgerEntry.line_id.in_([line.id for line in case.lines]),
            LedgerEntry.id.in_(seen_entries.with_only_columns(LedgerEntry.id)),
        )
        .order_by(LedgerEntry.number)
    )
    return [EntryOfCase(*row) for row in db.session.execute(query)]


def source_of(case: PointCase) -> Any:
    """The record that the case comes from, None for a case of its own."""
    return involved.named(case.source_kind or "", case.source_id or 0) if case.source_kind else None


def names(person_ids: frozenset[int]) -> list[str]:
    """Names by staff number."""
    if not person_ids:
        return []
    return list(db.session.scalars(select(Person.name).where(Person.id.in_(person_ids)).order_by(Person.staff_no)))


@dataclass(frozen=True)
class Posted:
    """A line on public notice: whom it is about, what happened under which rule, how much, and until when."""

    line_id: int
    case_id: int
    case_number: int
    name: str
    unit: str
    rule_code: str
    rule_name: str
    is_veto: bool
    happened_on: date
    reason: str
    amount: Decimal
    measure: Measure
    until: datetime
    may_open: bool


def on_public_notice(
    seen: Select[Any], seen_cases: Select[Any], at: datetime, before: int | None
) -> tuple[list[Posted], int | None]:
    """The lines on notice at that moment among those seen, newest first, and the line to go on from (None: all).

    A line struck out has left the notice. The case is named where the visitor may read it.
    """
    home = aliased(Unit)
    condition = seen_cases.whereclause
    query = (
        seen.with_only_columns(
            CaseLine.id,
            PointCase.id,
            PointCase.number,
            func.coalesce(Person.name, Unit.name),
            func.coalesce(home.name, ""),
            PointRule.code,
            PointRule.name,
            PointRule.veto,
            PointCase.happened_on,
            PointCase.reason,
            func.coalesce(CaseLine.decided, CaseLine.asked, type_=CaseLine.asked.type),
            Effect.measure,
            PointCase.public_until,
            true() if condition is None else condition,
        )
        .select_from(CaseLine)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .join(Effect, Effect.id == CaseLine.effect_id)
        .outerjoin(Person, Person.id == CaseLine.person_id)
        .outerjoin(Unit, Unit.id == CaseLine.unit_id)
        .outerjoin(home, home.id == CaseLine.home_unit_id)
        .where(on_notice(at), CaseLine.state.in_((LineState.OPEN, LineState.HELD)))
        .order_by(CaseLine.id.desc())
        .limit(ROWS + 1)
    )
    if before is not None:
        query = query.where(CaseLine.id < before)
    selected: Any = db.session.execute(query)
    found = [Posted(*row) for row in selected]
    return found[:ROWS], found[ROWS - 1].line_id if len(found) > ROWS else None


def own(case_id: int | None, campaign_id: int, person_id: int) -> PointCase | None:
    """The case of that id with its persons, when that person proposed it in the campaign."""
    return db.session.scalar(
        select(PointCase)
        .where(PointCase.id == case_id, PointCase.campaign_id == campaign_id, PointCase.proposed_by_id == person_id)
        .options(joinedload(PointCase.rule), selectinload(PointCase.lines).joinedload(CaseLine.person))
    )


def rule_of(rule_id: int | None, campaign_id: int) -> PointRule | None:
    """The rule of that id with its effects, when it is one of the campaign's."""
    rule = db.session.scalar(
        select(PointRule)
        .where(PointRule.id == rule_id)
        .options(joinedload(PointRule.section).joinedload(Section.rulebook), selectinload(PointRule.effects))
    )
    return rule if rule is not None and rule.campaign_id == campaign_id else None
