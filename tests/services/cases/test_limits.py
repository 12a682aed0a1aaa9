"""Shares, vetoes and who confirms up to which amount, when a case is confirmed."""

from datetime import date
from decimal import Decimal

import pytest

from models.case import CaseState
from models.ledger import LedgerEntry
from models.refusals import RuleBroken
from models.rulebook import Effect, PointRule, Rulebook
from services import case_waits, cases, chain, ledger, signers, totals
from tests.factories import points

LATER = {"at": points.LATER, "zone": points.ZONE}


@pytest.fixture
def penalty(session, running):
    return session.get_one(PointRule, running.penalty_id)


@pytest.fixture
def share(session, penalty):
    """The squad leader bears half of what the person loses, 1 to 3 points."""
    first, second = penalty.effects
    first.least, first.most = Decimal(1), Decimal(3)
    second.share, second.least, second.most = Decimal(50), Decimal("0.5"), Decimal("1.5")
    session.flush()


def amounts(session, case):
    session.flush()
    return {line.person_id: line.decided if line.decided is not None else line.asked for line in case.lines}


def test_a_share_follows_what_is_asked_and_what_is_decided(session, cast, running, penalty, share):
    case = points.make_penalty(running, cast, amounts={penalty.effects[0].id: Decimal(2)})
    assert amounts(session, case) == {cast.staff.id: -2, cast.squad_leader.id: -1}
    mine = next(line for line in case.lines if line.person_id == cast.staff.id)
    points.confirm(case, cast.leader, amounts={mine.id: Decimal(3)}, reason="情节较重")
    assert amounts(session, case) == {cast.staff.id: -3, cast.squad_leader.id: Decimal("-1.5")}


def test_a_share_is_worked_out_before_the_cap_of_the_other(session, cast, running, penalty, share):
    penalty.caps = {"penalty": {"month": "1.00"}}
    points.confirm(points.make_penalty(running, cast, amounts={penalty.effects[0].id: Decimal(2)}), cast.leader)
    posted = {one.person_id: (one.asked, one.amount) for one in session.query(LedgerEntry)}
    assert posted == {cast.staff.id: (-2, -1), cast.squad_leader.id: (-1, -1)}


@pytest.fixture
def veto(session, penalty):
    """The penalty's rule as a veto on the person."""
    penalty.veto = True
    session.delete(penalty.effects.pop())
    penalty.effects[0].least = penalty.effects[0].most = Decimal(0)
    session.flush()


def test_a_veto_posts_an_entry_of_nothing_and_stands(session, cast, running, veto):
    case = points.make_penalty(running, cast)
    (number,) = points.confirm(case, cast.leader)
    entry = points.entry(running.campaign_id, number)
    assert (entry.asked, entry.cut, entry.amount, entry.balance) == (0, 0, 0, 0)
    assert case.state is CaseState.POSTED
    assert totals.barred(running.campaign_id, 201811, 201811) == {(cast.staff.id, None)}
    assert totals.barred(running.campaign_id, 201812, 201812) == set()
    assert totals.differences(running.campaign_id) == []
    assert chain.verify(running.campaign_id) is None


def test_a_veto_that_is_reversed_bars_no_more(session, cast, running, veto):
    (number,) = points.confirm(points.make_penalty(running, cast), cast.leader)
    entry = points.entry(running.campaign_id, number)
    by = cast.leader.visitor(points.LATER)
    with pytest.raises(RuleBroken):
        ledger.reverse(entry, Decimal(1), "记错", by=by, **LATER)
    assert ledger.reverse(entry, None, "复核撤销", by=by, **LATER).amount == 0
    assert totals.barred(running.campaign_id, 201811, 201811) == set()
    assert totals.differences(running.campaign_id) == []


def test_a_veto_reversed_after_its_month_was_closed_leaves_a_later_one_standing(session, cast, running, veto):
    first = points.make_penalty(running, cast, happened_on=date(2018, 10, 22))
    (number,) = points.confirm(first, cast.leader)
    points.make_close(running.campaign_id, 201810, cast.director.id)
    by = cast.leader.visitor(points.LATER)
    ledger.reverse(points.entry(running.campaign_id, number), None, "复核撤销", by=by, **LATER)
    points.confirm(points.make_penalty(running, cast), cast.leader)
    assert totals.barred(running.campaign_id, 201810, 201810) == set()
    assert totals.barred(running.campaign_id, 201811, 201811) == {(cast.staff.id, None)}
    assert totals.differences(running.campaign_id) == []


def test_a_deputy_confirms_up_to_the_limit(session, cast, running):
    session.get_one(Rulebook, running.rulebook_id).settings = {"deputy_points": "2.00"}
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    assert cast.deputy.id in signers.of_case(case, points.HAPPENED)
    points.confirm(case, cast.deputy)
    assert case.state is CaseState.POSTED


@pytest.mark.parametrize("end", ["confirm", "reject"])
def test_above_the_limit_only_the_leader_decides(session, cast, running, end):
    session.get_one(Rulebook, running.rulebook_id).settings = {"deputy_points": "1.99"}
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    assert cast.deputy.id not in signers.of_case(case, points.HAPPENED)
    assert case_waits.waiting(cast.deputy.visitor(points.LATER), case.campaign, points.LATER) == []
    by = cast.deputy.visitor(points.LATER)
    verbs = {
        "confirm": lambda: points.confirm(case, cast.deputy),
        "reject": lambda: cases.reject(case, "不实", version=None, by=by, at=points.LATER),
    }
    with pytest.raises(RuleBroken) as refused:
        verbs[end]()
    assert refused.value.key == "leader_confirms"
    points.confirm(case, cast.leader)


def test_a_veto_is_the_leaders(cast, running, veto):
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    with pytest.raises(RuleBroken) as refused:
        points.confirm(case, cast.deputy)
    assert refused.value.key == "leader_confirms"


def test_a_limit_in_yuan_is_apart_from_that_in_points(session, cast, running, penalty):
    session.query(Effect).filter_by(rule_id=penalty.id).update({"measure": 2})
    session.expire_all()
    session.get_one(Rulebook, running.rulebook_id).settings = {"deputy_points": "0.5"}
    points.confirm(points.make_penalty(running, cast, person_ids=[cast.second_staff.id]), cast.deputy)
