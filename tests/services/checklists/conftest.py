"""The cast, their campaign, and the first department's checklist, one morning in November 2018."""

from datetime import date

import pytest

from extensions import db
from models.checklist import Checklist, ChecklistItem
from services import checklists, items
from services.items import Charge, Content
from tests.services.checklists import AT


@pytest.fixture
def cast(session, cast):
    return cast


@pytest.fixture
def checklist(running):
    return db.session.get_one(Checklist, running.checklist_id)


@pytest.fixture
def by(cast):
    """by("head"): the head as visitor."""
    return lambda part: getattr(cast, part).visitor(AT)


@pytest.fixture
def draft(running):
    return db.session.get_one(ChecklistItem, running.draft_id)


@pytest.fixture
def approved(running):
    return db.session.get_one(ChecklistItem, running.item_id)


@pytest.fixture
def say(running):
    """A content that is whole; keywords change it."""
    return lambda title="旅客谈心", **words: Content(
        **{"title": title, "focus_area_id": running.area_id, "due_on": date(2018, 11, 30), **words}
    )


@pytest.fixture
def submitted(checklist, draft, cast, by, say):
    """The draft, completed and submitted by the head."""
    items.edit(draft, say(), Charge(cast.staff.id), version=draft.version, by=by("head"), at=AT)
    checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
    return draft
