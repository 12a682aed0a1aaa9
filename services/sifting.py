"""Which rows of the matrix are asked for: by unit, focus area, state, light, person, due range and words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.work import OccurrenceState
from services.lights import Light
from services.progress import Row


class Standing(StrEnum):
    """How a row stands, as one filters by it; a returned one may also be overdue."""

    AWAITING = "awaiting"
    OVERDUE = "overdue"
    NEAR = "near"
    RETURNED = "returned"
    OPEN = "open"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Wanted:
    """What is asked for; what is None or empty does not matter. All of it empty: the rows that need somebody."""

    unit: int | None = None
    area: int | None = None
    state: Standing | None = None
    light: Light | None = None
    responsible: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    q: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was asked for."""
        return self == Wanted()


def sift(rows: Iterable[Row], wanted: Wanted, unit_names: Mapping[int, str]) -> list[Row]:
    """The rows asked for, in their order."""
    if wanted.is_empty:
        return [row for row in rows if row.needs_somebody]
    words = wanted.q.casefold().split()
    return [row for row in rows if _matches(row, wanted) and _says(row, words, unit_names)]


def _matches(row: Row, wanted: Wanted) -> bool:
    return (
        wanted.unit in (None, row.unit_id)
        and wanted.area in (None, row.area_id)
        and wanted.light in (None, row.light)
        and wanted.responsible in (None, row.responsible_id)
        and (wanted.due_from is None or row.due_on >= wanted.due_from)
        and (wanted.due_to is None or row.due_on <= wanted.due_to)
        and (wanted.state is None or stands(row, wanted.state))
    )


def stands(row: Row, standing: Standing) -> bool:
    """Whether the row stands so."""
    return {
        Standing.AWAITING: row.is_awaiting,
        Standing.OVERDUE: row.is_overdue,
        Standing.NEAR: row.is_near,
        Standing.RETURNED: row.state is OccurrenceState.RETURNED,
        Standing.OPEN: row.state is OccurrenceState.OPEN,
        Standing.ACCEPTED: row.state is OccurrenceState.ACCEPTED,
    }[standing]


def _says(row: Row, words: list[str], unit_names: Mapping[int, str]) -> bool:
    if not words:
        return True
    text = " ".join((row.title, row.standard, row.responsible, unit_names.get(row.unit_id, ""))).casefold()
    return all(word in text for word in words)
