"""What a person answers for or carries out, and everything about one item, as their pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from extensions import db
from models.campaign import Campaign, FocusArea
from models.checklist import Checklist, ChecklistItem, EvidenceWanted, ItemPart, ItemRevision
from models.evidence import Evidence
from models.person import Person
from models.types import Rhythm, ref_to
from models.unit import Unit
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import acceptance, evidence, lights, seats, settings, traces, turns, work
from services.lights import Light
from services.traces import Trace


@dataclass(frozen=True)
class Duty:
    """One own item with the occurrence it is asked about now."""

    item_id: int
    title: str
    area: str
    unit: str
    rhythm: Rhythm
    wanted: EvidenceWanted
    is_own: bool
    light: Light
    occurrence_id: int
    state: OccurrenceState
    due_at: datetime
    reason: str


@dataclass(frozen=True)
class OwnPart:
    """An own part in another unit's item."""

    id: int
    item_id: int
    title: str
    text: str
    unit: str
    done_at: datetime | None


def mine(by: Visitor, campaign: Campaign, at: datetime) -> list[Duty]:
    """The own items with a revision in force, the most urgent first; accepted ones last. Statements do not grow."""
    rows = {
        row.id: row
        for row in db.session.execute(
            select(
                *(ChecklistItem.id, ChecklistItem.responsible_id, ItemRevision.title),
                *(FocusArea.title.label("area"), Unit.name.label("unit")),
                *(ItemRevision.rhythm, ItemRevision.evidence_wanted),
            )
            .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
            .join(FocusArea, FocusArea.id == ItemRevision.focus_area_id)
            .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
            .join(Unit, Unit.id == Checklist.department_id)
            .where(Checklist.campaign_id == campaign.id, ChecklistItem.ended_at.is_(None), turns.own_work(by))
        )
    }
    if not rows:
        return []
    chosen = settings.of_organisation(campaign.organisation_id)
    found = lights.for_items(campaign.id, at, rhythm=chosen.rhythm, zone=ZoneInfo(chosen.zone), item_ids=list(rows))
    returned = db.session.execute(
        select(Occurrence.id, Occurrence.reason).where(
            Occurrence.id.in_([one.current.id for one in found.values()]),
            Occurrence.state == OccurrenceState.RETURNED,
        )
    )
    reasons = dict(returned.all())
    duties = [
        Duty(
            item_id=one.item_id,
            title=rows[one.item_id].title,
            area=rows[one.item_id].area,
            unit=rows[one.item_id].unit,
            rhythm=rows[one.item_id].rhythm,
            wanted=rows[one.item_id].evidence_wanted,
            is_own=rows[one.item_id].responsible_id == by.id,
            light=one.light,
            occurrence_id=one.current.id,
            state=one.current.state,
            due_at=one.current.due_at,
            reason=reasons.get(one.current.id, ""),
        )
        for one in found.values()
    ]
    return sorted(duties, key=_urgency)


def _urgency(duty: Duty) -> tuple[int, int, datetime]:
    """Open and returned work first, the darkest light first, then by due; what waits for others, then the accepted."""
    turns = {OccurrenceState.OPEN: 0, OccurrenceState.RETURNED: 0, OccurrenceState.DONE: 1, OccurrenceState.ACCEPTED: 2}
    return turns[duty.state], -lights.SEVERITY.index(duty.light), duty.due_at


def own_parts(by: Visitor, campaign: Campaign) -> list[OwnPart]:
    """The own parts in led items of other units, open ones first."""
    rows = db.session.execute(
        select(ItemPart.id, ItemPart.item_id, ItemRevision.title, ItemPart.text, Unit.name, ItemPart.done_at)
        .join(ChecklistItem, ChecklistItem.id == ItemPart.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(Checklist.campaign_id == campaign.id, ItemPart.person_id == by.id, ChecklistItem.ended_at.is_(None))
        .order_by(ItemPart.done_at.is_not(None), ItemPart.id)
    )
    return [OwnPart(*row) for row in rows]


@dataclass(frozen=True)
class Story:
    """One occurrence on the item's page: its light, its evidence, and what the visitor may do with it."""

    occurrence: Occurrence
    light: Light
    evidence: list[Evidence]
    waits_for: tuple[str, ...]
    may_record: bool
    may_accept_unit: bool
    may_accept_office: bool
    may_return: bool


def stories(item: ChecklistItem, *, by: Visitor, at: datetime) -> list[Story]:
    """The occurrences of an item that have started or were worked on: the one asked about first, then the latest."""
    rows = [
        row
        for row in db.session.scalars(
            select(Occurrence).where(Occurrence.item_id == item.id).options(*work.WITH_ITEM).order_by(Occurrence.due_at)
        )
        if item.in_force is not None
    ]
    relevant = [row for row in rows if lights.is_relevant(row.state, row.starts_at, at)] or rows[:1]
    chosen = settings.of_organisation(item.campaign.organisation_id)
    found = lights.for_items(
        item.campaign_id, at, rhythm=chosen.rhythm, zone=ZoneInfo(chosen.zone), item_ids=[item.id]
    ).get(item.id)
    hung = evidence.of(*(ref_to(row) for row in relevant))
    seated = seats.of_campaign(item.campaign_id, by.today)
    homes = seats.homes_of([item.responsible_id], by.today)
    waits = {row.id: acceptance.judges_of(row, seated, homes) for row in relevant if row.state is OccurrenceState.DONE}
    names = names_of({one for judges in waits.values() for one in judges})
    told = [
        Story(
            occurrence=row,
            light=lights.of_occurrence(
                row.state,
                row.limit,
                at,
                done_at=row.done_at,
                lines=found.lines if found is not None and found.current.id == row.id else lights.NOTHING_SAID,
            ),
            evidence=hung[ref_to(row)],
            waits_for=tuple(names[one] for one in sorted(waits.get(row.id, ())) if one in names),
            may_record=row.state in (OccurrenceState.OPEN, OccurrenceState.RETURNED)
            and acceptance.may_record(row, homes, by),
            may_accept_unit=acceptance.may_accept_unit(row, homes, by),
            may_accept_office=acceptance.may_accept_office(row, seated, homes, by),
            may_return=acceptance.may_return(row, seated, homes, by),
        )
        for row in relevant
    ]
    first = found.current.id if found is not None else None
    return sorted(told, key=lambda one: (one.occurrence.id != first, -one.occurrence.due_at.timestamp()))


def to_come(item: ChecklistItem, at: datetime) -> int:
    """How many further occurrences have not started yet."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Occurrence.item_id == item.id,
                Occurrence.starts_at > at,
                Occurrence.state == OccurrenceState.OPEN,
            )
        )
        or 0
    )


def history(item: ChecklistItem, told: Sequence[Story]) -> list[Trace]:
    """What happened to the item, its occurrences and its parts, newest first."""
    events = [
        *traces.history("checklist_item", item.id),
        *traces.history("occurrence", *(one.occurrence.id for one in told)),
        *traces.history("item_part", *(part.id for part in item.parts)),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def names_of(person_ids: set[int]) -> dict[int, str]:
    """The names of some persons."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return dict(rows.all())
