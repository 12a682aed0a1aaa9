"""A campaign is closed when nothing about points runs any more, but appeals about what is posted."""

from datetime import UTC, datetime

import pytest

from models.appeal import AppealState
from models.campaign import Campaign, CampaignState
from models.refusals import RuleBroken
from services import closing, open_points
from tests.factories import months, points
from tests.services.closing.test_move import finish_everything, give_all_work, look_back

AT = datetime(2018, 11, 28, 2, 0, tzinfo=UTC)

DECEMBER = datetime(2018, 12, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def campaign(session, cast, running):
    """All but what a test adds is finished: the campaign looks back and could be closed."""
    found = session.get_one(Campaign, running.campaign_id)
    give_all_work(session, running)
    look_back(session, found, cast)
    finish_everything(found, cast, running)
    found.state = CampaignState.LOOKING_BACK
    session.flush()
    return found


@pytest.fixture
def close(campaign, cast):
    return lambda at=AT: closing.move(campaign, CampaignState.CLOSED, version=None, by=cast.director.visitor(at), at=at)


@pytest.fixture
def left(campaign, cast, close):
    """left(at): what is open, after the close was refused for it."""

    def of(at=AT):
        with pytest.raises(RuleBroken, match="points_left"):
            close(at)
        assert campaign.state is CampaignState.LOOKING_BACK
        return open_points.of_campaign(campaign, cast.director.visitor(at))

    return of


@pytest.fixture
def record(session, cast, running):
    """record(): what the director saw of the staff member in October, for the month's list."""
    rule_id, _shared = months.make_list_rules(running)
    return lambda: months.make_record(running, cast.director, rule_id, cast.staff)


def test_a_campaign_does_not_close_while_a_case_is_proposed_or_on_notice(cast, running, left, close):
    case = points.make_penalty(running, cast)
    (one,) = left(points.AT).cases
    assert (one.id, one.in_list, one.is_held, one.until) == (case.id, False, False, case.public_until.date())
    (one,) = left(AT).cases
    assert one.until is None
    points.confirm(case, cast.leader)
    close()


def test_it_does_not_close_while_something_is_recorded_for_a_list(record, left):
    case = record()
    (one,) = left().cases
    assert (one.id, one.in_list, one.month) == (case.id, True, "")


def test_it_does_not_close_while_a_list_is_checked_or_waits_for_its_signature(cast, running, record, left, close):
    record()
    month_list = months.open_list(running, cast)
    assert [(one.id, one.text) for one in left().lists] == [(201810, "checking")]
    months.check_all(month_list, cast)
    months.publish(month_list, cast)
    seen = left()
    assert [(one.id, one.text) for one in seen.lists] == [(201810, "on_notice")]
    assert [one.month for one in seen.cases] == ["2018-10"]
    months.sign(month_list, cast.leader)
    close()


def test_it_does_not_close_while_a_line_is_held(cast, running, record, left, close):
    case = record()
    month_list = months.on_notice(running, cast)
    asked = points.appeal(case, cast.staff, months.OPENED)
    months.sign(month_list, cast.leader)
    seen = left()
    assert (seen.lists, [one.is_held for one in seen.cases]) == ([], [True])
    assert [one.id for one in seen.appeals] == [asked.id]
    points.decide(asked, cast.member, "upheld", months.ENDED)
    assert left().appeals == []
    months.sign(month_list, cast.leader)
    close()


def test_it_does_not_close_while_a_month_with_entries_has_no_list_where_others_have_one(
    cast, running, record, left, close
):
    record()
    months.sign(months.on_notice(running, cast), cast.leader)
    points.confirm(points.make_penalty(running, cast), cast.leader)
    assert [(one.id, one.text) for one in left().lists] == [(201811, "recording")]


def test_an_appeal_about_a_posted_entry_runs_to_its_end_after_the_close(cast, campaign, running, record, close):
    case = record()
    months.sign(months.on_notice(running, cast), cast.leader)
    asked = points.appeal(case, cast.staff, months.ENDED)
    close()
    assert campaign.state is CampaignState.CLOSED
    points.decide(asked, cast.member, "overturned", AT)
    assert asked.state is AppealState.OVERTURNED
    assert asked.reversal.amount == -points.entry(campaign.id, 1).amount


def test_it_does_not_close_while_an_ended_month_has_no_list_though_nothing_is_in_it(
    cast, running, left, signed_october
):
    assert [(one.id, one.text) for one in left(DECEMBER).lists] == [(201811, "recording")]


@pytest.fixture
def signed_october(cast, running, record):
    record()
    months.sign(months.on_notice(running, cast), cast.leader)
