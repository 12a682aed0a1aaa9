"""Routes of the closing of a month: who is assessed, who has the best grade, and the sheet frozen."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires
from blueprints.months import closing_shows
from blueprints.months.closing_forms import AssessForm, ChooseForm, CloseForm, ExemptForm, PutForwardForm
from blueprints.months.routes import room
from models.campaign import Campaign
from models.month import MonthlyList
from models.refusals import RuleBroken
from pages import now, page, refused
from services import month_stages, months, periods


def _list_of(campaign: Campaign, month: int) -> MonthlyList:
    """The month's list; 404 for a month that has none."""
    return months.of_month(campaign.id, month) or abort(404)


def _page(campaign: Campaign, month: int, status: int = 200, **forms: Any) -> Response:
    found = month_stages.of_campaign(campaign, now(), current_user.today)
    one = next((one for one in found if one.month == month), None) or abort(404)
    shown = closing_shows.frozen(campaign, one) if request.method == "GET" else None
    shown = shown or closing_shows.open_(campaign, one, forms)
    return page("months/closing.html", blocks=("closing",), status=status, **shown)


@room.get("/<int:month>/closing")
@requires(Act.MONTH_READ, Campaign)
def closing(campaign: Campaign, month: int) -> Response:
    return _page(campaign, month)


def _done(campaign: Campaign, month: int, form: Any, verb: Any, name: str) -> Response:
    """Do it when the form is right, and back to the page; else the page with the form as it was typed."""
    if form.validate_on_submit():
        try:
            flash(verb(_list_of(campaign, month)), "success")
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".closing", month=month), 303)
    return _page(campaign, month, 422, **{name: form})


@room.post("/<int:month>/exempt")
@requires(Act.MONTH_CLOSE, Campaign)
def exempt(campaign: Campaign, month: int) -> Response:
    form = ExemptForm()

    def verb(month_list: MonthlyList) -> str:
        periods.exempt(month_list, form.person.data or 0, form.reason.data or "", by=current_user, at=now())
        return _("Not assessed this month.")

    return _done(campaign, month, form, verb, "exempting")


@room.post("/<int:month>/assess")
@requires(Act.MONTH_CLOSE, Campaign)
def assess(campaign: Campaign, month: int) -> Response:
    """Who was exempt is assessed after all."""
    form = AssessForm()

    def verb(month_list: MonthlyList) -> str:
        periods.unexempt(month_list, form.person.data or 0, by=current_user, at=now())
        return _("Assessed after all.")

    return _done(campaign, month, form, verb, "ending")


@room.post("/<int:month>/put-forward")
@requires(Act.MONTH_PUT_FORWARD, Campaign)
def put_forward(campaign: Campaign, month: int) -> Response:
    form = PutForwardForm()

    def verb(month_list: MonthlyList) -> str:
        periods.put_forward(month_list, form.person.data or 0, form.reason.data or "", by=current_user, at=now())
        return _("Put forward for the best grade.")

    return _done(campaign, month, form, verb, "nominating")


@room.post("/<int:month>/choose")
@requires(Act.MONTH_CLOSE, Campaign)
def choose(campaign: Campaign, month: int) -> Response:
    form = ChooseForm()

    def verb(month_list: MonthlyList) -> str:
        periods.choose(month_list, form.people(), form.reason.data or "", by=current_user, at=now())
        return _("The group's choice is kept with its reason.")

    return _done(campaign, month, form, verb, "choosing")


@room.post("/<int:month>/close")
@requires(Act.MONTH_CLOSE, Campaign)
def close(campaign: Campaign, month: int) -> Response:
    def verb(month_list: MonthlyList) -> str:
        periods.close(month_list, by=current_user, at=now())
        return _("The month is closed; its sheet no longer changes.")

    return _done(campaign, month, CloseForm(), verb, "ending")
