"""Who leaves, who comes back, and another name."""

from datetime import UTC, date, datetime, timedelta

import pytest

from extensions import db
from models.campaign import Campaign
from models.person import Person, Role
from models.refusals import RuleBroken, Stale
from models.unit import Unit
from services import accounts, campaigns, people, seats
from tests.factories.cast import appoint

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
TODAY = date(2018, 11, 20)


def test_who_leaves_cannot_sign_in_and_holds_nothing_any_more(session, cast, running):
    person = db.session.get_one(Person, cast.squad_leader.id)
    people.deactivate(person, by=cast.administrator.visitor(AT), at=AT)
    assert accounts.visitor(f"{person.id}:1", AT) is None
    assert accounts.account(person.staff_no) is None
    assert person.memberships[0].until == TODAY
    assert {one.until for one in person.appointments} == {TODAY - timedelta(days=1)}
    held = campaigns.seats_of(db.session.get_one(Campaign, running.campaign_id), TODAY)
    assert [seat.person_id for seat in held if seat.role is Role.SQUAD_HEAD] == [None]


def test_the_only_office_director_of_a_running_campaign_cannot_leave(session, cast, running):
    director = db.session.get_one(Person, cast.director.id)
    with pytest.raises(RuleBroken) as refused:
        people.deactivate(director, by=cast.administrator.visitor(AT), at=AT)
    assert refused.value.key == "last_director"
    assert director.active


def test_when_a_director_left_the_next_one_judges(session, cast, running):
    appoint(db.session.get_one(Person, cast.member.id), Role.OFFICE_DIRECTOR, campaign_id=running.campaign_id)
    people.deactivate(db.session.get_one(Person, cast.director.id), by=cast.administrator.visitor(AT), at=AT)
    path = db.session.get_one(Unit, cast.department_id).path
    assert seats.of_campaign(running.campaign_id, TODAY).office_judges(path) == {cast.member.id}


def test_who_comes_back_signs_in_anew_and_is_given_a_unit(session, cast):
    person = db.session.get_one(Person, cast.staff.id)
    by = cast.administrator.visitor(AT)
    people.deactivate(person, by=by, at=AT)
    people.reactivate(person, by=by, at=AT)
    assert accounts.visitor(f"{person.id}:1", AT) is None
    unit = db.session.get_one(Unit, cast.squad_id)
    people.move(person, unit, None, date(2018, 11, 25), by=by, at=AT)
    assert accounts.visitor_of(person, datetime(2018, 11, 25, 2, tzinfo=UTC)).unit_id == cast.squad_id


def test_twice_changes_nothing_more(session, cast):
    person = db.session.get_one(Person, cast.staff.id)
    by = cast.administrator.visitor(AT)
    people.deactivate(person, by=by, at=AT)
    version = person.version
    people.deactivate(person, by=by, at=AT)
    assert person.version == version


def test_never_oneself(session, cast):
    with pytest.raises(RuleBroken, match="not_oneself"):
        people.deactivate(db.session.get_one(Person, cast.administrator.id), by=cast.administrator.visitor(AT), at=AT)


def test_a_stale_name_is_refused(session, cast):
    person = db.session.get_one(Person, cast.staff.id)
    by = cast.administrator.visitor(AT)
    people.rename(person, "服务员乙", seen_version=1, by=by, at=AT)
    with pytest.raises(Stale):
        people.rename(person, "服务员丙", seen_version=1, by=by, at=AT)
