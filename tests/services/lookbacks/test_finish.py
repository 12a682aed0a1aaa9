from datetime import timedelta

import pytest

from models.lookback import LookBackState, Verdict
from models.refusals import Stale, WrongState
from services import lookback_results, lookbacks, rechecks
from services.lookbacks import Answer
from tests.factories import looking


@pytest.fixture
def lookback(session, cast, running):
    return looking.drawn_round(running, cast)


def finish(lookback, who, version=None):
    rechecks.finish(lookback, version=version or lookback.version, by=who.visitor(looking.AT), at=looking.AT)


def conclude_all(lookback, cast, verdict=Verdict.HELD):
    for one in lookback.items:
        looking.conclude(one, verdict, cast.director)


def test_it_is_refused_while_a_verdict_is_missing(session, cast, lookback):
    looking.conclude(lookback.items[0], Verdict.HELD, cast.director)
    with pytest.raises(WrongState, match="not_all_judged"):
        finish(lookback, cast.director)


def test_what_is_not_checkable_yet_keeps_the_round_open(session, cast, running, lookback):
    day = looking.AT.date() + timedelta(days=7)
    first, *rest = lookback.items
    looking.conclude(first, Verdict.NOT_CHECKABLE, cast.director, looks_again_on=day)
    for one in rest:
        looking.conclude(one, Verdict.HELD, cast.director)
    assert lookbacks.left(lookback) == 1
    with pytest.raises(WrongState, match="not_all_judged"):
        finish(lookback, cast.director)
    assert lookbacks.waiting(cast.director.visitor(looking.AT), looking.campaign_of(running), looking.AT) == []
    looking.conclude(first, Verdict.HELD, cast.director, at=looking.AT + timedelta(days=7))
    assert lookbacks.left(lookback) == 0
    finish(lookback, cast.director)
    assert lookback.state is LookBackState.FINISHED


def test_it_is_finished_and_read_only(session, cast, lookback):
    conclude_all(lookback, cast)
    finish(lookback, cast.director)
    assert (lookback.state, lookback.finished_at) == (LookBackState.FINISHED, looking.AT)
    with pytest.raises(WrongState):
        looking.conclude(lookback.items[0], Verdict.SLIPPED, cast.director)
    with pytest.raises(WrongState):
        finish(lookback, cast.director)


def test_a_stale_form_is_refused(session, cast, lookback):
    conclude_all(lookback, cast)
    with pytest.raises(Stale):
        finish(lookback, cast.director, version=99)


def test_the_result_counts_by_department_and_focus_area_and_what_was_untrue(session, cast, running):
    looking.make_more(running, cast, 2)
    lookback = looking.drawn_round(running, cast)
    item = looking.looked_of(lookback, item_id=running.item_id)
    found = looking.conclude(item, Verdict.SLIPPED, cast.director, opening=looking.opening(cast))
    looking.conclude(looking.looked_of(lookback, item_id=running.weekly_id), Verdict.HELD, cast.director)
    result = lookback_results.result(lookback)
    assert result.total.verdicts == {Verdict.SLIPPED: 1, Verdict.HELD: 1}
    assert result.total.untrue == 1
    assert [group.label for group in result.by_unit] == ["站务部", "票务部", "综合部"]
    assert result.by_unit[0].verdicts == {Verdict.SLIPPED: 1, Verdict.HELD: 1}
    assert [(group.label, group.judged) for group in result.by_area] == [("强化服务意识", 1), ("深化便民举措", 1)]
    assert result.self_now[Verdict.HELD] == {Verdict.SLIPPED: 1, Verdict.HELD: 1}
    assert [(line.id, line.finding_id) for line in result.did_not_hold] == [(item.id, found.id)]


def test_not_checkable_is_no_untrue_self_check(session, cast, lookback):
    conclude_one = lookback.items[0]
    looking.conclude(
        conclude_one, Verdict.NOT_CHECKABLE, cast.director, looks_again_on=looking.AT.date() + timedelta(days=7)
    )
    assert lookback_results.result(lookback).total.untrue == 0


def test_the_result_compares_then_and_now(session, cast, running, lookback):
    result = lookback_results.result(lookback)
    assert sum(result.then_now[True].values()) + sum(result.then_now[False].values()) == 0
    conclude_all(lookback, cast)
    result = lookback_results.result(lookback)
    assert result.then_now[False] == {Verdict.HELD: 2}


def test_what_waits_follows_the_round(session, cast, running):
    def kinds(who, at=looking.AT):
        found = lookbacks.waiting(who.visitor(at), looking.campaign_of(running), at)
        return [one.kind for one in found]

    assert kinds(cast.director) == []
    lookback = looking.open_round(running, cast)
    assert kinds(cast.head) == kinds(cast.liaison) == kinds(cast.director) == ["lookback_check"]
    assert kinds(cast.staff) == []
    looking.hand_in_all(lookback, cast, {lookback.items[0].id: Answer(Verdict.SLIPPED, "没有")})
    assert (kinds(cast.head), kinds(cast.director)) == ([], ["lookback_draw"])
    looking.draw(lookback, cast)
    for one in lookback.items:
        one.sampled = True
    session.flush()
    assert (kinds(cast.director), kinds(cast.leader)) == (["lookback_recheck"], [])
    conclude_all(lookback, cast)
    assert kinds(cast.director) == ["lookback_finish"]
    finish(lookback, cast.director)
    assert kinds(cast.director) == []


def test_the_draw_waits_for_the_director_when_the_limit_has_passed(session, cast, running):
    looking.open_round(running, cast)
    found = lookbacks.waiting(cast.director.visitor(looking.LATER), looking.campaign_of(running), looking.LATER)
    assert [one.kind for one in found] == ["lookback_check", "lookback_draw"]
