"""The cast and a campaign under way."""

import pytest

from tests.factories import make_campaign, make_cast


@pytest.fixture
def cast(session):
    return make_cast()


@pytest.fixture
def running(session, cast):
    return make_campaign(cast)
