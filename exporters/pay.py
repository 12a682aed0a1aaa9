"""The pay sheet (绩效考核发放表) of a closed month as .xlsx: the columns that are filed, and their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from exporters.workbook import Column, written
from models.month import PeriodRow

WIDTHS = (6, 10, 12, 14, 14, 9, 9, 9, 9, 8, 8, 12, 10, 30)


@dataclass(frozen=True)
class Words:
    """What the file says in the reader's language: its title, the headings in their order, the sums, the footer."""

    title: str
    headings: Sequence[str]
    total: str
    footer: str


def sheet(words: Words, rows: Sequence[PeriodRow]) -> IO[bytes]:
    """The file, open at its start."""
    columns = [Column(heading, width) for heading, width in zip(words.headings, WIDTHS, strict=True)]
    lines = [line_of(number, row) for number, row in enumerate(rows, 1)]
    return written(words.title, columns, lines, last=[words.total, *sums_of(rows)], footer=words.footer)


def line_of(number: int, row: PeriodRow) -> list[Any]:
    """A person's line; who is not assessed has neither base nor score in it."""
    return [
        number,
        row.staff_no,
        row.name,
        row.unit_name,
        row.post_name,
        row.base if row.is_assessed else None,
        row.rewards,
        row.penalties,
        row.score if row.is_assessed else None,
        row.grade,
        row.factor,
        row.yuan,
        row.makeup,
        row.note,
    ]


def sums_of(rows: Sequence[PeriodRow]) -> list[Any]:
    """What the columns of amounts add up to, from the second column on; None elsewhere."""
    assessed = [row for row in rows if row.is_assessed]

    def add(amounts: list[Decimal]) -> Decimal:
        return sum(amounts, Decimal(0))

    return [
        *[None] * 4,
        add([row.base for row in assessed]),
        add([row.rewards for row in rows]),
        add([row.penalties for row in rows]),
        add([row.score for row in assessed]),
        None,
        None,
        add([row.yuan for row in rows]),
        add([row.makeup for row in rows]),
        None,
    ]
