"""The cast and a campaign under way."""

import pytest

from tests.factories import make_campaign, make_cast


@pytest.fixture
def cast(app):
    with app.app_context():
        return make_cast()


@pytest.fixture
def running(app, cast):
    with app.app_context():
        return make_campaign(cast)
