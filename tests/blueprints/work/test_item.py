"""The page of an item: what it says, its work, and the buttons that this visitor has."""

import pytest

from extensions import db, writing
from models.checklist import ItemPart
from models.work import OccurrenceState


def test_the_responsible_person_finds_the_form(client, sign_in, house):
    page = sign_in(client, house.cast.staff).get(f"{house.base}/items/{house.running.item_id}")
    assert page.status_code == 200
    assert 'id="do_form"' in page.text
    assert "晨会服务礼仪点评" in page.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 200), ("director", 200), ("leader", 200), ("second_staff", 404), ("supervisor", 404)],
)
def test_who_reads_the_unit_reads_the_item(client, sign_in, house, who, status):
    page = sign_in(client, getattr(house.cast, who)).get(f"{house.base}/items/{house.running.item_id}")
    assert page.status_code == status


def test_buttons_show_only_to_those_who_may(client, sign_in, house, change):
    change(house.running.occurrence_id, state=OccurrenceState.DONE)
    url = f"{house.base}/items/{house.running.item_id}"
    assert "accept_office" in sign_in(client, house.cast.director).get(url).text
    for who in ("staff", "head", "leader"):
        page = sign_in(client, getattr(house.cast, who)).get(url).text
        assert "accept_office" not in page
        assert "accept_unit" not in page


def test_a_draft_has_no_work_yet(client, sign_in, house):
    page = sign_in(client, house.cast.head).get(f"{house.base}/items/{house.running.draft_id}")
    assert page.status_code == 200
    assert "do_form" not in page.text


def test_an_occurrence_and_a_part_lead_to_their_item(app, client, sign_in, house):
    with app.app_context(), writing():
        part = ItemPart(
            item_id=house.running.item_id,
            unit_id=house.cast.second_department_id,
            person_id=house.cast.second_staff.id,
        )
        db.session.add(part)
        db.session.commit()
        part_id = part.id
    answer = sign_in(client, house.cast.staff).get(f"/occurrences/{house.running.occurrence_id}")
    assert answer.location == f"{house.base}/items/{house.running.item_id}?o={house.running.occurrence_id}"
    sign_in(client, house.cast.second_staff)
    answer = client.get(f"/parts/{part_id}")
    assert answer.location == f"{house.base}/items/{house.running.item_id}#parts"
    assert client.get(answer.location).status_code == 200
    assert client.post(f"{house.base}/parts/{part_id}/tick").status_code == 303
    assert client.post(f"{house.base}/parts/{part_id}/tick").status_code == 422
    assert client.post(f"{house.base}/parts/{part_id}/untick").status_code == 303


def test_the_cooperating_head_names_the_person(app, client, sign_in, house):
    with app.app_context(), writing():
        part = ItemPart(item_id=house.running.item_id, unit_id=house.cast.second_department_id)
        db.session.add(part)
        db.session.commit()
        part_id = part.id
    url = f"{house.base}/parts/{part_id}/assign"
    sent = {"person_id": house.cast.second_staff.id, "text": "窗口配合"}
    assert sign_in(client, house.cast.staff).post(url, data=sent).status_code == 404
    sign_in(client, house.cast.second_head)
    assert client.post(url, data=sent | {"person_id": house.cast.staff.id}).status_code == 422
    assert client.post(url, data=sent).status_code == 303
    assert "窗口配合" in sign_in(client, house.cast.second_staff).get(f"{house.base}/work").text


def test_a_record_under_another_campaigns_address_is_not_found(client, sign_in, house):
    assert sign_in(client, house.cast.staff).get(f"/c/other/items/{house.running.item_id}").status_code == 404
