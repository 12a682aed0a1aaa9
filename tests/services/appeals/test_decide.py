from decimal import Decimal

import pytest

from models.appeal import AppealState
from models.case import CaseState, LineState
from models.event import Event
from models.ledger import LedgerEntry
from models.month import MonthlyList, PeriodClose
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.rulebook import PointRule
from services import appeal_waits, appeals, cases, chain, deciders, ledger, totals
from tests.factories import points


@pytest.fixture
def held(session, cast, case):
    """Asked for on notice: nothing is posted yet."""
    return points.appeal(case, cast.staff, points.AT)


@pytest.fixture
def asked(session, cast, posted):
    """Asked for after posting."""
    return points.appeal(posted.case, cast.staff)


def amounts(session):
    return [one.amount for one in session.query(LedgerEntry).order_by(LedgerEntry.number)]


# ------------------------------------------------------------------------------------------------ before posting
def test_upheld_before_posting_the_line_goes_on_as_it_was(session, cast, case, held):
    points.decide(held, cast.member, "upheld", points.AT)
    assert (held.state, case.lines[0].state, case.lines[0].decided) == (AppealState.UPHELD, LineState.OPEN, None)
    assert points.confirm(case, cast.leader) == [1, 2]
    assert amounts(session) == [Decimal(-2), Decimal("-0.5")]


def test_reduced_before_posting_what_remains_is_posted_even_below_the_rules_least(session, cast, case, held):
    points.decide(held, cast.member, "reduced", points.AT, amount=Decimal(1))
    assert (case.lines[0].state, case.lines[0].decided, held.amount) == (LineState.OPEN, Decimal(-1), Decimal(-1))
    points.confirm(case, cast.leader)
    assert points.entry(case.campaign_id, 1).amount == Decimal(-1)
    assert chain.verify(case.campaign_id) is None


def test_overturned_before_posting_the_line_is_struck_out_and_the_others_go_on(session, cast, case, held):
    points.decide(held, cast.member, "overturned", points.AT)
    line = case.lines[0]
    assert (line.state, line.struck_reason, line.struck_by_id) == (
        LineState.STRUCK_OUT,
        "监控显示不是本人",
        cast.member.id,
    )
    assert case.state is CaseState.PROPOSED
    assert points.confirm(case, cast.leader) == [1]
    assert points.entry(case.campaign_id, 1).person_id == cast.squad_leader.id


def test_a_case_whose_last_line_is_overturned_is_rejected(session, cast, running):
    case = points.make_case(running, cast.head, running.reward_id, person_ids=[cast.staff.id])
    points.decide(points.appeal(case, cast.staff, points.AT), cast.leader, "overturned", points.AT)
    assert (case.state, case.decided_by_id, case.decision_reason) == (
        CaseState.REJECTED,
        cast.leader.id,
        "监控显示不是本人",
    )
    assert session.query(Event).filter_by(act="case.rejected", ref_id=case.id).count() == 1


def test_a_case_withdrawn_meanwhile_leaves_nothing_to_decide(session, cast, running, case, held):
    cases.withdraw(case, "记错", version=case.version, by=cast.director.visitor(points.AT), at=points.AT)
    assert appeals.is_over(held)
    with pytest.raises(WrongState, match="appeal_over"):
        points.decide(held, cast.member, "upheld", points.AT)
    assert appeal_waits.waiting(cast.member.visitor(points.AT), case.campaign, points.AT) == []


# ------------------------------------------------------------------------------------------------ after posting
def test_upheld_after_posting_changes_nothing(session, cast, asked):
    assert points.decide(asked, cast.member, "upheld") is None
    assert amounts(session) == [Decimal(-2), Decimal("-0.5")]


def test_reduced_after_posting_the_rest_is_reversed(session, cast, posted, asked):
    new = points.decide(asked, cast.member, "reduced", amount=Decimal("0.5"))
    assert (new.amount, new.reverses_id, new.balance) == (Decimal("1.5"), posted.entry.id, Decimal("-0.5"))
    assert (asked.reversal_id, asked.amount, posted.line.state) == (new.id, Decimal("-0.5"), LineState.POSTED)
    assert chain.verify(posted.case.campaign_id) is None
    assert totals.differences(posted.case.campaign_id) == []


def test_overturned_after_posting_the_whole_is_reversed(session, cast, posted, asked):
    new = points.decide(asked, cast.member, "overturned")
    assert (new.amount, new.balance, posted.line.state) == (Decimal(2), Decimal(0), LineState.REVERSED)
    assert chain.verify(posted.case.campaign_id) is None


def test_what_is_taken_back_counts_in_the_earliest_open_month(session, cast, posted, asked):
    at = points.LATER
    listed = MonthlyList(
        campaign_id=posted.case.campaign_id,
        month=201811,
        opened_by_id=cast.director.id,
        opened_at=at,
        starts_at=at,
        warn_at=at,
        due_at=at,
    )
    session.add(listed)
    session.flush()
    session.add(
        PeriodClose(
            campaign_id=posted.case.campaign_id,
            month=201811,
            list_id=listed.id,
            rulebook_id=posted.case.rulebook_id,
            last_number=2,
            closed_by_id=cast.leader.id,
            closed_at=at,
        )
    )
    session.flush()
    assert points.decide(asked, cast.member, "overturned").month == 201812


def test_what_a_cap_cut_to_nothing_has_nothing_to_take_back(session, cast, running):
    session.get_one(PointRule, running.penalty_id).caps = {"penalty": {"month": "2.00"}}
    points.confirm(points.make_penalty(running, cast), cast.leader)
    second = points.make_penalty(running, cast, reason="第二次")
    points.confirm(second, cast.leader)
    session.refresh(second)
    asked = points.appeal(second, cast.staff)
    assert points.decide(asked, cast.member, "overturned") is None
    assert (asked.state, asked.reversal_id) == (AppealState.OVERTURNED, None)


# ------------------------------------------------------------------------------------------------ how much, and why
@pytest.mark.parametrize("amount", ["0", "-1", "2", "2.01", "0.005"])
def test_what_remains_lies_between_nothing_and_the_lines_amount(session, cast, asked, amount):
    with pytest.raises(RuleBroken, match="reduced_outside") as refusal:
        points.decide(asked, cast.member, "reduced", amount=Decimal(amount))
    assert (refusal.value.field, refusal.value.values) == ("amount", {"most": "2.00"})


def test_reducing_needs_an_amount_and_every_decision_a_reason(session, cast, asked):
    with pytest.raises(RuleBroken, match="needed"):
        points.decide(asked, cast.member, "reduced")
    with pytest.raises(RuleBroken, match="reason_needed"):
        points.decide(asked, cast.member, "upheld", reason=" ")
    with pytest.raises(RuleBroken, match="reason_too_long"):
        points.decide(asked, cast.member, "upheld", reason="长" * 501)
    with pytest.raises(RuleBroken, match="needed"):
        points.decide(asked, cast.member, "open")


def test_a_veto_is_upheld_or_overturned(session, cast, running):
    rule = session.get_one(PointRule, running.penalty_id)
    rule.veto = True
    for effect in rule.effects:
        effect.least = effect.most = Decimal(0)
    session.flush()
    veto = points.make_penalty(running, cast, reason="一票否决")
    points.confirm(veto, cast.leader)
    session.refresh(veto)
    asked = points.appeal(veto, cast.staff)
    with pytest.raises(RuleBroken, match="veto_not_reduced"):
        points.decide(asked, cast.member, "reduced", amount=Decimal(1))
    assert points.decide(asked, cast.member, "overturned").reverses_id is not None
    assert totals.differences(running.campaign_id) == []


# ------------------------------------------------------------------------------------------------ by whom
def test_who_proposed_or_confirmed_never_decides(session, cast, asked):
    for who in (cast.director, cast.leader):
        with pytest.raises(NotYourOwn, match="appeal_not_yours"):
            points.decide(asked, who, "upheld")
    assert deciders.of_appeal(asked, points.HAPPENED) == {cast.member.id}


def test_subject_head_and_whoever_is_not_of_the_group_never_decide(session, cast, asked):
    for who in (cast.staff, cast.squad_leader, cast.head, cast.liaison, cast.payroll, cast.deputy):
        with pytest.raises(NotYourOwn, match="appeal_not_yours"):
            points.decide(asked, who, "upheld")


def test_a_deputy_decides_for_the_units_in_charge(session, cast, running):
    case = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id])
    asked = points.appeal(case, cast.second_staff, points.AT)
    assert deciders.of_appeal(asked, points.HAPPENED) == {cast.leader.id, cast.member.id, cast.deputy.id}
    points.decide(asked, cast.deputy, "upheld", points.AT)
    assert asked.decided_by_id == cast.deputy.id


def test_before_anybody_confirmed_the_leader_may_decide(session, cast, held):
    assert deciders.of_appeal(held, points.HAPPENED) == {cast.leader.id, cast.member.id}


def test_where_all_have_a_part_nobody_decides(session, cast, running):
    case = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.leader.id, cast.member.id])
    asked = points.appeal(case, cast.leader, points.AT)
    assert deciders.of_appeal(asked, points.HAPPENED) == frozenset()


def test_it_is_decided_once_and_by_who_saw_it_as_it_is(session, cast, asked):
    decision = appeals.Decision(AppealState.UPHELD, "属实")
    by, at = cast.member.visitor(points.LATER), points.LATER
    with pytest.raises(Stale):
        appeals.decide(asked, decision, version=0, by=by, at=at, zone=points.ZONE)
    points.decide(asked, cast.member, "upheld")
    with pytest.raises(WrongState, match="appeal_decided"):
        points.decide(asked, cast.member, "overturned")


def test_what_the_leader_reversed_meanwhile_can_only_be_upheld(session, cast, posted, asked):
    ledger.reverse(
        posted.entry, Decimal(1), "减半", by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE
    )
    with pytest.raises(WrongState, match="reversed_already"):
        points.decide(asked, cast.member, "overturned")
    session.refresh(asked)
    points.decide(asked, cast.member, "upheld")


def test_asker_proposer_and_confirmer_are_told_how_it_ended(session, cast, asked):
    points.decide(asked, cast.member, "overturned")
    told = {one.person_id for one in session.query(Notice).filter_by(key="appeal.overturned", ref_id=asked.id)}
    assert told == {cast.staff.id, cast.director.id, cast.leader.id}


def test_it_waits_for_those_who_may_decide_with_its_limit(session, cast, asked):
    campaign = asked.campaign
    (one,) = appeal_waits.waiting(cast.member.visitor(points.LATER), campaign, points.LATER)
    assert (one.kind, one.ref_id, one.due_at, one.detail) == ("appeal_to_decide", asked.id, asked.due_at, "服务员甲")
    for who in (cast.leader, cast.director, cast.deputy, cast.staff):
        assert appeal_waits.waiting(who.visitor(points.LATER), campaign, points.LATER) == []
    points.decide(asked, cast.member, "upheld")
    assert appeal_waits.waiting(cast.member.visitor(points.LATER), campaign, points.LATER) == []
