"""The demo organisation: named by role and letter, loaded into an empty database only."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import demo
from demo import organisation
from extensions import db
from models.person import Person, Role
from models.unit import Unit, UnitKind
from services import accounts

AT = datetime(2026, 3, 4, 2, tzinfo=UTC)


@pytest.fixture
def made(session):
    return organisation.load(AT)


def test_there_are_six_departments_two_squads_and_about_forty_people(made):
    kinds = [unit.kind for unit in db.session.scalars(select(Unit))]
    assert {kind: kinds.count(kind) for kind in UnitKind} == {
        UnitKind.BUREAU: 1,
        UnitKind.STATION: 1,
        UnitKind.DEPARTMENT: 6,
        UnitKind.SQUAD: 2,
    }
    people = db.session.scalars(select(Person)).all()
    assert 36 <= len(people) <= 45
    assert all(one.is_demo and not one.must_change_password for one in people)
    assert len({one.name for one in people}) == len(people)
    assert all(re.fullmatch(r"D\d{3}", one.staff_no) for one in people)


def test_every_part_has_its_appointment(made):
    def roles(person):
        return {grant.role for grant in made.as_visitor(person).grants}

    assert roles(made.director) == {Role.OFFICE, Role.HEAD}
    assert made.heads["综合部"] is made.director
    assert len(made.heads) == 6
    assert all(roles(head) >= {Role.HEAD} for head in made.heads.values())
    assert all(roles(leader) == {Role.HEAD} for leader in made.squad_leaders.values())
    assert [len(made.as_visitor(one).units_as(Role.IN_CHARGE)) for one in made.deputies] == [3, 3]
    assert roles(made.liaison) == {Role.LIAISON}
    assert roles(made.duty_manager) == {Role.DUTY_MANAGER}
    assert roles(made.payroll) == {Role.PAYROLL}
    assert roles(made.administrator) == {Role.ADMINISTRATOR}
    assert made.as_visitor(made.supervisor).holds_in(made.station.path, Role.SUPERVISOR)
    assert roles(made.leader) == roles(made.staff["票务部"][0]) == set()


def test_everyone_signs_in_with_the_one_password(made):
    account = accounts.account(made.leader.staff_no)
    assert account is not None
    assert account.is_demo
    assert accounts.matches(account.password_hash, organisation.PASSWORD)


def test_the_door_lists_one_account_for_each_part(made):
    shown = accounts.demo_accounts()
    assert shown is not None
    assert shown.password == organisation.PASSWORD
    assert [one.part for one in shown.accounts][:2] == ["director", "leader"]
    assert len(shown.accounts) == 11


def test_where_there_is_data_nothing_is_loaded(session, cast):
    with pytest.raises(demo.NotEmptyError):
        demo.load(AT)
