from types import SimpleNamespace

import pytest

from extensions import db
from models.case import PointCase
from tests.factories import points


@pytest.fixture
def cast(session, cast):
    return cast


@pytest.fixture
def case(cast, running) -> PointCase:
    """On notice until 2018-11-23: the staff member is to lose 2.0, the squad leader 0.5; the director proposed it."""
    return points.make_penalty(running, cast)


@pytest.fixture
def posted(case, cast) -> SimpleNamespace:
    """The same, confirmed by the leader as entries 1 and 2."""
    points.confirm(case, cast.leader)
    db.session.refresh(case)
    return SimpleNamespace(case=case, line=case.lines[0], entry=points.entry(case.campaign_id, 1))
