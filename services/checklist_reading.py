"""What the pages of checklists show: the lists one may see, the rows of one, who may be named. Reading only."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.selectable import Subquery

from extensions import columns_of, db
from models.campaign import Campaign, FocusArea, Phase
from models.checklist import (
    AcceptedBy,
    Checklist,
    ChecklistItem,
    ChecklistState,
    EvidenceWanted,
    ItemPart,
    ItemRevision,
    RevisionState,
)
from models.person import Membership, Person, Role
from models.types import Rhythm, UtcDateTime
from models.unit import Post, Unit
from models.visitor import Visitor
from services import checklists
from services.items import is_latest


@dataclass(frozen=True)
class Overview:
    """A checklist in the list of them; the counts are of the items that may be seen."""

    id: int
    department: str
    path: str
    count: int
    drafts: int
    incomplete: int
    submitted: int
    returned: int
    approved: int

    @property
    def state(self) -> ChecklistState:
        """Derived, as `checklists.state_of`."""
        return checklists.state_from(
            {
                RevisionState.DRAFT: self.drafts,
                RevisionState.RETURNED: self.returned,
                RevisionState.SUBMITTED: self.submitted,
                RevisionState.APPROVED: self.approved,
            }
        )


def overview(seen: Select[Any], items: Select[Any]) -> list[Overview]:
    """The checklists of `seen` with counts of those `items` (both from access.visible), in the order of the units."""
    latest = checklists.current_revisions()
    of_seen_items = and_(
        latest.c.checklist_id == Checklist.id,
        latest.c.item_id.in_(items.with_only_columns(ChecklistItem.id)),
    )
    drafted = latest.c.state == RevisionState.DRAFT
    rows = columns_of(
        select(
            Checklist.id,
            Unit.name,
            Unit.path,
            func.count(latest.c.item_id),
            _number(drafted),
            _number(and_(drafted, is_incomplete(latest))),
            _number(latest.c.state == RevisionState.SUBMITTED),
            _number(latest.c.state == RevisionState.RETURNED),
            _number(latest.c.in_force_id.is_not(None)),
        )
        .join(Unit, Unit.id == Checklist.department_id)
        .outerjoin(latest, of_seen_items)
        .where(Checklist.id.in_(seen.with_only_columns(Checklist.id)))
        .group_by(Checklist.id, Unit.id, Unit.name, Unit.path, Unit.position)
        .order_by(Unit.position, Unit.id)
    )
    return [Overview(*row) for row in rows]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def is_incomplete(latest: Subquery) -> ColumnElement[bool]:
    """待完善, as ItemRevision.is_complete says it, over `checklists.current_revisions`."""
    return or_(
        latest.c.title == "",
        latest.c.responsible_id.is_(None),
        and_(latest.c.rhythm == Rhythm.ONCE, latest.c.due_on.is_(None)),
        and_(latest.c.rhythm.in_((Rhythm.WEEKLY, Rhythm.MONTHLY)), latest.c.day.is_(None)),
    )


class Row(NamedTuple):
    """An item on its list: what its current revision says, and the reason why it or the one before was returned."""

    id: int
    version: int
    title: str
    standard: str
    focus_area_id: int
    focus_area: str
    phase_id: int | None
    phase: str | None
    rhythm: Rhythm
    due_on: date | None
    day: int | None
    points: Decimal
    evidence_wanted: EvidenceWanted
    accepted_by: AcceptedBy
    state: RevisionState
    number: int
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    responsible_id: int | None
    responsible: str | None
    post: str | None
    in_force_id: int | None
    parts: int

    @property
    def lacks_due(self) -> bool:
        """It does not say when."""
        if self.rhythm is Rhythm.ONCE:
            return self.due_on is None
        return self.rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) and self.day is None

    @property
    def is_incomplete(self) -> bool:
        """待完善: a draft that lacks a responsible person or a due."""
        return self.state is RevisionState.DRAFT and (self.responsible_id is None or self.lacks_due)


_decided_by, _returned = aliased(Person), aliased(ItemRevision)
_ROWS = (
    select(  # the columns of a Row, in its order
        ChecklistItem.id,
        ChecklistItem.version,
        ItemRevision.title,
        ItemRevision.standard,
        FocusArea.id,
        FocusArea.title,
        Phase.id,
        Phase.name,
        ItemRevision.rhythm,
        ItemRevision.due_on,
        ItemRevision.day,
        ItemRevision.points,
        ItemRevision.evidence_wanted,
        ItemRevision.accepted_by,
        ItemRevision.state,
        ItemRevision.number,
        ItemRevision.submitted_at,
        func.coalesce(_returned.decided_at, ItemRevision.decided_at, type_=UtcDateTime),
        _decided_by.name,
        func.coalesce(_returned.reason, ItemRevision.reason),
        ChecklistItem.responsible_id,
        Person.name,
        Post.name,
        ChecklistItem.in_force_id,
        select(func.count()).where(ItemPart.item_id == ChecklistItem.id).scalar_subquery(),
    )
    .select_from(ChecklistItem)
    .join(ItemRevision, and_(ItemRevision.item_id == ChecklistItem.id, is_latest()))
    .join(FocusArea, FocusArea.id == ItemRevision.focus_area_id)
    .outerjoin(Phase, Phase.id == ItemRevision.phase_id)
    .outerjoin(Person, Person.id == ChecklistItem.responsible_id)
    .outerjoin(Post, Post.id == ChecklistItem.post_id)
    .outerjoin(
        _returned,
        and_(
            _returned.item_id == ChecklistItem.id,
            _returned.number == ItemRevision.number - 1,
            _returned.state == RevisionState.RETURNED,
        ),
    )
    .outerjoin(_decided_by, _decided_by.id == ItemRevision.decided_by_id)
    .where(ChecklistItem.ended_at.is_(None))
    .order_by(ChecklistItem.position, ChecklistItem.id)
)


def rows(items: Select[Any], checklist_id: int) -> list[Row]:
    """The items of a checklist among `items` (from access.visible), in their order, in one statement."""
    return [Row(*one) for one in columns_of(_rows(items, checklist_id))]


@lru_cache(512)
def _rows(items: Select[Any], checklist_id: int) -> Select[*tuple[Any, ...]]:
    seen = ChecklistItem.id.in_(items.with_only_columns(ChecklistItem.id))
    return _ROWS.where(ChecklistItem.checklist_id == checklist_id, seen)


def revisions(item: ChecklistItem) -> list[ItemRevision]:
    """Every revision of an item with its focus area and phase, oldest first."""
    query = (
        select(ItemRevision)
        .where(ItemRevision.item_id == item.id)
        .order_by(ItemRevision.number)
        .options(joinedload(ItemRevision.focus_area), joinedload(ItemRevision.phase))
    )
    return list(db.session.scalars(query))


def parts(item: ChecklistItem) -> list[ItemPart]:
    """The parts of cooperating units with their unit and person."""
    query = (
        select(ItemPart)
        .where(ItemPart.item_id == item.id)
        .order_by(ItemPart.id)
        .options(joinedload(ItemPart.unit), joinedload(ItemPart.person))
    )
    return list(db.session.scalars(query))


def units_helping(checklist_id: int) -> dict[int, list[str]]:
    """Item id -> the names of the units that have a part in it."""
    rows = columns_of(
        select(ItemPart.item_id, Unit.name)
        .join(ChecklistItem, ChecklistItem.id == ItemPart.item_id)
        .join(Unit, Unit.id == ItemPart.unit_id)
        .where(ChecklistItem.checklist_id == checklist_id)
        .order_by(ItemPart.id)
    )
    found: dict[int, list[str]] = {}
    for item_id, name in rows:
        found.setdefault(item_id, []).append(name)
    return found


def names(*person_ids: int | None) -> dict[int, str]:
    """The names of persons."""
    known = {one for one in person_ids if one is not None}
    if not known:
        return {}
    rows = columns_of(select(Person.id, Person.name).where(Person.id.in_(known)))
    return {row.id: row.name for row in rows}


def people_of(path: str, today: date) -> list[tuple[int, str]]:
    """Who belongs today to the unit at `path` or below it: id and name with unit and post, by staff number."""
    rows = columns_of(
        select(Person.id, Person.name, Unit.name.label("unit"), Post.name.label("post"))
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Post, Post.id == Membership.post_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Person.active,
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .order_by(Person.staff_no, Membership.main.desc())
    )
    found: dict[int, str] = {}
    for row in rows:
        found.setdefault(row.id, " · ".join(part for part in (row.name, row.unit, row.post) if part))
    return list(found.items())


def posts_of(organisation_id: int) -> list[tuple[int, str]]:
    """The posts of an organisation."""
    rows = columns_of(select(Post.id, Post.name).where(Post.organisation_id == organisation_id).order_by(Post.name))
    return [(row.id, row.name) for row in rows]


@dataclass(frozen=True)
class Shared:
    """An item of another checklist in which the own unit has a part."""

    item_id: int
    title: str
    unit: str
    own_unit: str
    person: str | None
    is_done: bool


def shared_items(by: Visitor, campaign: Campaign) -> list[Shared]:
    """The parts of units that the visitor heads or liaises for, or that are the visitor's own."""
    paths = by.units_as(Role.HEAD, Role.LIAISON)
    latest = checklists.current_revisions()
    owner = aliased(Unit)
    found = columns_of(
        select(latest.c.item_id, latest.c.title, owner.name, Unit.name, Person.name, ItemPart.done_at.is_not(None))
        .join(ItemPart, ItemPart.item_id == latest.c.item_id)
        .join(Unit, Unit.id == ItemPart.unit_id)
        .join(Checklist, Checklist.id == latest.c.checklist_id)
        .join(owner, owner.id == Checklist.department_id)
        .outerjoin(Person, Person.id == ItemPart.person_id)
        .where(
            Checklist.campaign_id == campaign.id,
            or_(ItemPart.person_id == by.id, *(Unit.path.startswith(path, autoescape=True) for path in paths)),
        )
        .order_by(latest.c.item_id, ItemPart.id)
    )
    return [Shared(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in found]
