"""An empty installation: one invitation, used once, within a day."""

from datetime import UTC, datetime, timedelta

import pytest

from models.person import Role
from models.refusals import RuleBroken
from services import accounts, founding

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def found(token, at=AT, bureau="市局"):
    return founding.found(
        token, bureau=bureau, station="客运站", staff_no="A1", name="管理员", password_hash="x", at=at
    )


def test_the_first_administrator_keeps_the_organisation_and_nothing_else(session):
    person = found(founding.invite(at=AT))
    visitor = accounts.visitor_of(person, AT)
    assert {grant.role for grant in visitor.grants} == {Role.ADMINISTRATOR}
    assert visitor.holds_in(visitor.organisation_path, Role.ADMINISTRATOR)
    assert visitor.unit_name == "客运站"
    assert not visitor.must_change_password


def test_a_station_may_stand_alone(session):
    assert accounts.visitor_of(found(founding.invite(at=AT), bureau=""), AT).organisation_path.count("/") == 2


def test_an_invitation_holds_once_for_a_day_and_a_new_one_replaces_it(session):
    old = founding.invite(at=AT)
    token = founding.invite(at=AT)
    assert not founding.is_invited(old, at=AT)
    assert founding.is_invited(token, at=AT + timedelta(hours=23))
    assert not founding.is_invited(token, at=AT + timedelta(hours=24))
    found(token)
    assert not founding.is_invited(token, at=AT)
    with pytest.raises(RuleBroken, match="founded_already"):
        found(token)


@pytest.mark.parametrize("token", ["", "x", "%00"])
def test_a_wrong_token_founds_nothing(session, token):
    founding.invite(at=AT)
    with pytest.raises(RuleBroken, match="founded_already"):
        found(token)


def test_where_there_is_an_organisation_nobody_is_invited(session, cast):
    with pytest.raises(RuleBroken, match="founded_already"):
        founding.invite(at=AT)
