"""The bell: the list, opening one, all as read."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models.notice import Notice
from models.person import Person
from services import notices

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def told(app, cast):
    """The cast; its leader and administrator were told about a reset."""
    with app.app_context():
        tell(cast)
        db.session.commit()
    return cast


def tell(cast, number=1):
    head = db.session.get_one(Person, cast.head.id)
    for _ in range(number):
        notices.tell(
            [cast.leader.id, cast.administrator.id, None, cast.leader.id],
            "person.password_reset",
            head,
            at=AT,
            name="站务部负责人",
            staff_no="T006",
            by="系统管理员",
        )


def first(app, who):
    with app.app_context():
        return db.session.scalars(select(Notice).where(Notice.person_id == who.id)).one()


def test_one_is_told_once_and_the_bell_counts(app, client, sign_in, told, at_time):
    with at_time():
        page = sign_in(client, told.leader.id).get("/notices").get_data(as_text=True)
    assert page.count("站务部负责人") == 1
    assert '<span class="lb-badge">1</span>' in page
    assert "lb-row-now" in page


def test_opening_marks_it_read_and_leads_to_its_record_where_one_may_see_it(app, client, sign_in, told, at_time):
    with at_time():
        sign_in(client, told.administrator.id)
        answer = client.post(f"/notices/{first(app, told.administrator).id}/open")
        assert (answer.status_code, answer.location) == (303, f"/people/{told.head.id}")
        sign_in(client, told.leader.id)
        answer = client.post(f"/notices/{first(app, told.leader).id}/open")
        assert (answer.status_code, answer.location) == (303, "/notices")
        assert "lb-row-now" not in client.get("/notices").get_data(as_text=True)
    assert first(app, told.leader).read_at == AT


def test_another_s_notice_cannot_be_opened(app, client, sign_in, told, at_time):
    with at_time():
        answer = sign_in(client, told.staff.id).post(f"/notices/{first(app, told.leader).id}/open")
    assert answer.status_code == 404
    assert first(app, told.leader).read_at is None


def test_all_as_read_reads_one_s_own_only(app, client, sign_in, told, at_time):
    with at_time():
        assert sign_in(client, told.leader.id).post("/notices/read").status_code == 303
    assert first(app, told.leader).read_at is not None
    assert first(app, told.administrator).read_at is None


def test_an_empty_bell_says_what_it_is_for(client, sign_in, told, at_time):
    with at_time():
        page = sign_in(client, told.staff.id).get("/notices", headers={"Accept-Language": "en"})
    assert "Here you are told what waits for you" in page.get_data(as_text=True)


def test_the_list_costs_the_same_at_10_and_at_100(app, client, sign_in, told, at_time, statements):
    def cost():
        with at_time(), statements() as seen:
            sign_in(client, told.leader.id).get("/notices")
        return len(seen)

    with app.app_context():
        tell(told, 9)
        db.session.commit()
    cost()
    few = cost()
    with app.app_context():
        tell(told, 90)
        db.session.commit()
    assert cost() == few


@pytest.mark.parametrize("key", ["desk.finding_near", "desk.finding_late"])
def test_a_finding_is_named_as_everywhere(app, client, sign_in, told, key):
    with app.app_context():
        head = db.session.get_one(Person, told.head.id)
        notices.tell([told.leader.id], key, head, at=AT, number=3, unit="站务部", due="2018-11-23")
        db.session.commit()
    assert "W-0003" in sign_in(client, told.leader).get("/notices").get_data(as_text=True)
