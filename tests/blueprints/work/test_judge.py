"""Accepting and returning from the item's page."""

from models.work import OccurrenceState

DONE, ACCEPTED, RETURNED = OccurrenceState.DONE, OccurrenceState.ACCEPTED, OccurrenceState.RETURNED


def test_the_office_accepts(client, sign_in, house, change, look):
    occurrence_id = house.running.occurrence_id
    change(occurrence_id, state=DONE)
    url = f"{house.base}/occurrences/{occurrence_id}/accept_office"
    sign_in(client, house.cast.director)
    assert client.post(url, data={"version": 7}).status_code == 422
    assert client.post(url, data={"version": 1, "back": "//evil.example"}).location.startswith(house.base)
    assert look(occurrence_id).state is ACCEPTED
    assert client.post(url, data={"version": 2}).status_code == 422


def test_the_head_accepts_the_squad_leaders_own(client, sign_in, house, change, look):
    occurrence_id = house.running.weekly_occurrence_id
    change(occurrence_id, state=DONE)
    url = f"{house.base}/occurrences/{occurrence_id}/accept_unit"
    assert sign_in(client, house.cast.squad_leader).post(url, data={"version": 1}).status_code == 422
    assert sign_in(client, house.cast.staff).post(url, data={"version": 1}).status_code == 403
    assert sign_in(client, house.cast.head).post(url, data={"version": 1}).status_code == 303
    assert look(occurrence_id).state is ACCEPTED


def test_returned_with_a_reason_and_the_notice_leads_back(client, sign_in, house, change, look):
    occurrence_id = house.running.occurrence_id
    change(occurrence_id, state=DONE)
    url = f"{house.base}/occurrences/{occurrence_id}/return"
    sign_in(client, house.cast.director)
    answer = client.post(url, data={"version": 1, "reason": " "})
    assert answer.status_code == 422
    assert f"reason_{occurrence_id}_errors" in answer.text
    answer = client.post(url, data={"version": 8, "reason": "缺照片"})
    assert answer.status_code == 422
    assert "缺照片" in answer.text
    assert client.post(url, data={"version": 1, "reason": "缺照片"}).status_code == 303
    assert (look(occurrence_id).state, look(occurrence_id).reason) == (RETURNED, "缺照片")
    sign_in(client, house.cast.staff)
    assert "缺照片" in client.get("/notices").text
    assert "缺照片" in client.get(f"{house.base}/work").text
