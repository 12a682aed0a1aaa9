"""What the lists of cases and entries show is what the table lets be read, for everyone of the cast."""

import pytest
from sqlalchemy import select

from access import Act, can, notices_seen, visible
from access.facts import sees_notice
from extensions import db
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry
from models.rulebook import Audience, PointRule
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


def seen_of(visitor, campaign):
    """The lines whose notice the visitor sees: by the list, which the fact agrees with for each of them."""
    listed = set(db.session.scalars(notices_seen(visitor, campaign)))
    assert listed == {line for line in db.session.scalars(select(CaseLine)) if sees_notice(visitor, line)}
    return listed


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("part", PARTS)
def test_the_list_of_notices_and_the_fact_agree(made, running, part, audience):
    cast, campaign = made
    db.session.get_one(PointRule, running.penalty_id).audience = audience
    db.session.flush()
    visitor = getattr(cast, part).visitor(points.LATER)
    rewards = {line for line in db.session.scalars(select(CaseLine)) if line.asked > 0}
    penalties = set(db.session.scalars(select(CaseLine))) - rewards
    seen = seen_of(visitor, campaign)
    if part == "supervisor":
        assert not seen
    elif audience is Audience.EVERYBODY or part in ("leader", "member", "director", "head", "squad_leader"):
        assert seen == rewards | penalties
    elif part == "staff":
        assert seen == rewards | {line for line in penalties if line.person_id == cast.staff.id}
    else:
        assert seen == rewards


def test_a_deputy_sees_the_notices_of_penalties_in_the_units_in_charge(made, running):
    cast, campaign = made
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    seen = seen_of(cast.deputy.visitor(points.LATER), campaign)
    assert set(case.lines) <= seen
    assert case.lines[0] not in seen_of(cast.head.visitor(points.LATER), campaign)
    assert case.lines[0] in seen_of(cast.second_head.visitor(points.LATER), campaign)


def test_the_notice_of_a_veto_is_that_of_a_penalty(made, running):
    cast, campaign = made
    rule = db.session.get_one(PointRule, running.reward_id)
    rule.veto = True
    db.session.flush()
    (line,) = [line for line in db.session.scalars(select(CaseLine)) if line.person_id == cast.second_staff.id]
    assert line not in seen_of(cast.staff.visitor(points.LATER), campaign)
    assert line in seen_of(cast.second_head.visitor(points.LATER), campaign)
