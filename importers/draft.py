"""What is drafted from an implementation plan: every value with the words that it came from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any, Self

from importers import stored

Span = tuple[int, int]
"""First position and the one after the last, in the text as it was given."""

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """Words of the plan, where they stand, and whether they were inferred rather than printed for this."""

    text: str
    spans: Spans = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date, the words that it was worked out from, and whether a part of it was inferred."""

    day: date
    spans: Spans = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class LeadingGroup:
    """Who leads the campaign, as printed: posts with or without a name."""

    leaders: tuple[Value, ...] = ()
    deputies: tuple[Value, ...] = ()
    members: tuple[Value, ...] = ()
    office_director: Value | None = None
    office_note: Value | None = None
    squad_name: Value | None = None
    squad_head: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """One stage of the campaign. Dates stay as printed, even where phases overlap."""

    name: Value
    start: Day | None = None
    end: Day | None = None
    text: Value | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One measure that a focus area names; `place` says where, as 六(一)第 3 句."""

    title: Value
    text: Value
    place: str = ""
    recurrence: str = ""
    due: Day | None = None
    all_units: bool = False


@dataclass(frozen=True, slots=True)
class FocusArea:
    """One main line of work with who answers for it; `all_units` where 各部室 or the like is named."""

    title: Value
    text: Value | None = None
    lead_unit: Value | None = None
    cooperating_units: tuple[Value, ...] = ()
    responsible: tuple[Value, ...] = ()
    due: Day | None = None
    all_units: bool = False
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One item of the plan's section on how the work is to be done."""

    title: Value
    text: Value | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way out of a contradiction: set `field` (a path such as phases.1.start) to `value`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A contradiction or gap in the plan itself; the sentence of `key` is written elsewhere."""

    key: str
    values: dict[str, str] = field(default_factory=dict)
    spans: Spans = ()
    proposal: Proposal | None = None


class Draft:
    """What the drafts of all documents have: their values by path, and plain data for the database and back."""

    __slots__ = ()

    def values(self) -> Iterator[tuple[str, Any]]:
        """Every value read with its path, as ("phases.1.start", Day)."""
        yield from _walk("", self)

    def guesses(self) -> tuple[str, ...]:
        """The paths of all values that were inferred."""
        return tuple(path for path, value in self.values() if value.guessed)

    def to_dict(self) -> dict[str, Any]:
        """The draft as plain JSON data, for the database."""
        data: dict[str, Any] = stored.pack(self)
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The draft again, equal to the one that gave `data`."""
        draft: Self = stored.unpack(cls, data)
        return draft


def _walk(path: str, item: object) -> Iterator[tuple[str, Any]]:
    if hasattr(item, "guessed"):
        yield path, item
    elif isinstance(item, tuple):
        for index, part in enumerate(item):
            yield from _walk(f"{path}.{index}", part)
    elif is_dataclass(item):
        for part in fields(item):
            yield from _walk(f"{path}.{part.name}".lstrip("."), getattr(item, part.name))


@dataclass(frozen=True, slots=True)
class PlanDraft(Draft):
    """Everything read from one plan. `missing` names the fields for which nothing was found."""

    title: Value | None = None
    number: Value | None = None
    brand: Value | None = None
    slogan: Value | None = None
    creed: Value | None = None
    dimensions: tuple[Value, ...] = ()
    brand_meaning: Value | None = None
    brand_meaning_parts: tuple[Value, ...] = ()
    emblem: Value | None = None
    basis: Value | None = None
    basis_number: Value | None = None
    approving_body: Value | None = None
    issuer: Value | None = None
    issued_on: Day | None = None
    guiding_text: Value | None = None
    aims: tuple[Value, ...] = ()
    goals_heading_present: bool = False
    leading_group: LeadingGroup = LeadingGroup()
    phases: tuple[Phase, ...] = ()
    focus_areas: tuple[FocusArea, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The plain answer for a reader: words and ISO dates, spans only at tasks and warnings."""
        answer: dict[str, Any] = _plain(self)
        return answer | {"guesses": list(self.guesses())}


def retraced(item: Any, back: Callable[[Spans], Spans]) -> Any:
    """The same with every span put through `back`."""
    changed = item
    if isinstance(item, tuple):
        changed = tuple(retraced(part, back) for part in item)
    elif is_dataclass(item) and not isinstance(item, type):
        parts = {part.name: getattr(item, part.name) for part in fields(item)}
        told = {name: retraced(part, back) for name, part in parts.items() if name != "spans"}
        spans = {"spans": back(parts["spans"])} if "spans" in parts else {}
        changed = replace(item, **told, **spans)
    return changed


NULL_WHEN_UNKNOWN = frozenset({"start", "end", "due", "issued_on", "emblem", "proposal"})
"""Fields that the plain answer gives as null; every other unknown one is an empty text."""


def _plain(item: Any) -> Any:
    match item:
        case Value(text=text):
            return text
        case Day(day=day):
            return day.isoformat()
        case tuple():
            return [_plain(part) for part in item]
        case None | str() | bool() | int() | dict():
            return item
    answer = {part.name: _plain(getattr(item, part.name)) for part in fields(item)}
    for name, value in answer.items():
        if value is None and name not in NULL_WHEN_UNKNOWN:
            answer[name] = ""
    if isinstance(item, Task):
        answer["spans"] = _plain(item.text.spans)
    return answer
