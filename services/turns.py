"""Whose turn it is: own work near its due, own parts, and done work that waits for the one who accepts it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from extensions import db
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem, ItemPart, ItemRevision
from models.person import Role
from models.unit import Unit
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import acceptance, seats
from services.waiting import Waiting
from services.work import WITH_ITEM

OFFICE_ROLES = (Role.OFFICE_DIRECTOR, Role.DEPUTY, Role.LEADER)


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """What waits for `by`: own work near its due, overdue or returned, own parts, and done work that `by` accepts."""
    return [*_to_do(by, campaign, at), *_to_tick(by, campaign), *_to_accept(by, campaign)]


def own_work(by: Visitor) -> ColumnElement[bool]:
    """Items that the person answers for, or carries out by the post inside the unit."""
    own = ChecklistItem.responsible_id == by.id
    if by.post_id is None or by.unit_path is None:
        return own
    unit_ids = [int(part) for part in by.unit_path.strip("/").split("/")]
    return or_(own, and_(ChecklistItem.post_id == by.post_id, Checklist.department_id.in_(unit_ids)))


def _to_do(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """The detail is why it was returned, else which evidence the item wants."""
    rows = db.session.execute(
        select(
            Occurrence.id,
            ItemRevision.title,
            Occurrence.state,
            Occurrence.reason,
            Occurrence.due_at,
            Occurrence.returned_at,
            ItemRevision.evidence_wanted,
        )
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            Checklist.campaign_id == campaign.id,
            ChecklistItem.ended_at.is_(None),
            own_work(by),
            or_(
                Occurrence.state == OccurrenceState.RETURNED,
                and_(Occurrence.state == OccurrenceState.OPEN, Occurrence.warn_at <= at),
            ),
        )
        .order_by(Occurrence.due_at, Occurrence.id)
    )
    return [
        Waiting(
            kind="work_to_do",
            ref_kind="occurrence",
            ref_id=row.id,
            title=row.title,
            detail=row.reason if row.state is OccurrenceState.RETURNED else row.evidence_wanted.value,
            due_at=row.due_at,
            since=row.returned_at,
            is_returned=row.state is OccurrenceState.RETURNED,
        )
        for row in rows
    ]


def _to_tick(by: Visitor, campaign: Campaign) -> list[Waiting]:
    """Own parts in items of other units that are not ticked."""
    rows = db.session.execute(
        select(ItemPart.id, ItemRevision.title, Unit.name)
        .join(ChecklistItem, ChecklistItem.id == ItemPart.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(
            Checklist.campaign_id == campaign.id,
            ChecklistItem.ended_at.is_(None),
            ItemPart.person_id == by.id,
            ItemPart.done_at.is_(None),
        )
        .order_by(ItemPart.id)
    )
    return [Waiting("part_to_do", "item_part", row.id, row.title, row.name) for row in rows]


def _to_accept(by: Visitor, campaign: Campaign) -> list[Waiting]:
    """One line per unit whose week waits for `by`, and one per piece of work that waits at the office."""
    if by.may_not_judge_yet or not (by.units_as(Role.HEAD) or by.holds_for(campaign.id, *OFFICE_ROLES)):
        return []
    query = (
        select(Occurrence)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            Checklist.campaign_id == campaign.id,
            ChecklistItem.ended_at.is_(None),
            Occurrence.state == OccurrenceState.DONE,
        )
        .options(*WITH_ITEM)
        .order_by(Occurrence.done_at, Occurrence.id)
    )
    if not by.holds_for(campaign.id, *OFFICE_ROLES):
        headed = {int(part) for path in by.units_as(Role.HEAD) for part in path.strip("/").split("/")}
        query = query.where(Checklist.department_id.in_(headed))
    rows = list(db.session.scalars(query))
    if not rows:
        return []
    seated = seats.of_campaign(campaign.id, by.today)
    homes = seats.homes_of((row.item.responsible_id for row in rows), by.today)
    mine = [row for row in rows if by.id in acceptance.judges_of(row, seated, homes)]
    by_list: dict[int, list[Occurrence]] = {}
    office = []
    for row in mine:
        if acceptance.may_accept_unit(row, homes, by):
            by_list.setdefault(row.item.checklist_id, []).append(row)
        else:
            office.append(row)
    weeks = [
        Waiting(
            kind="week_to_accept",
            ref_kind="checklist",
            ref_id=checklist_id,
            title=same[0].item.checklist.department.name,
            detail=acceptance.said(same[0]).title,
            since=same[0].done_at,
            count=len(same),
        )
        for checklist_id, same in by_list.items()
    ]
    return weeks + [
        Waiting(
            kind="work_to_accept",
            ref_kind="occurrence",
            ref_id=row.id,
            title=acceptance.said(row).title,
            detail=row.item.checklist.department.name,
            since=row.done_at,
        )
        for row in office
    ]
