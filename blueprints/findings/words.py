"""Words of findings: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from extensions import db
from models.finding import Finding, FindingSource, FindingState, Rectification, Severity

STATES = {
    FindingState.OPEN: (lazy_pgettext("finding", "Open"), "amber"),
    FindingState.RECTIFYING: (_("Rectifying"), "blue"),
    FindingState.SUBMITTED: (_("Awaiting verification"), "blue"),
    FindingState.RETURNED: (lazy_pgettext("finding", "Returned"), "amber"),
    FindingState.CLOSED_OUT: (_("Closed out"), "green"),
    FindingState.CARRIED_OVER: (_("Carried over"), "plain"),
}
SOURCES = {
    FindingSource.SELF_CHECK: _("Self-check"),
    FindingSource.RE_CHECK: _("Re-check"),
    FindingSource.UNIT: _("Found by the unit itself"),
    FindingSource.OFFICE: _("Found on the spot"),
    FindingSource.BUREAU: _("From the bureau"),
}
SEVERITIES = {
    Severity.MINOR: (lazy_pgettext("severity", "Minor"), "plain"),
    Severity.ORDINARY: (lazy_pgettext("severity", "Ordinary"), "plain"),
    Severity.SERIOUS: (lazy_pgettext("severity", "Serious"), "red"),
}
CHIPS = (
    _("Not closed out"),
    _("Overdue"),
    _("Awaiting verification"),
    lazy_pgettext("findings", "Closed"),
    lazy_pgettext("findings", "All"),
)  # in the order of the states that the list knows
REFUSALS = {
    "due_in_the_past": _("This day has passed. Please choose today or a later one."),
    "not_your_unit": _("This is for the unit itself or the office to report."),
    "owner_elsewhere": _("Please name someone who belongs to the unit."),
    "owner_needed": _("Please name who must rectify it."),
    "evidence_needed": _("Please add evidence of it: a photo, a file or a note."),
}
NOTICES = {
    "finding.opened": _("Finding W-%(number)04d is open at your unit; rectify by %(due)s."),
    "finding.assigned": _("Finding W-%(number)04d is yours to rectify."),
    "finding.submitted": _("Finding W-%(number)04d was rectified and awaits verification."),
    "finding.returned": _("Finding W-%(number)04d came back: the rectification does not hold yet."),
    "finding.closed_out": _("Finding W-%(number)04d is closed out."),
    "finding.reopened": _("Finding W-%(number)04d was opened again by a look-back."),
}
ACTS = {
    "finding.opened": _("opened the finding"),
    "finding.fixed_at_once": _("saw it fixed at once and closed it out"),
    "finding.assigned": _("named the owner"),
    "finding.rectifying": _("wrote down cause and measure"),
    "finding.submitted": _("submitted it for verification"),
    "finding.returned": _("returned it"),
    "finding.closed_out": _("closed it out"),
    "finding.reopened": _("opened it again"),
    "finding.carried_over": _("carried it over"),
}


def _finding_page(finding_id: int) -> str | None:
    finding = db.session.get(Finding, finding_id)
    return None if finding is None else url_for("findings.show", slug=finding.campaign.slug, finding_id=finding.id)


def _rectification_page(attempt_id: int) -> str | None:
    attempt = db.session.get(Rectification, attempt_id)
    return None if attempt is None else _finding_page(attempt.finding_id)


PAGES = {"finding": _finding_page, "rectification": _rectification_page}
