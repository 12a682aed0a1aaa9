"""Routes of the desk: the first page of a campaign."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires, visible
from access.facts import is_deputy, oversees, same_organisation, supervises
from blueprints.desk.words import PAGES_OF_KIND, PAGES_OF_WAITING, PLAIN, STEPS, Step
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.person import Role
from models.rulebook import Span
from models.unit import UnitKind
from pages import house, now, page
from services import clocks, desk, progress
from services.desk import Todo
from services.progress import Item
from services.structure import UnitCard

room = Blueprint("desk", __name__, url_prefix="/c/<slug>")
MOST_DUE = 12


@dataclass(frozen=True)
class Shown:
    """A thing that waits as the page shows it: words, the page that does it, and what a button here posts."""

    id: str
    tone: str
    title: str
    line: str
    due_on: date | None
    days: int | None
    button: str
    url: str
    row: str = ""


@room.get("/")
@requires(Act.DESK_READ, Campaign)
def show(campaign: Campaign) -> Response:
    at = now()
    waiting = desk.todos(current_user, campaign, at)
    items = progress.items_of(campaign, visible(current_user, ChecklistItem, campaign), at)
    unit, its_items = _unit_and_items(campaign, items)
    whole = oversees(current_user, campaign) or supervises(current_user, campaign)
    heads = unit is not None and current_user.holds_in(unit.path, Role.HEAD)
    due = desk.due_this_week(its_items if heads else items, current_user.today, **_of_whom(campaign, heads=heads))
    overdue = sum(one.is_overdue for one in waiting)
    score, span = desk.score(current_user, campaign) if same_organisation(current_user, campaign) else (None, None)
    return page(
        "desk/show.html",
        blocks=("desk",),
        subject=campaign,
        todos=_shown(campaign, waiting),
        subtitle=_subtitle(len(waiting), overdue),
        scope=unit.name if unit else _("The whole campaign") if whole else _("Units in charge"),
        standing=desk.state_of(its_items) if its_items else None,
        due=due[:MOST_DUE],
        due_count=len(due),
        score=score,
        span=span,
        links=_links(campaign, span),
        **_course(campaign),
    )


def _course(campaign: Campaign) -> dict[str, Any]:
    """How far the campaign is on its way."""
    today = current_user.today
    return {
        "phases": desk.phases(campaign, today),
        "phase_number": _phase_number(campaign),
        "unknown_year": None if clocks.is_calendar_known(campaign.ends_on) else campaign.ends_on.year,
        "ended_on": campaign.ends_on if campaign.ends_on < today else None,
        "starts_on": campaign.starts_on if campaign.starts_on > today else None,
    }


def _subtitle(count: int, overdue: int) -> str:
    if not count:
        return _("%(name)s, nothing waits for you today", name=current_user.name)
    said = ngettext("%(num)s thing waits for you today", "%(num)s things wait for you today", count)
    late = ngettext("%(num)s of them is overdue", "%(num)s of them are overdue", overdue) if overdue else ""
    if not late:
        return _("%(name)s, %(said)s", name=current_user.name, said=said)
    return _("%(name)s, %(said)s, %(late)s", name=current_user.name, said=said, late=late)


def _unit_and_items(campaign: Campaign, items: list[Item]) -> tuple[UnitCard | None, list[Item]]:
    """The department one heads, else belongs to, with its items; else all that one oversees or is in charge of."""
    departments = house().departments_of(campaign.organisation_id)
    headed = [unit for unit in departments if any(path == unit.path for path in current_user.units_as(Role.HEAD))]
    own = [unit for unit in departments if current_user.unit_path and current_user.unit_path.startswith(unit.path)]
    unit = next(iter(headed or own), None)
    if unit is not None:
        return unit, [item for item in items if item.unit_id == unit.id]
    sees_more = any(fact(current_user, campaign) for fact in (oversees, supervises, is_deputy))
    return None, items if sees_more else []


def _of_whom(campaign: Campaign, *, heads: bool) -> dict[str, int | None]:
    everyone = heads or (oversees(current_user, campaign) and current_user.unit_path == _path(campaign))
    return {"responsible_id": None if everyone else current_user.id}


def _path(campaign: Campaign) -> str:
    units = house().units
    return next(
        (unit.path for unit in units.values() if unit.id == campaign.organisation_id and unit.kind is UnitKind.STATION),
        "",
    )


def _phase_number(campaign: Campaign) -> int:
    current = campaign.phase_on(current_user.today)
    return next((number for number, phase in enumerate(campaign.phases, 1) if phase is current), 0)


def _shown(campaign: Campaign, waiting: list[Todo]) -> list[Shown]:
    to = _Addresses()
    accepts = can(current_user, Act.PROGRESS_JUDGE, campaign)
    shown = []
    for todo in waiting:
        one = todo.waiting
        kind = "work_returned" if one.kind == "work_to_do" and one.is_returned else one.kind
        wants = f"{kind}_{one.detail}"  # the words of own work name the evidence that it wants
        step: Step = STEPS.get(wants if wants in STEPS else kind, PLAIN)
        values = {"title": one.title, "detail": one.detail, "count": one.count}
        here = accepts and kind == "work_to_accept" and todo.version is not None
        shown.append(
            Shown(
                id=f"{one.kind}_{one.ref_id}",
                tone=todo.light.value if todo.light else "blue",
                title=str(step.title) % values,
                line=str(step.line) % values,
                due_on=todo.due_on,
                days=todo.days,
                button=str(step.button),
                url=to.of(one.kind, one.ref_kind, one.ref_id),
                row=f"{one.ref_id}-{todo.version}" if here else "",
            )
        )
    return shown


class _Addresses:
    """The pages of records, each kind's address built once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def of(self, kind: str, ref_kind: str, ref_id: int) -> str:
        """The page that does what waits; the desk itself where there is none."""
        if (kind, ref_kind) not in self.known:
            self.known[kind, ref_kind] = self._pattern(kind, ref_kind)
        return self.known[kind, ref_kind].replace("{id}", str(ref_id))

    def _pattern(self, kind: str, ref_kind: str) -> str:
        endpoint, name = PAGES_OF_WAITING.get(kind) or PAGES_OF_KIND.get(ref_kind) or ("desk.show", "")
        values: dict[str, Any] = {name: 987654321} if name else {}
        return url_for(endpoint, **values).replace("987654321", "{id}")


def _links(campaign: Campaign, span: Span | None) -> dict[str, str]:
    """Where the desk leads to; `work` is the beginning of a page's address."""
    return {
        "record": url_for("cases.record") if can(current_user, Act.CASE_PROPOSE, campaign) else "",
        "checklists": url_for("checklists.index"),
        "score": url_for("scores.own", period=span.value if span is not None else None),
        "accept": url_for("progress.accept"),
        "work": url_for("work.item", checklist_item_id=0).removesuffix("0"),
    }
