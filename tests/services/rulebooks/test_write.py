from decimal import Decimal

import pytest

from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.rulebook import Direction, Measure, Payer, PointRule, Rulebook
from services import rulebooks
from services.rulebook_contents import EffectContent, RuleContent


def effect(least="1", most="1", who=Payer.PERSON, direction=Direction.PENALTY, line=0, measure=Measure.POINTS):
    return EffectContent(who, direction, Decimal(least), Decimal(most), measure, line=line)


def rule(code="3.3", name="离岗", text="离岗超过五分钟的,每次扣 1 分。", effects=None):
    return RuleContent(code, name, text, evidence_wanted=True, effects=(effect(),) if effects is None else effects)


@pytest.fixture
def section(book):
    return book.sections[0]


def codes(section):
    return [one.code for one in sorted(section.rules, key=lambda one: one.position)]


def test_a_rule_stands_behind_the_others_of_its_section(section, office):
    rulebooks.add_rule(section, rule(), revision=None, **office)
    assert codes(section) == ["3.2", "3.3"]


def test_a_rule_may_fall_on_several_payers(section, office):
    content = rule(effects=(effect(), effect("0.5", "2", Payer.HEAD), effect("50", "50", measure=Measure.YUAN)))
    added = rulebooks.add_rule(section, content, revision=None, **office)
    assert [(one.who, one.least, one.most, one.measure) for one in added.effects] == [
        (Payer.PERSON, 1, 1, Measure.POINTS),
        (Payer.HEAD, Decimal("0.5"), 2, Measure.POINTS),
        (Payer.PERSON, 50, 50, Measure.YUAN),
    ]


def test_an_edited_rule_says_the_new_thing(section, office, session):
    (first,) = section.rules
    rulebooks.edit_rule(first, rule(code="3.2", name="改了"), revision=None, **office)
    session.expire_all()
    assert (first.name, [one.least for one in first.effects]) == ("改了", [1])


@pytest.mark.parametrize(
    ("content", "key", "field"),
    [
        (rule(code="3.2"), "code_taken", "code"),
        (rule(code="5.1"), "code_taken", "code"),
        (rule(code=" "), "needed", "code"),
        (rule(name=" "), "needed", "name"),
        (rule(text=""), "needed", "text"),
        (rule(effects=()), "effect_needed", None),
        (rule(effects=(effect("0", "1", line=2),)), "amount_out_of_range", "effects-2-least"),
        (rule(effects=(effect("1", "10001"),)), "amount_out_of_range", "effects-0-most"),
        (rule(effects=(effect("0.555", "1"),)), "amount_out_of_range", "effects-0-least"),
        (rule(effects=(effect("2", "1", line=1),)), "least_above_most", "effects-1-most"),
    ],
)
def test_a_rule_that_does_not_do_is_refused_beside_its_field(section, office, content, key, field):
    with pytest.raises(RuleBroken) as refused:
        rulebooks.add_rule(section, content, revision=None, **office)
    assert (refused.value.key, refused.value.field) == (key, field)


def test_a_removed_rule_is_gone(section, office, session):
    (first,) = section.rules
    rule_id = first.id
    rulebooks.remove_rule(first, revision=None, **office)
    assert session.get(PointRule, rule_id) is None


@pytest.mark.parametrize(
    ("place", "order"),
    [(1, ["3.4", "3.2", "3.3"]), (0, ["3.4", "3.2", "3.3"]), (2, ["3.2", "3.4", "3.3"]), (99, ["3.2", "3.3", "3.4"])],
)
def test_a_rule_moves_to_a_place_in_its_section(section, office, place, order):
    rulebooks.add_rule(section, rule("3.3"), revision=None, **office)
    last = rulebooks.add_rule(section, rule("3.4"), revision=None, **office)
    rulebooks.move_rule(last, place, **office)
    assert codes(section) == order


def test_what_is_added_after_a_removal_still_comes_last(section, office):
    second = rulebooks.add_rule(section, rule("3.3"), revision=None, **office)
    rulebooks.add_rule(section, rule("3.4"), revision=None, **office)
    rulebooks.remove_rule(second, revision=None, **office)
    rulebooks.add_rule(section, rule("3.5"), revision=None, **office)
    assert codes(section) == ["3.2", "3.4", "3.5"]


def test_sections_are_added_renamed_moved_and_removed_when_empty(book, office):
    added = rulebooks.add_section(book, "7", "安全", revision=None, **office)
    rulebooks.edit_section(added, "8", "安全生产", revision=None, **office)
    rulebooks.move_section(added, 1, **office)
    assert [one.code for one in sorted(book.sections, key=lambda one: one.position)] == ["8", "3", "5", "6"]
    rulebooks.remove_section(added, revision=None, **office)
    assert [one.code for one in book.sections] == ["3", "5", "6"]


def test_a_section_with_rules_stays(section, office):
    with pytest.raises(RuleBroken) as refused:
        rulebooks.remove_section(section, revision=None, **office)
    assert refused.value.key == "section_has_rules"


def test_a_number_of_a_section_is_taken_once(book, section, office):
    with pytest.raises(RuleBroken):
        rulebooks.add_section(book, "3", "又一章", revision=None, **office)
    with pytest.raises(RuleBroken):
        rulebooks.edit_section(section, "5", "奖励", revision=None, **office)
    with pytest.raises(Incomplete):
        rulebooks.add_section(book, " ", "无号", revision=None, **office)


def test_the_next_numbers_are_proposed(book, section):
    assert rulebooks.next_section_code(book) == "7"
    assert rulebooks.next_rule_code(section) == "3.3"


@pytest.mark.parametrize("base", ["-1", "10001", "99.999"])
def test_a_base_that_does_not_do_is_refused(book, office, base):
    with pytest.raises(RuleBroken) as refused:
        rulebooks.edit(book, "考核细则", Decimal(base), revision=None, **office)
    assert refused.value.field == "base"


def test_every_change_raises_the_version_of_the_draft(book, section, office):
    before = book.revision
    rulebooks.edit(book, "爱心飞扬考核细则", Decimal(80), revision=before, **office)
    rulebooks.add_rule(section, rule(), revision=before + 1, **office)
    assert (book.revision, book.base) == (before + 2, 80)


def test_a_stale_form_changes_nothing(book, section, office):
    stale = book.revision
    rulebooks.edit(book, "甲", Decimal(100), revision=stale, **office)
    with pytest.raises(Stale):
        rulebooks.edit(book, "乙", Decimal(100), revision=stale, **office)
    with pytest.raises(Stale):
        rulebooks.add_rule(section, rule(), revision=stale, **office)
    with pytest.raises(Stale):
        rulebooks.edit_section(section, "4", "乙", revision=stale, **office)


def test_a_version_in_force_never_changes(session, running, office):
    held = session.get_one(Rulebook, running.rulebook_id)
    section = held.sections[0]
    for change in (
        lambda: rulebooks.edit(held, "甲", Decimal(100), revision=None, **office),
        lambda: rulebooks.add_section(held, "9", "新", revision=None, **office),
        lambda: rulebooks.add_rule(section, rule(), revision=None, **office),
        lambda: rulebooks.edit_rule(section.rules[0], rule(), revision=None, **office),
        lambda: rulebooks.remove_rule(section.rules[0], revision=None, **office),
        lambda: rulebooks.move_rule(section.rules[0], 1, **office),
        lambda: rulebooks.move_section(section, 1, **office),
    ):
        with pytest.raises(WrongState) as refused:
            change()
        assert refused.value.key == "rulebook_fixed"
