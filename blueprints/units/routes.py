"""Routes of units, for the administrator: the tree with its posts, one unit, adding, renaming, closing."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, kept_units, requires
from blueprints.units.forms import PostForm, RenameForm, UnitForm
from blueprints.units.words import ACTS, KINDS
from extensions import db
from models.refusals import RuleBroken
from models.unit import Unit, UnitKind
from pages import house, now, page, refused
from services import directory, traces, units
from services.structure import UnitCard

room = Blueprint("units", __name__, url_prefix="/units")

INDENT = "\u3000"
HELD_APART = (UnitKind.BUREAU, UnitKind.STATION)


@room.get("")
@requires(Act.UNIT_READ)
def index() -> Response:
    return _tree()


@room.post("")
@requires(Act.UNIT_KEEP)
def create() -> Response:
    """A unit below another; the form comes back for the next one beside it."""
    form = _unit_form()
    if form.validate_on_submit():
        try:
            parent = db.session.get_one(Unit, form.below.data)
            unit = units.add(parent, form.name.data, by=current_user, at=now(), request_key=form.request_key.data)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("%(name)s is added.", name=unit.name), "success")
            return redirect(url_for(".index", below=parent.id), 303)
    return _tree(unit_form=form)


@room.post("/posts")
@requires(Act.UNIT_KEEP)
def create_post() -> Response:
    form = _post_form()
    if form.validate_on_submit():
        try:
            units.add_post(
                db.session.get_one(Unit, form.organisation.data),
                form.post_name.data,
                by=current_user,
                at=now(),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("The post is added."), "success")
            return redirect(url_for(".index"), 303)
    return _tree(post_form=form)


@room.get("/<int:unit_id>")
@requires(Act.UNIT_READ, Unit)
def show(unit: Unit) -> Response:
    return _page_of(unit)


@room.post("/<int:unit_id>/name")
@requires(Act.UNIT_KEEP, Unit)
def rename(unit: Unit) -> Response:
    form = RenameForm()
    if form.validate_on_submit():
        try:
            units.rename(unit, form.name.data, seen_version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", unit_id=unit.id), 303)
    return _page_of(unit, form)


@room.post("/<int:unit_id>/close")
@requires(Act.UNIT_KEEP, Unit)
def deactivate(unit: Unit) -> Response:
    units.deactivate(unit, by=current_user, at=now())
    return redirect(url_for(".show", unit_id=unit.id), 303)


@room.post("/<int:unit_id>/open")
@requires(Act.UNIT_KEEP, Unit)
def reactivate(unit: Unit) -> Response:
    units.reactivate(unit, by=current_user, at=now())
    return redirect(url_for(".show", unit_id=unit.id), 303)


def _tree(unit_form: UnitForm | None = None, post_form: PostForm | None = None) -> Response:
    kept = _in_tree_order(kept_units(current_user, house().units.values()))
    organisations = [unit.id for unit in kept if unit.kind in HELD_APART]
    counts = units.people_counts(organisations, current_user.today)
    posts = units.posts_of(organisations)
    refused_one = unit_form or post_form
    top = min(unit.path.count("/") for unit in kept)
    return page(
        "units/index.html",
        status=422 if refused_one else 200,
        units=[(unit, unit.path.count("/") - top, counts.get(unit.id, 0)) for unit in kept],
        kinds=KINDS,
        base=url_for(".index"),
        unit_form=unit_form or _unit_form(),
        post_form=post_form or _post_form(),
        posts=[
            (house().units[one].name, ", ".join(post.name for post in posts if post.organisation_id == one))
            for one in organisations
        ],
    )


def _page_of(unit: Unit, form: RenameForm | None = None) -> Response:
    today = current_user.today
    cards = house().units
    return page(
        "units/show.html",
        status=422 if form else 200,
        unit=unit,
        kind=KINDS[unit.kind],
        may_close=unit.kind not in HELD_APART,
        form=form or RenameForm(None, name=unit.name, version=unit.version),
        above=cards.get(unit.parent_id or 0),
        below=[card for card in cards.values() if card.parent_id == unit.id],
        people_count=units.people_counts([unit.organisation_id or 0], today).get(unit.id, 0),
        appointed=directory.appointed_in(unit.id, today),
        history=[
            {"when": one.at, "who": one.who, "what": ACTS.get(one.act, one.act), "said": one.reason}
            for one in traces.history("unit", unit.id)
        ],
    )


def _unit_form() -> UnitForm:
    form = UnitForm()
    kept = _in_tree_order(kept_units(current_user, house().units.values()))
    parents = [unit for unit in kept if unit.active and unit.kind in units.BELOW]
    top = min(unit.path.count("/") for unit in kept)
    form.below.choices = [(unit.id, INDENT * (unit.path.count("/") - top) + unit.name) for unit in parents]
    if request.method == "GET" or "below" not in request.form:
        stations = [unit.id for unit in parents if unit.kind is UnitKind.STATION]
        form.below.data = request.args.get("below", 0, int) or next(iter(stations), None)
    return form


def _post_form() -> PostForm:
    form = PostForm(prefix="post")
    kept = kept_units(current_user, house().units.values())
    form.organisation.choices = [(unit.id, unit.name) for unit in kept if unit.kind in HELD_APART]
    if "post-organisation" not in request.form:
        form.organisation.data = current_user.organisation_id
    return form


def _in_tree_order(cards: list[UnitCard]) -> list[UnitCard]:
    place: dict[Any, int] = {unit_id: number for number, unit_id in enumerate(house().units)}
    return sorted(cards, key=lambda card: [place[int(part)] for part in card.path.strip("/").split("/")])
