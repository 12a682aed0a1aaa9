"""A checklist in a table: its heading row, what each column holds, and the rows under it with the address of each cell.

Pure: which persons, units and focus areas there are, it does not know; it reads what a cell alone can say.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter

from importers import checklist_words as words
from importers.files import Sheet
from importers.numbering import number_of
from importers.staff_words import PERSONAL

HEADING_WITHIN = 20
"""A heading row stands among the first rows of a sheet."""
LONGEST_HEADING = 24
LONGEST_FOOTER = 8
MOST_COLUMNS = 60
MOST_ROWS = 500
"""More items than a department answers for; a longer sheet is another list."""
FIELDS = tuple(words.COLUMNS)
NUMBERED = re.compile(
    r"^\s*(?:[((]?[一二三四五六七八九十]+[))、..]|第[一二三四五六七八九十\d]+[、章条项类部分]+|\d+[、..)](?!\d))\s*"
)
POINTS = re.compile(r"\s*\+?(?:(-?\d{1,9}(?:\.\d{1,9})?)|([一二三四五六七八九十]{1,3}))\s*(?:分|%|points?)?\s*")
OUTSIDE = re.compile(r"[\s\u3000*]|[(\[【][^()\[\]【】]*[)\]】]")
ASIDE = re.compile(r"\([^()]*\)|\*")
MOST_COMPARED = 200
"""A longer cell is no heading, and patterns are not tried on it."""


PRIVATE = re.compile(r"\s*(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}\s*|\s*\d{17}[\dXx]\s*")


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its place from 0, its heading, and what it holds ("" where nobody knows)."""

    place: int
    heading: str
    field: str = ""

    @property
    def letter(self) -> str:
        """A, B … as spreadsheets name it."""
        return get_column_letter(self.place + 1)


@dataclass(frozen=True)
class Cell:
    """What a cell says, and where it stands: C7."""

    text: str
    address: str


@dataclass(frozen=True)
class Row:
    """A row that may be an item: its number in the sheet from 1, what it says by field, the section it stands under."""

    number: int
    cells: dict[str, Cell]
    section: str = ""

    def text(self, name: str) -> str:
        """What it says there; nothing where it says nothing."""
        cell = self.cells.get(name)
        return cell.text if cell else ""


@dataclass(frozen=True)
class Reading:
    """A sheet as it was understood. `heading` is the row number from 1, 0 where none was found; `passed` are rows that
    are no items: totals, examples, signatures.
    """

    heading: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    passed: tuple[int, ...] = ()
    too_many: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """What the columns hold."""
        return frozenset(column.field for column in self.columns) - {"", "known"}


@dataclass
class _Under:
    """Where the reading stands: the section heading above."""

    section: str = ""
    passed: list[int] = field(default_factory=list)


def read(sheet: Sheet, *, heading: int | None = None, chosen: dict[int, str] | None = None) -> Reading:
    """The sheet with its columns matched by name; `heading` and `chosen` (place -> field) put a match right."""
    found = find_heading(sheet) if heading is None else heading
    columns = columns_of(sheet, found, chosen or {})
    if not any(column.field == "title" for column in columns):
        return Reading(found, columns)
    under, rows = _Under(), []
    for number, cells in enumerate(sheet.rows[found:], start=found + 1):
        row = _row(number, cells, columns, under)
        if row is not None:
            rows.append(row)
    return Reading(found, columns, tuple(rows[:MOST_ROWS]), tuple(under.passed), len(rows) > MOST_ROWS)


def without_personal(sheet: Sheet) -> Sheet:
    """The sheet without what no column of a checklist holds: the cells under headings of `staff_words.PERSONAL`, and
    cells that are nothing but a mobile number or the number of an identity card.
    """
    found = find_heading(sheet)
    columns = columns_of(sheet, found, {})
    is_named = any(column.field not in {"", "known"} for column in columns)
    private = {column.place for column in columns if is_named and _is_personal(column)}
    return Sheet(
        sheet.title,
        tuple(
            tuple(
                "" if (place in private and number >= found) or PRIVATE.fullmatch(cell) else cell
                for place, cell in enumerate(row)
            )
            for number, row in enumerate(sheet.rows)
        ),
    )


def _is_personal(column: Column) -> bool:
    heading = plain(column.heading)
    return column.field in {"", "known"} and len(heading) <= LONGEST_HEADING and any(one in heading for one in PERSONAL)


def find_heading(sheet: Sheet) -> int:
    """The row that names most columns, the title among them; where none does, the first that may be a heading; or 0."""
    best, number = 1, 0
    for at in range(min(len(sheet.rows), HEADING_WITHIN)):
        fields = [column.field for column in columns_of(sheet, at + 1, {})]
        score = len(set(fields) - {""})
        if "title" in fields and (score > best or (score == best and number == at and number)):
            best, number = score, at + 1
    return number or next((at for at, row in enumerate(sheet.rows[:HEADING_WITHIN], 1) if _may_be_heading(row)), 0)


def _may_be_heading(row: Sequence[str]) -> bool:
    """Several short cells that are no numbers."""
    cells = {cell.strip() for cell in row} - {""}
    return len(cells) > 1 and all(len(cell) <= LONGEST_HEADING and not cell[0].isdigit() for cell in cells)


def columns_of(sheet: Sheet, heading: int, chosen: dict[int, str]) -> tuple[Column, ...]:
    """The columns under that heading row; a blank cell of it takes the words of the row above."""
    width = min(max((len(row) for row in sheet.rows), default=0), MOST_COLUMNS)
    headings = [_heading_at(sheet, heading, place) for place in range(width)]
    matched = _matched(headings)
    return tuple(
        Column(place, text, chosen.get(place, matched[place]))
        for place, text in enumerate(headings)
        if text or chosen.get(place) or any(place < len(row) and row[place].strip() for row in sheet.rows[heading:])
    )


def _heading_at(sheet: Sheet, heading: int, place: int) -> str:
    if not heading:
        return ""
    text = _at(sheet, heading - 1, place)
    above = _at(sheet, heading - 2, place) if heading > 1 else ""
    return text or (above if field_of(above) else "")


def _at(sheet: Sheet, row: int, place: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[place].strip() if place < len(cells) else ""


def _matched(headings: Sequence[str]) -> list[str]:
    """What each column holds: each once, the exact name before one that only contains it."""
    fields = [field_of(text) for text in headings]
    titles = [place for place, name in enumerate(fields) if name == "title"]
    if not titles:
        named = [place for place, text in enumerate(headings) if plain(text) in words.AREA_OR_TITLE]
        fields = ["title" if place in named[:1] else name for place, name in enumerate(fields)]
    elif titles[1:] and "standard" not in fields:
        fields[titles[1]] = "standard"
    best: dict[str, int] = {}
    for place, name in enumerate(fields):
        if name and name not in words.SEVERAL and name != "known":
            kept = best.get(name)
            if kept is None or (_is_exact(headings[place], name) and not _is_exact(headings[kept], name)):
                best[name] = place
    return [
        name if name in words.SEVERAL or name in {"", "known"} or best[name] == place else ""
        for place, name in enumerate(fields)
    ]


def _is_exact(heading: str, name: str) -> bool:
    return plain(heading) in words.COLUMNS[name]


def field_of(heading: str) -> str:
    """What a column with this heading holds; "" where its name is not known."""
    text = plain(heading)
    if not text or len(text) > LONGEST_HEADING:
        return ""
    if text in _BY_NAME:
        return _BY_NAME[text]
    inside = [name for name in _BY_NAME if len(name) > 1 and name in text and not name.isascii()]
    return _BY_NAME[max(inside, key=lambda name: (text.endswith(name), len(name)))] if inside else ""


def plain(text: str) -> str:
    """A heading as it is compared: half-width, without blanks, stars and what stands in brackets, in lower case; ""
    for what is far too long to be one.
    """
    if len(text) > MOST_COMPARED:
        return ""
    folded = unicodedata.normalize("NFKC", text).lower()
    if folded.isascii():
        return " ".join(ASIDE.sub("", folded).split())
    return OUTSIDE.sub("", folded).strip(":、,")


_BY_NAME = {name: field for field, names in words.COLUMNS.items() for name in names}


def _row(number: int, cells: Sequence[str], columns: Sequence[Column], under: _Under) -> Row | None:
    said = [cell.strip() for cell in cells]
    distinct = {cell for cell in said if cell}
    if not distinct:
        return None
    first = next(cell for cell in said if cell)
    if len(distinct) == 1 and (sum(bool(cell) for cell in said) > 1 or NUMBERED.match(first)):
        if _is_footer(first):
            under.passed.append(number)
        else:
            under.section = NUMBERED.sub("", first).strip()
        return None
    found: dict[str, Cell] = {}
    for column in columns:
        text = said[column.place] if column.place < len(said) else ""
        if column.field in {"", "known"} or not text:
            continue
        before = found.get(column.field)
        if before is None:
            found[column.field] = Cell(text, f"{column.letter}{number}")
        elif text != before.text:
            found[column.field] = Cell(f"{before.text}\n{text}", before.address)
    if _is_no_item(first, found):
        under.passed.append(number)
        return None
    if "title" in found:
        found["title"] = Cell(NUMBERED.sub("", " ".join(found["title"].text.split())), found["title"].address)
    return Row(number, found, under.section)


def _is_no_item(first: str, found: dict[str, Cell]) -> bool:
    """A total, an example, a line of signatures, or a note under the table."""
    if _begins(first, words.TOTALS) or _begins(first, words.EXAMPLE):
        return True
    title = found["title"].text if "title" in found else ""
    if _begins(title, words.TOTALS):
        return True
    others = set(found) - {"number", "area"}
    return (not title and len(others) < 2) or _is_footer(first)  # noqa: PLR2004 - one cell is a remark


def _begins(text: str, starts: Sequence[str]) -> bool:
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").lower()
    return folded.startswith(tuple(starts)) and not (starts is words.EXAMPLE and len(folded) > len("例如:") + 4)


def _is_footer(text: str) -> bool:
    before, colon, _rest = unicodedata.normalize("NFKC", text).partition(":")
    return bool(colon) and _begins(before, words.FOOTERS) and len(before.replace(" ", "")) <= LONGEST_FOOTER


def says_nothing(text: str) -> bool:
    """A dash, a slash, 待定: nothing yet."""
    return not text.strip() or unicodedata.normalize("NFKC", text).strip().lower() in words.NOT_YET


def points_of(text: str) -> Decimal:
    """2, 2分, 1.5 分, 5%, 两分 -> the number. Raises ValueError where there is none."""
    folded = unicodedata.normalize("NFKC", text).replace("两", "二")
    match = POINTS.fullmatch(folded)
    if match is None:
        raise ValueError(text)
    return Decimal(match[1]) if match[1] else Decimal(number_of(match[2]))


def kind_of(text: str, kinds: dict[str, tuple[str, ...]]) -> str | None:
    """The first kind one of whose words stands in the cell."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return next((kind for kind, found in kinds.items() if any(word in folded for word in found)), None)
