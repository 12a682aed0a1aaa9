"""Office files as archives of XML: opened with their sizes counted, parsed with depth and number of elements bounded."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from importers.refusals import MEGABYTE, MOST_FILE, Unreadable

MOST_PARTS = 3000
MOST_PART = 48 * MEGABYTE
MOST_XML = 64 * MEGABYTE
MOST_RATIO = 200
"""Unpacked to packed. XML of real documents is 10 to 30 times as long as packed; a bomb a thousand times."""

SMALL = MEGABYTE
MOST_DEPTH = 400
MOST_ELEMENTS = 1_000_000
PIECE = 64 * 1024
ENCRYPTED = 1
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
USUAL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The same words in the two namespaces in which Word saves."""


class Archive:
    """The parts of an Office file."""

    def __init__(self, data: bytes) -> None:
        """Look at the directory before anything is unpacked. Raises Unreadable: broken, locked or too_big."""
        try:
            self.data = data
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unreadable("broken") from None
        entries = self._zip.infolist()
        self.names = frozenset(entry.filename for entry in entries)
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise Unreadable("locked")
        xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
        is_bomb = any(
            entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries
        )
        if is_bomb or len(entries) > MOST_PARTS or sum(entry.file_size for entry in xml) > MOST_XML:
            raise Unreadable("too_big", most=MOST_FILE)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece and counted. Raises Unreadable."""
        left = MOST_PART
        try:
            with self._zip.open(name) as part:
                while left >= 0 and (piece := part.read(PIECE)):
                    left -= len(piece)
                    yield piece
        except KeyError:
            return
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
            raise Unreadable("broken") from None
        if left < 0:
            raise Unreadable("too_big", most=MOST_FILE)

    def tree(self, name: str) -> ET.Element | None:
        """A part as its XML; nothing where there is no such part. Raises Unreadable."""
        root: ET.Element | None = self.walk(name, Tree()) if name in self.names else None
        return root

    def walk(self, name: str, watch: "Watch") -> Any:
        """Let `watch` see every element of a part; what it makes of it. Raises Unreadable."""
        parser = ET.XMLParser(target=watch)  # noqa: S314 -- Watch refuses document types, and with them entities
        try:
            for piece in self.pieces(name):
                parser.feed(piece)
            return parser.close()
        except Unreadable:
            raise
        except (ET.ParseError, ValueError, LookupError):
            raise Unreadable("broken") from None


class Watch:
    """Sees the elements of a part, and refuses what no Office program writes."""

    def __init__(self) -> None:
        self.depth = self.count = 0

    def start(self, _tag: str, _attributes: dict[str, str]) -> Any:
        """An element begins. Raises Unreadable."""
        self.depth += 1
        self.count += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable("broken")
        if self.count > MOST_ELEMENTS:
            raise Unreadable("too_big", most=MOST_FILE)

    def end(self, _tag: str) -> Any:
        """An element ends."""
        self.depth -= 1

    def data(self, text: str) -> None:
        """What stands in it."""

    def doctype(self, *_what: object) -> None:
        """A document type declares entities, which may grow without end or fetch files."""
        raise Unreadable("broken")

    def close(self) -> Any:
        """The part is over."""


class Tree(Watch):
    """Keeps all of it."""

    def __init__(self) -> None:
        super().__init__()
        self._builder = ET.TreeBuilder()

    def start(self, tag: str, attributes: dict[str, str]) -> Any:
        """Keep an element, with its names in the usual namespace."""
        super().start(tag, attributes)
        if tag.startswith(STRICT):
            attributes = {name.replace(STRICT, USUAL, 1): one for name, one in attributes.items()}
        return self._builder.start(tag.replace(STRICT, USUAL, 1), attributes)

    def data(self, text: str) -> None:
        """Keep the text of an element."""
        self._builder.data(text)

    def end(self, tag: str) -> Any:
        """Close an element."""
        super().end(tag)
        return self._builder.end(tag.replace(STRICT, USUAL, 1))

    def close(self) -> Any:
        """The root of all that was kept."""
        return self._builder.close()


def targets(archive: Archive, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the id of the reference; nothing that lies outside of the archive."""
    folder, _, name = part.rpartition("/")
    root = archive.tree(f"{folder}/_rels/{name}.rels".lstrip("/"))
    found = {}
    for one in () if root is None else root:
        if one.get("TargetMode") != "External":
            target = one.get("Target", "")
            found[one.get("Id", "")] = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
    return found


def main_part(archive: Archive) -> str:
    """The part with which the file begins: word/document.xml or xl/workbook.xml, in files as they are written."""
    root = archive.tree("_rels/.rels")
    for one in () if root is None else root:
        if one.get("Type", "").endswith("/officeDocument"):
            return one.get("Target", "").lstrip("/")
    return ""


def _joined(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for one in target.split("/"):
        if one == "..":
            parts = parts[:-1]
        elif one not in {"", "."}:
            parts.append(one)
    return "/".join(parts)
