"""Routes of the rulebook: everyone reads it, the office writes the next version."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires
from blueprints.rulebooks.forms import (
    DIRECTIONS,
    MEASURES,
    PAYERS,
    PERIODS,
    BookForm,
    ForceForm,
    RuleForm,
    SectionForm,
    filled,
)
from models.campaign import Campaign
from models.refusals import RuleBroken
from models.rulebook import PointRule, Rulebook, RulebookState, Section
from pages import now, page, refused
from services import rulebooks

room = Blueprint("rulebooks", __name__, url_prefix="/c/<slug>")


@room.get("/rulebooks")
@requires(Act.RULEBOOK_READ, Campaign)
def index(campaign: Campaign) -> Response:
    """The version in force today, else the latest that is no draft, else the office's draft."""
    versions = _seen(campaign)
    held = rulebooks.in_force_on(campaign.id, current_user.today)
    chosen = held or next((one for one in versions if one.state is not RulebookState.DRAFT), None)
    chosen = chosen or next(iter(versions), None)
    return _page(campaign, chosen)


@room.get("/rulebooks/<int:rulebook_id>")
@requires(Act.RULEBOOK_READ, Rulebook)
def show(rulebook: Rulebook) -> Response:
    return _page(rulebook.campaign, rulebook)


def _seen(campaign: Campaign) -> list[Rulebook]:
    """A draft is shown to the office alone."""
    writes = can(current_user, Act.RULEBOOK_WRITE, campaign)
    return [one for one in rulebooks.versions(campaign) if writes or one.state is not RulebookState.DRAFT]


def _page(campaign: Campaign, rulebook: Rulebook | None, status: int = 200, **forms: Any) -> Response:
    versions = _seen(campaign)
    if rulebook is not None and rulebook not in versions:
        rulebook = None
    writes = can(current_user, Act.RULEBOOK_WRITE, campaign)
    book = rulebooks.whole(rulebook.id) if rulebook else None
    drafting = writes and book is not None and book.state is RulebookState.DRAFT
    return page(
        "rulebooks/show.html",
        blocks=("rulebook",),
        status=status,
        versions=versions,
        book=book,
        writes=writes,
        has_draft=any(one.state is RulebookState.DRAFT for one in versions),
        drafting=drafting,
        **(_forms(book, forms) if drafting and book else {}),
        payers=dict(PAYERS),
        directions=dict(DIRECTIONS),
        measures=dict(MEASURES),
        periods=dict(PERIODS),
    )


def _forms(book: Rulebook, forms: dict[str, Any]) -> dict[str, Any]:
    """The forms of a draft; the one that was refused stands in for its own."""
    rules = {rule.id: rule for section in book.sections for rule in section.rules}
    editing = forms.get("editing") or request.args.get("rule", type=int)
    adding = forms.get("adding") or request.args.get("add", type=int)
    rule_form = forms.get("rule_form")
    if rule_form is None and editing in rules:
        rule_form = RuleForm(formdata=None, prefix="rule", data=filled(rules[editing]), version=book.revision)
    if rule_form is None and adding:
        rule_form = RuleForm(formdata=None, prefix="rule", version=book.revision)
    return {
        "book_form": forms.get("book_form") or BookForm(formdata=None, obj=book, version=book.revision),
        "force_form": forms.get("force_form")
        or ForceForm(formdata=None, prefix="force", version=book.revision, from_on=current_user.today),
        "section_form": forms.get("section_form")
        or SectionForm(formdata=None, prefix="section", version=book.revision),
        "rule_form": rule_form,
        "editing": editing,
        "adding": adding,
    }


@room.post("/rulebooks")
@requires(Act.RULEBOOK_WRITE, Campaign)
def draft(campaign: Campaign) -> Response:
    rulebook = rulebooks.draft(campaign, by=current_user, at=now())
    return redirect(url_for(".show", rulebook_id=rulebook.id), 303)


@room.post("/rulebooks/<int:rulebook_id>")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def edit(rulebook: Rulebook) -> Response:
    form = BookForm()
    if form.validate_on_submit():
        try:
            rulebooks.edit(
                rulebook, form.title.data or "", form.base.data, revision=form.seen_version, by=current_user, at=now()
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show", rulebook_id=rulebook.id), 303)
    return _page(rulebook.campaign, rulebook, 422, book_form=form)


@room.post("/rulebooks/<int:rulebook_id>/force")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def put_in_force(rulebook: Rulebook) -> Response:
    form = ForceForm(prefix="force")
    if form.validate_on_submit():
        try:
            rulebooks.put_in_force(rulebook, form.from_on.data, revision=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Version %(version)s is in force.", version=rulebook.version), "success")
            return redirect(url_for(".show", rulebook_id=rulebook.id), 303)
    return _page(rulebook.campaign, rulebook, 422, force_form=form)


@room.post("/rulebooks/<int:rulebook_id>/discard")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def discard(rulebook: Rulebook) -> Response:
    rulebooks.discard(rulebook, revision=request.form.get("version", type=int), by=current_user, at=now())
    return redirect(url_for(".index"), 303)


@room.post("/rulebooks/<int:rulebook_id>/sections")
@requires(Act.RULEBOOK_WRITE, Rulebook)
def add_section(rulebook: Rulebook) -> Response:
    form = SectionForm(prefix="section")
    if form.validate_on_submit():
        try:
            rulebooks.add_section(
                rulebook, form.code.data, form.title.data, revision=form.seen_version, by=current_user, at=now()
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show", rulebook_id=rulebook.id), 303)
    return _page(rulebook.campaign, rulebook, 422, section_form=form)


@room.post("/sections/<int:section_id>/remove")
@requires(Act.RULEBOOK_WRITE, Section)
def remove_section(section: Section) -> Response:
    rulebook_id = section.rulebook_id
    rulebooks.remove_section(section, revision=request.form.get("version", type=int), by=current_user, at=now())
    return redirect(url_for(".show", rulebook_id=rulebook_id), 303)


@room.post("/sections/<int:section_id>/rules")
@requires(Act.RULEBOOK_WRITE, Section)
def add_rule(section: Section) -> Response:
    form, rulebook = RuleForm(prefix="rule"), section.rulebook
    if form.validate_on_submit():
        try:
            rulebooks.add_rule(section, form.content(), revision=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show", rulebook_id=rulebook.id), 303)
    return _page(rulebook.campaign, rulebook, 422, rule_form=form, adding=section.id)


@room.post("/rules/<int:point_rule_id>")
@requires(Act.RULEBOOK_WRITE, PointRule)
def edit_rule(rule: PointRule) -> Response:
    form, rulebook = RuleForm(prefix="rule"), rule.section.rulebook
    if form.validate_on_submit():
        try:
            rulebooks.edit_rule(rule, form.content(), revision=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show", rulebook_id=rulebook.id), 303)
    return _page(rulebook.campaign, rulebook, 422, rule_form=form, editing=rule.id)


@room.post("/rules/<int:point_rule_id>/remove")
@requires(Act.RULEBOOK_WRITE, PointRule)
def remove_rule(rule: PointRule) -> Response:
    rulebook_id = rule.section.rulebook_id
    rulebooks.remove_rule(rule, revision=request.form.get("version", type=int), by=current_user, at=now())
    return redirect(url_for(".show", rulebook_id=rulebook_id), 303)


@room.post("/rules/<int:point_rule_id>/up")
@requires(Act.RULEBOOK_WRITE, PointRule)
def move_rule(rule: PointRule) -> Response:
    rulebook_id = rule.section.rulebook_id
    place = rule.section.rules.index(rule)
    rulebooks.move_rule(rule, place, by=current_user, at=now())
    return redirect(url_for(".show", rulebook_id=rulebook_id), 303)
