from datetime import date

import pytest

from models.campaign import Campaign
from models.month import MonthlyList
from models.notice import Notice
from services import month_waits, reminders
from tests.factories.months import (
    CHECK_OVER,
    ENDED,
    OPENED,
    check_all,
    make_record,
    on_notice,
    open_list,
    publish,
    sign,
)


@pytest.fixture
def waits(session, cast, running):
    """waits("head", at): the kinds and months that wait for that part of the cast."""

    def of(part, at=OPENED):
        campaign = session.get_one(Campaign, running.campaign_id)
        found = month_waits.waiting(getattr(cast, part).visitor(at), campaign, at)
        assert {one.ref_kind for one in found} <= {"month"}
        return [(one.kind, one.ref_id) for one in found]

    return of


def test_a_month_that_has_ended_waits_for_the_director(cast, running, rules, waits):
    assert waits("director") == []
    make_record(running, cast.head, rules.plain, cast.staff)
    assert waits("director") == [("month_to_open", 201810)]
    assert waits("head") == waits("leader") == waits("staff") == []


def test_a_month_that_runs_waits_for_nobody(cast, running, rules, waits):
    make_record(running, cast.head, rules.plain, cast.staff, happened_on=date(2018, 11, 19))
    assert waits("director") == []


def test_months_wait_one_after_the_other_from_the_first_that_was_recorded_in(cast, running, rules, waits):
    make_record(running, cast.head, rules.plain, cast.staff, happened_on=date(2018, 9, 3))
    assert waits("director") == [("month_to_open", 201809)]
    month_list = open_list(running, cast, month=201809)
    check_all(month_list, cast)
    publish(month_list, cast)
    assert waits("director") == [("month_to_open", 201810)]


def test_the_check_waits_for_each_head_with_its_limit(session, cast, running, rules, waits):
    month_list = open_list(running, cast)
    assert waits("head") == waits("second_head") == [("month_to_check", 201810)]
    assert waits("squad_leader") == waits("leader") == []
    campaign = session.get_one(Campaign, running.campaign_id)
    (one,) = month_waits.waiting(cast.head.visitor(OPENED), campaign, OPENED)
    assert (one.title, one.detail, one.due_at) == ("2018-10", "站务部", month_list.due_at)


def test_the_notice_waits_for_the_director_when_all_have_checked_or_the_time_has_passed(cast, running, rules, waits):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = open_list(running, cast)
    assert ("month_to_publish", 201810) not in waits("director")
    assert ("month_to_publish", 201810) in waits("director", CHECK_OVER)
    check_all(month_list, cast)
    assert waits("director") == [("month_to_publish", 201810)]


def test_the_signature_waits_for_who_signs_a_line_when_the_notice_has_ended(cast, running, rules, waits):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    assert waits("leader") == []
    assert waits("leader", ENDED) == [("month_to_sign", 201810)]
    assert waits("deputy", ENDED) == waits("member", ENDED) == []
    sign(month_list, cast.leader)
    assert waits("leader", ENDED) == []


def test_a_deputy_is_asked_for_what_is_in_charge(cast, running, rules, waits):
    make_record(running, cast.second_head, rules.plain, cast.second_staff)
    on_notice(running, cast)
    assert waits("deputy", ENDED) == [("month_to_sign", 201810)]


def test_what_waits_costs_as_many_statements_at_many_lines(session, cast, running, rules, statements):
    campaign = session.get_one(Campaign, running.campaign_id)
    for _ in range(2):
        make_record(running, cast.head, rules.shared, cast.staff)
    on_notice(running, cast)
    costs = []
    for _ in range(2):
        session.flush()
        session.expire_all()
        by = cast.leader.visitor(ENDED)
        with statements() as seen:
            month_waits.waiting(by, campaign, ENDED)
        costs.append(len(seen))
        month_list = session.query(MonthlyList).one()
        for _ in range(5):
            make_record(running, cast.head, rules.shared, cast.staff).list_id = month_list.id
    assert costs[0] == costs[1]


# ------------------------------------------------------------------------------------------------ what time causes
def told(session, key):
    return sorted(one.person_id for one in session.query(Notice).filter_by(key=key))


def test_heads_are_told_before_and_after_the_limit_of_the_check_once(session, cast, running, rules):
    open_list(running, cast)
    for _ in range(2):
        reminders.tick(OPENED)
    everyone = sorted([cast.head.id, cast.second_head.id, cast.director.id])
    assert told(session, "desk.month_check_near") == everyone
    reminders.tick(CHECK_OVER)
    assert told(session, "desk.month_check_late") == everyone


def test_who_signs_is_told_once_when_the_notice_has_ended(session, cast, running, rules):
    make_record(running, cast.second_head, rules.plain, cast.second_staff)
    on_notice(running, cast)
    reminders.tick(OPENED)
    assert told(session, "desk.month_ended") == []
    for _ in range(2):
        reminders.tick(ENDED)
    assert told(session, "desk.month_ended") == sorted([cast.leader.id, cast.deputy.id])
