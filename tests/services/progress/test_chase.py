from datetime import UTC, date, datetime, timedelta

import pytest

from access import visible
from models.campaign import Campaign, CampaignState
from models.checklist import ChecklistItem
from models.event import Event
from models.notice import Notice
from models.refusals import RuleBroken, WrongState
from models.work import Occurrence, OccurrenceState
from services import chasing, progress

AT = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)  # both pieces of work of the campaign are overdue


@pytest.fixture
def campaign(running, session):
    return session.get_one(Campaign, running.campaign_id)


def rows_of(campaign, who, at=AT):
    items = progress.items_of(campaign, visible(who.visitor(at), ChecklistItem, campaign), at)
    return progress.rows_of(items)


def chase(campaign, cast, at=AT, rows=None):
    rows = rows_of(campaign, cast.director, at) if rows is None else rows
    return chasing.chase(campaign, rows, by=cast.director.visitor(at), at=at)


def test_the_responsible_person_and_the_head_are_told(campaign, cast, running, session):
    told = chase(campaign, cast)
    assert [row.occurrence_id for row in told] == [running.weekly_occurrence_id, running.occurrence_id]
    notices = {(one.ref_id, one.person_id, one.key) for one in session.query(Notice)}
    assert notices == {
        (running.weekly_occurrence_id, cast.squad_leader.id, "progress.chased_late"),
        (running.weekly_occurrence_id, cast.head.id, "progress.chased_late"),
        (running.occurrence_id, cast.staff.id, "progress.chased_late"),
        (running.occurrence_id, cast.head.id, "progress.chased_late"),
    }
    assert session.query(Event).filter(Event.act == "progress.chased").count() == 2


def test_once_a_day_and_again_the_next(campaign, cast, running, session):
    assert len(chase(campaign, cast)) == 2
    assert chase(campaign, cast, AT + timedelta(hours=3)) == []
    assert session.query(Notice).count() == 4
    assert len(chase(campaign, cast, AT + timedelta(days=1))) == 2


def test_done_work_is_left_alone(campaign, cast, running, session):
    for one in session.query(Occurrence):
        one.state, one.done_at = OccurrenceState.DONE, AT
    session.flush()
    with pytest.raises(RuleBroken, match="nothing_to_chase"):
        chase(campaign, cast)


def test_a_row_that_is_only_near_is_chased_in_other_words(campaign, cast, running, session):
    at = datetime(2018, 11, 21, 2, 0, tzinfo=UTC)
    rows = [row for row in rows_of(campaign, cast.director, at) if row.due_on == date(2018, 11, 23)]
    chase(campaign, cast, at, rows)
    assert {one.key for one in session.query(Notice)} == {"progress.chased"}


def test_nobody_is_chased_in_a_closed_campaign(campaign, cast, running, session):
    rows = rows_of(campaign, cast.director)
    campaign.state = CampaignState.CLOSED
    session.flush()
    with pytest.raises(WrongState, match="campaign_closed"):
        chase(campaign, cast, rows=rows)
