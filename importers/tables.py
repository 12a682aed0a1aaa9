"""Tables in plain text: rows of cells parted by tabs or upright bars under a row of known headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from importers.draft import Span
from importers.text import Source, compact
from importers.vocabulary import (
    DUE_WORDS,
    HELP_WORDS,
    LEAD_WORDS,
    PERSON_WORDS,
    PLAIN_WORDS,
    TABLE_TEXTS,
    TABLE_TITLES,
)

LEAST_CELLS = 3
LINE = re.compile(r"[^\n]+")
RULE_LINE = re.compile(r"[\s|:+-]+")


@dataclass(frozen=True)
class Row:
    """The cells of one row by what their column holds: title, text, lead, help, plain, person, due, phase."""

    cells: dict[str, Span]
    span: Span


def rows(source: Source, kind: str) -> Iterator[Row]:
    """The rows of all tables that have a column of this kind."""
    columns: list[str] = []
    for match in LINE.finditer(source.folded):
        cells = _cells(source, *match.span())
        if len(cells) < LEAST_CELLS:
            columns = [] if match[0].strip() else columns
        elif not columns:
            columns = _columns(source, cells)
        elif not RULE_LINE.fullmatch(match[0]) and kind in columns:
            yield Row(
                {c: cell for c, cell in zip(columns, cells, strict=False) if c and cell[0] < cell[1]},
                match.span(),
            )


def _columns(source: Source, cells: list[Span]) -> list[str]:
    """What each column holds; a second column of tasks holds their text."""
    columns: list[str] = []
    for cell in cells:
        kind = column_of(compact(source.folded[slice(*cell)]))
        kind = "text" if kind == "title" and "title" in columns else kind
        columns.append("" if kind in columns else kind)
    return columns if len(set(columns) - {""}) > 1 else []


def column_of(heading: str) -> str:
    """What a column with this heading holds; nothing where it is not known."""
    if len(heading) > 12:  # noqa: PLR2004 - a longer cell is no column heading
        return ""
    tests = {
        "due": DUE_WORDS,
        "phase": ("阶段", "步骤"),
        "lead": LEAD_WORDS,
        "help": HELP_WORDS,
        "person": PERSON_WORDS,
        "plain": PLAIN_WORDS,
        "title": TABLE_TITLES,
        "text": TABLE_TEXTS,
    }
    return next((kind for kind, words in tests.items() if any(word in heading for word in words)), "")


def _cells(source: Source, start: int, end: int) -> list[Span]:
    line = source.folded[start:end]
    mark = "\t" if line.count("\t") >= LEAST_CELLS - 1 else "|" if line.count("|") >= LEAST_CELLS else ""
    if not mark:
        return []
    edges = [start - 1, *(start + i for i, char in enumerate(line) if char == mark), end]
    cells = [source.trim(a + 1, b) for a, b in pairwise(edges)]
    return cells[1:-1] if mark == "|" else cells
