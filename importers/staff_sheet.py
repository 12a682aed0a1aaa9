"""The staff list as a table: which column is which, who stands in it, and everything that is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from openpyxl.utils import get_column_letter

from importers.refusals import Unreadable
from importers.staff_words import DUTIES, HEADING_OPENINGS, HEADINGS, NEEDED, NOBODY, PERSONAL, WHOLE_ORGANISATION
from importers.text import fold

MOST_PEOPLE = 3000
"""More than any organisation of this kind has."""

LONGEST = {"name": 60, "department": 60, "squad": 60, "post": 60, "duty": 60}
STAFF_NO = re.compile(r"[A-Za-z0-9_\-]{1,20}")
HAN = r"\u2e80-\u9fff"
BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
IN_ONE_CELL = re.compile(rf"\s*[/\\>·|→]\s*|(?<=[{HAN}])\s*-\s*(?=[{HAN}])|(?<=[{HAN}])\s+(?=[{HAN}])")
ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*:.]")
MOST_COMPARED = 200
"""A longer cell is no heading and no duty, and patterns are not tried on it."""
HEADING_ROWS = 30
"""A heading row stands within the first rows, under titles at most."""


class Sheet(Protocol):
    """A table: its title, and rows of cells."""

    @property
    def title(self) -> str:
        """What the table is called, if anything."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells, row by row."""


@dataclass(frozen=True)
class StaffRow:
    """One person as the list names them. An empty field is one that the list says nothing about."""

    cell: str
    staff_no: str
    name: str
    department: str = ""
    squad: str = ""
    post: str = ""
    duty: str = ""
    is_guessed: bool = False
    """The department was taken from the row above, as a merged cell that was pasted leaves it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: `key` names the message, `values` fill it."""

    cell: str
    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class StaffList:
    """What was read: the columns by their field, headings that were left out, people and faults."""

    columns: dict[str, str]
    left_out: tuple[str, ...]
    personal: tuple[str, ...]
    rows: tuple[StaffRow, ...]
    faults: tuple[Fault, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON stores it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "StaffList":
        """As it was before `to_dict`."""
        return cls(
            columns=stored["columns"],
            left_out=tuple(stored["left_out"]),
            personal=tuple(stored["personal"]),
            rows=tuple(StaffRow(**one) for one in stored["rows"]),
            faults=tuple(Fault(**one) for one in stored["faults"]),
        )

    def text(self) -> str:
        """The list again with the columns that are kept, and no other: what may be stored of it."""
        lines = ["\t".join(self.columns.values())]
        lines += ["\t".join(getattr(row, field) for field in self.columns) for row in self.rows]
        return "\n".join(lines)


def read(sheets: Iterable[Sheet]) -> StaffList:
    """Everyone in the tables that have a staff number and a name in their heading row.

    Raises Unreadable: no_staff_columns where none has, no_staff where nobody stands below, too_many_staff.
    """
    found = [(sheet, *heading) for sheet in sheets if (heading := _heading(sheet.rows))]
    if not found:
        raise Unreadable("no_staff_columns")
    columns: dict[str, str] = {}
    left_out: dict[str, None] = {}
    rows: list[StaffRow] = []
    faults: list[Fault] = []
    for sheet, place, by_field in found:
        headings = sheet.rows[place]
        columns |= {field: headings[at].strip() for field, at in by_field.items() if field not in columns}
        left_out |= {
            text.strip(): None for at, text in enumerate(headings) if text.strip() and at not in by_field.values()
        }
        several = len(found) > 1
        reader = _Reader(sheet, place, by_field, f"{sheet.title}!" if several else "")
        rows += reader.people(sheet.title if several and "department" not in by_field else "")
        faults += reader.faults
        if len(rows) > MOST_PEOPLE:
            raise Unreadable("too_many_staff", most=MOST_PEOPLE)
    if not rows and not faults:
        raise Unreadable("no_staff")
    if any(row.department for row in rows):
        columns.setdefault("department", "部室")
    order = {field: columns[field] for field in HEADINGS if field in columns}
    personal = tuple(text for text in left_out if any(word in _plain(text) for word in PERSONAL))
    faults += _twice(rows)
    return StaffList(
        order, tuple(text for text in left_out if text not in personal), personal, tuple(rows), tuple(faults)
    )


def _heading(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The row of headings and the column of each field; the first heading of a field is the one."""
    for place, cells in enumerate(rows[:HEADING_ROWS]):
        by_field: dict[str, int] = {}
        for at, text in enumerate(cells):
            field = _field(text)
            if field is not None and at not in by_field.values():
                by_field.setdefault(field, at)
        if all(field in by_field for field in NEEDED):
            return place, by_field
    return None


def _field(text: str) -> str | None:
    """What stands under a heading. 岗位(工种) is 岗位, 所在部门 is 部门."""
    plain = _plain(text)
    stripped = next((plain.removeprefix(one) for one in HEADING_OPENINGS if plain.startswith(one)), plain)
    return next((field for field, words in HEADINGS.items() if plain in words or stripped in words), None)


def _plain(text: str) -> str:
    if len(text) > MOST_COMPARED:
        return ""
    return re.sub(r"\s+", "", ASIDE.sub("", fold(text).lower()))


class _Reader:
    """The rows of one table below its headings; `faults` collects what is wrong."""

    def __init__(self, sheet: Sheet, place: int, by_field: dict[str, int], before: str) -> None:
        self.sheet, self.place, self.by_field, self.before = sheet, place, by_field, before
        self.faults: list[Fault] = []

    def people(self, department: str) -> Iterator[StaffRow]:
        """Who stands in it; `department` is whose table it is, where no column says so."""
        above, is_merged = "", self._is_merged()
        for number, cells in enumerate(self.sheet.rows[self.place + 1 :], start=self.place + 2):
            typed = {field: _clean(cells[at]) if at < len(cells) else "" for field, at in self.by_field.items()}
            if not self._is_somebody(typed, cells):
                continue
            own, squad = _parted(typed.get("department", ""), typed.get("squad", ""))
            is_guessed = not own and bool(above) and is_merged
            if own:
                above = "" if means_whole(own) or len(own) > LONGEST["department"] else own
            row = StaffRow(
                cell=self._cell("staff_no", number),
                staff_no=typed["staff_no"],
                name=BETWEEN_HAN.sub("", typed["name"]),
                department=own or (above if is_guessed else department),
                squad=squad,
                post=typed.get("post", ""),
                duty=typed.get("duty", ""),
                is_guessed=is_guessed,
            )
            if self._is_right(row, number):
                yield row

    def _is_merged(self) -> bool:
        """Whether each department stands in one row only, as merged cells do that were pasted."""
        at = self.by_field.get("department")
        if at is None:
            return False
        cells = [_clean(cells[at]) for cells in self.sheet.rows[self.place + 1 :] if at < len(cells)]
        named = [text for text in cells if text and _field(text) != "department"]
        return len(named) == len(set(named))

    def _is_somebody(self, typed: dict[str, str], cells: Sequence[str]) -> bool:
        """Blank rows, sums and notes are nobody, and neither are the headings once more on the next page."""
        first = next((text for text in map(_clean, cells) if text), "")
        if not (typed["staff_no"] or typed["name"]) or all(_field(typed[one]) == one for one in NEEDED):
            return False
        return bool(typed["staff_no"] and typed["name"]) or not _plain(first).startswith(NOBODY)

    def _is_right(self, row: StaffRow, number: int) -> bool:
        before = len(self.faults)
        if not row.staff_no:
            self._fault("staff_no_missing", "staff_no", number, name=row.name[:20])
        elif not STAFF_NO.fullmatch(row.staff_no):
            self._fault("staff_no_wrong", "staff_no", number, staff_no=row.staff_no[:30])
        if not row.name:
            self._fault("staff_name_missing", "name", number, staff_no=row.staff_no[:20])
        for field, most in LONGEST.items():
            if len(getattr(row, field)) > most:
                column = field if field in self.by_field else "department"
                self._fault("staff_too_long", column, number, most=most, text=getattr(row, field)[:20])
        return len(self.faults) == before

    def _fault(self, key: str, field: str, number: int, **values: object) -> None:
        self.faults.append(Fault(self._cell(field, number), key, values))

    def _cell(self, field: str, number: int) -> str:
        return f"{self.before}{get_column_letter(self.by_field.get(field, 0) + 1)}{number}"


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text)).strip()


def _parted(department: str, squad: str) -> tuple[str, str]:
    """站务部/服务班 in one cell is two units."""
    if not squad:
        department, _, squad = IN_ONE_CELL.sub("/", department, count=1).partition("/")
    return department, squad


def means_whole(department: str) -> bool:
    """Whether people of this "department" belong to the organisation itself: 站领导."""
    return department in WHOLE_ORGANISATION


def _twice(rows: Iterable[StaffRow]) -> list[Fault]:
    first: dict[str, str] = {}
    faults = []
    for row in rows:
        if row.staff_no in first:
            faults.append(Fault(row.cell, "staff_no_twice", {"staff_no": row.staff_no, "first": first[row.staff_no]}))
        first.setdefault(row.staff_no, row.cell)
    return faults


def role_of(duty: str, kind: str) -> str | None:
    """The appointment that a duty plainly means in a unit of that kind (department or squad), else None.

    站务部部长 in 站务部 is 部长; 副部长, and several duties in one cell, are none.
    """
    plain = _plain(duty)
    roles = [role for role, words in DUTIES.get(kind, {}).items() if plain in words]
    return roles[0] if len(roles) == 1 else None
