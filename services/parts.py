"""The own part of a cooperating unit in a led item: a person, what it is, and a tick."""

from datetime import datetime

from extensions import db
from models.campaign import CampaignState
from models.checklist import ChecklistItem, ItemPart
from models.refusals import RuleBroken, WrongState
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import judging, traces

LONGEST_TEXT = 200


def add(item: ChecklistItem, *, unit_id: int, by: Visitor, at: datetime) -> ItemPart:
    """Ask another unit of the organisation to cooperate; it gets its own part. Raises RuleBroken on unit_id."""
    unit = db.session.get(Unit, unit_id)
    if (
        unit is None
        or not unit.active
        or unit.kind not in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
        or unit.organisation_id != item.campaign.organisation_id
        or unit.id == item.checklist.department_id
    ):
        raise RuleBroken("unit_cannot_cooperate", "unit_id")
    if any(part.unit_id == unit_id for part in item.parts):
        raise RuleBroken("unit_cooperates", "unit_id")
    part = ItemPart(item_id=item.id, unit_id=unit_id)
    item.parts.append(part)
    item.version += 1
    item.checklist.version += 1
    db.session.flush()
    traces.record("item.part_added", item, by=by, at=at)
    return part


def drop(part: ItemPart, *, by: Visitor, at: datetime) -> None:
    """The unit no longer takes part. Raises WrongState where its part is done."""
    _refuse_unless_going(part)
    if part.done_at is not None:
        raise WrongState("part_done")
    item = part.item
    item.parts.remove(part)
    db.session.delete(part)
    item.version += 1
    item.checklist.version += 1
    db.session.flush()
    traces.record("item.part_dropped", item, by=by, at=at)


def assign(part: ItemPart, *, person_id: int | None, text: str, by: Visitor, at: datetime) -> None:
    """Who of the cooperating unit does it, and what it is. Raises RuleBroken for a person of another unit."""
    _refuse_unless_going(part)
    if person_id is not None and person_id not in judging.members_of(part.unit.path, by.today):
        raise RuleBroken("not_in_unit", "person_id")
    changed = [
        name for name, old, new in (("person", part.person_id, person_id), ("text", part.text, text)) if old != new
    ]
    if not changed:
        return
    part.person_id, part.text = person_id, text.strip()[:LONGEST_TEXT]
    traces.record("work.part_assigned", part, by=by, at=at, fields=changed)


def tick(part: ItemPart, *, by: Visitor, at: datetime) -> None:
    """The part is done. Raises WrongState where it already is."""
    _refuse_unless_going(part)
    if part.done_at is not None:
        raise WrongState("wrong_state")
    part.done_by_id, part.done_at = by.id, at
    traces.record("work.part_ticked", part, by=by, at=at, to_state="done")


def untick(part: ItemPart, *, by: Visitor, at: datetime) -> None:
    """The part is not done after all. Raises WrongState where it is open."""
    _refuse_unless_going(part)
    if part.done_at is None:
        raise WrongState("wrong_state")
    part.done_by_id = part.done_at = None
    traces.record("work.part_unticked", part, by=by, at=at, from_state="done")


def _refuse_unless_going(part: ItemPart) -> None:
    if part.campaign.state is CampaignState.CLOSED:
        raise WrongState("campaign_closed")
    if part.item.ended_at is not None:
        raise WrongState("item_ended")
