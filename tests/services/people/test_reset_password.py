"""A reset gives no say: it is changed at the first sign-in, does not judge for a day, and the leader is told."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.notice import Notice
from models.person import Person
from models.refusals import RuleBroken
from services import accounts, judging, people
from services.judging import Judged

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def reset(cast, who):
    person = db.session.get_one(Person, who.id)
    people.reset_password(person, "new-hash", by=cast.administrator.visitor(AT), at=AT)
    return person


def test_every_session_ends_and_the_password_must_be_changed(session, cast):
    person = reset(cast, cast.head)
    assert accounts.visitor(f"{person.id}:1", AT) is None
    visitor = accounts.visitor_of(person, AT)
    assert visitor.must_change_password
    assert not judging.may_judge(visitor, Judged())


def test_changing_the_password_does_not_give_the_judging_back(session, cast):
    person = reset(cast, cast.head)
    accounts.change_password(person, "own-hash", by=accounts.visitor_of(person, AT), at=AT)
    assert not judging.may_judge(accounts.visitor_of(person, AT), Judged())


def test_the_leader_of_a_running_campaign_is_told(session, cast, running):
    reset(cast, cast.head)
    told = db.session.scalars(select(Notice)).one()
    assert (told.person_id, told.key, told.ref_id) == (cast.leader.id, "person.password_reset", cast.head.id)
    db.session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    reset(cast, cast.staff)
    assert len(db.session.scalars(select(Notice)).all()) == 1


def test_one_s_own_is_not_reset_here(session, cast):
    with pytest.raises(RuleBroken, match="reset_own"):
        reset(cast, cast.administrator)
