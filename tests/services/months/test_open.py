from datetime import UTC, datetime

import pytest

from models.campaign import Campaign, CampaignState
from models.event import Event
from models.month import ListCheck, ListState
from models.notice import Notice
from models.refusals import RuleBroken, SentBefore, WrongState
from services import months
from tests.factories.months import OCTOBER, OPENED, open_list


def test_every_department_has_two_working_days_to_check(session, cast, running):
    month_list = open_list(running, cast)
    assert (month_list.month, month_list.state) == (OCTOBER, ListState.CHECKING)
    assert month_list.due_at == datetime(2018, 11, 22, 15, 59, 59, tzinfo=UTC)
    units = {one.unit_id for one in session.query(ListCheck)}
    assert units == {cast.department_id, cast.second_department_id, cast.office_department_id}
    assert session.query(Event).filter_by(act="month.opened", by_id=cast.director.id).count() == 1


def test_the_heads_are_told(session, cast, running):
    open_list(running, cast)
    told = session.query(Notice).filter_by(key="month.to_check")
    assert {one.person_id for one in told} == {cast.head.id, cast.second_head.id}


def test_a_month_that_runs_is_not_opened(cast, running):
    with pytest.raises(WrongState, match="month_runs"):
        open_list(running, cast, month=201811)


@pytest.mark.parametrize("month", [0, 201807, 201901, 201813])
def test_a_month_outside_the_campaign_is_refused(cast, running, month):
    with pytest.raises(RuleBroken, match="month_outside"):
        open_list(running, cast, month=month)


def test_a_month_is_opened_once(cast, running):
    open_list(running, cast)
    with pytest.raises(WrongState, match="list_opened"):
        open_list(running, cast)


def test_the_same_form_sent_twice_leads_to_the_first_list(session, cast, running):
    campaign, by = session.get_one(Campaign, running.campaign_id), cast.director.visitor(OPENED)
    first = months.open_(campaign, OCTOBER, by=by, at=OPENED, request_key="k")
    with pytest.raises(SentBefore) as sent:
        months.open_(campaign, OCTOBER, by=by, at=OPENED, request_key="k")
    assert sent.value.record_id == first.id


def test_in_a_closed_campaign_nothing_is_opened(session, cast, running):
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        open_list(running, cast)
