"""The own past and the middle of the own unit."""

from datetime import date
from decimal import Decimal

import pytest

from models.ledger import Total
from models.person import Membership
from models.rulebook import Measure, Span
from services import score_comparison, scores
from services.scores import Of

TODAY = date(2018, 11, 20)


@pytest.fixture
def give(session, running):
    """give(who, month, points): that change stands in the totals."""

    def given(who, month, points):
        session.add(
            Total(
                campaign_id=running.campaign_id,
                person_id=who.id,
                measure=Measure.POINTS,
                scope="all",
                month=month,
                amount=Decimal(points),
            )
        )
        session.flush()

    return given


@pytest.fixture
def over(campaign):
    return lambda span: scores.period(campaign, span, TODAY)


def test_a_month_stands_beside_the_month_before(campaign, cast, give, over):
    give(cast.staff, 201810, "-3")
    give(cast.staff, 201811, "1")
    found = score_comparison.past(campaign, Of(person_id=cast.staff.id), over(Span.MONTH))
    assert (found.over.first, found.over.last, found.value) == (201810, 201810, Decimal(97))


def test_a_quarter_stands_beside_the_quarter_before(campaign, cast, give, over):
    give(cast.staff, 201809, "-3")
    give(cast.staff, 201810, "2")
    found = score_comparison.past(campaign, Of(person_id=cast.staff.id), over(Span.QUARTER))
    assert (found.over.first, found.over.last, found.value) == (201807, 201809, Decimal(97))


def test_before_the_campaign_there_is_no_past(campaign, cast, over):
    of = Of(person_id=cast.staff.id)
    assert score_comparison.past(campaign, of, over(Span.CAMPAIGN)) is None
    first = scores.period(campaign, Span.MONTH, campaign.starts_on)
    assert score_comparison.past(campaign, of, first) is None


def test_a_units_middle_is_shown_from_five_people_on(session, campaign, cast, give, over):
    session.query(Membership).filter(
        Membership.person_id.in_([cast.second_staff.id, cast.liaison.id, cast.duty_manager.id])
    ).update({"unit_id": cast.squad_id})
    for who, points in ((cast.staff, "-4"), (cast.second_staff, "-2"), (cast.liaison, "3"), (cast.duty_manager, "1")):
        give(who, 201811, points)
    month = over(Span.MONTH)
    assert score_comparison.middle(campaign, cast.squad_id, month, Decimal(100), TODAY) == Decimal(100)
    session.query(Membership).filter_by(person_id=cast.liaison.id).update({"until": date(2018, 11, 1)})
    assert score_comparison.middle(campaign, cast.squad_id, month, Decimal(100), TODAY) is None


def test_the_middle_of_an_even_number_is_between_the_two():
    values = [Decimal(value) for value in (100, 99, 98, 97, 90, 80)]
    assert score_comparison.middle_of(values) == Decimal("97.50")
    assert score_comparison.middle_of(values[:4]) is None


def test_units_have_the_base_where_nothing_changed(campaign, cast, over):
    found = score_comparison.units_before(campaign, [cast.squad_id], over(Span.MONTH))
    assert found == {cast.squad_id: Decimal(100)}
    assert score_comparison.units_before(campaign, [cast.squad_id], over(Span.CAMPAIGN)) is None
