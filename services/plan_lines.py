"""Aims, requirements and focus areas of a campaign under way: changed, added and removed line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Aim, Campaign, FocusArea, Requirement
from models.checklist import ItemRevision
from models.refusals import Incomplete, RuleBroken, Stale
from models.unit import Unit, UnitKind

Line = TypeVar("Line", Aim, Requirement, FocusArea)


@dataclass(frozen=True)
class AimLine:
    """An aim as typed; without an id it is a new one."""

    id: int | None
    text: str
    removed: bool = False


@dataclass(frozen=True)
class RequirementLine:
    """A requirement as typed; without an id it is a new one."""

    id: int | None
    title: str
    text: str = ""
    removed: bool = False


@dataclass(frozen=True)
class AreaLine:
    """A focus area as typed; without an id it is a new one."""

    id: int | None
    title: str
    text: str = ""
    lead_id: int | None = None
    cooperating_ids: tuple[int, ...] = ()
    removed: bool = False


@dataclass(frozen=True)
class Lines:
    """All lines of the form; what it does not name stays as it is."""

    aims: Sequence[AimLine] = field(default=())
    requirements: Sequence[RequirementLine] = field(default=())
    areas: Sequence[AreaLine] = field(default=())


def areas_of(campaign: Campaign) -> list[FocusArea]:
    """The focus areas of a campaign in order with their units, in statements that do not grow with them."""
    return list(
        db.session.scalars(
            select(FocusArea)
            .where(FocusArea.campaign_id == campaign.id)
            .order_by(FocusArea.position)
            .options(joinedload(FocusArea.lead), selectinload(FocusArea.cooperating))
        )
    )


def put(campaign: Campaign, lines: Lines) -> list[str]:
    """Write the lines into the campaign, whose row is held; the names of what changed.

    Raises Stale for a line that is gone, Incomplete for one without its words, RuleBroken beside a focus area that
    cannot be removed because tasks or items stand in it, and where none would be left (docs/rules.md, Campaign).
    """
    changed = _put_aims(campaign, lines.aims) + _put_requirements(campaign, lines.requirements)
    changed += _put_areas(campaign, lines.areas)
    db.session.flush()
    return changed


def _put_aims(campaign: Campaign, lines: Sequence[AimLine]) -> list[str]:
    kept, changed = {one.id: one for one in campaign.aims}, []
    for number, line in enumerate(lines):
        aim = _known(kept, line.id)
        if aim is not None and line.removed:
            campaign.aims.remove(aim)
        elif aim is None and (line.removed or not line.text):
            continue
        elif not line.text:
            raise Incomplete("needed", f"aims-{number}-text")
        elif aim is None:
            campaign.aims.append(Aim(position=_next(campaign.aims), text=line.text))
        elif aim.text == line.text:
            continue
        else:
            aim.text = line.text
        changed.append(f"aim {number + 1}")
    return changed


def _put_requirements(campaign: Campaign, lines: Sequence[RequirementLine]) -> list[str]:
    kept, changed = {one.id: one for one in campaign.requirements}, []
    for number, line in enumerate(lines):
        one = _known(kept, line.id)
        if one is not None and line.removed:
            campaign.requirements.remove(one)
        elif one is None and (line.removed or not (line.title or line.text)):
            continue
        elif not line.title:
            raise Incomplete("needed", f"requirements-{number}-title")
        elif one is None:
            position = _next(campaign.requirements)
            campaign.requirements.append(Requirement(position=position, title=line.title, text=line.text))
        elif (one.title, one.text) == (line.title, line.text):
            continue
        else:
            one.title, one.text = line.title, line.text
        changed.append(f"requirement {number + 1}")
    return changed


def _put_areas(campaign: Campaign, lines: Sequence[AreaLine]) -> list[str]:
    kept, changed = {one.id: one for one in campaign.focus_areas}, []
    units = _units(campaign)
    for number, line in enumerate(lines):
        area = _known(kept, line.id)
        if area is None and (line.removed or not (line.title or line.text)):
            continue
        if area is not None and line.removed:
            _require_empty(area, f"areas-{number}-title")
            campaign.focus_areas.remove(area)
        elif not line.title:
            raise Incomplete("needed", f"areas-{number}-title")
        else:
            if area is None:
                area = FocusArea(position=_next(campaign.focus_areas), title="")
                campaign.focus_areas.append(area)
            if not _say(area, line, units):
                continue
        changed.append(f"focus area {number + 1}")
    if not campaign.focus_areas:
        raise Incomplete("area_needed")
    return changed


def _say(area: FocusArea, line: AreaLine, units: dict[int, Unit]) -> bool:
    """Whether the focus area says something else now. Units that closed since stay where they stood."""
    wanted = {line.lead_id, *line.cooperating_ids} - {None, area.lead_id, *(unit.id for unit in area.cooperating)}
    if wanted - units.keys():
        raise RuleBroken("wrong_state")
    before = area.title, area.text, area.lead_id, {unit.id for unit in area.cooperating}
    after = line.title, line.text, line.lead_id, set(line.cooperating_ids)
    if before == after:
        return False
    area.title, area.text, area.lead_id = line.title, line.text, line.lead_id
    known = units | {unit.id: unit for unit in area.cooperating}
    area.cooperating = [known[one] for one in sorted(after[3])]
    return True


def _require_empty(area: FocusArea, field_name: str) -> None:
    if area.tasks:
        raise RuleBroken("area_has_tasks", field_name, title=area.title, count=len(area.tasks))
    if db.session.scalar(select(func.count()).where(ItemRevision.focus_area_id == area.id)):
        raise RuleBroken("area_has_items", field_name, title=area.title)


def _units(campaign: Campaign) -> dict[int, Unit]:
    rows = db.session.scalars(
        select(Unit).where(
            Unit.organisation_id == campaign.organisation_id,
            Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
            Unit.active,
        )
    )
    return {unit.id: unit for unit in rows}


def _known(kept: dict[int, Line], line_id: int | None) -> Line | None:
    if line_id is None:
        return None
    if line_id not in kept:
        raise Stale
    return kept[line_id]


def _next(lines: Sequence[Aim] | Sequence[Requirement] | Sequence[FocusArea]) -> int:
    return max((one.position for one in lines), default=0) + 1
