"""Routes of progress: the director's page with its matrix and rows, what is done from the rows, and the closing."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from access import Act, can, requires, visible
from access.facts import is_deputy, oversees, supervises
from blueprints.progress import forms, views
from extensions import db
from forms import safe_back, whole
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem
from models.finding import Finding, FindingState
from models.person import Role
from models.refusals import RuleBroken
from models.work import Occurrence
from pages import house, now, page, refused, zone
from services import chasing, curve, progress, sifting, waits, work
from services.progress import Cell, Item, Row
from services.sifting import Standing, Wanted
from services.structure import UnitCard

room = Blueprint("progress", __name__, url_prefix="/c/<slug>")
PAGE = 50


@room.get("/progress")
@requires(Act.PROGRESS_READ, Campaign)
def show(campaign: Campaign) -> Response:
    return _page(campaign)


@room.post("/progress/accept")
@requires(Act.PROGRESS_JUDGE, Campaign)
def accept(campaign: Campaign) -> Response:
    versions = forms.chosen()
    occurrences = _own_turn(campaign, _occurrences(campaign, versions), place=0)
    progress.accept(occurrences, versions=versions, by=current_user, at=now())
    flash(ngettext("%(num)s accepted.", "%(num)s accepted.", len(occurrences)), "success")
    return _back(len(versions) - len(occurrences))


@room.post("/progress/return")
@requires(Act.PROGRESS_JUDGE, Campaign)
def return_(campaign: Campaign) -> Response:
    versions, reason = forms.chosen(), request.form.get("reason", "")
    occurrences = _own_turn(campaign, _occurrences(campaign, versions), place=1)
    try:
        progress.return_(occurrences, reason=reason, versions=versions, by=current_user, at=now())
    except RuleBroken as broken:
        if broken.field != "reason":
            raise
        refused(broken)
        return _page(campaign, 422, reasonless=set(versions))
    flash(ngettext("%(num)s returned.", "%(num)s returned.", len(occurrences)), "success")
    return _back(len(versions) - len(occurrences))


@room.post("/progress/chase")
@requires(Act.PROGRESS_CHASE, Campaign)
def chase(campaign: Campaign) -> Response:
    """Those ticked, or with `all` everything overdue; the page then shows the ready text."""
    items = _items(campaign, _units(campaign))
    chosen = forms.chosen()
    everything = "all" in request.form
    rows = [
        row
        for row in progress.rows_of(items)
        if (row.is_overdue if everything else row.occurrence_id in chosen and chasing.may_be_chased(row))
    ]
    told = chasing.chase(campaign, rows, by=current_user, at=now())
    if told:
        flash(ngettext("Chased: %(num)s item.", "Chased: %(num)s items.", len(told)), "success")
    else:
        flash(_("They were all chased today already; nobody is told twice a day."), "message")
    chased = "all" if everything else ",".join(str(row.occurrence_id) for row in rows)
    return redirect(url_for(".show", **forms.address(forms.wanted(), chased=chased)), 303)


def _own_turn(campaign: Campaign, occurrences: list[Occurrence], *, place: int) -> list[Occurrence]:
    """Of many, those that the visitor may accept (place 0) or return (1); if none, all, so that the rule is named."""
    if len(occurrences) < 2:  # noqa: PLR2004 - one alone is judged as it is
        return occurrences
    open_to = progress.verdicts_on(occurrences, current_user, campaign)
    return [one for one in occurrences if open_to[one.id][place]] or occurrences


def _back(left: int = 0) -> Response:
    if left:
        flash(
            ngettext(
                "%(num)s was left: it is not done, or others judge it.",
                "%(num)s were left: they are not done, or others judge them.",
                left,
            ),
            "message",
        )
    return redirect(safe_back(url_for(".show", **forms.address(forms.wanted()))), 303)


def _occurrences(campaign: Campaign, versions: dict[int, int | None]) -> list[Occurrence]:
    """Those chosen, if the visitor may read them all."""
    found = list(
        db.session.scalars(
            select(Occurrence)
            .where(
                Occurrence.id.in_(versions),
                Occurrence.item_id.in_(
                    visible(current_user, ChecklistItem, campaign).with_only_columns(ChecklistItem.id)
                ),
            )
            .options(*work.WITH_ITEM)
        )
    )
    if len(found) != len(versions):
        abort(404)
    return found


# ------------------------------------------------------------------------------------------------ the page
def _page(campaign: Campaign, status: int = 200, **refusal: Any) -> Response:
    at, asked, units = now(), forms.wanted(), _units(campaign)
    names = {unit.id: unit.name for unit in units}
    items = _items(campaign, units)
    every = progress.rows_of(items)
    found = sifting.sift(every, asked, names)
    after = request.args.get("after", type=int)
    begin = next((place for place, row in enumerate(found, 1) if row.occurrence_id == after), 0)
    shown = found[begin : begin + PAGE]
    judges, chases = (can(current_user, act, campaign) for act in (Act.PROGRESS_JUDGE, Act.PROGRESS_CHASE))
    sees_work = not supervises(current_user, campaign)
    views_ = views.rows(
        shown,
        names,
        progress.verdicts_open_to(current_user, campaign, shown) if judges else {},
        chases=chases,
        sees_evidence=sees_work,
    )
    matrix = progress.matrix(items)
    drawn = curve.of_items([item.steps for item in items], campaign.starts_on, campaign.ends_on, current_user.today)
    return page(
        "progress/show.html",
        blocks=("review",),
        status=status,
        units=units,
        areas=campaign.focus_areas,
        moment=views.moment(at),
        count=len(items),
        tiles=_tiles(campaign, every, asked),
        matrix=matrix,
        cells=_cells(campaign, units, matrix.cells, asked),
        rows=views_,
        found=len(found),
        unfinished=len({row.item_id for row in found if row.needs_somebody}),
        heading=_heading(campaign, asked, names),
        asked=asked,
        people=sorted({(row.responsible, row.responsible_id) for row in every if row.responsible_id}),
        query=forms.address(asked),
        older=url_for(".show", **forms.address(asked, after=shown[-1].occurrence_id))
        if len(found) > begin + PAGE
        else "",
        newer=url_for(".show", **forms.address(asked)) if begin else "",
        chart=views.chart(drawn, len(items)) if items else None,
        waits=views.waits(waits.longest_first(every, at, zone()), names) if sees_work else None,
        late=[row for row in every if row.is_overdue] if chases else [],
        chat=_chat(campaign, every, names) if chases else "",
        may_many=chases or any(one.may_accept or one.may_return for one in views_),
        links=_links(campaign, sees_work=sees_work),
        reasonless=refusal.get("reasonless", set()),
    )


def _units(campaign: Campaign) -> list[UnitCard]:
    """The departments whose rows the visitor sees: all, or those that they head, stand in or are in charge of."""
    departments = house().departments_of(campaign.organisation_id)
    if oversees(current_user, campaign) or supervises(current_user, campaign):
        return departments
    roles = [Role.HEAD, Role.LIAISON, Role.DUTY_MANAGER]
    if is_deputy(current_user, campaign):
        roles.append(Role.IN_CHARGE)
    own = current_user.units_as(*roles)
    return [unit for unit in departments if any(_touch(unit.path, path) for path in own)]


def _touch(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _items(campaign: Campaign, units: list[UnitCard]) -> list[Item]:
    lists = select(Checklist.id).where(Checklist.department_id.in_([unit.id for unit in units]))
    seen = visible(current_user, ChecklistItem, campaign).where(ChecklistItem.checklist_id.in_(lists))
    return progress.items_of(campaign, seen, now())


def _tiles(campaign: Campaign, rows: list[Row], asked: Wanted) -> list[dict[str, Any]]:
    """The four counts; each is a filter, the second leads to the findings."""
    late = [row for row in rows if row.is_overdue]
    submitted = (
        visible(current_user, Finding, campaign)
        .with_only_columns(func.count())
        .where(Finding.state == FindingState.SUBMITTED)
    )
    warn_days = house().settings_of(campaign.organisation_id).warn_days
    longest = -min((row.days for row in late), default=0)
    has_findings = "findings.index" in current_app.view_functions

    def tile(number: int, label: str, standing: Standing, tone: str = "") -> dict[str, Any]:
        url = url_for(".show", state=standing.value)
        return {"number": number, "label": label, "tone": tone, "url": url, "current": asked == Wanted(state=standing)}

    return [
        tile(sum(row.is_awaiting for row in rows), _("awaiting acceptance"), Standing.AWAITING),
        {
            "number": db.session.scalar(submitted) or 0,
            "label": _("findings to close out"),
            "url": url_for("findings.index", state="submitted") if has_findings else "",
        },
        tile(
            len(late),
            ngettext("overdue, longest %(num)s day", "overdue, longest %(num)s days", longest)
            if late
            else _("overdue"),
            Standing.OVERDUE,
            "red" if late else "",
        ),
        tile(
            sum(row.is_near for row in rows),
            ngettext("due within %(num)s working day", "due within %(num)s working days", warn_days),
            Standing.NEAR,
        ),
    ]


def _cells(
    campaign: Campaign, units: list[UnitCard], counted: dict[tuple[int, int], Cell], asked: Wanted
) -> dict[tuple[int, int], dict[str, Any]]:
    base = url_for(".show")
    words = {"grey": _("Not started"), "green": _("On track"), "yellow": _("Near"), "red": _("Overdue")}
    cells = {}
    for unit in units:
        for area in campaign.focus_areas:
            cell = counted.get((unit.id, area.id), Cell())
            cells[unit.id, area.id] = {
                "tone": cell.light.value,
                "done": cell.done,
                "total": cell.total,
                "url": f"{base}?unit={unit.id}&area={area.id}",
                "current": (asked.unit, asked.area) == (unit.id, area.id),
                "words": views.cell_words(unit.name, area.title, words[cell.light], cell.done, cell.total),
            }
    return cells


def _heading(campaign: Campaign, asked: Wanted, names: dict[int, str]) -> str:
    areas = {area.id: area.title for area in campaign.focus_areas}
    parts = [names.get(asked.unit or 0), areas.get(asked.area or 0)]
    said = " · ".join(part for part in parts if part)
    return said or (_("What needs somebody now") if asked.is_empty else _("Found"))


def _chat(campaign: Campaign, rows: list[Row], names: dict[int, str]) -> str:
    """The text for the chat group, of what was just chased."""
    chased = request.args.get("chased", "")
    if not chased:
        return ""
    ids = {whole(one) for one in chased.split(",")}
    late = [
        row
        for row in rows
        if (row.is_overdue if chased == "all" else row.occurrence_id in ids and chasing.may_be_chased(row))
    ]
    if not late:
        return ""
    return views.chat_text(campaign, late, names, url_for("desk.show", _external=True))


def _links(campaign: Campaign, *, sees_work: bool) -> dict[str, str]:
    """Where rows lead to, as beginnings to which the item's or occurrence's id is added."""
    known = current_app.view_functions
    links = {}
    if "checklists.index" in known:
        links["checklists"] = url_for("checklists.index")
    if sees_work and "work.item" in known:
        links["work"] = url_for("work.item", checklist_item_id=0).removesuffix("0")
    if "cases.propose" in known and can(current_user, Act.CASE_PROPOSE, campaign):
        links["propose"] = url_for("cases.propose", source_kind="occurrence", source_id=0).removesuffix("0")
    return links
