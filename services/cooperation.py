"""Which units have an own part in a drafted item; who does it and that it is done stand in parts.py."""

from datetime import datetime

from sqlalchemy import select

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
    if unit_id in {part.unit_id for part in item.parts}:
        raise RuleBroken("unit_cooperates", "unit_id")
    if unit_id not in dict(units_to_ask(item)):
        raise RuleBroken("unit_cannot_cooperate", "unit_id")
    part = ItemPart(item=item, unit_id=unit_id)
    db.session.add(part)
    db.session.flush()
    traces.record("item.part_added", item, by=by, at=at)
    return part


def units_to_ask(item: ChecklistItem) -> list[tuple[int, str]]:
    """Departments and squads that could take part in an item and do not yet."""
    taking_part = {part.unit_id for part in item.parts} | {item.checklist.department_id}
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(
            Unit.organisation_id == item.campaign.organisation_id,
            Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
            Unit.active,
        )
        .order_by(Unit.path)
    )
    return [(row.id, row.name) for row in rows if row.id not in taking_part]


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
