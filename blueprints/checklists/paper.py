"""Route of a checklist on A4: every item with all that it says, signed by those who answer for it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

import papers
from access import Act, requires, visible
from blueprints.checklists.forms import ACCEPTED_BY, EVIDENCE
from blueprints.checklists.routes import room
from blueprints.checklists.sheet_words import due_words
from blueprints.checklists.views import SEES_ALL, weekdays
from models.checklist import Checklist, ChecklistItem, ChecklistState, RevisionState
from pages import page
from services import checklist_reading as reading
from services import checklists
from services.checklist_reading import Row


@room.get("/checklists/<int:checklist_id>/paper")
@requires(Act.CHECKLIST_READ, Checklist)
def paper(checklist: Checklist) -> Response:
    """The items that the visitor may see; where those are not all, the paper says so."""
    rows = reading.rows(visible(current_user, ChecklistItem, checklist.campaign), checklist.id)
    return page(
        "checklists/paper.html",
        paper=_around(checklist, rows),
        lines=_lines(rows, reading.units_helping(checklist.id)),
        points=sum(row.points for row in rows),
        count=len(rows),
    )


def _around(checklist: Checklist, rows: list[Row]) -> papers.Paper:
    campaign, here = checklist.campaign, url_for(".show", checklist_id=checklist.id)
    title = _("%(unit)s: checklist", unit=checklist.department.name)
    answering = list(dict.fromkeys(row.responsible for row in rows if row.responsible))
    return papers.paper(
        campaign,
        title=title,
        number=papers.number_of(campaign, "QD", checklist.id, checklist.version),
        said=(campaign.title, " · ".join(_standing(checklist, rows))),
        signed_by=[
            *([_("Responsible: %(name)s", name=name) for name in answering] or [_("Responsible person")]),
            _("Head of the department"),
            _("Leader in charge"),
        ],
        back=(here, title),
        address=url_for(".show", checklist_id=checklist.id, _external=True),
    )


def _standing(checklist: Checklist, rows: list[Row]) -> list[str]:
    counts = {state: sum(row.state is state for row in rows) for state in RevisionState}
    state = {
        ChecklistState.DRAFTING: pgettext("paper", "being drafted"),
        ChecklistState.IN_REVIEW: pgettext("paper", "under review"),
        ChecklistState.APPROVED: pgettext("paper", "approved"),
    }[checklists.state_from(counts)]
    part = [] if any(fact(current_user, checklist) for fact in SEES_ALL) else [_("excerpt")]
    number = ngettext("%(num)s item", "%(num)s items", len(rows))
    return [*part, number, state, _("printed on %(day)s", day=current_user.today.isoformat())]


def _lines(rows: list[Row], helping: dict[int, list[str]]) -> list[dict[str, Any]]:
    """The rows in words; of an item in force the words of a later revision are marked as such."""
    evidence, accepted_by = ({key: str(word) for key, word in one.items()} for one in (EVIDENCE, ACCEPTED_BY))
    states = {
        RevisionState.DRAFT: _("Draft"),
        RevisionState.SUBMITTED: _("Awaiting review"),
        RevisionState.APPROVED: _("Approved"),
        RevisionState.RETURNED: _("Returned"),
    }
    week, revised = weekdays(), _("revision")
    return [
        {
            "row": row,
            "due": due_words(row.rhythm, row.due_on, row.day, week),
            "evidence": evidence[row.evidence_wanted],
            "accepted_by": accepted_by[row.accepted_by],
            "helping": "、".join(helping.get(row.id, ())),
            "state": states[row.state],
            "revised": revised if row.in_force_id and row.state is not RevisionState.APPROVED else "",
        }
        for row in rows
    ]
