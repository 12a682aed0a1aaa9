"""Column types and values that several nouns share: aware times, points in hundredths, limits, references."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, types

HUNDREDTHS = 100
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """The amount rounded half up to hundredths."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class UtcDateTime(types.TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out, on SQLite (naive) and PostgreSQL (the session's zone) alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; raises ValueError for a naive moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a stored moment must carry its zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Aware in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Points(types.TypeDecorator[Decimal]):
    """Points or yuan: integers of hundredths in the database, Decimal in code.

    In SQL such a column may only be added, summed and compared: products and averages come back wrong.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, _dialect: Dialect) -> int | None:
        """Hundredths; raises ValueError for more than two decimals."""
        if value is None:
            return None
        hundredths = Decimal(value) * HUNDREDTHS
        if hundredths != hundredths.to_integral_value():
            message = f"points have at most two decimals: {value}"
            raise ValueError(message)
        return int(hundredths)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Decimal with two decimals."""
        return None if value is None else _points(int(value))


@lru_cache(4096)
def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def stored(words: type[StrEnum]) -> Enum:
    """A column type for a StrEnum, kept as its plain word."""
    return Enum(words, native_enum=False, length=24, values_callable=lambda kind: [word.value for word in kind])


@dataclass(frozen=True)
class Limit:
    """A clock: when it starts, when it warns and when it is due."""

    starts_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None

    def is_overdue(self, at: datetime) -> bool:
        """Whether `at` lies after the due moment."""
        return self.due_at is not None and at > self.due_at

    def is_near(self, at: datetime) -> bool:
        """Whether `at` lies within the warning before the due moment."""
        return self.warn_at is not None and not self.is_overdue(at) and at >= self.warn_at


@dataclass(frozen=True)
class Ref:
    """Points at any record by its kind and id: evidence of, event on, notice about, comes from."""

    kind: str
    id: int


def ref_to(record: Any) -> Ref:
    """The reference to a stored record; its kind is its table's name."""
    return Ref(record.__tablename__, record.id)


class Rhythm(StrEnum):
    """When something is due: once on a date, recurring, or standing (长期)."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    STANDING = "standing"
