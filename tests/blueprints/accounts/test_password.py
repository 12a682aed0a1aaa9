"""One's own password and language."""

import pytest

from extensions import db
from models.person import Person
from tests.factories.cast import PASSWORD

NEW = "another-password"


def change(client, current=PASSWORD, password=NEW, again=None):
    return client.post(
        "/password",
        data={"current": current, "password": password, "again": password if again is None else again},
        headers={"Accept-Language": "en"},
    )


def test_a_change_ends_the_other_sessions_and_keeps_this_one(client, clients, sign_in, cast):
    sign_in(client, cast.staff.id)
    other = sign_in(clients(), cast.staff.id)
    assert change(client).status_code == 303
    assert client.get("/password").status_code == 200
    assert other.get("/password").status_code == 303
    assert client.post("/signin", data={"staff_no": "T011", "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": "wrong"}, "This is not your present password."),
        ({"again": "something-else"}, "The two are not the same."),
        ({"password": "short"}, "Field must be"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_changes_nothing(app, client, sign_in, cast, typed, said):
    answer = change(sign_in(client, cast.staff.id), **typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Person, cast.staff.id).session_version == 1


def test_who_was_given_a_password_must_change_it_before_all_else(app, client, sign_in, cast):
    with app.app_context():
        db.session.get_one(Person, cast.staff.id).must_change_password = True
        db.session.commit()
    sign_in(client, cast.staff.id)
    assert client.get("/notices").location == "/password"
    assert client.post("/notices/read").location == "/password"
    assert client.get("/password").status_code == 200
    assert change(client).status_code == 303
    assert client.get("/notices").status_code == 200


def test_nobody_is_led_to_the_door(client, cast):
    assert client.get("/password").location == "/signin?back=/password"


def test_the_chosen_language_stays(app, client, sign_in, cast):
    sign_in(client, cast.staff.id)
    answer = client.post("/language", data={"locale": "en", "back": "/password"})
    assert answer.location == "/password"
    assert '<html lang="en"' in client.get("/password").get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Person, cast.staff.id).locale == "en"
    client.post("/language", data={"locale": "xx"})
    assert '<html lang="en"' in client.get("/password").get_data(as_text=True)


def test_a_change_is_said_on_the_next_page(client, sign_in, cast):
    change(sign_in(client, cast.staff.id))
    page = client.get("/notices", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Your password is changed." in page
