"""Words of progress: refusals, notices, acts in a history, and the page of a record."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from models.work import ProgressState
from services.dispatch import Turn

REFUSALS = {
    "nothing_chosen": _("Nothing was chosen. Tick the rows first."),
    "nothing_to_chase": _("Nothing here is still to be done, so there is nobody to chase."),
    "undecided_left": _("%(count)s submitted items are not decided yet; they are listed below. Decide them first."),
    "points_left": _("%(count)s points are still open; they are listed below. The campaign can be closed after that."),
    "read_needed": _("Please tick this first: after the close nothing can be changed any more."),
    "decide_first": _("“%(title)s” was submitted: approve or return it first."),
}
NOTICES = {
    "progress.chased": _("Please finish: %(title)s (%(unit)s), due %(due)s"),
    "progress.chased_late": _("Overdue, please finish today: %(title)s (%(unit)s), was due %(due)s"),
    "progress.campaign_looking_back": _("The campaign is looking back now."),
    "progress.campaign_closed": _("The campaign is closed; everything in it is read-only."),
}
ACTS = {
    "progress.chased": _("chased"),
    "campaign.closed": _("closed the campaign"),
}
LINE_STATES = {
    ProgressState.NOT_STARTED: _("Not started"),
    ProgressState.UNDER_WAY: _("Under way"),
    ProgressState.NEARLY_DONE: _("Nearly done"),
}
TURNS = {
    Turn.OVERDUE: ("red", _("Overdue")),
    Turn.RETURNED: ("yellow", _("Returned")),
    Turn.STUCK: ("yellow", lazy_pgettext("dispatch", "Something in the way")),
    Turn.AWAITING: ("blue", _("Awaiting acceptance")),
    Turn.DUE: ("grey", lazy_pgettext("dispatch", "Still to do")),
    Turn.NEXT: ("grey", lazy_pgettext("dispatch", "Due next week")),
    Turn.ACCEPTED: ("green", _("Accepted")),
}
"""What a row is on the weekly dispatch for -> tone and word, in the order of services.dispatch.Turn."""
NEXT_DAYS = lazy_pgettext("dispatch", "Due in the 7 days after")
"""The word of Turn.NEXT where the days are not a week."""
