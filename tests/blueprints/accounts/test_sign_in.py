"""The door: signing in and out, failures that outlive the refusal, demo accounts on this machine only."""

import pytest
from sqlalchemy import func, select

from extensions import db
from models.person import Person, SignInFailure
from services import accounts
from tests.factories.cast import PASSWORD

FORWARDING = [
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Proto", "https"),
    ("Forwarded", "for=127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("Via", "1.1 proxy"),
    ("CF-Connecting-IP", "127.0.0.1"),
]


@pytest.fixture
def demo_cast(app, cast):
    """The cast, of which the head and the staff are demo accounts shown at the door."""
    with app.app_context():
        for who in (cast.head, cast.staff):
            db.session.get_one(Person, who.id).is_demo = True
        accounts.show_demo(PASSWORD, {"head": "T006", "staff": "T011"})
        db.session.commit()
        return cast


def sent(client, staff_no="T011", password=PASSWORD, address="127.0.0.1", headers=None, **more):
    return client.post(
        "/signin",
        data={"staff_no": staff_no, "password": password, **more},
        environ_base={"REMOTE_ADDR": address},
        headers={"Accept-Language": "en", **(headers or {})},
    )


def is_in(client):
    return client.get("/password").status_code == 200


def failures(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignInFailure))


def test_the_right_password_lets_in_and_leads_back(client, cast):
    answer = sent(client, back="/notices")
    assert (answer.status_code, answer.location) == (303, "/notices")
    assert is_in(client)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_back_never_leads_elsewhere(client, cast, back):
    assert sent(client, back=back).location == "/"


def test_a_new_session_begins_at_the_door(client, cast):
    with client.session_transaction() as session:
        session["planted"] = "by another"
        session["locale"] = "en"
    sent(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["locale"] == "en"
        assert session.permanent


def test_the_cookie_is_not_for_scripts_nor_other_sites(client, cast):
    cookie = sent(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("staff_no", "password"), [("T011", "wrong"), ("nobody", PASSWORD), ("T011'--", "x")])
def test_a_wrong_one_is_told_the_same_and_counted(app, client, cast, staff_no, password):
    answer = sent(client, staff_no, password)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Staff number or password is not right." in page
    assert password not in page.replace(PASSWORD, "") or password == "x"
    assert failures(app) == 2
    assert not is_in(client)


def test_an_empty_form_is_told_what_lacks(client, cast):
    assert sent(client, "", "").status_code == 422


def test_who_left_is_refused_like_a_wrong_password(app, client, cast):
    with app.app_context():
        db.session.get_one(Person, cast.staff.id).active = False
        db.session.commit()
    assert sent(client).status_code == 422


def test_after_eight_failures_the_right_password_is_refused_too(client, cast):
    for _ in range(8):
        sent(client, password="wrong", address="10.0.0.9")
    answer = sent(client, address="10.0.0.8")
    assert answer.status_code == 422
    assert "Too many failed sign-ins" in answer.get_data(as_text=True)
    assert sent(client, "T012").status_code == 303


def test_after_forty_failures_an_address_is_refused_whatever_the_account(client, cast):
    for number in range(40):
        sent(client, f"X{number}", "wrong", address="10.0.0.9")
    answer = sent(client, address="10.0.0.9")
    assert "Too many failed sign-ins" in answer.get_data(as_text=True)
    assert sent(client, address="10.0.0.8").status_code == 303


def test_signed_out_the_session_is_empty(client, cast):
    sent(client)
    assert client.post("/signout").location == "/signin"
    assert not is_in(client)
    with client.session_transaction() as session:
        assert "_user_id" not in session


def test_a_page_asks_to_sign_in_and_remembers_where(client, cast):
    assert client.get("/people?q=a").location == "/signin?back=/people?q%3Da"
    assert client.post("/notices/read").location == "/signin"
    assert client.get("/notices", headers={"HX-Request": "true"}).status_code == 401


# ------------------------------------------------------------------------------------------------ the demo
def test_on_this_machine_the_demo_accounts_are_shown_and_let_in(client, demo_cast):
    page = client.get("/signin").get_data(as_text=True)
    assert PASSWORD in page
    assert "/signin?as=T006" in page
    assert sent(client, "T006").status_code == 303


def test_a_link_fills_a_demo_account_in(client, demo_cast):
    page = client.get("/signin?as=T006&back=/notices").get_data(as_text=True)
    assert 'value="T006"' in page
    assert f'type="password" value="{PASSWORD}"' in page
    assert "/signin?as=T011&amp;back=/notices" in page


def test_a_link_fills_in_no_password_of_any_other_account(client, demo_cast):
    assert f'value="{PASSWORD}"' not in client.get("/signin?as=T001").get_data(as_text=True)


@pytest.mark.parametrize("address", ["10.0.0.9", "192.168.1.5", "2001:db8::1", "::ffff:10.0.0.9", ""])
def test_from_another_address_they_are_neither_shown_nor_let_in(client, demo_cast, address):
    page = client.get("/signin?as=T006", environ_base={"REMOTE_ADDR": address}).get_data(as_text=True)
    assert PASSWORD not in page
    assert "T011" not in page
    answer = sent(client, "T006", address=address)
    assert answer.status_code == 422
    assert "Demo accounts sign in only" in answer.get_data(as_text=True)
    assert sent(client, "T012", address=address).status_code == 303


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_every_loopback_address_is_this_machine(client, demo_cast, address):
    assert sent(client, "T006", address=address).status_code == 303


@pytest.mark.parametrize("header", FORWARDING)
def test_forwarded_they_are_neither_shown_nor_let_in(client, demo_cast, header):
    assert PASSWORD not in client.get("/signin", headers=[header]).get_data(as_text=True)
    answer = sent(client, "T006", headers=dict([header]))
    assert answer.status_code == 422
    assert PASSWORD not in answer.get_data(as_text=True)


def test_without_demo_data_nothing_is_shown(client, cast):
    assert "lookback-demo" not in client.get("/signin").get_data(as_text=True)


# ------------------------------------------------------------------------------------------------ home
def test_home_is_the_desk_of_the_campaign_that_runs(app, running, client, sign_in, cast, at_time):
    with at_time():
        assert sign_in(client, cast.staff.id).get("/").location == "/c/love/"
        assert sign_in(client, cast.supervisor.id).get("/").location == "/c/love/"


def test_home_without_a_campaign_says_what_comes_first(client, sign_in, cast):
    page = sign_in(client, cast.administrator.id).get("/").get_data(as_text=True)
    assert 'href="/units"' in page
    assert 'href="/people"' in page
    page = sign_in(client, cast.staff.id).get("/").get_data(as_text=True)
    assert 'href="/units"' not in page
