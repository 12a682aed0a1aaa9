"""The cast and their campaign, and `at("head")`: the head at a client of their own, one morning in November 2018."""

import pytest

from tests.conftest import new_client, signed_in


@pytest.fixture
def at(app, cast, at_time):
    with at_time():
        yield lambda part: signed_in(new_client(app), getattr(cast, part))
