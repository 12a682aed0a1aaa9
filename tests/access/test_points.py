"""What the lists of cases and entries show is what the table lets be read, for everyone of the cast."""

import pytest
from sqlalchemy import select

from access import Act, can, visible
from extensions import db
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry
from tests.factories import points

PARTS = (
    "administrator leader deputy member director head second_head liaison squad_leader duty_manager staff second_staff "
    "payroll supervisor"
).split()


@pytest.fixture
def made(session, cast, running):
    """Cases and entries on a squad's member, on somebody of another department, on two units, and by several."""
    proposed = [
        points.make_penalty(running, cast),
        points.make_case(running, cast.duty_manager, running.penalty_id, person_ids=[cast.staff.id]),
        points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id]),
        points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.department_id),
        points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.squad_id),
    ]
    for case in proposed[:4]:
        points.confirm(case, cast.leader)
    return cast, db.session.get_one(Campaign, running.campaign_id)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("model", "act"), [(PointCase, Act.CASE_READ), (LedgerEntry, Act.LEDGER_READ)])
def test_the_list_and_the_table_agree(made, part, model, act):
    cast, campaign = made
    visitor = getattr(cast, part).visitor(points.LATER)
    listed = set(db.session.scalars(visible(visitor, model, campaign)))
    allowed = {record for record in db.session.scalars(select(model)) if can(visitor, act, record)}
    assert listed == allowed


@pytest.mark.parametrize("part", PARTS)
def test_lines_are_those_of_cases_that_one_reads(made, part):
    cast, campaign = made
    visitor = getattr(cast, part).visitor(points.LATER)
    cases = set(db.session.scalars(visible(visitor, PointCase, campaign)))
    lines = set(db.session.scalars(visible(visitor, CaseLine, campaign)))
    assert {line.case for line in lines} == cases
    others = {line for case in cases for line in case.lines} - lines
    assert all(visitor.id not in (line.person_id, line.case.proposed_by_id) for line in others)
