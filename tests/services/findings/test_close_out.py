from datetime import timedelta

import pytest

from models.finding import FindingSource, FindingState
from models.refusals import Incomplete, NotYourOwn, Stale, WrongState
from services import finding_waits, findings, standing
from tests.factories import looking


@pytest.fixture
def finding(session, cast, running):
    found = looking.make_finding(running, cast)
    looking.submit(found, cast.staff)
    return found


def return_(finding, who, reason="照片看不清", version=None):
    findings.return_(finding, reason, version=version or finding.version, by=who.visitor(looking.AT), at=looking.AT)


def test_another_closes_it_out(session, cast, finding):
    looking.close_out(finding, cast.director)
    assert (finding.state, finding.closed_by_id, finding.closed_at) == (
        FindingState.CLOSED_OUT,
        cast.director.id,
        looking.AT,
    )


def test_whoever_rectified_the_owner_and_the_head_never_close_out(session, cast, running, finding):
    for who in (cast.staff, cast.head):
        with pytest.raises(NotYourOwn):
            looking.close_out(finding, who)
    own = looking.make_finding(running, cast)
    looking.submit(own, cast.director)
    with pytest.raises(NotYourOwn):
        looking.close_out(own, cast.director)
    looking.close_out(own, cast.leader)


def test_the_director_does_not_close_out_at_the_own_department(session, cast, running):
    found = looking.make_finding(running, cast, unit_id=cast.office_department_id, owner=cast.payroll)
    looking.submit(found, cast.payroll)
    with pytest.raises(NotYourOwn):
        looking.close_out(found, cast.director)
    looking.close_out(found, cast.deputy)


def test_a_returned_one_says_why_and_the_next_attempt_is_the_second(session, cast, finding):
    return_(finding, cast.director)
    assert (finding.state, finding.rectifications[0].reason) == (FindingState.RETURNED, "照片看不清")
    looking.submit(finding, cast.staff)
    assert [one.number for one in finding.rectifications] == [1, 2]
    looking.close_out(finding, cast.director)
    assert [one.closed_out for one in finding.rectifications] == [False, True]


def test_returning_needs_a_reason(session, cast, finding):
    with pytest.raises(Incomplete):
        return_(finding, cast.director, " ")


def test_what_is_not_submitted_is_not_judged(session, cast, running):
    found = looking.make_finding(running, cast)
    with pytest.raises(WrongState):
        looking.close_out(found, cast.director)


def test_twice_and_stale_are_refused(session, cast, finding):
    with pytest.raises(Stale):
        return_(finding, cast.director, version=99)
    looking.close_out(finding, cast.director)
    with pytest.raises(WrongState):
        looking.close_out(finding, cast.director)


def test_what_a_unit_found_itself_and_closed_in_time_proposes_no_points(session, cast, running):
    own = looking.make_finding(running, cast, by=cast.head, source=FindingSource.UNIT)
    assert standing.spares(own, looking.AT.date(), at=looking.AT)
    assert not standing.spares(own, looking.AT.date(), at=own.due_at + timedelta(seconds=1))
    looking.submit(own, cast.staff)
    looking.close_out(own, cast.director)
    assert standing.spares(own, looking.AT.date(), at=looking.LATER)
    late = looking.make_finding(running, cast, by=cast.head, source=FindingSource.UNIT)
    looking.submit(late, cast.staff)
    looking.close_out(late, cast.director, at=late.due_at + timedelta(seconds=1))
    assert not standing.spares(late, looking.AT.date(), at=looking.AT)


def test_one_that_is_open_is_carried_over_and_a_closed_one_is_not(session, cast, running, finding):
    findings.carry_over(finding, cast.director.visitor(looking.AT), looking.AT)
    assert finding.state is FindingState.CARRIED_OVER
    with pytest.raises(WrongState):
        findings.carry_over(finding, cast.director.visitor(looking.AT), looking.AT)


def test_only_a_closed_one_is_opened_again(session, cast, finding):
    with pytest.raises(WrongState):
        findings.reopen(finding, reason="又", by=cast.director.visitor(looking.AT), at=looking.AT)


def kinds(who, running):
    found = finding_waits.waiting(who.visitor(looking.AT), looking.campaign_of(running), looking.AT)
    return [one.kind for one in found]


def test_what_waits_follows_the_finding(session, cast, running):
    found = looking.make_finding(running, cast)
    assert (kinds(cast.staff, running), kinds(cast.director, running)) == (["finding_rectify"], [])
    looking.submit(found, cast.staff)
    assert (kinds(cast.staff, running), kinds(cast.director, running)) == ([], ["finding_verify"])
    assert kinds(cast.leader, running) == []
    return_(found, cast.director)
    assert kinds(cast.staff, running) == ["finding_rectify"]
    found.owner_id = None
    session.flush()
    assert kinds(cast.head, running) == ["finding_assign"]


def test_at_the_director_s_own_department_it_waits_for_the_deputy_in_charge(session, cast, running):
    found = looking.make_finding(running, cast, unit_id=cast.office_department_id, owner=cast.payroll)
    looking.submit(found, cast.payroll)
    assert (kinds(cast.director, running), kinds(cast.deputy, running)) == ([], ["finding_verify"])


def test_waiting_costs_the_same_for_few_and_many(session, cast, running, statements):
    def cost(number):
        for _ in range(number):
            looking.submit(looking.make_finding(running, cast), cast.staff)
        by = cast.director.visitor(looking.AT)
        with statements() as seen:
            finding_waits.waiting(by, looking.campaign_of(running), looking.AT)
        return len(seen)

    assert cost(2) == cost(30)
