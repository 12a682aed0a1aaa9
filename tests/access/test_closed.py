"""A closed campaign is read-only: whoever could act before is told the rule (422); who never could gets 403."""

import pytest

from extensions import db
from models.campaign import Campaign, CampaignState


@pytest.fixture
def closed(app, cast, running):
    with app.app_context():
        db.session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    return running


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("head", "checklists/{checklist_id}/submit", 422),
        ("director", "breakdown/issue", 422),
        ("director", "checklists/{checklist_id}/submit", 403),
        ("second_staff", "checklists/{checklist_id}/submit", 404),
    ],
)
def test_only_the_end_of_the_campaign_is_told_as_a_broken_rule(
    client, sign_in, cast, closed, at_time, who, path, status
):
    with at_time():
        sign_in(client, getattr(cast, who))
        answer = client.post(f"/c/{closed.slug}/{path.format(checklist_id=closed.checklist_id)}")
    assert answer.status_code == status
