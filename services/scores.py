"""Scores: the base and the sum of a subject's posted entries, read from the running totals. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from extensions import columns_of, db
from models.campaign import Campaign
from models.case import CaseLine
from models.ledger import LedgerEntry, Total
from models.person import Membership, Person
from models.rulebook import Direction, Measure, Span
from models.unit import Unit
from services import rulebooks, totals
from services.accounting import first_day, last_day, month_of, next_month, quarter_of

ROWS = 50
AT_ONCE = 500  # rows fetched at a time for a file
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Period:
    """Accounting months from `first` to `last` (201811). `base_on` is the day whose rulebook gives the base."""

    span: Span
    first: int
    last: int
    base_on: date

    def of(self, month: Any) -> ColumnElement[bool]:
        """The condition that a column of months lies in it."""
        return _between(month, self.first, self.last)

    def of_days(self, day: Any) -> ColumnElement[bool]:
        """The condition that a column of days lies in it."""
        return _between(day, self.starts_on, self.ends_on)

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return first_day(self.first)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return last_day(self.last)


def period(campaign: Campaign, span: Span, today: date) -> Period:
    """The month or quarter of `today`, or the whole campaign."""
    if span is Span.CAMPAIGN:
        return Period(span, month_of(campaign.starts_on), month_of(campaign.ends_on), min(today, campaign.ends_on))
    if span is Span.MONTH:
        return month_period(month_of(today), today)
    return Period(span, *quarter_of(month_of(today)), today)


def month_period(month: int, today: date) -> Period:
    """One accounting month; its base is that of its last day, or of today while it runs."""
    return Period(Span.MONTH, month, month, min(today, last_day(month)))


@dataclass(frozen=True)
class Of:
    """Whose score: a person's, or a unit's (entries on the unit only)."""

    person_id: int | None = None
    unit_id: int | None = None

    def total(self) -> ColumnElement[bool]:
        """The condition that a total is of them."""
        return _is_of(Total, self)

    def line(self) -> ColumnElement[bool]:
        """The condition that a line of a case is about them."""
        return _is_of(CaseLine, self)

    def entry(self) -> ColumnElement[bool]:
        """The condition that an entry is about them; with the campaign, it goes by their index."""
        return _is_of(LedgerEntry, self)


@lru_cache(4096)
def _is_of(table: Any, of: Of) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (
        table.person_id == of.person_id if of.person_id is not None else table.unit_id == of.unit_id
    )
    return found


@lru_cache(1024)
def _between(column: Any, first: Any, last: Any) -> ColumnElement[bool]:
    return and_(column >= first, column <= last)


@dataclass(frozen=True)
class Score:
    """Base and changes. A reversal lessens what it reverses, so base + rewards + penalties is the value.

    `is_given`: the base stands in a rulebook; else it is the default. `yuan` is counted apart. `entries` counts them,
    `vetoes` those that stand: they bar grades and awards of the period.
    """

    base: Decimal
    is_given: bool
    change: Decimal
    yuan: Decimal
    rewards: Decimal
    penalties: Decimal
    entries: int
    vetoes: int = 0

    @property
    def value(self) -> Decimal:
        """The score."""
        return self.base + self.change


def standing(campaign: Campaign, person_id: int, month: int, today: date) -> Score:
    """A person's score of one accounting month, in two statements: for the desk."""
    return score(campaign, Of(person_id=person_id), month_period(month, today))


def base_on(campaign: Campaign, day: date) -> tuple[Decimal, bool]:
    """The base of the rulebook in force that day, and whether there is one; else the default of 100."""
    base = rulebooks.base_on(campaign.id, day)
    return (base, True) if base is not None else (rulebooks.DEFAULT_BASE, False)


_IN_POINTS = Total.measure == Measure.POINTS
_UP, _DOWN = totals.book(Direction.REWARD), totals.book(Direction.PENALTY)
_SCORE = select(
    func.sum(Total.amount).filter(_IN_POINTS, Total.scope == totals.ALL).label("change"),
    func.sum(Total.amount).filter(Total.measure == Measure.YUAN, Total.scope == totals.ALL).label("yuan"),
    func.sum(Total.amount).filter(_IN_POINTS, Total.scope == _UP).label("rewards"),
    func.sum(Total.amount).filter(_IN_POINTS, Total.scope == _DOWN).label("penalties"),
    func.sum(Total.amount).filter(Total.scope == totals.ENTRIES).label("entries"),
    func.sum(Total.amount).filter(Total.scope == totals.VETO).label("vetoes"),
).where(Total.scope.in_((totals.ALL, _UP, _DOWN, totals.ENTRIES, totals.VETO)))
_COURSE = select(Total.month, Total.amount).where(_IN_POINTS, Total.scope == totals.ALL)


@lru_cache(1024)
def _totals(query: Select[Any], campaign_id: int, of: Of, over: Period | None) -> Select[Any]:
    """Those of a subject, of a period or of all the campaign; the same ones are asked for again and again."""
    query = query.where(Total.campaign_id == campaign_id, of.total())
    return query if over is None else query.where(over.of(Total.month))


def score(campaign: Campaign, of: Of, over: Period) -> Score:
    """The score over a period, from the running totals alone: it costs the same however many entries there are."""
    base, is_given = base_on(campaign, over.base_on)
    row = columns_of(_totals(_SCORE, campaign.id, of, over)).one()
    return Score(
        base=base,
        is_given=is_given,
        change=row.change or NOTHING,
        yuan=row.yuan or NOTHING,
        rewards=row.rewards or NOTHING,
        penalties=row.penalties or NOTHING,
        entries=int(row.entries or 0),
        vetoes=int(row.vetoes or 0),
    )


@dataclass(frozen=True)
class Step:
    """Where a score stood at the end of a month, and what that month changed."""

    month: int
    change: Decimal
    value: Decimal


def course(campaign: Campaign, of: Of, base: Decimal, today: date) -> list[Step]:
    """The score over the campaign month by month, base plus all changes, up to this month."""
    rows = columns_of(_totals(_COURSE, campaign.id, of, None))
    changes = {month: amount for month, amount in rows}  # noqa: C416 - a row is no pair to mypy
    steps: list[Step] = []
    month, value = month_of(campaign.starts_on), base
    last = max(month, min(month_of(today), month_of(campaign.ends_on)), *changes)
    while month <= last:
        value += changes.get(month, NOTHING)
        steps.append(Step(month, changes.get(month, NOTHING), value))
        month = next_month(month)
    return steps


@dataclass(frozen=True)
class PersonRow:
    """A person in the list. Points and yuan are the changes of the period."""

    id: int
    staff_no: str
    name: str
    unit: str
    points: Decimal
    yuan: Decimal


def people(
    seen: Select[Any],
    campaign: Campaign,
    over: Period,
    today: date,
    *,
    unit_path: str | None = None,
    words: str = "",
    after: str | None = None,
) -> tuple[list[PersonRow], str | None]:
    """The people seen, by staff number and never by score, and the number to go on from (None: these are all)."""
    query = _people(seen, campaign, over, today, unit_path=unit_path, words=words).limit(ROWS + 1)
    if after is not None:
        query = query.where(Person.staff_no > after)
    found = [_person(row) for row in db.session.execute(query)]
    return found[:ROWS], found[ROWS - 1].staff_no if len(found) > ROWS else None


def every_person(
    seen: Select[Any], campaign: Campaign, over: Period, today: date, *, unit_path: str | None = None, words: str = ""
) -> Iterator[PersonRow]:
    """All the people seen, by staff number, read as they are taken."""
    query = _people(seen, campaign, over, today, unit_path=unit_path, words=words)
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield _person(row)


def _person(row: Any) -> PersonRow:
    return PersonRow(row.id, row.staff_no, row.name, row.unit or "", row.points or NOTHING, row.yuan or NOTHING)


def _people(
    seen: Select[Any], campaign: Campaign, over: Period, today: date, *, unit_path: str | None, words: str
) -> Select[Any]:
    changes = (
        select(
            Total.person_id,
            func.sum(Total.amount).filter(Total.measure == Measure.POINTS).label("points"),
            func.sum(Total.amount).filter(Total.measure == Measure.YUAN).label("yuan"),
        )
        .where(
            Total.campaign_id == campaign.id,
            Total.person_id.is_not(None),
            Total.scope == totals.ALL,
            over.of(Total.month),
        )
        .group_by(Total.person_id)
        .subquery()
    )
    query = (
        select(Person.id, Person.staff_no, Person.name, Unit.name.label("unit"), changes.c.points, changes.c.yuan)
        .outerjoin(
            Membership,
            and_(
                Membership.person_id == Person.id,
                Membership.main == true(),
                Membership.since <= today,
                or_(Membership.until.is_(None), Membership.until >= today),
            ),
        )
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .outerjoin(changes, changes.c.person_id == Person.id)
        .where(Person.id.in_(seen.with_only_columns(Person.id)))
        .order_by(Person.staff_no)
    )
    if unit_path is not None:
        query = query.where(Unit.path.startswith(unit_path, autoescape=True))
    if words:
        query = query.where(
            or_(Person.name.contains(words, autoescape=True), Person.staff_no.contains(words, autoescape=True))
        )
    return query


def unit_changes(campaign: Campaign, unit_ids: Iterable[int], over: Period) -> dict[int, tuple[Decimal, Decimal]]:
    """Points and yuan that the period changed for each of the units; a unit without entries is missing."""
    rows = db.session.execute(
        select(
            Total.unit_id,
            func.sum(Total.amount).filter(Total.measure == Measure.POINTS),
            func.sum(Total.amount).filter(Total.measure == Measure.YUAN),
        )
        .where(
            Total.campaign_id == campaign.id,
            Total.unit_id.in_(list(unit_ids)),
            Total.scope == totals.ALL,
            over.of(Total.month),
        )
        .group_by(Total.unit_id)
    )
    return {unit_id: (points or NOTHING, yuan or NOTHING) for unit_id, points, yuan in rows if unit_id is not None}
