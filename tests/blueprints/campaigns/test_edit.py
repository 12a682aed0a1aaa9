"""The plan's edit page after adoption: rows of aims, requirements and focus areas, for the director only."""

import pytest

from extensions import db
from models.campaign import Campaign
from tests.forms import forms_of

URL = "/c/love/plan/edit"


@pytest.fixture
def filled(client, sign_in, cast, running, at_time):
    """The form as the director sees it, to be changed and sent."""
    with at_time():
        html = sign_in(client, cast.director).get(URL).text
        form = next(one for one in forms_of(html) if one.action == URL)
        yield {name: [value for key, value in form.values if key == name] for name in form.names()}


def area_row(filled, area_id):
    return next(
        name
        for name, values in filled.items()
        if name.endswith("-id") and values == [str(area_id)] and name.startswith("areas")
    )[:-3]


def test_rows_are_changed_and_the_empty_ones_are_new_lines(app, client, filled, cast, running):
    row = area_row(filled, running.area_id)
    sent = filled | {
        f"{row}-title": "强化服务意识(修订)",
        f"{row}-cooperating": [str(cast.second_department_id)],
        "aims-0-text": "零有责投诉",
        "requirements-0-title": "统一思想",
    }
    assert client.post(URL, data=sent).status_code == 303
    with app.app_context():
        campaign = db.session.query(Campaign).one()
        changed = next(one for one in campaign.focus_areas if one.id == running.area_id)
        assert changed.title == "强化服务意识(修订)"
        assert [unit.id for unit in changed.cooperating] == [cast.second_department_id]
        assert [one.text for one in campaign.aims] == ["零有责投诉"]
        assert [one.title for one in campaign.requirements] == ["统一思想"]


def test_saving_what_is_there_changes_no_line(app, client, filled):
    def said():
        with app.app_context():
            campaign = db.session.query(Campaign).one()
            return [(one.title, one.text, one.lead_id) for one in campaign.focus_areas], len(campaign.aims)

    before = said()
    assert client.post(URL, data=filled).status_code == 303
    assert said() == before


def test_removing_an_area_with_tasks_is_refused_beside_it_and_keeps_what_was_typed(client, filled, running):
    row = area_row(filled, running.area_id)
    sent = filled | {f"{row}-removed": "y", "aims-0-text": "留着"}
    answer = client.post(URL, data=sent, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Remove them in the work breakdown first" in answer.text
    assert "留着" in answer.text


@pytest.mark.parametrize("part", ["head", "leader", "deputy", "liaison"])
def test_only_the_director_edits(client, sign_in, cast, running, at_time, part):
    with at_time():
        sign_in(client, getattr(cast, part))
        assert client.get(URL).status_code == 403
        assert client.post(URL, data={"version": "1"}).status_code == 403
