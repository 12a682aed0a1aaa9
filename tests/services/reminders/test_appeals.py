from datetime import UTC, datetime

import pytest

from models.campaign import Campaign, CampaignState
from models.notice import Notice
from models.person import Appointment
from models.work import Occurrence, OccurrenceState
from services import cases, reminders
from tests.factories import points

NEAR = datetime(2018, 12, 5, 2, 0, tzinfo=UTC)  # asked for on 2018-11-26, to be decided by 2018-12-10
LATE = datetime(2018, 12, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def asked(cast, running, session):
    for one in session.query(Occurrence):
        one.state = OccurrenceState.ACCEPTED
    case = points.make_penalty(running, cast)
    points.confirm(case, cast.leader)
    session.refresh(case)
    return points.appeal(case, cast.staff)


def told(session, key):
    return {one.person_id for one in session.query(Notice).filter_by(key=key)}


def test_before_the_limit_who_decides_is_told_once(cast, session, asked):
    assert [reminders.tick(NEAR), reminders.tick(NEAR)] == [1, 0]
    assert told(session, "desk.appeal_near") == {cast.member.id}
    (one,) = session.query(Notice).filter_by(key="desk.appeal_near")
    assert one.values == {"number": "F-0001", "due": "2018-12-10"}


def test_after_the_limit_the_office_is_told_too_in_a_closed_campaign_as_well(cast, running, session, asked):
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    session.flush()
    assert [reminders.tick(LATE), reminders.tick(LATE)] == [1, 0]
    assert told(session, "desk.appeal_late") == {cast.member.id, cast.director.id}


def test_where_nobody_decides_the_office_is_told_before_the_limit(cast, session, asked):
    session.query(Appointment).filter_by(person_id=cast.member.id).delete()
    reminders.tick(NEAR)
    assert told(session, "desk.appeal_near") == {cast.director.id}


def test_what_is_decided_or_has_nothing_left_to_decide_is_not_spoken_of(cast, running, session, asked):
    points.decide(asked, cast.member, "upheld")
    case = points.make_penalty(running, cast, reason="别的")
    points.appeal(case, cast.staff, points.AT)
    cases.withdraw(case, "记错", version=case.version, by=cast.director.visitor(points.AT), at=points.AT)
    reminders.tick(LATE)
    assert told(session, "desk.appeal_near") == told(session, "desk.appeal_late") == set()
