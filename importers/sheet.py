"""Excel workbooks: what their sheets show. Nothing is calculated, and nothing outside of the file is looked up."""

import io
import re
import warnings
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from importers.archive import Archive, Watch, targets
from importers.grid import MOST_CELLS, Cell, Grid, as_text
from importers.refusals import MOST_FILE, Unreadable

MOST_SHEETS = 50
MOST_COLUMN = 500
MOST_FORMULAS = 100_000
"""Characters of formulas that were never calculated: programs write such sheets, offices do not."""

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ZEROS = re.compile(r"0{2,}")
PERCENT = re.compile(r"0(?:\.0+)?%")
LETTERS = 26
SHOWN_DIGITS = 12


def load() -> None:
    """Load what reading needs, while files may still be opened."""
    import openpyxl  # noqa: F401, PLC0415 -- heavy, and wanted in the child alone


@dataclass
class Marks(Watch):
    """What openpyxl does not say of a sheet that it reads row by row: merged cells, formulas never calculated, size."""

    depth: int = 0
    count: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    filled: int = 0
    last_row: int = 0
    last_column: int = 0
    _at: tuple[int, int] = (0, 0)
    _inside: str = ""
    _formula: str | None = None
    _has_value: bool = False
    _written: int = 0
    _next: tuple[int, int] = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a cell stands, and the parts of it that are there."""
        super().start(tag, attributes)
        name = tag.rpartition("}")[2]
        if name == "row":
            self._next = (_row(attributes.get("r"), self._next[0] + 1), 1)
        elif name == "c":
            self._at = place(attributes.get("r", "")) or self._next
            self._next = (self._at[0], self._at[1] + 1)
            self._formula, self._has_value = None, False
        elif name in {"f", "v", "t"}:
            self._inside = name
            self._formula = "" if name == "f" else self._formula
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if (a := place(first)) and (b := place(last)):
                self.merged.append((*a, *b))

    def data(self, text: str) -> None:
        """The text of a formula, or a value."""
        if self._inside == "f":
            self._formula = (self._formula or "") + text
        elif self._inside:
            self._has_value = True

    def end(self, tag: str) -> None:
        """Count a cell that holds something."""
        super().end(tag)
        name = tag.rpartition("}")[2]
        self._inside = ""
        if name != "c" or not (self._has_value or self._formula is not None):
            return
        if not self._has_value:
            self.formulas[self._at] = f"={self._formula}"
            self._written += len(self._formula or "")
        self.filled += 1
        self.last_row, self.last_column = max(self.last_row, self._at[0]), max(self.last_column, self._at[1])
        if self.filled > MOST_CELLS or self.last_column > MOST_COLUMN or self._written > MOST_FORMULAS:
            raise Unreadable("too_big", most=MOST_FILE)

    def close(self) -> "Marks":
        """All that was seen."""
        return self


def read(archive: Archive, main: str) -> dict[str, Any]:
    """The sheets of an .xlsx that are not hidden, and their text. Raises Unreadable."""
    marks = _marks_by_sheet(archive, main)
    for name in archive.names:  # openpyxl opens these by itself, so they are looked at first
        if name.endswith((".xml", ".rels")) and "/worksheets/sheet" not in name:
            archive.walk(name, Watch())
    grids = _grids(archive, marks)
    sheets = [{"title": title, "rows": grid.repeated()} for title, grid in grids]
    return {"text": "\n\n".join(as_text(grid) for _, grid in grids), "sheets": sheets}


def _marks_by_sheet(archive: Archive, main: str) -> dict[str, Marks]:
    """By title, for the sheets that are not hidden."""
    root = archive.tree(main)
    related = targets(archive, main)
    found: dict[str, Marks] = {}
    for one in () if root is None else root.iter():
        if one.tag.endswith("}sheet") and one.get("state", "visible") == "visible":
            part = related.get(one.get(RELATION, ""), "")
            if part in archive.names and "worksheets/" in part:
                found[one.get("name", "")] = archive.walk(part, Marks())
    if len(found) > MOST_SHEETS:
        raise Unreadable("too_big", most=MOST_FILE)
    return found


def _grids(archive: Archive, marks: dict[str, Marks]) -> list[tuple[str, Grid]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- heavy, and wanted in the child alone

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(archive.data), read_only=True, data_only=True, keep_links=False)
        found = []
        for sheet in book.worksheets:
            if sheet.title in marks:
                sheet.reset_dimensions()
                found.append((sheet.title, _grid(sheet, marks[sheet.title])))
    return found


def _grid(sheet: Any, marks: Marks) -> Grid:
    grid = Grid()
    if not marks.filled:
        return grid
    shown: dict[tuple[int, int], str] = dict(marks.formulas)
    for row in sheet.iter_rows(max_row=marks.last_row, max_col=marks.last_column):
        for cell in row:
            if cell.value is not None:
                shown[cell.row, cell.column] = printed(cell.value, cell.number_format or "")
    covered: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in marks.merged:
        right, bottom = min(right, marks.last_column), min(bottom, marks.last_row + LETTERS)  # noqa: PLW2901
        if (bottom - top + 1) * (right - left + 1) + len(covered) > MOST_CELLS:
            raise Unreadable("too_big", most=MOST_FILE)
        text = shown.get((top, left), "")
        if text and bottom >= top and right >= left:
            merged = Cell(top, left, right - left + 1, text)
            covered |= {(row, column): merged for row in range(top, bottom + 1) for column in range(left, right + 1)}
    for (row, column), text in shown.items():
        if text and (row, column) not in covered:
            grid.places[row - 1, column - 1] = Cell(row, column, 1, text)
    grid.places |= {(row - 1, column - 1): cell for (row, column), cell in covered.items()}
    return grid


def printed(value: object, form: str) -> str:
    """What a cell shows: dates as ISO, 95% as such, numbers without an end of zeros, 0012 where the format says so."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formatted(value, form)
    return str(value).upper() if isinstance(value, bool) else str(value).replace("_x000D_", "").replace("\r", "")


def formatted(value: float, form: str) -> str:
    """A number in its format, as far as that changes what it says."""
    if PERCENT.search(form):
        return f"{number(value * 100)}%"
    if ZEROS.fullmatch(form) and float(value).is_integer() and value >= 0:
        return str(int(value)).zfill(min(len(form), MOST_COLUMN))
    return number(value)


def number(value: float) -> str:
    """0.1 + 0.2 as 0.3, 7.0 as 7, 100000000012 as it is."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    shown = f"{value:.{SHOWN_DIGITS}g}"
    return shown if "e" not in shown else f"{value:.{SHOWN_DIGITS}f}".rstrip("0").rstrip(".")


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of B7; nothing where it is no reference."""
    match = REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _row(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) <= 7 else otherwise  # noqa: PLR2004
