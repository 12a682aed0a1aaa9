"""The evidence file: who sees it, and with which headers."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from extensions import db
from models.campaign import Campaign
from models.unit import UnitKind
from models.work import Occurrence
from services import evidence
from tests.factories.cast import make_person, make_unit

AT = datetime(2018, 11, 20, 2, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF"


def picture():
    written = io.BytesIO()
    Image.new("RGB", (800, 400), "teal").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def kept(app, cast, running):
    """keep(content, name, on): the cast, and the id of evidence on the staff's occurrence, the campaign or nothing."""

    def keep(content=PDF, name="记录.pdf", on="occurrence"):
        with app.app_context():
            piece = evidence.keep(
                evidence.check(content, name),
                app.config["EVIDENCE_FOLDER"],
                by=cast.staff.visitor(AT),
                at=AT,
                pending=on == "nothing",
            )
            if on == "occurrence":
                evidence.hang([piece], db.session.get_one(Occurrence, running.occurrence_id))
            if on == "campaign":
                evidence.hang([piece], db.session.get_one(Campaign, running.campaign_id))
            db.session.commit()
            return piece.id

    return cast, keep


def test_a_pdf_opens_in_the_browser_with_safe_headers(client, sign_in, kept, at_time):
    cast, keep = kept
    with at_time():
        answer = sign_in(client, cast.staff.id).get(f"/evidence/{keep()}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; ")
    assert "filename*=UTF-8''%E8%AE%B0%E5%BD%95.pdf" in headers["Content-Disposition"]
    assert headers["Cache-Control"].startswith("private")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_picture_opens_in_a_sandbox_and_has_a_thumbnail(client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep(picture(), "现场.jpg")
    with at_time():
        sign_in(client, cast.staff.id)
        answer, small = client.get(f"/evidence/{number}"), client.get(f"/evidence/{number}/thumb")
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(small.data)) as thumbnail:
        assert thumbnail.size == (320, 160)
    assert small.headers["Cache-Control"].startswith("private")


def test_what_is_neither_is_saved(client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "总结.doc")
    with at_time():
        sign_in(client, cast.staff.id)
        answer, small = client.get(f"/evidence/{number}"), client.get(f"/evidence/{number}/thumb")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert small.status_code == 404


def test_seen_once_it_is_not_sent_again(client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep()
    with at_time():
        first = sign_in(client, cast.staff.id).get(f"/evidence/{number}")
        second = client.get(f"/evidence/{number}", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 200),
        ("head", 200),
        ("liaison", 200),
        ("squad_leader", 200),
        ("director", 200),
        ("leader", 200),
        ("member", 200),
        ("second_head", 404),
        ("second_staff", 404),
        ("payroll", 404),
        ("administrator", 404),
        ("supervisor", 404),
    ],
)
def test_who_may_see_the_work_may_see_its_evidence(client, sign_in, kept, at_time, who, status):
    cast, keep = kept
    number = keep(picture(), "a.jpg")
    with at_time():
        sign_in(client, getattr(cast, who).id)
        assert client.get(f"/evidence/{number}").status_code == status
        assert client.get(f"/evidence/{number}/thumb").status_code == status


def test_the_emblem_is_seen_by_everyone_of_the_campaign_and_its_supervisor(app, client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep(picture(), "emblem.jpg", on="campaign")
    with app.app_context():
        other = make_unit(UnitKind.STATION, "另一站")
        stranger = make_person(other, "S001", "售票员甲", other).id
        db.session.commit()
    with at_time():
        for person_id, status in (
            (cast.second_staff.id, 200),
            (cast.supervisor.id, 200),
            (stranger, 404),
        ):
            assert sign_in(client, person_id).get(f"/evidence/{number}").status_code == status


def test_a_pending_file_is_its_sender_s_alone(client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep(on="nothing")
    with at_time():
        assert sign_in(client, cast.staff.id).get(f"/evidence/{number}").status_code == 200
        assert sign_in(client, cast.head.id).get(f"/evidence/{number}").status_code == 404


def test_nobody_is_led_to_the_door(client, kept):
    _cast, keep = kept
    assert client.get(f"/evidence/{keep()}").status_code == 303


def test_a_lost_file_an_unknown_id_and_one_beyond_any_are_not_found(app, client, sign_in, kept, at_time):
    cast, keep = kept
    number = keep()
    with app.app_context():
        piece = db.session.get_one(evidence.Evidence, number)
        evidence.path_of(app.config["EVIDENCE_FOLDER"], piece.sha256).unlink()
    with at_time():
        sign_in(client, cast.staff.id)
        for one in (number, 99999, 2**31, 10**30):
            assert client.get(f"/evidence/{one}").status_code == 404
