"""The life of a checklist: submitted by the head, approved or returned by the office, revised, and items ended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.selectable import Subquery

from extensions import db
from models.campaign import Campaign, CampaignState
from models.checklist import (
    Checklist,
    ChecklistItem,
    ChecklistState,
    ItemPart,
    ItemRevision,
    RevisionState,
)
from models.person import Appointment, Role
from models.refusals import Incomplete, NotYourOwn, RuleBroken, WrongState
from models.unit import Unit
from models.visitor import Visitor
from services import clocks, items, judging, notices, occurrences, seats, settings, traces
from services.judging import Judged
from services.waiting import Waiting

LONGEST_REASON = 500
MOST_NAMED = 5  # incomplete items that a message names


def submit(checklist: Checklist, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Every drafted revision goes to the office. Raises Incomplete naming those that lack an owner or a due date.

    Returned ones that nobody revised stay with the unit. Raises WrongState when there is no draft.
    """
    items.lock(checklist, version=version)
    drafted = [item for item in _loaded(checklist) if item.current.state is RevisionState.DRAFT]
    if not drafted:
        raise WrongState("nothing_to_submit")
    if lacking := [item for item in drafted if not item.current.is_complete]:
        titles = [item.current.title for item in lacking[:MOST_NAMED]]
        raise Incomplete("items_incomplete", count=len(lacking), titles=" · ".join(titles))
    for item in drafted:
        revision = item.current
        revision.state, revision.submitted_by_id, revision.submitted_at = RevisionState.SUBMITTED, by.id, at
        item.version += 1
        _trace("item.submitted", item, RevisionState.DRAFT, by=by, at=at)
    db.session.flush()
    traces.record("checklist.submitted", checklist, by=by, at=at)
    judges = seats.of_campaign(checklist.campaign_id, by.today).office_judges(checklist.unit_path)
    notices.tell(
        judges - {by.id},
        "checklist_submitted",
        checklist,
        at=at,
        unit=checklist.department.name,
        count=len(drafted),
    )


def approve(checklist: Checklist, item_ids: Iterable[int], *, version: int | None, by: Visitor, at: datetime) -> None:
    """Submitted items become commitments: in force, with their occurrences.

    Raises NotYourOwn, Stale, and WrongState when one of them is not under review any more.
    """
    chosen = _to_judge(checklist, item_ids, version=version, by=by)
    for item in chosen:
        revision = item.current
        revision.state, revision.decided_by_id, revision.decided_at = RevisionState.APPROVED, by.id, at
        item.in_force = revision
        item.version += 1
        _trace("item.approved", item, RevisionState.SUBMITTED, by=by, at=at)
    db.session.flush()
    occurrences.make(chosen, at=at)
    traces.record("checklist.approved", checklist, by=by, at=at)
    _tell_unit(checklist, "checklist_approved", by=by, at=at, count=len(chosen))
    _tell_cooperating(chosen, by=by, at=at)


def return_(
    checklist: Checklist,
    item_ids: Iterable[int],
    reason: str,
    *,
    version: int | None,
    by: Visitor,
    at: datetime,
) -> None:
    """Submitted items go back to the unit, with the one reason. Raises as `approve`, and RuleBroken without one."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken("reason_needed", "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("text_too_long", "reason", most=LONGEST_REASON)
    chosen = _to_judge(checklist, item_ids, version=version, by=by)
    for item in chosen:
        revision = item.current
        revision.state, revision.decided_by_id, revision.decided_at = RevisionState.RETURNED, by.id, at
        revision.reason = reason
        item.version += 1
        _trace("item.returned", item, RevisionState.SUBMITTED, by=by, at=at, reason=reason)
    db.session.flush()
    traces.record("checklist.returned", checklist, by=by, at=at, reason=reason)
    _tell_unit(checklist, "checklist_returned", by=by, at=at, count=len(chosen), reason=reason)


def _to_judge(
    checklist: Checklist, item_ids: Iterable[int], *, version: int | None, by: Visitor
) -> list[ChecklistItem]:
    items.lock(checklist, version=version)
    wanted = set(item_ids)
    if not wanted:
        raise RuleBroken("none_selected")
    chosen = [item for item in _loaded(checklist) if item.id in wanted]
    if len(chosen) < len(wanted) or any(item.current.state is not RevisionState.SUBMITTED for item in chosen):
        raise WrongState("not_under_review")
    if by.id not in seats.of_campaign(checklist.campaign_id, by.today).office_judges(checklist.unit_path):
        raise NotYourOwn("not_judge_here")
    heads = judging.heads_above(checklist.unit_path, by.today)
    for item in chosen:
        judging.require(by, _judged(item, heads))
    return chosen


def revise(item: ChecklistItem, *, version: int | None, by: Visitor, at: datetime) -> ItemRevision:
    """The next revision of an approved or returned one: a draft with the same content; the old one stays as it is."""
    items.lock(item.checklist, item=item, item_version=version)
    before = item.current
    if before.state not in (RevisionState.APPROVED, RevisionState.RETURNED) or item.ended_at is not None:
        raise WrongState("only_decided_revised")
    revision = ItemRevision(item=item, number=before.number + 1, state=RevisionState.DRAFT)
    items.content_of(before).put_into(revision)
    db.session.add(revision)
    db.session.flush()
    _trace("item.revised", item, before.state, by=by, at=at)
    return revision


def discard(item: ChecklistItem, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Give up a drafted revision that follows a decided one; that one is current again."""
    items.lock(item.checklist, item=item, item_version=version)
    revision = item.current
    if revision.number == 1 or revision.state is not RevisionState.DRAFT:
        raise WrongState("only_later_drafts_discarded")
    db.session.delete(revision)
    db.session.flush()
    db.session.refresh(item, ["revisions"])
    _trace("item.revision_discarded", item, RevisionState.DRAFT, by=by, at=at)


def end(item: ChecklistItem, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """The office ends an item in force, with a reason; nothing more is due."""
    _end(item, reason, "item.ended", version=version, by=by, at=at)


def carry(item: ChecklistItem, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """The office makes an item in force standing work beyond the campaign (转为常态); nothing more is due in it."""
    _end(item, reason, "item.carried", version=version, by=by, at=at)


def _end(item: ChecklistItem, reason: str, act: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    if not reason.strip():
        raise RuleBroken("reason_needed", "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("text_too_long", "reason", most=LONGEST_REASON)
    items.lock(item.checklist, item=item, item_version=version)
    if item.in_force_id is None or item.ended_at is not None or item.current.state is RevisionState.SUBMITTED:
        raise WrongState("only_in_force_ended")
    if by.id not in seats.of_campaign(item.campaign_id, by.today).office_judges(item.unit_path):
        raise NotYourOwn("not_judge_here")
    judging.require(by, judged(item, by.today))
    item.ended_at = at
    occurrences.stop([item], at=at)
    db.session.flush()
    traces.record(act, item, by=by, at=at, reason=reason.strip())
    key = "item_ended" if act == "item.ended" else "item_carried"
    _tell_unit(item.checklist, key, by=by, at=at, title=item.in_force.title if item.in_force else "")


def judged(item: ChecklistItem, day: date) -> Judged:
    """Who stands behind an item: who submitted it, who answers for it, the heads of its unit on `day`."""
    return _judged(item, judging.heads_above(item.unit_path, day))


def _judged(item: ChecklistItem, heads: frozenset[int]) -> Judged:
    return Judged(
        proposers=judging.ids(item.current.submitted_by_id),
        owners=judging.ids(item.responsible_id),
        heads=heads,
    )


def state_of(checklist: Checklist) -> ChecklistState:
    """Drafting while a draft or returned revision is current, in review while one is submitted, else approved."""
    latest = current_revisions()
    query = select(latest.c.state, func.count()).where(latest.c.checklist_id == checklist.id)
    return state_from({row[0]: row[1] for row in db.session.execute(query.group_by(latest.c.state))})


def state_from(counts: dict[RevisionState, int]) -> ChecklistState:
    """The state of a checklist with so many current revisions in each state; without any it is being drafted."""
    if counts.get(RevisionState.DRAFT) or counts.get(RevisionState.RETURNED) or not any(counts.values()):
        return ChecklistState.DRAFTING
    return ChecklistState.IN_REVIEW if counts.get(RevisionState.SUBMITTED) else ChecklistState.APPROVED


def current_revisions() -> Subquery:
    """Each item that stands on a list, with its latest revision."""
    return (
        select(
            ChecklistItem.id.label("item_id"),
            ChecklistItem.checklist_id,
            ChecklistItem.responsible_id,
            ChecklistItem.in_force_id,
            ItemRevision.id.label("revision_id"),
            ItemRevision.title,
            ItemRevision.state,
            ItemRevision.rhythm,
            ItemRevision.due_on,
            ItemRevision.day,
            ItemRevision.reason,
            ItemRevision.submitted_at,
            ItemRevision.decided_at,
        )
        .join(ItemRevision, ItemRevision.item_id == ChecklistItem.id)
        .where(ChecklistItem.ended_at.is_(None), items.is_latest())
        .subquery("latest")
    )


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:  # noqa: ARG001 - as every room's
    """Checklists to submit and items to mend, for head and liaison; checklists to judge, for the office."""
    if campaign.state is CampaignState.CLOSED:
        return []
    return [*_waiting_in_unit(by, campaign), *_waiting_for_judge(by, campaign)]


def _waiting_in_unit(by: Visitor, campaign: Campaign) -> list[Waiting]:
    paths = by.units_as(Role.HEAD, Role.LIAISON)
    if not paths:
        return []
    latest = current_revisions()
    rows = db.session.execute(
        select(latest, Unit.name, Unit.path)
        .join(Checklist, Checklist.id == latest.c.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(
            Checklist.campaign_id == campaign.id,
            latest.c.state.in_((RevisionState.DRAFT, RevisionState.RETURNED)),
            or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)),
        )
        .order_by(latest.c.item_id)
    ).all()
    returned = [
        Waiting(
            "item_returned",
            "checklist_item",
            row.item_id,
            row.title,
            detail=row.reason,
            since=row.decided_at,
            is_returned=True,
        )
        for row in rows
        if row.state is RevisionState.RETURNED
    ]
    drafts: dict[int, list[str]] = {}
    for row in rows:
        if row.state is RevisionState.DRAFT and by.holds_in(row.path, Role.HEAD):
            drafts.setdefault(row.checklist_id, []).append(row.name)
    return returned + [
        Waiting("checklist_to_submit", "checklist", checklist_id, names[0], count=len(names))
        for checklist_id, names in drafts.items()
    ]


def _waiting_for_judge(by: Visitor, campaign: Campaign) -> list[Waiting]:
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR, Role.DEPUTY, Role.LEADER):
        return []
    latest = current_revisions()
    rows = db.session.execute(
        select(Checklist.id, Unit.name, Unit.path, func.count(), func.min(latest.c.submitted_at))
        .join(Checklist, Checklist.id == latest.c.checklist_id)
        .join(Unit, Unit.id == Checklist.department_id)
        .where(Checklist.campaign_id == campaign.id, latest.c.state == RevisionState.SUBMITTED)
        .group_by(Checklist.id, Unit.name, Unit.path)
        .order_by(Checklist.id)
    ).all()
    if not rows:
        return []
    seated = seats.of_campaign(campaign.id, by.today)
    chosen = settings.of_organisation(campaign.organisation_id)
    zone = ZoneInfo(chosen.zone)
    found = []
    for checklist_id, name, path, count, since in rows:
        if by.id in seated.office_judges(path):
            due_on = clocks.add_working_days(clocks.local_day(since, zone), chosen.review_days)
            found.append(
                Waiting(
                    "checklist_to_judge",
                    "checklist",
                    checklist_id,
                    name,
                    due_at=clocks.end_of_day(due_on, zone),
                    since=since,
                    count=count,
                )
            )
    return found


def _loaded(checklist: Checklist) -> Sequence[ChecklistItem]:
    """The items on the list with what judging asks of them."""
    query = (
        select(ChecklistItem)
        .where(ChecklistItem.checklist_id == checklist.id, ChecklistItem.ended_at.is_(None))
        .order_by(ChecklistItem.position, ChecklistItem.id)
        .options(selectinload(ChecklistItem.revisions).joinedload(ItemRevision.phase))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def _trace(
    act: str, item: ChecklistItem, before: RevisionState, *, by: Visitor, at: datetime, reason: str = ""
) -> None:
    traces.record(act, item, by=by, at=at, from_state=before, to_state=item.current.state, reason=reason)


def _tell_unit(checklist: Checklist, key: str, *, by: Visitor, at: datetime, **values: object) -> None:
    told = judging.holders(Role.HEAD, Role.LIAISON, unit_id=checklist.department_id, day=by.today)
    notices.tell(told - {by.id}, key, checklist, at=at, **values)


def _tell_cooperating(chosen: Sequence[ChecklistItem], *, by: Visitor, at: datetime) -> None:
    """Heads and liaisons of units that have a part in what is now in force: they name who does it."""
    rows = db.session.execute(
        select(ItemPart.item_id, Appointment.person_id)
        .join(Appointment, Appointment.unit_id == ItemPart.unit_id)
        .where(
            ItemPart.item_id.in_([item.id for item in chosen]),
            Appointment.role.in_((Role.HEAD, Role.LIAISON)),
            *judging.holding_on(by.today),
        )
    ).all()
    for item in chosen:
        told = {row.person_id for row in rows if row.item_id == item.id}
        unit, title = item.checklist.department.name, item.current.title
        notices.tell(told - {by.id}, "item_shared", item, at=at, unit=unit, title=title)
