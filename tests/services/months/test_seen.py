"""What a signer has seen, and who reads why a line was struck out."""

import pytest

from models.case import Answer, CaseState
from models.event import Event
from models.month import MonthlyList
from models.refusals import Stale
from services import answers, months
from tests.factories import points
from tests.factories.months import ENDED, OPENED, make_record, on_notice, strike_out
from tests.factories.running import ZONE


@pytest.fixture
def listed(session, cast, running, rules):
    case = make_record(
        running, cast.director, rules.plain, cast.staff, person_ids=[cast.staff.id, cast.second_staff.id]
    )
    return case, on_notice(running, cast)


def refuse_both(month_list: MonthlyList, case, version, cast):
    """Neither signing nor striking out with that version."""
    by = cast.leader.visitor(ENDED)
    with pytest.raises(Stale):
        months.sign(month_list, version=version, by=by, at=ENDED, zone=ZONE)
    with pytest.raises(Stale):
        months.strike_out(case.lines[1], "误记", version=version, by=by, at=ENDED)


def test_nobody_signs_who_has_not_seen_an_explanation(session, cast, listed):
    case, month_list = listed
    seen = month_list.version
    answers.answer(case.lines[0], Answer.AGREED, "", by=cast.staff.visitor(OPENED), at=OPENED)
    assert month_list.version == seen
    answers.answer(case.lines[0], Answer.EXPLAINED, "机器停机", by=cast.staff.visitor(OPENED), at=OPENED)
    refuse_both(month_list, case, seen, cast)


@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
def test_nobody_signs_who_has_not_seen_what_reconsideration_decided(session, cast, listed, outcome):
    case, month_list = listed
    asked = points.appeal(case, cast.staff, OPENED)
    seen = month_list.version
    points.decide(asked, cast.member, outcome, OPENED)
    refuse_both(month_list, case, seen, cast)


def test_an_explanation_before_the_list_is_on_notice_concerns_no_list(session, cast, running, rules):
    case = make_record(running, cast.director, rules.plain, cast.staff)
    answers.answer(case.lines[0], Answer.EXPLAINED, "机器停机", by=cast.staff.visitor(OPENED), at=OPENED)
    assert case.list_id is None


def test_why_a_line_was_struck_out_is_read_by_who_sees_the_line(session, cast, listed):
    case, _month_list = listed
    strike_out(case, cast.leader, reason="甲有维修单")
    asked = points.appeal(case, cast.second_staff, ENDED, line=1)
    points.decide(asked, cast.member, "overturned", ENDED, reason="乙不在班")
    assert (case.state, case.decision_reason) == (CaseState.REJECTED, "")
    events = session.query(Event).filter_by(ref_kind="point_case", ref_id=case.id)
    assert {one.reason for one in events} == {""}
    of_lines = session.query(Event).filter_by(ref_kind="case_line", act="line.struck_out")
    assert {one.ref_id: one.reason for one in of_lines} == {
        case.lines[0].id: "甲有维修单",
        case.lines[1].id: "乙不在班",
    }
