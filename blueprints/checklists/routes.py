"""Routes of checklists: the list of them, one of them, submitting and judging. Drafting stands in drafting.py."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

import wording
from access import Act, requires, visible
from blueprints.checklists.views import shown
from forms import safe_back, seen_version
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem
from models.refusals import RuleBroken
from pages import now, page, refused
from services import checklist_reading as reading
from services import checklists

room = Blueprint("checklists", __name__, url_prefix="/c/<slug>")
UNPROCESSABLE = 422


@room.get("/checklists")
@requires(Act.CHECKLIST_LIST, Campaign)
def index(campaign: Campaign) -> Response:
    """The checklists that one may see; the own one stands first."""
    rows = reading.overview(visible(current_user, Checklist, campaign), visible(current_user, ChecklistItem, campaign))
    own = [row for row in rows if (current_user.unit_path or "").startswith(row.path)]
    return page(
        "checklists/index.html",
        rows=[*own, *(row for row in rows if row not in own)],
        own={row.id for row in own},
        shared=reading.shared_items(current_user, campaign),
        base=url_for(".index"),
    )


@room.get("/checklists/<int:checklist_id>")
@requires(Act.CHECKLIST_READ, Checklist)
def show(checklist: Checklist) -> Response:
    return shown(checklist)


@room.post("/checklists/<int:checklist_id>/submit")
@requires(Act.CHECKLIST_SUBMIT, Checklist)
def submit(checklist: Checklist) -> Response:
    checklists.submit(checklist, version=seen_version(), by=current_user, at=now())
    flash(_("Submitted. The office reviews it now."), "success")
    return redirect(safe_back(url_for(".show", checklist_id=checklist.id)), 303)


@room.post("/checklists/<int:checklist_id>/judge")
@requires(Act.CHECKLIST_JUDGE, Checklist)
def judge(checklist: Checklist) -> Response:
    """Approve or return the ticked items, or the one of a row, by the button that was pressed."""
    ids = request.form.getlist("item", type=int)
    returns = request.form.get("decision") == "return"
    reason = request.form.get("reason", "").replace("\x00", "")
    try:
        if returns:
            checklists.return_(checklist, ids, reason, version=seen_version(), by=current_user, at=now())
        else:
            checklists.approve(checklist, ids, version=seen_version(), by=current_user, at=now())
    except RuleBroken as broken:
        if broken.field != "reason":
            raise
        refused(broken)
        message = wording.said(wording.refusals, broken.key, broken.values)
        one = request.form.get("one", type=int)
        refusal = {"message": message, "typed": reason, "ids": ids, "one": one}
        return shown(checklist, refusal=refusal, status=UNPROCESSABLE)
    number = len(ids)
    if returns:
        flash(ngettext("%(num)s item returned.", "%(num)s items returned.", number), "success")
    else:
        flash(ngettext("%(num)s item approved.", "%(num)s items approved.", number), "success")
    return redirect(safe_back(url_for(".show", checklist_id=checklist.id)), 303)
