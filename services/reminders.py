"""What time causes (`flask tick`): messages before a limit and after it, once each, however often it runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, select

from extensions import db, insert_missing
from models.appeal import Appeal, AppealState
from models.base import Base
from models.campaign import Campaign, CampaignState
from models.case import PointCase
from models.checklist import Checklist, ChecklistItem, ItemRevision
from models.event import TimedAct
from models.finding import Finding
from models.lookback import LookBack, LookBackState, LookBackUnit
from models.month import ListCheck, ListState, MonthlyList
from models.person import Role
from models.types import Ref, ref_to
from models.unit import Unit
from models.work import Occurrence
from services import (
    accounting,
    appeal_waits,
    appeals,
    cases,
    clocks,
    deciders,
    judging,
    month_waits,
    notices,
    settings,
    settling,
    standing,
)
from services.progress import TO_DO

NEAR, LATE, ENDED = "near", "late", "ended"
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
    return sum(_of_campaign(campaign, at) for campaign in campaigns) + _of_appeals(at)


def _of_appeals(at: datetime) -> int:
    """Who decides an appeal is told before its limit, the office too after it; they outlive their campaign's end."""
    told = 0
    for kind in (NEAR, LATE):
        for one in _appeals(kind, at):
            zone = settling.zone_of(one.campaign)
            day = clocks.local_day(at, zone)
            persons = deciders.of_appeal(one, day)
            if kind == LATE or not persons:
                persons |= judging.holders(Role.OFFICE_DIRECTOR, campaign_id=one.campaign_id, day=day)
            number = appeals.number_of(one)
            told += _tell(ref_to(one), kind, "appeal", one.due_at, persons, at=at, zone=zone, number=number)
    return told


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
        for record, said in _month_checks(campaign, kind, at):
            persons = judging.heads_of(said.unit_id, heads.day)
            values = {"month": accounting.name_of(said.month), "unit": said.name}
            told += _tell(record, kind, "month_check", said.due_at, persons, at=at, zone=zone, **values)
    return told + _of_ended_lists(campaign, at, zone) + _of_ended_cases(campaign, at, zone)


def _of_ended_cases(campaign: Campaign, at: datetime, zone: ZoneInfo) -> int:
    """Whoever may confirm a case of its own is told once that its notice has ended."""
    told = 0
    for case in cases.ended_notices(campaign, at, _untold(PointCase, ENDED, PointCase.public_until)):
        if insert_missing(TimedAct, kind=ENDED, ref_kind="point_case", ref_id=case.id, due_at=case.public_until, at=at):
            cases.tell_confirmers(case, clocks.local_day(at, zone), at=at)
            told += 1
    return told


def _of_ended_lists(campaign: Campaign, at: datetime, zone: ZoneInfo) -> int:
    """Whoever signs a line of a month's list is told once that its notice has ended."""
    told = 0
    for month_list in _ended(campaign, at):
        persons = month_waits.who_signs(month_list, clocks.local_day(at, zone))
        values = {"month": accounting.name_of(month_list.month)}
        if month_list.public_until is not None:
            told += _tell(
                ref_to(month_list), ENDED, "month", month_list.public_until, persons, at=at, zone=zone, **values
            )
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


def _appeals(kind: str, at: datetime) -> list[Appeal]:
    query = (
        select(Appeal)
        .where(Appeal.state == AppealState.OPEN, _is(kind, Appeal, at), _untold(Appeal, kind, Appeal.due_at))
        .order_by(Appeal.id)
        .options(*appeal_waits.loaded())
    )
    return [one for one in db.session.scalars(query) if not appeals.is_over(one)]


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


def _month_checks(campaign: Campaign, kind: str, at: datetime) -> list[tuple[Ref, Any]]:
    query = (
        select(ListCheck.id, MonthlyList.due_at, MonthlyList.month, ListCheck.unit_id, Unit.name)
        .join(MonthlyList, MonthlyList.id == ListCheck.list_id)
        .join(Unit, Unit.id == ListCheck.unit_id)
        .where(
            MonthlyList.campaign_id == campaign.id,
            MonthlyList.state == ListState.CHECKING,
            ListCheck.checked_at.is_(None),
            _is(kind, MonthlyList, at),
            _untold(ListCheck, kind, MonthlyList.due_at),
        )
        .order_by(ListCheck.id)
    )
    return _refs(ListCheck, query)


def _ended(campaign: Campaign, at: datetime) -> list[MonthlyList]:
    """Lists whose notice has ended and of whom nobody was told yet."""
    return list(
        db.session.scalars(
            select(MonthlyList)
            .where(
                MonthlyList.campaign_id == campaign.id,
                MonthlyList.state == ListState.ON_NOTICE,
                MonthlyList.public_until <= at,
                _untold(MonthlyList, ENDED, MonthlyList.public_until),
            )
            .order_by(MonthlyList.id)
        )
    )
