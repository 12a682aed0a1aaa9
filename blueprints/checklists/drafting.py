"""Routes that draft a checklist in place: add, edit, split, reorder, remove, revise."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires
from blueprints.checklists.forms import AssignForm, ItemForm, SplitForm
from blueprints.checklists.item import shown_item
from blueprints.checklists.routes import UNPROCESSABLE, room
from blueprints.checklists.views import offer, shown
from forms import safe_back, seen_version
from models.checklist import Checklist, ChecklistItem
from models.refusals import RuleBroken
from pages import now, refused
from services import checklists, items


@room.post("/checklists/<int:checklist_id>/items")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def add(checklist: Checklist) -> Response:
    form = ItemForm()
    offer(form, checklist)
    if form.validate():
        key = form.request_key.data
        try:
            items.add(checklist, form.content, form.charge, by=current_user, at=now(), request_key=key)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return to_list(checklist)
    return shown(checklist, form=form, status=UNPROCESSABLE)


@room.post("/checklists/items/<int:checklist_item_id>/edit")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def edit(item: ChecklistItem) -> Response:
    form = ItemForm()
    offer(form, item.checklist)
    charge = form.charge if item.in_force_id is None else None
    if form.validate():
        try:
            items.edit(item, form.content, charge, version=seen_version(), by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
            if broken.key == "stale":  # what is typed stays, and the next press saves it over what is there now
                form.version.data = form.version.raw_data = None
                form.version.process_data(item.version)
        else:
            return to_list(item.checklist)
    return shown(item.checklist, form=form, editing=item.id, status=UNPROCESSABLE)


@room.post("/checklists/items/<int:checklist_item_id>/split")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def split(item: ChecklistItem) -> Response:
    form = SplitForm()
    if form.validate():
        try:
            made = items.split(item, form.titles.data.splitlines(), version=seen_version(), by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Split into %(count)s items.", count=len(made) + 1), "success")
            return to_list(item.checklist)
    return shown_item(item, split=form, status=UNPROCESSABLE)


@room.post("/checklists/<int:checklist_id>/assign")
@requires(Act.CHECKLIST_ASSIGN, Checklist)
def assign_many(checklist: Checklist) -> Response:
    """One person for the ticked items."""
    form, ids = AssignForm(), request.form.getlist("item", type=int)
    chosen = form.responsible_id.data
    try:
        number = items.assign_many(checklist, ids, chosen, version=seen_version(), by=current_user, at=now())
    except RuleBroken as broken:
        refused(broken, form)
        return shown(checklist, assigning=form, status=UNPROCESSABLE)
    flash(ngettext("%(num)s item has its person.", "%(num)s items have their person.", number), "success")
    return to_list(checklist)


@room.post("/checklists/<int:checklist_id>/order")
@requires(Act.CHECKLIST_DRAFT, Checklist)
def move(checklist: Checklist) -> Response:
    """`item` to `place` (a drag), or `up` or `down` by one (a touch, or without JavaScript)."""
    up, down = (request.form.get(way, type=int) for way in ("up", "down"))
    wanted = up or down or request.form.get("item", type=int)
    item = next((one for one in items.live(checklist) if one.id == wanted), None)
    if item is not None:
        place = request.form.get("place", default=1, type=int)
        if up or down:
            place = items.place_of(item) + (1 if down else -1)
        items.move(item, place, by=current_user, at=now())
    return to_list(checklist)


@room.post("/checklists/items/<int:checklist_item_id>/remove")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def remove(item: ChecklistItem) -> Response:
    items.remove(item, version=seen_version(), by=current_user, at=now())
    flash(_("Removed."), "success")
    return to_list(item.checklist)


@room.post("/checklists/items/<int:checklist_item_id>/revise")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def revise(item: ChecklistItem) -> Response:
    """The next revision, opened in its row."""
    checklists.revise(item, version=seen_version(), by=current_user, at=now())
    return redirect(url_for(".show", checklist_id=item.checklist_id, edit=item.id) + f"#item_{item.id}", 303)


@room.post("/checklists/items/<int:checklist_item_id>/discard")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def discard(item: ChecklistItem) -> Response:
    checklists.discard(item, version=seen_version(), by=current_user, at=now())
    flash(_("The revision is given up; the former one stands."), "success")
    return to_list(item.checklist)


def to_list(checklist: Checklist) -> Response:
    """Back to the list as it was filtered."""
    return redirect(safe_back(url_for(".show", checklist_id=checklist.id)), 303)
