"""What a unit's month comes to, worked out from what is stored."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.campaign import Campaign, FocusArea
from models.case import CaseState
from models.checklist import Checklist
from models.finding import Finding, FindingState
from models.lookback import LookBackItem, Verdict
from models.month import MonthlyList
from models.rulebook import Computed, Direction, Effect, Payer, PointRule, Settled
from models.types import ref_to
from models.work import Occurrence, OccurrenceState
from services import computed, evidence, ledger
from services.chain import digest_of, evidence_hashes
from tests.factories import looking, points
from tests.factories.running import make_item, make_occurrence

AT = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def cast(session, cast):
    return cast


@pytest.fixture
def rule(session, running):
    """The unit's reward of the book, computed from the checklist: at most 30."""
    rule = session.get_one(PointRule, running.unit_reward_id)
    rule.computed, rule.settled = Computed.CHECKLIST, Settled.LIST
    rule.effects = [Effect(position=1, who=Payer.UNIT, direction=Direction.REWARD, least=Decimal(0), most=Decimal(30))]
    session.flush()
    return rule


@pytest.fixture
def november(session, running, cast):
    made = MonthlyList(
        campaign_id=running.campaign_id,
        month=201811,
        opened_by_id=cast.director.id,
        opened_at=AT,
        starts_at=AT,
        warn_at=AT,
        due_at=AT,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def draw(november, cast):
    def drawn(at=AT):
        cases = computed.draw_up(november, by=cast.director.visitor(at), at=at)
        return {case.lines[0].unit_id: case for case in cases}

    return drawn


def accept(session, occurrence_id):
    session.get_one(Occurrence, occurrence_id).state = OccurrenceState.ACCEPTED
    session.flush()


def test_a_units_points_are_those_accepted_of_those_due(session, running, cast, rule, draw):
    one = session.get_one(Occurrence, running.occurrence_id).item
    one.in_force.points = Decimal(2)
    accept(session, running.occurrence_id)
    drawn = draw()
    assert list(drawn) == [cast.department_id]  # the others had nothing due
    case = drawn[cast.department_id]
    assert case.lines[0].asked == Decimal("20.00")
    assert case.reason == "到期 2 项计 3 分,已验收 1 项计 2 分"
    assert (case.happened_on, case.state, case.proposed_by_id) == (
        date(2018, 11, 30),
        CaseState.PROPOSED,
        cast.director.id,
    )


def test_an_item_is_accepted_when_all_of_it_that_is_due_in_the_month_is(session, running, cast, rule, draw):
    weekly = session.get_one(Occurrence, running.weekly_occurrence_id).item
    accept(session, make_occurrence(weekly, date(2018, 11, 30), period="2018-W48").id)
    make_occurrence(weekly, date(2018, 12, 7), period="2018-W49")
    assert draw()[cast.department_id].lines[0].asked == 0
    accept(session, running.weekly_occurrence_id)
    assert draw()[cast.department_id].lines[0].asked == Decimal(15)


def test_the_share_is_rounded_half_up_and_an_item_without_points_weighs_one(session, running, cast, rule, draw):
    area = session.get_one(FocusArea, running.area_id)
    checklist = session.get_one(Checklist, running.checklist_id)
    for place in range(6):
        item = make_item(checklist, area, None, f"事项 {place}", cast.staff.id)
        item.in_force.points = Decimal(0)
        make_occurrence(item, date(2018, 11, 10))
    accept(session, running.occurrence_id)
    rule.effects[0].most = Decimal("0.12")
    assert draw()[cast.department_id].lines[0].asked == Decimal("0.02")  # 1 of 8: 0.015


def test_the_frozen_list_stands_behind_the_entry(session, running, cast, rule, draw):
    case = draw()[cast.department_id]
    (note,) = evidence.of(ref_to(case))[ref_to(case)]
    assert note.text.splitlines() == [
        f"2018-11 站务部 第 {rule.code} 条 {rule.name}",
        "1. 晨会服务礼仪点评 | 到期 1 期,验收 0 期 | 1 分 | ✗",
        "2. 更新便民服务台物品 | 到期 1 期,验收 0 期 | 1 分 | ✗",
        "合计 0 ÷ 2 × 30 = 0.00",
    ]
    (number,) = ledger.post(case.lines, by=cast.leader.visitor(AT), at=AT, zone=points.ZONE)
    entry = points.entry(running.campaign_id, number)
    assert (entry.month, entry.amount) == (201811, 0)
    assert entry.digest == digest_of(rule.text, case.reason, "", evidence_hashes([case.id])[case.id])


def test_findings_count_when_closed_out_in_time(session, running, cast, rule, draw):
    rule.computed = Computed.FINDINGS
    for unit_id, closed in ((cast.squad_id, 20), (cast.department_id, 29), (cast.department_id, None)):
        made = looking.make_finding(running, cast, unit_id=unit_id, owner=None)
        if closed is not None:
            made.state = FindingState.CLOSED_OUT
            made.closed_at = datetime(2018, 11, closed, tzinfo=UTC)
    session.flush()
    assert session.query(Finding).count() == 3
    case = draw()[cast.department_id]
    assert case.lines[0].asked == Decimal(10)
    assert case.reason == "到期问题 3 个,按期销号 1 个"


def test_verdicts_count_what_held_of_what_was_looked_at(session, running, cast, rule, draw):
    rule.computed = Computed.VERDICTS
    lookback = looking.open_round(running, cast)
    items = [one for one in lookback.items if one.unit_id == cast.department_id]
    for one, verdict in zip(items, (Verdict.HELD, Verdict.SLIPPED), strict=False):
        one.verdict, one.at = verdict, points.AT
    session.add(
        LookBackItem(
            lookback_id=lookback.id,
            unit_id=cast.department_id,
            task_id=running.task_id,
            verdict=Verdict.NOT_CHECKABLE,
            at=points.AT,
        )
    )
    session.flush()
    case = draw()[cast.department_id]
    assert case.reason == "复查 2 项,巩固 1 项"
    assert case.lines[0].asked == Decimal(15)


def test_without_a_rulebook_or_a_computed_rule_nothing_is_drawn_up(session, running, rule, draw):
    rule.computed = None
    assert draw() == {}
    session.get_one(Campaign, running.campaign_id)
