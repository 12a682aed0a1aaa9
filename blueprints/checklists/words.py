"""Words of checklists: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _

from extensions import db
from models.checklist import Checklist, ChecklistItem

REFUSALS = {
    "area_elsewhere": _("This focus area is not one of this campaign."),
    "phase_elsewhere": _("This phase is not one of this campaign."),
    "points_range": _("Points lie between 0 and %(most)s."),
    "points_decimals": _("Points have at most two decimals."),
    "text_too_long": _("At most %(most)s characters, please."),
    "not_in_unit": _("This person does not belong to the unit today. Please choose somebody who does."),
    "revision_immutable": _("What was submitted does not change any more. Revise it to say something else."),
    "split_lines": _("Write two to %(most)s lines, one for each item."),
    "only_drafts_split": _("Only a draft that was never submitted can be split."),
    "only_drafts_removed": _("Only items that are neither under review nor approved can be removed."),
    "only_decided_revised": _("Only an approved or returned item can be revised."),
    "only_later_drafts_discarded": _("There is no drafted revision to give up."),
    "only_in_force_ended": _("Only an item in force that is not under review can be ended."),
    "item_ended": _("This item has ended."),
    "head_assigns": _("Only the head of the unit says who answers for an item."),
    "nothing_to_submit": _("There is no draft to submit."),
    "items_incomplete": _("%(count)s items lack a responsible person or a due date: %(titles)s"),
    "none_selected": _("Please tick at least one item."),
    "not_under_review": _("One of these items is no longer under review. Look at the list again."),
    "not_judge_here": _("Somebody else judges the checklist of this unit."),
    "nothing_to_issue": _("There is no task left that can be issued: give the others a lead unit first."),
    "unit_cannot_cooperate": _("Please choose another department or squad of this station."),
    "unit_cooperates": _("This unit takes part already."),
    "part_done": _("This part is done."),
    "sheet_too_long": _("This table is longer than any checklist (%(most)s items). Send the part of this department."),
    "rows_wrong": _("Nothing was saved: %(count)s rows are to be put right or left out first."),
}
NOTICES = {
    "tasks_issued": _("%(count)s tasks were issued to your unit as drafted items."),
    "checklist_submitted": _("%(unit)s submitted %(count)s items for review."),
    "checklist_approved": _("The office approved %(count)s items of your checklist."),
    "checklist_returned": _("The office returned %(count)s items: %(reason)s"),
    "item_shared": _("Your unit takes part in “%(title)s” of %(unit)s. Name who does it."),
    "item_assigned": _("You now answer for “%(title)s”."),
    "items_assigned": _("You now answer for %(count)s more items of %(unit)s."),
    "item_ended": _("The office ended “%(title)s”."),
    "item_carried": _("The office made “%(title)s” standing work beyond the campaign."),
}
ACTS = {
    "item.issued": _("issued the task as this item"),
    "item.added": _("added the item"),
    "item.edited": _("edited the draft"),
    "item.split": _("split the item"),
    "item.moved": _("changed the order"),
    "item.removed": _("removed the item"),
    "item.assigned": _("changed who answers for it"),
    "item.submitted": _("submitted the item"),
    "item.approved": _("approved the item"),
    "item.returned": _("returned the item"),
    "item.revised": _("began a revision"),
    "item.revision_discarded": _("gave up the revision"),
    "item.ended": _("ended the item"),
    "item.carried": _("made the item standing work"),
    "item.part_added": _("asked a unit to cooperate"),
    "item.part_dropped": _("took a unit's part away"),
    "checklist.submitted": _("submitted the checklist"),
    "checklist.approved": _("approved items"),
    "checklist.returned": _("returned items"),
    "checklist.imported": _("read items from a table"),
}


def _checklist_page(record_id: int) -> str | None:
    checklist = db.session.get(Checklist, record_id)
    if checklist is None:
        return None
    return url_for("checklists.show", slug=checklist.campaign.slug, checklist_id=record_id)


def _item_page(record_id: int) -> str | None:
    item = db.session.get(ChecklistItem, record_id)
    if item is None:
        return None
    return url_for("checklists.item", slug=item.campaign.slug, checklist_item_id=record_id)


PAGES = {"checklist": _checklist_page, "checklist_item": _item_page}
