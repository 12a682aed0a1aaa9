"""Uploaded files: from their bytes to text or sheets. What they are is told by their content, never by their name."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from importers import confined
from importers.refusals import MEGABYTE, MOST_FILE, Unreadable
from importers.text import CONTROLS, checked, decode

MOST_BYTES = MOST_FILE * MEGABYTE
READ = (".txt", ".docx", ".xlsx", ".pdf")
"""What an upload field should accept."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
RICH_TEXT = b"{\\rtf"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
PDF_WITHIN = 1024
WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|mime-version:)", re.IGNORECASE)
PARTS = ("\t", "|", "｜")
BLANKS = re.compile(r"[ \u3000]{2,}")
MOST_CELLS = 60_000


@dataclass(frozen=True)
class Sheet:
    """A table: its title and its rows, each as wide as the widest, merged cells repeated in every cell they cover."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Opened:
    """A file that was read once, for what is first looked for in its sheets and then in its text."""

    kind: str
    data: bytes
    read: dict[str, Any]

    def text(self) -> str:
        """As `text_of`."""
        return decode(self.data) if self.kind == "txt" else checked(CONTROLS.sub("", str(self.read["text"])))

    def sheets(self) -> tuple[Sheet, ...]:
        """As `sheets_of`."""
        if self.kind == "txt":
            return (sheet_in(decode(self.data)),)
        sheets = tuple(sheet_from(str(one["title"]), one["rows"]) for one in self.read["sheets"])
        return sheets if any(sheet.rows for sheet in sheets) else (sheet_in(CONTROLS.sub("", str(self.read["text"]))),)


def opened(data: bytes) -> Opened:
    """The file, read by its kind. Raises Unreadable."""
    kind = kind_of(data)
    return Opened(kind, data, {} if kind == "txt" else confined.read(kind, data))


def text_of(data: bytes) -> str:
    """The plain text of a .txt, .docx, .xlsx or .pdf: Word's own numbers printed, a row of a table as cells parted by
    tabs, pages joined. Raises Unreadable.
    """
    return opened(data).text()


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx that are not hidden, the tables of a .docx or .pdf, or what is in the text as in a
    pasted table. Raises Unreadable.
    """
    return opened(data).sheets()


def sheet_in(text: str, title: str = "") -> Sheet:
    """A pasted table: cells parted by tabs, upright bars, commas, or two blanks and more. Raises Unreadable."""
    lines = [line for line in checked(text).splitlines() if line.strip()]
    mark = next((mark for mark in PARTS if sum(mark in line for line in lines) * 2 >= len(lines)), "")
    rows = _quoted(lines, mark or ",") or [_parted(line, mark) for line in lines]
    if sum(map(len, rows)) > MOST_CELLS:
        raise Unreadable("too_big", most=MOST_FILE)
    return sheet_from(title, [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)])


def _quoted(lines: list[str], mark: str) -> list[list[str]]:
    """The rows of a table that Excel copied, which puts a cell of several lines in quotes, or saved with commas; nothing
    where the text is neither, or where a lone quote would swallow the rows below.
    """
    if mark == "\t" and not any(line.count('"') % 2 for line in lines):
        return []
    if mark not in {"\t", ","}:
        return []
    try:
        rows = _rows_in(lines, mark, strict=True)
    except csv.Error:
        rows = _rows_in(lines, mark, strict=False) if mark == "\t" else []
        if rows and rows[-1][-1].endswith("\n"):
            return []
    if mark == "\t" and any(mark in cell for row in rows for cell in row):
        return []
    is_even = len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
    return rows if is_even or mark == "\t" else []


def _rows_in(lines: list[str], mark: str, *, strict: bool) -> list[list[str]]:
    """As csv has it: strict raises csv.Error for a quote that is never closed, or closed within a cell."""
    return [row for row in csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=strict) if any(row)]


def sheet_from(title: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """The sheet with its rows made equally wide; rows and columns at the end that are all blank are left out."""
    filled = [[CONTROLS.sub("", cell).strip() for cell in row] for row in rows]
    while filled and not any(filled[-1]):
        filled.pop()
    width = max((at + 1 for row in filled for at, cell in enumerate(row) if cell), default=0)
    return Sheet(title, tuple(tuple([*row, *[""] * width][:width]) for row in filled))


def kind_of(data: bytes) -> str:
    """txt, docx, xlsx or pdf, by the first bytes. Raises Unreadable when it is too big or nothing that is read here."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big", most=MOST_FILE)
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(OLD_OFFICE):
        raise Unreadable("locked" if LOCKED_OFFICE in data else "old_office")
    if data.startswith(RICH_TEXT) or WEB_PAGE.match(data):
        raise Unreadable("old_office")
    if data.startswith(PICTURES):
        raise Unreadable("scan")
    if b"%PDF-" in data[:PDF_WITHIN]:
        return "pdf"
    if data.startswith(ZIP):
        return "xlsx" if b"xl/" in data and b"word/document" not in data else "docx"
    return "txt"


def _parted(line: str, mark: str) -> list[str]:
    if not mark:
        return BLANKS.split(line.strip())
    if mark == "\t":
        return line.split(mark)
    return line.strip().removeprefix(mark).removesuffix(mark).split(mark)
