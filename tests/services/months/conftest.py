from typing import NamedTuple

import pytest

from tests.factories import Cast, Running, months


class Rules(NamedTuple):
    """Rules of the month's list: a plain one with a cap, and one with a share for the squad leader."""

    plain: int
    shared: int


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast


@pytest.fixture
def rules(running: Running) -> Rules:
    return Rules(*months.make_list_rules(running))
