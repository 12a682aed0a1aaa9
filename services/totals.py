"""Running totals of the ledger, kept in the transaction that posts, and their rebuilding from the entries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, func, insert, select

from extensions import db
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry, Total
from models.rulebook import Measure, PointRule, Section

ALL, BOOK = "all", "book"


@dataclass(frozen=True)
class Key:
    """What one total is of."""

    person_id: int | None
    unit_id: int | None
    measure: Measure
    scope: str
    month: int


@dataclass(frozen=True)
class Change:
    """What one entry adds: to its subject, in its measure and month, under its rule and section."""

    person_id: int | None
    unit_id: int | None
    measure: Measure
    month: int
    section_code: str
    rule_code: str
    amount: Decimal

    def touched(self) -> list[Key]:
        """The four totals it adds to."""
        scopes = (ALL, BOOK, f"section:{self.section_code}", f"rule:{self.rule_code}")
        return [Key(self.person_id, self.unit_id, self.measure, scope, self.month) for scope in scopes]


def balance(campaign_id: int, person_id: int | None, unit_id: int | None, measure: Measure) -> Decimal:
    """The subject's sum of this measure in the campaign, without the base."""
    found = db.session.scalar(
        select(func.sum(Total.amount)).where(
            Total.campaign_id == campaign_id,
            Total.person_id == person_id if person_id is not None else Total.unit_id == unit_id,
            Total.measure == measure,
            Total.scope == ALL,
        )
    )
    return found if found is not None else Decimal(0)


def add(campaign_id: int, changes: Iterable[Change]) -> None:
    """Add what was posted; the campaign's head must be locked."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for change in changes:
        for key in change.touched():
            sums[key] += change.amount
    for key, amount in sums.items():
        row = db.session.scalar(
            select(Total)
            .where(
                Total.campaign_id == campaign_id,
                Total.person_id == key.person_id if key.person_id is not None else Total.unit_id == key.unit_id,
                Total.measure == key.measure,
                Total.scope == key.scope,
                Total.month == key.month,
            )
            .execution_options(populate_existing=True)
        )
        if row is None:
            db.session.add(_row(campaign_id, key, amount))
        else:
            row.amount += amount
    db.session.flush()


def _row(campaign_id: int, key: Key, amount: Decimal) -> Total:
    return Total(
        campaign_id=campaign_id,
        person_id=key.person_id,
        unit_id=key.unit_id,
        measure=key.measure,
        scope=key.scope,
        month=key.month,
        amount=amount,
    )


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
        Difference(key, kept.get(key, Decimal(0)), right.get(key, Decimal(0)))
        for key in sorted(kept.keys() | right.keys(), key=repr)
        if kept.get(key, Decimal(0)) != right.get(key, Decimal(0))
    ]


def rebuild(campaign_id: int) -> int:
    """Make every total anew from the entries; the campaign's head must be locked. How many there are."""
    right = _from_entries(campaign_id)
    db.session.execute(delete(Total).where(Total.campaign_id == campaign_id))
    if right:
        db.session.execute(
            insert(Total),
            [
                {
                    "campaign_id": campaign_id,
                    "person_id": key.person_id,
                    "unit_id": key.unit_id,
                    "measure": key.measure,
                    "scope": key.scope,
                    "month": key.month,
                    "amount": amount,
                }
                for key, amount in right.items()
            ],
        )
    return len(right)


def _from_entries(campaign_id: int) -> dict[Key, Decimal]:
    subject_and_rule = (
        LedgerEntry.person_id,
        LedgerEntry.unit_id,
        LedgerEntry.measure,
        LedgerEntry.month,
        Section.code,
        LedgerEntry.rule_code,
    )
    rows = db.session.execute(
        select(*subject_and_rule, func.sum(LedgerEntry.amount))
        .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .join(Section, Section.id == PointRule.section_id)
        .where(LedgerEntry.campaign_id == campaign_id)
        .group_by(*subject_and_rule)
    )
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        change = Change(*row)
        for key in change.touched():
            sums[key] += change.amount
    return dict(sums)
