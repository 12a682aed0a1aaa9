"""The end of a campaign: what becomes of what is still open, and the moves active → looking_back → closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.checklist import Checklist, ChecklistItem, RevisionState
from models.finding import Finding
from models.person import Appointment, Role
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.visitor import Visitor
from services import (
    checklists,
    findings,
    judging,
    notices,
    open_points,
    seats,
    settings,
    standing,
    traces,
)
from services import items as drafting
from services.campaigns import require_running

NEXT = {CampaignState.ACTIVE: CampaignState.LOOKING_BACK, CampaignState.LOOKING_BACK: CampaignState.CLOSED}


# ------------------------------------------------------------------------------------------------ what becomes of it
def settle_items(
    campaign: Campaign,
    versions: Mapping[int, int | None],
    reason: str,
    *,
    standing: bool,
    by: Visitor,
    at: datetime,
) -> int:
    """End items, or make them standing work beyond the campaign (转为常态): all or none; how many.

    What was never approved is dropped: there is nothing in force to carry on. Raises RuleBroken without a reason.
    """
    require_running(campaign)
    if not reason.strip():
        raise RuleBroken("reason_needed", "reason")
    if not versions:
        raise RuleBroken("nothing_chosen")
    items = db.session.scalars(
        select(ChecklistItem)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(Checklist.campaign_id == campaign.id, ChecklistItem.id.in_(versions))
        .order_by(ChecklistItem.id)
    ).all()
    for item in items:
        if item.in_force_id is None:
            _drop(item, reason.strip(), version=versions[item.id], by=by, at=at)
        else:
            verb = checklists.carry if standing else checklists.end
            verb(item, reason, version=versions[item.id], by=by, at=at)
    return len(items)


def _drop(item: ChecklistItem, reason: str, *, version: int | None, by: Visitor, at: datetime) -> None:
    """A draft or returned item that was never approved: it ends with the campaign."""
    drafting.lock(item.checklist, item=item, item_version=version)
    if item.ended_at is not None or item.current.state is RevisionState.SUBMITTED:
        raise WrongState("decide_first", title=item.current.title)
    if by.id not in seats.of_campaign(item.campaign_id, by.today).office_judges(item.unit_path):
        raise NotYourOwn("not_judge_here")
    judging.require(by, checklists.judged(item, by.today))
    state = item.current.state
    item.ended_at = at
    db.session.flush()
    traces.record("item.ended", item, by=by, at=at, from_state=state, to_state=state, reason=reason)
    told = judging.holders(Role.HEAD, Role.LIAISON, unit_id=item.checklist.department_id, day=by.today)
    notices.tell(told - {by.id}, "item_ended", item.checklist, at=at, title=item.current.title)


def carry_over(campaign: Campaign, finding_ids: Sequence[int] | None, *, by: Visitor, at: datetime) -> int:
    """Findings that are not closed go on outside the campaign (转入后续整改): those named, or all; how many."""
    require_running(campaign)
    query = select(Finding).where(Finding.campaign_id == campaign.id, Finding.state.in_(standing.NOT_CLOSED))
    if finding_ids is not None:
        query = query.where(Finding.id.in_(finding_ids))
    found = db.session.scalars(query.order_by(Finding.id)).all()
    if not found:
        raise RuleBroken("nothing_chosen")
    for finding in found:
        findings.carry_over(finding, by, at)
    return len(found)


# ------------------------------------------------------------------------------------------------ the moves
def move(campaign: Campaign, to: CampaignState, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Move active → looking_back → closed. Raises WrongState for any other move, RuleBroken while something is open.

    Looking back only waits for what is submitted and undecided; the close waits for all of `open_points`.
    """
    _lock(campaign, version)
    if NEXT.get(campaign.state) is not to:
        raise WrongState("wrong_state")
    points = open_points.of_campaign(campaign, by)
    if to is CampaignState.LOOKING_BACK and points.undecided:
        raise RuleBroken("undecided_left", count=len(points.undecided))
    if to is CampaignState.CLOSED and points.count:
        raise RuleBroken("points_left", count=points.count)
    before, campaign.state = campaign.state, to
    campaign.version += 1
    settings.structure_changed()
    act = f"campaign.{to.value}"
    traces.record(act, campaign, by=by, at=at, from_state=before, to_state=to)
    notices.tell(_everyone(campaign, by) - {by.id}, f"progress.campaign_{to.value}", campaign, at=at)


def _lock(campaign: Campaign, version: int | None) -> None:
    db.session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    db.session.refresh(campaign, ["state", "version"])
    require_running(campaign)
    if version not in (None, campaign.version):
        raise Stale


def _everyone(campaign: Campaign, by: Visitor) -> frozenset[int]:
    """The leading group and office of the campaign, and the heads of its departments."""
    group = (Role.LEADER, Role.DEPUTY, Role.MEMBER, Role.OFFICE_DIRECTOR)
    heads = db.session.scalars(
        select(Appointment.person_id)
        .join(Checklist, Checklist.department_id == Appointment.unit_id)
        .where(
            Checklist.campaign_id == campaign.id,
            Appointment.role.in_((Role.HEAD, Role.LIAISON)),
            *judging.holding_on(by.today),
        )
    )
    return judging.holders(*group, campaign_id=campaign.id, day=by.today) | judging.ids(*heads)
