"""What is posted after a campaign's last closed month reaches a pay sheet, in a closed campaign too."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.campaign import Campaign, CampaignState
from models.month import ListState
from models.refusals import RuleBroken, WrongState
from services import desk, month_stages, month_waits, months, periods
from tests.factories import months as lists
from tests.factories import points

APPEALED = datetime(2018, 11, 29, 2, 0, tzinfo=UTC)
LATER = datetime(2019, 1, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def campaign(session, running):
    """One that ends with October, so that November comes after it."""
    found = session.get_one(Campaign, running.campaign_id)
    for phase in found.phases:
        phase.ends_on = min(phase.ends_on, date(2018, 10, 31))
    session.flush()
    return found


@pytest.fixture
def made_up(session, cast, campaign, record, rules, signed):
    """October is closed, then the campaign; an appeal takes back what was posted on the staff member."""
    case = record(rules.penalty, cast.staff, "2")
    month_list = signed()
    periods.close(month_list, by=cast.director.visitor(lists.ENDED), at=lists.ENDED)
    asked = points.appeal(case, cast.staff, lists.ENDED)
    campaign.state = CampaignState.CLOSED
    session.flush()
    return points.decide(asked, cast.member, "overturned", APPEALED)


def test_what_is_made_up_after_the_end_is_paid_in_a_month_of_its_own(cast, campaign, made_up, running):
    by = cast.director.visitor(LATER)
    assert month_waits.to_open(campaign, [lists.OCTOBER], by.today) == 201811
    assert [one.waiting.kind for one in desk.todos(by, campaign, LATER)] == ["month_to_open"]
    assert month_stages.of_campaign(campaign, LATER, by.today)[0].month == 201811
    month_list = months.open_(campaign, 201811, by=by, at=LATER)
    assert month_list.state is ListState.SIGNED
    assert [one.waiting.kind for one in desk.todos(by, campaign, LATER)] == ["month_to_close"]
    (row,) = periods.close(month_list, by=by, at=LATER).rows
    assert (row.person_id, row.is_assessed, row.note) == (cast.staff.id, False, "活动已结束;含以前月份补发")
    assert (row.yuan, row.makeup) == (Decimal(0), Decimal(25))
    assert desk.todos(by, campaign, LATER) == []


def test_a_closed_campaign_opens_no_other_month(cast, campaign, made_up):
    with pytest.raises(WrongState, match="campaign_closed"):
        months.open_(campaign, 201812, by=cast.director.visitor(LATER), at=LATER)


def test_what_was_recorded_after_the_last_list_goes_into_the_next(cast, campaign, record, rules, signed, running):
    record(rules.penalty, cast.staff, "2")
    signed()
    by = cast.director.visitor(LATER)
    with pytest.raises(RuleBroken, match="month_outside"):
        months.open_(campaign, 201811, by=by, at=LATER)
    late = record(rules.penalty, cast.second_staff, "1")
    assert month_waits.to_open(campaign, [lists.OCTOBER], by.today) == 201811
    month_list = months.open_(campaign, 201811, by=by, at=LATER)
    assert month_list.state is ListState.CHECKING
    lists.check_all(month_list, cast, LATER)
    assert lists.publish(month_list, cast, LATER) == [late]
