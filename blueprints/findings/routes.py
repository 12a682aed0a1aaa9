"""Routes of findings."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, requires
from blueprints.findings import shows
from blueprints.findings.forms import AssignForm, OpenForm, RectifyForm, ReturnForm
from extensions import db
from forms import options, seen_version
from models.campaign import Campaign
from models.finding import Finding, FindingSource, Severity
from models.refusals import RuleBroken
from models.unit import Unit
from pages import house, now, page, refused
from services import clocks, findings, seats
from services.findings import Content

room = Blueprint("findings", __name__, url_prefix="/c/<slug>")


@room.get("/findings")
@requires(Act.FINDING_LIST, Campaign)
def index(campaign: Campaign) -> Response:
    return page("findings/index.html", blocks=("findings",), **shows.of_list(campaign))


@room.get("/findings/<int:finding_id>")
@requires(Act.FINDING_READ, Finding)
def show(finding: Finding) -> Response:
    return page("findings/show.html", **shows.of_finding(finding))


@room.get("/findings/new")
@requires(Act.FINDING_OPEN, Campaign)
def new(campaign: Campaign) -> Response:
    days = house().settings_of(campaign.organisation_id).rectification_days
    units = shows.opens_for(current_user, campaign)
    form = shows.open_form(campaign, units, due=clocks.add_working_days(current_user.today, days))
    return page("findings/new.html", form=form, held={})


@room.post("/findings")
@requires(Act.FINDING_OPEN, Campaign)
def open_(campaign: Campaign) -> Response:
    at = now()
    form = shows.open_form(campaign, shows.opens_for(current_user, campaign))
    if form.validate_on_submit():
        try:
            pieces = uploads.take_rows({"before": ("before", "kept_before"), "after": ("after", "kept_after")}, at=at)
            found = _open(campaign, form, pieces, at)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Finding W-%(number)s is kept.", number=f"{found.number:04}"), "success")
            return redirect(url_for(".show", finding_id=found.id), 303)
    held = {name: uploads.hold(at=at, field=name, kept=f"kept_{name}") for name in ("before", "after")}
    return page("findings/new.html", status=422, form=form, held=held, shown=uploads.shown)


def _open(campaign: Campaign, form: OpenForm, pieces: dict[str, list], at: Any) -> Finding:
    source = FindingSource(form.source.data)
    said = [part.strip() for part in (form.issuer.data or "", form.document.data or "") if part.strip()]
    text = form.text.data.strip()
    content = Content(
        unit=db.session.get_one(Unit, form.unit.data),
        text=f"[{' '.join(said)}] {text}" if said and source is FindingSource.BUREAU else text,
        owner_id=form.owner.data or None,
        due_on=form.due.data,
        severity=Severity(form.severity.data),
    )
    key = form.request_key.data
    if not form.at_once.data:
        return findings.open_(
            campaign, content, source, by=current_user, at=at, pieces=pieces["before"], request_key=key
        )
    return findings.open_closed(
        campaign,
        content,
        source,
        cause=form.cause.data or "",
        measure=form.measure.data or "",
        by=current_user,
        at=at,
        before=pieces["before"],
        after=pieces["after"],
        request_key=key,
    )


@room.post("/findings/<int:finding_id>/assign")
@requires(Act.FINDING_ASSIGN, Finding)
def assign(finding: Finding) -> Response:
    form, finding_id = AssignForm(), finding.id
    form.owner.choices = options([(0, "—"), *seats.people_of(finding.unit.path, current_user.today)])
    if form.validate_on_submit():
        try:
            findings.assign(finding, form.owner.data, version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("The owner is named and was told."), "success")
            return redirect(url_for(".show", finding_id=finding_id), 303)
    return page("findings/show.html", status=422, **shows.of_finding(_again(finding_id), assign=form))


@room.post("/findings/<int:finding_id>/rectify")
@requires(Act.FINDING_RECTIFY, Finding)
def rectify(finding: Finding) -> Response:
    return _rectify(finding, submits=False)


@room.post("/findings/<int:finding_id>/submit")
@requires(Act.FINDING_RECTIFY, Finding)
def submit(finding: Finding) -> Response:
    return _rectify(finding, submits=True)


def _rectify(finding: Finding, *, submits: bool) -> Response:
    form, at, finding_id = RectifyForm(), now(), finding.id
    if form.validate_on_submit():
        try:
            pieces = uploads.take(at=at)
            said: dict[str, Any] = {
                "cause": form.cause.data or "",
                "measure": form.measure.data or "",
                "pieces": pieces,
            }
            said |= {"version": form.seen_version, "by": current_user, "at": at, "note": form.note.data or ""}
            if submits:
                findings.submit(finding, **said)
            else:
                findings.rectify(finding, **said)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Submitted; somebody else verifies it.") if submits else _("Saved."), "success")
            return redirect(url_for(".show", finding_id=finding_id), 303)
    held = uploads.hold(at=at)
    again = shows.of_finding(_again(finding_id), rectify=form, held=held)
    return page("findings/show.html", status=422, **again)


@room.post("/findings/<int:finding_id>/return")
@requires(Act.FINDING_VERIFY, Finding)
def return_(finding: Finding) -> Response:
    form, finding_id = ReturnForm(), finding.id
    if form.validate_on_submit():
        try:
            findings.return_(finding, form.reason.data, version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Returned to its owner."), "success")
            return redirect(url_for(".show", finding_id=finding_id), 303)
    return page("findings/show.html", status=422, **shows.of_finding(_again(finding_id), return_form=form))


@room.post("/findings/<int:finding_id>/close-out")
@requires(Act.FINDING_VERIFY, Finding)
def close_out(finding: Finding) -> Response:
    findings.close_out(finding, version=seen_version(), by=current_user, at=now())
    flash(_("Closed out."), "success")
    return redirect(url_for(".show", finding_id=finding.id), 303)


def _again(finding_id: int) -> Finding:
    """The finding as it stands, after what was refused is undone."""
    return db.session.get_one(Finding, finding_id)
