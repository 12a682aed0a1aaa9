"""What the page of an import shows: the columns as matched, the rows by what becomes of them, faults with offers."""

from typing import Any, NamedTuple

from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

import wording
from blueprints.checklists.forms import EVIDENCE, SheetForm
from blueprints.checklists.sheet_words import CHANGED, COLUMNS, FAULTS, STATUS, due_words, value_words
from blueprints.checklists.views import weekdays
from importers.checklist_sheet import HEADING_WITHIN
from models.campaign import Document
from models.checklist import Checklist
from models.refusals import RuleBroken
from models.types import Rhythm
from pages import page
from services import checklist_import as importing
from services.checklist_import import Preview
from services.checklist_rows import Fault, Line
from wording import RHYTHMS

UNPROCESSABLE = 422
ORDER = ("wrong", "new", "changed", "same", "elsewhere", "left_out")
CLOSED = ("same", "elsewhere", "left_out")


class Told(NamedTuple):
    """A fault as it is shown: the name of its column, where it stands, what to do, what the cell says, offers."""

    id: str
    name: str
    label: str
    address: str
    messages: list[str]
    text: str
    near: tuple[str, ...]
    is_person: bool


class Shown(NamedTuple):
    """A row as it is shown."""

    number: int
    title: str
    standard: str
    area: str
    person: str
    due: str
    points: str
    evidence: str
    faults: list[Told]
    hints: list[str]
    changes: list[tuple[str, str, str]]
    note: str


def shown_preview(
    checklist: Checklist, document: Document, *, another: SheetForm | None = None, broken: RuleBroken | None = None
) -> Response:
    """The page of the open draft, with a form for another table; `broken` says why nothing was saved."""
    found = importing.preview(document, checklist, by=current_user)
    groups = [(status, [line for line in found.lines if line.status == status]) for status in ORDER]
    week = weekdays()
    return page(
        "checklists/import.html",
        blocks=("preview",),
        status=UNPROCESSABLE if broken else 200,
        checklist=checklist,
        document=document,
        found=found,
        another=another,
        counts=found.counts,
        groups=[
            (status, STATUS[status], status in CLOSED, [_shown(line, found, week) for line in lines])
            for status, lines in groups
            if lines
        ],
        status_words=STATUS,
        problems=[said(one) for one in found.problems],
        refusal=wording.said(wording.refusals, broken.key, broken.values) if broken else "",
        columns=_columns(found),
        fields=[("", gettext("not read in")), *COLUMNS.items()],
        headings=range(1, min(len(importing.sheet_of(document).rows), HEADING_WITHIN) + 1),
        areas=[(area.id, area.title) for area in checklist.campaign.focus_areas],
        people=[one.written for one in found.names.people] if found.counts["wrong"] else [],
    )


def _columns(found: Preview) -> list[dict[str, Any]]:
    """Each column with its heading and the first words that stand under it."""
    first = found.lines[0].row if found.lines else None
    return [
        {
            "place": one.place,
            "letter": one.letter,
            "heading": one.heading,
            "field": "" if one.field in {"known", "number"} else one.field,
            "is_known": one.field in {"known", "number"},
            "example": first.text(one.field) if first and one.field in COLUMNS else "",
        }
        for one in found.reading.columns
    ]


def said(fault: Fault) -> str:
    """A fault in words."""
    return wording.said(FAULTS if fault.key in FAULTS else wording.refusals, fault.key, fault.values)


def _shown(line: Line, found: Preview, week: list[str]) -> Shown:
    texts, said_of, names = line.texts, line.said, found.names
    wrong = {fault.where for fault in line.faults}
    content = line.content

    def value(name: str, where: str, given: Any) -> str:
        written = texts.get(where, "")
        if where in wrong or content is None or given in (None, ""):
            return written
        return value_words(name, given, names, week)

    when = (content.rhythm, content.due_on, content.day) if content else None
    return Shown(
        number=line.row.number,
        title=texts.get("title", ""),
        standard=texts.get("standard", ""),
        area=value("focus_area_id", "area", content and content.focus_area_id),
        person=value("responsible_id", "person", line.charge.responsible_id),
        due=texts.get("due", "") if "due" in wrong or when is None else due_words(*when, week),
        points=value("points", "points", content and content.points),
        evidence=texts.get("evidence", "") if content is None else str(EVIDENCE[content.evidence_wanted]),
        faults=_told(line),
        hints=[said(one) for one in line.hints if one.where not in wrong and line.status not in CLOSED],
        changes=[
            (
                str(COLUMNS[CHANGED[change.name]]),
                value_words(change.name, change.old, names, week),
                value_words(change.name, change.new, names, week),
            )
            for change in line.changes
        ],
        note=line.elsewhere if said_of else "",
    )


def _told(line: Line) -> list[Told]:
    """The faults of a row, one for each of its cells."""
    by_cell: dict[str, list[Fault]] = {}
    for fault in line.faults:
        by_cell.setdefault(fault.where, []).append(fault)
    return [
        Told(
            id=f"say-{line.row.number}-{name}",
            name=name,
            label=str(COLUMNS.get(name, name)),
            address=line.row.cells[name].address if name in line.row.cells else "",
            messages=[said(fault) for fault in faults],
            text=line.texts.get(name, ""),
            near=tuple(dict.fromkeys(one for fault in faults for one in _near(fault))),
            is_person=name == "person",
        )
        for name, faults in sorted(by_cell.items(), key=lambda one: list(COLUMNS).index(one[0]))
    ]


def _near(fault: Fault) -> tuple[str, ...]:
    """What may be meant: names from the service, and for what is too often the shortest rhythm that there is."""
    return (str(RHYTHMS[Rhythm.WEEKLY]),) if fault.key == "too_often" else fault.near
