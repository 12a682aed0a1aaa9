from datetime import date
from decimal import Decimal

import pytest

from access import visible
from extensions import db
from models.person import Membership, Person
from models.rulebook import Span
from models.unit import Unit
from services import scores
from tests.factories import points
from tests.factories.cast import make_person

TODAY = date(2018, 11, 20)


@pytest.fixture
def listed(campaign):
    def rows(who, **more):
        seen = visible(who.visitor(points.LATER), Person, campaign)
        return scores.people(seen, campaign, scores.period(campaign, Span.CAMPAIGN, TODAY), TODAY, **more)

    return rows


def numbers(found):
    return [row.staff_no for row in found[0]]


def test_they_stand_by_staff_number_never_by_score(listed, cast, running, post):
    post(running.penalty_id, date(2018, 11, 2))
    found = listed(cast.leader)
    assert numbers(found) == [f"T{number:03}" for number in range(1, 14)]
    (staff,) = [row for row in found[0] if row.id == cast.staff.id]
    assert (staff.points, staff.yuan, staff.unit) == (-2, 0, "服务班")


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        ("squad_leader", ["T009", "T011"]),
        ("head", ["T006", "T008", "T009", "T010", "T011"]),
        ("second_head", ["T007", "T012"]),
        ("deputy", ["T001", "T003", "T005", "T007", "T012", "T013"]),
        ("duty_manager", ["T010"]),
        ("staff", ["T011"]),
        ("supervisor", []),
    ],
)
def test_everyone_sees_the_own_people_only(listed, cast, part, seen):
    assert numbers(listed(getattr(cast, part))) == seen


@pytest.mark.parametrize("part", ["leader", "member", "director"])
def test_leader_members_and_office_see_all(listed, cast, part):
    assert len(numbers(listed(getattr(cast, part)))) == 13


def test_a_unit_narrows_to_its_people_and_those_below(listed, cast, session):
    path = session.get_one(Unit, cast.department_id).path
    assert numbers(listed(cast.leader, unit_path=path)) == ["T006", "T008", "T009", "T010", "T011"]


@pytest.mark.parametrize(
    ("words", "seen"), [("服务员", ["T011"]), ("T01", ["T010", "T011", "T012", "T013"]), ("%", [])]
)
def test_words_look_in_name_and_staff_number(listed, cast, words, seen):
    assert numbers(listed(cast.leader, words=words)) == seen


def test_a_long_list_goes_on_from_a_staff_number(listed, cast, session):
    station = session.get_one(Unit, cast.station_id)
    for number in range(100, 160):
        make_person(station, f"T{number}", f"职工{number}", station)
    first, after = listed(cast.leader)
    second, none = listed(cast.leader, after=after)
    assert len(first) == scores.ROWS
    assert after == first[-1].staff_no
    assert len(first) + len(second) == 73
    assert none is None
    assert not {row.id for row in first} & {row.id for row in second}


def test_who_moved_stands_once_in_the_unit_of_today(listed, cast, session):
    moved = session.query(Membership).filter_by(person_id=cast.second_staff.id).one()
    moved.until = date(2018, 10, 31)
    session.add(Membership(person_id=cast.second_staff.id, unit_id=cast.squad_id, since=date(2018, 11, 1)))
    db.session.flush()
    assert [row.unit for row in listed(cast.leader)[0] if row.id == cast.second_staff.id] == ["服务班"]
    assert "T012" in numbers(listed(cast.squad_leader))


def test_units_have_what_was_posted_on_them(campaign, cast, running, post):
    post(running.unit_reward_id, date(2018, 10, 31), person_ids=[], unit_id=cast.department_id)
    over = scores.period(campaign, Span.CAMPAIGN, TODAY)
    changes = scores.unit_changes(campaign, [cast.department_id, cast.squad_id], over)
    assert changes == {cast.department_id: (Decimal(2), Decimal(0))}
    month = scores.period(campaign, Span.MONTH, TODAY)
    assert scores.unit_changes(campaign, [cast.department_id], month) == {}
