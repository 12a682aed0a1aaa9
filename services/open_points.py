"""What is still open at the end of a campaign, and stands between it and its close. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.appeal import Appeal
from models.campaign import Campaign, FocusArea, Task
from models.case import CaseLine, CaseState, LineState, PointCase
from models.checklist import Checklist, ChecklistItem, ItemRevision, RevisionState
from models.event import Event
from models.finding import Finding
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackState
from models.month import ListState, MonthlyList
from models.person import Person
from models.rulebook import PointRule
from models.unit import Unit
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import (
    accounting,
    clocks,
    issuing,
    judging,
    month_waits,
    numbered,
    seats,
    settling,
    standing,
)
from services import appeals as reconsideration
from services import items as drafting
from services.seats import Seats


@dataclass(frozen=True)
class OpenItem:
    """An item with work that is not accepted, or with a revision that is not approved.

    `state` is that of its latest revision; `mine`: the asker may end it; `judges`: else who may, by name.
    """

    id: int
    checklist_id: int
    version: int
    title: str
    unit: str
    state: RevisionState
    mine: bool
    judges: tuple[str, ...]


@dataclass(frozen=True)
class OpenRecord:
    """A round, finding, appeal, list of a month, task, gap or checklist that is not finished.

    `number` as written, where it has one; `id` of a list is its month.
    """

    id: int
    number: str
    text: str
    unit: str = ""


@dataclass(frozen=True)
class OpenCase:
    """A case that is not decided: `month` is that of its list, `until` the last day of its notice while that runs."""

    id: int
    number: str
    text: str
    in_list: bool
    month: str
    is_held: bool
    until: date | None


@dataclass(frozen=True)
class Points:
    """All that is still open in a campaign."""

    undecided: list[OpenItem]
    unapproved: list[OpenItem]
    unaccepted: list[OpenItem]
    rounds: list[OpenRecord]
    findings: list[OpenRecord]
    cases: list[OpenCase]
    lists: list[OpenRecord]
    appeals: list[OpenRecord]
    tasks: list[OpenRecord]
    gaps: list[OpenRecord]
    empty: list[OpenRecord]
    looked_back: bool

    @property
    def count(self) -> int:
        """How many there are; a missing look-back over the campaign is one of them."""
        groups = (group for group in vars(self).values() if isinstance(group, list))
        return sum(len(group) for group in groups) + (not self.looked_back)


def of_campaign(campaign: Campaign, by: Visitor) -> Points:
    """What stands between the campaign and its close, with what `by` may end; a fixed number of statements."""
    rows = db.session.execute(_unfinished(campaign.id)).all()
    seated = seats.of_campaign(campaign.id, by.today)
    named = _names(seated.office_judges(row.path) for row in rows)
    items = [_open_item(row, seated, named, by) for row in rows]
    decided = [one for one in items if one.state is RevisionState.APPROVED]
    return Points(
        undecided=[one for one in items if one.state is RevisionState.SUBMITTED],
        unapproved=[one for one in items if one.state in (RevisionState.DRAFT, RevisionState.RETURNED)],
        unaccepted=decided,
        rounds=[
            OpenRecord(row.id, str(row.number), row.state)
            for row in db.session.execute(
                select(LookBack.id, LookBack.number, LookBack.state)
                .where(LookBack.campaign_id == campaign.id, LookBack.state != LookBackState.FINISHED)
                .order_by(LookBack.id)
            )
        ],
        findings=[
            OpenRecord(row.id, numbered.finding(row.number), row.text, row.name)
            for row in db.session.execute(
                select(Finding.id, Finding.number, Finding.text, Unit.name)
                .join(Unit, Unit.id == Finding.unit_id)
                .where(Finding.campaign_id == campaign.id, Finding.state.in_(standing.NOT_CLOSED))
                .order_by(Finding.number)
            )
        ],
        cases=_open_cases(campaign, by.today),
        lists=_open_lists(campaign, by.today),
        appeals=_open_appeals(campaign.id),
        tasks=[
            OpenRecord(row.id, "", row.title)
            for row in db.session.execute(
                select(Task.id, Task.title)
                .join(FocusArea, FocusArea.id == Task.focus_area_id)
                .where(FocusArea.campaign_id == campaign.id, Task.issued_at.is_(None))
                .order_by(FocusArea.position, Task.position, Task.id)
            )
        ],
        gaps=_open_gaps(campaign),
        empty=_empty(campaign),
        looked_back=bool(
            db.session.scalar(select(LookBack.id).where(*_whole_and_finished(campaign)).order_by(LookBack.id).limit(1))
        ),
    )


def _open_cases(campaign: Campaign, today: date) -> list[OpenCase]:
    """Cases that are proposed, on notice, in a list that is not signed, or held: nothing of them is posted later."""
    held = exists().where(CaseLine.case_id == PointCase.id, CaseLine.state == LineState.HELD)
    cases = db.session.execute(
        select(PointCase, MonthlyList.month, held)
        .outerjoin(MonthlyList, MonthlyList.id == PointCase.list_id)
        .where(PointCase.campaign_id == campaign.id, PointCase.state == CaseState.PROPOSED)
        .order_by(PointCase.number)
        .options(joinedload(PointCase.rule))
    )
    zone = settling.zone_of(campaign)
    found = []
    for case, month, is_held in cases:
        until = clocks.local_day(case.public_until, zone) if case.public_until is not None else None
        found.append(
            OpenCase(
                id=case.id,
                number=numbered.case(case.number),
                text=case.rule.name,
                in_list=settling.in_list(case.rule),
                month=accounting.name_of(month) if month is not None else "",
                is_held=is_held,
                until=until if until is not None and until >= today else None,
            )
        )
    return found


def _open_lists(campaign: Campaign, today: date) -> list[OpenRecord]:
    """Months whose list is not signed, and those without one that need it or have entries, where others have one."""
    lists = {
        row.month: row.state
        for row in db.session.execute(
            select(MonthlyList.month, MonthlyList.state).where(MonthlyList.campaign_id == campaign.id)
        )
    }
    if not lists:
        return []
    last = accounting.month_of(campaign.ends_on)  # later ones hold what is made up, and wait for no check
    unlisted = accounting.open_months_with_entries(campaign.id) - lists.keys()
    unlisted.update(month_waits.unlisted(campaign, lists, today))
    open_ = dict.fromkeys((month for month in unlisted if month <= last), "recording")
    open_ |= {month: state.value for month, state in lists.items() if state is not ListState.SIGNED}
    return [OpenRecord(month, accounting.name_of(month), state) for month, state in sorted(open_.items())]


def _open_appeals(campaign_id: int) -> list[OpenRecord]:
    """Appeals asked for before posting: their lines are held. Those about posted entries run to their end later."""
    rows = db.session.execute(
        select(Appeal.id, Appeal.number, PointRule.name)
        .join(CaseLine, CaseLine.id == Appeal.line_id)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .join(PointRule, PointRule.id == PointCase.rule_id)
        .where(
            Appeal.campaign_id == campaign_id,
            *reconsideration.undecided(),
            Appeal.entry_id.is_(None),
        )
        .order_by(Appeal.number)
    )
    return [OpenRecord(row.id, numbered.appeal(row.number), row.name) for row in rows]


def _whole_and_finished(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (
        LookBack.campaign_id == campaign.id,
        LookBack.scope == LookBackScope.CAMPAIGN,
        LookBack.state == LookBackState.FINISHED,
    )


def _ended_by_a_judge() -> ColumnElement[bool]:
    """Somebody who judges dropped the item with a reason: what is missing since then is wanted so."""
    return exists().where(
        Event.ref_kind == ChecklistItem.__tablename__, Event.ref_id == ChecklistItem.id, Event.act == "item.ended"
    )


def _open_gaps(campaign: Campaign) -> list[OpenRecord]:
    """Gaps that no finished look-back over the campaign looked at, and that no judge made."""
    found = issuing.gaps(campaign)
    if not found:
        return []
    looked_at = db.session.execute(
        select(LookBackItem.task_id, LookBackItem.unit_id)
        .join(LookBack, LookBack.id == LookBackItem.lookback_id)
        .where(LookBackItem.task_id.is_not(None), *_whole_and_finished(campaign))
    )
    dropped = db.session.execute(
        select(ChecklistItem.task_id, Checklist.department_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(Checklist.campaign_id == campaign.id, ChecklistItem.task_id.is_not(None), _ended_by_a_judge())
    )
    settled = {(row[0], row[1]) for row in (*looked_at, *dropped)}
    return [
        OpenRecord(gap.task_id, "", gap.title, gap.unit) for gap in found if (gap.task_id, gap.unit_id) not in settled
    ]


def _empty(campaign: Campaign) -> list[OpenRecord]:
    """Departments with nothing on their checklist; what stands there unapproved is named item by item."""
    kept = exists().where(
        ChecklistItem.checklist_id == Checklist.id,
        or_(ChecklistItem.ended_at.is_(None), ChecklistItem.in_force_id.is_not(None), _ended_by_a_judge()),
    )
    rows = db.session.execute(
        select(Checklist.id, Unit.name)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(Checklist.campaign_id == campaign.id, Unit.active, ~kept)
        .order_by(Unit.position, Unit.id)
    )
    return [OpenRecord(row.id, "", row.name) for row in rows]


def _unfinished(campaign_id: int) -> Select[*tuple[Any, ...]]:
    work_left = exists().where(Occurrence.item_id == ChecklistItem.id, Occurrence.state != OccurrenceState.ACCEPTED)
    return (
        select(
            ChecklistItem.id,
            ChecklistItem.checklist_id,
            ChecklistItem.version,
            ChecklistItem.responsible_id,
            ItemRevision.title,
            ItemRevision.state,
            ItemRevision.submitted_by_id,
            Unit.name,
            Unit.path,
        )
        .select_from(ChecklistItem)
        .join(ItemRevision, and_(ItemRevision.item_id == ChecklistItem.id, drafting.is_latest()))
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(
            Checklist.campaign_id == campaign_id,
            ChecklistItem.ended_at.is_(None),
            or_(ItemRevision.state != RevisionState.APPROVED, work_left),
        )
        .order_by(Unit.position, Unit.id, ChecklistItem.position, ChecklistItem.id)
    )


def _names(judges: Iterable[frozenset[int]]) -> dict[int, str]:
    wanted = frozenset[int]().union(*judges)
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _open_item(row: Any, seated: Seats, named: Mapping[int, str], by: Visitor) -> OpenItem:
    judges = seated.office_judges(row.path)
    involved = judging.ids(row.responsible_id, row.submitted_by_id)
    return OpenItem(
        id=row.id,
        checklist_id=row.checklist_id,
        version=row.version,
        title=row.title,
        unit=row.name,
        state=row.state,
        mine=by.id in judges - involved and not by.may_not_judge_yet,
        judges=tuple(named[one] for one in sorted(judges) if one in named),
    )
