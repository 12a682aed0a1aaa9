"""The own part of a cooperating unit in a led item: a person, what it is, and a tick."""

from datetime import datetime

from extensions import db
from models.checklist import ItemPart
from models.refusals import RuleBroken, WrongState
from models.visitor import Visitor
from services import items, judging, traces

LONGEST_TEXT = 200


def assign(part: ItemPart, *, person_id: int | None, text: str, by: Visitor, at: datetime) -> None:
    """Who of the cooperating unit does it, and what it is. Raises RuleBroken for a person of another unit."""
    _hold(part)
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
    _hold(part)
    if part.done_at is not None:
        raise WrongState("wrong_state")
    part.done_by_id, part.done_at = by.id, at
    traces.record("work.part_ticked", part, by=by, at=at, to_state="done")


def untick(part: ItemPart, *, by: Visitor, at: datetime) -> None:
    """The part is not done after all. Raises WrongState where it is open."""
    _hold(part)
    if part.done_at is None:
        raise WrongState("wrong_state")
    part.done_by_id = part.done_at = None
    traces.record("work.part_unticked", part, by=by, at=at, from_state="done")


def _hold(part: ItemPart) -> None:
    """Versions of item and checklist rise with every change of a part. Raises WrongState where the item has ended."""
    items.lock(part.item.checklist, item=part.item)
    db.session.refresh(part, with_for_update={"of": ItemPart})
    if part.item.ended_at is not None:
        raise WrongState("item_ended")
