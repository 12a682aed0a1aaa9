from datetime import UTC, date, datetime

import pytest

from models.case import CaseState
from models.month import ListState
from models.notice import Notice
from models.refusals import Incomplete, Stale, WrongState
from services import cases, months
from tests.factories import points
from tests.factories.months import CHECK_OVER, OPENED, check_all, make_record, on_notice, open_list, publish

UNTIL = datetime(2018, 11, 23, 15, 59, 59, tzinfo=UTC)


def test_all_that_was_recorded_up_to_the_months_end_goes_on_notice(cast, running, rules):
    october = make_record(running, cast.head, rules.plain, cast.staff)
    september = make_record(running, cast.head, rules.plain, cast.staff, happened_on=date(2018, 9, 3))
    november = make_record(running, cast.head, rules.plain, cast.staff, happened_on=date(2018, 11, 1))
    own = points.make_penalty(running, cast, happened_on=date(2018, 10, 8))
    month_list = on_notice(running, cast)
    assert (month_list.state, month_list.public_from, month_list.public_until) == (ListState.ON_NOTICE, OPENED, UNTIL)
    for case in (october, september):
        assert (case.list_id, case.public_from, case.public_until) == (month_list.id, OPENED, UNTIL)
    assert november.list_id is own.list_id is None


def test_what_was_withdrawn_is_not_taken_in(cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    make_record(running, cast.head, rules.plain, cast.staff)
    cases.withdraw(case, "", version=case.version, by=cast.head.visitor(OPENED), at=OPENED)
    on_notice(running, cast)
    assert (case.state, case.list_id) == (CaseState.WITHDRAWN, None)


def test_it_waits_for_all_departments_while_their_time_runs(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = open_list(running, cast)
    with pytest.raises(Incomplete, match="checks_missing") as missing:
        publish(month_list, cast)
    assert missing.value.values == {"units": "站务部、票务部、综合部"}
    publish(month_list, cast, CHECK_OVER)
    assert month_list.state is ListState.ON_NOTICE


def test_it_goes_on_notice_once(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    with pytest.raises(WrongState, match="list_published"):
        publish(month_list, cast)


def test_a_page_that_is_out_of_date_is_refused(cast, running, rules):
    month_list = open_list(running, cast)
    seen = month_list.version
    check_all(month_list, cast)
    with pytest.raises(Stale):
        months.publish(month_list, version=seen, by=cast.director.visitor(OPENED), at=OPENED)


def test_a_list_with_nothing_in_it_is_settled_at_once(cast, running):
    month_list = on_notice(running, cast)
    assert (month_list.state, month_list.signed_by_id, month_list.public_until) == (ListState.SIGNED, None, OPENED)


def test_subjects_are_told_of_each_case_and_recorders_once(session, cast, running, rules):
    for _ in range(2):
        make_record(running, cast.head, rules.shared, cast.staff)
    on_notice(running, cast)
    told = session.query(Notice).filter_by(key="month.on_notice")
    assert sorted(one.person_id for one in told) == sorted([cast.staff.id, cast.squad_leader.id] * 2)
    (recorder,) = session.query(Notice).filter_by(key="month.recorded_on_notice")
    assert (recorder.person_id, recorder.values["count"], recorder.values["until"]) == (cast.head.id, 2, "2018-11-23")
