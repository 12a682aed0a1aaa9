"""Who is assessed, who is put forward, and how many may have the best grade."""

from datetime import date
from decimal import Decimal

import pytest

from models.person import Membership
from models.refusals import RuleBroken
from services import period_sheet, periods
from services.terms import Terms
from tests.services.periods.conftest import CLOSED


def refused(verb):
    with pytest.raises(RuleBroken) as found:
        verb()
    return found.value.key


@pytest.fixture
def put(cast):
    """put(month_list, by, whom): `by` puts that person forward."""
    return lambda month_list, by, whom, reason="表现突出": periods.put_forward(
        month_list, whom.id, reason, by=by.visitor(CLOSED), at=CLOSED
    )


@pytest.fixture
def choose(cast):
    return lambda month_list, *whom, reason="领导小组会议": periods.choose(
        month_list, [one.id for one in whom], reason, by=cast.director.visitor(CLOSED), at=CLOSED
    )


@pytest.fixture
def close(cast):
    return lambda month_list: periods.close(month_list, by=cast.director.visitor(CLOSED), at=CLOSED)


@pytest.fixture
def two_best(cast, rules, record, signed):
    """Two reach the best grade, of thirteen: one may have it."""
    record(rules.reward, cast.staff, "5")
    record(rules.reward, cast.second_staff, "3")
    return signed()


@pytest.mark.parametrize(("assessed", "most"), [(13, 1), (5, 1), (20, 2), (29, 2)])
def test_the_quota_is_a_percentage_rounded_down_and_at_least_one(assessed, most):
    assert period_sheet.most_of(Terms(quota=Decimal(10)), assessed) == most


def test_without_a_quota_all_may_have_it():
    assert period_sheet.most_of(Terms(), 13) is None


def test_where_more_reach_the_best_grade_closing_waits_until_so_many_are_chosen(cast, two_best, put, choose, close):
    assert refused(lambda: close(two_best)) == "quota"
    put(two_best, cast.squad_leader, cast.staff)
    put(two_best, cast.second_head, cast.second_staff)
    assert refused(lambda: close(two_best)) == "quota"
    assert refused(lambda: choose(two_best, cast.staff, cast.second_staff)) == "quota_exceeded"
    choose(two_best, cast.second_staff, reason="全年全勤")
    rows = {row.person_id: row for row in close(two_best).rows}
    assert (rows[cast.second_staff.id].grade, rows[cast.second_staff.id].note) == ("优秀", "")
    assert (rows[cast.staff.id].grade, rows[cast.staff.id].note) == ("良好", "名额外:全年全勤")


def test_a_head_puts_own_people_forward_and_nobody_else(cast, two_best, put):
    assert refused(lambda: put(two_best, cast.second_head, cast.staff)) == "not_yours_to_put_forward"
    assert refused(lambda: put(two_best, cast.staff, cast.staff)) == "not_yours_to_put_forward"
    put(two_best, cast.head, cast.staff)
    assert refused(lambda: put(two_best, cast.squad_leader, cast.staff)) == "put_forward_already"


def test_who_does_not_reach_the_best_grade_is_not_put_forward(cast, two_best, put):
    assert refused(lambda: put(two_best, cast.head, cast.liaison)) == "best_not_reached"


def test_only_who_was_put_forward_is_chosen_and_with_a_reason(cast, two_best, put, choose):
    assert refused(lambda: choose(two_best, cast.staff)) == "choose_from_nominated"
    put(two_best, cast.head, cast.staff)
    assert refused(lambda: choose(two_best, cast.staff, reason=" ")) == "reason_needed"
    assert refused(lambda: choose(two_best)) == "choose_from_nominated"


def test_an_exempt_person_is_not_among_those_who_reach_it(cast, two_best, close):
    periods.exempt(two_best, cast.staff.id, "外借", by=cast.director.visitor(CLOSED), at=CLOSED)
    sheet = period_sheet.worked_out(two_best.campaign, two_best.month, two_best)
    assert sheet.quota.reaching == {cast.second_staff.id}
    assert not sheet.quota.is_exceeded
    periods.unexempt(two_best, cast.staff.id, by=cast.director.visitor(CLOSED), at=CLOSED)
    assert refused(lambda: close(two_best)) == "quota"


def test_a_person_is_exempt_once_with_a_reason_and_in_the_month(cast, two_best):
    def exempt(person_id, reason):
        return lambda: periods.exempt(two_best, person_id, reason, by=cast.director.visitor(CLOSED), at=CLOSED)

    assert refused(exempt(cast.staff.id, " ")) == "reason_needed"
    assert refused(exempt(cast.supervisor.id, "外借")) == "not_in_month"
    exempt(cast.staff.id, "外借")()
    assert refused(exempt(cast.staff.id, "外借")) == "exempt_already"


def test_who_joined_in_the_month_is_suggested(session, cast, two_best):
    session.query(Membership).filter_by(person_id=cast.liaison.id).one().since = date(2018, 10, 9)
    session.flush()
    campaign = two_best.campaign
    found = period_sheet.suggested(campaign, 201810, period_sheet.people(campaign, 201810))
    assert [one.person_id for one in found] == [cast.liaison.id]


def test_nobody_takes_oneself_out_of_the_assessment(cast, two_best):
    by = cast.director.visitor(CLOSED)
    assert refused(lambda: periods.exempt(two_best, by.id, "事假", by=by, at=CLOSED)) == "not_exempt_oneself"


def test_who_keeps_the_groups_choice_is_never_among_the_chosen(cast, two_best, put):
    put(two_best, cast.head, cast.staff)
    by = cast.staff.visitor(CLOSED)
    assert refused(lambda: periods.choose(two_best, [cast.staff.id], "会议", by=by, at=CLOSED)) == "not_choose_oneself"


def test_nobody_is_put_forward_where_all_who_reach_the_best_grade_may_have_it(cast, rules, record, signed, put):
    record(rules.reward, cast.staff, "5")
    month_list = signed()
    assert refused(lambda: put(month_list, cast.head, cast.staff)) == "all_may_have_it"
