"""Words of progress: refusals, notices, acts in a history, and the page of a record."""

from flask_babel import lazy_gettext as _

REFUSALS = {
    "nothing_chosen": _("Nothing was chosen. Tick the rows first."),
    "nothing_to_chase": _("Nothing here is still to be done, so there is nobody to chase."),
}
NOTICES = {
    "progress.chased": _("Please finish: %(title)s (%(unit)s), due %(due)s"),
    "progress.chased_late": _("Overdue, please finish today: %(title)s (%(unit)s), was due %(due)s"),
}
ACTS = {
    "progress.chased": _("chased"),
}
