"""The cases that wait for whoever confirms them, for the desk. Reads only."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.campaign import Campaign
from models.case import CaseLine, CaseState, LineState, PointCase
from models.person import Role
from models.visitor import Visitor
from services import signers
from services.cases import number_of
from services.waiting import Waiting


def waiting(by: Visitor, campaign: Campaign, at: datetime) -> list[Waiting]:
    """The cases that `by` may decide, their notice ended and no line held, oldest first; in few statements."""
    if by.may_not_judge_yet or not by.holds_for(campaign.id, Role.LEADER, Role.DEPUTY):
        return []
    cases = db.session.scalars(
        select(PointCase)
        .where(
            PointCase.campaign_id == campaign.id,
            PointCase.state == CaseState.PROPOSED,
            PointCase.list_id.is_(None),
            PointCase.public_until <= at,
            ~PointCase.lines.any(CaseLine.state == LineState.HELD),
        )
        .order_by(PointCase.id)
        .options(
            joinedload(PointCase.rule),
            joinedload(PointCase.rulebook),
            joinedload(PointCase.proposed_by),
            selectinload(PointCase.lines).options(
                joinedload(CaseLine.effect),
                joinedload(CaseLine.unit),
                joinedload(CaseLine.home_unit),
                joinedload(CaseLine.person),
            ),
        )
    ).all()
    signing = signers.of_cases(cases, by.today)
    return [
        Waiting(
            kind="case_to_confirm",
            ref_kind=PointCase.__tablename__,
            ref_id=case.id,
            title=f"{number_of(case)} {case.rule.name}",
            detail="、".join(_names(case)),
            since=case.public_until,
        )
        for case in cases
        if by.id in signing[case.id]
    ]


def _names(case: PointCase) -> list[str]:
    """Whom the case is about, each once."""
    found = [(line.person or line.unit) for line in case.lines]
    return list(dict.fromkeys(one.name for one in found if one is not None))
