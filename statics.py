"""The site's own files: compressed once per process, and kept by browsers for as long as their address is the same.

Pages name them with ?v= and a digest of all files, so a new release is a new address.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

YEAR = 365 * 24 * 60 * 60
LEVEL = 9
PACKED = ("text/", "image/svg+xml")  # what becomes smaller


@dataclass(frozen=True)
class Kept:
    """A file as it is sent."""

    stamp: tuple[int, int]
    raw: bytes
    packed: bytes | None
    etag: str
    media_type: str


def version_of(folder: Path) -> str:
    """A short digest of all files in the folder."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def view_of(app: Flask, version: str) -> Callable[..., Response]:
    """The view that sends them; one whose address names another version is asked for again each time."""
    folder = Path(app.static_folder or "")
    kept: dict[str, Kept] = {}

    def send(filename: str) -> Response:
        path = safe_join(str(folder), filename)
        if path is None or not Path(path).is_file():
            abort(404)
        found = Path(path).stat()
        stamp = (found.st_mtime_ns, found.st_size)
        if filename not in kept or kept[filename].stamp != stamp:
            kept[filename] = _read(Path(path), stamp)
        return _answer(kept[filename], is_lasting=request.args.get("v") == version and not app.debug)

    return send


def _read(path: Path, stamp: tuple[int, int]) -> Kept:
    raw = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(raw, LEVEL, mtime=0) if media_type.startswith(PACKED) else None
    smaller = packed if packed is not None and len(packed) < len(raw) else None
    return Kept(stamp, raw, smaller, hashlib.sha256(raw).hexdigest()[:16], media_type)


def _answer(one: Kept, *, is_lasting: bool) -> Response:
    is_packed = one.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(one.packed if is_packed else one.raw, mimetype=one.media_type)
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{one.etag}-gz" if is_packed else one.etag)
    if is_lasting:
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.max_age = YEAR
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
