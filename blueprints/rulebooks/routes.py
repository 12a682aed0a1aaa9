"""Routes of the rulebook: everyone reads it, the office writes the next version."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires
from blueprints.rulebooks import comparing, shows
from blueprints.rulebooks.forms import BookForm, ForceForm, RuleForm, SectionForm, TermsForm
from forms import seen_version
from models.campaign import Campaign
from models.refusals import RuleBroken, WrongState
from models.rulebook import PointRule, Rulebook, RulebookState, Section
from pages import now, page, refused
from services import rulebooks

room = Blueprint("rulebooks", __name__, url_prefix="/c/<slug>")


@room.get("/rulebooks")
@requires(Act.RULEBOOK_READ, Campaign)
def index(campaign: Campaign) -> Response:
    """The version in force today, else the latest that is no draft, else the office's draft."""
    seen = seen_of(campaign)
    held = rulebooks.in_force_on(campaign.id, current_user.today)
    chosen = held or next((one for one in seen if one.state is not RulebookState.DRAFT), None)
    return _page(campaign, chosen or next(iter(seen), None))


@room.get("/rulebooks/<int:rulebook_id>")
@requires(Act.RULEBOOK_READ, Rulebook)
def show(rulebook: Rulebook) -> Response:
    if rulebook not in seen_of(rulebook.campaign):
        abort(404)
    return _page(rulebook.campaign, rulebook)


def seen_of(campaign: Campaign) -> list[Rulebook]:
    """A draft is shown to the office alone."""
    writes = can(current_user, Act.RULEBOOK_WRITE, campaign)
    return [one for one in rulebooks.versions(campaign) if writes or one.state is not RulebookState.DRAFT]


def _page(campaign: Campaign, rulebook: Rulebook | None, status: int = 200, **forms: Any) -> Response:
    book = rulebooks.whole(rulebook.id) if rulebook else None
    return page(
        "rulebooks/show.html",
        blocks=("rulebook",),
        status=status,
        **shows.of_book(campaign, seen_of(campaign), book, forms),
    )


def _changed(rulebook: Rulebook, form: Any, change: Callable[[], object], name: str, **more: Any) -> Response | None:
    """Do the change when the form is right; None when it is done, else the page with the form as it was typed.

    Raises WrongState: what is no draft any more has no form to show again.
    """
    if form.validate_on_submit():
        try:
            change()
        except WrongState:
            raise
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return None
    return _page(rulebook.campaign, rulebook, 422, **{name: form}, **more)


def _back(rulebook_id: int, **values: Any) -> Response:
    return redirect(url_for(".show", rulebook_id=rulebook_id, **values), 303)


@room.post("/rulebooks")
@requires(Act.RULEBOOK_WRITE, Campaign)
def draft(campaign: Campaign) -> Response:
    return _back(rulebooks.draft(campaign, by=current_user, at=now()).id)


@room.post("/rulebooks/<int:rulebook_id>")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def edit(rulebook: Rulebook) -> Response:
    form = BookForm()

    def change() -> None:
        rulebooks.edit(
            rulebook, form.title.data or "", form.base.data, revision=form.seen_version, by=current_user, at=now()
        )

    return _changed(rulebook, form, change, "book_form") or _back(rulebook.id)


@room.get("/rulebooks/<int:rulebook_id>/compare")
@requires(Act.RULEBOOK_READ, Rulebook)
def compare(rulebook: Rulebook) -> Response:
    """The version beside an earlier one: that of the address, else the one before it."""
    seen = seen_of(rulebook.campaign)
    others = [one for one in seen if one.version < rulebook.version]
    asked = request.args.get("with", type=int)
    old = next((one for one in others if one.id == asked), None) if asked else next(iter(others), None)
    if rulebook not in seen or (asked and old is None):
        abort(404)
    return page(
        "rulebooks/compare.html",
        **comparing.shown(rulebooks.whole(old.id) if old else None, rulebooks.whole(rulebook.id), others),
    )


@room.post("/rulebooks/<int:rulebook_id>/terms")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def edit_terms(rulebook: Rulebook) -> Response:
    form = TermsForm(prefix="terms")

    def change() -> None:
        rulebooks.edit_terms(rulebook, form.content(), revision=form.seen_version, by=current_user, at=now())

    return _changed(rulebook, form, change, "terms_form") or _back(rulebook.id)


@room.post("/rulebooks/<int:rulebook_id>/sections")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def add_section(rulebook: Rulebook) -> Response:
    form = SectionForm(prefix="section")

    def change() -> None:
        rulebooks.add_section(
            rulebook,
            form.code.data,
            form.title.data,
            revision=form.seen_version,
            limits=form.caps.form.content(),
            by=current_user,
            at=now(),
        )

    return _changed(rulebook, form, change, "section_form") or _back(rulebook.id)


@room.post("/sections/<int:section_id>")
@requires(Act.RULEBOOK_WRITE, Section)
def edit_section(section: Section) -> Response:
    form = SectionForm(prefix=f"section{section.id}")

    def change() -> None:
        rulebooks.edit_section(
            section,
            form.code.data,
            form.title.data,
            revision=form.seen_version,
            limits=form.caps.form.content(),
            by=current_user,
            at=now(),
        )

    refusal = _changed(section.rulebook, form, change, "renaming_form", renaming=section.id)
    return refusal or _back(section.rulebook_id)


@room.post("/sections/<int:section_id>/up")
@requires(Act.RULEBOOK_WRITE, Section)
def move_section(section: Section) -> Response:
    rulebooks.move_section(section, section.rulebook.sections.index(section), by=current_user, at=now())
    return _back(section.rulebook_id)


@room.post("/sections/<int:section_id>/remove")
@requires(Act.RULEBOOK_WRITE, Section)
def remove_section(section: Section) -> Response:
    rulebook_id = section.rulebook_id
    rulebooks.remove_section(section, revision=seen_version(), by=current_user, at=now())
    return _back(rulebook_id)


@room.post("/sections/<int:section_id>/rules")
@requires(Act.RULEBOOK_WRITE, Section)
def add_rule(section: Section) -> Response:
    """A rule; the line for the next one opens by itself."""
    form = RuleForm(prefix="rule")

    def change() -> None:
        rulebooks.add_rule(section, form.content(), revision=form.seen_version, by=current_user, at=now())

    refusal = _changed(section.rulebook, form, change, "rule_form", adding=section.id)
    return refusal or _back(section.rulebook_id, add=section.id, _anchor="new_rule")


@room.post("/sections/<int:section_id>/order")
@requires(Act.RULEBOOK_WRITE, Section)
def order(section: Section) -> Response:
    """A rule to another place: `item` and `place` from 1, or `up` by one without JavaScript."""
    up = request.form.get("up", type=int)
    rule_id = up or request.form.get("item", type=int)
    rule = next((one for one in section.rules if one.id == rule_id), None)
    if rule is None:
        abort(404)
    place = section.rules.index(rule) if up else request.form.get("place", 1, int)
    rulebooks.move_rule(rule, place, by=current_user, at=now())
    return _back(section.rulebook_id)


@room.post("/rules/<int:point_rule_id>")
@requires(Act.RULEBOOK_WRITE, PointRule)
def edit_rule(rule: PointRule) -> Response:
    form, rulebook = RuleForm(prefix="rule"), rule.section.rulebook

    def change() -> None:
        rulebooks.edit_rule(rule, form.content(), revision=form.seen_version, by=current_user, at=now())

    return _changed(rulebook, form, change, "rule_form", editing=rule.id) or _back(rulebook.id)


@room.post("/rules/<int:point_rule_id>/remove")
@requires(Act.RULEBOOK_WRITE, PointRule)
def remove_rule(rule: PointRule) -> Response:
    rulebook_id = rule.section.rulebook_id
    rulebooks.remove_rule(rule, revision=seen_version(), by=current_user, at=now())
    return _back(rulebook_id)


@room.post("/rulebooks/<int:rulebook_id>/force")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def put_in_force(rulebook: Rulebook) -> Response:
    form = ForceForm(prefix="force")

    def change() -> None:
        rulebooks.put_in_force(rulebook, form.from_on.data, revision=form.seen_version, by=current_user, at=now())
        flash(
            _("Version %(version)s is in force from %(day)s.", version=rulebook.version, day=rulebook.from_on),
            "success",
        )

    return _changed(rulebook, form, change, "force_form") or _back(rulebook.id)


@room.post("/rulebooks/<int:rulebook_id>/discard")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def discard(rulebook: Rulebook) -> Response:
    rulebooks.discard(rulebook, revision=seen_version(), by=current_user, at=now())
    return redirect(url_for(".index"), 303)
