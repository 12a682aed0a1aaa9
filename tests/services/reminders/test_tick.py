from datetime import UTC, date, datetime, timedelta

import pytest

from models.campaign import Campaign, CampaignState
from models.finding import FindingSource, FindingState
from models.lookback import LookBack, LookBackScope, LookBackState, LookBackUnit
from models.notice import Notice
from models.unit import Unit
from models.work import Occurrence, OccurrenceState
from services import findings, reminders

WEEKLY_NEAR = datetime(2018, 11, 21, 2, 0, tzinfo=UTC)  # due on Friday the 23rd, the one-off on the 30th
WEEKLY_LATE = datetime(2018, 11, 24, 2, 0, tzinfo=UTC)
ALL_LATE = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)


def told(session):
    return [(one.key, one.person_id, one.ref_id) for one in session.query(Notice).order_by(Notice.id)]


def test_the_responsible_person_is_warned_before_the_due(cast, running, session):
    assert reminders.tick(WEEKLY_NEAR) == 1
    assert told(session) == [("desk.work_near", cast.squad_leader.id, running.weekly_occurrence_id)]
    (one,) = session.query(Notice)
    assert one.values == {"title": "更新便民服务台物品", "unit": "站务部", "due": "2018-11-23"}


def test_the_heads_are_told_too_once_it_is_overdue(cast, running, session):
    assert reminders.tick(WEEKLY_LATE) == 1
    assert told(session) == [
        ("desk.work_late", cast.head.id, running.weekly_occurrence_id),
        ("desk.work_late", cast.squad_leader.id, running.weekly_occurrence_id),
    ]


def test_each_message_is_given_once_however_often_it_runs(cast, running, session):
    assert [reminders.tick(WEEKLY_NEAR + timedelta(minutes=5 * times)) for times in range(3)] == [1, 0, 0]
    assert reminders.tick(WEEKLY_LATE) == 1
    assert reminders.tick(WEEKLY_LATE) == 0
    assert [key for key, _person, _ref in told(session)] == ["desk.work_near", "desk.work_late", "desk.work_late"]


def test_a_new_due_is_spoken_of_again(cast, running, session):
    reminders.tick(WEEKLY_LATE)
    one = session.get_one(Occurrence, running.weekly_occurrence_id)
    one.warn_at, one.due_at = one.warn_at + timedelta(days=7), one.due_at + timedelta(days=7)
    session.flush()
    assert reminders.tick(WEEKLY_LATE + timedelta(days=4)) == 2  # the moved one, and the one-off of the 30th


@pytest.mark.parametrize("state", [OccurrenceState.DONE, OccurrenceState.ACCEPTED])
def test_what_is_done_is_not_spoken_of(cast, running, session, state):
    for one in session.query(Occurrence):
        one.state = state
    session.flush()
    assert reminders.tick(ALL_LATE) == 0


def test_a_closed_campaign_says_nothing(cast, running, session):
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    session.flush()
    assert reminders.tick(ALL_LATE) == 0


def finish_the_work(session):
    for one in session.query(Occurrence):
        one.state = OccurrenceState.ACCEPTED
    session.flush()


def test_findings_warn_their_owner_and_then_the_heads(cast, running, session):
    finish_the_work(session)
    at = datetime(2018, 11, 12, 2, 0, tzinfo=UTC)
    unit = session.get_one(Unit, cast.department_id)
    content = findings.Content(unit=unit, text="登记本没有启用", owner_id=cast.staff.id, due_on=date(2018, 11, 19))
    campaign = session.get_one(Campaign, running.campaign_id)
    finding = findings.open_(campaign, content, FindingSource.OFFICE, by=cast.director.visitor(at), at=at)
    session.query(Notice).delete()
    assert reminders.tick(datetime(2018, 11, 16, 2, 0, tzinfo=UTC)) == 1
    assert told(session) == [("desk.finding_near", cast.staff.id, finding.id)]
    assert reminders.tick(datetime(2018, 11, 20, 1, 0, tzinfo=UTC)) == 1
    assert {person for key, person, _ref in told(session) if key == "desk.finding_late"} == {
        cast.staff.id,
        cast.head.id,
    }
    finding.state = FindingState.CLOSED_OUT
    session.flush()
    session.query(Notice).delete()
    reminders.tick(ALL_LATE)
    assert not [key for key, _person, _ref in told(session) if "finding" in key]


def test_departments_that_did_not_hand_in_are_reminded(cast, running, session):
    finish_the_work(session)
    due = datetime(2018, 11, 20, 15, 59, 59, tzinfo=UTC)
    lookback = LookBack(
        campaign_id=running.campaign_id,
        number=1,
        scope=LookBackScope.PHASE,
        starts_at=due - timedelta(days=7),
        warn_at=due - timedelta(days=3),
        due_at=due,
        opened_by_id=cast.director.id,
        opened_at=due - timedelta(days=7),
    )
    session.add(lookback)
    session.flush()
    missing = LookBackUnit(lookback_id=lookback.id, unit_id=cast.department_id)
    given = LookBackUnit(lookback_id=lookback.id, unit_id=cast.second_department_id, handed_in_at=due)
    session.add_all([missing, given])
    session.flush()
    assert reminders.tick(due - timedelta(days=1)) == 1
    assert told(session) == [
        ("desk.self_check_near", cast.head.id, missing.id),
        ("desk.self_check_near", cast.liaison.id, missing.id),
    ]
    assert reminders.tick(due + timedelta(hours=1)) == 1
    lookback.state = LookBackState.RECHECKING
    session.flush()
    assert reminders.tick(due + timedelta(hours=2)) == 0
