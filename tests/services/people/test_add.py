"""Taking someone in."""

from datetime import UTC, date, datetime

import pytest

from extensions import db
from models.refusals import RuleBroken, SentBefore
from models.unit import Post, Unit
from services import accounts, people

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
TODAY = date(2018, 11, 20)


def add(cast, staff_no="N001", unit_id=None, **more):
    unit = db.session.get_one(Unit, unit_id or cast.department_id)
    return people.add(
        staff_no,
        "站务员甲",
        unit,
        more.pop("post", None),
        TODAY,
        password_hash="x",
        by=cast.administrator.visitor(AT),
        at=AT,
        **more,
    )


def test_who_is_taken_in_belongs_to_the_unit_and_must_change_the_password(session, cast):
    person = add(cast, post=db.session.get_one(Post, cast.post_id))
    visitor = accounts.visitor_of(person, AT)
    assert (visitor.unit_id, visitor.post_name) == (cast.department_id, "服务员")
    assert visitor.organisation_id == cast.station_id
    assert visitor.must_change_password
    assert visitor.grants == ()


def test_a_staff_number_in_use_is_refused_beside_its_field(session, cast):
    with pytest.raises(RuleBroken, match="staff_no_taken") as refusal:
        add(cast, "T011")
    assert refusal.value.field == "staff_no"


def test_sent_twice_it_leads_to_the_first(session, cast):
    person = add(cast, request_key="once")
    with pytest.raises(SentBefore) as first:
        add(cast, "N002", request_key="once")
    assert (first.value.kind, first.value.record_id) == ("person", person.id)


def test_a_closed_unit_and_another_organisation_s_post_are_refused(session, cast):
    with pytest.raises(RuleBroken, match="other_organisation"):
        add(cast, unit_id=cast.bureau_id, post=db.session.get_one(Post, cast.post_id))
    db.session.get_one(Unit, cast.squad_id).active = False
    with pytest.raises(RuleBroken, match="unit_closed"):
        add(cast, unit_id=cast.squad_id)


def test_a_first_password_is_long_enough_and_never_the_same():
    given = {people.first_password() for _ in range(50)}
    assert len(given) == 50
    assert all(len(one) == 14 and not set(one) & set("oil01") for one in given)
