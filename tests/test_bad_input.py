"""Whatever is typed, sent or made up, the answer is a page in words: never a 500, never a half-kept record.

The first part sends garbage into every form that any page shows, and to every route as such; the rest is by hand.
"""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import func, literal, select, union_all
from werkzeug.datastructures import MultiDict

from extensions import db
from models.base import Base
from models.campaign import Document
from models.checklist import ChecklistItem
from models.evidence import Evidence
from models.finding import Finding
from tests.factories import make_campaign
from tests.forms import forms_of
from tests.walking import address_of, put_back, rules_of, session_of

TABLE = Path(__file__).with_name("access_table.txt")
PEOPLE = ("administrator", "director", "head", "leader", "staff", "squad_leader", "second_head", "second_staff")
IN_ONE_FIELD = ("x" * 100_000, "²", "9" * 25, "9" * 5000, "sNaN", "0001-01-01")
GARBAGE = (
    *IN_ONE_FIELD,
    "-1",
    "0.001",
    "9999-12-31",
    "",
    "1e999",
    "NaN",
    "-Infinity",
    "2018-02-30",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "<script>alert(1)</script>\u202e{{ 7*7 }}%(x)s %s",
)
# What reading a form does not tell apart, only the database: what PostgreSQL is sent, while SQLite gets everything.
FOR_THE_DATABASE = ("x" * 100_000, "9" * 25, "0001-01-01")
SIGN_IN = "/signin"
TO_THE_DOOR = ("/signout", "/language")  # what leads there by itself: leaving, and the door's own language switch
UNSPOILT = ("csrf_token",)
REFUSED = (303, 403, 404, 409, 422)
HAPPENED = date(2018, 11, 19).isoformat()


@pytest.fixture
def world(cast, running, everything):
    """The cast, the campaign, and a value for every parameter of an address."""
    return cast, running, {**everything, "slug": running.slug, "token": "none"}


@pytest.fixture
def plain(app):
    """A client that does not validate: garbage is sent in thousands."""
    app.test_client_class = FlaskClient
    return app.test_client()


# ------------------------------------------------------------------------------------------------ every form
@pytest.mark.slow
def test_garbage_in_any_field_of_any_form_is_refused_in_words(app, database, plain, sign_in, at_time, world):
    cast, _running, values = world
    whole, single = (FOR_THE_DATABASE,) * 2 if database == "postgres" else (GARBAGE, IN_ONE_FIELD)
    broken = []
    with at_time():
        found = forms_seen(app, plain, sign_in, cast, values)
        for (endpoint, _names, files), (who, form, action) in found.items():
            sign_in(plain, getattr(cast, who))
            for said, pairs in spoilt(form, whole, single):
                data = MultiDict(pairs)
                for name in files:
                    data.add(name, (io.BytesIO(b"MZ nonsense"), "../evil.exe"))
                answer = send(app, plain, action, data)
                if answer.status_code not in REFUSED or "elsewhere" in answer.headers.get("Location", ""):
                    broken.append(f"{endpoint} {said} as {who}: {answer.status_code} {said_of(answer)}")
    assert len({endpoint for endpoint, *_ in found}) > 40
    assert not broken, "\n".join(broken)


@pytest.mark.slow
def test_a_post_without_anything_or_with_what_no_form_holds_is_refused_in_words(
    app, database, plain, sign_in, at_time, world
):
    cast, _running, values = world
    garbage = (None, "", "²", "9" * 25, "-1", "x" * 1000, "1-", "12-²", "1:²", "9" * 25 + "-1")
    if database == "postgres":
        garbage = (None, *FOR_THE_DATABASE)
    typed = (
        "title text reason note state verdict version row item place part up one finding task to way shown but seen "
        "amount code name day due due_on from_on since until unit unit_id person person_id persons owner rule_id "
        "source_kind source_id request_key back kept follow add remove adopt emblem_id all attach typed "
        "said words find q happened_on edit part leave back_in keep make confirm open_rule open_part"
    ).split()
    broken = []
    with at_time():
        for rule in rules_of(app, "POST"):
            for who in let_in(rule.endpoint):
                sign_in(plain, getattr(cast, who))
                for bad in garbage:
                    data = {} if bad is None else dict.fromkeys(typed, bad)
                    answer = send(app, plain, address_of(rule, values), data)
                    if answer.status_code not in REFUSED:
                        broken.append(f"{rule.endpoint} {bad!r} as {who}: {answer.status_code} {said_of(answer)}")
    assert not broken, "\n".join(broken)


@pytest.mark.slow
def test_garbage_in_an_address_is_answered_in_words(app, database, plain, sign_in, at_time, world):
    cast, _running, values = world
    garbage = ("²", "9" * 25, "-1", "9" * 5000, "0001-01-01", "9999-12-31", "<script>%")
    if database == "postgres":
        garbage = ("9" * 25, "-1", "0001-01-01", "9999-12-31")
    asked = (
        "unit area state light responsible due_from due_to q after before period kind mine month number verdict as "
        "edit add rule_id source_kind source_id person_id unit_id day rule of chased o below back phase owner source "
        "persons words happened_on note done rule section version"
    ).split()
    broken = []
    with at_time():
        for who in ("director", "head", "administrator"):
            sign_in(plain, getattr(cast, who))
            for rule in rules_of(app, "GET"):
                for bad in garbage:
                    answer = ask(plain, address_of(rule, values), dict.fromkeys(asked, bad))
                    says_it = answer.mimetype == "text/html" and "<script>%" in answer.get_data(as_text=True)
                    if answer.status_code >= 500 or says_it:
                        broken.append(f"{rule.endpoint} {bad[:30]!r} as {who}: {answer.status_code} {said_of(answer)}")
                far = address_of(rule, {**values, **dict.fromkeys(rule.arguments - {"slug"}, 10**25)})
                if rule.arguments - {"slug"} and ask(plain, far).status_code not in (404, 303):
                    broken.append(f"{far} as {who}")
    assert not broken, "\n".join(broken)


def let_in(endpoint):
    """The first and the last of the people whom the table of access lets do it; nobody: the director."""
    lines = dict(line.split(" POST: ") for line in TABLE.read_text(encoding="utf-8").splitlines() if " POST: " in line)
    names = [name for name in lines[endpoint].split() if name in PEOPLE] or ["director"]
    return dict.fromkeys((names[0], names[-1]))


def forms_seen(app, client, sign_in, cast, values):
    """Every form that one of the people sees, each kind once: (endpoint, fields, files) -> (who, form, address)."""
    endpoints = app.url_map.bind("localhost")
    found = {}
    for name in PEOPLE:
        sign_in(client, getattr(cast, name))
        for rule in rules_of(app, "GET"):
            answer = client.get(address_of(rule, values))
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in forms_of(answer.get_data(as_text=True)):
                action = form.action.partition("?")[0] or address_of(rule, values)
                endpoint, _values = endpoints.match(action, method="POST")
                fields = tuple(re.sub(r"\d+", "#", one) for one in form.names())
                found.setdefault((endpoint, fields, tuple(form.files)), (name, form, action))
    return found


def spoilt(form, whole, single):
    """(what is wrong, fields) of everything that is sent in its place: `whole` in all fields, `single` in one."""
    names = [name for name in form.names() if name not in UNSPOILT]
    yield "as it stands", form.values
    yield "twice", form.values * 2
    for bad in whole:
        yield f"all {bad[:30]!r}", [(name, bad) for name in names]
    for name in names:
        yield f"without {name}", [pair for pair in form.values if pair[0] != name]
        for bad in single:
            yield f"{name}={bad[:30]!r}", [(one, bad if one == name else value) for one, value in form.values]


def send(app, client, address, data):
    """Post, and undo what it did; what the answer left in the session is put back too.

    Whoever is asked to sign in has not been let in: that is no refusal of what was sent, and counts as a fault.
    """
    with app.app_context():
        undone = db.engine.begin_nested()
    before = session_of(client)
    answer = ask(client, address, data=data, method="POST")
    undone.rollback()
    put_back(client, before)
    if answer.headers.get("Location", "").startswith(SIGN_IN) and address not in TO_THE_DOOR:
        return Response("asked to sign in", 500)
    return answer


def ask(client, address, query=None, **more):
    """The answer; an exception counts as a 500 that says it."""
    try:
        return client.open(address, query_string=query, **more)
    except Exception as error:  # noqa: BLE001 -- reported with all the others
        return Response(repr(error)[:300], 500)


def said_of(answer) -> str:
    """Where it leads, or what broke."""
    return answer.headers.get("Location") or (answer.get_data(as_text=True)[:300] if answer.status_code == 500 else "")


# ------------------------------------------------------------------------------------------------ by hand
def rows(app):
    """How many rows each table holds."""
    counts = [select(literal(table.name), func.count()).select_from(table) for table in Base.metadata.sorted_tables]
    with app.app_context():
        return dict(db.session.execute(union_all(*counts)).all())


@pytest.fixture
def at(client, sign_in, at_time, world):
    """at(name): the client with that person, on a morning of the campaign; and the world beside it."""
    cast, running, values = world
    with at_time():
        yield lambda name: sign_in(client, getattr(cast, name)), cast, running, values


def a_finding(cast, **more):
    return {
        "unit": str(cast.department_id),
        "text": "咨询台没有登记",
        "owner": str(cast.staff.id),
        "due": "2018-11-27",
        "severity": "ordinary",
        "source": "office",
        "request_key": "k1",
    } | more


def count_of(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(
    "wrong",
    [
        {"due": "2018-02-30"},
        {"due": "某日"},
        {"due": "0001-01-01"},
        {"due": "9999-12-31"},
        {"text": ""},
        {"text": "长" * 100_000},
        {"owner": "99999"},
        {"owner": "9" * 30},
        {"unit": "abc"},
        {"unit": "1"},
        {"severity": "deadly"},
        {"source": "elsewhere"},
    ],
)
def test_a_wrong_finding_is_refused_beside_its_field_and_keeps_what_was_typed(app, at, wrong):
    be, cast, running, _values = at
    before = rows(app)
    answer = be("director").post(f"/c/{running.slug}/findings", data=a_finding(cast, **wrong))
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert "text" in wrong or "咨询台没有登记" in answer.text
    assert rows(app) == before


def test_the_same_create_form_sent_twice_makes_one_record_and_leads_to_it(app, at):
    be, cast, running, _values = at
    client, before = be("director"), count_of(app, Finding)
    first = client.post(f"/c/{running.slug}/findings", data=a_finding(cast))
    second = client.post(f"/c/{running.slug}/findings", data=a_finding(cast))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert count_of(app, Finding) == before + 1


def test_a_stale_form_says_so_and_keeps_what_was_typed(app, at):
    be, _cast, running, values = at
    address = f"/c/{running.slug}/occurrences/{running.occurrence_id}/do"
    answer = be("staff").post(address, data={"version": "77", "note": "已连续登记三天"})
    assert answer.status_code == 422
    assert "已连续登记三天" in answer.text
    answer = be("director").post(f"/c/{running.slug}/findings/{values['finding_id']}/close-out", data={"version": "77"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00 not a photo", "photo.jpg"),
        (b"", "empty.pdf"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "large.pdf"),
        (b"\x89PNG\r\n\x1a\n broken", "broken.png"),
        (b"PK\x03\x04 broken", "broken.docx"),
        (b"<svg onload='alert(1)'/>", "drawing.svg"),
    ],
)
def test_a_file_of_the_wrong_kind_or_size_is_refused_beside_its_field(app, at, content, name):
    be, _cast, running, _values = at
    before = count_of(app, Evidence)
    answer = be("staff").post(
        f"/c/{running.slug}/occurrences/{running.occurrence_id}/do",
        data={"version": "1", "note": "见附件", "files": (io.BytesIO(content), name)},
    )
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert "见附件" in answer.text
    assert count_of(app, Evidence) == before


def test_a_request_beyond_the_limit_is_refused_in_words(at):
    be, _cast, running, _values = at
    answer = be("staff").post(
        f"/c/{running.slug}/occurrences/{running.occurrence_id}/do",
        data={"version": "1", "files": (io.BytesIO(bytes(21 * 1024 * 1024)), "large.pdf")},
    )
    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("x" * 100_000, None),
        ("今天天气很好。", None),
        ("", (b"MZ nonsense", "plan.docx")),
        ("", (b"PK\x03\x04 broken", "plan.docx")),
        ("", (b"\xff\xfe\x00", "plan.txt")),
        ("", (b"%PDF-1.4 nothing", "plan.pdf")),
        ("", None),
    ],
)
def test_a_plan_that_is_no_plan_becomes_an_empty_draft_or_is_refused_in_words(app, at, text, file):
    be, _cast, _running, _values = at
    before = count_of(app, Document)
    client = be("director")
    data = {"text": text, "request_key": "p1"} | ({"file": (io.BytesIO(file[0]), file[1])} if file else {})
    answer = client.post("/campaigns/new", data=data)
    if answer.status_code == 303:
        assert count_of(app, Document) == before + 1
        assert client.get(answer.headers["Location"]).status_code == 200
    else:
        assert answer.status_code == 422
        assert "lb-field-errors" in answer.text or "lb-form-errors" in answer.text
        assert count_of(app, Document) == before


@pytest.mark.parametrize("sent", [b"text=a%00b", b"text=%FF%FE&due=%ED%A0%80", b"%FF=%FF&&&=&text", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused_and_nothing_is_kept(app, at, sent):
    be, _cast, running, _values = at
    before = rows(app)
    form = "application/x-www-form-urlencoded"
    answer = be("director").post(f"/c/{running.slug}/findings", data=sent, content_type=form)
    assert answer.status_code in (400, 422)
    assert rows(app) == before


@pytest.mark.parametrize(
    "address",
    [
        "/c/{slug}/checklists/{second_checklist}/submit",
        "/c/{slug}/checklists/{second_checklist}/week/lines",
        "/c/{slug}/checklists/99999/submit",
        "/c/other/checklists/{checklist}/submit",
        "/c/{slug}/occurrences/99999999999999999999/do",
        "/c/{slug}/lookbacks/units/99999",
        "/people/99999/leave",
    ],
)
def test_an_address_of_what_is_elsewhere_is_not_found_or_not_allowed(app, at, address):
    be, _cast, running, _values = at
    before = rows(app)
    named = {
        "slug": running.slug,
        "checklist": running.checklist_id,
        "second_checklist": running.second_checklist_id,
    }
    answer = be("head").post(address.format(**named), data={"version": "1"})
    assert answer.status_code in (403, 404)
    assert rows(app) == before


def test_a_record_of_another_campaign_is_not_found_under_this_one(app, client, sign_in, at_time, world):
    cast, running, _values = world
    with app.app_context():
        other = make_campaign(cast, slug="other")
    before = rows(app)
    with at_time():
        sign_in(client, cast.head)
        assert client.get(f"/c/{running.slug}/items/{other.item_id}").status_code == 404
        answer = client.post(f"/c/{running.slug}/occurrences/{other.occurrence_id}/do", data={"version": "1"})
        assert answer.status_code == 404
        typed = {
            "title": "高峰时段",
            "focus_area_id": other.area_id,
            "phase_id": other.phase_ids[0],
            "rhythm": "standing",
            "points": "1",
            "evidence_wanted": "none",
        }
        answer = client.post(f"/c/{running.slug}/checklists/{running.checklist_id}/items", data=typed)
        assert answer.status_code == 422
        assert "高峰时段" in answer.text
    assert rows(app) == before


@pytest.mark.parametrize("amount", ["-1", "NaN", "sNaN", "Infinity", "1e999", "0.005", "abc", "2", "9" * 30])
def test_points_that_are_no_points_are_refused_beside_their_field(app, at, amount):
    be, cast, running, _values = at
    client = be("director")
    page = client.get(f"/c/{running.slug}/cases/propose?rule_id={running.reward_id}").text
    form = next(one for one in forms_of(page) if any(name.startswith("amount_") for name in one.names()))
    typed = dict(form.values) | {
        "happened_on": HAPPENED,
        "persons": str(cast.staff.id),
        "reason": "旅客来信表扬",
        "note": "值班站长目击",
    }
    field = next(name for name in typed if name.startswith("amount_"))
    before = rows(app)
    answer = client.post(f"/c/{running.slug}/cases/propose", data=typed | {field: amount})
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert "旅客来信表扬" in answer.text
    assert rows(app) == before
    assert client.post(f"/c/{running.slug}/cases/propose", data=typed).status_code == 303


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_elsewhere(at, back):
    be, cast, _running, _values = at
    client = be("staff")
    answer = client.post("/language", data={"locale": "en", "back": back})
    assert "elsewhere" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
    client.post("/signout")
    page = client.get("/signin", query_string={"back": back})
    assert page.status_code == 200
    answer = client.post("/signin", data={"staff_no": cast.staff.staff_no, "password": "cast-password-1", "back": back})
    assert answer.status_code == 303
    assert "elsewhere" not in answer.headers["Location"]


def test_an_item_needs_what_it_needs(app, at):
    be, _cast, running, _values = at
    before = count_of(app, ChecklistItem)
    answer = be("head").post(f"/c/{running.slug}/checklists/{running.checklist_id}/items", data={})
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert count_of(app, ChecklistItem) == before
