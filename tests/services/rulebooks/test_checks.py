"""What is refused when a rulebook is put in force, and what its terms say."""

from datetime import date
from decimal import Decimal

import pytest

from models.person import Appointment, Role
from models.refusals import RuleBroken, Stale
from models.rulebook import Audience, Direction, Measure, Payer, Settled, Span
from services import caps, rulebooks, terms
from services.rulebook_contents import EffectContent, RuleContent
from services.terms import Grade, Terms

PENALTY, REWARD = Direction.PENALTY, Direction.REWARD
FROM = date(2018, 12, 1)
GOOD = (
    Grade("优秀", Decimal(105), None, Decimal("1.2")),
    Grade("合格", Decimal(80), Decimal(105)),
    Grade("不合格", None, Decimal(80), Decimal(0)),
)


@pytest.fixture
def put(book, office):
    return lambda: rulebooks.put_in_force(book, FROM, revision=None, **office)


@pytest.fixture
def say(book, office):
    return lambda **said: rulebooks.edit_terms(book, Terms(**said), revision=None, **office)


def refused(verb):
    with pytest.raises(RuleBroken) as found:
        verb()
    return found.value.key


def test_terms_are_read_as_they_were_written(book, say):
    said = {
        "period": Span.QUARTER,
        "yuan_per_point": Decimal("12.5"),
        "deputy_points": Decimal(5),
        "deputy_yuan": Decimal(0),
        "quota": Decimal(15),
        "caps": {(PENALTY, Span.MONTH): Decimal(20)},
    }
    say(**said, grades=GOOD[::-1])
    kept = terms.of(book)
    assert {name: getattr(kept, name) for name in said} == said
    assert [(one.name, one.least, one.below, one.factor) for one in kept.grades] == [
        (one.name, one.least, one.below, one.factor) for one in GOOD
    ]


def test_a_stale_form_changes_no_terms(book, office):
    with pytest.raises(Stale):
        rulebooks.edit_terms(book, Terms(), revision=book.revision - 1, **office)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quota": Decimal(101)}, "quota"),
        ({"deputy_points": Decimal(-1)}, "deputy_points"),
        ({"caps": {(REWARD, Span.MONTH): Decimal(0)}}, "caps-reward_month"),
        ({"grades": (Grade(" ", line=2),)}, "grades-2-name"),
    ],
)
def test_terms_that_do_not_do_are_refused_beside_their_field(say, said, field):
    with pytest.raises(RuleBroken) as found:
        say(**said)
    assert found.value.field == field


def test_grades_without_gap_or_overlap_come_into_force(say, put, book):
    say(grades=GOOD)
    put()
    assert terms.grade_of(terms.of(book), Decimal("104.99")).name == "合格"
    assert terms.grade_of(terms.of(book), Decimal(105)).name == "优秀"
    assert terms.grade_of(terms.of(book), Decimal(-3)).name == "不合格"


@pytest.mark.parametrize(
    ("grades", "key"),
    [
        ((GOOD[0], Grade("合格", Decimal(80), Decimal(104)), GOOD[2]), "grades_gap"),
        ((GOOD[0], Grade("合格", Decimal(80), Decimal(106)), GOOD[2]), "grades_overlap"),
        ((GOOD[0], Grade("合格", Decimal(80), None), GOOD[2]), "grades_overlap"),
        ((GOOD[2], Grade("差", None, Decimal(60))), "grades_overlap"),
        ((GOOD[0], GOOD[1]), "grades_begin"),
        ((GOOD[1], GOOD[2]), "grades_end"),
        ((GOOD[0], GOOD[1], Grade("合格", None, Decimal(80))), "grade_twice"),
        ((Grade("空", Decimal(5), Decimal(5)), Grade("低", None, Decimal(5))), "grade_empty"),
    ],
)
def test_grades_with_a_gap_or_an_overlap_are_refused(say, put, grades, key):
    say(grades=grades)
    assert refused(put) == key


@pytest.mark.parametrize("level", ["rule", "section", "book"])
def test_a_cap_below_the_least_of_a_rule_is_refused(book, say, put, session, level):
    section = book.sections[0]
    kept = {(PENALTY, Span.MONTH): Decimal("1.5")}
    if level == "book":
        say(caps=kept)
    else:
        (section if level == "section" else section.rules[0]).caps = caps.written(kept)
    assert refused(put) == "cap_below_least"


def test_a_cap_on_the_other_direction_is_no_matter(book, put):
    book.sections[0].rules[0].caps = caps.written({(REWARD, Span.MONTH): Decimal("0.5")})
    put()


def test_a_least_above_the_most_is_refused(book, put):
    effect = book.sections[0].rules[0].effects[0]
    effect.least = effect.most + 1
    assert refused(put) == "rule_least_above_most"


@pytest.mark.parametrize("payer", [Payer.SQUAD_LEADER, Payer.HEAD])
def test_an_effect_on_a_payer_whom_nobody_is_is_refused(book, put, session, office, payer):
    content = RuleContent(
        "3.9", "甲", "乙", evidence_wanted=False, effects=(EffectContent(payer, PENALTY, Decimal(1), Decimal(1)),)
    )
    rulebooks.add_rule(book.sections[0], content, revision=None, **office)
    for one in session.query(Appointment).filter_by(role=Role.HEAD):
        one.until = date(2018, 11, 30)
    session.flush()
    assert refused(put) in {"nobody_is_squad_leader", "nobody_is_head"}


def test_a_veto_is_a_case_of_its_own_without_amount(book, office):
    section = book.sections[0]
    bars = EffectContent(Payer.PERSON, PENALTY, Decimal(0), Decimal(0))
    veto = RuleContent("3.9", "甲", "乙", evidence_wanted=True, effects=(bars,), veto=True, settled=Settled.LIST)
    assert rulebooks.add_rule(section, veto, revision=None, **office).settled is Settled.OWN
    counted = RuleContent(
        "3.8",
        "甲",
        "乙",
        evidence_wanted=True,
        effects=(EffectContent(Payer.PERSON, PENALTY, Decimal(1), Decimal(1)),),
        veto=True,
    )
    assert refused(lambda: rulebooks.add_rule(section, counted, revision=None, **office)) == "veto_has_no_amount"


def test_a_share_comes_to_its_part_of_the_first_effect(book, office):
    effects = (
        EffectContent(Payer.PERSON, PENALTY, Decimal(1), Decimal(3)),
        EffectContent(Payer.HEAD, REWARD, Decimal(0), Decimal(0), Measure.YUAN, share=Decimal(25)),
    )
    content = RuleContent("3.9", "甲", "乙", evidence_wanted=True, effects=effects, audience=Audience.EVERYBODY)
    shared = rulebooks.add_rule(book.sections[0], content, revision=None, **office).effects[1]
    assert (shared.least, shared.most, shared.measure, shared.direction, shared.share) == (
        Decimal("0.25"),
        Decimal("0.75"),
        Measure.POINTS,
        PENALTY,
        25,
    )


@pytest.mark.parametrize(
    "effects",
    [
        (EffectContent(Payer.HEAD, PENALTY, Decimal(1), Decimal(1), share=Decimal(50)),),
        (
            EffectContent(Payer.PERSON, PENALTY, Decimal(1), Decimal(1)),
            EffectContent(Payer.UNIT, PENALTY, Decimal(1), Decimal(1), share=Decimal(50)),
        ),
        (
            EffectContent(Payer.PERSON, PENALTY, Decimal(1), Decimal(1)),
            EffectContent(Payer.HEAD, PENALTY, Decimal(1), Decimal(1), share=Decimal(101)),
        ),
    ],
)
def test_a_share_that_is_none_is_refused(book, office, effects):
    content = RuleContent("3.9", "甲", "乙", evidence_wanted=True, effects=effects)
    assert refused(lambda: rulebooks.add_rule(book.sections[0], content, revision=None, **office)) == "share_is_leaders"


def test_the_next_version_keeps_everything(campaign, book, office, say, put):
    say(grades=GOOD, caps={(PENALTY, Span.MONTH): Decimal(20)})
    rulebooks.edit_section(
        book.sections[0], "3", "服务", revision=None, limits={(PENALTY, Span.MONTH): Decimal(9)}, **office
    )
    put()
    following = rulebooks.draft(campaign, **office)
    assert following.settings == book.settings
    assert caps.read(following.sections[0].caps) == {(PENALTY, Span.MONTH): 9}
