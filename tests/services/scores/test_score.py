from datetime import date
from decimal import Decimal

import pytest

from models.ledger import Total
from models.rulebook import Span
from services import scores
from services.scores import Of
from tests.factories import points

TODAY = date(2018, 11, 20)


@pytest.fixture
def of(cast):
    return Of(person_id=cast.staff.id)


@pytest.fixture
def over(campaign):
    return lambda span, today=TODAY: scores.period(campaign, span, today)


def parts(score):
    return score.value, score.rewards, score.penalties


def test_without_entries_the_score_is_the_base(campaign, of, over):
    score = scores.score(campaign, of, over(Span.CAMPAIGN))
    assert parts(score) == (100, 0, 0)
    assert score.is_given
    assert score.entries == 0


def test_a_score_is_base_plus_rewards_minus_penalties(campaign, of, over, running, post):
    post(running.penalty_id, date(2018, 11, 2))
    post(running.reward_id, date(2018, 11, 5))
    score = scores.score(campaign, of, over(Span.CAMPAIGN))
    assert parts(score) == (Decimal("98.5"), Decimal("0.5"), Decimal(-2))
    assert score.base + score.rewards + score.penalties == score.value
    assert score.entries == 2


def test_what_is_proposed_counts_nothing(campaign, of, over, running, cast):
    points.make_penalty(running, cast)
    assert scores.score(campaign, of, over(Span.CAMPAIGN)).value == 100


@pytest.mark.parametrize(
    ("span", "today", "value"),
    [
        (Span.MONTH, date(2018, 11, 20), "100.5"),
        (Span.MONTH, date(2018, 9, 30), "98"),
        (Span.MONTH, date(2018, 12, 1), "100"),
        (Span.QUARTER, date(2018, 11, 20), "101"),
        (Span.QUARTER, date(2018, 9, 30), "98"),
        (Span.CAMPAIGN, date(2018, 11, 20), "99"),
    ],
)
def test_a_period_counts_the_months_in_which_things_happened(campaign, of, over, running, post, span, today, value):
    post(running.penalty_id, date(2018, 9, 20))
    post(running.reward_id, date(2018, 10, 18))
    post(running.reward_id, date(2018, 11, 5))
    assert scores.score(campaign, of, over(span, today)).value == Decimal(value)


def test_a_reversal_lessens_the_penalty_and_is_no_reward(campaign, of, over, running, post, reverse):
    (number, _leaders) = post(running.penalty_id, date(2018, 11, 2))
    reverse(number)
    assert parts(scores.score(campaign, of, over(Span.MONTH))) == (100, 0, 0)


def test_a_reversal_in_part_leaves_the_rest(campaign, of, over, running, post, reverse):
    (number, _leaders) = post(running.penalty_id, date(2018, 11, 2))
    reverse(number, "0.5")
    assert parts(scores.score(campaign, of, over(Span.MONTH))) == (Decimal("98.5"), 0, Decimal("-1.5"))


def test_a_score_is_read_from_the_totals(campaign, of, over, running, post, session):
    post(running.penalty_id, date(2018, 11, 2))
    for total in session.query(Total).filter_by(person_id=of.person_id, scope="all"):
        total.amount = Decimal(-7)
    session.flush()
    assert scores.score(campaign, of, over(Span.CAMPAIGN)).value == 93


def test_yuan_stand_apart(campaign, of, over, running, post, session):
    from models.rulebook import Effect, Measure, Span

    for effect in session.query(Effect).filter_by(rule_id=running.penalty_id):
        effect.measure = Measure.YUAN
    session.flush()
    post(running.penalty_id, date(2018, 11, 2))
    score = scores.score(campaign, of, over(Span.CAMPAIGN))
    assert parts(score) == (100, 0, 0)
    assert score.yuan == -2
    assert score.entries == 1


def test_the_squad_leaders_share_counts_for_the_squad_leader(campaign, over, running, post, cast):
    post(running.penalty_id, date(2018, 11, 2))
    leaders = Of(person_id=cast.squad_leader.id)
    assert scores.score(campaign, leaders, over(Span.CAMPAIGN)).value == Decimal("99.5")


def test_a_units_score_counts_entries_on_the_unit_only(campaign, over, running, post, cast):
    post(running.penalty_id, date(2018, 11, 2))
    post(running.unit_reward_id, date(2018, 10, 31), person_ids=[], unit_id=cast.department_id)
    assert parts(scores.score(campaign, Of(unit_id=cast.department_id), over(Span.CAMPAIGN))) == (102, 2, 0)
    assert scores.score(campaign, Of(unit_id=cast.squad_id), over(Span.CAMPAIGN)).value == 100


def test_without_a_rulebook_in_force_the_base_is_100_and_not_given(campaign, of, over, drop_rulebook):
    drop_rulebook()
    score = scores.score(campaign, of, over(Span.MONTH))
    assert (score.base, score.is_given) == (100, False)


def test_a_month_has_the_base_of_its_own_version(campaign, of, running, session):
    from models.rulebook import Rulebook, RulebookState

    session.get_one(Rulebook, running.rulebook_id).state = RulebookState.REPLACED
    session.add(
        Rulebook(
            campaign_id=campaign.id,
            version=2,
            state=RulebookState.IN_FORCE,
            from_on=date(2018, 11, 1),
            base=Decimal(80),
        )
    )
    session.flush()
    assert scores.standing(campaign, of.person_id, 201810, TODAY).base == 100
    assert scores.standing(campaign, of.person_id, 201811, TODAY).base == 80


def test_the_desk_gets_the_month_in_two_statements(campaign, of, running, post, statements):
    post(running.penalty_id, date(2018, 11, 2))
    with statements() as seen:
        score = scores.standing(campaign, of.person_id, 201811, TODAY)
    assert parts(score) == (98, 0, -2)
    assert len(seen) == 2


def test_the_course_runs_from_the_campaigns_first_month_to_this_one(campaign, of, running, post):
    post(running.penalty_id, date(2018, 9, 20))
    post(running.reward_id, date(2018, 11, 5))
    steps = scores.course(campaign, of, Decimal(100), TODAY)
    assert [(step.month, step.change, step.value) for step in steps] == [
        (201808, 0, 100),
        (201809, -2, 98),
        (201810, 0, 98),
        (201811, Decimal("0.5"), Decimal("98.5")),
    ]


def test_the_course_ends_with_the_campaign(campaign, of):
    assert scores.course(campaign, of, Decimal(100), date(2026, 1, 1))[-1].month == 201812


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [(date(2018, 1, 1), 201801, 201803), (date(2018, 9, 30), 201807, 201809), (date(2018, 12, 31), 201810, 201812)],
)
def test_a_quarter_has_three_months(campaign, over, today, first, last):
    over = over(Span.QUARTER, today)
    assert (over.first, over.last) == (first, last)
    assert (over.starts_on.day, over.ends_on.month) == (1, last % 100)
