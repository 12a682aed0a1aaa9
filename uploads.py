"""Files sent with a form: checked, kept as evidence, held while the form is refused, and shown on a page."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app, request, url_for
from flask_login import current_user

from extensions import db
from forms import whole
from models.evidence import Evidence, EvidenceKind
from models.refusals import RuleBroken
from pages import zone
from services import evidence
from services.evidence import Piece

KEPT = "kept"
KILOBYTE = 1024


class Sent(NamedTuple):
    """A document that came in: the name and bytes of its file, empty where it was pasted, and the pasted text."""

    name: str
    data: bytes
    text: str


def document_in(form: Any) -> Sent:
    """The document in the fields `file` and `text` of a form.

    Reading it takes its time, so what the request has read so far is given back first.
    """
    upload = form.file.data
    name = (upload.filename if upload else "") or ""
    sent = Sent(name, upload.read() if name else b"", form.text.data or "")
    db.session.rollback()
    return sent


def take(*, at: datetime, field: str = "files", kept: str = KEPT) -> list[Evidence]:
    """The files of this form and those held from its refused sendings, recorded but not yet hung on anything.

    Checking is slow, so what the request has read so far is given back first. Raises RuleBroken on field "files".
    """
    return take_rows({"": (field, kept)}, at=at)[""]


def take_rows(rows: Mapping[Any, tuple[str, str]], *, at: datetime) -> dict[Any, list[Evidence]]:
    """The same for a form of many rows: by row the names of its file field and of what is held for it."""
    sent = {row: [one for one in request.files.getlist(field) if one.filename] for row, (field, _) in rows.items()}
    if any(sent.values()):
        db.session.rollback()
    checked = {row: [evidence.check(one.read(), one.filename or "") for one in files] for row, files in sent.items()}
    folder = current_app.config["EVIDENCE_FOLDER"]
    return {
        row: evidence.pending_of(_ids(kept), by=current_user)
        + [evidence.keep(one, folder, by=current_user, at=at) for one in checked[row]]
        for row, (_field, kept) in rows.items()
    }


def hold(*, at: datetime, field: str = "files", kept: str = KEPT) -> list[Evidence]:
    """After a refusal: keep what was sent as pending, in a transaction of its own, so that the form need not be asked
    for it again. Files that are refused themselves are left out. No lock is held while a file is checked.
    """
    folder = current_app.config["EVIDENCE_FOLDER"]
    for one in request.files.getlist(field):
        if not one.filename:
            continue
        one.seek(0)
        db.session.rollback()
        try:
            checked = evidence.check(one.read(), one.filename)
        except RuleBroken:
            continue
        request_held = evidence.keep(checked, folder, by=current_user, at=at, pending=True)
        db.session.commit()
        _held_now().setdefault(kept, []).append(request_held.id)
    return evidence.pending_of(_ids(kept) + _held_now().get(kept, []), by=current_user)


def shown(pieces: Iterable[Evidence | Piece]) -> list[dict[str, Any]]:
    """What the evidence macro wants of each piece."""
    found = []
    for piece in pieces:
        kind = "photo" if piece.is_photo else str(piece.kind)
        url = url_for("evidence.show", evidence_id=piece.id)
        thumb = url_for("evidence.thumb", evidence_id=piece.id)
        when = (piece.shows_on or piece.added_at.astimezone(zone()).date()).strftime("%m-%d")
        found.append(
            {
                "id": piece.id,
                "kind": kind,
                "name": piece.text if piece.kind is EvidenceKind.NOTE else piece.name or piece.url,
                "size": size_words(piece.size) if piece.kind is EvidenceKind.FILE else "",
                "url": {EvidenceKind.FILE: url, EvidenceKind.LINK: piece.url}.get(piece.kind, ""),
                "thumb_url": thumb if kind == "photo" else "",
                "when": when,
                "caption": f"{Path(piece.name).stem} {when}",
            }
        )
    return found


def size_words(size: int) -> str:
    """120 KB, 3.4 MB."""
    if size < KILOBYTE * KILOBYTE:
        return f"{max(size // KILOBYTE, 1)} KB"
    return f"{size / KILOBYTE / KILOBYTE:.1f} MB"


def _ids(kept: str) -> list[int]:
    return [number for one in request.form.getlist(kept) if (number := whole(one)) is not None]


def _held_now() -> dict[str, list[int]]:
    if not hasattr(request, "held_evidence"):
        request.held_evidence = {}  # type: ignore[attr-defined]
    held: dict[str, list[int]] = request.held_evidence  # type: ignore[attr-defined]
    return held
