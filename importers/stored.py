"""Frozen dataclasses to plain JSON data and back, by their field types."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def pack(item: Any) -> Any:
    """Dataclasses to dicts, tuples to lists, dates to ISO strings, decimals to strings."""
    if is_dataclass(item):
        return {part.name: pack(getattr(item, part.name)) for part in fields(item)}
    if isinstance(item, tuple):
        return [pack(part) for part in item]
    if isinstance(item, date):
        return item.isoformat()
    return str(item) if isinstance(item, Decimal) else item


def unpack(kind: Any, data: Any) -> Any:
    """The value of type `kind` that `pack` gave as `data`. A field left out takes its default."""
    if isinstance(kind, UnionType):
        return None if data is None else unpack(next(k for k in get_args(kind) if k is not type(None)), data)
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        if kinds[-1] is Ellipsis:
            return tuple(unpack(kinds[0], part) for part in data)
        return tuple(unpack(k, part) for k, part in zip(kinds, data, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: unpack(hints[name], part) for name, part in data.items() if name in hints})
    if kind is date:
        return date.fromisoformat(data)
    return Decimal(data) if kind is Decimal else data


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
