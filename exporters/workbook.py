"""A table as an .xlsx file: written row by row, and no cell of it ever becomes a formula."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from models.refusals import RuleBroken

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000  # what is written within a request; more is narrowed first
IN_MEMORY = 2_000_000  # bytes kept in memory before the file goes to the disk
MOST_NAME = 31  # of a sheet, by the format
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
A4 = 9  # by the format
AMOUNT, DAY, TEXT = "0.00", "yyyy-mm-dd", "@"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how what a spreadsheet takes for a formula begins


@dataclass(frozen=True)
class Column:
    """A column: its heading, and how wide it is in characters."""

    heading: str
    width: float = 12


def written(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    last: Sequence[Any] | None = None,
    footer: str = "&P / &N",
) -> IO[bytes]:
    """An open file, at its start: headings, the rows as they come, and a `last` row (the sums) in bold.

    Raises RuleBroken ("too_many_rows") above MOST_ROWS.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name.translate(NOT_IN_NAMES)[:MOST_NAME])
    for place, column in enumerate(columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = name.replace("&", "&&")
    sheet.oddFooter.center.text = footer
    sheet.append([cell(sheet, column.heading, bold=True) for column in columns])
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise RuleBroken("too_many_rows", most=MOST_ROWS)
        sheet.append([cell(sheet, value) for value in row])
    if last is not None:
        sheet.append([cell(sheet, value, bold=True) for value in last])
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer that sends it closes it
    book.save(file)
    file.seek(0)
    return file


def by_name(
    title: str, widths: Mapping[str, float], headings: Mapping[str, str], rows: Iterable[Mapping[str, Any]]
) -> IO[bytes]:
    """The same for rows that say which column each value belongs to: those of `widths`, in its order."""
    columns = [Column(headings[name], width) for name, width in widths.items()]
    return written(title, columns, ([row.get(name) for name in widths] for row in rows))


def cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell with the format of its value; a text stays a text whatever it begins with."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
        if value.startswith(FORMULA):
            made.number_format, made.quotePrefix = TEXT, True  # edited again, it stays a text
        made.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    elif isinstance(value, Decimal):
        made.number_format = AMOUNT
    elif isinstance(value, date | datetime):
        made.number_format = DAY
    if bold:
        made.font = Font(bold=True)
    return made
