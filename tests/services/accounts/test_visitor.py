"""Who is at the door: the visitor that a session's key stands for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from extensions import db
from models.person import Appointment, Membership, Person, Role
from services import accounts

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def test_the_visitor_has_unit_post_and_the_appointments_of_the_day(session, cast):
    db.session.add(
        Appointment(
            person_id=cast.staff.id,
            role=Role.LIAISON,
            unit_id=cast.department_id,
            since=date(2018, 11, 1),
            until=date(2018, 11, 19),
        )
    )
    db.session.flush()
    visitor = cast.staff.visitor(AT)
    assert (visitor.unit_name, visitor.post_name) == ("服务班", "服务员")
    assert visitor.grants == ()
    assert cast.staff.visitor(AT - timedelta(days=1)).units_as(Role.LIAISON)


def test_the_main_membership_counts_where_there_are_two(session, cast):
    db.session.add(
        Membership(person_id=cast.staff.id, unit_id=cast.second_department_id, since=date(2018, 1, 1), main=False)
    )
    db.session.flush()
    assert cast.staff.visitor(AT).unit_id == cast.squad_id


@pytest.mark.parametrize("key", ["", "x", "1", "1:", ":1", "99999:1", "1:99", "1:1:1"])
def test_a_key_that_does_not_hold_is_nobody(session, cast, key):
    assert accounts.visitor(key, AT) is None


def test_who_is_inactive_is_nobody(session, cast):
    db.session.get_one(Person, cast.staff.id).active = False
    db.session.flush()
    assert accounts.visitor(f"{cast.staff.id}:1", AT) is None


def test_the_visitor_costs_one_statement(session, cast, statements):
    cast.staff.visitor(AT)
    with statements() as seen:
        cast.staff.visitor(AT)
    assert len(seen) == 1


def test_after_a_reset_the_account_does_not_judge_for_24_hours(session, cast):
    db.session.get_one(Person, cast.head.id).password_reset_at = AT
    db.session.flush()
    assert cast.head.visitor(AT + timedelta(hours=23, minutes=59)).may_not_judge_yet
    assert not cast.head.visitor(AT + timedelta(hours=24)).may_not_judge_yet
