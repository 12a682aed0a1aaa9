"""Moving into another unit or post."""

from datetime import UTC, date, datetime

import pytest

from extensions import db
from models.person import Person
from models.refusals import RuleBroken, Stale
from models.unit import Post, Unit
from services import people

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


def move(cast, unit_id, since, post_id=None, version=None):
    person = db.session.get_one(Person, cast.staff.id)
    people.move(
        person,
        db.session.get_one(Unit, unit_id),
        db.session.get_one(Post, post_id) if post_id else None,
        since,
        seen_version=version,
        by=cast.administrator.visitor(AT),
        at=AT,
    )
    return person


def test_the_old_membership_ends_the_day_before(session, cast):
    person = move(cast, cast.second_department_id, date(2018, 12, 1))
    assert [(one.unit_id, one.since, one.until) for one in person.memberships] == [
        (cast.second_department_id, date(2018, 12, 1), None),
        (cast.squad_id, date(2018, 1, 1), date(2018, 11, 30)),
    ]
    assert person.membership_on(date(2018, 11, 30)).unit_id == cast.squad_id


def test_into_another_post_of_the_same_unit(session, cast):
    person = move(cast, cast.squad_id, date(2018, 12, 1))
    assert person.membership_on(date(2018, 12, 1)).post_id is None


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2017, 12, 31)])
def test_not_before_the_present_membership_began(session, cast, day):
    with pytest.raises(RuleBroken, match="moved_before") as refusal:
        move(cast, cast.department_id, day)
    assert refusal.value.field == "since"


def test_not_where_the_person_is_nor_into_another_organisation(session, cast):
    with pytest.raises(RuleBroken, match="already_there"):
        move(cast, cast.squad_id, date(2018, 12, 1), cast.post_id)
    with pytest.raises(RuleBroken, match="other_organisation"):
        move(cast, cast.bureau_id, date(2018, 12, 1))


def test_a_stale_form_is_refused(session, cast):
    move(cast, cast.department_id, date(2018, 11, 20), version=1)
    with pytest.raises(Stale):
        move(cast, cast.second_department_id, date(2018, 12, 1), version=1)
