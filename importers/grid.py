"""Tables with merged cells: repeated for who reads rows, printed once for who reads text."""

import re
from dataclasses import dataclass, field

from importers.refusals import MOST_FILE, Unreadable

MOST_CELLS = 60_000
MOST_SIGNS = 1_000_000
"""In a table once its merged cells are repeated. Tables in merged cells of tables could double it at every step."""


@dataclass(frozen=True)
class Cell:
    """A cell, the columns it covers from `column` on, and what it holds."""

    row: int
    column: int
    span: int
    text: str


@dataclass
class Grid:
    """The cells of a table by row and column; a merged cell stands in every place that it covers."""

    places: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def put(self, cell: Cell, *, from_above: bool = False) -> None:
        """Add a cell, or let the cell above it reach down here. Raises Unreadable when there are too many."""
        above = self.places.get((cell.row - 1, cell.column)) if from_above else None
        for column in range(cell.column, cell.column + cell.span):
            self.places[cell.row, column] = above or cell
        if len(self.places) > MOST_CELLS:
            raise Unreadable("too_big", most=MOST_FILE)

    def rows(self) -> list[list[Cell | None]]:
        """All rows, equally wide."""
        if not self.places:
            return []
        height = max(row for row, _ in self.places) + 1
        width = max(column for _, column in self.places) + 1
        if height * width > MOST_CELLS * 10:
            raise Unreadable("too_big", most=MOST_FILE)
        return [[self.places.get((row, column)) for column in range(width)] for row in range(height)]

    def repeated(self) -> list[list[str]]:
        """What each place shows, merged cells in every place."""
        self.count_signs()
        return [[cell.text if cell else "" for cell in row] for row in self.rows()]

    def count_signs(self) -> None:
        """Raises Unreadable when there is too much in it to be repeated."""
        if sum(len(cell.text) for cell in self.places.values()) > MOST_SIGNS:
            raise Unreadable("too_big", most=MOST_FILE)


def as_text(grid: Grid) -> str:
    """A line per row, cells parted by tabs. A cell merged downwards stands in each row, since each is read alone; one
    merged sideways stands once; a row that is one cell is a line of its own.
    """
    grid.count_signs()
    lines: list[str] = []
    alone: Cell | None = None
    for row in grid.rows():
        if len({id(cell) for cell in row if cell}) == 1 and (only := next(cell for cell in row if cell)):
            lines.extend([] if only is alone else [only.text])
            alone = only
            continue
        alone = None
        cells = ["" if at and row[at - 1] is cell else _line(cell) for at, cell in enumerate(row)]
        lines.append("\t".join(cells) if any(cells) else "")
    return "\n".join(lines)


def _line(cell: Cell | None) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", cell.text)
