from dataclasses import replace
from decimal import Decimal

import pytest

from models.campaign import Campaign, CampaignState
from models.case import CaseState, LineState
from models.event import Event
from models.ledger import LedgerEntry
from models.month import ListState
from models.notice import Notice
from models.person import Role
from models.refusals import NotYourOwn, Stale, WrongState
from models.unit import Unit
from services import chain, months, totals
from tests.factories import points
from tests.factories.cast import appoint
from tests.factories.months import ENDED, OPENED, make_record, on_notice, open_list, sign
from tests.factories.running import ZONE


def test_the_leader_signs_once_and_all_is_posted_as_one_batch(session, cast, running, rules):
    first = make_record(running, cast.head, rules.plain, cast.staff, "5")
    second = make_record(running, cast.second_head, rules.plain, cast.second_staff)
    month_list = on_notice(running, cast)
    assert sign(month_list, cast.leader) == [1, 2]
    one, other = session.query(LedgerEntry).order_by(LedgerEntry.number)
    assert (one.asked, one.cut, one.amount, one.month) == (Decimal(-5), Decimal(-2), Decimal(-3), 201810)
    assert (other.person_id, other.confirmer_id) == (cast.second_staff.id, cast.leader.id)
    assert {first.state, second.state} == {CaseState.POSTED}
    assert (first.decided_by_id, first.decided_at) == (cast.leader.id, ENDED)
    assert (month_list.state, month_list.signed_by_id) == (ListState.SIGNED, cast.leader.id)
    assert session.query(Event).filter_by(act="month.signed").one().to_state == ListState.SIGNED
    assert chain.verify(running.campaign_id) is None
    assert totals.differences(running.campaign_id) == []


def test_it_is_not_signed_before_the_notice_has_ended(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    with pytest.raises(WrongState, match="list_on_notice"):
        sign(month_list, cast.leader, OPENED)


def test_it_is_not_signed_while_it_is_checked(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    with pytest.raises(WrongState, match="list_not_published"):
        sign(open_list(running, cast), cast.leader)


def test_it_is_signed_once(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    seen = month_list.version
    sign(month_list, cast.leader)
    with pytest.raises(WrongState, match="list_signed_by"):
        months.sign(month_list, version=seen, by=cast.leader.visitor(ENDED), at=ENDED, zone=ZONE)


def test_a_page_that_is_out_of_date_is_refused(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    with pytest.raises(Stale):
        months.sign(month_list, version=1, by=cast.leader.visitor(ENDED), at=ENDED, zone=ZONE)


def test_lines_that_the_leader_may_not_judge_stay_for_a_deputy_in_charge(session, cast, running, rules):
    mine = make_record(running, cast.head, rules.plain, cast.staff)
    leaders = make_record(running, cast.second_head, rules.plain, cast.second_staff)
    leaders.proposed_by_id = cast.leader.id
    month_list = on_notice(running, cast)
    assert len(sign(month_list, cast.leader)) == 1
    assert (mine.state, leaders.state) == (CaseState.POSTED, CaseState.PROPOSED)
    assert month_list.state is ListState.ON_NOTICE
    with pytest.raises(NotYourOwn, match="nothing_to_sign"):
        sign(month_list, cast.leader)
    assert len(sign(month_list, cast.deputy)) == 1
    assert (month_list.state, month_list.signed_by_id) == (ListState.SIGNED, cast.leader.id)


def test_the_leader_signs_nothing_about_himself_or_a_unit_that_he_heads(session, cast, running, rules):
    about = make_record(running, cast.second_head, rules.plain, cast.second_staff)
    about.lines[0].person_id = cast.leader.id
    headed = make_record(running, cast.director, rules.plain, cast.staff)
    leader = session.get_one(type(about.proposed_by), cast.leader.id)
    appoint(leader, Role.HEAD, unit=session.get_one(Unit, cast.squad_id))
    month_list = on_notice(running, cast)
    with pytest.raises(NotYourOwn, match="nothing_to_sign"):
        sign(month_list, cast.leader)
    assert {about.state, headed.state} == {CaseState.PROPOSED}


def test_a_deputy_signs_for_the_units_in_charge_up_to_the_limit(cast, running, rules):
    small = make_record(running, cast.second_head, rules.plain, cast.second_staff, "3")
    large = make_record(running, cast.second_head, rules.plain, cast.second_staff, "4")
    elsewhere = make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    assert len(sign(month_list, cast.deputy)) == 1
    assert small.state is CaseState.POSTED
    assert large.state is elsewhere.state is CaseState.PROPOSED
    assert len(sign(month_list, cast.leader)) == 2


def test_a_veto_is_never_in_the_list(session, cast, running, rules):
    case = make_record(running, cast.second_head, rules.plain, cast.second_staff)
    case.rule.veto = True
    session.flush()
    month_list = on_notice(running, cast)
    assert (case.list_id, month_list.state) == (None, ListState.SIGNED)


def test_nobody_signs_for_24_hours_after_a_reset(cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    by = replace(cast.leader.visitor(ENDED), may_not_judge_yet=True)
    with pytest.raises(NotYourOwn, match="reset_lately"):
        months.sign(month_list, version=None, by=by, at=ENDED, zone=ZONE)


def test_a_held_line_is_left_and_signed_when_it_is_free(session, cast, running, rules):
    held = make_record(running, cast.head, rules.plain, cast.staff)
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    held.lines[0].state = LineState.HELD
    assert len(sign(month_list, cast.leader)) == 1
    assert (month_list.state, held.state) == (ListState.SIGNED, CaseState.PROPOSED)
    held.lines[0].state = LineState.OPEN
    assert len(sign(month_list, cast.leader)) == 1
    assert (month_list.state, held.state) == (ListState.SIGNED, CaseState.POSTED)


def test_everyone_concerned_is_told_when_it_is_posted(session, cast, running, rules):
    make_record(running, cast.head, rules.shared, cast.staff)
    sign(on_notice(running, cast), cast.leader)
    told = {one.person_id for one in session.query(Notice).filter_by(key="month.posted")}
    assert told == {cast.staff.id, cast.squad_leader.id}
    assert [one.person_id for one in session.query(Notice).filter_by(key="month.recorded_posted")] == [cast.head.id]


def test_what_was_withdrawn_from_the_list_leaves_nothing_to_sign(session, cast, running, rules):
    case = make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    case.state = CaseState.WITHDRAWN
    assert sign(month_list, cast.leader) == []
    assert month_list.state is ListState.SIGNED


def test_in_a_closed_campaign_nothing_is_signed(session, cast, running, rules):
    make_record(running, cast.head, rules.plain, cast.staff)
    month_list = on_notice(running, cast)
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        sign(month_list, cast.leader)


def test_own_cases_stay_out_of_it(cast, running, rules):
    own = points.make_penalty(running, cast)
    on_notice(running, cast)
    assert (own.state, own.list_id) == (CaseState.PROPOSED, None)
