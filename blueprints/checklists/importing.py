"""Routes of a checklist from a table: read it, put it right on one page, adopt it or put it away."""

import re
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, requires
from blueprints.checklists.forms import SheetForm
from blueprints.checklists.import_view import shown_preview
from blueprints.checklists.routes import UNPROCESSABLE, room
from blueprints.checklists.sheet_words import counted
from extensions import db
from forms import seen_version, whole
from models.campaign import Document
from models.checklist import Checklist
from models.refusals import RuleBroken
from pages import now, page, refused
from services import checklist_import as importing
from services import documents
from services.checklist_import import Corrections

CELL = re.compile(r"say-(\d{1,9})-([a-z_]+)")
COLUMN = re.compile(r"column-(\d{1,4})")
TAKEN = re.compile(r"(\d{1,9}):([a-z_]+):(.*)", re.DOTALL)


@room.get("/checklists/<int:checklist_id>/import")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def import_sheet(checklist: Checklist) -> Response:
    """The preview of the open draft, else the form for a file or a pasted table."""
    document = importing.draft_of(checklist)
    form = SheetForm(formdata=None)
    return _asked(checklist, form) if document is None else shown_preview(checklist, document, another=form)


def _asked(checklist: Checklist, form: SheetForm, status: int = 200) -> Response:
    return page("checklists/import.html", status=status, checklist=checklist, form=form)


@room.post("/checklists/<int:checklist_id>/import")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def read_sheet(checklist: Checklist) -> Response:
    form = SheetForm()
    checklist_id, unit = checklist.id, checklist.department.name
    sent = uploads.document_in(form)
    try:
        if not form.validate():
            return _asked(db.session.get_one(Checklist, checklist_id), form, UNPROCESSABLE)
        found = importing.read(sent.text, sent.data, unit)
        checklist = db.session.get_one(Checklist, checklist_id)
        importing.keep(checklist, found, sent.name, by=current_user, at=now(), request_key=form.request_key.data)
    except RuleBroken as broken:
        refused(broken, form)
        return _asked(db.session.get_one(Checklist, checklist_id), form, UNPROCESSABLE)
    return redirect(url_for(".import_sheet", checklist_id=checklist_id), 303)


@room.post("/checklists/<int:checklist_id>/import/correct")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def correct_sheet(checklist: Checklist) -> Response:
    """Keep what was put right, take the nearest that a button offers, or adopt: the button pressed says which."""
    document = documents.still_open(importing.draft_of(checklist))
    version, said = seen_version(), _corrections()
    try:
        is_other = importing.correct(document, checklist, said, version=version, by=current_user, at=now())
    except RuleBroken as broken:
        refused(broken)
        return shown_preview(checklist, document, broken=broken)
    if "confirm" in request.form and not is_other:
        version = document.version
        db.session.commit()  # what was left out stays so, whatever becomes of the adoption
        return _adopt(checklist, document, version)
    if "confirm" in request.form:
        flash(_("The rows changed with what you put right. Look at them once more, then adopt."), "message")
    return redirect(url_for(".import_sheet", checklist_id=checklist.id), 303)


def _adopt(checklist: Checklist, document: Document, version: int) -> Response:
    """`version` is of the draft that was shown: the commit let go of it."""
    seen = whole(request.form.get("seen"))
    try:
        done = importing.adopt(
            document, checklist, version=version, seen=-1 if seen is None else seen, by=current_user, at=now()
        )
    except RuleBroken as broken:
        refused(broken)
        return shown_preview(checklist, document, broken=broken)
    flash(
        counted({"added": done.added, "changed": done.changed}) or _("Nothing changed: all of it was there."), "success"
    )
    return redirect(url_for(".show", checklist_id=checklist.id), 303)


@room.post("/checklists/<int:checklist_id>/import/discard")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def discard_sheet(checklist: Checklist) -> Response:
    importing.discard(
        documents.still_open(importing.draft_of(checklist)), version=seen_version(), by=current_user, at=now()
    )
    flash(_("The table is put away; the checklist is as it was."), "success")
    return redirect(url_for(".show", checklist_id=checklist.id), 303)


def _corrections() -> Corrections:
    """The form in its types; what is no correction is passed over."""
    form: dict[str, Any] = request.form.to_dict()
    columns, cells = {}, {}
    for name, typed in form.items():
        if match := COLUMN.fullmatch(name):
            columns[int(match[1])] = typed
        elif match := CELL.fullmatch(name):
            cells[int(match[1]), match[2]] = typed
    match = TAKEN.fullmatch(form.get("take", ""))
    return Corrections(
        sheet=whole(form.get("sheet")),
        heading=whole(form.get("heading")),
        columns=columns,
        area_id=whole(form.get("area")),
        cells=cells,
        taken={(int(match[1]), match[2]): match[3]} if match else {},
        left_out=frozenset(number for one in request.form.getlist("leave") if (number := whole(one)) is not None),
    )
