"""Tables of rules: rows of cells parted by tabs or bars, each with what its columns say.

A column is named by its heading (评分细则, 标准分); merged cells may be repeated in every row and column they cover.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from importers.draft import Span
from importers.refusals import Unreadable
from importers.rule_vocabulary import COLUMNS
from importers.text import MOST_CHARACTERS, Source, compact

LEAST_ROWS = 2
BLANKS = frozenset("\t \u3000\xa0")
MOST_ROWS = 5000
LONGEST_SAME = 3
PAYS = re.compile(r"[扣罚奖加减计记]|评分|评价")
LONGEST_HEADING = 14
RULE_LINE = re.compile(r"[\s|:+\-—=]+")
WORDS = sorted(((word, kind) for kind, words in COLUMNS.items() for word in words), key=lambda pair: -len(pair[0]))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, beside what their columns are called and hold."""

    cells: tuple[Span, ...]
    kinds: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it stands and its rows, the row of headings left out."""

    start: int
    end: int
    rows: tuple[Row, ...]


def find(source: Source) -> list[Table]:
    """Every table of the text. Raises Unreadable for more rows than any rulebook has."""
    tables: list[Table] = []
    lines: list[tuple[Span, list[Span]]] = []
    for span in [*source.lines(), None]:
        cells = _cells(source, *span, len(lines[0][1]) if lines else 0) if span else []
        if cells:
            if len(lines) >= MOST_ROWS:
                raise Unreadable("too_long", most=MOST_CHARACTERS)
            lines.append((span or (0, 0), cells))
        elif span and lines and span[0] < span[1] and _goes_on(source, lines[-1], span):
            lines[-1] = (lines[-1][0][0], span[1]), [*lines[-1][1][:-1], (lines[-1][1][-1][0], span[1])]
        elif not span or span[0] < span[1]:
            if len(lines) >= LEAST_ROWS:
                tables.append(_table(source, lines))
            lines = []
    return tables


def _cells(source: Source, start: int, end: int, width: int) -> list[Span]:
    """The cells of a line; of an open table, `width` cells wide, also those left blank at its ends (merged cells)."""
    if width:
        start, end = _with_blanks(source, (start, end), width)
    line = source.folded[start:end]
    mark = "\t" if "\t" in line else "|" if line.count("|") >= 2 else ""  # noqa: PLR2004 - a bar on each side of a cell
    if not mark:
        return []
    edges = [start - 1, *(start + i for i, char in enumerate(line) if char == mark), end]
    cells = [source.trim(a + 1, b) for a, b in pairwise(edges)]
    if mark == "|":
        cells = cells[1:] if line.startswith("|") else cells
        cells = cells[:-1] if line.endswith("|") else cells
    return cells if len(cells) > 1 else []


def _with_blanks(source: Source, span: Span, width: int) -> Span:
    """The line with the tabs around it, as far as the table is wide. An indented paragraph is no row."""
    start, end = span
    inner = source.folded.count("\t", start, end)
    first, last = start, end
    while first > 0 and source.folded[first - 1] in BLANKS:
        first -= 1
    while last < len(source.folded) and source.folded[last] in BLANKS:
        last += 1
    before, after = source.folded.count("\t", first, start), source.folded.count("\t", end, last)
    if start == end or (not inner and 1 + before + after != width) or inner + before >= width:
        return span
    return first if before else start, last if after else end


def _goes_on(source: Source, last: tuple[Span, list[Span]], span: Span) -> bool:
    """Whether a line without cells is the rest of the last cell: on the very next line, and the cell was not over."""
    between = source.folded[last[0][1] : span[0]]
    before = source.folded[last[0][0] : last[0][1]].rstrip()
    return between.count("\n") == 1 and bool(before) and before[-1] in ",;、" and not before.endswith("|")


def _table(source: Source, lines: list[tuple[Span, list[Span]]]) -> Table:
    rows: list[Row] = []
    headings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    for span, cells in lines:
        texts = [compact(source.folded[slice(*cell)]) for cell in cells]
        if RULE_LINE.fullmatch(source.folded, *span):
            continue
        if _is_heading(texts) and (not headings or _is_new_heading(texts, headings)):
            headings, kinds = tuple(texts), _kinds(texts)
            continue
        width = len(cells)
        rows.append(
            Row(
                tuple(_once(cells, texts)),
                (*kinds[:width], *[""] * (width - len(kinds))),
                (*headings[:width], *[""] * (width - len(headings))),
            )
        )
    return Table(lines[0][0][0], lines[-1][0][1], tuple(rows))


def _once(cells: list[Span], texts: list[str]) -> list[Span]:
    """A cell merged over several columns stands in each of them: keep the first."""
    return [
        (b, b) if i and texts[i] and texts[i] == texts[i - 1] and len(texts[i]) > LONGEST_SAME else (a, b)
        for i, (a, b) in enumerate(cells)
    ]


def _is_heading(texts: list[str]) -> bool:
    """Most cells are known column headings."""
    known = [kind_of(text) for text in texts if text]
    return (
        sum(bool(kind) for kind in known) >= max(2, (len(known) + 1) // 2)
        and not any(re.search(r"\d\s?[分元]", text) and len(text) > LONGEST_HEADING for text in texts)
        and not any(re.fullmatch(r"\d+", text) for text in texts)
    )


def _is_new_heading(texts: list[str], headings: tuple[str, ...]) -> bool:
    """Whether a row further down is headings again: it repeats one, or two cells are such words and no more."""
    exact = {word for word, _ in WORDS}
    return bool(set(filter(None, texts)) & set(headings)) or sum(text in exact for text in texts) > 1


def kind_of(heading: str) -> str:
    """What a column with this heading holds; nothing where it is not known."""
    plain = re.sub(r"\(.*?\)", "", heading)
    if not plain or len(plain) > LONGEST_HEADING or re.search(r"[。;,]", heading):
        return ""
    return next((kind for word, kind in WORDS if word in plain), "")


def _kinds(texts: list[str]) -> tuple[str, ...]:
    """What the columns hold. Of several columns of contents the first names the section where none is called so."""
    kinds = [kind_of(text) for text in texts]
    amounts = [kind == "criteria" and bool(PAYS.search(text)) for kind, text in zip(kinds, texts, strict=True)]
    if any(amounts):
        kinds = ["content" if k == "criteria" and not pays else k for k, pays in zip(kinds, amounts, strict=True)]
    if "section" not in kinds and kinds.count("content") > 1:
        kinds[kinds.index("content")] = "section"
    return tuple(kinds)
