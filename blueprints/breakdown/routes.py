"""Routes of the work breakdown."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires
from blueprints.breakdown.forms import TaskForm, filled
from forms import seen_version, version_in
from models.campaign import Campaign, FocusArea, Task
from models.refusals import RuleBroken
from models.unit import UnitKind
from pages import house, now, page, refused
from services import breakdown, issuing

room = Blueprint("breakdown", __name__, url_prefix="/c/<slug>")


@room.get("/breakdown")
@requires(Act.BREAKDOWN_READ, Campaign)
def show(campaign: Campaign) -> Response:
    return _page(campaign)


def _page(campaign: Campaign, status: int = 200, form: TaskForm | None = None, **open_at: Any) -> Response:
    areas = breakdown.areas_of(campaign)
    edits = can(current_user, Act.BREAKDOWN_EDIT, campaign)
    tasks = {task.id: task for area in areas for task in area.tasks}
    editing = open_at.get("editing") or (request.args.get("edit", type=int) if edits else None)
    adding = open_at.get("adding") or (request.args.get("add", type=int) if edits else None)
    if form is None and editing in tasks:
        form = TaskForm(formdata=None, data=filled(tasks[editing]))
    if form is None and adding:
        form = TaskForm(formdata=None)
    if form is not None:
        form.offer(*_choices(campaign))
    departments = breakdown.Departments(campaign)
    lacking: dict[int, list[str]] = {}
    for gap in issuing.gaps(campaign):
        lacking.setdefault(gap.task_id, []).append(gap.unit)
    return page(
        "breakdown/show.html",
        blocks=("breakdown",),
        status=status,
        areas=areas,
        numbers=breakdown.item_counts(campaign),
        lacking=lacking,
        ready=breakdown.ready(areas, departments) if edits else [],
        issued=sum(task.issued_at is not None for task in tasks.values()),
        waiting=sum(task.issued_at is None for task in tasks.values()),
        carried=list(breakdown.carried(areas, departments).items()),
        one_leads_all=_one_leads_all(areas),
        edits=edits,
        form=form,
        editing=editing,
        adding=adding,
    )


def _one_leads_all(areas: list[FocusArea]) -> str | None:
    leads = {area.lead.name if area.lead else None for area in areas}
    return leads.pop() if len(areas) > 2 and len(leads) == 1 else None  # noqa: PLR2004 - two areas are no load


def _choices(campaign: Campaign) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    units = [
        (str(unit.id), unit.name)
        for unit in house().units.values()
        if unit.organisation_id == campaign.organisation_id
        and unit.active
        and unit.kind in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
    ]
    return units, [(str(phase.id), phase.name) for phase in campaign.phases]


@room.post("/areas/<int:focus_area_id>/tasks")
@requires(Act.BREAKDOWN_EDIT, FocusArea)
def add(area: FocusArea) -> Response:
    form = TaskForm()
    form.offer(*_choices(area.campaign))
    if form.validate_on_submit():
        try:
            breakdown.add(area, form.content(), by=current_user, at=now(), request_key=form.request_key.data)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show"), 303)
    return _page(area.campaign, 422, form, adding=area.id)


@room.post("/tasks/<int:task_id>")
@requires(Act.BREAKDOWN_EDIT, Task)
def edit(task: Task) -> Response:
    form = TaskForm()
    form.offer(*_choices(task.campaign))
    if form.validate_on_submit():
        try:
            breakdown.edit(task, form.content(), version=version_in(form.version.data), by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return redirect(url_for(".show"), 303)
    return _page(task.campaign, 422, form, editing=task.id)


@room.post("/tasks/<int:task_id>/remove")
@requires(Act.BREAKDOWN_EDIT, Task)
def remove(task: Task) -> Response:
    breakdown.remove(task, version=seen_version(), by=current_user, at=now())
    return redirect(url_for(".show"), 303)


@room.post("/breakdown/issue")
@requires(Act.BREAKDOWN_EDIT, Campaign)
def issue(campaign: Campaign) -> Response:
    """One act issues every task that is ready; one by one with `task`."""
    only = request.form.get("task", type=int)
    issued = issuing.issue(campaign, by=current_user, at=now(), task_ids=None if only is None else [only])
    number = len(issued.items)
    flash(ngettext("Issued as %(num)s drafted item.", "Issued as %(num)s drafted items.", number), "success")
    return redirect(url_for(".show"), 303)
