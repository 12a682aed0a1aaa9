"""Routes of evidence: the file itself, and a small picture of a photo. Who may see one of its subjects may see it."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file

from access import Act, requires
from access.subjects import Shown
from models.evidence import Evidence
from services import evidence as kept

room = Blueprint("evidence", __name__, url_prefix="/evidence")

SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
SANDBOX = f"{NOTHING_RUNS}; sandbox"
THUMBNAIL_IS_FRESH = timedelta(minutes=10)


@room.get("/<int:evidence_id>")
@requires(Act.EVIDENCE_READ, Shown)
def show(shown: Shown) -> Response:
    """The file: pictures and PDF open in the browser, everything else is saved."""
    evidence = shown.evidence
    response = send_file(
        _path(evidence),
        mimetype=evidence.media_type,
        as_attachment=evidence.media_type not in SHOWN_INLINE,
        download_name=evidence.name,
        etag=f"{evidence.sha256}",
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return _tame(response)


@room.get("/<int:evidence_id>/thumb")
@requires(Act.EVIDENCE_READ, Shown)
def thumb(shown: Shown) -> Response:
    """A small JPEG of a photo, for lists."""
    evidence = shown.evidence
    if not evidence.is_photo:
        abort(404)
    _path(evidence)
    small = kept.thumbnail(current_app.config["EVIDENCE_FOLDER"], evidence.sha256 or "")
    response = send_file(small, mimetype="image/jpeg", etag=f"{evidence.sha256}-small")
    response.headers["Cache-Control"] = f"private, max-age={int(THUMBNAIL_IS_FRESH.total_seconds())}"
    return _tame(response)


def _path(evidence: Evidence) -> Path:
    """Where its content lies; 404 for a note, a link, or a file that is lost."""
    if not evidence.sha256:
        abort(404)
    path = kept.path_of(current_app.config["EVIDENCE_FOLDER"], evidence.sha256)
    return path if path.is_file() else abort(404)


def _tame(response: Response) -> Response:
    """A browser's own PDF viewer does not start inside a sandbox; whatever else opens is in one."""
    response.headers["Content-Security-Policy"] = NOTHING_RUNS if response.mimetype == "application/pdf" else SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
