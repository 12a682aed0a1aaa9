"""From a plan's draft to what a campaign is made of: the typed sheet that the office corrects, and the tied text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from importers.draft import Day, PlanDraft, Task, Value
from importers.numbering import outline
from importers.text import fold
from importers.vocabulary import DEFAULT_TITLE
from models.campaign import Sharing
from models.person import Role
from models.types import Rhythm
from services.structure import UnitCard
from services.tied_text import Piece, Tie, pieces

LONG_TEXTS = ("guiding_text", "brand_meaning", "text", "basis")
SEATS = (
    (Role.LEADER, "leaders"),
    (Role.DEPUTY, "deputies"),
    (Role.MEMBER, "members"),
    (Role.SQUAD_HEAD, "squad_head"),
)
RHYTHMS = {rhythm.value: rhythm for rhythm in Rhythm}

Typed = dict[str, Any]
"""The sheet as typed: strings, lists and dicts, as the form shows it and the document keeps it."""


@dataclass(frozen=True)
class Known:
    """A person who may be linked to a seat."""

    id: int
    staff_no: str
    name: str

    @property
    def label(self) -> str:
        """As the form names the person."""
        return f"{self.staff_no} {self.name}"


@dataclass(frozen=True)
class SeatContent:
    """A seat of the leading group: the plan's words, and the person when known."""

    role: Role
    written: str
    person_id: int | None


@dataclass(frozen=True)
class PhaseContent:
    """A phase with its dates."""

    name: str
    starts_on: date
    ends_on: date
    text: str = ""


@dataclass(frozen=True)
class TaskContent:
    """A task with its place in the text."""

    title: str
    place: str = ""
    span_start: int | None = None
    span_end: int | None = None
    rhythm: Rhythm = Rhythm.STANDING
    due_on: date | None = None
    day: int | None = None
    all_units: bool = False

    @property
    def sharing(self) -> Sharing:
        """各部室 means one item at each of them."""
        return Sharing.EACH if self.all_units else Sharing.LED


@dataclass(frozen=True)
class AreaContent:
    """A focus area with who leads and cooperates."""

    title: str
    text: str = ""
    lead_written: str = ""
    lead_id: int | None = None
    cooperating_written: str = ""
    cooperating_ids: tuple[int, ...] = ()
    all_units: bool = False
    tasks: tuple[TaskContent, ...] = ()


@dataclass(frozen=True)
class PlanContent:
    """What a campaign is made of, corrected and checked in shape. `texts` are Campaign's plain columns by name."""

    title: str
    brand: str
    texts: dict[str, str]
    issued_on: date | None
    aims: tuple[str, ...]
    requirements: tuple[tuple[str, str], ...]
    phases: tuple[PhaseContent, ...]
    areas: tuple[AreaContent, ...]
    seats: tuple[SeatContent, ...]


def typed_from(draft: PlanDraft, units: Iterable[UnitCard], people: Iterable[Known]) -> Typed:
    """The sheet as first shown: what was read, linked to the units and people whose names stand in it.

    Entries carry `mark`, the name under which their words light up in the text.
    """
    by_name = {unit.name: unit.id for unit in units}
    known = list(people)
    return {
        "title": _text(draft.title) or _default_title(draft),
        **{
            name: _text(getattr(draft, name))
            for name in ("brand", "slogan", "creed", "basis", "basis_number", "approving_body", "issuer")
        },
        "guiding_text": _text(draft.guiding_text),
        "meaning": _text(draft.brand_meaning),
        "dimensions": "、".join(value.text for value in draft.dimensions),
        "squad_name": _text(draft.leading_group.squad_name),
        "issued_on": _day(draft.issued_on),
        "aims": [{"text": aim.text, "mark": f"aims-{n}"} for n, aim in enumerate(draft.aims)],
        "requirements": [
            {"title": one.title.text, "text": _text(one.text), "mark": f"requirements-{n}"}
            for n, one in enumerate(draft.requirements)
        ],
        "phases": [
            {
                "name": phase.name.text,
                "starts_on": _day(phase.start),
                "ends_on": _day(phase.end),
                "text": _text(phase.text),
                "mark": f"phases-{n}",
            }
            for n, phase in enumerate(draft.phases)
        ],
        "focus_areas": [_typed_area(n, area, by_name) for n, area in enumerate(draft.focus_areas)],
        "seats": _typed_seats(draft, known),
    }


def _default_title(draft: PlanDraft) -> str:
    return DEFAULT_TITLE.format(brand=draft.brand.text) if draft.brand else ""


def _text(value: Value | None) -> str:
    return value.text if value else ""


def _day(day: Day | None) -> str:
    return day.day.isoformat() if day else ""


def _typed_area(number: int, area: Any, by_name: dict[str, int]) -> Typed:
    lead = _text(area.lead_unit)
    cooperating = [value.text for value in area.cooperating_units]
    return {
        "title": area.title.text,
        "text": _text(area.text),
        "lead_written": lead,
        "lead": str(by_name.get(lead, "")),
        "cooperating_written": "、".join(cooperating),
        "cooperating": [str(by_name[name]) for name in cooperating if name in by_name],
        "all_units": area.all_units,
        "mark": f"focus_areas-{number}",
        "tasks": [
            _typed_task(task, area.due, f"focus_areas-{number}-tasks-{place}") for place, task in enumerate(area.tasks)
        ],
    }


def _typed_task(task: Task, area_due: Day | None, mark: str) -> Typed:
    """A task; one that comes once and names no day of its own is due when its area is."""
    due = task.due or (None if task.recurrence else area_due)
    return {
        "title": task.title.text,
        "place": task.place,
        "span": _span(task.text) or _span(task.title),
        "rhythm": RHYTHMS.get(task.recurrence, Rhythm.ONCE if due else Rhythm.STANDING).value,
        "due_on": _day(due),
        "all_units": task.all_units,
        "mark": mark,
    }


def _span(value: Value) -> str:
    return f"{value.spans[0][0]}-{value.spans[-1][1]}" if value.spans else ""


def _typed_seats(draft: PlanDraft, known: list[Known]) -> list[Typed]:
    group = draft.leading_group
    seats = [
        (role, value, f"leading_group-{name}-{n}")
        for role, name in SEATS
        for n, value in enumerate(getattr(group, name))
    ]
    if group.office_director:
        seats.append((Role.OFFICE_DIRECTOR, group.office_director, "leading_group-office_director"))
    return [
        {"role": role.value, "written": value.text, "person": _linked(value.text, known), "mark": mark}
        for role, value, mark in seats
    ]


def _linked(written: str, known: list[Known]) -> str:
    """The one person whose name, or post as a name, stands in the plan's words; none when several do."""
    found = [person for person in known if person.name == written] or [
        person for person in known if written.endswith(person.name)
    ]
    return found[0].label if len(found) == 1 else ""


def tied(text: str, draft: PlanDraft) -> list[Piece]:
    """The text in runs, each with the names under which its values light up; long texts are tied quietly.

    A numbered heading opens a line, also where the plan came as one line.
    """
    ties = [
        Tie(start, end, path.replace(".", "-"), value.guessed, path.rpartition(".")[2] in LONG_TEXTS)
        for path, value in draft.values()
        for start, end in value.spans
    ]
    ties += [
        Tie(start, end, f"warnings-{n}", guessed=True)
        for n, warning in enumerate(draft.warnings)
        for start, end in warning.spans
    ]
    headings = {node.start for node in outline(fold(text), 0, len(text)).walk() if node.start}
    return pieces(text, ties, headings)


@dataclass(frozen=True)
class Reading:
    """How much was read: values from the text, guesses, and the names of parts that were not found."""

    found: int
    guessed: int
    missing: tuple[str, ...]


def guesses(draft: PlanDraft) -> frozenset[str]:
    """The names of values that were inferred; a title that the plan does not print is one."""
    inferred = {path.replace(".", "-") for path in draft.guesses()}
    return frozenset(inferred | ({"title"} if draft.title is None and draft.brand is not None else set()))


def reading(draft: PlanDraft) -> Reading:
    """The counts at the head of the draft."""
    printed = sum(not value.guessed for _path, value in draft.values())
    return Reading(printed, len(guesses(draft)), draft.missing)
