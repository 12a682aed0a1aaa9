"""The appeals that wait for whoever decides them. Reads only."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.appeal import Appeal
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.person import Role
from models.visitor import Visitor
from services import appeals, deciders, involved, judging
from services.waiting import Waiting


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:  # noqa: ARG001 - one shape for all rooms
    """What `by` decides, the nearest limit first, in a number of statements that does not grow with them."""
    if not by.holds_for(campaign.id, Role.LEADER, Role.MEMBER, Role.DEPUTY):
        return []
    return [
        Waiting(
            kind="appeal_to_decide",
            ref_kind=Appeal.__tablename__,
            ref_id=one.id,
            title=f"{appeals.number_of(one)} {one.line.case.rule.name}",
            detail=appeals.subject_of(one.line),
            due_at=one.due_at,
            since=one.asked_at,
        )
        for one in to_decide(by, campaign)
    ]


def to_decide(by: Visitor, campaign: Campaign) -> list[Appeal]:
    """The appeals that `by` may decide now, with what a list shows of them."""
    found = db.session.scalars(
        select(Appeal)
        .join(CaseLine, CaseLine.id == Appeal.line_id)
        .join(PointCase, PointCase.id == CaseLine.case_id)
        .where(
            Appeal.campaign_id == campaign.id,
            *appeals.undecided(),
        )
        .order_by(Appeal.due_at, Appeal.id)
        .options(*loaded())
    ).all()
    mine = [one for one in found if deciders.is_of_group(one, by)]
    judged = involved.in_cases([one.line.case for one in mine], by.today) if mine else {}
    return [one for one in mine if judging.may_judge(by, deciders.with_confirmer(judged[one.line.case_id], one))]


def loaded() -> tuple[Any, ...]:
    """Options that load what an appeal is about."""
    line = joinedload(Appeal.line)
    case = joinedload(Appeal.line).joinedload(CaseLine.case)
    return (
        line.joinedload(CaseLine.person),
        line.joinedload(CaseLine.unit),
        line.joinedload(CaseLine.home_unit),
        line.joinedload(CaseLine.effect),
        case.joinedload(PointCase.rule),
        case.joinedload(PointCase.rulebook),
        case.selectinload(PointCase.lines).options(joinedload(CaseLine.unit), joinedload(CaseLine.home_unit)),
        joinedload(Appeal.entry),
        joinedload(Appeal.asked_by),
        joinedload(Appeal.decided_by),
    )
