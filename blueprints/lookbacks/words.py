"""Words of lookbacks: refusals, notices, acts in a history, and the page of a record."""

from typing import NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from extensions import db
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackState, LookBackUnit, Verdict


class Said(NamedTuple):
    """A verdict in words, with what it means, its tone and its shape."""

    word: object
    hint: object
    tone: str
    pill: str
    fill: str
    shape: str


VERDICTS = {
    Verdict.HELD: Said(_("Held"), _("The standard is still kept"), "green", "green", "green", "●"),
    Verdict.PARTLY: Said(_("Partly done"), _("A part of it was done"), "yellow", "amber", "blue", "◐"),
    Verdict.SLIPPED: Said(_("Slipped"), _("It was done, and slid back"), "red", "red", "red", "■"),
    Verdict.NEVER: Said(_("Never done"), _("It was not really done even then"), "yellow", "amber", "yellow", "▲"),
    Verdict.NOT_CHECKABLE: Said(_("Not checkable"), _("Nothing is left to go by"), "grey", "plain", "grey", "○"),
}
SCOPES = {
    LookBackScope.CAMPAIGN: _("The whole campaign"),
    LookBackScope.PHASE: _("One phase"),
    LookBackScope.FINDINGS: _("Findings closed before"),
}
STATES = {
    LookBackState.CHECKING: (_("Departments check"), "blue"),
    LookBackState.RECHECKING: (_("The office re-checks"), "amber"),
    LookBackState.FINISHED: (lazy_pgettext("look-back", "Finished"), "green"),
}
RISKS = {
    "not_handed_in": lazy_pgettext("risk", "not handed in"),
    "returned": lazy_pgettext("risk", "was returned"),
    "late": lazy_pgettext("risk", "was late"),
    "penalised": lazy_pgettext("risk", "was penalised"),
    "no_evidence": lazy_pgettext("risk", "lacks evidence"),
}
REFUSALS = {
    "stale_own": _(
        "You gave a verdict on this meanwhile, perhaps in another window. What you typed is still here; look at "
        "the new state and save again."
    ),
    "campaign_not_active": _("The campaign has not started yet."),
    "round_running": _("Round %(number)s still runs. Finish it first."),
    "nothing_to_look_at": _("There is nothing to look back at here: no approved item, no gap, no closed finding."),
    "handed_in_already": _("This self-check was handed in; it can no longer be changed."),
    "drawn_already": _("The sample was drawn already; it is drawn once only."),
    "not_all_handed_in": _("%(count)s departments have not handed in yet, and the limit has not passed."),
    "not_all_judged": _("%(count)s drawn items still lack a verdict."),
    "note_needed": _("Please say in a few words what you see now."),
    "another_judges": _("This is for somebody else to re-check; the page says who."),
}
NOTICES = {
    "lookback.opened": _("Look-back round %(number)s is open: check all your items and hand in by %(due)s."),
    "lookback.handed_in": _("%(unit)s handed in its self-check for look-back round %(number)s."),
    "lookback.drawn": _("Look-back round %(number)s: %(count)s items were drawn for the re-check."),
    "lookback.finished": _("Look-back round %(number)s is finished; its result can be read."),
}
ACTS = {
    "campaign.looking_back": _("moved the campaign to looking back"),
    "lookback.opened": _("opened the round"),
    "lookback.drawn": _("drew the sample"),
    "lookback.finished": _("finished the round"),
    "lookback_unit.saved": _("saved the self-check"),
    "lookback_unit.handed_in": _("handed in the self-check"),
    "lookback_item.judged": _("gave a verdict"),
}


def _round_page(lookback_id: int) -> str | None:
    lookback = db.session.get(LookBack, lookback_id)
    return None if lookback is None else url_for("lookbacks.show", slug=lookback.campaign.slug, lookback_id=lookback.id)


def _unit_page(part_id: int) -> str | None:
    part = db.session.get(LookBackUnit, part_id)
    return None if part is None else url_for("lookbacks.check", slug=part.campaign.slug, lookback_unit_id=part.id)


def _item_page(looked_id: int) -> str | None:
    looked = db.session.get(LookBackItem, looked_id)
    return (
        None if looked is None else url_for("lookbacks.recheck", slug=looked.campaign.slug, lookback_item_id=looked.id)
    )


PAGES = {"lookback": _round_page, "lookback_unit": _unit_page, "lookback_item": _item_page}
