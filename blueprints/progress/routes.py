"""Routes of progress: the director's page with its matrix and rows, what is done from the rows, and the closing."""

from collections.abc import Set as AbstractSet

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires, visible
from access.facts import supervises
from blueprints.progress import board, forms, views
from forms import safe_back
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.refusals import RuleBroken
from models.work import Occurrence
from pages import now, page, refused, zone
from services import chasing, curve, progress, sifting, waits

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
    items = board.items(campaign, board.units(campaign))
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


def _occurrences(campaign: Campaign, versions: dict[int, int]) -> list[Occurrence]:
    """Those chosen, if the visitor may read them all."""
    found = progress.occurrences(visible(current_user, ChecklistItem, campaign), versions)
    if len(found) != len(versions):
        abort(404)
    return found


# ------------------------------------------------------------------------------------------------ the page
def _page(campaign: Campaign, status: int = 200, reasonless: AbstractSet[int] = frozenset()) -> Response:
    at, asked, units = now(), forms.wanted(), board.units(campaign)
    names = {unit.id: unit.name for unit in units}
    items = board.items(campaign, units)
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
        reasonless=reasonless,
    )
    table = board.table(campaign, views_, forms.address(asked), chases=chases, sees_work=sees_work)
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
        tiles=board.tiles(campaign, every, asked),
        matrix=matrix,
        cells=board.cells(campaign, units, matrix.cells, asked),
        shown=views_,
        at=table,
        found=len(found),
        unfinished=len({row.item_id for row in found if row.needs_somebody}),
        heading=board.heading(campaign, asked, names),
        asked=asked,
        people=sorted({(row.responsible, row.responsible_id) for row in every if row.responsible_id}),
        query=forms.address(asked),
        older=url_for(".show", **forms.address(asked, after=shown[-1].occurrence_id))
        if len(found) > begin + PAGE
        else "",
        newer=url_for(".show", **forms.address(asked)) if begin else "",
        chart=(drawn.first, tuple(drawn.planned), tuple(drawn.accepted), len(items)) if items else None,
        told=views.chart,
        waits=views.waits(waits.longest_first(every, at, zone()), names) if sees_work else None,
        late=[row for row in every if row.is_overdue] if chases else [],
        chat=board.chat(campaign, every, names) if chases else "",
        may_many=table.may_many,
        links={"checklists": url_for("checklists.index")},
        reasonless=reasonless,
    )
