"""Words of work: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from models.checklist import AcceptedBy, EvidenceWanted
from models.types import Rhythm
from models.work import OccurrenceState, ProgressState

STATES = {  # word, tone, shape
    OccurrenceState.OPEN: (lazy_pgettext("work", "To do"), "plain", ""),
    OccurrenceState.DONE: (_("Awaiting acceptance"), "blue", "◆"),
    OccurrenceState.ACCEPTED: (lazy_pgettext("work", "Accepted"), "green", "✓"),
    OccurrenceState.RETURNED: (lazy_pgettext("work", "Returned"), "amber", "▲"),
}
LINE_STATES = {
    ProgressState.NOT_STARTED: _("Not started"),
    ProgressState.UNDER_WAY: _("Under way"),
    ProgressState.NEARLY_DONE: _("Nearly done"),
}
WANTED = {
    EvidenceWanted.NONE: lazy_pgettext("evidence", "None needed"),
    EvidenceWanted.NOTE: lazy_pgettext("evidence", "Note"),
    EvidenceWanted.PHOTO: lazy_pgettext("evidence", "Photo"),
    EvidenceWanted.FILE: lazy_pgettext("evidence", "File"),
}
ACCEPTED_BY = {AcceptedBy.UNIT: _("The unit itself"), AcceptedBy.OFFICE: _("The office")}
RHYTHMS = {
    Rhythm.ONCE: lazy_pgettext("rhythm", "Once"),
    Rhythm.WEEKLY: _("Weekly"),
    Rhythm.MONTHLY: _("Monthly"),
    Rhythm.QUARTERLY: _("Quarterly"),
    Rhythm.STANDING: _("Standing"),
}
REFUSALS = {
    "note_wanted": _("This item wants a note: say in a sentence what was done."),
    "photo_wanted": _("This item wants a photo. Please add at least one."),
    "file_wanted": _("This item wants a file. Please add at least one: photo, PDF, Word, Excel or PowerPoint."),
    "evidence_needed": _("Please choose a file or give a link."),
    "shows_later": _("This day is still to come. Please give the day that it shows."),
    "shows_before": _("The campaign began on %(day)s. Please give a day since then."),
    "other_squad": _("This is another squad's work; its own squad leader or the head records it."),
    "office_accepts": _("“%(title)s” is accepted by the office, not by the unit."),
    "unit_accepts": _("“%(title)s” is accepted by its unit first."),
    "other_judges": _("“%(title)s” is accepted by somebody else at the office."),
    "not_done": _("“%(title)s” is not waiting for acceptance any more."),
    "accepted_already": _("“%(title)s” was accepted by the office; it stands."),
    "nothing_chosen": _("Nothing is left to accept: every row is ticked as an exception."),
    "line_needed": _("Please say in a sentence how it goes."),
    "line_too_long": _("At most %(most)s characters, please."),
}
NOTICES = {
    "work.returned": _("“%(title)s” was returned: %(reason)s"),
    "work.accepted": _("“%(title)s” was accepted."),
}
ACTS = {
    "work.done": _("did the work"),
    "work.recorded": _("recorded the work for the responsible person"),
    "work.attached": _("added evidence"),
    "work.accepted": _("accepted the work"),
    "work.returned": _("returned the work"),
    "work.part_assigned": _("named who does the unit's part"),
    "work.part_ticked": _("ticked the unit's part"),
    "work.part_unticked": _("took the tick back"),
    "work.line_written": _("wrote the progress line"),
    "work.line_unchanged": _("said that nothing changed"),
}
PAGES = {
    "occurrence": lambda record_id: url_for("work.show", occurrence_id=record_id),
    "item_part": lambda record_id: url_for("work.part", item_part_id=record_id),
}
