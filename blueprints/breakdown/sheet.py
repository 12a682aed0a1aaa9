"""Route of the breakdown as a sheet that a spreadsheet opens and that is read again."""

from typing import Any

from flask import send_file
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

import wording
from access import Act, requires
from blueprints.breakdown.routes import room
from exporters import breakdown as exporter
from exporters.workbook import MEDIA_TYPE
from models.campaign import Campaign, Sharing, Task
from models.types import Rhythm
from services import breakdown


@room.get("/breakdown/download")
@requires(Act.BREAKDOWN_READ, Campaign)
def download(campaign: Campaign) -> Response:
    """Every task under its focus area."""
    headings = {
        "number": _("No."),
        "area": _("Focus area"),
        "title": _("Task"),
        "unit": _("Lead unit"),
        "help": _("Cooperating units"),
        "phase": _("Phase"),
        "due": _("Due"),
        "sharing": _("Way of sharing"),
        "place": _("Place in the plan"),
        "state": _("State"),
    }
    phases = {phase.id: phase.name for phase in campaign.phases}
    rows = [
        {"number": f"{at}.{number}", "area": area.title, "phase": phases.get(task.phase_id or 0), **_said(task)}
        for at, area in enumerate(breakdown.areas_of(campaign), 1)
        for number, task in enumerate(area.tasks, 1)
    ]
    title = pgettext("paper", "Work breakdown")
    return send_file(
        exporter.sheet(title, headings, rows),
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=f"{title}.xlsx",
    )


def _said(task: Task) -> dict[str, Any]:
    """A task in words."""
    weekdays = str(_("Mon Tue Wed Thu Fri Sat Sun")).split()
    sharing = {Sharing.LED: pgettext("sharing", "led"), Sharing.EACH: pgettext("sharing", "each")}
    helping = "、".join(unit.name for unit in task.cooperating)
    due = wording.due_words(task.rhythm, task.due_on, task.day, weekdays) or wording.RHYTHMS[Rhythm.ONCE]
    return {
        "title": task.title,
        "unit": task.lead.name if task.lead else None,
        "help": _("all departments") if task.all_units else helping,
        "due": task.due_on or str(due),
        "sharing": sharing[task.sharing],
        "place": task.place,
        "state": _("issued") if task.issued_at else _("To be issued"),
    }
