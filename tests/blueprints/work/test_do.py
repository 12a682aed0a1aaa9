"""The do-form: done with its evidence, or refused beside the field with nothing lost."""

import io

from sqlalchemy import select

from extensions import db
from models.checklist import EvidenceWanted
from models.evidence import Evidence, EvidenceUse
from models.work import OccurrenceState
from services import evidence


def url_of(house, verb="do"):
    return f"{house.base}/occurrences/{house.running.occurrence_id}/{verb}"


def test_done_with_a_photo_without_its_place(app, client, sign_in, house, look, jpeg, change, tmp_path):
    change(house.running.occurrence_id, wanted=EvidenceWanted.PHOTO)
    sign_in(client, house.cast.staff)
    sent = {
        "version": 1,
        "note": "已点评",
        "files": [jpeg()],
        "shows_on": "2018-11-19",
        "link": "https://example.org/a",
    }
    answer = client.post(url_of(house), data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert look(house.running.occurrence_id).state is OccurrenceState.DONE
    with app.app_context():
        pieces = db.session.scalars(select(Evidence).join(EvidenceUse).order_by(Evidence.id)).all()
        assert [(one.kind, one.pending, str(one.shows_on)) for one in pieces] == [
            ("file", False, "2018-11-19"),
            ("link", False, "2018-11-19"),
        ]
        stored = evidence.path_of(str(tmp_path), pieces[0].sha256).read_bytes()
    assert b"Exif" not in stored
    page = client.get(answer.location)
    assert "候车厅.jpg" in page.text
    assert "已点评" in page.text


def test_a_refused_form_keeps_what_was_typed_and_sent(app, client, sign_in, house, look, jpeg, change):
    change(house.running.occurrence_id, wanted=EvidenceWanted.NOTE)
    sign_in(client, house.cast.staff)
    sent = {"version": 1, "note": " ", "files": [jpeg()], "link": "https://example.org/kept"}
    answer = client.post(url_of(house), data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "https://example.org/kept" in answer.text
    with app.app_context():
        held = db.session.scalars(select(Evidence)).one()
        assert held.pending
        held_id = held.id
    assert f'name="kept" value="{held_id}"' in answer.text
    assert look(house.running.occurrence_id).state is OccurrenceState.OPEN
    again = client.post(url_of(house), data={"version": 1, "note": "两名旅客", "kept": held_id})
    assert again.status_code == 303
    with app.app_context():
        assert db.session.scalars(select(EvidenceUse.evidence_id)).all() == [held_id]
        assert not db.session.get_one(Evidence, held_id).pending


def test_a_file_of_the_wrong_kind_is_named_beside_the_field_and_the_good_one_kept(client, sign_in, house, jpeg):
    sign_in(client, house.cast.staff)
    sent = {"version": 1, "note": "说明", "files": [jpeg(), (io.BytesIO(b"nothing"), "病毒.exe")]}
    answer = client.post(url_of(house), data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "病毒.exe" in answer.text
    assert "files_errors" in answer.text
    assert "候车厅.jpg" in answer.text
    assert "说明" in answer.text


def test_another_persons_held_file_is_not_taken(app, client, sign_in, house, jpeg, change, look):
    change(house.running.occurrence_id, wanted=EvidenceWanted.PHOTO)
    sent = {"version": 9, "files": [jpeg()]}
    sign_in(client, house.cast.head).post(url_of(house), data=sent, content_type="multipart/form-data")
    with app.app_context():
        held_id = db.session.scalars(select(Evidence.id)).one()
    answer = sign_in(client, house.cast.staff).post(url_of(house), data={"version": 1, "kept": held_id})
    assert answer.status_code == 422


def test_a_stale_form_says_so_and_keeps_what_was_typed(client, sign_in, house):
    sign_in(client, house.cast.staff)
    answer = client.post(url_of(house), data={"version": 7, "note": "我写的"})
    assert answer.status_code == 422
    assert "我写的" in answer.text


def test_wrong_dates_and_links_are_told_beside_their_fields(client, sign_in, house):
    sign_in(client, house.cast.staff)
    for given, field in (
        ({"shows_on": "2018-02-30"}, "shows_on_errors"),
        ({"shows_on": "2018-12-30"}, "shows_on_errors"),
        ({"shows_on": "2017-12-30"}, "shows_on_errors"),
        ({"link": "javascript:alert(1)"}, "link_errors"),
        ({"note": "长" * 6000}, "note_errors"),
    ):
        answer = client.post(url_of(house), data={"version": 1} | given)
        assert (answer.status_code, field in answer.text) == (422, True), given


def test_evidence_may_be_kept_without_being_done(client, sign_in, house, look, jpeg):
    sign_in(client, house.cast.liaison)
    sent = {"version": 1, "attach": "1", "files": [jpeg()]}
    assert client.post(url_of(house), data=sent, content_type="multipart/form-data").status_code == 303
    assert look(house.running.occurrence_id).state is OccurrenceState.OPEN
    assert client.post(url_of(house), data={"version": 2, "attach": "1"}).status_code == 422


def test_whoever_may_not_do_it_is_refused(client, sign_in, house):
    for who, status in (("director", 403), ("second_staff", 404)):
        assert sign_in(client, getattr(house.cast, who)).post(url_of(house), data={"version": 1}).status_code == status
    assert client.get("/signout", follow_redirects=False).status_code in (303, 404, 405)
