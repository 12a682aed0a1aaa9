"""Routes of the closing: what is still open, what becomes of it, and the moves of the campaign."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

import wording
from access import Act, requires
from blueprints.progress import forms
from blueprints.progress.routes import room
from forms import seen_version
from models.campaign import Campaign, CampaignState
from models.refusals import RuleBroken
from pages import now, page, refused
from services import closing, open_points

PAGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("checklist", "checklists.show", {"checklist_id": 0}),
    ("round", "lookbacks.show", {"lookback_id": 0}),
    ("finding", "findings.show", {"finding_id": 0}),
    ("case", "cases.show", {"point_case_id": 0}),
    ("appeal", "appeals.show", {"appeal_id": 0}),
    ("month", "months.show", {"month": 0}),
)


@room.get("/closing", endpoint="closing")
@requires(Act.CAMPAIGN_MOVE, Campaign)
def show_closing(campaign: Campaign) -> Response:
    return _closing_page(campaign)


@room.post("/closing/items")
@requires(Act.CAMPAIGN_MOVE, Campaign)
def settle_items(campaign: Campaign) -> Response:
    """End those ticked, or make them standing: the button pressed says which."""
    versions, reason = forms.chosen(), request.form.get("reason", "")
    standing = request.form.get("becomes") == "standing"
    try:
        count = closing.settle_items(campaign, versions, reason, standing=standing, by=current_user, at=now())
    except RuleBroken as broken:
        refused(broken)
        return _closing_page(campaign, 422, broken=broken, reason=reason, ticked=set(versions))
    if standing:
        flash(ngettext("%(num)s item is standing work now.", "%(num)s items are standing work now.", count), "success")
    else:
        flash(ngettext("%(num)s item is ended.", "%(num)s items are ended.", count), "success")
    return redirect(url_for(".closing"), 303)


@room.post("/closing/findings")
@requires(Act.CAMPAIGN_MOVE, Campaign)
def carry_over(campaign: Campaign) -> Response:
    """One finding, or all of them without `finding`."""
    one = request.form.get("finding", type=int)
    count = closing.carry_over(campaign, [one] if one else None, by=current_user, at=now())
    flash(ngettext("%(num)s finding is carried over.", "%(num)s findings are carried over.", count), "success")
    return redirect(url_for(".closing"), 303)


@room.post("/closing/move")
@requires(Act.CAMPAIGN_MOVE, Campaign)
def move(campaign: Campaign) -> Response:
    """To looking back, or to closed; refused with the list of what is open."""
    to, version = request.form.get("to", ""), seen_version()
    try:
        if to not in list(CampaignState):
            raise RuleBroken("wrong_state")  # noqa: TRY301
        if to == CampaignState.CLOSED and campaign.state is CampaignState.LOOKING_BACK and not request.form.get("read"):
            raise RuleBroken("read_needed", "read")  # noqa: TRY301
        closing.move(campaign, CampaignState(to), version=version, by=current_user, at=now())
    except RuleBroken as broken:
        refused(broken)
        return _closing_page(campaign, 422, broken=broken)
    flash(
        _("The campaign is closed; everything in it is read-only.")
        if campaign.state is CampaignState.CLOSED
        else _("The campaign is looking back now."),
        "success",
    )
    return redirect(url_for(".closing"), 303)


def _closing_page(
    campaign: Campaign,
    status: int = 200,
    *,
    broken: RuleBroken | None = None,
    reason: str = "",
    ticked: set[int] | None = None,
) -> Response:
    points = open_points.of_campaign(campaign, current_user)
    to = closing.NEXT.get(campaign.state)
    pages = {name: url_for(endpoint, **nought).removesuffix("0") for name, endpoint, nought in PAGES}
    message = wording.said(wording.refusals, broken.key, broken.values) if broken else ""
    return page(
        "progress/closing.html",
        blocks=("closing",),
        status=status,
        subject=campaign,
        points=points,
        to=to,
        hinders=len(points.undecided) if to is CampaignState.LOOKING_BACK else points.count,
        message=message if broken is None or broken.field is None else "",
        reason_error=message if broken is not None and broken.field == "reason" else "",
        read_error=message if broken is not None and broken.field == "read" else "",
        breakdown_url=url_for("breakdown.show"),
        lookbacks_url=url_for("lookbacks.index"),
        reason=reason,
        ticked=ticked or set(),
        pages=pages,
    )
