"""First passwords on slips: for people who never chose one of their own, and for nobody else."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models.event import Event
from models.person import Person
from models.refusals import RuleBroken, SentBefore, Stale
from services import accounts, people, slips

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def by(session, cast):
    return cast.administrator.visitor(AT)


@pytest.fixture
def new(by, cast):
    """Somebody without a password."""
    person = db.session.get_one(Person, cast.staff.id)
    person.password_hash, person.must_change_password = None, True
    db.session.flush()
    return person


def give(*person_ids, by, key=None):
    password = people.first_password()
    hashed = accounts.hash_first_password(password)
    slips.give(dict.fromkeys(person_ids, hashed), by=by, at=AT, request_key=key)
    return password


def test_a_slip_lets_in_and_the_next_one_makes_it_void(by, new, cast):
    assert [(one.staff_no, one.unit_name, one.has_slip) for one in slips.waiting([cast.station_id], by=by)] == [
        ("T011", "服务班", False)
    ]
    version = new.session_version
    first = give(new.id, by=by)
    assert accounts.matches(new.password_hash, first)
    assert slips.waiting([cast.station_id], by=by)[0].has_slip
    second = give(new.id, by=by)
    assert accounts.matches(new.password_hash, second)
    assert not accounts.matches(new.password_hash, first)
    assert new.session_version == version + 2
    assert first not in str(db.session.execute(select(Event.reason, Event.fields)).all())


def test_whoever_chose_a_password_or_had_it_reset_gets_no_slip(by, new, cast):
    with pytest.raises(RuleBroken):
        give(cast.second_staff.id, by=by)
    with pytest.raises(Stale):
        give(new.id, cast.second_staff.id, by=by)
    people.reset_password(db.session.get_one(Person, cast.second_staff.id), "x", by=by, at=AT)
    accounts.change_password(new, "y", by=new_visitor(new), at=AT)
    assert slips.waiting([cast.station_id], by=by) == []


def new_visitor(person):
    return accounts.visitor_of(person, AT)


def test_the_same_sheet_is_made_once(by, new):
    give(new.id, by=by, key="k1")
    with pytest.raises(SentBefore):
        give(new.id, by=by, key="k1")
