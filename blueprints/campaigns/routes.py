"""Routes of campaigns: from the plan's text to its draft, from the draft to the campaign, and the campaign itself."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

import uploads
import wording
from access import Act, can, requires
from blueprints.campaigns.forms import (
    SEAT_ROLES,
    EmblemForm,
    PlanForm,
    PlanTextForm,
    SeatForm,
    SheetForm,
    known_as,
    with_dates,
)
from blueprints.campaigns.words import ABOUT_AREAS, MISSING, WARNINGS
from extensions import db
from forms import put_beside, safe_back, whole, wrong_fields
from models.campaign import Campaign, Document
from models.evidence import Evidence
from models.person import Appointment, Role
from models.refusals import RuleBroken
from models.unit import UnitKind
from navigation import seen_campaigns
from pages import house, now, page, refused
from services import campaigns, documents, evidence, plan_lines, plans

room = Blueprint("campaigns", __name__)


@room.get("/campaigns")
@requires(Act.CAMPAIGN_START)
def index() -> Response:
    return page(
        "campaigns/index.html",
        cards=seen_campaigns(current_user),
        drafts=documents.documents_of(current_user.organisation_id),
    )


@room.get("/campaigns/new")
@requires(Act.CAMPAIGN_START)
def new() -> Response:
    return page("campaigns/new.html", form=PlanTextForm())


@room.post("/campaigns/new")
@requires(Act.CAMPAIGN_START)
def create() -> Response:
    form = PlanTextForm()
    if form.validate_on_submit():
        sent = uploads.document_in(form)
        try:
            text, draft = documents.parse(sent.data if sent.name else sent.text)
            document = documents.keep_plan(
                text,
                draft,
                sent.name,
                by=current_user,
                at=now(),
                units=_units(current_user.organisation_id),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".draft", document_id=document.id), 303)
    return page("campaigns/new.html", form=form, status=422)


@room.get("/documents/<int:document_id>")
@requires(Act.DOCUMENT_READ, Document)
def draft(document: Document) -> Response:
    form = SheetForm(formdata=None, data=with_dates(document.draft["typed"]), version=document.version)
    return _draft_page(document, form)


@room.post("/documents/<int:document_id>")
@requires(Act.DOCUMENT_EDIT, Document)
def correct(document: Document) -> Response:
    """Save, add or remove an entry, follow a proposal, or adopt: the button pressed says which."""
    form = SheetForm()
    form.link(_unit_choices(document.organisation_id))
    deed: dict[str, Any] = {"version": form.seen_version, "by": current_user, "at": now()}
    try:
        _keep_emblem(form)
        typed = form.typed()
        if where := request.form.get("add"):
            documents.save_typed(document, documents.add_row(typed, where), **deed)
        elif where := request.form.get("remove"):
            documents.save_typed(document, documents.remove_row(typed, where), **deed)
        elif number := request.form.get("follow"):
            documents.save_typed(document, typed, **deed)
            documents.follow_proposal(document, whole(number), **(deed | {"version": None}))
        elif "adopt" in request.form:
            return _adopt(document, form, deed)
        else:
            documents.save_typed(document, typed, **deed)
            flash(_("The draft is saved."), "success")
    except RuleBroken as broken:
        refused(broken, form)
        return _draft_page(document, form, status=422)
    return redirect(url_for(".draft", document_id=document.id), 303)


def _adopt(document: Document, form: SheetForm, deed: dict[str, Any]) -> Response:
    people = documents.linkable(document.organisation_id)
    content = form.content(people) if form.validate() else None
    is_known = form.know(people)
    faults = campaigns.faults(content) if content else []
    for fault in faults:
        put_beside(form, fault.field, wording.said(wording.refusals, fault.key, fault.values))
    if content is None or faults or not is_known:
        form.form_errors.append(_("Some entries need your attention; they are marked below."))
        return _draft_page(document, form, status=422)
    campaign = campaigns.adopt(document, content, **deed)
    kept = whole(form.emblem_id.data)
    for piece in evidence.pending_of([] if kept is None else [kept], by=current_user):
        campaigns.set_emblem(campaign, piece, by=current_user, at=now())
    flash(_("The campaign is under way. Break its tasks down next."), "success")
    return redirect(url_for("breakdown.show", slug=campaign.slug), 303)


def _keep_emblem(form: SheetForm) -> None:
    """The picture that came with the sheet is kept in a transaction of its own, whatever becomes of the sheet."""
    upload: FileStorage | None = form.emblem.data
    if not upload or not upload.filename:
        return
    piece = _checked_picture(upload, pending=True)
    db.session.commit()
    form.emblem_id.data = str(piece.id)


def _checked_picture(upload: FileStorage, *, pending: bool) -> Evidence:
    """Checking is slow, so what the request has read so far is given back first. Raises RuleBroken on "emblem"."""
    db.session.rollback()
    try:
        checked = evidence.check(upload.read(), upload.filename or "")
    except RuleBroken as broken:
        raise RuleBroken(broken.key, "emblem", **broken.values) from None
    folder = current_app.config["EVIDENCE_FOLDER"]
    return evidence.keep(checked, folder, by=current_user, at=now(), pending=pending)


@room.post("/documents/<int:document_id>/discard")
@requires(Act.DOCUMENT_EDIT, Document)
def discard(document: Document) -> Response:
    documents.discard(document, version=None, by=current_user, at=now())
    flash(_("The draft is put away."), "success")
    return redirect(url_for(".index"), 303)


def _draft_page(document: Document, form: SheetForm, status: int = 200) -> Response:
    form.link(_unit_choices(document.organisation_id))
    read = documents.read_draft(document)
    return page(
        "campaigns/draft.html",
        blocks=("sheet",),
        status=status,
        document=document,
        form=form,
        reading=plans.reading(read),
        emblem=whole(form.emblem_id.data),
        guesses=plans.guesses(read),
        wrong=wrong_fields(form) if status != HTTPStatus.OK else [],
        adopted_slug=campaigns.slug_of(document),
        warnings=read.warnings,
        warning_words=WARNINGS,
        about_areas=ABOUT_AREAS,
        missing_words=MISSING,
        pieces=plans.tied(document.text, read),
        people=documents.linkable(document.organisation_id),
    )


def _units(organisation_id: int) -> list[Any]:
    return [
        unit
        for unit in house().units.values()
        if unit.organisation_id == organisation_id
        and unit.active
        and unit.kind in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
    ]


def _unit_choices(organisation_id: int) -> list[tuple[str, str]]:
    return [(str(unit.id), unit.name) for unit in _units(organisation_id)]


@room.get("/c/<slug>/plan")
@requires(Act.CAMPAIGN_READ, Campaign)
def show(campaign: Campaign) -> Response:
    return _plan_page(campaign)


def _plan_page(campaign: Campaign, status: int = 200, **forms: Any) -> Response:
    edits = can(current_user, Act.CAMPAIGN_EDIT, campaign)
    return page(
        "campaigns/show.html",
        status=status,
        subject=campaign,
        units=house().units,
        seats=campaigns.seats_of(campaign, current_user.today),
        people=documents.linkable(campaign.organisation_id) if edits else [],
        roles=dict(SEAT_ROLES),
        edits=edits,
        moves=can(current_user, Act.CAMPAIGN_MOVE, campaign),
        move_url=url_for("progress.closing"),
        emblem_form=forms.get("emblem_form") or EmblemForm(formdata=None),
        seat_form=forms.get("seat_form") or SeatForm(formdata=None, role=Role.MEMBER.value),
    )


@room.get("/c/<slug>/plan/edit")
@requires(Act.CAMPAIGN_EDIT, Campaign)
def edit(campaign: Campaign) -> Response:
    return _edit_page(campaign, PlanForm.of(campaign))


def _edit_page(campaign: Campaign, form: PlanForm, status: int = 200) -> Response:
    form.link(_area_units(campaign))
    return page("campaigns/edit.html", form=form, subject=campaign, status=status)


def _area_units(campaign: Campaign) -> list[tuple[str, str]]:
    """The units that may lead and cooperate, and those that closed since and still stand in a focus area."""
    offered = _unit_choices(campaign.organisation_id)
    areas = plan_lines.areas_of(campaign)
    stand = [unit for area in areas for unit in (area.lead, *area.cooperating) if unit is not None]
    return list(dict([*offered, *((str(unit.id), unit.name) for unit in stand)]).items())


@room.post("/c/<slug>/plan/edit")
@requires(Act.CAMPAIGN_EDIT, Campaign)
def save(campaign: Campaign) -> Response:
    form = PlanForm()
    form.link(_area_units(campaign))
    if form.validate_on_submit() and len(form.phases.entries) == len(campaign.phases):
        texts = {
            name: value or "" for name, value in form.data.items() if isinstance(getattr(campaign, name, None), str)
        }
        dates = {
            phase.id: (entry.form.starts_on.data, entry.form.ends_on.data)
            for phase, entry in zip(campaign.phases, form.phases.entries, strict=True)
        }
        try:
            campaigns.edit(campaign, texts, dates, form.lines, version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("The plan is changed."), "success")
            return redirect(url_for(".show"), 303)
    return _edit_page(campaign, form, 422)


@room.post("/c/<slug>/plan/emblem")
@requires(Act.CAMPAIGN_EDIT, Campaign)
def emblem(campaign: Campaign) -> Response:
    form = EmblemForm()
    upload: FileStorage | None = form.emblem.data
    try:
        if not form.validate_on_submit() or not upload or not upload.filename:
            raise RuleBroken("needed", "emblem")  # noqa: TRY301
        piece = _checked_picture(upload, pending=False)
        campaigns.set_emblem(campaign, piece, by=current_user, at=now())
    except RuleBroken as broken:
        refused(broken, form)
        return _plan_page(campaign, 422, emblem_form=form)
    return redirect(url_for(".show"), 303)


@room.post("/c/<slug>/plan/seats")
@requires(Act.CAMPAIGN_EDIT, Campaign)
def seat(campaign: Campaign) -> Response:
    form = SeatForm()
    people = documents.linkable(campaign.organisation_id)
    if form.validate_on_submit():
        try:
            person_id = _person_id(form.person.data, people)
            campaigns.add_seat(
                campaign,
                Role(form.role.data),
                form.written.data or "",
                person_id,
                by=current_user,
                at=now(),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show"), 303)
    return _plan_page(campaign, 422, seat_form=form)


@room.post("/c/<slug>/plan/seats/<int:appointment_id>")
@requires(Act.CAMPAIGN_EDIT, Appointment)
def link_seat(appointment: Appointment) -> Response:
    campaign: Campaign = g.campaign
    person_id = _person_id(request.form.get("person"), documents.linkable(campaign.organisation_id))
    campaigns.link_seat(campaign, appointment, person_id, by=current_user, at=now())
    return redirect(safe_back(url_for(".show")), 303)


def _person_id(typed: str | None, people: list[Any]) -> int | None:
    typed = (typed or "").strip()
    person = known_as(typed, people)
    if typed and person is None:
        raise RuleBroken("person_unknown", "person")
    return person.id if person else None
