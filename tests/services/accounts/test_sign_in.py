"""Passwords and failed sign-ins."""

from datetime import UTC, datetime, timedelta

import pytest

from extensions import db
from models.person import Person
from models.refusals import RuleBroken
from services import accounts
from tests.factories.cast import PASSWORD

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def test_the_right_password_matches_and_a_wrong_or_missing_one_does_not(session, cast):
    account = accounts.account("T011")
    assert account is not None
    assert accounts.matches(account.password_hash, PASSWORD)
    assert not accounts.matches(account.password_hash, "else")
    assert not accounts.matches(None, PASSWORD)
    assert not accounts.matches("no hash", PASSWORD)


def test_an_inactive_account_is_not_found(session, cast):
    db.session.get_one(Person, cast.staff.id).active = False
    db.session.flush()
    assert accounts.account("T011") is None


def test_an_account_is_refused_after_eight_failures_from_anywhere_until_they_are_old(session):
    for number in range(8):
        accounts.refuse_too_many("T011", "10.0.0.1", at=AT)
        accounts.count_failure("T011", f"10.0.1.{number}", at=AT)
    with pytest.raises(RuleBroken, match="too_many_sign_ins"):
        accounts.refuse_too_many("T011", "10.0.0.1", at=AT)
    accounts.refuse_too_many("T012", "10.0.0.1", at=AT)
    accounts.refuse_too_many("T011", "10.0.0.1", at=AT + timedelta(minutes=15))


def test_an_address_is_refused_after_forty_failures_with_any_account(session):
    for number in range(40):
        accounts.refuse_too_many(f"X{number}", "10.0.0.1", at=AT)
        accounts.count_failure(f"X{number}", "10.0.0.1", at=AT)
    with pytest.raises(RuleBroken, match="too_many_sign_ins"):
        accounts.refuse_too_many("T011", "10.0.0.1", at=AT)
    accounts.refuse_too_many("T011", "10.0.0.2", at=AT)


def test_a_sign_in_forgets_the_account_s_failures_but_not_the_address_s(session):
    for number in range(40):
        accounts.count_failure("T011" if number < 8 else f"X{number}", "10.0.0.1", at=AT)
    accounts.forget_failures("T011")
    accounts.refuse_too_many("T011", "10.0.0.2", at=AT)
    with pytest.raises(RuleBroken):
        accounts.refuse_too_many("T011", "10.0.0.1", at=AT)


def test_a_new_password_ends_every_other_session(session, cast):
    person = db.session.get_one(Person, cast.staff.id)
    before = f"{person.id}:{person.session_version}"
    person.must_change_password = True
    accounts.change_password(person, accounts.hash_password("another-one"), by=cast.staff.visitor(AT), at=AT)
    assert accounts.visitor(before, AT) is None
    assert not person.must_change_password


def test_a_short_password_is_refused():
    with pytest.raises(RuleBroken, match="password_too_short") as refusal:
        accounts.hash_password("1234567")
    assert refusal.value.field == "password"
