"""Evidence: files checked by content and kept by their hash, notes, links, and what they hang on."""

import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select

from extensions import db
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.person import Person
from models.refusals import RuleBroken
from models.types import Ref, ref_to
from models.visitor import Visitor

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OFFICE_TYPES = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 200 * MEGABYTE


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its content as it will be stored, and what it is."""

    content: bytes
    name: str
    media_type: str
    sha256: str


def check(content: bytes, name: str) -> Checked:
    """What the content really is; photos are made upright and re-encoded, so that no EXIF (place) remains.

    Slow, so call it before the first query of a write. Raises RuleBroken on field "files".
    """
    name = Path(name.replace("\\", "/")).name[:200] or "file"
    if not content:
        raise RuleBroken("file_empty", "files", name=name)
    if len(content) > MOST_BYTES:
        raise RuleBroken("file_too_large", "files", name=name, most=MOST_BYTES // MEGABYTE)
    if content.startswith(b"%PDF-"):
        media_type = "application/pdf"
    elif content.startswith(b"PK\x03\x04"):
        media_type = _office_type(content, name)
    elif content.startswith(OLD_OFFICE):
        media_type = "application/x-ole-storage"
    else:
        content, media_type = _clean_image(content, name)
    return Checked(content, name, media_type, hashlib.sha256(content).hexdigest())


def _office_type(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise RuleBroken("file_broken", "files", name=name) from None
    kind = next((kind for folder, kind in OFFICE_TYPES.items() if any(one.startswith(folder) for one in names)), None)
    if kind is None or "[Content_Types].xml" not in names or unpacked > MOST_UNPACKED:
        raise RuleBroken("file_kind", "files", name=name)
    return kind


def _clean_image(content: bytes, name: str) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format not in IMAGE_TYPES:
                raise RuleBroken("file_kind", "files", name=name)
            if image.width * image.height > MOST_PIXELS:
                raise RuleBroken("file_too_large", "files", name=name, most=MOST_BYTES // MEGABYTE)
            kind = image.format
            upright = ImageOps.exif_transpose(image) or image
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            bare = upright.convert("RGB") if kind == "JPEG" else upright.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise RuleBroken("file_kind", "files", name=name) from None
    bare.info.clear()
    written = io.BytesIO()
    bare.save(written, kind, quality=85)
    return written.getvalue(), IMAGE_TYPES[kind]


def path_of(folder: str, sha256: str) -> Path:
    """Where a file's content is kept."""
    return Path(folder) / sha256[:2] / sha256


def keep(checked: Checked, folder: str, *, by: Visitor | Person, at: datetime, pending: bool = False) -> Evidence:
    """Write, fsync and name the content by its hash, then record it."""
    path = path_of(folder, checked.sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(checked.content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    evidence = Evidence(
        kind=EvidenceKind.FILE,
        sha256=checked.sha256,
        name=checked.name,
        size=len(checked.content),
        media_type=checked.media_type,
        added_by_id=by.id,
        added_at=at,
        pending=pending,
    )
    db.session.add(evidence)
    db.session.flush()
    return evidence


def note(text: str, *, by: Visitor, at: datetime) -> Evidence:
    """A note as evidence."""
    evidence = Evidence(kind=EvidenceKind.NOTE, text=text, added_by_id=by.id, added_at=at)
    db.session.add(evidence)
    db.session.flush()
    return evidence


def link(url: str, *, by: Visitor, at: datetime) -> Evidence:
    """A link as evidence; http and https only. Raises RuleBroken on field "link"."""
    if not url.startswith(("http://", "https://")):
        raise RuleBroken("link_not_web", "link")
    evidence = Evidence(kind=EvidenceKind.LINK, url=url, name=url, added_by_id=by.id, added_at=at)
    db.session.add(evidence)
    db.session.flush()
    return evidence


def hang(pieces: list[Evidence], record: Any, *, shows_on: date | None = None) -> None:
    """Hang evidence on a flushed record; what was pending is now used."""
    ref = ref_to(record)
    for piece in pieces:
        piece.pending = False
        piece.shows_on = piece.shows_on or shows_on
        db.session.add(EvidenceUse(evidence_id=piece.id, ref_kind=ref.kind, ref_id=ref.id))
    db.session.flush()


def pending_of(ids: list[int], *, by: Visitor) -> list[Evidence]:
    """The pending files, sent by this person with a form that was refused."""
    if not ids:
        return []
    return list(
        db.session.scalars(
            select(Evidence).where(Evidence.id.in_(ids), Evidence.added_by_id == by.id, Evidence.pending)
        )
    )


def of(*refs: Ref) -> dict[Ref, list[Evidence]]:
    """The evidence of several records at once, in one statement; every asked ref has a list."""
    found: dict[Ref, list[Evidence]] = {ref: [] for ref in refs}
    for kind in {ref.kind for ref in refs}:
        rows = db.session.execute(
            select(EvidenceUse.ref_id, Evidence)
            .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
            .where(
                EvidenceUse.ref_kind == kind,
                EvidenceUse.ref_id.in_([ref.id for ref in refs if ref.kind == kind]),
            )
            .order_by(Evidence.id)
        )
        for ref_id, evidence in rows:
            found[Ref(kind, ref_id)].append(evidence)
    return found
