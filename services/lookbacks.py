"""Look-back rounds: opened over a campaign, a phase or earlier findings; every department checks all and hands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Phase, Task
from models.checklist import Checklist, ChecklistItem, ItemRevision
from models.evidence import Evidence
from models.finding import Finding, FindingSource, FindingState
from models.lookback import BAD, LookBack, LookBackItem, LookBackScope, LookBackState, LookBackUnit, Verdict
from models.person import Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.types import ref_to
from models.unit import Unit
from models.visitor import Visitor
from services import clocks, evidence, findings, issuing, judging, notices, seats, settings, standing, traces
from services.campaigns import require_running
from services.findings import Content
from services.waiting import Waiting


@dataclass(frozen=True)
class Answer:
    """What a department says of one thing it looked back at."""

    verdict: Verdict
    note: str = ""
    pieces: tuple[Evidence, ...] = ()


# ------------------------------------------------------------------------------------------------ the round
def open_(
    campaign: Campaign,
    scope: LookBackScope,
    *,
    phase: Phase | None = None,
    days: int,
    by: Visitor,
    at: datetime,
    request_key: str | None = None,
) -> LookBack:
    """A new round with all that each department must look at. A round over the campaign moves it to looking back.

    Raises RuleBroken when such a round still runs, or there is nothing to look at.
    """
    traces.refuse_second_send(request_key)
    db.session.refresh(campaign, with_for_update={"of": Campaign})
    require_running(campaign)
    if campaign.state is CampaignState.DRAFT:
        raise WrongState("campaign_not_active")
    if scope is LookBackScope.PHASE and (phase is None or phase.campaign_id != campaign.id):
        raise Incomplete("needed", "phase")
    phase_id = phase.id if phase and scope is LookBackScope.PHASE else None
    _refuse_running(campaign, scope, phase_id)
    departments = _departments(campaign)
    things = _things(campaign, scope, phase if scope is LookBackScope.PHASE else None, departments)
    if not things:
        raise RuleBroken("nothing_to_look_at", "scope")
    chosen = settings.of_organisation(campaign.organisation_id)
    due_on = clocks.add_working_days(by.today, days)
    limit = clocks.limit(by.today, due_on, warn_days=chosen.warn_days, zone=ZoneInfo(chosen.zone))
    lookback = LookBack(
        campaign_id=campaign.id,
        number=traces.next_number(campaign.id, "lookback"),
        scope=scope,
        phase_id=phase_id,
        starts_at=limit.starts_at,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        share=chosen.sample_percent,
        opened_by_id=by.id,
        opened_at=at,
    )
    db.session.add(lookback)
    db.session.flush()
    db.session.add_all(LookBackUnit(lookback_id=lookback.id, unit_id=unit.id) for unit in departments)
    for thing in things:
        db.session.add(LookBackItem(lookback_id=lookback.id, **thing))
        db.session.flush()  # one by one: the draw goes by id, so ids follow the order of the checklists
    if scope is LookBackScope.CAMPAIGN and campaign.state is CampaignState.ACTIVE:
        _look_back(campaign, by=by, at=at)
    traces.record("lookback.opened", lookback, by=by, at=at, to_state=LookBackState.CHECKING, request_key=request_key)
    told = _heads_and_liaisons([unit.id for unit in departments], by.today)
    notices.tell(told, "lookback.opened", lookback, at=at, number=lookback.number, due=due_on.isoformat())
    return lookback


def _refuse_running(campaign: Campaign, scope: LookBackScope, phase_id: int | None) -> None:
    """One round over the same at a time."""
    running = select(LookBack.number).where(
        LookBack.campaign_id == campaign.id,
        LookBack.state != LookBackState.FINISHED,
        LookBack.scope == scope,
        LookBack.phase_id == phase_id if phase_id is not None else LookBack.phase_id.is_(None),
    )
    if number := db.session.scalar(running.limit(1)):
        raise WrongState("round_running", number=number)


def _look_back(campaign: Campaign, *, by: Visitor, at: datetime) -> None:
    traces.record(
        "campaign.looking_back",
        campaign,
        by=by,
        at=at,
        from_state=campaign.state,
        to_state=CampaignState.LOOKING_BACK,
    )
    campaign.state = CampaignState.LOOKING_BACK
    campaign.version += 1
    settings.structure_changed()


def _departments(campaign: Campaign) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit)
            .join(Checklist, Checklist.department_id == Unit.id)
            .where(Checklist.campaign_id == campaign.id, Unit.active)
            .order_by(Unit.position, Unit.id)
        )
    )


def _things(
    campaign: Campaign, scope: LookBackScope, phase: Phase | None, departments: list[Unit]
) -> list[dict[str, int]]:
    """What is looked at, department by department: approved items and gaps, or findings closed before."""
    by_unit: dict[int, list[dict[str, int]]] = {unit.id: [] for unit in departments}
    if scope is LookBackScope.FINDINGS:
        for finding_id, path in db.session.execute(
            select(Finding.id, Unit.path)
            .join(Unit, Unit.id == Finding.unit_id)
            .where(Finding.campaign_id == campaign.id, Finding.state == FindingState.CLOSED_OUT)
            .order_by(Finding.id)
        ):
            for unit in departments:
                if path.startswith(unit.path):
                    by_unit[unit.id].append({"unit_id": unit.id, "finding_id": finding_id})
    else:
        for item_id, unit_id in db.session.execute(_approved(campaign, phase)):
            if unit_id in by_unit:
                by_unit[unit_id].append({"unit_id": unit_id, "item_id": item_id})
        for task_id, unit_id in _gaps(campaign, phase):
            if unit_id in by_unit:
                by_unit[unit_id].append({"unit_id": unit_id, "task_id": task_id})
    return [thing for things in by_unit.values() for thing in things]


def _approved(campaign: Campaign, phase: Phase | None) -> Select[int, int]:
    query = (
        select(ChecklistItem.id, Checklist.department_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(FocusArea, FocusArea.id == ItemRevision.focus_area_id)
        .where(Checklist.campaign_id == campaign.id, ChecklistItem.ended_at.is_(None))
        .order_by(FocusArea.position, ChecklistItem.position, ChecklistItem.id)
    )
    return query if phase is None else query.where(ItemRevision.phase_id == phase.id)


def _gaps(campaign: Campaign, phase: Phase | None) -> list[tuple[int, int]]:
    """Issued tasks of which a named department has no item left, with that department."""
    found = issuing.gaps(campaign)
    if phase is None:
        return [(gap.task_id, gap.unit_id) for gap in found]
    of_phase = set(db.session.scalars(select(Task.id).where(Task.phase_id == phase.id)))
    return [(gap.task_id, gap.unit_id) for gap in found if gap.task_id in of_phase]


# ------------------------------------------------------------------------------------------------ the self-check
def save(part: LookBackUnit, answers: Mapping[int, Answer], *, version: int | None, by: Visitor, at: datetime) -> None:
    """Keep what the department sees now; nothing is handed in yet."""
    _require_checking(part, version)
    _keep(part, answers, by=by, at=at)
    part.version += 1
    traces.record("lookback_unit.saved", part, by=by, at=at)


def hand_in(
    part: LookBackUnit, answers: Mapping[int, Answer], *, version: int | None, by: Visitor, at: datetime
) -> list[Finding]:
    """The head answers for it: everything has a verdict, and what does not hold opens a finding unless one is open.

    Raises Incomplete with field `note-<id>` for an exception without a word on what is seen now.
    """
    _require_checking(part, version)
    _keep(part, answers, by=by, at=at)
    looked = list(
        db.session.scalars(
            select(LookBackItem)
            .where(LookBackItem.lookback_id == part.lookback_id, LookBackItem.unit_id == part.unit_id)
            .options(
                joinedload(LookBackItem.item).joinedload(ChecklistItem.in_force),
                joinedload(LookBackItem.task),
                joinedload(LookBackItem.finding),
            )
            .order_by(LookBackItem.id)
        )
    )
    for one in looked:
        if one.self_verdict is None:
            one.self_verdict, one.self_by_id, one.self_at = default_verdict(one.task_id), by.id, at
        if one.self_verdict in BAD and not one.self_note and one.task_id is None:
            raise Incomplete("note_needed", f"note-{one.id}")
    part.handed_in_by_id, part.handed_in_at = by.id, at
    part.version += 1
    traces.record("lookback_unit.handed_in", part, by=by, at=at)
    opened = _found_by_unit(part, [one for one in looked if one.self_verdict in BAD], by=by, at=at)
    director = judging.holders(Role.OFFICE_DIRECTOR, campaign_id=part.campaign_id, day=by.today)
    notices.tell(
        director - {by.id}, "lookback.handed_in", part.lookback, at=at, number=part.lookback.number, unit=part.unit.name
    )
    return opened


def default_verdict(task_id: int | None) -> Verdict:
    """Held until marked otherwise; a gap was never done, for nothing was made of the task."""
    return Verdict.HELD if task_id is None else Verdict.NEVER


def _keep(part: LookBackUnit, answers: Mapping[int, Answer], *, by: Visitor, at: datetime) -> None:
    rows = db.session.scalars(
        select(LookBackItem).where(
            LookBackItem.lookback_id == part.lookback_id,
            LookBackItem.unit_id == part.unit_id,
            LookBackItem.id.in_(answers),
        )
    )
    for one in rows:
        answer = answers[one.id]
        changed = (one.self_verdict, one.self_note) != (answer.verdict, answer.note.strip())
        if changed or answer.pieces:
            one.self_verdict, one.self_note = answer.verdict, answer.note.strip()
            one.self_by_id, one.self_at = by.id, at
            one.version += 1
        evidence.hang(list(answer.pieces), one)
    db.session.flush()


def _found_by_unit(part: LookBackUnit, bad: list[LookBackItem], *, by: Visitor, at: datetime) -> list[Finding]:
    if not bad:
        return []
    on_items = standing.open_on_items([one.item_id for one in bad if one.item_id is not None])
    on_gaps = standing.open_on_gaps(part.campaign_id, [one.task_id for one in bad if one.task_id is not None])
    chosen = settings.of_organisation(part.campaign.organisation_id)
    due_on = clocks.add_working_days(by.today, chosen.rectification_days)
    members = judging.members_of(part.unit.path, by.today)
    heads = sorted(judging.heads_of(part.unit_id, by.today) & members)
    opened = []
    for one in bad:
        if one.finding is not None:
            if one.finding.state is FindingState.CLOSED_OUT:
                findings.reopen(one.finding, reason=one.self_note, by=by, at=at)
            continue
        if one.item_id in on_items or (one.task_id or 0, one.unit_id) in on_gaps:
            continue
        responsible = one.item.responsible_id if one.item is not None else None
        owner_id = responsible if responsible in members else next(iter(heads), None)
        content = Content(
            unit=part.unit,
            text=one.self_note or title_of(one),
            owner_id=owner_id,
            due_on=due_on,
            item_id=one.item_id,
            task_id=one.task_id,
            source=ref_to(one),
        )
        opened.append(findings.open_(part.campaign, content, FindingSource.SELF_CHECK, by=by, at=at))
    return opened


def title_of(one: LookBackItem) -> str:
    """What an item says, what a gap's task says, or the finding's own words."""
    if one.item is not None:
        revision = one.item.in_force
        return revision.title if revision is not None else ""
    if one.task is not None:
        return one.task.title
    return one.finding.text if one.finding is not None else ""


def _require_checking(part: LookBackUnit, version: int | None) -> None:
    db.session.flush()
    db.session.refresh(part, with_for_update={"of": LookBackUnit})
    require_running(part.campaign)
    if part.lookback.state is not LookBackState.CHECKING or part.handed_in_at is not None:
        raise WrongState("handed_in_already" if part.handed_in_at else "drawn_already")
    if version is not None and version != part.version:
        raise Stale


def _heads_and_liaisons(unit_ids: list[int], day: date) -> frozenset[int]:
    people: set[int] = set()
    for unit_id in unit_ids:
        people |= judging.holders(Role.HEAD, Role.LIAISON, unit_id=unit_id, day=day)
    return frozenset(people)


# ------------------------------------------------------------------------------------------------ waiting
def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """What waits for `by`: a self-check to hand in, a draw to make, items to re-check, a round to finish."""
    if campaign.state is CampaignState.CLOSED:
        return []
    running = db.session.scalars(
        select(LookBack)
        .where(LookBack.campaign_id == campaign.id, LookBack.state != LookBackState.FINISHED)
        .order_by(LookBack.id)
    ).all()
    found = []
    for lookback in running:  # few: one of each scope at most
        checking = lookback.state is LookBackState.CHECKING
        found += _to_check(by, lookback, at) if checking else _to_recheck(by, lookback)
    return found


def _to_check(by: Visitor, lookback: LookBack, at: datetime) -> list[Waiting]:
    missing = db.session.execute(
        select(LookBackUnit.id, Unit.name, Unit.path)
        .join(Unit, Unit.id == LookBackUnit.unit_id)
        .where(LookBackUnit.lookback_id == lookback.id, LookBackUnit.handed_in_at.is_(None))
        .order_by(LookBackUnit.id)
    ).all()
    number = str(lookback.number)
    found = [
        Waiting("lookback_check", "lookback_unit", part_id, number, name, lookback.due_at, lookback.opened_at)
        for part_id, name, path in missing
        if by.holds_in(path, Role.HEAD, Role.LIAISON)
    ]
    if by.holds_for(lookback.campaign_id, Role.OFFICE_DIRECTOR) and (not missing or at > lookback.due_at):
        found.append(Waiting("lookback_draw", "lookback", lookback.id, number, since=lookback.opened_at))
    return found


def _to_recheck(by: Visitor, lookback: LookBack) -> list[Waiting]:
    judges = (Role.OFFICE_DIRECTOR, Role.DEPUTY, Role.LEADER)
    if not by.holds_for(lookback.campaign_id, *judges) or by.may_not_judge_yet:
        return []
    rows = db.session.execute(
        select(Unit.path, func.count(), func.min(LookBackItem.id))
        .join(Unit, Unit.id == LookBackItem.unit_id)
        .where(LookBackItem.lookback_id == lookback.id, LookBackItem.sampled, still_to_judge(by.today))
        .group_by(Unit.path)
    ).all()
    seated = seats.of_campaign(lookback.campaign_id, by.today)
    mine = [(count, first) for path, count, first in rows if by.id in seated.office_judges(path)]
    if mine:
        first = min(first for _count, first in mine)
        total = sum(count for count, _first in mine)
        return [
            Waiting(
                "lookback_recheck", "lookback_item", first, str(lookback.number), since=lookback.drawn_at, count=total
            )
        ]
    if not rows and by.holds_for(lookback.campaign_id, Role.OFFICE_DIRECTOR) and not left(lookback):
        return [Waiting("lookback_finish", "lookback", lookback.id, str(lookback.number), since=lookback.drawn_at)]
    return []


def left(lookback: LookBack) -> int:
    """How many of the drawn lack a final verdict: none at all, or not checkable so far. The round waits for them."""
    open_ = or_(LookBackItem.verdict.is_(None), LookBackItem.verdict == Verdict.NOT_CHECKABLE)
    drawn = select(func.count()).where(LookBackItem.lookback_id == lookback.id, LookBackItem.sampled, open_)
    return db.session.scalar(drawn) or 0


def still_to_judge(today: date) -> ColumnElement[bool]:
    """Without a verdict, or not checkable and the new date has come."""
    return or_(
        LookBackItem.verdict.is_(None),
        and_(LookBackItem.verdict == Verdict.NOT_CHECKABLE, LookBackItem.looks_again_on <= today),
    )
