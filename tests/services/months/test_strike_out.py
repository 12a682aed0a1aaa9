from decimal import Decimal

import pytest

from models.case import CaseState, LineState
from models.event import Event
from models.ledger import LedgerEntry
from models.month import ListState, MonthlyList
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.unit import Unit
from services import months
from tests.factories.cast import make_person
from tests.factories.months import ENDED, OPENED, make_record, on_notice, sign, strike_out


def test_a_line_struck_out_posts_nothing_and_keeps_the_reason(session, cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    kept = make_record(running, cast.squad_leader, rules.plain, cast.staff, reason="再次漏检")
    month_list = on_notice(running, cast)
    strike_out(case, cast.leader, OPENED)
    line = case.lines[0]
    assert (line.state, line.struck_reason, line.struck_by_id) == (LineState.STRUCK_OUT, "有维修单", cast.leader.id)
    assert case.state is CaseState.REJECTED
    assert session.query(Event).filter_by(act="line.struck_out", ref_id=line.id).one().reason == "有维修单"
    assert len(sign(month_list, cast.leader)) == 1
    assert kept.state is CaseState.POSTED


def test_shares_follow_and_one_that_comes_to_nothing_goes_too(cast, running, rules):
    case = make_record(running, cast.head, rules.shared, cast.staff)
    on_notice(running, cast)
    strike_out(case, cast.leader)
    assert [line.state for line in case.lines] == [LineState.STRUCK_OUT] * 2
    assert {line.struck_reason for line in case.lines} == {"有维修单"}
    assert case.state is CaseState.REJECTED


def test_a_share_that_is_struck_out_leaves_the_others(cast, running, rules):
    case = make_record(running, cast.head, rules.shared, cast.staff)
    on_notice(running, cast)
    share = next(index for index, line in enumerate(case.lines) if line.person_id == cast.squad_leader.id)
    strike_out(case, cast.leader, line=share)
    assert sorted(line.state for line in case.lines) == [LineState.OPEN, LineState.STRUCK_OUT]
    assert case.state is CaseState.PROPOSED


def test_of_two_that_one_leads_half_of_the_share_stays(session, cast, running, rules):
    squad = session.get_one(Unit, cast.squad_id)
    person = make_person(session.get_one(Unit, cast.station_id), "T099", "服务员乙", squad)
    case = make_record(running, cast.head, rules.shared, cast.staff, person_ids=[cast.staff.id, person.id])
    on_notice(running, cast)
    share = next(line for line in case.lines if line.person_id == cast.squad_leader.id)
    assert share.asked == Decimal(-2)
    strike_out(case, cast.leader)
    assert (share.state, share.decided) == (LineState.OPEN, Decimal(-1))
    assert session.query(LedgerEntry).count() == 0


def test_striking_out_the_last_line_settles_the_list(session, cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    strike_out(case, cast.leader)
    assert (month_list.state, month_list.signed_by_id) == (ListState.SIGNED, cast.leader.id)


def test_it_needs_a_reason(cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    on_notice(running, cast)
    with pytest.raises(RuleBroken, match="reason_needed"):
        strike_out(case, cast.leader, reason=" ")


def test_who_may_not_sign_it_may_not_strike_it_out(cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    on_notice(running, cast)
    for other in (cast.head, cast.director, cast.deputy, cast.member):
        with pytest.raises(NotYourOwn, match="not_yours_to_sign"):
            strike_out(case, other)


def test_a_deputy_strikes_out_nothing_above_the_limit(cast, running, rules):
    case = make_record(running, cast.second_head, rules.plain, cast.second_staff, "4")
    on_notice(running, cast)
    with pytest.raises(RuleBroken, match="leader_signs"):
        strike_out(case, cast.deputy)


def test_it_is_struck_out_once_and_not_when_held_or_posted(session, cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    posted = make_record(running, cast.head, rules.plain, cast.staff)
    held = make_record(running, cast.head, rules.plain, cast.staff)
    unlisted = make_record(running, cast.head, rules.plain, cast.staff, happened_on=OPENED.date())
    month_list = on_notice(running, cast)
    held.lines[0].state = LineState.HELD
    strike_out(case, cast.leader)
    sign(month_list, cast.leader)
    for one, key in ((case, "line_settled"), (posted, "line_settled"), (held, "line_held")):
        with pytest.raises(WrongState, match=key):
            strike_out(one, cast.leader)
    with pytest.raises(WrongState, match="not_in_list"):
        months.strike_out(unlisted.lines[0], "误记", version=None, by=cast.leader.visitor(ENDED), at=ENDED)


def test_a_page_that_is_out_of_date_is_refused(session, cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    on_notice(running, cast)
    seen = session.get_one(MonthlyList, case.list_id).version - 1
    with pytest.raises(Stale):
        months.strike_out(case.lines[0], "误记", version=seen, by=cast.leader.visitor(ENDED), at=ENDED)


def test_subject_and_recorder_are_told(session, cast, running, rules):
    case = make_record(running, cast.head, rules.shared, cast.staff)
    on_notice(running, cast)
    strike_out(case, cast.leader)
    told = session.query(Notice).filter_by(key="month.struck_out", ref_id=case.id)
    assert {one.person_id for one in told} == {cast.staff.id, cast.squad_leader.id, cast.head.id}
