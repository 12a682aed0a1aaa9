"""What of the findings waits for whom: to rectify, to assign, to verify."""

from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.finding import Finding, FindingState, Rectification
from models.person import Role
from models.unit import Unit
from models.visitor import Visitor
from services import judging, seats
from services.standing import TO_RECTIFY
from services.waiting import Waiting


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:  # noqa: ARG001 - one shape for all rooms
    """What waits for `by`: own findings to rectify, those of headed units to assign, submitted ones to verify."""
    columns = (
        select(
            Finding.id,
            Finding.text,
            Finding.state,
            Finding.due_at,
            Finding.opened_at,
            Finding.owner_id,
            Unit.name,
            Unit.path,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .where(Finding.campaign_id == campaign.id)
    )
    if campaign.state is CampaignState.CLOSED:
        return []
    found = []
    for row in db.session.execute(columns.where(Finding.state.in_(TO_RECTIFY)).order_by(Finding.due_at)):
        if row.owner_id == by.id:
            kind = "finding_rectify"
        elif row.owner_id is None and by.holds_in(row.path, Role.HEAD):
            kind = "finding_assign"
        else:
            continue
        found.append(
            Waiting(
                kind,
                "finding",
                row.id,
                row.text,
                row.name,
                row.due_at,
                row.opened_at,
                row.state is FindingState.RETURNED,
            )
        )
    return found + _to_verify_by(by, campaign)


def _to_verify_by(by: Visitor, campaign: Campaign) -> list[Waiting]:
    """Submitted ones for which `by` is the first who may judge: director, else deputy in charge, else leader."""
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR, Role.DEPUTY, Role.LEADER) or by.may_not_judge_yet:
        return []
    rows = db.session.execute(
        select(
            Finding.id,
            Finding.text,
            Finding.owner_id,
            Unit.name,
            Unit.path,
            Rectification.by_id,
            Rectification.submitted_at,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .join(Rectification, Rectification.finding_id == Finding.id)
        .where(Finding.campaign_id == campaign.id, Finding.state == FindingState.SUBMITTED)
        .order_by(Finding.due_at, Finding.id, Rectification.number)
    ).all()
    behind: dict[int, set[int | None]] = {}
    for row in rows:
        behind.setdefault(row.id, {row.owner_id}).add(row.by_id)
    latest = {row.id: row for row in rows}
    seated = seats.of_campaign(campaign.id, by.today) if rows else None
    return [
        Waiting("finding_verify", "finding", row.id, row.text, row.name, since=row.submitted_at)
        for row in latest.values()
        if seated is not None and by.id in seated.office_judges(row.path, judging.ids(*behind[row.id]))
    ]
