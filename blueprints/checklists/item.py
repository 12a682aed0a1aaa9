"""Routes of one item: its page, who answers for it, parts of cooperating units, its end."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

import wording
from access import Act, can, requires
from blueprints.checklists.forms import (
    ACCEPTED_BY,
    EVIDENCE,
    ChargeForm,
    PartForm,
    SplitForm,
    plain,
)
from blueprints.checklists.routes import UNPROCESSABLE, room
from blueprints.checklists.views import weekdays, with_kept, work_url
from forms import options, seen_version
from models.checklist import ChecklistItem, ItemRevision, RevisionState
from models.refusals import RuleBroken
from models.types import Rhythm
from pages import now, page, refused
from services import checklist_reading as reading
from services import checklists, cooperation, items, seats, traces
from services.items import Charge
from wording import RHYTHMS


@room.get("/checklists/items/<int:checklist_item_id>")
@requires(Act.CHECKLIST_READ, ChecklistItem)
def item(item: ChecklistItem) -> Response:
    return shown_item(item)


def shown_item(
    item: ChecklistItem,
    *,
    charge: ChargeForm | None = None,
    split: SplitForm | None = None,
    part: PartForm | None = None,
    status: int = 200,
) -> Response:
    """Everything of one item: what its revisions say, side by side, who answers, the parts, the history."""
    revisions = reading.revisions(item)
    current = revisions[-1]
    ended = item.ended_at is not None
    drafts = can(current_user, Act.CHECKLIST_DRAFT, item) and not ended
    is_judge = current_user.id in seats.of_campaign(item.campaign_id, current_user.today).office_judges(item.unit_path)
    judged_by = is_judge and can(current_user, Act.CHECKLIST_JUDGE, item)
    is_draft = current.state is RevisionState.DRAFT
    return page(
        "checklists/item.html",
        status=status,
        item=item,
        current=current,
        revisions=[_said(one, revisions) for one in revisions[-4:]],
        labels=[(name, label()) for name, label in _LABELS],
        names=reading.names(*(one.submitted_by_id for one in revisions), *(one.decided_by_id for one in revisions)),
        charge=_charge_form(item, charge) if can(current_user, Act.CHECKLIST_ASSIGN, item) and not ended else None,
        split=(split or _split_form(item)) if drafts and is_draft and current.number == 1 else None,
        part=_part_form(item, part) if drafts and is_draft else None,
        parts=reading.parts(item),
        may={
            "edit": drafts and is_draft,
            "revise": drafts and current.state in (RevisionState.APPROVED, RevisionState.RETURNED),
            "discard": drafts and is_draft and current.number > 1,
            "remove": drafts and item.in_force_id is None and current.state is not RevisionState.SUBMITTED,
            "judge": judged_by and current.state is RevisionState.SUBMITTED,
            "end": judged_by
            and item.in_force_id is not None
            and not ended
            and current.state is not RevisionState.SUBMITTED,
            "list": can(current_user, Act.CHECKLIST_READ, item.checklist),
        },
        work_url=work_url(item),
        history=traces.history("checklist_item", item.id),
        acts=wording.acts,
    )


_LABELS = (
    ("title", lambda: _("Item")),
    ("standard", lambda: _("Standard")),
    ("focus_area", lambda: _("Focus area")),
    ("phase", lambda: _("Phase")),
    ("when", lambda: _("Due or rhythm")),
    ("points", lambda: _("Points")),
    ("evidence", lambda: _("Evidence")),
    ("accepted_by", lambda: _("Accepted by")),
)


def _said(revision: ItemRevision, revisions: list[ItemRevision]) -> dict[str, Any]:
    """A revision in words, each with whether it differs from the one before."""
    words = _words_of(revision)
    before = next((one for one in revisions if one.number == revision.number - 1), None)
    old = _words_of(before) if before else words
    return {
        "revision": revision,
        "words": words,
        "changed": {name for name, word in words.items() if word != old[name]},
    }


def _words_of(revision: ItemRevision) -> dict[str, str]:
    rhythm = str(RHYTHMS[revision.rhythm])
    if revision.rhythm is Rhythm.ONCE:
        when = revision.due_on.isoformat() if revision.due_on else _("no due date")
    elif revision.rhythm is Rhythm.WEEKLY and revision.day:
        when = f"{rhythm} · {weekdays()[revision.day - 1]}"
    elif revision.rhythm is Rhythm.MONTHLY and revision.day:
        when = f"{rhythm} · " + _("day %(day)s", day=revision.day)
    else:
        when = rhythm
    return {
        "title": revision.title,
        "standard": revision.standard or "–",
        "focus_area": revision.focus_area.title,
        "phase": revision.phase.name if revision.phase else _("whole campaign"),
        "when": when,
        "points": f"{revision.points.normalize():f}",
        "evidence": str(EVIDENCE[revision.evidence_wanted]),
        "accepted_by": str(ACCEPTED_BY[revision.accepted_by]),
    }


def _charge_form(item: ChecklistItem, form: ChargeForm | None) -> ChargeForm:
    if form is None:
        data = {"responsible_id": item.responsible_id, "post_id": item.post_id, "version": item.version}
        form = ChargeForm(formdata=None, data=data)
    people = reading.people_of(item.unit_path, current_user.today)
    form.offer(
        people=with_kept(people, form.responsible_id.data), posts=reading.posts_of(item.campaign.organisation_id)
    )
    return form


def _split_form(item: ChecklistItem) -> SplitForm:
    return SplitForm(formdata=None, data={"titles": item.current.title, "version": item.version})


def _part_form(item: ChecklistItem, form: PartForm | None) -> PartForm:
    form = form or PartForm(formdata=None, data={"version": item.version})
    form.unit_id.choices = options([("", "–"), *cooperation.units_to_ask(item)])
    return form


@room.post("/checklists/items/<int:checklist_item_id>/assign")
@requires(Act.CHECKLIST_ASSIGN, ChecklistItem)
def assign(item: ChecklistItem) -> Response:
    form = ChargeForm()
    charge = Charge(form.responsible_id.data, form.post_id.data)
    if not _done(form, lambda: items.assign(item, charge, version=seen_version(), by=current_user, at=now())):
        return shown_item(item, charge=form, status=UNPROCESSABLE)
    flash(_("Saved."), "success")
    return _to_item(item)


@room.post("/checklists/items/<int:checklist_item_id>/end")
@requires(Act.CHECKLIST_JUDGE, ChecklistItem)
def end(item: ChecklistItem) -> Response:
    """Ended, or made standing work beyond the campaign, as `way` says."""
    verb = checklists.carry if request.form.get("way") == "carry" else checklists.end
    verb(item, plain(request.form.get("reason")), version=seen_version(), by=current_user, at=now())
    flash(_("The item has ended; nothing more is due."), "success")
    return _to_item(item)


@room.post("/checklists/items/<int:checklist_item_id>/parts")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def add_part(item: ChecklistItem) -> Response:
    form = PartForm()
    if not _done(
        form, lambda: cooperation.add(item, form.unit_id.data, version=seen_version(), by=current_user, at=now())
    ):
        return shown_item(item, part=form, status=UNPROCESSABLE)
    return _to_item(item)


@room.post("/checklists/items/<int:checklist_item_id>/parts/drop")
@requires(Act.CHECKLIST_DRAFT, ChecklistItem)
def drop_part(item: ChecklistItem) -> Response:
    part = next((one for one in item.parts if one.id == request.form.get("part", type=int)), None)
    if part is not None:
        cooperation.drop(part, version=seen_version(), by=current_user, at=now())
    return _to_item(item)


def _done(form: FlaskForm, verb: Any) -> bool:
    """Whether the verb went through; a refusal stands beside its field."""
    try:
        verb()
    except RuleBroken as broken:
        refused(broken, form)
        return False
    return True


def _to_item(item: ChecklistItem) -> Response:
    return redirect(url_for(".item", checklist_item_id=item.id), 303)
