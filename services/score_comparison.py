"""A score beside the own past and the middle of the own unit: nobody is compared with anybody by name. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import and_, func, or_, select, true

from extensions import db
from models.campaign import Campaign
from models.ledger import Total
from models.person import Membership, Person
from models.rulebook import Measure, Span
from models.types import cents
from services import accounting, scores, totals
from services.scores import Of, Period

FEWEST = 5  # people of a unit from whom on its middle is shown (docs/rules.md, Score)


def before(campaign: Campaign, over: Period) -> Period | None:
    """The month or quarter before; None for the campaign, and where the campaign had not begun."""
    last = accounting.month_of(over.starts_on - timedelta(days=1))
    if over.span is Span.CAMPAIGN or last < accounting.month_of(campaign.starts_on):
        return None
    return scores.period(campaign, over.span, accounting.last_day(last))


@dataclass(frozen=True)
class Past:
    """What the score was in the period before."""

    over: Period
    value: Decimal


def past(campaign: Campaign, of: Of, over: Period) -> Past | None:
    """The own score of the period before, None where there is none."""
    earlier = before(campaign, over)
    return None if earlier is None else Past(earlier, scores.score(campaign, of, earlier).value)


def middle(campaign: Campaign, unit_id: int, over: Period, base: Decimal, today: date) -> Decimal | None:
    """The middle score of the people whose main unit it is today, None for fewer than five; one statement."""
    changes = db.session.scalars(
        select(func.sum(Total.amount))
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            Total,
            and_(
                Total.person_id == Person.id,
                Total.campaign_id == campaign.id,
                Total.measure == Measure.POINTS,
                Total.scope == totals.ALL,
                over.of(Total.month),
            ),
        )
        .where(
            Membership.unit_id == unit_id,
            Membership.main == true(),
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
            Person.active,
        )
        .group_by(Person.id)
    ).all()
    return middle_of([base + (change or scores.NOTHING) for change in changes])


def middle_of(values: Sequence[Decimal]) -> Decimal | None:
    """The middle of some scores, None for fewer than five."""
    if len(values) < FEWEST:
        return None
    return cents(Decimal(median(values)))


def units_before(campaign: Campaign, unit_ids: Sequence[int], over: Period) -> dict[int, Decimal] | None:
    """What each unit's score was in the period before (see `before`); None where there is none."""
    earlier = before(campaign, over)
    if earlier is None:
        return None
    base, _is_given = scores.base_on(campaign, earlier.base_on)
    changes = scores.unit_changes(campaign, unit_ids, earlier)
    return {unit_id: base + changes.get(unit_id, (scores.NOTHING, scores.NOTHING))[0] for unit_id in unit_ids}
