"""What somebody answers for in a unit that they no longer belong to, and handing it over to another person of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.checklist import Checklist, ChecklistItem, ItemPart, ItemRevision
from models.finding import Finding
from models.person import Appointment, Membership, Person, Role
from models.refusals import NotYourOwn
from models.unit import Unit
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import findings, items, judging, notices, parts, traces
from services.standing import TO_RECTIFY

ITEM, PART, FINDING = "item", "part", "finding"


@dataclass(frozen=True)
class Open:
    """Something open in a running campaign: who answers for it, in which unit, and what it says."""

    kind: str
    id: int
    person_id: int
    unit_id: int
    title: str


def open_work(person_ids: Collection[int]) -> list[Open]:
    """Items not yet accepted, parts not yet done and findings to rectify of these people; three statements."""
    if not person_ids:
        return []
    going = Campaign.state != CampaignState.CLOSED
    ours = and_(Occurrence.item_id == ChecklistItem.id, Occurrence.state != OccurrenceState.ACCEPTED)
    is_open = or_(exists().where(ours), ~exists().where(Occurrence.item_id == ChecklistItem.id))
    of_items = (
        select(ChecklistItem.id, ChecklistItem.responsible_id, Checklist.department_id, ItemRevision.title)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Campaign, Campaign.id == Checklist.campaign_id)
        .join(ItemRevision, and_(ItemRevision.item_id == ChecklistItem.id, items.is_latest()))
        .where(ChecklistItem.responsible_id.in_(person_ids), ChecklistItem.ended_at.is_(None), going, is_open)
        .order_by(ChecklistItem.checklist_id, ChecklistItem.position)
    )
    of_parts = (
        select(ItemPart.id, ItemPart.person_id, ItemPart.unit_id, ItemRevision.title)
        .join(ChecklistItem, ChecklistItem.id == ItemPart.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Campaign, Campaign.id == Checklist.campaign_id)
        .join(ItemRevision, and_(ItemRevision.item_id == ChecklistItem.id, items.is_latest()))
        .where(ItemPart.person_id.in_(person_ids), ItemPart.done_at.is_(None), ChecklistItem.ended_at.is_(None), going)
        .order_by(ItemPart.id)
    )
    of_findings = (
        select(Finding.id, Finding.owner_id, Finding.unit_id, Finding.text)
        .join(Campaign, Campaign.id == Finding.campaign_id)
        .where(Finding.owner_id.in_(person_ids), Finding.state.in_(TO_RECTIFY), going)
        .order_by(Finding.id)
    )
    queries = ((ITEM, of_items), (PART, of_parts), (FINDING, of_findings))
    return [
        Open(kind, found, person_id or 0, unit_id, title)
        for kind, query in queries
        for found, person_id, unit_id, title in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Heir:
    """Who may take something over in a unit; the head stands first and is proposed."""

    id: int
    staff_no: str
    name: str
    is_head: bool


def heirs_in(paths: Mapping[int, str], day: date, without: Collection[int]) -> dict[int, list[Heir]]:
    """By unit id the active people who belong to it or below it on `day`, but for those `without`; two statements."""
    if not paths:
        return {}
    below = or_(*(Unit.path.startswith(path, autoescape=True) for path in paths.values()))
    rows = db.session.execute(
        select(Person.id, Person.staff_no, Person.name, Unit.path)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(below, Person.active, Membership.since <= day, or_(Membership.until.is_(None), Membership.until > day))
        .order_by(Person.staff_no)
    ).all()
    heading = {
        (row.unit_id, row.person_id)
        for row in db.session.execute(
            select(Appointment.unit_id, Appointment.person_id).where(
                Appointment.unit_id.in_(paths), Appointment.role == Role.HEAD, *judging.holding_on(day)
            )
        )
    }
    found: dict[int, list[Heir]] = {}
    for unit_id, path in paths.items():
        able = {row.id: row for row in rows if row.path.startswith(path) and row.id not in without}
        heirs = [Heir(row.id, row.staff_no, row.name, (unit_id, row.id) in heading) for row in able.values()]
        found[unit_id] = sorted(heirs, key=lambda one: (not one.is_head, one.staff_no))
    return found


def hand_over(work: Sequence[Open], heir_id: int, *, by: Visitor, at: datetime) -> None:
    """Give what somebody answered for in a unit to another person of it, with a trace each (docs/rules.md,
    Organisation and rights).

    Raises NotYourOwn while the one before still belongs to the unit: then its head assigns; RuleBroken for an heir
    who does not belong to it.
    """
    units = {one.id: one for one in db.session.scalars(select(Unit).where(Unit.id.in_({w.unit_id for w in work})))}
    for person_id, unit_id in {(one.person_id, one.unit_id) for one in work}:
        _require_gone(person_id, units[unit_id].path)
    for one in work:
        if one.kind == PART:
            part = db.session.get_one(ItemPart, one.id)
            parts.assign(part, person_id=heir_id, text=part.text, by=by, at=at)
        elif one.kind == FINDING:
            findings.assign(db.session.get_one(Finding, one.id), heir_id, version=None, by=by, at=at)
    _hand_over_items([one.id for one in work if one.kind == ITEM], heir_id, by=by, at=at)


def _require_gone(person_id: int, path: str) -> None:
    stays = exists().where(
        Membership.person_id == person_id,
        Membership.unit_id == Unit.id,
        Membership.until.is_(None),
        Unit.path.startswith(path, autoescape=True),
    )
    if db.session.scalar(select(stays)):
        raise NotYourOwn("head_assigns")


def _hand_over_items(item_ids: Iterable[int], heir_id: int, *, by: Visitor, at: datetime) -> None:
    handed: dict[int, list[ChecklistItem]] = {}
    for item in db.session.scalars(
        select(ChecklistItem).where(ChecklistItem.id.in_(item_ids)).order_by(ChecklistItem.id)
    ):
        handed.setdefault(item.checklist_id, []).append(item)
    for several in handed.values():
        checklist = several[0].checklist
        items.lock(checklist)
        items.require_member(heir_id, checklist.unit_path, by.today)
        for item in several:
            item.responsible_id = heir_id
            item.version += 1
            traces.record("item.assigned", item, by=by, at=at, fields=["responsible_id"])
        db.session.flush()
        told = {heir_id, *judging.heads_of(checklist.department_id, by.today)} - {by.id}
        unit = checklist.department.name
        notices.tell(told - {heir_id}, "items_handed_over", checklist, at=at, count=len(several), unit=unit)
        notices.tell(told & {heir_id}, "items_assigned", checklist, at=at, count=len(several), unit=unit)
