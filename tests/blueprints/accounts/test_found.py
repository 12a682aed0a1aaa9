"""Where an empty installation begins."""

from sqlalchemy import select

from extensions import db
from models.person import Person
from pages import now
from services import founding

TYPED = {
    "bureau": "市局",
    "station": "客运站",
    "staff_no": "A001",
    "name": "系统管理员",
    "password": "long-enough",
    "again": "long-enough",
}


def invited(app):
    with app.app_context():
        token = founding.invite(at=now())
        db.session.commit()
    return f"/first/{token}"


def test_the_address_makes_the_organisation_once_and_signs_in(app, client, clients):
    address = invited(app)
    assert client.get(address).status_code == 200
    assert client.post(address, data=TYPED).status_code == 303
    assert client.get("/people").status_code == 200
    assert client.get("/units").status_code == 200
    assert clients().get(address).status_code == 404
    assert clients().post(address, data=TYPED | {"staff_no": "A002"}).status_code == 404
    with app.app_context():
        assert [one.staff_no for one in db.session.scalars(select(Person))] == ["A001"]


def test_a_mistake_keeps_the_address_and_what_was_typed(app, client):
    address = invited(app)
    answer = client.post(address, data=TYPED | {"again": "something else"})
    assert answer.status_code == 422
    assert 'value="客运站"' in answer.get_data(as_text=True)
    assert client.post(address, data=TYPED | {"bureau": ""}).status_code == 303


def test_a_wrong_address_is_not_found(app, client):
    invited(app)
    assert client.get("/first/wrong").status_code == 404
    assert client.post("/first/wrong", data=TYPED).status_code == 404
