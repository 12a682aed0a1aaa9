from decimal import Decimal

import pytest

from models.case import LineState
from models.event import Event
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, WrongState
from services import chain, ledger, totals
from tests.factories import points


@pytest.fixture
def posted(session, cast, running):
    """Two entries: the staff member lost 2.0, the squad leader 0.5."""
    points.confirm(points.make_penalty(running, cast), cast.leader)
    return running.campaign_id


def reverse(campaign_id, number, who, amount=None, reason="监控显示不是本人"):
    return ledger.reverse(
        points.entry(campaign_id, number),
        amount,
        reason,
        by=who.visitor(points.LATER),
        at=points.LATER,
        zone=points.ZONE,
    )


def test_a_reversing_entry_names_the_one_it_reverses(session, cast, posted):
    new = reverse(posted, 1, cast.leader)
    old = points.entry(posted, 1)
    assert (new.number, new.reverses_id, new.amount, new.balance) == (3, old.id, Decimal(2), Decimal(0))
    assert (old.amount, old.balance) == (Decimal(-2), Decimal(-2)), "what was posted stays"
    assert new.line.state is LineState.REVERSED
    assert (new.month, new.rule_code, new.person_id) == (old.month, old.rule_code, old.person_id)
    assert session.query(Event).filter_by(act="ledger.reversed").one().reason == "监控显示不是本人"
    assert chain.verify(posted) is None
    assert totals.differences(posted) == []


def test_a_part_can_be_reversed(session, cast, posted):
    new = reverse(posted, 1, cast.leader, Decimal("0.5"))
    assert (new.amount, new.balance) == (Decimal("0.5"), Decimal("-1.5"))
    assert new.line.state is LineState.POSTED, "some of it still counts"


def test_a_reward_is_reversed_with_its_sign(session, cast, running):
    points.confirm(points.make_case(running, cast.head, running.reward_id, person_ids=[cast.staff.id]), cast.leader)
    assert reverse(running.campaign_id, 1, cast.leader).amount == Decimal("-0.5")


@pytest.mark.parametrize("amount", ["0", "-1", "2.01", "0.005"])
def test_a_part_outside_the_entry_is_refused(session, cast, posted, amount):
    with pytest.raises(RuleBroken, match="part_outside"):
        reverse(posted, 1, cast.leader, Decimal(amount))


@pytest.mark.parametrize(("reason", "key"), [(" ", "reason_needed"), ("长" * 501, "reason_too_long")])
def test_a_reason_is_needed(session, cast, posted, reason, key):
    with pytest.raises(RuleBroken, match=key):
        reverse(posted, 1, cast.leader, reason=reason)


def test_an_entry_is_reversed_once_even_in_parts(session, cast, posted):
    reverse(posted, 1, cast.leader, Decimal(1))
    with pytest.raises(WrongState) as refusal:
        reverse(posted, 1, cast.leader, Decimal(1))
    assert (refusal.value.key, refusal.value.values) == ("reversed_already", {"number": 3})


def test_a_reversal_is_not_reversed(session, cast, posted):
    reverse(posted, 1, cast.leader)
    with pytest.raises(WrongState, match="reversal_stays"):
        reverse(posted, 3, cast.leader)


def test_the_proposer_the_subject_and_the_head_do_not_reverse(session, cast, posted):
    for who in (cast.director, cast.staff, cast.head):
        with pytest.raises(NotYourOwn):
            reverse(posted, 1, who)


def test_the_subject_and_the_proposer_are_told(session, cast, posted):
    new = reverse(posted, 1, cast.leader)
    told = session.query(Notice).filter_by(key="ledger.reversed", ref_kind="ledger_entry", ref_id=new.id)
    assert {one.person_id for one in told} == {cast.staff.id, cast.director.id}


def test_a_changed_reason_of_a_reversal_is_found(session, cast, posted):
    reverse(posted, 1, cast.leader)
    session.query(Event).filter_by(act="ledger.reversed").one().reason = "别的"
    session.flush()
    assert chain.verify(posted) == chain.Fault(3, chain.Wrong.TEXT)
