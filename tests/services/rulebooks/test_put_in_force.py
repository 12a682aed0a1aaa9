from datetime import date

import pytest

from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.rulebook import Rulebook, RulebookState
from services import rulebooks, traces
from tests.factories import points


@pytest.fixture
def put(book, office):
    return lambda day, revision=None: rulebooks.put_in_force(book, day, revision=revision, **office)


def held(campaign, day):
    found = rulebooks.in_force_on(campaign.id, day)
    return found and found.version


def test_a_version_holds_from_its_day_and_the_one_before_until_then(campaign, put):
    put(date(2018, 12, 1))
    assert held(campaign, date(2018, 11, 30)) == 1
    assert held(campaign, date(2018, 12, 1)) == 2
    assert held(campaign, date(2018, 7, 31)) is None


def test_the_version_before_is_replaced(session, running, book, put):
    put(date(2018, 12, 1))
    assert session.get_one(Rulebook, running.rulebook_id).state is RulebookState.REPLACED
    assert (book.state, book.in_force_at) == (RulebookState.IN_FORCE, points.AT)
    assert traces.history("rulebook", book.id)[0].act == "rulebook.in_force"


def test_a_draft_is_in_force_on_no_day(campaign, book):
    book.from_on = date(2018, 11, 1)
    assert held(campaign, date(2018, 11, 20)) == 1


def test_on_the_same_day_it_replaces_the_one_before_wholly(campaign, put):
    put(date(2018, 8, 1))
    assert held(campaign, date(2018, 8, 1)) == 2


def test_a_case_keeps_the_version_of_its_day(campaign, cast, running, put):
    put(date(2018, 11, 20))
    case = points.make_penalty(running, cast)
    assert (case.happened_on, case.rulebook.version) == (date(2018, 11, 19), 1)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2018, 7, 31), "rulebook_outside"),
        (date(2019, 1, 1), "rulebook_outside"),
        (date(18, 11, 1), "rulebook_outside"),
    ],
)
def test_a_day_outside_the_campaign_is_refused(put, day, key):
    with pytest.raises(RuleBroken) as refused:
        put(day)
    assert (refused.value.key, refused.value.field) == (key, "from_on")


def test_no_version_begins_before_the_one_it_replaces(campaign, session, running, put):
    session.get_one(Rulebook, running.rulebook_id).from_on = date(2018, 9, 1)
    with pytest.raises(RuleBroken) as refused:
        put(date(2018, 8, 31))
    assert refused.value.key == "begins_before_last"


def test_without_rules_nothing_comes_into_force(book, office, put):
    for section in list(book.sections):
        for rule in list(section.rules):
            rulebooks.remove_rule(rule, revision=None, **office)
    with pytest.raises(Incomplete) as refused:
        put(date(2018, 12, 1))
    assert refused.value.key == "rules_needed"


def test_twice_is_refused(put):
    put(date(2018, 12, 1))
    with pytest.raises(WrongState):
        put(date(2018, 12, 1))


def test_a_stale_form_puts_nothing_in_force(book, put):
    with pytest.raises(Stale):
        put(date(2018, 12, 1), book.revision - 1)


def test_a_version_is_read_whole_in_few_statements(campaign, running, session, statements):
    session.expire_all()
    with statements() as seen:
        whole = rulebooks.whole_in_force_on(campaign.id, date(2018, 11, 20))
        assert [effect.least for one in whole.sections for rule in one.rules for effect in rule.effects]
    assert len(seen) <= 6
