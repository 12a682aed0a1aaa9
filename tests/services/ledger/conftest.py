import pytest

from tests.factories import Cast, Running, make_campaign, make_cast


@pytest.fixture
def cast(session) -> Cast:
    return make_cast()


@pytest.fixture
def running(cast: Cast) -> Running:
    return make_campaign(cast)
