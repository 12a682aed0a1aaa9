import pytest

from tests.factories import Cast


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast
