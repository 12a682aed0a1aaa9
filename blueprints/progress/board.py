"""What stands above the rows of the progress page: whose departments, the four counts, the cells, where rows lead."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from access import Act, can, visible
from access.facts import is_deputy, oversees, supervises
from blueprints.progress import views
from forms import whole
from models.campaign import Campaign
from models.checklist import ChecklistItem
from models.finding import Finding
from models.person import Role
from pages import house, now
from services import chasing, finding_lists, progress
from services.progress import Cell, Item, Row
from services.sifting import Standing, Wanted
from services.structure import UnitCard


def units(campaign: Campaign) -> list[UnitCard]:
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


def items(campaign: Campaign, units: list[UnitCard]) -> list[Item]:
    seen = progress.of_units(visible(current_user, ChecklistItem, campaign), [unit.id for unit in units])
    return progress.items_of(campaign, seen, now())


def tiles(campaign: Campaign, rows: list[Row], asked: Wanted) -> list[dict[str, Any]]:
    """The four counts; each is a filter, the second leads to the findings."""
    late = [row for row in rows if row.is_overdue]
    warn_days = house().settings_of(campaign.organisation_id).warn_days
    longest = -min((row.days for row in late), default=0)

    def tile(number: int, label: str, standing: Standing, tone: str = "") -> dict[str, Any]:
        url = url_for("progress.show", state=standing.value)
        return {"number": number, "label": label, "tone": tone, "url": url, "current": asked == Wanted(state=standing)}

    return [
        tile(sum(row.is_awaiting for row in rows), _("awaiting acceptance"), Standing.AWAITING),
        {
            "number": finding_lists.submitted(visible(current_user, Finding, campaign)),
            "label": _("findings to close out"),
            "url": url_for("findings.index", state="submitted"),
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


def cells(
    campaign: Campaign, units: list[UnitCard], counted: dict[tuple[int, int], Cell], asked: Wanted
) -> dict[tuple[int, int], dict[str, Any]]:
    base = url_for("progress.show")
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


def heading(campaign: Campaign, asked: Wanted, names: dict[int, str]) -> str:
    areas = {area.id: area.title for area in campaign.focus_areas}
    parts = [names.get(asked.unit or 0), areas.get(asked.area or 0)]
    said = " · ".join(part for part in parts if part)
    return said or (_("What needs somebody now") if asked.is_empty else _("Found"))


def chat(campaign: Campaign, rows: list[Row], names: dict[int, str]) -> str:
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
    return views.chat_text(
        campaign, late, names, url_for("work.item", checklist_item_id=0, _external=True).removesuffix("0")
    )


def table(
    campaign: Campaign, shown: list[views.Shown], query: dict[str, Any], *, chases: bool, sees_work: bool
) -> views.Table:
    """Where the rows lead to, as beginnings to which the item's or occurrence's id is added, and what they offer."""
    proposes = can(current_user, Act.CASE_PROPOSE, campaign)
    return views.Table(
        accept_url=url_for("progress.accept", **query),
        return_url=url_for("progress.return_", **query),
        chase_url=url_for("progress.chase", **query),
        work=url_for("work.item", checklist_item_id=0).removesuffix("0") if sees_work else "",
        propose=url_for("cases.propose", source_kind="occurrence", source_id=0).removesuffix("0") if proposes else "",
        may_many=chases or any(one.may_accept or one.may_return for one in shown),
        sees_work=sees_work,
        one_missing=sum(one.is_missing for one in shown) == 1,
    )
