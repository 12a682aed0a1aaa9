"""Routes of appeals: the list, asking for reconsideration of a line, and its page with the decision."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, requires, visible
from blueprints.appeals import shows
from blueprints.appeals.forms import AskForm, DecideForm
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import CaseLine
from models.refusals import RuleBroken
from pages import now, page, refused, zone
from services import appeal_lists, appeal_waits, appeals

room = Blueprint("appeals", __name__, url_prefix="/c/<slug>")


@room.get("/appeals")
@requires(Act.APPEAL_LIST, Campaign)
def index(campaign: Campaign) -> Response:
    whose = request.args.get("whose", "")
    mine = appeal_waits.to_decide(current_user, campaign)
    rows, older = appeal_lists.rows(
        visible(current_user, Appeal, campaign),
        asked_by=current_user.id if whose == shows.ASKED else None,
        ids=[one.id for one in mine] if whose == shows.TO_DECIDE else None,
        before=request.args.get("before", None, int),
    )
    kept: dict[str, Any] = {"whose": whose} if whose in shows.WHOSE else {}
    return page(
        "appeals/index.html",
        rows=rows,
        older=url_for(".index", before=older, **kept) if older else "",
        newest=url_for(".index", **kept) if "before" in request.args else "",
        **shows.of_list(campaign, whose, len(mine)),
    )


@room.get("/lines/<int:case_line_id>/appeal")
@requires(Act.LINE_APPEAL, CaseLine)
def new(line: CaseLine) -> Response:
    return _ask_page(line, AskForm(formdata=None))


@room.post("/lines/<int:case_line_id>/appeal")
@requires(Act.LINE_APPEAL, CaseLine)
def ask(line: CaseLine) -> Response:
    form = AskForm()
    at = now()
    if form.validate_on_submit():
        try:
            appeal = appeals.ask(
                line,
                form.text.data,
                uploads.take(at=at),
                by=current_user,
                at=at,
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("%(number)s is asked for. It is answered in writing.", number=appeals.number_of(appeal)), "success")
            return redirect(url_for(".show", appeal_id=appeal.id), 303)
    held = uploads.hold(at=at)
    return _ask_page(line, form, held=held, status=422)


def _ask_page(line: CaseLine, form: AskForm, *, held: Any = (), status: int = 200) -> Response:
    line = appeal_lists.line(line.id)
    return page(
        "appeals/ask.html",
        status=status,
        form=form,
        held=uploads.shown(held),
        line=line,
        **shows.of_asking(line, now()),
    )


@room.get("/appeals/<int:appeal_id>")
@requires(Act.APPEAL_READ, Appeal)
def show(appeal: Appeal) -> Response:
    return _appeal_page(appeal)


@room.post("/appeals/<int:appeal_id>/decide")
@requires(Act.APPEAL_DECIDE, Appeal)
def decide(appeal: Appeal) -> Response:
    form = DecideForm()
    form.offer(shows.reducible(appeal))
    if form.validate_on_submit():
        decision = appeals.Decision(
            AppealState(form.outcome.data), form.reason.data, form.amount.data if form.amount else None
        )
        try:
            appeals.decide(appeal, decision, version=form.seen_version, by=current_user, at=now(), zone=zone())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("%(number)s is decided. Who asked is told.", number=appeals.number_of(appeal)), "success")
            return redirect(url_for(".show", appeal_id=appeal.id), 303)
    return _appeal_page(appeal, form, status=422)


def _appeal_page(appeal: Appeal, form: DecideForm | None = None, *, status: int = 200) -> Response:
    appeal = appeal_lists.loaded(appeal.id)
    may_decide = shows.may_decide(appeal)
    if form is None and may_decide:
        form = DecideForm(formdata=None, version=appeal.version)
        form.offer(shows.reducible(appeal))
    return page(
        "appeals/show.html",
        status=status,
        appeal=appeal,
        form=form if may_decide else None,
        failed=form.form_errors if form is not None and not may_decide else [],
        **shows.of_appeal(appeal),
    )
