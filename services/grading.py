"""What grade a person's month comes to: by the score, under a veto the lowest, none for who is not assessed.

Reads only. The quota of the best grade is no part of it (services.period_sheet). docs/rules.md, Closing a month.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign
from models.month import Exemption, MonthlyList
from models.rulebook import Rulebook
from services import accounting, caps, rulebooks, terms, totals
from services.terms import Grade, Terms


def last_day(campaign: Campaign, month: int) -> date:
    """The day whose people and rulebook count: the month's last, or the campaign's where that ends before."""
    return min(accounting.last_day(month), campaign.ends_on)


@dataclass(frozen=True)
class Grading:
    """What grades a month: the rulebook of its last day, on whom a veto stands, and who is not assessed."""

    rulebook: Rulebook | None = None
    terms: Terms = field(default_factory=Terms)
    barred: frozenset[int] = frozenset()
    exempt: Mapping[int, Exemption] = field(default_factory=dict)

    @property
    def base(self) -> Decimal:
        """The base of the book, or the usual one."""
        return self.rulebook.base if self.rulebook is not None else rulebooks.DEFAULT_BASE

    @property
    def grades(self) -> list[Grade]:
        """The best first."""
        return terms.in_order(self.terms.grades)

    def grade(self, person_id: int, score: Decimal) -> Grade | None:
        """The grade of that person's month with this score; None where the book has none or the person is exempt."""
        if person_id in self.exempt:
            return None
        if person_id in self.barred and self.terms.grades:
            return self.grades[-1]
        return terms.grade_of(self.terms, score)


def of_month(campaign: Campaign, month: int, month_list: MonthlyList | None) -> Grading:
    """What grades the month. A veto bars over the period of the book (its month, quarter or the campaign)."""
    rulebook = rulebooks.in_force_on(campaign.id, last_day(campaign, month))
    said = terms.of(rulebook) if rulebook is not None else Terms()
    barred = totals.barred(campaign.id, *caps.months(said.period, month))
    return Grading(
        rulebook=rulebook,
        terms=said,
        barred=frozenset(person_id for person_id, _unit in barred if person_id is not None),
        exempt=exemptions_of(month_list.id) if month_list is not None else {},
    )


def exemptions_of(list_id: int) -> dict[int, Exemption]:
    """Who is not assessed, by person."""
    return {
        one.person_id: one
        for one in db.session.scalars(select(Exemption).where(Exemption.list_id == list_id).order_by(Exemption.id))
    }
