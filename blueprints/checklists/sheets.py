"""Routes of the sheets of a checklist: as it stands, a template to fill in, and a table with its errors beside it."""

from typing import IO, Any

from flask import abort, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires, visible
from blueprints.checklists.forms import ACCEPTED_BY, EVIDENCE
from blueprints.checklists.import_view import said
from blueprints.checklists.routes import room
from blueprints.checklists.sheet_words import COLUMNS, due_words
from blueprints.checklists.views import weekdays
from exporters import checklist as exporter
from exporters.workbook import MEDIA_TYPE
from models.checklist import Checklist, ChecklistItem, RevisionState
from models.types import Rhythm
from services import checklist_import as importing
from services import checklist_reading as reading
from services.checklist_names import names_for

TEMPLATE = (
    "number",
    "area",
    "title",
    "standard",
    "person",
    "post",
    "phase",
    "due",
    "points",
    "evidence",
    "accepted_by",
)


@room.get("/checklists/<int:checklist_id>.xlsx")
@requires(Act.CHECKLIST_READ, Checklist)
def download(checklist: Checklist) -> Response:
    """The items that the visitor may see, in columns that are read again."""
    rows = reading.rows(visible(current_user, ChecklistItem, checklist.campaign), checklist.id)
    names = names_for(checklist, current_user.today, [row.responsible_id for row in rows if row.responsible_id])
    written = {one.id: one.written for one in names.people}
    helping = reading.units_helping(checklist.id)
    states = {
        RevisionState.DRAFT: _("Draft"),
        RevisionState.SUBMITTED: _("Awaiting review"),
        RevisionState.APPROVED: _("Approved"),
        RevisionState.RETURNED: _("Returned"),
    }
    week = weekdays()
    lines = [
        {
            "number": number,
            "area": row.focus_area,
            "title": row.title,
            "standard": row.standard,
            "person": written.get(row.responsible_id or 0, row.responsible),
            "post": row.post,
            "phase": row.phase,
            "due": row.due_on if row.rhythm is Rhythm.ONCE else due_words(row.rhythm, None, row.day, week),
            "points": row.points,
            "evidence": str(EVIDENCE[row.evidence_wanted]),
            "accepted_by": str(ACCEPTED_BY[row.accepted_by]),
            "help": "、".join(helping.get(row.id, ())),
            "state": states[row.state],
        }
        for number, row in enumerate(rows, 1)
    ]
    title = _("%(unit)s: checklist", unit=checklist.department.name)
    return _sent(exporter.sheet(title, _headings(*TEMPLATE, "help", "state"), lines), title)


@room.get("/checklists/<int:checklist_id>/import/template.xlsx")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def template(checklist: Checklist) -> Response:
    """A sheet to fill in: the heading row, an example, and what each cell may say."""
    names = names_for(checklist, current_user.today, ())
    choices: dict[str, Any] = {
        "area": [one.written for one in names.areas],
        "person": [one.written for one in names.people],
        "post": [one.written for one in names.posts],
        "phase": [one.written for one in names.phases],
        "evidence": [str(word) for word in EVIDENCE.values()],
        "accepted_by": [str(word) for word in ACCEPTED_BY.values()],
    }
    title = _("Checklist template")
    example = {name: offered[0] for name, offered in choices.items() if offered and name != "post"} | {
        "number": _("example"),
        "title": _("Update the list of the service desk"),
        "standard": _("Complete, dated and signed"),
        "due": checklist.campaign.ends_on,
        "points": 1,
    }
    words = exporter.Words(title, _headings(*TEMPLATE), example, _("How to fill it in"), _notes())
    return _sent(exporter.template(words, choices), title)


def _notes() -> list[tuple[str, str]]:
    return [
        (str(COLUMNS["title"]), _("Needed. At most 200 characters. The row of the example is not read.")),
        (str(COLUMNS["area"]), _("One of this campaign; where it is blank, the one chosen when the sheet is read.")),
        (str(COLUMNS["person"]), _("One person of the unit: the name, or the staff number.")),
        (str(COLUMNS["due"]), _("2018-12-05, every Fri, monthly, day 25, Quarterly, Standing.")),
        (str(COLUMNS["points"]), _("0 to 100, at most two decimals. Blank: 1.")),
        (str(COLUMNS["accepted_by"]), _("Blank: the unit itself what recurs, else the office.")),
    ]


@room.get("/checklists/<int:checklist_id>/import/errors.xlsx")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def errors(checklist: Checklist) -> Response:
    """The table of the open draft with what is wrong written beside each row."""
    document = importing.draft_of(checklist) or abort(404)
    found = importing.preview(document, checklist, by=current_user)
    sheet = importing.sheet_of(document)
    wrong = {
        line.row.number: " ".join(f"{COLUMNS.get(fault.where, '')}: {said(fault)}" for fault in line.faults)
        for line in found.lines
        if line.status == "wrong"
    }
    title, correct = sheet.title or _("Checklist"), _("To correct")
    file = exporter.with_errors(title, sheet.rows, found.reading.heading, correct, wrong)
    return _sent(file, f"{title} {correct}")


def _headings(*names: str) -> dict[str, str]:
    more = {"number": _("No."), "state": _("State")}
    return {name: more.get(name) or str(COLUMNS[name]) for name in names}


def _sent(file: IO[bytes], title: str) -> Response:
    return send_file(file, mimetype=MEDIA_TYPE, as_attachment=True, download_name=f"{title}.xlsx")
