"""Words of appeals: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from extensions import db
from models.appeal import Appeal, AppealState
from models.rulebook import Payer

STATES = {
    AppealState.OPEN: (lazy_pgettext("appeal", "Awaiting decision"), "amber"),
    AppealState.UPHELD: (lazy_pgettext("appeal", "Upheld"), "plain"),
    AppealState.REDUCED: (lazy_pgettext("appeal", "Reduced"), "green"),
    AppealState.OVERTURNED: (lazy_pgettext("appeal", "Overturned"), "green"),
}
OVER = (lazy_pgettext("appeal", "Nothing left to decide"), "plain")
OUTCOMES = {
    AppealState.UPHELD: _("Uphold: it stays as it is"),
    AppealState.REDUCED: _("Reduce: a part of it remains"),
    AppealState.OVERTURNED: _("Overturn: nothing of it remains"),
}
PAYERS = {
    Payer.PERSON: lazy_pgettext("payer", "the person"),
    Payer.SQUAD_LEADER: lazy_pgettext("payer", "squad leader, linked"),
    Payer.HEAD: lazy_pgettext("payer", "head, linked"),
    Payer.UNIT: lazy_pgettext("payer", "the unit"),
}
REFUSALS = {
    "appeal_asked": _("Reconsideration of this was asked for already (%(number)s); that is possible once."),
    "appeal_nothing": _("This was rejected, withdrawn or struck out: there is nothing left to reconsider."),
    "appeal_not_yet": _(
        "Reconsideration can be asked for once this is on notice; until then you can explain how it was."
    ),
    "appeal_too_late": _("Reconsideration could be asked for until %(until)s; that day has passed."),
    "appeal_reversed": _("Entry no. %(number)s was taken back already, by no. %(by)s; that is possible once."),
    "appeal_decided": _("This was decided meanwhile; see below how."),
    "appeal_over": _("The case was rejected or withdrawn meanwhile: nothing is left to decide."),
    "appeal_not_yours": _("Another decides this: one of the leading group who neither proposed nor confirmed it."),
    "veto_not_reduced": _("A veto has no amount: it is upheld or overturned."),
    "reduced_outside": _("What remains is more than nothing and less than %(most)s, with two decimals."),
}
NOTICES = {
    "appeal.to_decide": _("%(number)s: reconsideration of %(case)s %(rule)s is asked for and waits for your decision."),
    "appeal.asked": _("%(number)s: reconsideration of %(case)s %(rule)s is asked for."),
    "appeal.nobody_decides": _(
        "%(number)s: reconsideration of %(case)s %(rule)s is asked for, and nobody may decide it. "
        "Appoint a member of the leading group who has no part in it."
    ),
    "appeal.upheld": _("%(number)s: %(case)s %(rule)s is upheld."),
    "appeal.reduced": _("%(number)s: %(case)s %(rule)s is reduced."),
    "appeal.overturned": _("%(number)s: %(case)s %(rule)s is overturned."),
}
ACTS = {
    "appeal.asked": lazy_pgettext("act", "asked for reconsideration"),
    "appeal.upheld": lazy_pgettext("act", "upheld it"),
    "appeal.reduced": lazy_pgettext("act", "reduced it"),
    "appeal.overturned": lazy_pgettext("act", "overturned it"),
}


def _appeal_page(appeal_id: int) -> str | None:
    appeal = db.session.get(Appeal, appeal_id)
    return url_for("appeals.show", slug=appeal.campaign.slug, appeal_id=appeal.id) if appeal is not None else None


PAGES = {"appeal": _appeal_page}
