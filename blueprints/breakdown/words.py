"""Words of the breakdown: refusals, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _

from extensions import db
from models.campaign import Task

REFUSALS = {
    "due_before_start": _("The due date is before the campaign starts (%(start)s). Please check it."),
    "due_after_end": _("The due date is after the campaign ends (%(end)s). Please check it."),
    "day_out_of_range": _("Give a day from 1 to %(most)s."),
    "task_issued": _("This task is issued; its items stand in the checklists and are ended there."),
}
ACTS = {
    "task.added": _("added the task"),
    "task.edited": _("changed the task"),
    "task.removed": _("removed the task"),
    "task.issued": _("issued the task"),
}


def _task_page(record_id: int) -> str | None:
    task = db.session.get(Task, record_id)
    return url_for("breakdown.show", slug=task.campaign.slug) + f"#task_{task.id}" if task else None


PAGES = {"task": _task_page}
