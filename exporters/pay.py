"""The pay sheet (绩效考核发放表) of a closed month as .xlsx: the columns that are filed, and their sums."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any

from exporters.workbook import Column, written
from models.month import PeriodRow

COLUMNS = (
    Column("序号", 6),
    Column("工号", 10),
    Column("姓名", 12),
    Column("部室", 14),
    Column("岗位", 14),
    Column("基础分", 9),
    Column("加分", 9),
    Column("扣分", 9),
    Column("得分", 9),
    Column("等次", 8),
    Column("系数", 8),
    Column("绩效金额", 12),
    Column("补发", 10),
    Column("备注", 30),
)
TOTAL = "合计"
FOOTER = "第 &P 页 共 &N 页"


def sheet(title: str, rows: Sequence[PeriodRow]) -> IO[bytes]:
    """The file, open at its start."""
    lines = [line_of(number, row) for number, row in enumerate(rows, 1)]
    return written(title, COLUMNS, lines, last=sums_of(rows), footer=FOOTER)


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
    """The last line: what the columns of amounts add up to."""
    assessed = [row for row in rows if row.is_assessed]

    def add(amounts: list[Decimal]) -> Decimal:
        return sum(amounts, Decimal(0))

    return [
        TOTAL,
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
