"""Words of campaigns: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _

from extensions import db
from models.campaign import Campaign, Document
from models.checklist import Checklist
from services import documents

REFUSALS = {
    "document_settled": _("This draft was adopted or put away meanwhile."),
    "no_proposal": _("There is no proposal to follow here."),
    "title_needed": _("Give the campaign a title."),
    "phase_needed": _("A campaign needs at least one phase with its dates."),
    "area_needed": _("A campaign needs at least one focus area."),
    "area_has_tasks": _("“%(title)s” holds %(count)s tasks. Remove them in the work breakdown first."),
    "area_has_items": _("Items of a checklist stand in “%(title)s”, so it stays."),
    "phase_ends_first": _("The phase “%(name)s” ends before it starts. Please check its dates."),
    "person_unknown": _("Nobody here has this staff number or name."),
    "director_needed": _("A campaign needs an office director; link another person first."),
    "emblem_is_picture": _("The emblem must be a picture (PNG, JPEG or WebP)."),
}
WARNINGS = {
    "start_against_first_phase": _("The plan also says “%(stated)s”, but “%(phase)s” starts on %(start)s."),
    "phase_count_differs": _("The plan says “%(stated)s”, but %(count)s phases were read."),
    "phase_contains_phase": _("“%(outer)s” contains “%(inner)s”."),
    "phases_overlap": _("“%(outer)s” and “%(inner)s” overlap."),
    "phase_ends_before_start": _("“%(phase)s” ends before it starts."),
    "phase_without_dates": _("“%(phase)s” has no dates in the plan."),
    "issued_after_phases_began": _(
        "Signed on %(issued)s, after %(count)s phases had begun (%(phases)s): work done before is entered afterwards."
    ),
    "one_unit_leads_all": _("“%(unit)s” leads all %(count)s focus areas; consider sharing them."),
    "area_without_lead": _("“%(area)s” names no lead unit."),
    "due_after_last_phase": _("“%(area)s” is due on %(due)s, after the last phase ends on %(end)s."),
}
ABOUT_AREAS = frozenset({"one_unit_leads_all", "area_without_lead", "due_after_last_phase"})
MISSING = {
    "title": _("title"),
    "brand": _("brand"),
    "slogan": _("slogan"),
    "brand_meaning": _("meaning of the emblem"),
    "emblem": _("emblem"),
    "basis": _("basis"),
    "approving_body": _("approving body"),
    "issuer": _("issuer"),
    "issued_on": _("date of issue"),
    "guiding_text": _("overall requirements"),
    "aims": _("aims"),
    "leading_group": _("leading group"),
    "leading_group.leaders": _("leader"),
    "leading_group.deputies": _("deputies"),
    "leading_group.members": _("members"),
    "leading_group.office_director": _("office director"),
    "phases": _("phases"),
    "focus_areas": _("focus areas"),
    "requirements": _("requirements"),
}
ACTS = {
    "document.read": _("read the plan"),
    "document.corrected": _("corrected the draft"),
    "document.discarded": _("put the draft away"),
    "document.adopted": _("adopted the draft"),
    "campaign.adopted": _("adopted the plan"),
    "campaign.edited": _("changed the plan"),
    "campaign.emblem_set": _("uploaded the emblem"),
    "campaign.seat_linked": _("linked a seat of the leading group"),
    "campaign.seat_added": _("added a seat of the leading group"),
}


def _campaign_page(record_id: int) -> str | None:
    campaign = db.session.get(Campaign, record_id)
    return url_for("campaigns.show", slug=campaign.slug) if campaign else None


def _document_page(record_id: int) -> str | None:
    """A plan's own page; another document's in the room that it is meant for."""
    document = db.session.get(Document, record_id)
    if document is None:
        return None
    if document.kind == documents.STAFF:
        return url_for("accounts.staff_list")
    if document.kind == documents.RULEBOOK:
        campaign = db.session.get(Campaign, document.about_id)
        return url_for("rulebooks.import_document", slug=campaign.slug) if campaign else None
    if document.kind == documents.CHECKLIST:
        checklist = db.session.get(Checklist, document.about_id)
        slug = checklist.campaign.slug if checklist else ""
        return url_for("checklists.import_sheet", slug=slug, checklist_id=document.about_id) if checklist else None
    return url_for("campaigns.draft", document_id=record_id)


PAGES = {"campaign": _campaign_page, "document": _document_page}
