"""Evidence: files checked by content and kept by their hash, notes, links, and what they hang on."""

import hashlib
import io
import os
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import exists, select

from extensions import columns_of, db
from models.checklist import EvidenceWanted
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.person import Person
from models.refusals import RuleBroken
from models.types import Ref, ref_to
from models.visitor import Visitor

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_NAME = 200
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OFFICE_TYPES = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OLD_OFFICE_TYPE = "application/x-ole-storage"
ENDINGS = {  # how the name of a file of that kind may end; the first is added where it does not
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    OFFICE_TYPES["word/"]: (".docx",),
    OFFICE_TYPES["xl/"]: (".xlsx",),
    OFFICE_TYPES["ppt/"]: (".pptx",),
    OLD_OFFICE_TYPE: (".doc", ".xls", ".ppt"),
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 200 * MEGABYTE
THUMBNAIL_SIDE = 320
THUMBNAIL_ENDING = ".thumbnail.jpg"
UNUSED_AFTER = timedelta(days=1)


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
    name = Path(name.replace("\\", "/").replace("\0", "")).name[:MOST_NAME] or "file"
    if not content:
        raise RuleBroken("file_empty", "files", name=name)
    if len(content) > MOST_BYTES:
        raise RuleBroken("file_too_large", "files", name=name, most=MOST_BYTES // MEGABYTE)
    if content.startswith(b"%PDF-"):
        media_type = "application/pdf"
    elif content.startswith(b"PK\x03\x04"):
        media_type = _office_type(content, name)
    elif content.startswith(OLD_OFFICE):
        media_type = OLD_OFFICE_TYPE
    else:
        content, media_type = _clean_image(content, name)
    return Checked(content, _rightly_ending(name, media_type), media_type, hashlib.sha256(content).hexdigest())


def _rightly_ending(name: str, media_type: str) -> str:
    """A name that ends like what the file is, so that nobody opens it as something else."""
    endings = ENDINGS[media_type]
    return name if name.lower().endswith(endings) else name[: MOST_NAME - len(endings[0])] + endings[0]


def _office_type(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise RuleBroken("file_broken", "files", name=name) from None
    kind = next((kind for folder, kind in OFFICE_TYPES.items() if any(one.startswith(folder) for one in names)), None)
    if kind is None or "[Content_Types].xml" not in names or unpacked > MOST_UNPACKED:
        raise RuleBroken("file_kind", "files", name=name)
    return kind


def _clean_image(content: bytes, name: str) -> tuple[bytes, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count the pixels ourselves
            with Image.open(io.BytesIO(content), formats=tuple(IMAGE_TYPES)) as image:
                kind = "JPEG" if image.format == "MPO" else str(image.format)  # MPO: what many phones write
                if image.width * image.height > MOST_PIXELS:
                    raise RuleBroken("image_too_large", "files", name=name)
                upright = ImageOps.exif_transpose(image) or image
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                bare = upright.convert("RGB") if kind == "JPEG" else upright.convert("RGBA")
    except Image.DecompressionBombError:
        raise RuleBroken("image_too_large", "files", name=name) from None
    except UnidentifiedImageError:
        raise RuleBroken("file_kind", "files", name=name) from None
    except (OSError, ValueError, SyntaxError):
        raise RuleBroken("file_broken", "files", name=name) from None
    bare.info.clear()
    written = io.BytesIO()
    bare.save(written, kind, quality=85)
    return written.getvalue(), IMAGE_TYPES[kind]


def satisfies(wanted: EvidenceWanted, *, note: str, photos: int, files: int) -> bool:
    """Whether what is there is the evidence that an item wants: none, a note, a photo, or any file."""
    there = {
        EvidenceWanted.NONE: True,
        EvidenceWanted.NOTE: bool(note.strip()),
        EvidenceWanted.PHOTO: photos > 0,
        EvidenceWanted.FILE: files > 0,
    }
    return there[wanted]


def path_of(folder: str, sha256: str) -> Path:
    """Where a file's content is kept."""
    return Path(folder) / sha256[:2] / sha256


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)


def thumbnail(folder: str, sha256: str) -> Path:
    """A small JPEG of a kept photo, made when it is first asked for and kept beside it."""
    path = path_of(folder, sha256)
    small = path.with_name(f"{sha256}{THUMBNAIL_ENDING}")
    if not small.exists():
        with Image.open(path, formats=tuple(IMAGE_TYPES)) as image:
            image.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            picture = image.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture)
        written = io.BytesIO()
        paper.save(written, "JPEG", quality=80)
        _write(small, written.getvalue())
    return small


def keep(checked: Checked, folder: str, *, by: Visitor | Person, at: datetime, pending: bool = False) -> Evidence:
    """Write, fsync and name the content by its hash, then record it."""
    path = path_of(folder, checked.sha256)
    if path.exists():
        path.touch()  # a sweep that runs now leaves it
    else:
        _write(path, checked.content)
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


class Piece(NamedTuple):
    """A piece of evidence as a page shows it."""

    id: int
    kind: EvidenceKind
    name: str
    size: int
    media_type: str
    text: str
    url: str
    shows_on: date | None
    added_by_id: int
    added_at: datetime

    @property
    def is_photo(self) -> bool:
        """As Evidence has it."""
        return self.media_type.startswith("image/")


_PIECES = (
    select(EvidenceUse.ref_kind, EvidenceUse.ref_id, *(getattr(Evidence, name) for name in Piece._fields))
    .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
    .order_by(Evidence.id)
)


def pieces(*refs: Ref) -> dict[Ref, list[Piece]]:
    """As `of`, but only what is shown of them."""
    found: dict[Ref, list[Piece]] = {ref: [] for ref in refs}
    for kind in {ref.kind for ref in refs}:
        ids = [ref.id for ref in refs if ref.kind == kind]
        for _kind, ref_id, *values in columns_of(
            _PIECES.where(EvidenceUse.ref_kind == kind, EvidenceUse.ref_id.in_(ids))
        ):
            found[Ref(kind, ref_id)].append(Piece(*values))
    return found


def sweep(folder: str, *, at: datetime, thorough: bool = True) -> int:
    """Forget what a refused form left and nobody used for a day, and files of which nothing is recorded; how many.

    A file is written before it is recorded, so one that lies there for less than a day is left alone. Unless
    `thorough`, the folder is walked only when there is something to forget.
    """
    unused = db.session.scalars(
        select(Evidence).where(
            Evidence.pending,
            Evidence.added_at < at - UNUSED_AFTER,
            ~exists().where(EvidenceUse.evidence_id == Evidence.id),
        )
    ).all()
    for piece in unused:
        db.session.delete(piece)
    db.session.flush()
    if not unused and not thorough:
        return 0
    recorded = set(db.session.scalars(select(Evidence.sha256).where(Evidence.sha256.is_not(None)).distinct()))
    oldest = (at - UNUSED_AFTER).timestamp()
    for path in Path(folder).glob("??/*"):
        if path.name.partition(".")[0] not in recorded and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    return len(unused)
