"""Routes of the staff list: read, looked at beside who is there, saved in one act."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
import wording
from access import Act, kept_units, requires
from blueprints.accounts.forms import StaffDraftForm, StaffListForm
from blueprints.accounts.routes import room
from blueprints.accounts.words import WHAT_IS_OPEN
from forms import whole
from importers.staff_sheet import Fault
from models.campaign import Document
from models.refusals import RuleBroken
from models.unit import UnitKind
from pages import house, now, page, refused
from services import slips, staff_import
from services.staff_changes import Comparison, Typed
from services.staff_comparison import EARLY, compare, post_words
from services.structure import UnitCard
from wording import ROLES

LONGEST_CHOICE = 12


def organisations() -> list[UnitCard]:
    """The stations and bureaus whose people the visitor keeps."""
    kept = kept_units(current_user, house().units.values())
    return [unit for unit in kept if unit.kind in (UnitKind.BUREAU, UnitKind.STATION) and unit.active]


def organisation() -> UnitCard:
    """The one that the address or the form names, else the own one, else the first."""
    kept, named = organisations(), whole(request.values.get("organisation"))
    wanted = named or current_user.organisation_id
    return next((one for one in kept if one.id == wanted), kept[0])


@room.get("/people/import")
@requires(Act.PERSON_KEEP)
def staff_list() -> Response:
    """The open draft beside who is there, else the form that a list is pasted into."""
    document = staff_import.draft_for(organisation().id, current_user)
    return _blank(StaffListForm()) if document is None else _preview(document)


@room.post("/people/import")
@requires(Act.PERSON_KEEP)
def read_staff_list() -> Response:
    form = StaffListForm()
    chosen = organisation().id
    if form.validate_on_submit():
        sent = uploads.document_in(form)
        try:
            found = staff_import.read(sent.text, sent.data)
            staff_import.keep(found, sent.name, chosen, by=current_user, at=now(), request_key=form.request_key.data)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _back()
    return _blank(form, status=422)


@room.post("/people/import/save")
@requires(Act.PERSON_KEEP)
def save_staff_list() -> Response:
    """Keep what was said about the list, or (the other button) save the list itself."""
    document = staff_import.draft_for(organisation().id, current_user)
    if document is None:
        return _back()
    form = StaffDraftForm()
    typed = _typed(document, form)
    if form.validate_on_submit():
        deed: dict[str, Any] = {"version": form.seen_version, "by": current_user, "at": now()}
        try:
            if "confirm" not in request.form:
                staff_import.save(document, typed, **deed)
                return _back()
            return _saved(staff_import.adopt(document, house().units.values(), typed, **deed))
        except RuleBroken as broken:
            refused(broken, form)
    return _preview(document, form, typed, status=422)


@room.post("/people/import/discard")
@requires(Act.PERSON_KEEP)
def discard_staff_list() -> Response:
    document = staff_import.draft_for(organisation().id, current_user)
    if document is not None:
        staff_import.discard(document, by=current_user, at=now())
        flash(_("The list is put away. Nothing was changed."), "success")
    return _back()


def _back() -> Response:
    named = whole(request.values.get("organisation"))
    return redirect(url_for(".staff_list", organisation=named), 303)


def _saved(done: staff_import.Done) -> Response:
    counts = (
        _("%(n)s joined", n=done.joined),
        _("%(n)s moved", n=done.moved),
        _("%(n)s left", n=done.left),
        _("%(n)s appointed", n=done.appointed),
        _("%(n)s handed over", n=done.handed),
    )
    flash(_("The list is saved: %(counts)s.", counts=" · ".join(counts)), "success")
    return redirect(url_for(".slips_to_print" if done.joined else ".index"), 303)


def _blank(form: StaffListForm, status: int = 200) -> Response:
    return page(
        "accounts/import.html",
        blocks=("reading",),
        status=status,
        form=form,
        document=None,
        organisation=organisation(),
        organisations=organisations(),
        waiting=_waiting(),
    )


def _typed(document: Document, form: StaffDraftForm) -> Typed:
    """What was said, as far as it can mean anything."""
    before = staff_import.typed_of(document, current_user.today)
    sent, listed = request.form, {row.staff_no for row in staff_import.list_of(document).rows}
    return Typed(
        since=form.since.data or before.since,
        chosen={
            name: value
            for name, value in sent.items()
            if name.partition("_")[0] in ("unit", "post") and len(name) < LONGEST_CHOICE and len(value) < LONGEST_CHOICE
        },
        renamed=frozenset(sent.getlist("renamed")) & listed,
        appointed=frozenset(sent.getlist("appointed")) & listed,
        ended=_numbers("ended"),
        left=_numbers("left"),
        heirs={
            name: whole(value) or 0
            for name, value in sent.items()
            if name.startswith("heir_") and all(whole(one) for one in name.split("_")[1:])
        },
    )


def _numbers(name: str) -> frozenset[int]:
    return frozenset(number for one in request.form.getlist(name) if (number := whole(one)) is not None)


def _preview(
    document: Document, form: StaffDraftForm | None = None, typed: Typed | None = None, status: int = 200
) -> Response:
    found = staff_import.list_of(document)
    typed = typed or staff_import.typed_of(document, current_user.today)
    chosen = house().units[document.about_id or 0]
    result = compare(found, chosen, house().units.values(), typed, by=current_user)
    return page(
        "accounts/import.html",
        blocks=("preview",),
        status=status,
        document=document,
        form=form or StaffDraftForm(None, since=typed.since, version=document.version),
        version=document.version,
        read_form=StaffListForm(None),
        found=found,
        typed=typed,
        result=result,
        organisation=chosen,
        waiting=_waiting(),
        organisations=organisations(),
        faults=[(one.cell, _fault(one)) for one in result.faults if one.key != EARLY],
        early=[_fault(one) for one in result.faults if one.key == EARLY],
        post_words=lambda post: post_words(post, result.places.posts),
        counts=_counts(result),
        roles=ROLES,
        kinds=WHAT_IS_OPEN,
        against=wording.refusals,
    )


def _waiting() -> int:
    return len(slips.waiting([one.id for one in organisations()], by=current_user))


def _fault(fault: Fault) -> str:
    return wording.said(wording.refusals, fault.key, fault.values)


def _counts(result: Comparison) -> list[dict[str, Any]]:
    pairs = (
        (len(result.joined), _("joined")),
        (len(result.moved), _("moved")),
        (len(result.left), _("left out")),
        (result.unchanged, _("unchanged")),
    )
    return [{"number": number, "label": label} for number, label in pairs]
