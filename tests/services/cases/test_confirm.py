from datetime import timedelta
from decimal import Decimal

import pytest

from models.case import CaseState, LineState
from models.ledger import LedgerEntry
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.rulebook import PointRule, Settled
from services import case_waits, cases, chain, signers
from tests.factories import points


def test_confirming_posts_a_line_for_each_effect_and_subject(session, cast, running):
    case = points.make_penalty(running, cast)
    numbers = points.confirm(case, cast.leader)
    assert numbers == [1, 2]
    first, second = (points.entry(running.campaign_id, number) for number in numbers)
    assert (first.person_id, first.amount, first.balance) == (cast.staff.id, Decimal(-2), Decimal(-2))
    assert (second.person_id, second.amount, second.home_unit_id) == (
        cast.squad_leader.id,
        Decimal("-0.5"),
        cast.squad_id,
    )
    assert first.month == 201811
    assert first.posted_on == 20181126
    assert (first.proposer_id, first.confirmer_id) == (cast.director.id, cast.leader.id)
    assert case.state is CaseState.POSTED
    assert {line.state for line in case.lines} == {LineState.POSTED}
    assert chain.verify(running.campaign_id) is None


def test_subjects_and_proposer_are_told(session, cast, running):
    case = points.make_penalty(running, cast)
    points.confirm(case, cast.leader)
    told = session.query(Notice).filter_by(key="case.confirmed", ref_id=case.id)
    assert {one.person_id for one in told} == {cast.staff.id, cast.squad_leader.id, cast.director.id}


def test_the_leader_may_decide_another_amount_within_the_range_with_a_reason(session, cast, running):
    case = points.make_case(running, cast.head, running.reward_id, person_ids=[cast.staff.id])
    line = case.lines[0]
    with pytest.raises(RuleBroken, match="reason_for_change"):
        points.confirm(case, cast.leader, amounts={line.id: Decimal(1)})
    session.refresh(line)
    points.confirm(case, cast.leader, amounts={line.id: Decimal(1)}, reason="旅客来信两封")
    assert (line.asked, line.decided) == (Decimal("0.5"), Decimal(1))
    assert points.entry(running.campaign_id, 1).amount == Decimal(1)


def test_an_amount_outside_the_range_is_refused(session, cast, running):
    case = points.make_case(running, cast.head, running.reward_id, person_ids=[cast.staff.id])
    with pytest.raises(RuleBroken, match="amount_outside"):
        points.confirm(case, cast.leader, amounts={case.lines[0].id: Decimal("1.5")}, reason="多")


def test_the_proposer_may_not_confirm(session, cast, running):
    case = points.make_penalty(running, cast)
    with pytest.raises(NotYourOwn):
        points.confirm(case, cast.director)


def test_a_subject_may_not_confirm(session, cast, running):
    case = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.leader.id])
    with pytest.raises(NotYourOwn):
        points.confirm(case, cast.leader)
    assert signers.of_case(case, points.HAPPENED) == frozenset()


def test_the_head_of_the_judged_unit_may_not_confirm(session, cast, running):
    case = points.make_penalty(running, cast)
    with pytest.raises(NotYourOwn):
        points.confirm(case, cast.head)


def test_the_owner_of_the_source_may_not_confirm(session, cast, running):
    from models.checklist import ChecklistItem
    from models.types import Ref

    session.get(ChecklistItem, running.item_id).responsible_id = cast.leader.id
    session.flush()
    case = points.make_penalty(running, cast, source=Ref("checklist_item", running.item_id))
    with pytest.raises(NotYourOwn):
        points.confirm(case, cast.leader)


def test_a_decided_case_is_not_decided_again(session, cast, running):
    case = points.make_penalty(running, cast)
    points.confirm(case, cast.leader)
    with pytest.raises(WrongState):
        points.confirm(case, cast.leader)
    assert session.query(LedgerEntry).count() == 2


def test_nothing_is_confirmed_before_its_notice_has_ended(session, cast, running):
    case = points.make_penalty(running, cast)
    zone = {"by": cast.leader.visitor(points.LATER), "zone": points.ZONE, "version": None}
    for at in (points.AT, case.public_until - timedelta(seconds=1)):
        with pytest.raises(WrongState) as refused:
            cases.confirm(case, at=at, **zone)
        assert (refused.value.key, refused.value.values["until"]) == ("still_on_notice", "2018-11-23")
    assert cases.confirm(case, at=case.public_until, **zone) == [1, 2]


def test_nothing_is_confirmed_while_a_line_is_held_for_reconsideration(session, cast, running):
    case = points.make_penalty(running, cast)
    case.lines[0].state = LineState.HELD
    session.flush()
    with pytest.raises(WrongState, match="line_held"):
        points.confirm(case, cast.leader)


def test_what_an_appeal_decided_is_posted_as_it_was_decided(session, cast, running):
    case = points.make_penalty(running, cast)
    mine, leaders = case.lines
    mine.decided, leaders.state = Decimal("-0.5"), LineState.STRUCK_OUT
    session.flush()
    (number,) = points.confirm(case, cast.leader)
    assert points.entry(running.campaign_id, number).amount == Decimal("-0.5")
    assert (leaders.state, leaders.decided) == (LineState.STRUCK_OUT, None)


@pytest.mark.parametrize("end", ["confirm", "reject"])
def test_a_case_of_the_months_list_is_settled_there(session, cast, running, end):
    session.get_one(PointRule, running.penalty_id).settled = Settled.LIST
    case = points.make_penalty(running, cast)
    by = cast.leader.visitor(points.LATER)
    verbs = {
        "confirm": lambda: points.confirm(case, cast.leader),
        "reject": lambda: cases.reject(case, "不实", version=None, by=by, at=points.LATER),
    }
    with pytest.raises(WrongState, match="settled_in_list"):
        verbs[end]()
    assert case_waits.waiting(by, case.campaign, points.LATER) == []


def test_a_stale_form_is_refused(session, cast, running):
    case = points.make_penalty(running, cast)
    with pytest.raises(Stale):
        cases.confirm(
            case, version=case.version - 1, by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE
        )


def test_a_deputy_in_charge_confirms_for_the_own_units(session, cast, running):
    case = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id])
    assert cast.deputy.id in signers.of_case(case, points.HAPPENED)
    assert points.confirm(case, cast.deputy) == [1]
