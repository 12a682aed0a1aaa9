"""A rulebook as .xlsx: one row for each amount of each rule, in columns that are read again."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from exporters.workbook import by_name

WIDTHS = {
    "section_code": 8,
    "section": 18,
    "section_caps": 18,
    "code": 8,
    "name": 18,
    "text": 48,
    "who": 14,
    "direction": 8,
    "least": 8,
    "most": 8,
    "measure": 8,
    "per": 12,
    "share": 10,
    "caps": 18,
    "veto": 10,
    "evidence": 8,
    "settled": 14,
    "audience": 16,
    "computed": 16,
    "book": 24,
    "base": 8,
}
"""Columns of the sheet in their order, and how wide each is."""


def sheet(title: str, headings: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> IO[bytes]:
    """The rules under the headings of their columns, open at its start."""
    return by_name(title, WIDTHS, headings, rows)
