"""First passwords on slips: for people who never chose one of their own, and for nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from extensions import db
from models.event import Event
from models.notice import Notice
from models.person import Person
from models.refusals import RuleBroken, SentBefore, Stale
from services import accounts, judging, people, slips
from services.judging import Judged

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


def test_after_a_slip_the_account_does_not_judge_for_24_hours_and_the_leader_is_told_of_a_head(by, new, cast, running):
    head = db.session.get_one(Person, cast.head.id)
    head.password_hash, head.must_change_password = None, True
    db.session.flush()
    give(new.id, head.id, by=by)
    accounts.change_password(head, "own", by=new_visitor(head), at=AT)
    assert not judging.may_judge(accounts.visitor_of(head, AT), Judged())
    assert judging.may_judge(accounts.visitor_of(head, AT + timedelta(hours=25)), Judged())
    told = db.session.execute(select(Notice.person_id, Notice.key, Notice.ref_id)).all()
    assert [tuple(one) for one in told] == [(cast.leader.id, "person.first_password", head.id)]


def test_more_slips_than_are_made_at_once_are_refused_in_words(by, new, monkeypatch):
    monkeypatch.setattr(slips, "MOST_SLIPS", 0)
    with pytest.raises(RuleBroken, match="too_many_slips"):
        give(new.id, by=by)
    assert new.password_hash is None
