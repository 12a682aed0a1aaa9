"""From printed lines back to paragraphs: what a printer adds (headers, page numbers, line ends) is taken out again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Self

from importers.grid import Cell, Grid, as_text
from importers.page import WIDE, Line, Page, Table, parts_of

PAGE_NUMBER = re.compile(
    r"[\s\-—–―－·.•~～|/／]*(?:第?\s*[\dIVXivx]{1,4}\s*页?)(?:[\s\-—–―－·.•~～|/／,，共]*(?:\d{1,4})?\s*页?)[\s\-—–―－·.•~～|]*"
)
DIGITS = re.compile(r"\d+")
EDGE_LINES = 3
EDGE = 0.14
"""Of a page's height: where headers and page numbers stand."""

SLACK = 0.7
"""In characters: how much more room a line may have than the next word would have needed."""

MOST_LINES = 0.98
SMALLER = 0.8
MARGIN = 0.075
"""Of a page's height: nearer to its edges no body text is set."""

WORD = re.compile(r"[“‘《(（【[〔「『]*(?:[0-9A-Za-z.%/:-]+|.)[”’》)）】\]〕」』，。、；：？！,.;:?!%]*")
HALF = 0.55
INDENT = 0.7
MOST_INDENT = 5.0
BIGGER = 1.15
APART = 1.7
MOST_TITLE = 40
SENTENCE_END = tuple("。！？!?；;:：")
NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条款]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|\d{1,2}(?:\.\d{1,2})*\s*[、．)）]|\d{1,2}\.(?!\d)|[①-⑳]|[-•·●■◆▲★]\s)"
)
YEAR = re.compile(r"\d{4}年")
LATIN_END, LATIN_START = re.compile(r"[A-Za-z,.]$"), re.compile(r"^[A-Za-z]")

Part = Line | Table


def text_and_tables(pages: Sequence[Page]) -> tuple[str, list[tuple[str, Grid]]]:
    """The text in paragraphs with its tables in place, and the tables under the line above each."""
    parts = _put_together(_without_edges([(page, list(parts_of(page))) for page in pages]))
    out: list[str] = []
    tables: list[tuple[str, Grid]] = []
    for part in _paragraphs(parts):
        if isinstance(part, Grid):
            above = next((line for line in reversed(out) if line.strip()), "")
            tables.append((above if len(above) <= MOST_TITLE else "", part))
            out.append(as_text(part))
        else:
            out.append(part)
    return "\n".join(out), tables


def _without_edges(pages: list[tuple[Page, list[Part]]]) -> list[list[Part]]:
    """The parts of each page without its running header and footer and its number."""
    seen: Counter[tuple[str, int]] = Counter()
    em = _usual([part for _, parts in pages for part in parts if isinstance(part, Line)])
    for page, parts in pages:
        seen.update({_edge_key(page, line) for line in _edges(page, parts)})
    kept = []
    for page, parts in pages:
        dropped = {
            id(line)
            for line in _edges(page, parts)
            if (len(line.text) <= MOST_TITLE and PAGE_NUMBER.fullmatch(line.text))
            or (line.em < SMALLER * em and not MARGIN <= line.base / page.height <= 1 - MARGIN)
            or seen[_edge_key(page, line)] >= max(2, len(pages) / 2)
        }
        kept.append([part for part in parts if id(part) not in dropped])
    return kept


def _edges(page: Page, parts: list[Part]) -> list[Line]:
    lines = [part for part in parts if isinstance(part, Line)]
    near = [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]
    return [line for line in near if not EDGE * page.height < line.base < (1 - EDGE) * page.height]


def _edge_key(page: Page, line: Line) -> tuple[str, int]:
    return DIGITS.sub("#", line.text), round(line.base / page.height * 50)


def _put_together(pages: list[list[Part]]) -> list[Part]:
    """All parts in order; a table that goes on on the next page is one."""
    parts: list[Part] = []
    for page in pages:
        for at, part in enumerate(page):
            last = parts[-1] if parts and at == 0 else None
            if isinstance(part, Table) and isinstance(last, Table) and _width(part.grid) == _width(last.grid):
                _append(last.grid, part.grid, is_cut=last.is_cut)
                parts[-1] = replace(last, is_cut=part.is_cut)
            else:
                parts.append(part)
    return parts


def _width(grid: Grid) -> int:
    return max(column for _, column in grid.places) + 1


def _append(grid: Grid, more: Grid, *, is_cut: bool) -> None:
    """Rows of the next page under those of this one: without a heading said again, a cut row put together."""
    rows, new = grid.rows(), more.rows()
    if _texts(rows[0]) == _texts(new[0]):
        new = new[1:]
    at = len(rows)
    own = _texts(new[0]) if new else []
    if is_cut or (own and not own[0] and any(own) and sum(map(bool, own)) * 2 < len(own)):
        cut = new.pop(0) if new else []
        for column, cell in enumerate(cut):
            above = grid.places.get((at - 1, column))
            if cell and cell.text and above:
                grid.places[at - 1, column] = Cell(above.row, above.column, above.span, above.text + cell.text)
    for row, cells in enumerate(new):
        for column, cell in enumerate(cells):
            above = grid.places.get((at - 1, column)) if row == 0 and column == 0 and cell and not cell.text else None
            if cell:
                grid.places[at + row, column] = above or cell


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return [cell.text if cell else "" for cell in row]


def _paragraphs(parts: list[Part]) -> Iterator[str | Grid]:
    shape = Shape.of([part for part in parts if isinstance(part, Line)])
    lines: list[Line] = []
    for part in parts:
        if isinstance(part, Table):
            if lines:
                yield _run_on(lines)
            lines = []
            yield part.grid
        elif lines and shape.goes_on(lines, part):
            lines.append(part)
        else:
            if lines:
                yield _run_on(lines)
                if lines[-1].base - part.base > APART * shape.pitch:
                    yield ""
            lines = [part]
    if lines:
        yield _run_on(lines)


def _run_on(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        is_apart = YEAR.match(line.text) or (LATIN_END.search(text) and LATIN_START.search(line.text))
        text += " " if text and is_apart else ""
        text += line.text
    return text


@dataclass(frozen=True)
class Shape:
    """How the text is set: its margins, and whether paragraphs are indented."""

    left: float
    right: float
    pitch: float
    indents: bool
    hangs: bool
    """Paragraphs begin further left than they go on."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The shape of most lines. What follows a line with room left begins a paragraph: it shows how those begin."""
        em = _usual(lines)
        left, right = _margins([line for line in lines if _alike(line.em, em)], em)
        first = [line for line in lines[:1] if line.left < left + MOST_INDENT * em]
        rest: list[Line] = []
        for a, b in pairwise(lines):
            (first if right - a.right > (_first_word(b.text) + SLACK) * a.em else rest).append(b)
        indented = sum(line.left - left > INDENT * line.em for line in first)
        hung = median([line.left for line in rest] or [0]) - median([line.left for line in first] or [0])
        return cls(
            left, right, _pitch(lines), bool(first) and indented * 2 >= len(first), bool(rest) and hung > INDENT * em
        )

    def goes_on(self, lines: Sequence[Line], line: Line) -> bool:
        """Whether a line is the rest of the paragraph that these began: by where both end and begin; where that does
        not tell, by sentences that end and numbers that begin.
        """
        before = lines[-1]
        if "\t" in before.text or "\t" in line.text or not _alike(before.em, line.em):
            return False
        if (self.right - before.right) / before.em > _first_word(line.text) + SLACK:
            return False
        if self.hangs:
            deeper = (line.left - before.left) / line.em
            return deeper > INDENT or (len(lines) > 1 and deeper > -INDENT)
        return self._stands_as_rest(lines, line)

    def _stands_as_rest(self, lines: Sequence[Line], line: Line) -> bool:
        """Whether a line below a full one begins where the rest of a paragraph does."""
        before = lines[-1]
        deeper = (line.left - before.left) / line.em
        has_ended = before.text.endswith(SENTENCE_END)
        if not self.indents:
            return not has_ended and not NUMBER.match(line.text)
        if deeper < -INDENT or line.left - self.left <= INDENT * line.em:
            return True
        if deeper > INDENT:
            return bool(NUMBER.match(before.text)) and not has_ended and not NUMBER.match(line.text)
        return len(lines) > 1 and not NUMBER.match(line.text)


def _first_word(text: str) -> float:
    """How wide, in characters, what can only stand together at the beginning of a line is."""
    word = WORD.match(text)
    return sum(1.0 if char >= WIDE else HALF for char in word[0]) if word else 0.0


def _usual(lines: Sequence[Line]) -> float:
    """The size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.em, 0)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=12.0)


def _alike(a: float, b: float) -> bool:
    return max(a, b) <= BIGGER * min(a, b)


def _margins(lines: Sequence[Line], em: float) -> tuple[float, float]:
    """Where lines of the body begin and end: the places at which most do."""
    if not lines:
        return 0.0, 0.0
    ends = sorted(line.right for line in lines)
    starts = Counter(round(line.left / em * 2) for line in lines)
    usual = [line.left for line in lines if starts[round(line.left / em * 2)] * 8 >= len(lines)]
    return min(usual or [line.left for line in lines]), ends[int(len(ends) * MOST_LINES)]


def _pitch(lines: Sequence[Line]) -> float:
    """From one line to the next, usually."""
    steps = [a.base - b.base for a, b in pairwise(lines) if a.base > b.base]
    return median(steps) if steps else 1e9
