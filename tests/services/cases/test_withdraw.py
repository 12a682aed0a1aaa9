import pytest

from models.case import CaseState
from models.notice import Notice
from models.refusals import RuleBroken, Stale, WrongState
from services import cases
from tests.factories import points


def withdraw(case, who, version=None):
    cases.withdraw(
        case, "记错了人", version=case.version if version is None else version, by=who.visitor(points.AT), at=points.AT
    )


def test_the_proposer_takes_it_back_and_all_are_told(session, cast, running):
    case = points.make_penalty(running, cast)
    withdraw(case, cast.director)
    assert case.state is CaseState.WITHDRAWN
    told = session.query(Notice).filter_by(key="case.withdrawn")
    assert {one.person_id for one in told} == {cast.staff.id, cast.squad_leader.id, cast.leader.id}


def test_nobody_else_takes_it_back(session, cast, running):
    with pytest.raises(RuleBroken, match="only_proposer_withdraws"):
        withdraw(points.make_penalty(running, cast), cast.leader)


def test_a_posted_case_is_not_taken_back(session, cast, running):
    case = points.make_penalty(running, cast)
    points.confirm(case, cast.leader)
    with pytest.raises(WrongState):
        withdraw(case, cast.director)


def test_a_stale_form_is_refused(session, cast, running):
    with pytest.raises(Stale):
        withdraw(points.make_penalty(running, cast), cast.director, version=7)
