"""Reconsideration of lines that are settled in the month's list."""

from datetime import date

import pytest

from models.appeal import AppealState
from models.case import CaseState, LineState
from models.month import ListState
from models.refusals import WrongState
from services import chain
from tests.factories import months, points


@pytest.fixture
def listed(session, cast, running):
    """October's list on notice, and its one case, about the staff member."""
    rule_id, _shared = months.make_list_rules(running)
    case = months.make_record(running, cast.director, rule_id, cast.staff)
    month_list = months.on_notice(running, cast)
    return month_list, case


def test_before_the_list_is_on_notice_it_is_not_asked_for(session, cast, running):
    rule_id, *_rest = months.make_list_rules(running)
    case = months.make_record(running, cast.director, rule_id, cast.staff)
    with pytest.raises(WrongState, match="appeal_not_yet"):
        points.appeal(case, cast.staff, months.OPENED)


def test_a_held_line_is_left_out_of_the_signing_and_signed_once_it_is_upheld(session, cast, listed):
    month_list, case = listed
    asked = points.appeal(case, cast.staff, months.OPENED)
    months.sign(month_list, cast.leader)
    assert (case.state, case.lines[0].state, month_list.state) == (
        CaseState.PROPOSED,
        LineState.HELD,
        ListState.SIGNED,
    )
    points.decide(asked, cast.member, "upheld", months.ENDED)
    assert len(months.sign(month_list, cast.leader)) == 1
    assert (case.state, case.lines[0].state) == (CaseState.POSTED, LineState.POSTED)


def test_a_held_line_overturned_ends_its_case_without_posting(session, cast, listed):
    month_list, case = listed
    asked = points.appeal(case, cast.staff, months.OPENED)
    months.sign(month_list, cast.leader)
    points.decide(asked, cast.member, "overturned", months.ENDED)
    assert (asked.state, case.state, case.lines[0].state) == (
        AppealState.OVERTURNED,
        CaseState.REJECTED,
        LineState.STRUCK_OUT,
    )


def test_a_held_line_is_not_struck_out_by_the_signer(session, cast, listed):
    _month_list, case = listed
    points.appeal(case, cast.staff, months.OPENED)
    with pytest.raises(WrongState, match="line_held"):
        months.strike_out(case, cast.leader)


def test_how_a_line_ends_later_changes_nothing_that_was_posted(session, cast, running):
    rule_id, _shared = months.make_list_rules(running)
    both = [cast.staff.id, cast.second_staff.id]
    case = points.make_case(running, cast.director, rule_id, happened_on=date(2018, 10, 22), person_ids=both)
    month_list = months.on_notice(running, cast)
    asked = points.appeal(case, cast.staff, months.OPENED)
    months.sign(month_list, cast.leader)
    points.decide(asked, cast.member, "overturned", months.ENDED)
    assert (case.state, [line.state for line in case.lines]) == (
        CaseState.POSTED,
        [LineState.STRUCK_OUT, LineState.POSTED],
    )
    assert chain.verify(running.campaign_id) is None
