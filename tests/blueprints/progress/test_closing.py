import pytest

from extensions import db
from models.campaign import Campaign, CampaignState
from models.checklist import ChecklistItem

PAGE = "/c/love/closing"


@pytest.fixture(autouse=True)
def now(at_time):
    with at_time():
        yield


def state_of(app, running):
    with app.app_context():
        return db.session.get_one(Campaign, running.campaign_id).state


def move(client, to, version=""):
    return client.post(f"{PAGE}/move", data={"to": to, "version": version})


def settle(client, *rows, **values):
    return client.post(f"{PAGE}/items", data={"row": list(rows), "reason": "活动结束", "becomes": "ended", **values})


def test_the_whole_way_to_the_close(app, client, sign_in, cast, running):
    sign_in(client, cast.director)
    assert client.get(PAGE).status_code == 200
    assert move(client, "looking_back").status_code == 303
    refused = move(client, "closed")
    assert refused.status_code == 422
    assert f'id="item_{running.item_id}"' in refused.get_data(as_text=True)
    assert settle(client, str(running.item_id), str(running.draft_id)).status_code == 303
    assert settle(client, str(running.weekly_id), becomes="standing").status_code == 303
    assert move(client, "closed").status_code == 303
    assert state_of(app, running) is CampaignState.CLOSED
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("to", ["closed", "draft", "nonsense", ""])
def test_other_moves_are_refused(app, client, sign_in, cast, running, to):
    assert move(sign_in(client, cast.director), to).status_code == 422
    assert state_of(app, running) is CampaignState.ACTIVE


def test_a_stale_move_is_refused(app, client, sign_in, cast, running):
    assert move(sign_in(client, cast.director), "looking_back", version="77").status_code == 422
    assert state_of(app, running) is CampaignState.ACTIVE


@pytest.mark.parametrize("who", ["leader", "head", "staff", "deputy"])
def test_only_the_director_moves_it(app, client, sign_in, cast, running, who):
    sign_in(client, getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    assert move(client, "looking_back").status_code == 403


def test_a_reason_is_asked_beside_its_field_and_the_ticks_are_kept(app, client, sign_in, cast, running):
    answer = settle(sign_in(client, cast.director), f"{running.item_id}-1", reason="")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'id="settle_reason_errors"' in text
    assert f'value="{running.item_id}-1"' in text.partition("checked>")[2] or "checked>" in text
    with app.app_context():
        assert db.session.get_one(ChecklistItem, running.item_id).ended_at is None


def test_nothing_left_to_carry_over_is_said(client, sign_in, cast, running):
    assert sign_in(client, cast.director).post(f"{PAGE}/findings").status_code == 422


def test_the_plan_leads_here(client, sign_in, cast, running):
    assert PAGE in sign_in(client, cast.director).get("/c/love/plan").get_data(as_text=True)
    assert PAGE not in sign_in(client, cast.head).get("/c/love/plan").get_data(as_text=True)
