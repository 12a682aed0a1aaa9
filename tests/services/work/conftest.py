"""Each test of work has the cast and a running campaign, inside one app context."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from PIL import Image

from extensions import db
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted
from models.types import Rhythm
from models.work import Occurrence, OccurrenceState
from services import evidence
from tests.factories.running import make_item, make_occurrence

NOW = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def house(session, cast, running):
    people = {name: who.visitor(NOW) for name, who in cast.people().items()}
    return SimpleNamespace(cast=cast, running=running, by=SimpleNamespace(**people), at=NOW)


@pytest.fixture
def once(house) -> Occurrence:
    """An open one-off of `staff`, accepted by the office."""
    return db.session.get_one(Occurrence, house.running.occurrence_id)


@pytest.fixture
def make_work(house) -> Callable[..., Occurrence]:
    """make_work(who answers, accepted_by=…, wanted=…, state=…): one more occurrence of this week."""
    first = db.session.get_one(ChecklistItem, house.running.item_id).current

    def make(
        who, title="巡查", accepted_by=AcceptedBy.UNIT, wanted=EvidenceWanted.NONE, state=OccurrenceState.OPEN, **given
    ):
        checklist = db.session.get_one(Checklist, given.get("checklist_id", house.running.checklist_id))
        item = make_item(
            checklist,
            first.focus_area,
            first.phase,
            title,
            who.id,
            rhythm=given.get("rhythm", Rhythm.WEEKLY),
            day=4,
            accepted_by=accepted_by,
            evidence_wanted=wanted,
        )
        made = make_occurrence(item, given.get("due_on", date(2018, 11, 23)), period="2018-W47", state=state)
        if state is not OccurrenceState.OPEN:
            made.done_by_id, made.done_at = who.id, NOW
            db.session.flush()
        return made

    return make


@pytest.fixture
def photo(tmp_path, house):
    """photo(by): a kept photo; pdf() a kept PDF."""
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(written, "JPEG")

    def make(by=None, content=None, name="候车厅.jpg"):
        return evidence.keep(
            evidence.check(content or written.getvalue(), name), str(tmp_path), by=by or house.by.staff, at=NOW
        )

    return make
