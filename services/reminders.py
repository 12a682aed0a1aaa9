"""What time causes (`flask tick`): messages before a limit and after it, once each, however often it runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, select

from extensions import db, insert_missing
from models.base import Base
from models.campaign import Campaign, CampaignState
from models.checklist import Checklist, ChecklistItem, ItemRevision
from models.event import TimedAct
from models.finding import Finding
from models.lookback import LookBack, LookBackState, LookBackUnit
from models.person import Role
from models.types import Ref
from models.unit import Unit
from models.work import Occurrence
from services import clocks, judging, notices, settings, standing
from services.progress import TO_DO

NEAR, LATE = "near", "late"
GOING = (CampaignState.ACTIVE, CampaignState.LOOKING_BACK)


@dataclass
class _Heads:
    """Who heads which unit today, asked once per unit."""

    day: date
    known: dict[str, frozenset[int]] = field(default_factory=dict)

    def above(self, path: str) -> frozenset[int]:
        if path not in self.known:
            self.known[path] = judging.heads_above(path, self.day)
        return self.known[path]


def tick(at: datetime) -> int:
    """The messages that are due in every campaign under way; how many limits were spoken of for the first time."""
    campaigns = db.session.scalars(select(Campaign).where(Campaign.state.in_(GOING)).order_by(Campaign.id)).all()
    return sum(_of_campaign(campaign, at) for campaign in campaigns)


def _of_campaign(campaign: Campaign, at: datetime) -> int:
    zone = ZoneInfo(settings.of_organisation(campaign.organisation_id).zone)
    heads = _Heads(clocks.local_day(at, zone))
    told = 0
    for kind in (NEAR, LATE):
        for record, said in _work(campaign, kind, at):
            persons = judging.ids(said.responsible_id) | (heads.above(said.path) if kind == LATE else frozenset())
            values = {"title": said.title, "unit": said.name}
            told += _tell(record, kind, "work", said.due_at, persons, at=at, zone=zone, **values)
        for record, said in _findings(campaign, kind, at):
            persons = judging.ids(said.owner_id)
            if kind == LATE or not persons:
                persons |= heads.above(said.path)
            values = {"number": said.number, "unit": said.name}
            told += _tell(record, kind, "finding", said.due_at, persons, at=at, zone=zone, **values)
        for record, said in _self_checks(campaign, kind, at):
            persons = judging.holders(Role.HEAD, Role.LIAISON, unit_id=said.unit_id, day=heads.day)
            values = {"number": said.number, "unit": said.name}
            told += _tell(record, kind, "self_check", said.due_at, persons, at=at, zone=zone, **values)
    return told


def _tell(
    ref: Ref,
    kind: str,
    what: str,
    due_at: datetime,
    persons: Iterable[int],
    *,
    at: datetime,
    zone: ZoneInfo,
    **values: Any,
) -> int:
    if not insert_missing(TimedAct, kind=kind, ref_kind=ref.kind, ref_id=ref.id, due_at=due_at, at=at):
        return 0  # told before, or by another tick at this moment
    due = clocks.local_day(due_at, zone).isoformat()
    notices.tell(persons, f"desk.{what}_{kind}", _About(ref), at=at, due=due, **values)
    return 1


class _About:
    """A record of which only the reference is known."""

    def __init__(self, ref: Ref) -> None:
        self.__tablename__, self.id = ref.kind, ref.id


def _untold(model: type[Base], kind: str, due_at: Any) -> ColumnElement[bool]:
    record: Any = model
    return ~exists().where(
        TimedAct.kind == kind,
        TimedAct.ref_kind == record.__tablename__,
        TimedAct.ref_id == record.id,
        TimedAct.due_at == due_at,
    )


def _is(kind: str, limited: Any, at: datetime) -> ColumnElement[bool]:
    """The warning has begun and the due is to come; or the due has passed."""
    return and_(limited.warn_at <= at, limited.due_at >= at) if kind == NEAR else limited.due_at < at


def _refs(model: type[Base], query: Select[*tuple[Any, ...]]) -> list[tuple[Ref, Any]]:
    record: Any = model
    return [(Ref(record.__tablename__, row.id), row) for row in db.session.execute(query)]


def _work(campaign: Campaign, kind: str, at: datetime) -> list[tuple[Ref, Any]]:
    query = (
        select(Occurrence.id, Occurrence.due_at, ItemRevision.title, ChecklistItem.responsible_id, Unit.name, Unit.path)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(
            Checklist.campaign_id == campaign.id,
            ChecklistItem.ended_at.is_(None),
            Occurrence.state.in_(TO_DO),
            _is(kind, Occurrence, at),
            _untold(Occurrence, kind, Occurrence.due_at),
        )
        .order_by(Occurrence.id)
    )
    return _refs(Occurrence, query)


def _findings(campaign: Campaign, kind: str, at: datetime) -> list[tuple[Ref, Any]]:
    query = (
        select(Finding.id, Finding.due_at, Finding.number, Finding.owner_id, Unit.name, Unit.path)
        .join(Unit, Unit.id == Finding.unit_id)
        .where(
            Finding.campaign_id == campaign.id,
            Finding.state.in_(standing.TO_RECTIFY),
            _is(kind, Finding, at),
            _untold(Finding, kind, Finding.due_at),
        )
        .order_by(Finding.id)
    )
    return _refs(Finding, query)


def _self_checks(campaign: Campaign, kind: str, at: datetime) -> list[tuple[Ref, Any]]:
    query = (
        select(LookBackUnit.id, LookBack.due_at, LookBack.number, LookBackUnit.unit_id, Unit.name)
        .join(LookBack, LookBack.id == LookBackUnit.lookback_id)
        .join(Unit, Unit.id == LookBackUnit.unit_id)
        .where(
            LookBack.campaign_id == campaign.id,
            LookBack.state == LookBackState.CHECKING,
            LookBackUnit.handed_in_at.is_(None),
            _is(kind, LookBack, at),
            _untold(LookBackUnit, kind, LookBack.due_at),
        )
        .order_by(LookBackUnit.id)
    )
    return _refs(LookBackUnit, query)
