"""Each test of these routes has the cast and a running campaign, committed, and a client at a fixed moment."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PIL import Image

from extensions import db, writing
from models.checklist import ChecklistItem, EvidenceWanted
from models.work import Occurrence, OccurrenceState

NOW = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def house(app, cast, running, at_time, tmp_path):
    app.config["EVIDENCE_FOLDER"] = str(tmp_path)
    with at_time(NOW):
        yield SimpleNamespace(cast=cast, running=running, base=f"/c/{running.slug}")


@pytest.fixture
def change(app):
    """change(occurrence_id, state=…, wanted=…): set up how the work stands."""

    def apply(occurrence_id, state=None, wanted=None, done_by=None):
        with app.app_context(), writing():
            occurrence = db.session.get_one(Occurrence, occurrence_id)
            if state is not None:
                occurrence.state = state
                occurrence.done_by_id = done_by or occurrence.item.responsible_id
                occurrence.done_at = NOW
            if wanted is not None:
                occurrence.item.in_force.evidence_wanted = wanted
            db.session.commit()

    return apply


@pytest.fixture
def look(app):
    """look(occurrence_id): how the work stands now."""

    def read(occurrence_id):
        with app.app_context():
            one = db.session.get_one(Occurrence, occurrence_id)
            return SimpleNamespace(
                state=one.state, note=one.note, reason=one.reason, version=one.version, done_by_id=one.done_by_id
            )

    return read


@pytest.fixture
def jpeg():
    """jpeg(): a photo as a file that a form sends, with its place in the EXIF."""

    def make(name="候车厅.jpg"):
        written = io.BytesIO()
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}
        Image.new("RGB", (40, 30), "white").save(written, "JPEG", exif=exif)
        written.seek(0)
        return written, name

    return make


__all__ = ["NOW", "ChecklistItem", "EvidenceWanted", "OccurrenceState"]
