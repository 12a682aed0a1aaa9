"""Words of the month's list: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_login import current_user

from access import Act, can
from extensions import db
from models.case import LineState
from models.month import ListCheck, MonthlyList, PeriodClose
from services.month_stages import Stage

STAGES = {
    Stage.RECORDING: lazy_pgettext("month", "recording"),
    Stage.TO_OPEN: lazy_pgettext("month", "to be opened"),
    Stage.CHECKING: lazy_pgettext("month", "departments check"),
    Stage.ON_NOTICE: lazy_pgettext("month", "on notice"),
    Stage.TO_SIGN: lazy_pgettext("month", "to be signed"),
    Stage.SIGNED: lazy_pgettext("month", "signed"),
    Stage.CLOSED: lazy_pgettext("month", "closed"),
}
LINE_STATES = {
    LineState.HELD: lazy_pgettext("month", "in reconsideration, not counted here"),
    LineState.STRUCK_OUT: lazy_pgettext("month", "struck out"),
    LineState.POSTED: lazy_pgettext("month", "counted"),
    LineState.REVERSED: lazy_pgettext("month", "reversed"),
}
PAY_COLUMNS = (
    lazy_pgettext("pay sheet", "No."),
    lazy_pgettext("pay sheet", "Staff number"),
    lazy_pgettext("pay sheet", "Name"),
    lazy_pgettext("pay sheet", "Department"),
    lazy_pgettext("pay sheet", "Post"),
    lazy_pgettext("pay sheet", "Base points"),
    lazy_pgettext("pay sheet", "Rewards"),
    lazy_pgettext("pay sheet", "Penalties"),
    lazy_pgettext("pay sheet", "Score"),
    lazy_pgettext("pay sheet", "Grade"),
    lazy_pgettext("pay sheet", "Factor"),
    lazy_pgettext("pay sheet", "Performance pay"),
    lazy_pgettext("pay sheet", "Made up"),
    lazy_pgettext("pay sheet", "Note"),
)
REFUSALS = {
    "month_outside": _("This month lies outside the campaign."),
    "month_runs": _("%(month)s has not ended; its list is opened afterwards."),
    "list_opened": _("The list of %(month)s is open already."),
    "check_over": _("The list is on notice; the departments' check is over."),
    "checked_already": _("%(unit)s has been marked as checked already."),
    "list_published": _("The list has been put on notice already."),
    "checks_missing": _(
        "Not checked yet: %(units)s. When their time has passed the list can go on notice without them."
    ),
    "list_not_published": _("The list has not been on notice; it is signed afterwards."),
    "list_on_notice": _("The list of %(month)s is on notice still; it is signed when the notice has ended."),
    "list_signed": _("The list is signed; nothing in it is open."),
    "list_signed_by": _("%(by)s has signed the list already; nothing in it is open."),
    "nothing_to_sign": _("What is open in the list is not yours to sign; the page says whose it is."),
    "not_yours_to_sign": _(
        "You recorded this, are concerned, head the unit or are not in charge of it: another signs it."
    ),
    "leader_signs": _("This line is above what deputies sign; the leader decides it."),
    "not_in_list": _("This line is in no month's list yet."),
    "month_closed": _("%(month)s is closed; its sheet no longer changes."),
    "month_open": _("This month is not closed yet; its pay sheet stands here afterwards."),
    "month_not_ended": _("%(month)s has not ended yet."),
    "earlier_month_open": _("%(month)s comes first: months are closed in their order."),
    "list_not_signed": _("The list of %(month)s is not signed yet."),
    "lines_open": _("%(count)s lines of the list are open; who may sign them signs or strikes them out first."),
    "no_rulebook": _("No rulebook is in force on %(day)s."),
    "quota": _(
        "%(reaching)s people reach %(grade)s and at most %(most)s may have it: the group chooses among them first."
    ),
    "not_yours_to_put_forward": _("Heads put their own people forward, and nobody puts oneself forward."),
    "quota_exceeded": _("At most %(most)s may have the best grade. Choose fewer."),
    "choose_from_nominated": _("Choose among those who were put forward."),
    "best_not_reached": _("%(name)s does not reach the best grade this month."),
    "put_forward_already": _("%(name)s has been put forward already."),
    "not_in_month": _("This person does not belong to the organisation at the month's end."),
    "exempt_already": _("This person is not assessed already."),
    "not_exempt_oneself": _("Nobody takes oneself out of the assessment; another does it."),
    "all_may_have_it": _("All who reach the best grade may have it; nobody has to be put forward."),
    "not_choose_oneself": _("Who keeps the group's choice is not among the chosen; another one keeps it then."),
    "not_exempt": _("This person is assessed."),
    "too_many_rows": _("A file holds at most %(most)s rows. Narrow it with the filters first."),
    "line_settled": _("This line is settled already."),
}
NOTICES = {
    "month.to_check": _("The month's list %(month)s is open: check your department's records by %(due)s."),
    "month.all_checked": _("All departments have checked the month's list %(month)s; it can go on notice."),
    "month.on_notice": _(
        "%(number)s %(rule)s is on notice until %(until)s; you may explain or ask for reconsideration."
    ),
    "month.recorded_on_notice": _(
        "%(count)s of your records are on notice in the month's list %(month)s until %(until)s."
    ),
    "month.struck_out": _("%(number)s %(rule)s was struck out of the month's list; it is not counted."),
    "month.posted": _("%(number)s %(rule)s was signed in the month's list and is counted."),
    "month.closed": _("%(month)s is closed; its pay sheet is ready."),
    "month.recorded_posted": _("%(count)s of your records in the month's list %(month)s are signed and counted."),
}
ACTS = {
    "month.opened": lazy_pgettext("act", "opened the check"),
    "month.checked": lazy_pgettext("act", "checked the department"),
    "month.published": lazy_pgettext("act", "put the list on notice"),
    "month.signed": lazy_pgettext("act", "signed the list"),
    "month.exempted": lazy_pgettext("act", "took a person out of the month's assessment"),
    "month.assessed": lazy_pgettext("act", "let a person be assessed after all"),
    "month.put_forward": lazy_pgettext("act", "put a person forward for the best grade"),
    "month.chosen": lazy_pgettext("act", "kept the group's choice"),
    "month.closed": lazy_pgettext("act", "closed the month"),
    "case.signed": lazy_pgettext("act", "signed it in the month's list"),
    "case.struck_out": lazy_pgettext("act", "struck it out whole"),
}


def _list_page(list_id: int) -> str | None:
    month_list = db.session.get(MonthlyList, list_id)
    if month_list is None:
        return None
    if not can(current_user, Act.MONTH_READ, month_list):  # who only recorded something reads it as a case
        return url_for("cases.index", slug=month_list.campaign.slug, mine="proposed")
    return url_for("months.show", slug=month_list.campaign.slug, month=month_list.month)


def _check_page(check_id: int) -> str | None:
    check = db.session.get(ListCheck, check_id)
    return _list_page(check.list_id) if check is not None else None


def _close_page(close_id: int) -> str | None:
    close = db.session.get(PeriodClose, close_id)
    if close is None:
        return None
    endpoint = "months.pay" if can(current_user, Act.PAY_READ, close.campaign) else "months.closing"
    return url_for(endpoint, slug=close.campaign.slug, month=close.month)


PAGES = {"monthly_list": _list_page, "list_check": _check_page, "period_close": _close_page}
