"""The emblem sent with the draft of a plan survives a refused sheet and comes into the campaign."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from extensions import db
from models.campaign import Campaign, Document

PLAN = (Path(__file__).parents[2] / "importers/documents/seed_like.txt").read_text(encoding="utf-8")


def picture() -> tuple[io.BytesIO, str]:
    written = io.BytesIO()
    Image.new("RGB", (32, 32), (29, 78, 137)).save(written, "PNG")
    return io.BytesIO(written.getvalue()), "emblem.png"


@pytest.fixture
def drafted(client, sign_in, cast, at_time):
    with at_time():
        sign_in(client, cast.director)
        answer = client.post("/campaigns/new", data={"text": PLAN, "request_key": "k"})
        assert answer.status_code == 303
        yield answer.headers["Location"]


def sheet() -> dict[str, str]:
    first = date(2018, 11, 1)
    return {
        "title": "暖路先锋",
        "brand": "暖路先锋",
        "phases-0-name": "动员",
        "phases-0-starts_on": first.isoformat(),
        "phases-0-ends_on": (first + timedelta(days=30)).isoformat(),
        "focus_areas-0-title": "强化服务",
        "focus_areas-0-lead": "",
    }


def test_a_campaign_is_adopted_with_the_emblem_sent_in_the_same_form(app, client, drafted):
    answer = client.post(drafted, data={**sheet(), "version": "1", "adopt": "1", "emblem": picture()})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.query(Campaign).one().emblem_id is not None


def test_an_emblem_sent_with_a_refused_sheet_is_kept(app, client, drafted):
    answer = client.post(drafted, data={**sheet(), "title": "", "version": "1", "adopt": "1", "emblem": picture()})
    assert answer.status_code == 422
    kept = answer.get_data(as_text=True).partition('name="emblem_id"')[2].partition('value="')[2].partition('"')[0]
    answer = client.post(drafted, data={**sheet(), "version": "1", "adopt": "1", "emblem_id": kept})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.query(Campaign).one().emblem_id == int(kept)
        assert db.session.query(Document).one().state == "adopted"
