"""The main job end to end, as people do it: from the plan document to a score that explains itself."""

import pytest

from tests.browser.steps import ORDER
from tests.browser.steps.story import Story

PLACES = [("desk", "zh"), ("phone", "zh"), ("desk", "en")]


@pytest.mark.parametrize(("width", "language"), PLACES)
def test_a_campaign_runs_from_its_first_document_to_its_last_score(visit, axe, fresh_server, width, language):
    page = visit(width, language, server=fresh_server)
    page.on("dialog", lambda dialog: dialog.accept())
    story = Story(page, fresh_server, axe, f"{width}-{language}", width)
    with fresh_server.without_notice():
        for step in ORDER:
            step(story)
