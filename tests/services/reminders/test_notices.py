"""The end of a notice: whoever may confirm is told, once."""

from datetime import timedelta

from models.case import LineState
from models.notice import Notice
from models.rulebook import PointRule, Settled
from models.work import Occurrence, OccurrenceState
from services import cases, reminders
from tests.factories import points


def told(session):
    return [(one.person_id, one.ref_id) for one in session.query(Notice).filter_by(key="case.to_confirm")]


def quiet(session):
    """Nothing else is due."""
    for one in session.query(Occurrence):
        one.state = OccurrenceState.ACCEPTED
    session.flush()


def test_who_may_confirm_is_told_once_that_the_notice_has_ended(session, cast, running):
    quiet(session)
    case = points.make_penalty(running, cast)
    ends = case.public_until
    assert [reminders.tick(ends - timedelta(seconds=1)), told(session)] == [0, []]
    assert [reminders.tick(ends + timedelta(minutes=5 * times)) for times in range(3)] == [1, 0, 0]
    assert told(session) == [(cast.leader.id, case.id)]


def test_a_deputy_in_charge_is_told_too(session, cast, running):
    quiet(session)
    case = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id])
    reminders.tick(points.LATER)
    assert told(session) == [(cast.leader.id, case.id), (cast.deputy.id, case.id)]


def test_of_what_is_decided_or_of_the_months_list_nobody_is_told(session, cast, running):
    quiet(session)
    withdrawn = points.make_penalty(running, cast)
    cases.withdraw(withdrawn, "", version=None, by=cast.director.visitor(points.AT), at=points.AT)
    session.get_one(PointRule, running.reward_id).settled = Settled.LIST
    listed = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.staff.id])
    assert listed.lines[0].state is LineState.OPEN
    assert reminders.tick(points.LATER) == 0
    assert told(session) == []
