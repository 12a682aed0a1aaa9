"""Routes of a rulebook from a document: read it, put it right on one page beside its text, adopt it or put it away."""

import re
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, requires
from blueprints.rulebooks.forms import DocumentForm
from blueprints.rulebooks.import_view import shown_preview
from blueprints.rulebooks.routes import room
from extensions import db
from forms import seen_version, whole
from importers.rulebook_words import EXAMPLES
from models.campaign import Campaign, Document
from models.refusals import RuleBroken
from models.rulebook import Direction, RulebookState, Span
from pages import now, page, refused
from services import documents
from services import rulebook_import as importing
from services.rulebook_import import Adopted, Corrections, Seen
from services.rulebook_typed import MOST_EFFECTS, Typed

MOST_FIELD = 5000
LINE = ("code", "name", "text", "settled", "audience", "computed")
EFFECT = ("who", "direction", "least", "most", "measure", "per", "share")
CAPS = tuple(f"{way.value}_{span.value}" for way in Direction for span in Span)
PLACE = re.compile(r"\d{1,4}")


@room.get("/rulebook/import")
@requires(Act.RULEBOOK_WRITE, Campaign)
def import_document(campaign: Campaign) -> Response:
    """The preview of the open draft, else the form for a text or a file."""
    document = importing.draft_of(campaign)
    return _asked(campaign, DocumentForm(formdata=None)) if document is None else shown_preview(campaign, document)


def _asked(campaign: Campaign, form: DocumentForm, status: int = HTTPStatus.OK) -> Response:
    return page(
        "rulebooks/import.html", status=status, campaign_id=campaign.id, form=form, document=None, examples=EXAMPLES
    )


@room.post("/rulebook/import")
@requires(Act.RULEBOOK_WRITE, Campaign)
def read_document(campaign: Campaign) -> Response:
    form = DocumentForm()
    campaign_id, sent = campaign.id, uploads.document_in(form)
    try:
        if not form.validate():
            return _asked(db.session.get_one(Campaign, campaign_id), form, HTTPStatus.UNPROCESSABLE_ENTITY)
        found = importing.read(sent.text, sent.data)
        campaign = db.session.get_one(Campaign, campaign_id)
        importing.keep(campaign, found, sent.name, by=current_user, at=now(), request_key=form.request_key.data)
    except RuleBroken as broken:
        refused(broken, form)
        return _asked(db.session.get_one(Campaign, campaign_id), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for(".import_document"), 303)


@room.post("/rulebook/import/correct")
@requires(Act.RULEBOOK_WRITE, Campaign)
def correct_document(campaign: Campaign) -> Response:
    """Keep what was typed; then the button pressed says what else: open, leave out, take, make a rule, adopt."""
    document = documents.still_open(importing.draft_of(campaign))
    deed: dict[str, Any] = {"by": current_user, "at": now()}
    try:
        importing.correct(document, campaign, _corrections(), version=seen_version(), **deed)
        opened = _press(document, deed)
    except RuleBroken as broken:
        refused(broken)
        return shown_preview(campaign, document, broken=broken)
    if "confirm" in request.form:
        version = document.version
        db.session.commit()  # what was typed stays, whatever becomes of the adoption
        return _adopt(campaign, document, version, deed)
    return redirect(url_for(".import_document", **opened), 303)


def _press(document: Document, deed: dict[str, Any]) -> dict[str, Any]:
    """What the button asks for; the values of the address that is shown next."""
    pressed = {
        name: whole(request.form[name])
        for name in ("edit", "part", "leave", "back_in", "take", "keep", "make")
        if name in request.form
    }
    for name, place in pressed.items():
        at = -1 if place is None else place
        if name in {"leave", "back_in"}:
            importing.set_aside(document, at, left_out=name == "leave", **deed)
        elif name in {"take", "keep"}:
            importing.take_amounts(document, at, taken=name == "take", **deed)
        elif name == "make":
            at = importing.make_rule(document, at, **deed)
        if name in {"edit", "make"}:
            return {"rule": at, "_anchor": f"rule_{at}"}
        return {"section": at, "_anchor": f"part_{at}"} if name == "part" else {"_anchor": f"rule_{at}"}
    return {}


def _adopt(campaign: Campaign, document: Document, version: int, deed: dict[str, Any]) -> Response:
    try:
        done = importing.adopt(document, campaign, version=version, seen=_seen(), **deed)
    except RuleBroken as broken:
        refused(broken)
        return shown_preview(campaign, document, broken=broken)
    flash(_told(done), "success")
    if done.book is None:
        return redirect(url_for(".index"), 303)
    return redirect(url_for(".show", rulebook_id=done.book.id), 303)


def _seen() -> Seen:
    """The rulebook and its revision that the page was shown with; without them, one that there is not."""
    book, revision = whole(request.form.get("book")), whole(request.form.get("revision"))
    return (-1, -1) if book is None or revision is None else (book, revision)


def _told(done: Adopted) -> str:
    said = [
        ngettext("%(num)s rule added", "%(num)s rules added", done.added) if done.added else "",
        ngettext("%(num)s rule changed", "%(num)s rules changed", done.changed) if done.changed else "",
    ]
    if done.book is None or done.book.state is not RulebookState.DRAFT:
        return _("Nothing changed: the rulebook says all of it.")
    told = " · ".join(one for one in said if one) or _("Nothing changed")
    return _("%(what)s. This is a draft; it comes into force when you say so.", what=told)


@room.post("/rulebook/import/discard")
@requires(Act.RULEBOOK_WRITE, Campaign)
def discard_document(campaign: Campaign) -> Response:
    documents.discard(
        documents.still_open(importing.draft_of(campaign)), version=seen_version(), by=current_user, at=now()
    )
    flash(_("The document is put away; the rulebook is as it was."), "success")
    return redirect(url_for(".index"), 303)


def _corrections() -> Corrections:
    """The fields of what stood open, as they were typed; what is no field of the sheet is passed over."""
    form = request.form
    head = {name: form[f"head-{name}"][:MOST_FIELD] for name in ("title", "base") if f"head-{name}" in form}
    sections = {place: _section(f"part{place}-") for place in _places("open_part")}
    return Corrections(head, sections, {place: _rule(f"rule{place}-") for place in _places("open_rule")})


def _places(name: str) -> list[int]:
    return [int(one) for one in request.form.getlist(name) if PLACE.fullmatch(one) and one.isascii()]


def _typed(name: str) -> str:
    return request.form.get(name, "")[: MOST_FIELD + 1].strip()


def _section(prefix: str) -> Typed:
    return {"title": _typed(f"{prefix}title"), "caps": _caps(prefix), "guesses": []}


def _caps(prefix: str) -> Typed:
    return {name: said for name in CAPS if (said := _typed(f"{prefix}caps-{name}"))}


def _rule(prefix: str) -> Typed:
    """A rule as typed; empty lines of effects are left out, but for the first of a veto."""
    lines = [{name: _typed(f"{prefix}effects-{line}-{name}") for name in EFFECT} for line in range(MOST_EFFECTS)]
    veto = f"{prefix}veto" in request.form
    section = whole(request.form.get(f"{prefix}section"))
    return {
        **{name: _typed(prefix + name) for name in LINE},
        "section": 0 if section is None else section,
        "evidence_wanted": f"{prefix}evidence_wanted" in request.form,
        "veto": veto,
        "caps": _caps(prefix),
        "effects": [
            {"mark": "", "named": True, **one}
            for number, one in enumerate(lines)
            if one["least"] or one["most"] or one["share"] or (veto and not number)
        ],
        "guesses": [],
    }
