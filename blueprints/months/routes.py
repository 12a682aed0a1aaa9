"""Routes of the month's list: the sheet of a month, its check, notice and signature; and the sheet on paper."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires
from blueprints.months import shows
from blueprints.months.forms import OpenForm, StrikeOutForm
from forms import safe_back, seen_version
from models.campaign import Campaign
from models.case import CaseLine
from models.month import ListCheck, ListState, MonthlyList
from models.refusals import RuleBroken, WrongState
from pages import now, page, refused, zone
from services import month_stages, months
from services.month_stages import Month

room = Blueprint("months", __name__, url_prefix="/c/<slug>/months")


@room.get("")
@requires(Act.MONTH_READ, Campaign)
def index(campaign: Campaign) -> Response:
    """The month asked for, else the one under way."""
    found = month_stages.of_campaign(campaign, now(), current_user.today)
    asked = request.args.get("month", type=int)
    month = next((one for one in found if one.month == asked), None)
    return _sheet(campaign, found, month or month_stages.under_way(campaign, found, current_user.today))


@room.get("/<int:month>")
@requires(Act.MONTH_READ, Campaign)
def show(campaign: Campaign, month: int) -> Response:
    found = month_stages.of_campaign(campaign, now(), current_user.today)
    return _sheet(campaign, found, _one(found, month))


def _one(found: list[Month], month: int) -> Month:
    return next((one for one in found if one.month == month), None) or abort(404)


def _sheet(campaign: Campaign, found: list[Month], month: Month, *, failed: Any = None, status: int = 200) -> Response:
    sought = shows.sought(campaign, person_id=failed.line.person_id if failed else None)
    return page(
        "months/show.html",
        blocks=("sheet",),
        status=status,
        failed=failed,
        opening=OpenForm(formdata=None),
        **shows.sheet(campaign, found, month, sought),
    )


@room.get("/<int:month>/paper")
@requires(Act.MONTH_READ, Campaign)
def paper(campaign: Campaign, month: int) -> Response:
    """The whole sheet on A4, with the lines to sign."""
    found = month_stages.of_campaign(campaign, now(), current_user.today)
    return page("months/paper.html", **shows.paper(campaign, _one(found, month), shows.sought(campaign, whole=True)))


@room.post("/<int:month>/open")
@requires(Act.MONTH_KEEP, Campaign)
def open_(campaign: Campaign, month: int) -> Response:
    form = OpenForm()
    made = months.open_(campaign, month, by=current_user, at=now(), request_key=form.request_key.data)
    if made.state is ListState.SIGNED:
        flash(_("Nothing is to be checked or signed; the month can be closed."), "success")
    else:
        flash(_("The check is open; the heads are told."), "success")
    return redirect(url_for(".show", month=month), 303)


@room.post("/checks/<int:list_check_id>")
@requires(Act.MONTH_CHECK, ListCheck)
def check(part: ListCheck) -> Response:
    months.check(part, by=current_user, at=now())
    flash(_("%(unit)s is marked as checked.", unit=part.unit.name), "success")
    return redirect(url_for(".show", month=part.monthly_list.month), 303)


@room.post("/lists/<int:monthly_list_id>/publish")
@requires(Act.MONTH_KEEP, MonthlyList)
def publish(month_list: MonthlyList) -> Response:
    cases = months.publish(month_list, version=seen_version(), by=current_user, at=now())
    text = ngettext("%(num)s record is on notice.", "%(num)s records are on notice.", len(cases))
    flash(text if cases else _("Nothing was recorded: the list is settled."), "success")
    return redirect(url_for(".show", month=month_list.month), 303)


@room.post("/lists/<int:monthly_list_id>/sign")
@requires(Act.MONTH_SIGN, MonthlyList)
def sign(month_list: MonthlyList) -> Response:
    numbers = months.sign(month_list, version=seen_version(), by=current_user, at=now(), zone=zone())
    if numbers:
        flash(_("Signed and posted as no. %(first)s–%(last)s.", first=numbers[0], last=numbers[-1]), "success")
    else:
        flash(_("Signed; there was nothing to post."), "success")
    return redirect(url_for(".show", month=month_list.month), 303)


@room.post("/lines/<int:case_line_id>/strike-out")
@requires(Act.MONTH_STRIKE_OUT, CaseLine)
def strike_out(line: CaseLine) -> Response:
    form, campaign, list_id = StrikeOutForm(), line.campaign, line.case.list_id
    if form.validate_on_submit():
        try:
            months.strike_out(line, form.reason.data or "", version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Struck out; those concerned are told."), "success")
            return redirect(safe_back(url_for(".index")), 303)
    found = month_stages.of_campaign(campaign, now(), current_user.today)
    month = next((one for one in found if one.month_list and one.month_list.id == list_id), None)
    if month is None:
        raise WrongState("not_in_list")
    return _sheet(campaign, found, month, failed=shows.Failed(line, form), status=422)
