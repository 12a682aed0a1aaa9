"""What the address of the progress page asks for, and what its forms choose."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import request

from forms import version_in, whole
from services.lights import Light
from services.sifting import Standing, Wanted

LONGEST_SEARCH = 100
Word = TypeVar("Word", bound=StrEnum)


def wanted() -> Wanted:
    """The filter in the address; a value that makes no sense counts as not given."""
    asked = request.args
    return Wanted(
        unit=asked.get("unit", type=int),
        area=asked.get("area", type=int),
        state=_word(Standing, asked.get("state")),
        light=_word(Light, asked.get("light")),
        responsible=asked.get("responsible", type=int),
        due_from=_day(asked.get("due_from")),
        due_to=_day(asked.get("due_to")),
        q=asked.get("q", "").strip()[:LONGEST_SEARCH],
    )


def address(asked: Wanted, **more: Any) -> dict[str, Any]:
    """The same filter as values of an address, without what is empty."""
    values = vars(asked) | more
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def chosen() -> dict[int, int]:
    """The occurrences ticked in a form with the version each was shown with: values like 12-3."""
    found: dict[int, int] = {}
    for value in request.form.getlist("row"):
        key, _dash, version = value.partition("-")
        if (number := whole(key)) is not None:
            found[number] = version_in(version)
    return found


def _word(words: type[Word], value: str | None) -> Word | None:
    return words(value) if value in list(words) else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
