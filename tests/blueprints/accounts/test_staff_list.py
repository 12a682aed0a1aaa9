"""The staff list in the browser's words: pasted, looked at, saved, and the slips."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import select

from extensions import db
from models.campaign import Document
from models.person import Appointment, Person, Role
from tests.services.staff_import.test_staff_import import HEADINGS, STAFF

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def admin(client, sign_in, cast, at_time):
    with at_time():
        yield sign_in(client, cast.administrator.id)


def pasted(**changes):
    rows = [row for row in (STAFF | changes).values() if row]
    return "\n".join([HEADINGS, *rows]).replace("|", "\t")


def said(client):
    """What the preview's form would send as it stands."""
    page = client.get("/people/import", headers=ENGLISH).text
    return page, {"version": re.search(r'name="version"[^>]*value="(\d+)"', page)[1], "since": "2018-11-20"}


def test_a_list_is_pasted_looked_at_saved_and_the_slips_are_printed_once(app, admin, cast, clients, at_time):
    assert "从名单读入" in admin.get("/people", headers={"Accept-Language": "zh"}).text
    answer = admin.post("/people/import", data={"text": pasted(N1="N1|甲|站务部|服务班|服务员||13911111111")})
    assert answer.status_code == 303
    page, form = said(admin)
    assert "手机" in page
    assert "13911111111" not in page
    assert admin.get("/people/slips", headers=ENGLISH).text.count('name="person"') == 0
    answer = admin.post("/people/import/save", data=form | {"confirm": "1"})
    assert answer.headers["Location"].endswith("/people/slips")
    page = admin.get("/people/slips", headers=ENGLISH).text
    chosen = {
        "person": re.findall(r'name="person" value="(\d+)" [^>]*checked', page),
        "request_key": re.search(r'name="request_key"[^>]*value="(\w+)"', page)[1],
    }
    sheet = admin.post("/people/slips", data=chosen, headers=ENGLISH)
    assert (sheet.status_code, sheet.headers["Cache-Control"]) == (200, "no-store")
    password = re.search(r'lb-slip-password">([^<]+)<', sheet.text)[1]
    assert "N1" in sheet.text
    assert '<path class="lb-qr-path" d="M' in sheet.text
    assert admin.post("/people/slips", data=chosen).status_code == 303
    assert password not in admin.get("/people/slips").text
    newcomer = clients()
    with at_time():
        answer = newcomer.post("/signin", data={"staff_no": "N1", "password": password})
        assert answer.status_code == 303
        assert newcomer.get("/people/import").headers["Location"].endswith("/password")
    with app.app_context():
        stored = db.session.execute(select(Document.text, Document.draft, Document.state)).all()
        assert [one.state for one in stored] == ["adopted"]
        assert "139" not in str(stored)


def test_nothing_is_saved_while_a_fault_or_an_unknown_name_is_left_and_what_was_chosen_stays(app, admin):
    admin.post("/people/import", data={"text": pasted(N1="N1|甲|站务部|爱心服务组|||")})
    page, form = said(admin)
    field = re.search(r'id="(unit_\d+)"', page)[1]
    answer = admin.post("/people/import/save", data=form | {"left": "1", "confirm": "1"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "1 names are not known" in answer.text
    answer = admin.post("/people/import/save", data=form | {field: "new", "keep": "1"}, headers=ENGLISH)
    assert answer.status_code == 303
    page, form = said(admin)
    assert re.search(r'<option value="new" selected>', page)
    answer = admin.post("/people/import/save", data=form | {field: "new", "since": "some day", "confirm": "1"})
    assert answer.status_code == 422
    answer = admin.post("/people/import/save", data=form | {"version": "1", "confirm": "1"}, headers=ENGLISH)
    assert "Somebody else changed this" in answer.text
    admin.post("/people/import", data={"text": pasted(N2="N2||站务部||||", N3="号 3|乙|站务部||||")})
    page = admin.get("/people/import", headers=ENGLISH).text
    assert "The name is missing beside the staff number N2." in page
    assert "is no staff number" in page
    assert 'name="confirm"' not in page
    assert admin.post("/people/import/discard").status_code == 303
    assert 'id="text"' in admin.get("/people/import").text
    assert admin.post("/people/import/save", data=form | {"confirm": "1"}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Person.id).where(Person.staff_no.startswith("N"))) is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "There is no text to read"),
        ({"text": "今天天气很好"}, "No row of headings"),
        ({"text": "工号\t姓名"}, "Nobody stands below"),
        ({"file": (OLD_OFFICE, "名单.xls")}, "old or another form"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(admin, sent, words):
    data = {name: (io.BytesIO(one[0]), one[1]) if name == "file" else one for name, one in sent.items()}
    answer = admin.post("/people/import", data=data, headers=ENGLISH)
    assert answer.status_code == 422
    assert words in answer.text
    assert "lb-field-errors" in answer.text


def test_slips_are_made_for_those_who_are_ticked_only(admin):
    answer = admin.post("/people/slips", data={"person": ["1", "²", "9" * 25]}, headers=ENGLISH)
    assert answer.status_code == 422


def test_each_slip_names_the_organisation_of_its_person(app, admin, cast):
    with app.app_context():
        for one in (cast.staff, cast.supervisor):
            person = db.session.get_one(Person, one.id)
            person.password_hash, person.must_change_password = None, True
        names = {person.organisation.name for person in db.session.scalars(select(Person))}
        bureau = db.session.get_one(Person, cast.supervisor.id).organisation_id
        seat = {"role": Role.ADMINISTRATOR, "unit_id": bureau, "since": date(2018, 1, 1)}
        db.session.add(Appointment(person_id=cast.administrator.id, **seat))
        db.session.commit()
    page = admin.get("/people/slips", headers=ENGLISH).text
    chosen = {
        "person": re.findall(r'name="person" value="(\d+)"', page),
        "request_key": re.search(r'name="request_key"[^>]*value="(\w+)"', page)[1],
    }
    sheet = admin.post("/people/slips", data=chosen, headers=ENGLISH).text
    assert len(chosen["person"]) == len(names) == 2
    assert all(f"{name} · " in sheet for name in names)


def test_the_office_does_not_read_the_staff_list_by_its_number(app, admin, client, sign_in, cast):
    admin.post("/people/import", data={"text": pasted()})
    with app.app_context():
        number = db.session.scalar(select(Document.id))
    sign_in(client, cast.director)
    assert client.get(f"/documents/{number}").status_code == 404
    assert client.get("/people/import").status_code == 403
