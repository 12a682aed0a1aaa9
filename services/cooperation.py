"""Which units have an own part in a drafted item; who does it and that it is done stand in parts.py."""

from datetime import datetime

from extensions import db
from models.checklist import ChecklistItem, ItemPart, RevisionState
from models.refusals import RuleBroken, WrongState
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import items, traces


def add(item: ChecklistItem, unit_id: int | None, *, version: int | None, by: Visitor, at: datetime) -> ItemPart:
    """Another unit takes part in a drafted item. Raises RuleBroken for a unit that cannot, or already does."""
    items.lock(item.checklist, item=item, item_version=version)
    _require_draft(item)
    unit = db.session.get(Unit, unit_id) if unit_id is not None else None
    if (
        unit is None
        or unit.organisation_id != item.campaign.organisation_id
        or unit.kind not in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
        or unit.id == item.checklist.department_id
    ):
        raise RuleBroken("unit_cannot_cooperate", "unit_id")
    if unit.id in {part.unit_id for part in item.parts}:
        raise RuleBroken("unit_cooperates", "unit_id")
    part = ItemPart(item=item, unit_id=unit.id)
    db.session.add(part)
    db.session.flush()
    traces.record("item.part_added", item, by=by, at=at)
    return part


def drop(part: ItemPart, *, version: int | None, by: Visitor, at: datetime) -> None:
    """The unit no longer takes part in a drafted item."""
    item = part.item
    items.lock(item.checklist, item=item, item_version=version)
    _require_draft(item)
    if part.done_at is not None:
        raise WrongState("part_done")
    item.parts.remove(part)
    db.session.delete(part)
    db.session.flush()
    traces.record("item.part_dropped", item, by=by, at=at)


def _require_draft(item: ChecklistItem) -> None:
    if item.current.state is not RevisionState.DRAFT or item.ended_at is not None:
        raise WrongState("revision_immutable")
