"""The ledger as its pages show it: read like a bank statement. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from extensions import columns_of
from models.appeal import Appeal
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Effect, Measure, Payer, PointRule, Rulebook, Section
from models.unit import Unit, UnitKind
from services import reversals

ROWS = 50
AT_ONCE = 500  # rows fetched at a time for a file
LINKED = (Payer.SQUAD_LEADER, Payer.HEAD)  # who bears a part with another: 连带


@dataclass(frozen=True)
class Sought:
    """What the statement is narrowed to. `kind` is reward, penalty or reversal; `before` and `after` are numbers."""

    kind: str = ""
    unit_path: str | None = None
    rule_code: str = ""
    month: int | None = None
    before: int | None = None
    after: int | None = None


class Row(NamedTuple):
    """One line of the statement. `score` is the balance plus the base of the rulebook, for points.

    `cut_by` names the cap that cut `asked` down to the amount; "" where none did. `is_made_up`: an appeal took it back.
    """

    id: int
    number: int
    posted_on: date
    month: int
    subject: str
    unit: str
    unit_kind: UnitKind
    is_unit: bool
    reason: str
    is_linked: bool
    rule_code: str
    measure: Measure
    amount: Decimal
    score: Decimal
    proposer: str
    confirmer: str
    reverses: int | None
    reverses_id: int | None
    reversed_by: int | None
    reversed_by_id: int | None
    is_whole: bool
    is_veto: bool
    asked: Decimal
    cut_by: str
    is_made_up: bool

    @property
    def is_in_yuan(self) -> bool:
        """Whether it counts in yuan, not in points."""
        return self.measure is Measure.YUAN


@dataclass(frozen=True)
class Leaf:
    """One leaf, newest first; the numbers lead to the newer and the older leaf, None where there is none."""

    rows: list[Row]
    newer: int | None
    older: int | None


_home, _proposer, _confirmer = aliased(Unit), aliased(Person), aliased(Person)


# The entries with what a line shows of them; one statement without subqueries, so that an index serves.
_ROWS = reversals.joined(
    select(
        LedgerEntry.id,
        LedgerEntry.number,
        LedgerEntry.posted_on,
        LedgerEntry.month,
        Person.name.label("person"),
        Unit.name.label("unit"),
        Unit.kind.label("unit_kind"),
        _home.name.label("home"),
        _home.kind.label("home_kind"),
        PointCase.reason,
        Effect.who,
        LedgerEntry.rule_code,
        LedgerEntry.measure,
        LedgerEntry.amount,
        LedgerEntry.balance,
        LedgerEntry.asked,
        CaseLine.cut_by,
        PointRule.veto,
        Rulebook.base,
        _proposer.name.label("proposer"),
        _confirmer.name.label("confirmer"),
        *reversals.COLUMNS,
        Appeal.reversal_id,
    )
    .select_from(LedgerEntry)
    .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
    .join(PointCase, PointCase.id == CaseLine.case_id)
    .join(PointRule, PointRule.id == PointCase.rule_id)
    .join(Rulebook, Rulebook.id == PointCase.rulebook_id)
    .join(Effect, Effect.id == LedgerEntry.effect_id)
    .join(_proposer, _proposer.id == LedgerEntry.proposer_id)
    .join(_confirmer, _confirmer.id == LedgerEntry.confirmer_id)
    .outerjoin(Person, Person.id == LedgerEntry.person_id)
    .outerjoin(Unit, Unit.id == LedgerEntry.unit_id)
    .outerjoin(_home, _home.id == LedgerEntry.home_unit_id)
    .outerjoin(Appeal, (Appeal.line_id == LedgerEntry.line_id) & (Appeal.reversal_id == LedgerEntry.id))
)


def leaf(seen: Select[Any], sought: Sought) -> Leaf:
    """A leaf of the entries sought among those seen."""
    forward = sought.after is not None
    found = [_row(row) for row in columns_of(_leaf(seen, sought))]
    more = len(found) > ROWS
    found = found[:ROWS]
    if forward:
        found.reverse()
    if not found:
        return Leaf([], None, None)
    newer = found[0].number if sought.before is not None or (forward and more) else None
    older = found[-1].number if forward or more else None
    return Leaf(found, newer, older)


@lru_cache(512)
def _leaf(seen: Select[Any], sought: Sought) -> Select[*tuple[Any, ...]]:
    order = LedgerEntry.number.desc() if sought.after is None else LedgerEntry.number.asc()
    return _ROWS.where(*_seen(seen), *_sought(sought)).order_by(order).limit(ROWS + 1)


def every(seen: Select[Any], sought: Sought) -> Iterator[Row]:
    """All entries sought among those seen, in the order of their numbers, read as they are taken."""
    query = _ROWS.where(*_seen(seen), *_sought(replace(sought, before=None, after=None))).order_by(LedgerEntry.number)
    for row in columns_of(query.execution_options(yield_per=AT_ONCE)):
        yield _row(row)


def one(entry_id: int) -> Row:
    """One entry as a line of the statement."""
    return _row(columns_of(_ROWS.where(LedgerEntry.id == entry_id)).one())


def _seen(seen: Select[Any]) -> list[ColumnElement[bool]]:
    return [] if seen.whereclause is None else [seen.whereclause]


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        number=row.number,
        posted_on=day_of(row.posted_on),
        month=row.month,
        subject=row.person or row.unit,
        unit=row.home or "",
        unit_kind=row.home_kind or row.unit_kind,
        is_unit=row.person is None,
        reason=row.reason if row.reverses is None else row.reversal_reason or "",
        is_linked=row.who in LINKED,
        rule_code=row.rule_code,
        measure=row.measure,
        amount=row.amount,
        score=row.balance + (row.base if row.measure is Measure.POINTS else 0),
        proposer=row.proposer,
        confirmer=row.confirmer,
        reverses=row.reverses,
        reverses_id=row.reverses_id,
        reversed_by=row.reversed_by,
        reversed_by_id=row.reversed_by_id,
        is_whole=reversals.is_whole(row),
        is_veto=row.veto,
        asked=row.asked,
        cut_by=row.cut_by if row.reverses is None else "",
        is_made_up=row.reversal_id is not None,
    )


def day_of(number: int) -> date:
    """20181106 as a date."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def _sought(sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.kind == "reversal":
        conditions.append(LedgerEntry.reverses_id.is_not(None))
    elif sought.kind == "reward":
        conditions += [LedgerEntry.reverses_id.is_(None), LedgerEntry.amount > Decimal(0)]
    elif sought.kind == "penalty":
        conditions += [LedgerEntry.reverses_id.is_(None), LedgerEntry.amount < Decimal(0)]
    if sought.unit_path is not None:
        units = select(Unit.id).where(Unit.path.startswith(sought.unit_path, autoescape=True))
        conditions.append(LedgerEntry.unit_id.in_(units) | LedgerEntry.home_unit_id.in_(units))
    if sought.rule_code:
        conditions.append(LedgerEntry.rule_code == sought.rule_code)
    if sought.month is not None:
        conditions.append(LedgerEntry.month == sought.month)
    if sought.after is not None:
        conditions.append(LedgerEntry.number > sought.after)
    elif sought.before is not None:
        conditions.append(LedgerEntry.number < sought.before)
    return conditions


def rules_used(campaign_id: int) -> list[tuple[str, str]]:
    """Code and name of each rule that was ever in force in the campaign, as the latest version names it."""
    found = columns_of(
        select(PointRule.code, PointRule.name)
        .join(Section, Section.id == PointRule.section_id)
        .join(Rulebook, Rulebook.id == Section.rulebook_id)
        .where(Rulebook.campaign_id == campaign_id, Rulebook.in_force_at.is_not(None))
        .order_by(Rulebook.version, Section.position, PointRule.position)
    )
    return list({row.code: row.name for row in found}.items())
