import pytest

from extensions import db
from models.campaign import CampaignState, Phase, Sharing, Task
from models.event import Event
from models.lookback import LookBackScope
from models.notice import Notice
from models.refusals import Incomplete, RuleBroken, SentBefore, WrongState
from services import lookbacks
from tests.factories import looking


def test_a_round_over_the_campaign_looks_at_every_approved_item_and_moves_the_campaign(session, cast, running):
    lookback = looking.open_round(running, cast)
    assert {one.item_id for one in lookback.items} == {running.item_id, running.weekly_id}
    assert [part.unit_id for part in lookback.units] == [
        cast.department_id,
        cast.second_department_id,
        cast.office_department_id,
    ]
    assert lookback.number == 1
    assert lookback.due_at.date().isoformat() == "2018-11-27"
    assert looking.campaign_of(running).state is CampaignState.LOOKING_BACK


def test_heads_and_liaisons_of_all_departments_are_told(session, cast, running):
    looking.open_round(running, cast)
    told = session.query(Notice).filter_by(key="lookback.opened")
    assert {one.person_id for one in told} == {
        cast.head.id,
        cast.liaison.id,
        cast.second_head.id,
        cast.director.id,
    }


def test_an_issued_task_without_items_is_looked_at_as_a_gap(session, cast, running):
    task = session.get(Task, running.task_id)
    task.issued_at = looking.AT
    session.flush()
    lookback = looking.open_round(running, cast)
    assert [(one.task_id, one.unit_id) for one in lookback.items if one.task_id] == [(task.id, cast.department_id)]


def test_a_task_for_every_unit_is_a_gap_at_each_that_lacks_it(session, cast, running):
    task = session.get(Task, running.task_id)
    task.issued_at, task.sharing, task.all_units = looking.AT, Sharing.EACH, True
    looking.make_more(running, cast, 1)[0].task_id = task.id
    session.flush()
    lookback = looking.open_round(running, cast)
    gaps = {one.unit_id for one in lookback.items if one.task_id}
    assert gaps == {cast.department_id, cast.office_department_id}


def test_a_round_over_a_phase_looks_at_that_phase_only_and_leaves_the_campaign(session, cast, running):
    other = session.get(Phase, running.phase_ids[0])
    with pytest.raises(RuleBroken, match="nothing_to_look_at"):
        looking.open_round(running, cast, LookBackScope.PHASE, phase=other)
    lookback = looking.open_round(running, cast, LookBackScope.PHASE, phase=session.get(Phase, running.phase_ids[1]))
    assert len(lookback.items) == 2
    assert looking.campaign_of(running).state is CampaignState.ACTIVE


def test_a_round_over_a_phase_needs_the_phase(session, cast, running):
    with pytest.raises(Incomplete):
        looking.open_round(running, cast, LookBackScope.PHASE)


def test_a_round_over_findings_looks_at_those_closed_before(session, cast, running):
    closed, still_open = looking.make_finding(running, cast), looking.make_finding(running, cast)
    looking.submit(closed, cast.staff)
    looking.close_out(closed, cast.director)
    lookback = looking.open_round(running, cast, LookBackScope.FINDINGS)
    assert [one.finding_id for one in lookback.items] == [closed.id]
    assert still_open.id not in {one.finding_id for one in lookback.items}


def test_no_second_round_over_the_same_while_one_runs(session, cast, running):
    looking.open_round(running, cast, LookBackScope.PHASE, phase=session.get(Phase, running.phase_ids[1]))
    looking.open_round(running, cast)
    with pytest.raises(WrongState, match="round_running"):
        looking.open_round(running, cast)


def test_a_closed_campaign_opens_none(session, cast, running):
    looking.campaign_of(running).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        looking.open_round(running, cast)


def test_the_same_form_sent_twice_leads_to_the_first_round(session, cast, running):
    def send():
        lookbacks.open_(
            looking.campaign_of(running),
            LookBackScope.CAMPAIGN,
            days=5,
            by=cast.director.visitor(looking.AT),
            at=looking.AT,
            request_key="k1",
        )

    send()
    db.session.flush()
    with pytest.raises(SentBefore):
        send()


def test_it_leaves_a_trace(session, cast, running):
    looking.open_round(running, cast)
    acts = {event.act for event in session.query(Event)}
    assert {"lookback.opened", "campaign.looking_back"} <= acts
