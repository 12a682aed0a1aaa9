"""The work breakdown (任务分解表) as .xlsx: one row for each task, in columns that are read again."""

from collections.abc import Sequence
from typing import IO, Any

from exporters.workbook import by_name

WIDTHS = {
    "number": 8,
    "area": 20,
    "title": 48,
    "unit": 14,
    "help": 24,
    "phase": 16,
    "due": 16,
    "sharing": 10,
    "place": 16,
    "state": 10,
}
"""Columns of the sheet in their order, and how wide each is."""


def sheet(title: str, headings: dict[str, str], rows: Sequence[dict[str, Any]]) -> IO[bytes]:
    """The tasks under the headings of their columns, open at its start."""
    return by_name(title, WIDTHS, headings, rows)
