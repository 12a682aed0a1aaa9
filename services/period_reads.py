"""A month as it was closed, for its pages: the frozen rows, what was paid, and what caps cut. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from extensions import db
from models.case import CaseLine, CaseState, PointCase
from models.ledger import LedgerEntry
from models.month import PeriodClose, PeriodRow
from models.person import Person
from models.unit import Unit
from services import accounting
from services.period_sheet import posted_before


def closed(campaign_id: int, month: int) -> PeriodClose | None:
    """The month as it was closed, None while it is open."""
    return db.session.scalar(
        select(PeriodClose).where(PeriodClose.campaign_id == campaign_id, PeriodClose.month == month)
    )


def rows_of(close: PeriodClose) -> list[PeriodRow]:
    """The frozen sheet, by staff number."""
    return list(
        db.session.scalars(select(PeriodRow).where(PeriodRow.close_id == close.id).order_by(PeriodRow.staff_no))
    )


@dataclass(frozen=True)
class Paid:
    """A closed month: how many people stand in its sheet, and what they are paid."""

    month: int
    closed_at: datetime
    people: int
    yuan: Decimal
    makeup: Decimal


def paid(campaign_id: int) -> list[Paid]:
    """The closed months of the campaign, newest first."""
    rows = db.session.execute(
        select(
            PeriodClose.month,
            PeriodClose.closed_at,
            func.count(PeriodRow.id),
            func.sum(PeriodRow.yuan),
            func.sum(PeriodRow.makeup),
        )
        .join(PeriodRow, PeriodRow.close_id == PeriodClose.id)
        .where(PeriodClose.campaign_id == campaign_id)
        .group_by(PeriodClose.id)
        .order_by(PeriodClose.month.desc())
    )
    return [Paid(*row) for row in rows]


@dataclass(frozen=True)
class Cut:
    """An entry that a cap cut."""

    number: int
    entry_id: int
    subject: str
    person_id: int | None
    unit_path: str
    rule_code: str
    asked: Decimal
    amount: Decimal
    cut_by: str


def cuts(campaign_id: int, month: int) -> list[Cut]:
    """The entries of the month that a cap cut, in their order."""
    home = aliased(Unit)
    rows = db.session.execute(
        select(
            LedgerEntry.number,
            LedgerEntry.id,
            func.coalesce(Person.name, Unit.name),
            LedgerEntry.person_id,
            func.coalesce(home.path, Unit.path, ""),
            LedgerEntry.rule_code,
            LedgerEntry.asked,
            LedgerEntry.amount,
            CaseLine.cut_by,
        )
        .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
        .outerjoin(Person, Person.id == LedgerEntry.person_id)
        .outerjoin(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(home, home.id == LedgerEntry.home_unit_id)
        .where(
            LedgerEntry.campaign_id == campaign_id,
            LedgerEntry.month == month,
            LedgerEntry.number > posted_before(campaign_id, month),
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.cut != Decimal(0),
        )
        .order_by(LedgerEntry.number)
    )
    return [Cut(*row) for row in rows]


def own_cases(campaign_id: int, month: int) -> int:
    """How many cases settled as their own happened in the month and are not decided: they count in a later one."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(PointCase)
            .where(
                PointCase.campaign_id == campaign_id,
                PointCase.state == CaseState.PROPOSED,
                PointCase.list_id.is_(None),
                PointCase.happened_on.between(accounting.first_day(month), accounting.last_day(month)),
            )
        )
        or 0
    )


def people_in(seen: Select[Any]) -> set[int]:
    """The ids of the people that a select of them sees."""
    return set(db.session.scalars(seen.with_only_columns(Person.id)))


def cases_in(seen: Select[Any], case_ids: Iterable[int]) -> set[int]:
    """Which of these cases a select of cases sees."""
    return set(db.session.scalars(seen.with_only_columns(PointCase.id).where(PointCase.id.in_(list(case_ids)))))
