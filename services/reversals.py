"""An entry beside the one it reverses and the one that reversed it, for the pages that list entries."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from models.event import Event
from models.ledger import LedgerEntry
from services import chain

_earlier, _later, _undone = aliased(LedgerEntry), aliased(LedgerEntry), aliased(Event)
COLUMNS = (
    _earlier.number.label("reverses"),
    _earlier.id.label("reverses_id"),
    _later.number.label("reversed_by"),
    _later.id.label("reversed_by_id"),
    _later.amount.label("reversal"),
    _undone.reason.label("reversal_reason"),
)


def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A select of entries that asks for these columns too, with what they stand in."""
    return (
        query.outerjoin(_earlier, _earlier.id == LedgerEntry.reverses_id)
        .outerjoin(_later, _later.reverses_id == LedgerEntry.id)
        .outerjoin(
            _undone,
            (_undone.ref_kind == LedgerEntry.__tablename__)
            & (_undone.ref_id == LedgerEntry.id)
            & (_undone.act == chain.REVERSED),
        )
    )


def is_whole(row: Any) -> bool:
    """Whether the entry of such a row was reversed whole."""
    return row.reversal is not None and row.reversal == -row.amount
