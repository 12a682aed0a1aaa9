"""What the pages of checklists are made of: the context of one checklist and of one item."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, facts, visible
from blueprints.checklists.forms import ACCEPTED_BY, EVIDENCE, AssignForm, ItemForm, filled
from extensions import db
from forms import options, safe_back, whole
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem, ChecklistState, RevisionState
from pages import page, zone
from services import checklist_reading as reading
from services import checklists, clocks, seats
from services.checklist_reading import Row
from wording import RHYTHMS

SEES_ALL = (
    facts.in_unit,
    facts.heads_unit,
    facts.liaises,
    facts.in_charge,
    facts.oversees,
    facts.heads_within,
    facts.supervises,
)


class Line(NamedTuple):
    """An item with what its line shows besides: words of the language, its place, and what a refused form had."""

    row: Row
    rhythm: str
    evidence: str
    is_first: bool
    is_last: bool
    is_late: bool
    is_ticked: bool
    error: str
    typed: str


class Table(NamedTuple):
    """What is the same for all lines: where they lead, and what the visitor may do with them."""

    base: str
    items_base: str
    here: str
    drafts: bool
    judges: bool
    assigns: bool
    may_order: bool
    version: int

    @property
    def span(self) -> int:
        """How many columns."""
        return 7 + self.may_order + (self.judges or self.assigns) + (self.drafts or self.judges)


def shown(
    checklist: Checklist,
    *,
    form: ItemForm | None = None,
    assigning: AssignForm | None = None,
    editing: int | None = None,
    refusal: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """One checklist: its track, filters, rows, the open row and the line at the foot."""
    campaign: Campaign = g.campaign
    rows = reading.rows(visible(current_user, ChecklistItem, campaign), checklist.id)
    chosen = _filters()
    listed = [
        row for row in rows if chosen["area"] in (None, row.focus_area_id) and chosen["phase"] in (None, row.phase_id)
    ]
    drafts = can(current_user, Act.CHECKLIST_DRAFT, checklist)
    assigns = bool(rows) and can(current_user, Act.CHECKLIST_ASSIGN, checklist)
    people = reading.people_of(checklist.unit_path, current_user.today) if assigns or drafts or form else []
    if assigns:
        assigning = _assign_form(people, assigning)
    seated = seats.of_campaign(campaign.id, current_user.today).office_judges(checklist.unit_path)
    here = url_for("checklists.show", checklist_id=checklist.id) + _query(chosen)
    if drafts and form is None and editing is None:
        form, editing = _form_at(checklist, rows, chosen)
    if form is not None:
        offer(form, checklist, people)
        form.back.data = here
        _name_apart(form, editing)
    submitted = any(row.state is RevisionState.SUBMITTED for row in listed)
    judges = submitted and current_user.id in seated and facts.is_running(current_user, checklist)
    return page(
        "checklists/show.html",
        blocks=("checklist",),
        status=status,
        checklist=checklist,
        lines=_lines(listed, refusal or {}),
        table=_table(checklist, chosen, drafts=drafts, judges=judges, assigns=assigning is not None),
        here=here,
        form=form,
        assigning=assigning,
        editing=editing,
        refusal=refusal or {},
        filtered=any(chosen.values()),
        drafts=drafts,
        submits=can(current_user, Act.CHECKLIST_SUBMIT, checklist),
        judges=judges,
        nobody_judges=not seated,
        sees_all=any(fact(current_user, checklist) for fact in SEES_ALL),
        areas=_area_chips(campaign, rows, chosen, checklist),
        phases=[(phase.id, phase.name, phase.id == chosen["phase"]) for phase in campaign.phases],
        chosen=chosen,
        totals=_totals(checklist, rows),
    )


def _table(checklist: Checklist, chosen: dict[str, int | None], *, drafts: bool, judges: bool, assigns: bool) -> Table:
    base = url_for("checklists.show", checklist_id=checklist.id)
    return Table(
        base=base,
        items_base=url_for("checklists.index") + "/items/",
        here=base + _query(chosen),
        drafts=drafts,
        judges=judges,
        assigns=assigns,
        may_order=drafts and not any(chosen.values()),
        version=checklist.version if judges else 0,
    )


def _lines(rows: list[Row], refusal: dict[str, Any]) -> list[Line]:
    """The lines of the items; ticked are those of a refused form."""
    rhythms = {key: str(word) for key, word in RHYTHMS.items()}
    evidence = {key: str(word) for key, word in EVIDENCE.items()}
    late, one = _late(rows), refusal.get("one")
    ticked = set() if one else {*(refusal.get("ids") or ()), *request.form.getlist("item", type=int)}
    return [
        Line(
            row=row,
            rhythm=rhythms[row.rhythm],
            evidence=evidence[row.evidence_wanted],
            is_first=place == 1,
            is_last=place == len(rows),
            is_late=row.id in late,
            is_ticked=row.id in ticked,
            error=refusal["message"] if row.id == one else "",
            typed=refusal["typed"] if row.id == one else "",
        )
        for place, row in enumerate(rows, start=1)
    ]


def _assign_form(people: list[tuple[int, str]], form: AssignForm | None) -> AssignForm:
    """The form over the list that gives one person to the ticked items."""
    form = form or AssignForm(formdata=None)
    form.responsible_id.choices = options([("", _("choose the person")), *people])
    return form


def _late(rows: list[Row]) -> set[int]:
    """补录: what was already due on the day it was submitted, or is today while it is drafted."""
    return {
        row.id
        for row in rows
        if row.due_on is not None
        and row.due_on < (clocks.local_day(row.submitted_at, zone()) if row.submitted_at else current_user.today)
    }


def _filters() -> dict[str, int | None]:
    """Focus area and phase from the address; of a refused write from the page it stood on."""
    if request.method == "GET":
        asked: dict[str, Any] = dict(request.args)
    else:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(safe_back("")).query).items()}
    return {name: whole(asked.get(name)) for name in ("area", "phase")}


def _query(chosen: dict[str, int | None]) -> str:
    kept = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _form_at(
    checklist: Checklist, rows: list[Row], chosen: dict[str, int | None]
) -> tuple[ItemForm | None, int | None]:
    """The form of the row that the address opens, else of the line at the foot."""
    wanted = request.args.get("edit", type=int)
    row = next((one for one in rows if one.id == wanted and one.state is RevisionState.DRAFT), None)
    if row is not None:
        return filled(db.session.get_one(ChecklistItem, row.id)), row.id
    last = rows[-1] if rows else None
    areas = checklist.campaign.focus_areas
    led = [area.id for area in areas if area.lead_id == checklist.department_id]
    first = next(iter(led or [area.id for area in areas]), None)
    form = ItemForm(
        formdata=None,
        data={
            "focus_area_id": chosen["area"] or (last.focus_area_id if last else first),
            "phase_id": chosen["phase"] or (last.phase_id if last else None),
        },
    )
    return form, None


def _name_apart(form: ItemForm, editing: int | None) -> None:
    """Other ids in a row than in the line at the foot, so that a swap never takes one's input for the other's."""
    if editing is not None:
        for field in form:
            field.id = f"edit_{field.name}"


def offer(form: ItemForm, checklist: Checklist, people: list[tuple[int, str]] | None = None) -> None:
    """Fill the choices of the form; `people` are those of the unit where they are known."""
    campaign = checklist.campaign
    if people is None:
        people = reading.people_of(checklist.unit_path, current_user.today)
    form.offer(
        people=with_kept(people, form.responsible_id.data),
        posts=reading.posts_of(campaign.organisation_id),
        areas=[(area.id, area.title) for area in campaign.focus_areas],
        phases=[(phase.id, phase.name) for phase in campaign.phases],
        weekdays=weekdays(),
    )


def with_kept(people: list[tuple[int, str]], kept: int | None) -> list[tuple[int, str]]:
    """The people and, where the one named left the unit, that one with a mark, so that nothing is lost unseen."""
    if kept is None or kept in dict(people):
        return people
    name = reading.names(kept).get(kept)
    return [*people, (kept, _("%(name)s (no longer in the unit)", name=name))] if name else people


def weekdays() -> list[str]:
    """Monday to Sunday in the language of the page."""
    return str(_("Mon Tue Wed Thu Fri Sat Sun")).split()


def _area_chips(
    campaign: Campaign, rows: list[Row], chosen: dict[str, int | None], checklist: Checklist
) -> list[dict[str, Any]]:
    base = url_for("checklists.show", checklist_id=checklist.id)
    in_phase = [row for row in rows if chosen["phase"] in (None, row.phase_id)]
    chips = [{"id": None, "label": _("All"), "count": len(in_phase)}]
    for area in campaign.focus_areas:
        count = sum(row.focus_area_id == area.id for row in in_phase)
        if count or chosen["area"] == area.id:
            chips.append({"id": area.id, "label": area.title, "count": count})
    for chip in chips:
        chip["url"] = base + _query({**chosen, "area": chip["id"]})
        chip["current"] = chip["id"] == chosen["area"]
    return chips


def _totals(checklist: Checklist, rows: list[Row]) -> dict[str, Any]:
    counts = {state: sum(row.state is state for row in rows) for state in RevisionState}
    state = checklists.state_from(counts)
    order = (ChecklistState.DRAFTING, ChecklistState.IN_REVIEW, ChecklistState.APPROVED)
    now_at = order.index(state) + 1
    words = (_("Plan issued"), _("Drafting"), _("Office review"), _("Approved: a commitment"))
    steps = [
        {
            "word": word,
            "state": "done" if at < now_at or state is ChecklistState.APPROVED else "now" if at == now_at else "next",
        }
        for at, word in enumerate(words)
    ]
    return {
        "count": len(rows),
        "points": sum(row.points for row in rows),
        "incomplete": sum(row.is_incomplete for row in rows),
        "drafts": counts[RevisionState.DRAFT],
        "returned": counts[RevisionState.RETURNED],
        "submitted": counts[RevisionState.SUBMITTED],
        "approved": sum(row.in_force_id is not None for row in rows),
        "people": len({row.responsible_id for row in rows if row.responsible_id}),
        "leads": sum(area.lead_id == checklist.department_id for area in checklist.campaign.focus_areas),
        "steps": steps,
        "state": state,
    }


def work_url(item: ChecklistItem) -> str | None:
    """The page of an item's work, where the item is in force."""
    if item.in_force_id is None:
        return None
    return url_for("work.item", checklist_item_id=item.id)


__all__ = ["ACCEPTED_BY", "offer", "shown", "weekdays", "with_kept", "work_url"]
