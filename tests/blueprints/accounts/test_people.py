"""The administrator's pages of people."""

import pytest
from sqlalchemy import select

from extensions import db
from models.person import Appointment, Membership, Person, Role
from models.unit import Unit, UnitKind
from tests.factories.cast import SINCE, appoint, make_person, make_unit

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def admin(client, sign_in, cast, at_time):
    with at_time():
        yield sign_in(client, cast.administrator.id)


def text(answer):
    return answer.get_data(as_text=True)


def post(client, path, **data):
    return client.post(path, data=data, headers=ENGLISH)


# ------------------------------------------------------------------------------------------------ who may
@pytest.mark.parametrize("who", ["leader", "director", "head", "staff", "payroll", "supervisor"])
def test_nobody_else_keeps_people(client, sign_in, cast, at_time, who):
    with at_time():
        sign_in(client, getattr(cast, who).id)
        for path in ("/people", "/people/new", f"/people/{cast.staff.id}"):
            assert client.get(path).status_code in (403, 404)
        for path in ("name", "move", "appointments", "leave", "return", "reset"):
            assert client.post(f"/people/{cast.staff.id}/{path}").status_code in (403, 404)


def test_a_station_s_administrator_sees_that_station_only(app, admin, cast, at_time):
    with app.app_context():
        other = make_unit(UnitKind.STATION, "另一站", db.session.get_one(Unit, cast.bureau_id))
        stranger = make_person(other, "S001", "另一站售票员", other).id
        db.session.commit()
    with at_time():
        assert "另一站售票员" not in text(admin.get("/people"))
        assert "T014" not in text(admin.get("/people"))
        for path in ("", "/name", "/move", "/reset"):
            method = admin.post if path else admin.get
            assert method(f"/people/{stranger}{path}").status_code == 404


def test_the_bureau_s_administrator_keeps_its_stations(app, client, sign_in, cast, at_time):
    with app.app_context():
        bureau = db.session.get_one(Unit, cast.bureau_id)
        chief = make_person(bureau, "B001", "市局管理员", bureau)
        appoint(chief, Role.ADMINISTRATOR, unit=bureau)
        db.session.commit()
        chief_id = chief.id
    with at_time():
        sign_in(client, chief_id)
        page = text(client.get("/people"))
        assert "T011" in page
        assert "T014" in page
        assert (
            post(client, f"/people/{cast.staff.id}/name", **{"name-name": "服务员乙", "name-version": "1"}).status_code
            == 303
        )


# ------------------------------------------------------------------------------------------------ the list
def test_the_list_is_searched_by_what_stands_in_the_address(admin, cast, at_time):
    with at_time():
        assert "T011" in text(admin.get("/people?q=t011"))
        page = text(admin.get("/people?q=售票"))
        assert "T012" in page
        assert "T011" not in page
        page = text(admin.get(f"/people?unit={cast.department_id}"))
        assert "T011" in page
        assert "T012" not in page
        assert "T011" not in text(admin.get("/people?left=1"))
        assert admin.get("/people?q=%25&unit=99999999999999999999&after=%25").status_code == 200


def test_the_list_goes_on_by_key_and_costs_the_same_at_10_and_200(app, admin, cast, at_time, statements):
    def cost():
        with at_time(), statements() as seen:
            page = text(admin.get("/people"))
        return len(seen), page

    cost()
    few, _page = cost()
    with app.app_context():
        station = db.session.get_one(Unit, cast.station_id)
        for number in range(200):
            made = Person(organisation_id=station.id, staff_no=f"U{number:03}", name="职工", password_hash="x")
            made.memberships = [Membership(unit_id=cast.department_id, since=SINCE)]
            made.appointments = [Appointment(unit_id=cast.department_id, role=Role.LIAISON, since=SINCE)]
            db.session.add(made)
        db.session.commit()
    many, page = cost()
    assert many == few
    assert "/people?after=U036" in page
    with at_time():
        following = text(admin.get("/people?after=U036"))
    assert "U037" in following
    assert "U036<" not in following


# ------------------------------------------------------------------------------------------------ taking in
def taken_in(client, cast, **typed):
    return post(
        client,
        "/people/new",
        **{
            "staff_no": "N001",
            "name": "站务员甲",
            "unit_id": cast.department_id,
            "post_id": cast.post_id,
            "since": "2018-11-20",
            "request_key": "a" * 32,
            **typed,
        },
    )


def given_password(page):
    return page.split("First password: ")[1][:14]


def test_the_first_password_is_shown_once_and_must_be_changed(app, admin, clients, cast, at_time):
    with at_time():
        answer = taken_in(admin, cast)
        assert answer.status_code == 303
        page = text(admin.get(answer.location, headers=ENGLISH))
        password = given_password(page)
        assert "First password" not in text(admin.get(answer.location, headers=ENGLISH))
        new = clients()
        assert new.post("/signin", data={"staff_no": "N001", "password": password}).status_code == 303
        assert new.get("/notices").location == "/password"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"staff_no": "T011"}, "Somebody has this staff number already."),
        ({"staff_no": ""}, "This field is required"),
        ({"staff_no": "N 1"}, "Letters, digits"),
        ({"name": "x" * 61}, "Field cannot be longer than 60"),
        ({"since": "2018-02-31"}, "Not a valid date"),
        ({"since": "0001-01-01"}, "Please check the year."),
        ({"unit_id": "99999"}, "Not a valid choice"),
        ({"post_id": "99999"}, "Not a valid choice"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_the_rest_is_kept(admin, cast, at_time, typed, said):
    with at_time():
        answer = taken_in(admin, cast, **typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "站务员甲" in text(answer) or "name" in typed


def test_sent_twice_one_person_is_taken_in(app, admin, cast, at_time):
    with at_time():
        first, second = taken_in(admin, cast), taken_in(admin, cast, staff_no="N002")
    assert first.location == second.location
    with app.app_context():
        assert db.session.scalar(select(Person).where(Person.staff_no == "N002")) is None


# ------------------------------------------------------------------------------------------------ one person
def test_a_person_s_page_shows_units_appointments_and_history(app, running, admin, cast, at_time):
    with at_time():
        page = text(admin.get(f"/people/{cast.leader.id}", headers=ENGLISH))
        assert "Leader" in page
        assert "爱心飞扬" in page
        page = text(admin.get(f"/people/{cast.squad_leader.id}", headers=ENGLISH))
        assert "服务班" in page


def test_move_appoint_and_end_by_form(app, admin, cast, at_time):
    path = f"/people/{cast.staff.id}"
    with at_time():
        assert (
            post(
                admin,
                f"{path}/move",
                **{
                    "move-unit_id": cast.second_department_id,
                    "move-post_id": 0,
                    "move-since": "2018-11-21",
                    "move-version": "1",
                },
            ).status_code
            == 303
        )
        assert (
            post(
                admin,
                f"{path}/appointments",
                **{
                    "appoint-role": "liaison",
                    "appoint-unit_id": cast.second_department_id,
                    "appoint-since": "2018-11-20",
                    "appoint-request_key": "k",
                },
            ).status_code
            == 303
        )
    with app.app_context():
        held = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.staff.id)).one()
        assert held.role is Role.LIAISON
        held_id = held.id
    with at_time():
        end = f"{path}/appointments/{held_id}/end"
        assert post(admin, end, **{f"end{held_id}-until": "2018-11-01"}).status_code == 422
        assert post(admin, end, **{f"end{held_id}-until": "2018-11-30"}).status_code == 303
        assert post(admin, f"{path}/appointments/99999/end").status_code == 404
        assert post(admin, f"/people/{cast.head.id}/appointments/{held_id}/end").status_code == 404


def test_a_campaign_role_is_no_choice(admin, cast, at_time):
    with at_time():
        answer = post(
            admin,
            f"/people/{cast.staff.id}/appointments",
            **{
                "appoint-role": "office_director",
                "appoint-unit_id": cast.station_id,
                "appoint-since": "2018-11-20",
            },
        )
    assert answer.status_code == 422


def test_a_refusal_stands_beside_its_field(admin, cast):
    answer = post(
        admin,
        f"/people/{cast.staff.id}/appointments",
        **{"appoint-role": "office", "appoint-unit_id": cast.squad_id, "appoint-since": "2018-11-20"},
    )
    page = text(answer)
    assert answer.status_code == 422
    beside = page.split('id="appoint-unit_id_errors"')[1]
    assert "This appointment cannot be held in that unit." in beside[:100]


def test_a_stale_form_keeps_what_was_typed(admin, cast, at_time):
    path = f"/people/{cast.staff.id}/name"
    with at_time():
        post(admin, path, **{"name-name": "服务员乙", "name-version": "1"})
        answer = post(admin, path, **{"name-name": "服务员丙", "name-version": "1"})
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in text(answer)
    assert 'value="服务员丙"' in text(answer)


def test_a_reset_shows_a_password_once_and_ends_the_sessions(client, clients, sign_in, cast, at_time):
    with at_time():
        other = sign_in(clients(), cast.head.id)
        sign_in(client, cast.administrator.id)
        answer = post(client, f"/people/{cast.head.id}/reset")
        assert given_password(text(client.get(answer.location, headers=ENGLISH)))
        assert "First password" not in text(client.get(answer.location, headers=ENGLISH))
        assert other.get("/notices").status_code == 303


def test_the_given_password_is_not_shown_on_another_person_s_page(admin, cast, at_time):
    with at_time():
        post(admin, f"/people/{cast.head.id}/reset")
        assert "First password" not in text(admin.get(f"/people/{cast.staff.id}", headers=ENGLISH))


def test_one_s_own_account_is_neither_reset_nor_closed(admin, cast, at_time):
    with at_time():
        for path in ("reset", "leave"):
            assert post(admin, f"/people/{cast.administrator.id}/{path}").status_code == 422


def test_who_left_stands_among_those_who_left(client, clients, sign_in, cast, at_time):
    with at_time():
        other = sign_in(clients(), cast.staff.id)
        sign_in(client, cast.administrator.id)
        post(client, f"/people/{cast.staff.id}/leave")
        assert other.get("/notices").status_code == 303
        assert "T011" in text(client.get("/people?left=1"))
        assert "T011" not in text(client.get("/people"))
        post(client, f"/people/{cast.staff.id}/return")
        assert "T011" in text(client.get("/people"))
