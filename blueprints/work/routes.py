"""Routes of work: an item with its occurrences, the own work, and the unit's week."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, requires
from blueprints.work import shows
from blueprints.work.forms import DoForm, LineForm, ReturnForm
from extensions import db
from forms import safe_back, seen_version, whole
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem, ItemPart
from models.evidence import Evidence
from models.refusals import RuleBroken
from models.work import Occurrence, ProgressState
from pages import now, page, refused, zone
from services import duties, evidence, parts, progress_lines, weeks, work
from services.progress_lines import Written

room = Blueprint("work", __name__)
IN = "/c/<slug>"


# ------------------------------------------------------------------------------------------------ the own work
@room.get(f"{IN}/work")
@requires(Act.WORK_OWN, Campaign)
def mine(campaign: Campaign) -> Response:
    return page(
        "work/mine.html",
        duties=[
            {"duty": duty, "days_left": shows.days_left(duty.due_at.astimezone(zone()).date())}
            for duty in duties.mine(current_user, campaign, now())
        ],
        parts=duties.own_parts(current_user, campaign),
        words=shows.WORDS,
    )


# ------------------------------------------------------------------------------------------------ one item
@room.get(f"{IN}/items/<int:checklist_item_id>")
@requires(Act.WORK_READ, ChecklistItem)
def item(subject: ChecklistItem) -> Response:
    return _item(subject)


@room.get("/occurrences/<int:occurrence_id>")
@requires(Act.WORK_READ, Occurrence)
def show(subject: Occurrence) -> Response:
    """Where notices and the desk lead: the item's page, opened at this occurrence."""
    return redirect(_item_url(subject), 302)


@room.get("/parts/<int:item_part_id>")
@requires(Act.WORK_READ, ItemPart)
def part(subject: ItemPart) -> Response:
    return redirect(
        url_for(".item", slug=subject.campaign.slug, checklist_item_id=subject.item_id, _anchor="parts"), 302
    )


@room.post(f"{IN}/occurrences/<int:occurrence_id>/do")
@requires(Act.WORK_DO, Occurrence)
def do(subject: Occurrence) -> Response:
    """Do the work, or only hang evidence on it: the button pressed says which. What was sent is kept when refused."""
    form = DoForm()
    if form.validate_on_submit():
        try:
            _do(subject, form, attaches="attach" in request.form)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(_item_url(subject), 303)
    held = uploads.hold(at=now())
    return _item(subject.item, status=422, do_form=form, held=held, occurrence_id=subject.id)


def _do(subject: Occurrence, form: DoForm, *, attaches: bool) -> None:
    deed: dict[str, Any] = {"pieces": _pieces(form), "shows_on": form.shows_on.data, "by": current_user, "at": now()}
    if attaches:
        work.attach(subject, **deed)
        flash(_("The evidence is kept. The work is still to do."), "success")
    else:
        work.do(subject, note=form.note.data or "", version=form.seen_version, **deed)
        flash(_("Done. It now waits for acceptance."), "success")


@room.post(f"{IN}/occurrences/<int:occurrence_id>/accept_unit")
@requires(Act.WORK_ACCEPT_UNIT, Occurrence)
def accept_unit(subject: Occurrence) -> Response:
    work.accept_unit([subject], versions=_seen(subject), by=current_user, at=now())
    flash(_("Accepted."), "success")
    return redirect(safe_back(_item_url(subject)), 303)


@room.post(f"{IN}/occurrences/<int:occurrence_id>/accept_office")
@requires(Act.WORK_ACCEPT_OFFICE, Occurrence)
def accept_office(subject: Occurrence) -> Response:
    work.accept_office([subject], versions=_seen(subject), by=current_user, at=now())
    flash(_("Accepted."), "success")
    return redirect(safe_back(_item_url(subject)), 303)


@room.post(f"{IN}/occurrences/<int:occurrence_id>/return")
@requires(Act.WORK_RETURN, Occurrence)
def return_(subject: Occurrence) -> Response:
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            work.return_(subject, reason=form.reason.data or "", version=form.seen_version, by=current_user, at=now())
            flash(_("Returned. The responsible person and the head are told."), "success")
            return redirect(safe_back(_item_url(subject)), 303)
        except RuleBroken as broken:
            refused(broken, form)
    return _item(subject.item, status=422, return_form=form, occurrence_id=subject.id)


@room.post(f"{IN}/items/<int:checklist_item_id>/line")
@requires(Act.PROGRESS_WRITE, ChecklistItem)
def line(subject: ChecklistItem) -> Response:
    """This rhythm's progress line, or 无变化: the button pressed says which."""
    form = LineForm()
    if "unchanged" in request.form:
        progress_lines.unchanged([subject], by=current_user, at=now())
        return redirect(safe_back(url_for(".item", checklist_item_id=subject.id, _anchor="lines")), 303)
    if form.validate_on_submit():
        try:
            progress_lines.fill_in(subject, _written(form), seen=form.seen.data, by=current_user, at=now())
            flash(_("Saved."), "success")
            return redirect(url_for(".item", checklist_item_id=subject.id, _anchor="lines"), 303)
        except RuleBroken as broken:
            refused(broken, form)
    return _item(subject, status=422, line_form=form)


# ------------------------------------------------------------------------------------------------ parts
@room.post(f"{IN}/parts/<int:item_part_id>/assign")
@requires(Act.WORK_PART, ItemPart)
def assign(subject: ItemPart) -> Response:
    form = shows.part_form(subject, typed=True)
    if form.validate_on_submit():
        try:
            parts.assign(
                subject,
                person_id=form.person_id.data or None,
                text=form.text.data or "",
                by=current_user,
                at=now(),
            )
            flash(_("Saved."), "success")
            return redirect(_part_url(subject), 303)
        except RuleBroken as broken:
            refused(broken, form)
    return _item(subject.item, status=422, part_form=form)


@room.post(f"{IN}/parts/<int:item_part_id>/tick")
@requires(Act.WORK_PART, ItemPart)
def tick(subject: ItemPart) -> Response:
    parts.tick(subject, by=current_user, at=now())
    return redirect(_part_url(subject), 303)


@room.post(f"{IN}/parts/<int:item_part_id>/untick")
@requires(Act.WORK_PART, ItemPart)
def untick(subject: ItemPart) -> Response:
    parts.untick(subject, by=current_user, at=now())
    return redirect(_part_url(subject), 303)


# ------------------------------------------------------------------------------------------------ the week
@room.get(f"{IN}/checklists/<int:checklist_id>/week")
@requires(Act.WORK_READ, Checklist)
def week(checklist: Checklist) -> Response:
    return page("work/week.html", blocks=("week",), **shows.of_week(checklist))


@room.post(f"{IN}/checklists/<int:checklist_id>/week/lines")
@requires(Act.PROGRESS_WRITE, Checklist)
def write_lines(checklist: Checklist) -> Response:
    """Save every line that was changed; or 无变化 for one, or for all the rest."""
    lines = {one.item_id: one for one in shows.writable(checklist)}
    if "unchanged" in request.form:
        one = request.form["unchanged"]
        return _unchanged(checklist, [item_id for item_id in lines if one in ("rest", str(item_id))])
    typed = {item_id: shows.row_form(one, typed=True) for item_id, one in lines.items()}
    sent = {item_id: form for item_id, form in typed.items() if form.state.data is not None}
    changed = {
        item_id: form for item_id, form in sent.items() if not form.validate() or _written(form) != lines[item_id].last
    }
    saved = 0
    for item_id, form in changed.items():
        try:
            if not form.errors:
                subject = db.session.get_one(ChecklistItem, item_id)
                progress_lines.fill_in(subject, _written(form), seen=form.seen.data, by=current_user, at=now())
                saved += 1
        except RuleBroken as broken:
            form.text.errors = [shows.refusal(broken)]
    if any(form.errors for form in changed.values()):
        db.session.rollback()
        return page("work/week.html", blocks=("week",), status=422, **shows.of_week(checklist, typed=sent))
    flash(ngettext("%(num)s line saved.", "%(num)s lines saved.", saved), "success")
    return redirect(url_for(".week", checklist_id=checklist.id), 303)


@room.post(f"{IN}/checklists/<int:checklist_id>/week/accept")
@requires(Act.WORK_ACCEPT_UNIT, Checklist)
def accept_week(checklist: Checklist) -> Response:
    """全部完成,除…: everything shown, but for the rows that are ticked."""
    shown = dict(one.split(":", 1) for one in request.form.getlist("shown") if ":" in one)
    numbers = ((whole(one), whole(version)) for one, version in shown.items())
    versions = {one: version for one, version in numbers if one is not None and version is not None}
    but = {one for typed in request.form.getlist("but") if (one := whole(typed)) is not None}
    outcome = weeks.accept_all(checklist, versions, but=but, by=current_user, at=now())
    flash(ngettext("%(num)s accepted.", "%(num)s accepted.", outcome.accepted), "success")
    if outcome.recorded:
        flash(
            ngettext(
                "%(num)s of your own is done and waits for whoever stands above you.",
                "%(num)s of your own are done and wait for whoever stands above you.",
                outcome.recorded,
            ),
            "message",
        )
    if outcome.left_out:
        flash(_("Left out, to be done one by one: %(titles)s", titles=_(", ").join(outcome.left_out)), "warning")
    return redirect(url_for(".week", checklist_id=checklist.id), 303)


# ------------------------------------------------------------------------------------------------ parts of routes
def _item(subject: ChecklistItem, *, status: int = 200, **forms: object) -> Response:
    return page("work/item.html", status=status, **shows.of_item(subject, **forms))


def _item_url(subject: Occurrence) -> str:
    return url_for(".item", slug=subject.campaign.slug, checklist_item_id=subject.item_id, o=subject.id)


def _part_url(subject: ItemPart) -> str:
    return safe_back(url_for(".item", checklist_item_id=subject.item_id, _anchor="parts"))


def _seen(subject: Occurrence) -> dict[int, int]:
    return {subject.id: seen_version()}


def _pieces(form: DoForm) -> list[Evidence]:
    pieces = uploads.take(at=now())
    url = (form.link.data or "").strip()
    return [*pieces, evidence.link(url, by=current_user, at=now())] if url else pieces


def _written(form: LineForm) -> Written:
    return Written(ProgressState(form.state.data), (form.text.data or "").strip(), (form.obstacle.data or "").strip())


def _unchanged(checklist: Checklist, item_ids: list[int]) -> Response:
    items = [db.session.get_one(ChecklistItem, item_id) for item_id in item_ids]
    number = progress_lines.unchanged(items, by=current_user, at=now())
    flash(ngettext("%(num)s line says: no change.", "%(num)s lines say: no change.", number), "success")
    return redirect(url_for(".week", checklist_id=checklist.id), 303)
