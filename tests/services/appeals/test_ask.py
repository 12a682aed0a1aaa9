from datetime import UTC, date, datetime, timedelta

import pytest

from models.appeal import Appeal, AppealState
from models.campaign import Campaign, CampaignState
from models.case import LineState
from models.event import Event
from models.evidence import EvidenceUse
from models.notice import Notice
from models.person import Appointment
from models.refusals import RuleBroken, SentBefore, Stale, WrongState
from services import appeals, cases, ledger
from tests.factories import points

LAST_MOMENT = datetime(
    2018, 11, 30, 15, 59, 0, tzinfo=UTC
)  # five working days after 2018-11-23, a minute before its end


def told(session, key):
    return {one.person_id for one in session.query(Notice).filter_by(key=key)}


def test_what_is_not_posted_yet_is_held_until_it_is_decided(session, cast, case):
    asked = points.appeal(case, cast.staff, points.AT)
    assert (asked.state, asked.entry_id, appeals.number_of(asked)) == (AppealState.OPEN, None, "F-0001")
    assert [line.state for line in case.lines] == [LineState.HELD, LineState.OPEN]
    with pytest.raises(WrongState, match="line_held"):
        points.confirm(case, cast.leader)


def test_what_is_posted_stays_until_it_is_decided(session, cast, posted):
    asked = points.appeal(posted.case, cast.staff)
    assert (asked.entry_id, posted.line.state) == (posted.entry.id, LineState.POSTED)
    assert points.entry(posted.case.campaign_id, 1).balance == -2


def test_it_is_asked_for_on_notice_and_five_working_days_after(session, cast, case):
    assert appeals.last_day_of(case) == date(2018, 11, 30)
    appeals.refuse_asking(case.lines[0], points.AT)
    assert points.appeal(case, cast.staff, LAST_MOMENT)
    with pytest.raises(WrongState, match="appeal_too_late") as refusal:
        points.appeal(case, cast.squad_leader, LAST_MOMENT + timedelta(minutes=1), line=1)
    assert refusal.value.values == {"until": "2018-11-30"}


def test_it_is_not_asked_for_before_the_notice(session, cast, case):
    with pytest.raises(WrongState, match="appeal_not_yet"):
        points.appeal(case, cast.staff, points.AT - timedelta(minutes=1))
    case.public_from = case.public_until = None
    session.flush()
    with pytest.raises(WrongState, match="appeal_not_yet"):
        points.appeal(case, cast.staff, points.AT)


def test_it_is_asked_for_once_for_a_line(session, cast, case):
    asked = points.appeal(case, cast.staff, points.AT)
    points.decide(asked, cast.member, "upheld", points.AT)
    with pytest.raises(WrongState, match="appeal_asked") as refusal:
        points.appeal(case, cast.staff, points.AT)
    assert refusal.value.values == {"number": "F-0001"}
    assert points.appeal(case, cast.squad_leader, points.AT, line=1), "every line has its own"


def test_it_needs_words(session, cast, case):
    with pytest.raises(RuleBroken, match="needed") as refusal:
        points.appeal(case, cast.staff, points.AT, text=" ")
    assert refusal.value.field == "text"


def test_what_was_rejected_withdrawn_or_taken_back_already_is_not_reconsidered(session, cast, running, case, posted):
    ledger.reverse(posted.entry, None, "记错", by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)
    with pytest.raises(WrongState, match="appeal_reversed"):
        points.appeal(posted.case, cast.staff)
    other = points.make_penalty(running, cast, reason="别的")
    cases.withdraw(other, "记错", version=other.version, by=cast.director.visitor(points.AT), at=points.AT)
    with pytest.raises(WrongState, match="appeal_nothing"):
        points.appeal(other, cast.staff, points.AT)


def test_its_papers_hang_on_it(session, cast, case):
    paper = points.make_note(cast.staff, "班表")
    asked = appeals.ask(
        case.lines[0], "不在班", [paper], by=cast.staff.visitor(points.AT), at=points.AT, request_key="k"
    )
    assert session.query(EvidenceUse).filter_by(ref_kind="appeal", ref_id=asked.id).one().evidence_id == paper.id
    assert session.query(Event).filter_by(act="appeal.asked", ref_id=asked.id).one().by_id == cast.staff.id
    with pytest.raises(SentBefore):
        appeals.ask(case.lines[0], "不在班", [], by=cast.staff.visitor(points.AT), at=points.AT, request_key="k")


def test_it_is_decided_within_ten_working_days(session, cast, case):
    asked = points.appeal(case, cast.staff, points.AT)
    assert asked.due_at.astimezone(points.ZONE).date() == date(2018, 12, 4)
    assert asked.warn_at.astimezone(points.ZONE).date() == date(2018, 11, 29)


def test_those_who_decide_the_proposer_and_the_confirmer_are_told(session, cast, posted):
    points.appeal(posted.case, cast.staff)
    assert told(session, "appeal.to_decide") == {cast.member.id}
    assert told(session, "appeal.asked") == {cast.director.id, cast.leader.id}


def test_where_nobody_may_decide_the_office_is_told(session, cast, posted):
    session.query(Appointment).filter_by(person_id=cast.member.id).delete()
    points.appeal(posted.case, cast.staff)
    assert told(session, "appeal.nobody_decides") == {cast.director.id}


def test_the_confirmer_looks_again_at_a_case_of_which_a_line_was_held(session, cast, case):
    seen = case.version
    asked = points.appeal(case, cast.staff, points.AT)
    points.decide(asked, cast.member, "upheld", points.AT)
    with pytest.raises(Stale):
        cases.confirm(case, version=seen, by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)


def test_it_is_asked_for_in_a_closed_campaign_too(session, cast, running, posted):
    session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
    session.flush()
    asked = points.appeal(posted.case, cast.staff)
    assert points.decide(asked, cast.member, "overturned").amount == 2
    assert session.query(Appeal).one().state is AppealState.OVERTURNED
