import pytest

from models.case import CaseState, LineState
from models.ledger import LedgerEntry
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from services import cases
from tests.factories import points


def reject(case, who, reason="证据不足", version=None):
    cases.reject(
        case,
        reason,
        version=case.version if version is None else version,
        by=who.visitor(points.LATER),
        at=points.LATER,
    )


def test_rejecting_keeps_the_reason_and_posts_nothing(session, cast, running):
    case = points.make_penalty(running, cast)
    reject(case, cast.leader)
    assert (case.state, case.decision_reason, case.decided_by_id) == (CaseState.REJECTED, "证据不足", cast.leader.id)
    assert session.query(LedgerEntry).count() == 0
    assert {line.state for line in case.lines} == {LineState.OPEN}
    told = session.query(Notice).filter_by(key="case.rejected")
    assert {one.person_id for one in told} == {cast.staff.id, cast.squad_leader.id, cast.director.id}


def test_a_reason_is_needed(session, cast, running):
    with pytest.raises(RuleBroken, match="reason_needed"):
        reject(points.make_penalty(running, cast), cast.leader, reason=" ")


@pytest.mark.parametrize("part", ["director", "head", "squad_leader", "staff"])
def test_proposer_head_and_subjects_may_not_reject(session, cast, running, part):
    with pytest.raises(NotYourOwn):
        reject(points.make_penalty(running, cast), getattr(cast, part))


def test_a_rejected_case_is_neither_rejected_nor_confirmed_again(session, cast, running):
    case = points.make_penalty(running, cast)
    reject(case, cast.leader)
    with pytest.raises(WrongState):
        reject(case, cast.leader)
    with pytest.raises(WrongState):
        points.confirm(case, cast.leader)


def test_a_stale_form_is_refused(session, cast, running):
    with pytest.raises(Stale):
        reject(points.make_penalty(running, cast), cast.leader, version=9)
