"""Computed rules: how they are written and put in force, and that nobody records under them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.refusals import RuleBroken
from models.rulebook import Computed, Direction, Measure, Payer, Settled
from services import rulebooks
from services.rulebook_contents import EffectContent, RuleContent
from tests.factories.points import make_case

UNIT = EffectContent(Payer.UNIT, Direction.REWARD, Decimal(0), Decimal(30))
SAID = RuleContent("9.1", "责任清单", "按月计算", False, (UNIT,), Settled.OWN, computed=Computed.CHECKLIST)


@pytest.fixture
def add(book, office):
    return lambda content: rulebooks.add_rule(book.sections[0], content, revision=None, **office)


def test_a_computed_rule_is_settled_in_the_list(add):
    rule = add(SAID)
    assert (rule.computed, rule.settled, rule.effects[0].least) == (Computed.CHECKLIST, Settled.LIST, Decimal(0))


@pytest.mark.parametrize(
    "effects",
    [
        (UNIT, UNIT),
        (replace(UNIT, who=Payer.HEAD),),
        (replace(UNIT, direction=Direction.PENALTY),),
        (replace(UNIT, least=Decimal(1)),),
        (replace(UNIT, measure=Measure.YUAN),),
    ],
)
def test_a_computed_rule_is_one_reward_of_the_unit_in_points_from_nothing_on(add, effects):
    with pytest.raises(RuleBroken, match="computed_one_effect"):
        add(replace(SAID, effects=effects))


def test_a_veto_is_not_computed(add):
    with pytest.raises(RuleBroken, match="computed_no_veto"):
        add(replace(SAID, veto=True))


def test_a_book_is_not_put_in_force_with_a_computed_rule_that_cannot_be_worked_out(book, add, office):
    rule = add(SAID)
    rule.effects[0].least = Decimal(1)
    with pytest.raises(RuleBroken, match="rule_computed_effect"):
        rulebooks.put_in_force(book, date(2018, 12, 1), revision=None, **office)


def test_the_next_version_keeps_what_is_computed(book, add, office, campaign):
    add(SAID)
    rulebooks.put_in_force(book, date(2018, 12, 1), revision=None, **office)
    again = rulebooks.draft(campaign, **office)
    assert [rule.computed for rule in again.sections[0].rules if rule.code == "9.1"] == [Computed.CHECKLIST]


def test_nobody_records_under_a_computed_rule(session, running, cast):
    from models.rulebook import PointRule

    rule = session.get_one(PointRule, running.unit_reward_id)
    rule.computed = Computed.CHECKLIST
    with pytest.raises(RuleBroken, match="rule_computed"):
        make_case(running, cast.director, rule.id, unit_id=cast.department_id)
