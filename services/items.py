"""Drafting a checklist: add, edit, split, reorder and remove items, and say who answers for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from extensions import db
from models.campaign import Campaign
from models.checklist import (
    AcceptedBy,
    Checklist,
    ChecklistItem,
    EvidenceWanted,
    ItemRevision,
    RevisionState,
)
from models.person import Role
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.types import Rhythm
from models.visitor import Visitor
from services import judging, notices, traces
from services.campaigns import require_running

LONGEST_TITLE = 200  # the column of the title
LONGEST_STANDARD = 5000
MOST_POINTS = Decimal(100)
WEEKDAYS = range(1, 8)
MONTH_DAYS = range(1, 32)
MOST_LINES = 20  # lines into which one item is split


@dataclass(frozen=True)
class Content:
    """What an item says, as it is typed. `day` is the weekday (1 is Monday) or the day of the month."""

    title: str
    focus_area_id: int
    standard: str = ""
    phase_id: int | None = None
    rhythm: Rhythm = Rhythm.ONCE
    due_on: date | None = None
    day: int | None = None
    points: Decimal = Decimal(1)
    evidence_wanted: EvidenceWanted = EvidenceWanted.NONE
    accepted_by: AcceptedBy = AcceptedBy.OFFICE

    def __post_init__(self) -> None:
        """What the rhythm has no use for is left out."""
        if self.rhythm is not Rhythm.ONCE:
            object.__setattr__(self, "due_on", None)
        if self.rhythm not in (Rhythm.WEEKLY, Rhythm.MONTHLY):
            object.__setattr__(self, "day", None)

    def put_into(self, revision: ItemRevision) -> None:
        """Write it into a draft."""
        for name in self.__dataclass_fields__:
            setattr(revision, name, getattr(self, name))


def content_of(revision: ItemRevision) -> Content:
    """What a revision says."""
    return Content(**{name: getattr(revision, name) for name in Content.__dataclass_fields__})


@dataclass(frozen=True)
class Charge:
    """Who answers for an item, and the post whose holders carry it out."""

    responsible_id: int | None = None
    post_id: int | None = None


def add(
    checklist: Checklist,
    content: Content,
    charge: Charge,
    *,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> ChecklistItem:
    """A new drafted item at the end of the list. Raises RuleBroken beside the field that is wrong."""
    traces.refuse_second_send(request_key)
    lock(checklist)
    check(content, checklist.campaign)
    require_member(charge.responsible_id, checklist.unit_path, by.today)
    item = append(checklist, content, charge)
    traces.record("item.added", item, by=by, at=at, to_state=RevisionState.DRAFT, request_key=request_key)
    return item


def append(checklist: Checklist, content: Content, charge: Charge, *, task_id: int | None = None) -> ChecklistItem:
    """A drafted item at the end of the list, without questions: for `add` and for the issuing of tasks."""
    place = db.session.scalar(
        select(func.coalesce(func.max(ChecklistItem.position), 0)).where(ChecklistItem.checklist_id == checklist.id)
    )
    return insert(checklist, content, charge, position=(place or 0) + 1, task_id=task_id)


def insert(
    checklist: Checklist, content: Content, charge: Charge, *, position: int, task_id: int | None
) -> ChecklistItem:
    """A drafted item with its first revision at a position."""
    item = ChecklistItem(
        checklist=checklist,
        task_id=task_id,
        position=position,
        responsible_id=charge.responsible_id,
        post_id=charge.post_id,
    )
    revision = ItemRevision(item=item, number=1, state=RevisionState.DRAFT)
    content.put_into(revision)
    db.session.add_all([item, revision])
    db.session.flush()
    return item


def edit(
    item: ChecklistItem,
    content: Content,
    charge: Charge | None = None,
    *,
    version: int | None,
    by: Visitor,
    at: datetime,
) -> None:
    """Another wording of a drafted revision. `charge` is None where who answers is not asked: see `assign`.

    Raises WrongState for a submitted, approved or returned revision: those never change.
    """
    lock(item.checklist, item=item, item_version=version)
    if item.current.state is not RevisionState.DRAFT or item.ended_at is not None:
        raise WrongState("revision_immutable")
    check(content, item.campaign)
    if charge is not None and item.in_force_id is None:
        if charge.responsible_id != item.responsible_id:
            require_member(charge.responsible_id, item.unit_path, by.today)
        item.responsible_id, item.post_id = charge.responsible_id, charge.post_id
    content.put_into(item.current)
    db.session.flush()
    traces.record("item.edited", item, by=by, at=at)


def split(
    item: ChecklistItem, titles: Sequence[str], *, version: int | None, by: Visitor, at: datetime
) -> list[ChecklistItem]:
    """One draft becomes several with the same content, one for each title; the first keeps its place and its parts."""
    lock(item.checklist, item=item, item_version=version)
    _require_fresh_draft(item)
    lines = [title.strip() for title in titles if title.strip()]
    if not 1 < len(lines) <= MOST_LINES:
        raise RuleBroken("split_lines", "titles", most=MOST_LINES)
    content = content_of(item.current)
    for line in lines:
        check(replace(content, title=line), item.campaign, field="titles")
    item.current.title = lines[0]
    following = [one for one in live(item.checklist) if (one.position, one.id) > (item.position, item.id)]
    charge = Charge(item.responsible_id, item.post_id)
    made = [
        insert(
            item.checklist,
            replace(content, title=line),
            charge,
            position=item.position + place,
            task_id=item.task_id,
        )
        for place, line in enumerate(lines[1:], start=1)
    ]
    for place, other in enumerate(following, start=item.position + len(lines)):
        other.position = place
    db.session.flush()
    traces.record("item.split", item, by=by, at=at)
    for one in made:
        traces.record("item.added", one, by=by, at=at, to_state=RevisionState.DRAFT)
    return made


def move(item: ChecklistItem, place: int, *, by: Visitor, at: datetime) -> None:
    """The item becomes the `place`th of its list, counted from 1; beyond either end means that end."""
    lock(item.checklist)
    order = [one for one in live(item.checklist) if one.id != item.id]
    order.insert(min(max(place - 1, 0), len(order)), item)
    for number, one in enumerate(order, start=1):
        one.position = number
    db.session.flush()
    traces.record("item.moved", item, by=by, at=at)


def place_of(item: ChecklistItem) -> int:
    """Which one of its list it is, counted from 1."""
    return [one.id for one in live(item.checklist)].index(item.id) + 1


def remove(item: ChecklistItem, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Take an item off the list that was never approved and is not under review; its revisions stay readable."""
    lock(item.checklist, item=item, item_version=version)
    if item.in_force_id is not None or item.current.state is RevisionState.SUBMITTED or item.ended_at is not None:
        raise WrongState("only_drafts_removed")
    item.ended_at = at
    db.session.flush()
    traces.record("item.removed", item, by=by, at=at, from_state=item.current.state)


def assign(item: ChecklistItem, charge: Charge, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Another responsible person or post inside the unit: the head's act, at any time, with a trace, no revision."""
    lock(item.checklist, item=item, item_version=version)
    if not by.holds_in(item.unit_path, Role.HEAD):
        raise NotYourOwn("head_assigns")
    if item.ended_at is not None:
        raise WrongState("item_ended")
    if charge.responsible_id is None:
        raise RuleBroken("needed", "responsible_id")
    require_member(charge.responsible_id, item.unit_path, by.today)
    changed = [name for name in ("responsible_id", "post_id") if getattr(item, name) != getattr(charge, name)]
    item.responsible_id, item.post_id = charge.responsible_id, charge.post_id
    db.session.flush()
    traces.record("item.assigned", item, by=by, at=at, fields=changed)
    if "responsible_id" in changed and item.responsible_id != by.id:
        notices.tell([item.responsible_id], "item_assigned", item, at=at, title=item.current.title)


def assign_many(
    checklist: Checklist,
    item_ids: Iterable[int],
    responsible_id: int | None,
    *,
    version: int | None,
    by: Visitor,
    at: datetime,
) -> int:
    """One responsible person for several items in one act, each with its trace; the posts stay. How many changed.

    The person is told once. Raises as `assign`, and RuleBroken where none is chosen or one is not on the list any more.
    """
    lock(checklist, version=version)
    wanted = set(item_ids)
    if not wanted:
        raise RuleBroken("none_selected")
    chosen = [item for item in live(checklist) if item.id in wanted]
    if len(chosen) < len(wanted):
        raise WrongState("item_ended")
    if not by.holds_in(checklist.unit_path, Role.HEAD):
        raise NotYourOwn("head_assigns")
    if responsible_id is None:
        raise RuleBroken("needed", "responsible_id")
    require_member(responsible_id, checklist.unit_path, by.today)
    changed = [item for item in chosen if item.responsible_id != responsible_id]
    for item in changed:
        item.responsible_id = responsible_id
        item.version += 1
        traces.record("item.assigned", item, by=by, at=at, fields=["responsible_id"])
    db.session.flush()
    if changed and responsible_id != by.id:
        unit = checklist.department.name
        notices.tell([responsible_id], "items_assigned", checklist, at=at, count=len(changed), unit=unit)
    return len(changed)


def hand_over(checklist: Checklist, before: Mapping[int, int], heir_id: int, *, by: Visitor, at: datetime) -> int:
    """Items for which somebody answers who is gone get another person of the unit; how many. `before` is who answered
    for each, by the id of the item: what has ended, or was given to somebody else meanwhile, is passed over.

    The heir and the heads are told once. That the one before is gone is asked in `services.handing_over`.
    """
    lock(checklist)
    require_member(heir_id, checklist.unit_path, by.today)
    chosen = [
        item
        for item in db.session.scalars(
            select(ChecklistItem)
            .where(ChecklistItem.checklist_id == checklist.id, ChecklistItem.id.in_(before))
            .order_by(ChecklistItem.position, ChecklistItem.id)
            .execution_options(populate_existing=True)
        )
        if item.ended_at is None and item.responsible_id == before[item.id]
    ]
    for item in chosen:
        item.responsible_id = heir_id
        item.version += 1
        traces.record("item.assigned", item, by=by, at=at, fields=["responsible_id"])
    db.session.flush()
    if chosen:
        unit, count = checklist.department.name, len(chosen)
        told = {heir_id, *judging.heads_of(checklist.department_id, by.today)} - {by.id}
        notices.tell(told - {heir_id}, "items_handed_over", checklist, at=at, count=count, unit=unit)
        notices.tell(told & {heir_id}, "items_assigned", checklist, at=at, count=count, unit=unit)
    return len(chosen)


def check(content: Content, campaign: Campaign, *, field: str = "title") -> None:
    """Raises RuleBroken beside the first field that is wrong. A draft may lack its due and its person, not more."""
    for fault in faults(content, campaign, field=field):
        raise fault


def faults(content: Content, campaign: Campaign, *, field: str = "title") -> Iterator[RuleBroken]:
    """Everything that is wrong with what an item says, each beside its field."""
    if not content.title.strip():
        yield RuleBroken("needed", field)
    if len(content.title) > LONGEST_TITLE:
        yield RuleBroken("text_too_long", field, most=LONGEST_TITLE)
    if len(content.standard) > LONGEST_STANDARD:
        yield RuleBroken("text_too_long", "standard", most=LONGEST_STANDARD)
    if content.focus_area_id not in {area.id for area in campaign.focus_areas}:
        yield RuleBroken("area_elsewhere", "focus_area_id")
    if content.phase_id is not None and content.phase_id not in {phase.id for phase in campaign.phases}:
        yield RuleBroken("phase_elsewhere", "phase_id")
    yield from _wrong_when(content, campaign)
    points = content.points
    if not points.is_finite() or not 0 <= points <= MOST_POINTS:
        yield RuleBroken("points_range", "points", most=MOST_POINTS)
    elif points != points.quantize(Decimal("0.01")):
        yield RuleBroken("points_decimals", "points")


def _wrong_when(content: Content, campaign: Campaign) -> Iterator[RuleBroken]:
    due = content.due_on
    if due is not None and due < campaign.starts_on:
        yield RuleBroken("due_before_start", "due_on", start=campaign.starts_on.isoformat())
    if due is not None and due > campaign.ends_on:
        yield RuleBroken("due_after_end", "due_on", end=campaign.ends_on.isoformat())
    if content.day is None:
        return
    if content.rhythm is Rhythm.WEEKLY and content.day not in WEEKDAYS:
        yield RuleBroken("day_out_of_range", "weekday", most=WEEKDAYS[-1])
    if content.rhythm is Rhythm.MONTHLY and content.day not in MONTH_DAYS:
        yield RuleBroken("day_out_of_range", "month_day", most=MONTH_DAYS[-1])


def usually_accepted_by(rhythm: Rhythm) -> AcceptedBy:
    """Who accepts where nothing is said: the unit itself what recurs, else the office."""
    recurs = rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY)
    return AcceptedBy.UNIT if recurs else AcceptedBy.OFFICE


def require_member(person_id: int | None, path: str, today: date, field: str = "responsible_id") -> None:
    """Raises RuleBroken unless the person, where one is named, belongs to that unit or below it today."""
    if person_id is not None and person_id not in judging.members_of(path, today):
        raise RuleBroken("not_in_unit", field)


def lock(
    checklist: Checklist,
    *,
    version: int | None = None,
    item: ChecklistItem | None = None,
    item_version: int | None = None,
) -> None:
    """Take the checklist for a change: its version rises, and so does the item's.

    Raises Stale where a version that the form was shown with is no longer the one, WrongState in a closed campaign.
    """
    db.session.refresh(checklist, ["version"], with_for_update={"of": Checklist})
    require_running(checklist.campaign)
    if version is not None and version != checklist.version:
        raise Stale
    if item is not None:
        db.session.refresh(item)
        if item_version is not None and item_version != item.version:
            raise Stale
        item.version += 1
    checklist.version += 1


def is_latest() -> ColumnElement[bool]:
    """The revision is the latest of its item: a look at one index, however many revisions there are."""
    later = aliased(ItemRevision)
    newest = select(func.max(later.number)).where(later.item_id == ItemRevision.item_id).correlate(ItemRevision)
    return ItemRevision.number == newest.scalar_subquery()


def live(checklist: Checklist) -> list[ChecklistItem]:
    """The items that stand on the list, in their order."""
    query = (
        select(ChecklistItem)
        .where(ChecklistItem.checklist_id == checklist.id, ChecklistItem.ended_at.is_(None))
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    return list(db.session.scalars(query))


def _require_fresh_draft(item: ChecklistItem) -> None:
    """Raises WrongState unless its only revision is a draft that was never submitted."""
    if item.current.number > 1 or item.current.state is not RevisionState.DRAFT or item.ended_at is not None:
        raise WrongState("only_drafts_split")
