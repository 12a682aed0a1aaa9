"""The cast and a campaign under way."""

import pytest


@pytest.fixture
def cast(session, cast):
    return cast
