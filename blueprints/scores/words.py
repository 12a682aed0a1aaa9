"""Words of scores."""

from flask_babel import gettext, lazy_pgettext, pgettext
from flask_babel import lazy_gettext as _

from models.appeal import AppealState
from models.rulebook import Span

SPANS = {
    Span.MONTH: _("This month"),
    Span.QUARTER: _("This quarter"),
    Span.CAMPAIGN: _("This campaign"),
}
SOURCES = {
    "checklist_item": _("Checklist item"),
    "occurrence": _("Work of a checklist item"),
    "lookback_item": _("Look-back verdict"),
    "finding": lazy_pgettext("source", "Finding"),
}


APPEAL_STATES = {
    AppealState.OPEN: (lazy_pgettext("appeal", "Awaiting decision"), "amber"),
    AppealState.UPHELD: (lazy_pgettext("appeal", "Upheld"), "plain"),
    AppealState.REDUCED: (lazy_pgettext("appeal", "Reduced"), "green"),
    AppealState.OVERTURNED: (lazy_pgettext("appeal", "Overturned"), "green"),
}
APPEAL_OVER = (lazy_pgettext("appeal", "Nothing left to decide"), "plain")


def story_words() -> dict[str, str]:
    """The words of the entries, looked up once for a page."""
    return {
        "awaiting": gettext("Awaits confirmation"),
        "then": gettext("by another person than the proposer; only then it is counted"),
        "not_counted": gettext("Proposed, not counted"),
        "notice_uncounted": gettext("On notice until %(day)s, not counted"),
        "recorded_uncounted": gettext("Recorded for the month's list, not counted"),
        "rejected_uncounted": gettext("Rejected, not counted"),
        "withdrawn_uncounted": gettext("Withdrawn, not counted"),
        "struck_out_uncounted": gettext("Struck out, not counted"),
        "rejected": pgettext("case", "Rejected"),
        "withdrawn": pgettext("case", "Withdrawn"),
        "struck_out": pgettext("case", "Struck out"),
        "agreed": pgettext("answer", "No objection"),
        "explained": pgettext("answer", "Explanation"),
        "on_notice": pgettext("case", "On notice"),
        "until": pgettext("notice", "until %(day)s"),
        "recorded": gettext("Recorded"),
        "with_list": gettext("comes on notice with the month's list"),
        "signing": gettext("Then signed"),
        "by_leader": gettext("with the month's list; only then it is counted"),
        "posted": gettext("Posted, no. %(number)s"),
        "reverses": gettext("Reverses no. %(number)s"),
        "undone_by": gettext("Reversed by no. %(number)s"),
        "lessened_by": gettext("Reversed in part by no. %(number)s"),
        "entry": gettext("Ledger entry"),
        "confirmed": gettext("Confirmed"),
        "reversed": pgettext("ledger", "Reversed"),
        "made_up": pgettext("ledger", "Made up"),
        "held": gettext("Held for reconsideration, counts nothing until it is decided"),
        "happened": gettext("Happened"),
        "proposed": pgettext("case", "Proposed"),
        "version": gettext("rule %(code)s (version %(version)s)"),
        "source": gettext("Rulebook, rule %(code)s (version %(version)s, from %(day)s)"),
    }
