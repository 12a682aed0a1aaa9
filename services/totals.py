"""Running totals of the ledger, kept in the transaction that posts, and their rebuilding from the entries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from extensions import columns_of, db
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry, Total
from models.rulebook import Direction, Effect, Measure, PointRule, Section

ALL, VETO, ENTRIES = "all", "veto", "entries"  # the last counts them
SIDES = {Direction.REWARD: "+", Direction.PENALTY: "-"}
NOTHING = Decimal(0)
Subject = tuple[int | None, int | None, Measure]  # person or unit


def book(direction: Direction) -> str:
    """The scope of the whole book in one direction."""
    return f"book:{SIDES[direction]}"


def section(code: str, direction: Direction) -> str:
    """The scope of a section in one direction."""
    return f"section:{code}:{SIDES[direction]}"


def rule(code: str, direction: Direction) -> str:
    """The scope of a rule in one direction: rule:3.2:-."""
    return f"rule:{code}:{SIDES[direction]}"


@dataclass(frozen=True)
class Key:
    """What one total is of."""

    person_id: int | None
    unit_id: int | None
    measure: Measure
    scope: str
    month: int

    @property
    def subject(self) -> Subject:
        """Whose it is, in which measure."""
        return self.person_id, self.unit_id, self.measure


@dataclass(frozen=True)
class Change:
    """What one entry adds: to its subject, in its measure and month, under its rule and section.

    A reversal has the direction of what it reverses, so it gives back the room under a cap. `vetoes` is 1 for a veto,
    -1 for its reversal; that counts in `veto_month`, the month of the veto itself.
    """

    person_id: int | None
    unit_id: int | None
    measure: Measure
    month: int
    section_code: str
    rule_code: str
    direction: Direction
    amount: Decimal
    vetoes: int = 0
    entries: int = 1
    veto_month: int = 0

    def touched(self) -> dict[Key, Decimal]:
        """The totals it adds to, and how much to each."""
        side = self.direction
        scopes = dict.fromkeys(
            (ALL, book(side), section(self.section_code, side), rule(self.rule_code, side)), self.amount
        )
        scopes[ENTRIES] = Decimal(self.entries)
        found = {self._key(scope, self.month): amount for scope, amount in scopes.items()}
        if self.vetoes:
            found[self._key(VETO, self.veto_month)] = Decimal(self.vetoes)
        return found

    def _key(self, scope: str, month: int) -> Key:
        return Key(self.person_id, self.unit_id, self.measure, scope, month)


class Running:
    """The totals that a posting touches: read once under the lock, added to in memory, written once.

    The campaign's head must be locked from before it is made until the transaction ends.
    """

    def __init__(
        self,
        campaign_id: int,
        subjects: Iterable[Subject],
        scopes: Iterable[str],
        *,
        months: Iterable[int],
        capped: Iterable[str] = (),
    ) -> None:
        """Reads `scopes` of the `months` touched, and every month only of what is `capped`."""
        self._campaign_id = campaign_id
        self._ids: dict[Key, int] = {}
        self._amounts: dict[tuple[Subject, str], dict[int, Decimal]] = defaultdict(dict)
        self._changed: dict[Key, None] = {}
        known = set(subjects)
        self._balances = balances(campaign_id, known)
        persons = {person_id for person_id, _unit, _measure in known if person_id is not None}
        units = {unit_id for _person, unit_id, _measure in known if unit_id is not None}
        in_full = list(capped)
        part = and_(Total.scope.in_({ALL, VETO, ENTRIES, *scopes}), Total.month.in_(set(months)))
        wanted = or_(part, Total.scope.in_(in_full)) if in_full else part
        for condition, wants in ((Total.person_id.in_(persons), persons), (Total.unit_id.in_(units), units)):
            if wants:
                self._read(and_(condition, Total.measure.in_({measure for *_subject, measure in known}), wanted))

    def _read(self, condition: Any) -> None:
        rows = columns_of(
            select(
                Total.id, Total.person_id, Total.unit_id, Total.measure, Total.scope, Total.month, Total.amount
            ).where(Total.campaign_id == self._campaign_id, condition)
        )
        for total_id, person_id, unit_id, measure, scope, month, amount in rows:
            found = Key(person_id, unit_id, measure, scope, month)
            self._ids[found] = total_id
            self._amounts[found.subject, found.scope][found.month] = amount

    def sum(self, subject: Subject, scope: str, first: int, last: int) -> Decimal:
        """What the months from `first` to `last` add up to, of a capped scope."""
        months = self._amounts[subject, scope]
        return sum((amount for month, amount in months.items() if first <= month <= last), NOTHING)

    def balance(self, subject: Subject) -> Decimal:
        """The subject's sum of this measure in the campaign, without the base."""
        return self._balances[subject]

    def add(self, change: Change) -> None:
        """Count an entry."""
        for key, amount in change.touched().items():
            months = self._amounts[key.subject, key.scope]
            months[key.month] = months.get(key.month, NOTHING) + amount
            self._changed[key] = None
        self._balances[change.person_id, change.unit_id, change.measure] += change.amount

    def write(self) -> None:
        """Write what changed, in two statements at most."""
        totals: Any = Total.__table__
        known, new = [], []
        for key in self._changed:
            amount = self._amounts[key.subject, key.scope][key.month]
            if key in self._ids:
                known.append({"total_id": self._ids[key], "amount_then": amount})
            else:
                new.append(_row(self._campaign_id, key, amount))
        if known:
            changed = (
                update(totals).where(totals.c.id == bindparam("total_id")).values({"amount": bindparam("amount_then")})
            )
            db.session.connection().execute(changed, known)
        if new:
            db.session.connection().execute(insert(totals), new)


def _row(campaign_id: int, key: Key, amount: Decimal) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "person_id": key.person_id,
        "unit_id": key.unit_id,
        "measure": key.measure,
        "scope": key.scope,
        "month": key.month,
        "amount": amount,
    }


def balance(campaign_id: int, person_id: int | None, unit_id: int | None, measure: Measure) -> Decimal:
    """The subject's sum of this measure in the campaign, without the base."""
    return balances(campaign_id, [(person_id, unit_id, measure)])[person_id, unit_id, measure]


def balances(campaign_id: int, subjects: Iterable[Subject]) -> dict[Subject, Decimal]:
    """Each subject's sum of its measure in the campaign, without the base; two statements at most."""
    found = dict.fromkeys(subjects, NOTHING)
    for place, column in enumerate((Total.person_id, Total.unit_id)):
        wanted = {subject[place] for subject in found if subject[place] is not None}
        if not wanted:
            continue
        rows = columns_of(
            select(Total.person_id, Total.unit_id, Total.measure, func.sum(Total.amount))
            .where(Total.campaign_id == campaign_id, column.in_(wanted), Total.scope == ALL)
            .group_by(Total.person_id, Total.unit_id, Total.measure)
        )
        for person_id, unit_id, measure, amount in rows:
            if (person_id, unit_id, measure) in found:
                found[person_id, unit_id, measure] = amount
    return found


def barred(campaign_id: int, first: int, last: int) -> set[tuple[int | None, int | None]]:
    """Persons and units (the other one None) on whom a veto stands in the months from `first` to `last`.

    They get no grade above the lowest and no award for that period (docs/rules.md, Rulebook).
    """
    rows = db.session.execute(
        select(Total.person_id, Total.unit_id)
        .where(Total.campaign_id == campaign_id, Total.scope == VETO, Total.month.between(first, last))
        .group_by(Total.person_id, Total.unit_id)
        .having(func.sum(Total.amount) > NOTHING)
    )
    return {(person_id, unit_id) for person_id, unit_id in rows}


@dataclass(frozen=True)
class Difference:
    """A total that is not the sum of its entries."""

    key: Key
    kept: Decimal
    right: Decimal


def differences(campaign_id: int) -> list[Difference]:
    """Every total that is not what the entries add up to; empty when all are right."""
    kept = {
        Key(row.person_id, row.unit_id, row.measure, row.scope, row.month): row.amount
        for row in db.session.execute(
            select(Total.person_id, Total.unit_id, Total.measure, Total.scope, Total.month, Total.amount).where(
                Total.campaign_id == campaign_id
            )
        )
    }
    right = _from_entries(campaign_id)
    return [
        Difference(key, kept.get(key, NOTHING), right.get(key, NOTHING))
        for key in sorted(kept.keys() | right.keys(), key=repr)
        if kept.get(key, NOTHING) != right.get(key, NOTHING)
    ]


def rebuild(campaign_id: int) -> int:
    """Make every total anew from the entries; the campaign's head must be locked. How many there are."""
    right = _from_entries(campaign_id)
    db.session.execute(delete(Total).where(Total.campaign_id == campaign_id))
    if right:
        db.session.execute(insert(Total), [_row(campaign_id, key, amount) for key, amount in right.items()])
    return len(right)


def _from_entries(campaign_id: int) -> dict[Key, Decimal]:
    subject_and_rule = (
        LedgerEntry.person_id,
        LedgerEntry.unit_id,
        LedgerEntry.measure,
        LedgerEntry.month,
        Section.code,
        LedgerEntry.rule_code,
        Effect.direction,
    )
    reversed_ = aliased(LedgerEntry)
    veto_month = func.coalesce(reversed_.month, LedgerEntry.month)
    vetoes = func.sum(case((PointRule.veto.is_(False), 0), (LedgerEntry.reverses_id.is_(None), 1), else_=-1))
    rows = db.session.execute(
        select(*subject_and_rule, func.sum(LedgerEntry.amount), vetoes, func.count(LedgerEntry.id), veto_month)
        .outerjoin(reversed_, reversed_.id == LedgerEntry.reverses_id)
        .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
        .join(Effect, Effect.id == LedgerEntry.effect_id)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .join(Section, Section.id == PointRule.section_id)
        .where(LedgerEntry.campaign_id == campaign_id)
        .group_by(*subject_and_rule, veto_month)
    )
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        for key, amount in Change(*row).touched().items():
            sums[key] += amount
    return dict(sums)
