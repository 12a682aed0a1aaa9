"""A share follows its principals: what becomes of those who lead when what they lead is reconsidered or struck out."""

from decimal import Decimal

import pytest

from models.appeal import AppealState
from models.case import CaseState, LineState
from models.month import MonthlyList
from models.refusals import WrongState
from models.rulebook import PointRule, Settled
from models.unit import Unit
from services import appeal_waits, appeals
from tests.factories import months, points
from tests.factories.cast import Who, make_person


@pytest.fixture
def listed(session, cast, running):
    """October's list on notice: the staff member and one more lose 2 each, the squad leader who leads both loses 2."""
    _plain, shared = months.make_list_rules(running)
    person = make_person(
        session.get_one(Unit, cast.station_id), "T099", "服务员乙", session.get_one(Unit, cast.squad_id)
    )
    people = [cast.staff.id, person.id]
    case = months.make_record(running, cast.director, shared, cast.staff, person_ids=people)
    months.on_notice(running, cast)
    first, second, share = case.lines
    assert (share.person_id, share.asked) == (cast.squad_leader.id, Decimal(-2))
    return case, first, second, share, Who(person.id, person.staff_no)


def decided(case, by, line, outcome, cast, **more):
    """`by` asks about a line, and a member of the leading group decides; the appeal."""
    asked = points.appeal(case, by, months.OPENED, line=line)
    points.decide(asked, cast.member, outcome, months.OPENED, **more)
    return asked


def test_a_share_follows_its_principals_until_it_is_posted(session, cast, listed):
    case, first, second, share, other = listed
    decided(case, cast.staff, 0, "reduced", cast, amount=Decimal(1))
    assert (share.state, share.decided) == (LineState.OPEN, Decimal("-1.5"))
    decided(case, other, 1, "overturned", cast)
    assert (share.state, share.decided) == (LineState.OPEN, Decimal("-0.5"))
    months.strike_out(case, cast.leader)
    assert {line.state for line in case.lines} == {LineState.STRUCK_OUT}
    assert (share.struck_reason, case.state) == (first.struck_reason, CaseState.REJECTED)
    assert second.struck_reason == "监控显示不是本人"


def test_an_overturned_principal_takes_its_share_with_it_in_a_case_of_its_own(session, cast, running):
    _plain, shared = months.make_list_rules(running)
    session.get_one(PointRule, shared).settled = Settled.OWN
    session.flush()
    case = points.make_case(running, cast.director, shared, person_ids=[cast.staff.id])
    points.decide(points.appeal(case, cast.staff, points.AT), cast.member, "overturned", points.AT)
    assert [line.state for line in case.lines] == [LineState.STRUCK_OUT] * 2
    assert {line.struck_reason for line in case.lines} == {"监控显示不是本人"}
    assert (case.state, case.decision_reason) == (CaseState.REJECTED, "")


def test_a_reduced_principal_is_confirmed_with_its_share_without_a_reason(session, cast, running):
    _plain, shared = months.make_list_rules(running)
    session.get_one(PointRule, shared).settled = Settled.OWN
    session.flush()
    case = points.make_case(running, cast.director, shared, person_ids=[cast.staff.id])
    asked = points.appeal(case, cast.staff, points.AT)
    points.decide(asked, cast.member, "reduced", points.AT, amount=Decimal(1))
    points.confirm(case, cast.leader)
    posted = [points.entry(case.campaign_id, number).amount for number in (1, 2)]
    assert posted == [Decimal(-1), Decimal("-0.5")]


def test_what_an_appeal_left_of_the_share_itself_stays_where_it_is_less(session, cast, listed):
    case, _first, _second, share, other = listed
    decided(case, cast.squad_leader, 2, "reduced", cast, amount=Decimal("0.75"))
    decided(case, cast.staff, 0, "reduced", cast, amount=Decimal(1))
    assert share.decided == Decimal("-0.75"), "less than the 1.5 that its principals would leave"
    decided(case, other, 1, "overturned", cast)
    assert share.decided == Decimal("-0.5"), "more than what its principals leave"


@pytest.mark.parametrize("how", ["overturned", "struck out"])
def test_the_appeal_of_a_share_struck_out_with_its_principal_has_nothing_left_to_decide(session, cast, listed, how):
    case, _first, _second, share, other = listed
    asked = points.appeal(case, cast.squad_leader, months.OPENED, line=2)
    decided(case, other, 1, "overturned", cast)
    assert (share.state, share.decided) == (LineState.HELD, Decimal(-1)), "held, it follows all the same"
    campaign, by = case.campaign, cast.member.visitor(months.OPENED)
    assert [one.id for one in appeal_waits.to_decide(by, campaign)] == [asked.id]
    if how == "overturned":
        decided(case, cast.staff, 0, "overturned", cast)
    else:
        months.strike_out(case, cast.leader)
    assert (share.state, asked.state, case.state) == (LineState.STRUCK_OUT, AppealState.OPEN, CaseState.REJECTED)
    assert appeals.is_over(asked)
    assert appeal_waits.to_decide(by, campaign) == []
    with pytest.raises(WrongState, match="appeal_over"):
        points.decide(asked, cast.member, "upheld", months.OPENED)


def test_a_share_held_while_its_principals_are_posted_follows_what_is_taken_back(session, cast, listed):
    case, first, _second, share, _other = listed
    asked = points.appeal(case, cast.squad_leader, months.OPENED, line=2)
    month_list = session.get_one(MonthlyList, case.list_id)
    months.sign(month_list, cast.leader)
    assert (first.state, share.state) == (LineState.POSTED, LineState.HELD)
    points.decide(points.appeal(case, cast.staff, months.ENDED), cast.member, "overturned", months.ENDED)
    assert (share.state, share.decided) == (LineState.HELD, Decimal(-1))
    points.decide(asked, cast.member, "upheld", months.ENDED)
    assert (share.state, share.decided) == (LineState.OPEN, Decimal(-1))
