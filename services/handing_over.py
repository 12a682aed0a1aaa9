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
from services import findings, items, judging, parts
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


def hand_over(work: Sequence[Open], heir_id: int, *, by: Visitor, at: datetime) -> int:
    """Give what somebody answered for in a unit to another person of it, with a trace each (docs/rules.md,
    Organisation and rights); how much it was. What was given to somebody else meanwhile stays theirs.

    Raises NotYourOwn while the one before still belongs to the unit: then its head assigns; RuleBroken for an heir
    who does not belong to it.
    """
    units = {one.id: one for one in db.session.scalars(select(Unit).where(Unit.id.in_({w.unit_id for w in work})))}
    for person_id, unit_id in {(one.person_id, one.unit_id) for one in work}:
        _require_gone(person_id, units[unit_id].path, by.today)
    handed = 0
    for one in work:
        if one.kind == PART:
            part = db.session.get_one(ItemPart, one.id, populate_existing=True)
            if part.person_id == one.person_id:
                parts.assign(part, person_id=heir_id, text=part.text, by=by, at=at)
                handed += 1
        elif one.kind == FINDING:
            finding = db.session.get_one(Finding, one.id, populate_existing=True)
            if finding.owner_id == one.person_id:
                findings.assign(finding, heir_id, version=None, by=by, at=at)
                handed += 1
    return handed + _hand_over_items([one for one in work if one.kind == ITEM], heir_id, by=by, at=at)


def _require_gone(person_id: int, path: str, today: date) -> None:
    """A membership that ends later holds still, and on its last day unless the account is closed."""
    stays = exists().where(
        Membership.person_id == person_id,
        Membership.unit_id == Unit.id,
        Person.id == Membership.person_id,
        or_(Membership.until.is_(None), Membership.until > today, and_(Membership.until == today, Person.active)),
        Unit.path.startswith(path, autoescape=True),
    )
    if db.session.scalar(select(stays)):
        raise NotYourOwn("head_assigns")


def _hand_over_items(work: Iterable[Open], heir_id: int, *, by: Visitor, at: datetime) -> int:
    before = {one.id: one.person_id for one in work}
    found = db.session.execute(
        select(Checklist, ChecklistItem.id)
        .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
        .where(ChecklistItem.id.in_(before))
        .order_by(Checklist.id)
    )
    by_checklist: dict[Checklist, dict[int, int]] = {}
    for checklist, item_id in found:
        by_checklist.setdefault(checklist, {})[item_id] = before[item_id]
    return sum(items.hand_over(one, several, heir_id, by=by, at=at) for one, several in by_checklist.items())
