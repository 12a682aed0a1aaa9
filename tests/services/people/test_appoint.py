"""Appointments to unit roles: given with dates, ended, and never to a campaign."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models.notice import Notice
from models.person import CAMPAIGN_ROLES, Appointment, Person, Role
from models.refusals import RuleBroken, SentBefore
from models.unit import Unit
from services import people

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
TODAY = date(2018, 11, 20)


def appoint(cast, role, unit_id, since=TODAY, until=None, who=None, **more):
    return people.appoint(
        db.session.get_one(Person, (who or cast.staff).id),
        role,
        db.session.get_one(Unit, unit_id),
        since,
        until,
        by=cast.administrator.visitor(AT),
        at=AT,
        **more,
    )


def test_it_holds_from_its_first_to_its_last_day(session, cast):
    appoint(cast, Role.HEAD, cast.squad_id, date(2018, 11, 21), date(2018, 11, 22))
    held = [
        bool(cast.staff.visitor(datetime(2018, 11, day, 2, tzinfo=UTC)).units_as(Role.HEAD)) for day in (20, 21, 22, 23)
    ]
    assert held == [False, True, True, False]


@pytest.mark.parametrize("role", CAMPAIGN_ROLES)
def test_the_administrator_grants_no_campaign_role(session, cast, role):
    with pytest.raises(RuleBroken, match="campaign_role"):
        appoint(cast, role, cast.station_id)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.OFFICE, "department_id"),
        (Role.SUPERVISOR, "station_id"),
        (Role.LIAISON, "station_id"),
        (Role.IN_CHARGE, "station_id"),
        (Role.PAYROLL, "squad_id"),
        (Role.ADMINISTRATOR, "department_id"),
        (Role.HEAD, "bureau_id"),
    ],
)
def test_a_role_is_held_only_where_it_makes_sense(session, cast, role, place):
    with pytest.raises(RuleBroken, match="role_not_there"):
        appoint(cast, role, getattr(cast, place))


def test_a_station_s_person_may_administer_the_bureau_above_but_not_supervise_it(session, cast):
    assert appoint(cast, Role.ADMINISTRATOR, cast.bureau_id).unit_id == cast.bureau_id
    with pytest.raises(RuleBroken, match="role_not_there"):
        appoint(cast, Role.SUPERVISOR, cast.bureau_id)


def test_not_twice_in_the_same_days_but_again_later(session, cast):
    appoint(cast, Role.LIAISON, cast.department_id, date(2018, 11, 1), date(2018, 11, 30))
    with pytest.raises(RuleBroken, match="appointed_already"):
        appoint(cast, Role.LIAISON, cast.department_id, date(2018, 11, 30))
    appoint(cast, Role.LIAISON, cast.department_id, date(2018, 12, 1))


def test_the_dates_are_in_order_and_the_unit_is_open(session, cast):
    with pytest.raises(RuleBroken, match="ends_before") as refusal:
        appoint(cast, Role.HEAD, cast.squad_id, TODAY, date(2018, 11, 19))
    assert refusal.value.field == "until"
    db.session.get_one(Unit, cast.squad_id).active = False
    with pytest.raises(RuleBroken, match="unit_closed"):
        appoint(cast, Role.HEAD, cast.squad_id)


def test_sent_twice_it_leads_to_the_person(session, cast):
    appoint(cast, Role.HEAD, cast.squad_id, request_key="once")
    with pytest.raises(SentBefore) as first:
        appoint(cast, Role.HEAD, cast.squad_id, request_key="once")
    assert (first.value.kind, first.value.record_id) == ("person", cast.staff.id)


def test_who_appoints_oneself_is_named_to_the_leader(session, cast, running):
    appoint(cast, Role.HEAD, cast.squad_id)
    assert not db.session.scalars(select(Notice)).all()
    appoint(cast, Role.OFFICE, cast.station_id, who=cast.administrator)
    told = db.session.scalars(select(Notice)).one()
    assert (told.person_id, told.key) == (cast.leader.id, "person.appointed_oneself")


def end(cast, until, role=Role.HEAD, who=None):
    appointment = db.session.scalars(
        select(Appointment).where(Appointment.person_id == (who or cast.squad_leader).id, Appointment.role == role)
    ).one()
    people.end_appointment(appointment, until, by=cast.administrator.visitor(AT), at=AT)


def test_an_ended_appointment_holds_on_its_last_day_only(session, cast):
    end(cast, date(2018, 11, 19))
    assert not cast.squad_leader.visitor(AT).grants
    assert cast.squad_leader.visitor(datetime(2018, 11, 19, 2, tzinfo=UTC)).grants


def test_a_mistaken_appointment_can_end_before_it_began_but_not_earlier(session, cast):
    end(cast, date(2017, 12, 31))
    with pytest.raises(RuleBroken, match="ends_before"):
        end(cast, date(2017, 12, 30))


def test_a_seat_of_a_campaign_is_not_the_administrator_s_to_end(session, cast, running):
    with pytest.raises(RuleBroken, match="campaign_role"):
        end(cast, TODAY, Role.LEADER, cast.leader)
