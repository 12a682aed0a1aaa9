"""A department's checklist as .xlsx: as it stands, as a template with choices, and a sheet with errors beside rows."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exporters.workbook import A4, IN_MEMORY, MOST_NAME, NOT_IN_NAMES, Column, cell, written

WIDTHS = {
    "number": 6,
    "area": 18,
    "title": 36,
    "standard": 36,
    "unit": 14,
    "person": 14,
    "post": 14,
    "phase": 16,
    "due": 16,
    "points": 8,
    "evidence": 10,
    "accepted_by": 14,
    "help": 20,
    "state": 10,
}
"""Columns of the sheet in their order, and how wide each is."""

TEMPLATE_ROWS = 200  # rows for which a cell offers its choices
ERRORS_WIDTH, CELL_WIDTH = 60, 16


@dataclass(frozen=True)
class Words:
    """What a template says: the name of its sheet, headings by column, an example row, the notes on a second sheet."""

    title: str
    headings: dict[str, str]
    example: dict[str, Any]
    notes_title: str
    notes: Sequence[tuple[str, str]]


def sheet(title: str, headings: dict[str, str], rows: Sequence[dict[str, Any]]) -> IO[bytes]:
    """The items under the headings of their columns, open at its start."""
    columns = [Column(heading, WIDTHS[name]) for name, heading in headings.items()]
    return written(title, columns, ([row.get(name) for name in headings] for row in rows))


def template(words: Words, choices: dict[str, Sequence[str]]) -> IO[bytes]:
    """A sheet to fill in: an example, cells that offer what may be chosen, and notes on a second sheet."""
    book = Workbook()
    page: Any = book.active
    page.title = words.title.translate(NOT_IN_NAMES)[:MOST_NAME]
    page.append([cell(page, heading, bold=True) for heading in words.headings.values()])
    page.append([cell(page, words.example.get(name)) for name in words.headings])
    page.freeze_panes = "A2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    lists: Any = book.create_sheet(words.notes_title.translate(NOT_IN_NAMES)[:MOST_NAME])
    for number, (name, note) in enumerate(words.notes, 1):
        lists.cell(number, 1, name).font = Font(bold=True)
        lists.cell(number, 2, note)
    lists.column_dimensions["A"].width, lists.column_dimensions["B"].width = CELL_WIDTH, ERRORS_WIDTH
    at = 4  # the choices stand to the right of the notes
    for place, name in enumerate(words.headings, 1):
        page.column_dimensions[get_column_letter(place)].width = WIDTHS[name]
        if not choices.get(name):
            continue
        letter = get_column_letter(at)
        lists[f"{letter}1"] = cell(lists, words.headings[name], bold=True).value
        for number, one in enumerate(choices[name], 2):
            lists[f"{letter}{number}"] = cell(lists, one).value
            lists[f"{letter}{number}"].data_type = "s"
        source = f"'{lists.title}'!${letter}$2:${letter}${len(choices[name]) + 1}"
        offered = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
        offered.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{TEMPLATE_ROWS}")
        page.add_data_validation(offered)
        at += 1
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer that sends it closes it
    book.save(file)
    file.seek(0)
    return file


def with_errors(
    title: str, rows: Sequence[Sequence[str]], heading: int, name: str, errors: dict[int, str]
) -> IO[bytes]:
    """The sheet as it came, with one more column: what is wrong with each row."""
    width = max(map(len, rows), default=0)
    said = {heading: name, **errors}
    lines = [[*row, *[""] * (width - len(row)), said.get(number, "")] for number, row in enumerate(rows, 1)]
    first, rest = (lines[0], lines[1:]) if lines else ([name], [])
    columns = [Column(text, CELL_WIDTH) for text in first[:-1]] + [Column(first[-1], ERRORS_WIDTH)]
    return written(title, columns, rest)
