import pytest

from tests.factories import Cast, points


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast


@pytest.fixture
def campaign(session, running):
    from models.campaign import Campaign

    return session.get_one(Campaign, running.campaign_id)


@pytest.fixture
def office(cast):
    """Who writes, and when: handed to every verb."""
    return {"by": cast.director.visitor(points.AT), "at": points.AT}


@pytest.fixture
def book(campaign, office):
    """The draft of version 2, a copy of version 1."""
    from services import rulebooks

    return rulebooks.draft(campaign, **office)
