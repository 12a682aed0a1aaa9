"""Words of the desk: what each kind of waiting asks for, and the messages that time gives."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext


class Step(NamedTuple):
    """The next step of a kind: the button's word, the line under the title, the title where the record's is none.

    `title` and `line` may hold %(title)s, %(detail)s and %(count)s.
    """

    button: object
    line: object = ""
    title: object = "%(title)s"


STEPS = {
    "tasks_to_issue": Step(
        lazy_pgettext("desk", "Issue"),
        _("Give each task a lead unit and a due, then issue them"),
        _("%(count)s tasks to be issued"),
    ),
    "rulebook_to_write": Step(
        _("Write it"),
        _("Nothing can be proposed before one is in force"),
        _("No rulebook is in force: write a rulebook"),
    ),
    "seats_to_fill": Step(
        _("Name them"), _("Seats of the leading group, office or squad"), _("%(count)s seats without a person")
    ),
    "checklist_to_submit": Step(
        _("Fill in and submit"),
        _("Checklist: %(count)s items are still drafts"),
        _("Checklist of %(title)s"),
    ),
    "item_returned": Step(_("Revise"), _("Returned by the office: “%(detail)s”")),
    "checklist_to_judge": Step(
        _("Review"), _("%(count)s items were submitted and wait for approval"), _("Checklist of %(title)s")
    ),
    "work_to_do": Step(_("Report"), _("Own item: do it and report it")),
    "work_to_do_note": Step(_("Report"), _("Own item: do it and write a note")),
    "work_to_do_photo": Step(_("Report"), _("Own item: do it and add a photo")),
    "work_to_do_file": Step(_("Report"), _("Own item: do it and add a file")),
    "work_returned": Step(_("Mend"), _("Returned: “%(detail)s”")),
    "week_to_accept": Step(
        _("Accept the week"),
        _("%(detail)s; %(count)s done and not yet accepted"),
        _("Work of %(title)s to accept"),
    ),
    "work_to_accept": Step(lazy_pgettext("work", "Accept"), _("Done by %(detail)s, waits for acceptance")),
    "part_to_do": Step(_("Tick the part"), _("Own part in an item of %(detail)s")),
    "lines_due": Step(
        _("Write the lines"),
        _("%(count)s items without a line in this rhythm, among them %(detail)s"),
        _("Progress of %(title)s"),
    ),
    "lookback_check": Step(
        _("Self-check"), _("%(detail)s: check all items and hand in"), _("Look-back round %(title)s")
    ),
    "lookback_draw": Step(
        _("Draw the sample"), _("All have handed in, or the limit has passed"), _("Look-back round %(title)s")
    ),
    "lookback_recheck": Step(
        _("Re-check"), _("%(count)s drawn items still lack a verdict"), _("Look-back round %(title)s")
    ),
    "lookback_finish": Step(_("Finish the round"), _("All verdicts are given"), _("Look-back round %(title)s")),
    "finding_rectify": Step(_("Rectify"), _("Finding at %(detail)s")),
    "finding_assign": Step(_("Name an owner"), _("Finding at %(detail)s that nobody answers for yet")),
    "finding_verify": Step(_("Verify"), _("Rectified by %(detail)s, waits to be closed out")),
    "case_to_confirm": Step(_("Decide"), _("Proposed for %(detail)s, waits for your decision")),
    "month_to_open": Step(
        _("Open the check"), _("The month has ended; the heads check what was recorded"), _("Month's list %(title)s")
    ),
    "month_to_check": Step(
        _("Check the list"), _("%(detail)s: look at every record, then mark it checked"), _("Month's list %(title)s")
    ),
    "month_to_publish": Step(
        _("Put on notice"), _("All have checked, or the limit has passed"), _("Month's list %(title)s")
    ),
    "month_to_sign": Step(
        lazy_pgettext("list", "Sign"),
        _("The notice has ended; %(count)s lines wait for your signature"),
        _("Month's list %(title)s"),
    ),
    "month_to_close": Step(
        _("Close the month"),
        _("Its list is signed: look at grades and pay, then close it"),
        _("Month's list %(title)s"),
    ),
    "appeal_to_decide": Step(
        lazy_pgettext("appeal", "Decide"), _("Reconsideration of %(detail)s asked for, waits for your decision")
    ),
}
PLAIN = Step(_("Open"), "%(detail)s")
PAGES_OF_KIND = {
    "checklist": ("checklists.show", "checklist_id"),
    "checklist_item": ("checklists.item", "checklist_item_id"),
    "occurrence": ("work.show", "occurrence_id"),
    "item_part": ("work.part", "item_part_id"),
    "lookback": ("lookbacks.show", "lookback_id"),
    "lookback_unit": ("lookbacks.check", "lookback_unit_id"),
    "lookback_item": ("lookbacks.recheck", "lookback_item_id"),
    "finding": ("findings.show", "finding_id"),
    "point_case": ("cases.show", "point_case_id"),
    "appeal": ("appeals.show", "appeal_id"),
    "month": ("months.show", "month"),
}
PAGES_OF_WAITING = {  # without a name: the page of the campaign itself
    "tasks_to_issue": ("breakdown.show", ""),
    "rulebook_to_write": ("rulebooks.index", ""),
    "seats_to_fill": ("campaigns.show", ""),
    "month_to_close": ("months.closing", "month"),
    "week_to_accept": ("work.week", "checklist_id"),
    "lines_due": ("work.week", "checklist_id"),
}
NOTICES = {
    "desk.appeal_near": _("Reconsideration %(number)s must be decided by %(due)s"),
    "desk.appeal_late": _("Reconsideration %(number)s was to be decided by %(due)s"),
    "desk.work_near": _("Due soon, by %(due)s: %(title)s (%(unit)s)"),
    "desk.work_late": _("Overdue since %(due)s: %(title)s (%(unit)s)"),
    "desk.finding_near": _("Finding W-%(number)04d (%(unit)s) must be rectified by %(due)s"),
    "desk.finding_late": _("Finding W-%(number)04d (%(unit)s) was to be rectified by %(due)s"),
    "desk.month_check_near": _("Month's list %(month)s: %(unit)s must be checked by %(due)s"),
    "desk.month_check_late": _("Month's list %(month)s: %(unit)s was to be checked by %(due)s"),
    "desk.month_ended": _("The notice of the month's list %(month)s has ended; it waits for your signature."),
    "desk.self_check_near": _("Look-back round %(number)s: %(unit)s must hand in its self-check by %(due)s"),
    "desk.self_check_late": _("Look-back round %(number)s: the self-check of %(unit)s was due %(due)s"),
}
