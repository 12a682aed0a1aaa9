"""Closing a month waits for the director, and for nobody else."""

import pytest

from models.campaign import Campaign, CampaignState
from services import desk, periods
from tests.factories import months
from tests.services.periods.conftest import CLOSED


@pytest.fixture
def waits(session, cast, running):
    """waits(part): the months whose close waits for that part of the cast."""

    def of(part, at=CLOSED):
        campaign = session.get_one(Campaign, running.campaign_id)
        return [(one.kind, one.ref_id) for one in periods.waiting(getattr(cast, part).visitor(at), campaign, at)]

    return of


def test_a_signed_month_waits_for_the_director_to_close_it(cast, record, rules, signed, waits):
    record(rules.penalty, cast.staff, "2")
    assert waits("director") == []
    month_list = signed()
    assert waits("director") == [("month_to_close", 201810)]
    assert waits("leader") == waits("head") == waits("payroll") == []
    periods.close(month_list, by=cast.director.visitor(CLOSED), at=CLOSED)
    assert waits("director") == []


def test_what_is_not_signed_yet_does_not_wait_to_be_closed(cast, record, rules, running, waits):
    record(rules.penalty, cast.staff, "2")
    months.on_notice(running, cast)
    assert waits("director") == []


def test_an_earlier_month_is_closed_first(session, cast, record, rules, running, signed, waits):
    record(rules.penalty, cast.staff, "2")
    signed()
    months.open_list(running, cast, month=201809)
    assert waits("director") == []


def test_a_month_is_closed_after_the_campaign_too(session, cast, record, rules, running, signed):
    record(rules.penalty, cast.staff, "2")
    signed()
    campaign = session.get_one(Campaign, running.campaign_id)
    campaign.state = CampaignState.CLOSED
    assert [one.waiting.kind for one in desk.todos(cast.director.visitor(CLOSED), campaign, CLOSED)] == [
        "month_to_close"
    ]
