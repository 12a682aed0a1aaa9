"""A printed page: characters with their places, the strokes between them, and the tables that strokes make."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from importers.grid import Cell, Grid

NEAR = 3.0
SAME_LINE = 0.5
DOUBLED = 0.3
GAPS = ((2.6, "\t"), (1.3, "  "), (0.18, " "))
"""What stands for an empty space of so many characters: between columns, between names, between words."""

FULL_WIDTH = 0.95
MIDDLE = 0.35
"""Of a character's height: where its middle lies above its foot."""

WIDE = "\u2e80"
"""From here on characters are as wide as they are high."""

LEAST_WALLS = 2
MOST_WALLS = 300
CUT = 0.6


class Glyph(NamedTuple):
    """A character of a size between `left` and `right` whose foot stands at `base`; y grows upwards."""

    char: str
    left: float
    right: float
    base: float
    size: float


class Stroke(NamedTuple):
    """A drawn line, upright or flat."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_flat(self) -> bool:
        """Whether it lies rather than stands."""
        return self.right - self.left > self.top - self.bottom


@dataclass
class Page:
    """What stands on one page."""

    width: float
    height: float
    glyphs: list[Glyph]
    strokes: list[Stroke] = field(default_factory=list)
    has_picture: bool = False


def em_of(glyphs: Iterable[Glyph]) -> float:
    """The usual size of these characters."""
    return max(median([glyph.size for glyph in glyphs] or [12.0]), 1.0)


@dataclass(frozen=True)
class Line:
    """A printed line: its text, and from where to where it stands."""

    text: str
    left: float
    right: float
    base: float
    em: float


@dataclass(frozen=True)
class Table:
    """A ruled table and where it stands."""

    grid: Grid
    top: float
    bottom: float
    is_cut: bool = False
    """No stroke closes it at the foot of the page: its last row goes on."""


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines from top to bottom. A character printed twice over itself, as printers make bold, is one."""
    em = em_of(glyphs)
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: -one.base):
        if rows and rows[-1][0].base - glyph.base <= SAME_LINE * em:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = (_line(sorted(row, key=lambda one: one.left)) for row in rows)
    return [line for line in lines if line.text]


def _line(row: Sequence[Glyph]) -> Line:
    shown: list[Glyph] = []
    text, end = "", 0.0
    em = em_of(row)
    for glyph in row:
        if glyph.char.isspace() or any(
            one.char == glyph.char and glyph.left - one.left < DOUBLED * em for one in shown[-3:]
        ):
            continue
        gap = glyph.left - end if shown else 0.0
        text += next((blank for least, blank in GAPS if gap > least * em), "") + glyph.char
        wide = glyph.left + FULL_WIDTH * em if glyph.char >= WIDE else 0.0  # some fonts tell the ink's width alone
        end = max(glyph.right, min(wide, glyph.right + em))
        shown.append(glyph)
    if not shown:
        return Line("", 0, 0, 0, em)
    return Line(text, shown[0].left, max(one.right for one in shown), shown[0].base, em)


def tables_of(page: Page) -> tuple[list[Table], list[Glyph]]:
    """The ruled tables of a page, and the characters outside of them."""
    tables, left, em = [], page.glyphs, em_of(page.glyphs)
    for group in _joined(page.strokes):
        flat = [stroke for stroke in group if stroke.is_flat]
        upright = [stroke for stroke in group if not stroke.is_flat]
        across = _places(middle for one in upright for middle in [(one.left + one.right) / 2])
        down = _places(middle for one in flat for middle in [(one.bottom + one.top) / 2])[::-1]
        is_cut = bool(upright and down) and down[-1] - min(one.bottom for one in upright) > CUT * em
        if is_cut:
            down.append(min(one.bottom for one in upright))
        if upright and down and (highest := max(one.top for one in upright)) - down[0] > CUT * em:
            down.insert(0, highest)
        if not (LEAST_WALLS <= len(across) <= MOST_WALLS and LEAST_WALLS <= len(down) <= MOST_WALLS):
            continue
        if len(across) + len(down) == 2 * LEAST_WALLS:
            continue  # a frame around a text
        within = [glyph for glyph in left if _within(glyph, across, down, em)]
        if within:
            left = [glyph for glyph in left if not _within(glyph, across, down, em)]
            tables.append(Table(_grid(within, across, down, group), down[0], down[-1], is_cut))
    return tables, left


def _joined(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Strokes that touch each other, from table to table: cut where nothing reaches from above to below."""
    groups: list[list[Stroke]] = []
    reach = 0.0
    for stroke in sorted(strokes, key=lambda one: -one.top):
        if groups and stroke.top >= reach - NEAR:
            groups[-1].append(stroke)
            reach = min(reach, stroke.bottom)
        else:
            groups.append([stroke])
            reach = stroke.bottom
    return groups


def _places(found: Iterable[float]) -> list[float]:
    """The places at which strokes stand, near ones taken as one, in ascending order."""
    places: list[list[float]] = []
    for one in sorted(found):
        if places and one - places[-1][-1] <= NEAR:
            places[-1].append(one)
        else:
            places.append([one])
    return [sum(group) / len(group) for group in places]


def _within(glyph: Glyph, across: Sequence[float], down: Sequence[float], em: float) -> bool:
    middle = (glyph.left + glyph.right) / 2
    return across[0] <= middle <= across[-1] and down[-1] <= glyph.base + MIDDLE * em <= down[0]


def _grid(
    glyphs: Sequence[Glyph],
    across: Sequence[float],
    down: Sequence[float],
    strokes: Sequence[Stroke],
) -> Grid:
    """Cells are what no stroke parts; a cell takes the characters whose middle lies in it."""
    height, width = len(down) - 1, len(across) - 1
    em = em_of(glyphs)
    cell_of = {(row, column): (row, column) for row in range(height) for column in range(width)}

    def first(at: tuple[int, int]) -> tuple[int, int]:
        while cell_of[at] != at:
            at = cell_of[at]
        return at

    for row, (top, bottom) in enumerate(pairwise(down)):
        for column, (a, b) in enumerate(pairwise(across)):
            here = first((row, column))
            if column + 1 < width and not _stands(strokes, b, (top + bottom) / 2):
                cell_of[max(here, first((row, column + 1)))] = min(here, first((row, column + 1)))
            here = first((row, column))
            if row + 1 < height and not _lies(strokes, bottom, (a + b) / 2):
                cell_of[max(here, first((row + 1, column)))] = min(here, first((row + 1, column)))
    inside: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column = _between(across, (glyph.left + glyph.right) / 2)
        row = height - 1 - _between(down[::-1], glyph.base + MIDDLE * em)
        inside.setdefault(first((row, column)), []).append(glyph)
    shown = {at: Cell(at[0], at[1], 1, _cell_text(found)) for at, found in inside.items()}
    grid = Grid()
    for at in cell_of:
        begin = first(at)
        grid.places[at] = shown.setdefault(begin, Cell(begin[0], begin[1], 1, ""))
    return grid


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    """The lines of a cell run on."""
    return "".join(re.sub(r"\s+", " ", line.text) for line in lines_of(glyphs))


def _stands(strokes: Sequence[Stroke], x: float, y: float) -> bool:
    return any(abs((one.left + one.right) / 2 - x) <= NEAR and one.bottom <= y <= one.top for one in strokes)


def _lies(strokes: Sequence[Stroke], y: float, x: float) -> bool:
    return any(abs((one.bottom + one.top) / 2 - y) <= NEAR and one.left <= x <= one.right for one in strokes)


def _between(places: Sequence[float], at: float) -> int:
    """The number of the gap between ascending places."""
    found = sum(one <= at for one in places) - 1
    return min(max(found, 0), len(places) - 2)


def parts_of(page: Page) -> Iterator[Line | Table]:
    """Lines and tables from top to bottom."""
    tables, glyphs = tables_of(page)
    waiting = sorted(tables, key=lambda one: -one.top)
    for line in lines_of(glyphs):
        while waiting and waiting[0].top > line.base:
            yield waiting.pop(0)
        yield line
    yield from waiting
