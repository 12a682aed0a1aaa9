import pytest

from models.refusals import RuleBroken, Stale, WrongState
from models.rulebook import Rulebook, RulebookState
from services import rulebooks, traces


def told(book):
    return [
        (section.code, rule.code, rule.text, [(one.who, one.direction, one.least, one.most) for one in rule.effects])
        for section in book.sections
        for rule in section.rules
    ]


def test_a_draft_copies_the_latest_version_whole(session, running, book):
    first = session.get_one(Rulebook, running.rulebook_id)
    assert (book.version, book.state, book.base, book.title) == (2, RulebookState.DRAFT, 100, "考核细则")
    assert told(book) == told(first)
    assert {rule.id for one in book.sections for rule in one.rules}.isdisjoint(
        {rule.id for one in first.sections for rule in one.rules}
    )
    assert [one.act for one in traces.history("rulebook", book.id)] == ["rulebook.drafted"]


def test_the_first_draft_of_a_campaign_is_empty_with_a_base_of_100(session, campaign, running, office):
    from sqlalchemy import delete

    from models.rulebook import Effect, PointRule, Section

    for model in (Effect, PointRule, Section, Rulebook):
        session.execute(delete(model))
    book = rulebooks.draft(campaign, **office)
    assert (book.version, book.base, book.sections) == (1, 100, [])


def test_there_is_one_draft_at_a_time(campaign, book, office):
    with pytest.raises(WrongState) as refused:
        rulebooks.draft(campaign, **office)
    assert refused.value.key == "rulebook_drafted"


def test_a_closed_campaign_gets_no_draft(campaign, office):
    from models.campaign import CampaignState

    campaign.state = CampaignState.CLOSED
    with pytest.raises(RuleBroken):
        rulebooks.draft(campaign, **office)


def test_a_draft_can_be_dropped(session, campaign, book, office):
    rulebooks.discard(book, revision=book.revision, **office)
    assert [one.version for one in rulebooks.versions(campaign)] == [1]


def test_a_version_in_force_cannot_be_dropped(session, running, office):
    with pytest.raises(WrongState):
        rulebooks.discard(session.get_one(Rulebook, running.rulebook_id), revision=None, **office)


def test_a_stale_form_drops_nothing(campaign, book, office):
    with pytest.raises(Stale):
        rulebooks.discard(book, revision=book.revision - 1, **office)
    assert len(rulebooks.versions(campaign)) == 2
