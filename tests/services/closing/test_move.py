from datetime import UTC, date, datetime

import pytest

from models.campaign import Campaign, CampaignState, FocusArea, Phase, Task
from models.checklist import Checklist, ChecklistItem, RevisionState
from models.event import Event
from models.finding import Finding, FindingSource, FindingState
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackState
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.unit import Unit
from models.work import Occurrence, OccurrenceState
from services import closing, findings, open_points
from tests.factories.points import make_penalty
from tests.factories.running import make_item

AT = datetime(2018, 12, 28, 2, 0, tzinfo=UTC)
ACTIVE, LOOKING_BACK, CLOSED = CampaignState.ACTIVE, CampaignState.LOOKING_BACK, CampaignState.CLOSED


@pytest.fixture
def campaign(running, session):
    return session.get_one(Campaign, running.campaign_id)


def move(campaign, who, to, *, version=None):
    closing.move(campaign, to, version=version, by=who.visitor(AT), at=AT)


def settle(campaign, who, *item_ids, standing=False, reason="活动结束"):
    versions = dict.fromkeys(item_ids)
    return closing.settle_items(campaign, versions, reason, standing=standing, by=who.visitor(AT), at=AT)


def finish_everything(campaign, cast, running):
    settle(campaign, cast.director, running.item_id, running.weekly_id, running.draft_id)


def look_back(session, campaign, cast, scope=LookBackScope.CAMPAIGN, state=LookBackState.FINISHED):
    moment = {"starts_at": AT, "warn_at": AT, "due_at": AT, "opened_at": AT}
    round_ = LookBack(
        campaign_id=campaign.id, number=1, scope=scope, state=state, opened_by_id=cast.director.id, **moment
    )
    session.add(round_)
    session.flush()
    return round_


def give_all_work(session, running):
    """The task is issued, and every department has an item that was carried out and ended."""
    task = session.get_one(Task, running.task_id)
    task.issued_at = AT
    session.get_one(ChecklistItem, running.item_id).task_id = task.id
    for checklist_id in (running.second_checklist_id, running.office_checklist_id):
        checklist = session.get_one(Checklist, checklist_id)
        area, phase = session.get_one(FocusArea, running.area_id), session.get_one(Phase, running.phase_ids[1])
        make_item(checklist, area, phase, "完成的事项", None, due_on=date(2018, 11, 30)).ended_at = AT
    session.flush()


def submit_draft(session, running):
    item = session.get_one(ChecklistItem, running.draft_id)
    item.current.state = RevisionState.SUBMITTED
    session.flush()


def open_finding(session, campaign, cast):
    unit = session.get_one(Unit, cast.department_id)
    content = findings.Content(unit=unit, text="登记本没有启用", owner_id=cast.staff.id, due_on=date(2018, 12, 31))
    return findings.open_(campaign, content, FindingSource.OFFICE, by=cast.director.visitor(AT), at=AT)


def test_the_campaign_moves_to_looking_back_and_is_closed(campaign, cast, running, session):
    version = campaign.version
    move(campaign, cast.director, LOOKING_BACK, version=version)
    assert (campaign.state, campaign.version) == (LOOKING_BACK, version + 1)
    give_all_work(session, running)
    look_back(session, campaign, cast)
    finish_everything(campaign, cast, running)
    move(campaign, cast.director, CLOSED)
    assert campaign.state is CLOSED
    acts = [one.act for one in session.query(Event).filter(Event.ref_kind == "campaign").order_by(Event.id)]
    assert acts == ["campaign.looking_back", "campaign.closed"]


def test_it_does_not_close_before_it_looked_back(campaign, cast):
    with pytest.raises(WrongState):
        move(campaign, cast.director, CLOSED)


def test_it_does_not_move_twice(campaign, cast):
    move(campaign, cast.director, LOOKING_BACK)
    with pytest.raises(WrongState):
        move(campaign, cast.director, LOOKING_BACK)


def test_a_changed_campaign_is_stale(campaign, cast):
    with pytest.raises(Stale):
        move(campaign, cast.director, LOOKING_BACK, version=campaign.version + 1)


def test_looking_back_waits_for_what_is_submitted_and_not_decided(campaign, cast, running, session):
    submit_draft(session, running)
    with pytest.raises(RuleBroken, match="undecided_left") as refused:
        move(campaign, cast.director, LOOKING_BACK)
    assert refused.value.values == {"count": 1}
    assert [one.id for one in open_points.of_campaign(campaign, cast.director.visitor(AT)).undecided] == [
        running.draft_id
    ]


def test_closing_is_refused_with_all_that_is_open(campaign, cast, running, session):
    make_penalty(running, cast)
    open_finding(session, campaign, cast)
    look_back(session, campaign, cast, LookBackScope.PHASE, LookBackState.CHECKING)
    move(campaign, cast.director, LOOKING_BACK)
    points = open_points.of_campaign(campaign, cast.director.visitor(AT))
    assert {one.id for one in points.unaccepted} == {running.item_id, running.weekly_id}
    assert [one.id for one in points.unapproved] == [running.draft_id]
    assert [one.number for one in points.rounds] == ["1"]
    assert [one.number for one in points.findings] == ["W-0001"]
    assert [one.number for one in points.cases] == ["PC-0001"]
    with pytest.raises(RuleBroken, match="points_left") as refused:
        move(campaign, cast.director, CLOSED)
    assert refused.value.values == {"count": 10}  # with a task, two empty checklists and no look-back
    assert campaign.state is LOOKING_BACK


def test_a_campaign_in_which_nothing_was_done_does_not_close(campaign, cast, running, session):
    finish_everything(campaign, cast, running)
    move(campaign, cast.director, LOOKING_BACK)
    points = open_points.of_campaign(campaign, cast.director.visitor(AT))
    assert [one.id for one in points.tasks] == [running.task_id]
    assert [one.text for one in points.empty] == ["票务部", "综合部"]
    assert not points.looked_back
    with pytest.raises(RuleBroken, match="points_left"):
        move(campaign, cast.director, CLOSED)


def test_only_a_finished_look_back_over_the_campaign_counts(campaign, cast, session):
    round_ = look_back(session, campaign, cast, LookBackScope.PHASE)
    by = cast.director.visitor(AT)
    assert not open_points.of_campaign(campaign, by).looked_back
    round_.scope, round_.state = LookBackScope.CAMPAIGN, LookBackState.RECHECKING
    session.flush()
    assert not open_points.of_campaign(campaign, by).looked_back
    round_.state = LookBackState.FINISHED
    session.flush()
    assert open_points.of_campaign(campaign, by).looked_back


def test_a_gap_is_open_until_a_look_back_looked_at_it(campaign, cast, running, session):
    session.get_one(Task, running.task_id).issued_at = AT
    session.flush()
    by = cast.director.visitor(AT)
    assert [(one.id, one.unit) for one in open_points.of_campaign(campaign, by).gaps] == [(running.task_id, "站务部")]
    round_ = look_back(session, campaign, cast)
    session.add(LookBackItem(lookback_id=round_.id, unit_id=cast.department_id, task_id=running.task_id))
    session.flush()
    assert open_points.of_campaign(campaign, by).gaps == []


def test_a_gap_that_a_judge_made_with_a_reason_is_not_open(campaign, cast, running, session):
    session.get_one(Task, running.task_id).issued_at = AT
    session.get_one(ChecklistItem, running.draft_id).task_id = running.task_id
    session.flush()
    settle(campaign, cast.director, running.draft_id)
    assert open_points.of_campaign(campaign, cast.director.visitor(AT)).gaps == []


def test_accepted_work_and_finished_records_are_not_open(campaign, cast, running, session):
    for one in session.query(Occurrence):
        one.state = OccurrenceState.ACCEPTED
    open_finding(session, campaign, cast).state = FindingState.CLOSED_OUT
    give_all_work(session, running)
    look_back(session, campaign, cast)
    points = open_points.of_campaign(campaign, cast.director.visitor(AT))
    assert points.count == 1  # the draft
    assert points.unaccepted == points.findings == []


def test_items_end_or_become_standing_with_a_trace(campaign, cast, running, session):
    assert settle(campaign, cast.director, running.item_id) == 1
    assert settle(campaign, cast.director, running.weekly_id, standing=True) == 1
    acts = {one.ref_id: one.act for one in session.query(Event).filter(Event.ref_kind == "checklist_item")}
    assert acts == {running.item_id: "item.ended", running.weekly_id: "item.carried"}


def test_what_was_never_approved_is_dropped(campaign, cast, running, session):
    settle(campaign, cast.director, running.draft_id)
    assert session.get_one(ChecklistItem, running.draft_id).ended_at == AT


def test_what_is_submitted_is_decided_first(campaign, cast, running, session):
    submit_draft(session, running)
    with pytest.raises(WrongState, match="decide_first"):
        settle(campaign, cast.director, running.draft_id)


def test_items_end_with_a_reason_and_not_for_nothing(campaign, cast, running):
    with pytest.raises(RuleBroken, match="reason_needed"):
        settle(campaign, cast.director, running.item_id, reason=" ")
    with pytest.raises(RuleBroken, match="nothing_chosen"):
        settle(campaign, cast.director)


def test_another_person_than_the_judge_ends_nothing(campaign, cast, running):
    with pytest.raises(NotYourOwn):
        settle(campaign, cast.head, running.draft_id)
    (item,) = [
        one for one in open_points.of_campaign(campaign, cast.head.visitor(AT)).unaccepted if one.id == running.item_id
    ]
    assert (item.mine, item.judges) == (False, ("办公室主任",))


def test_findings_are_carried_over_one_or_all(campaign, cast, session):
    first, second, third = (open_finding(session, campaign, cast) for _ in range(3))
    assert closing.carry_over(campaign, [first.id], by=cast.director.visitor(AT), at=AT) == 1
    assert closing.carry_over(campaign, None, by=cast.director.visitor(AT), at=AT) == 2
    assert {one.state for one in (first, second, third)} == {FindingState.CARRIED_OVER}
    with pytest.raises(RuleBroken, match="nothing_chosen"):
        closing.carry_over(campaign, None, by=cast.director.visitor(AT), at=AT)


def test_after_the_close_everything_is_refused(campaign, cast, running, session):
    finding = open_finding(session, campaign, cast)
    campaign.state = CLOSED
    session.flush()
    with pytest.raises(WrongState, match="campaign_closed"):
        settle(campaign, cast.director, running.item_id)
    with pytest.raises(WrongState, match="campaign_closed"):
        closing.carry_over(campaign, [finding.id], by=cast.director.visitor(AT), at=AT)
    with pytest.raises(WrongState, match="campaign_closed"):
        move(campaign, cast.director, CLOSED)


def test_the_statements_do_not_grow_with_what_is_open(campaign, cast, session, statements):
    by = cast.director.visitor(AT)
    open_finding(session, campaign, cast)
    with statements() as few:
        open_points.of_campaign(campaign, by)
    for _ in range(5):
        open_finding(session, campaign, cast)
    with statements() as many:
        open_points.of_campaign(campaign, by)
    assert len(many) == len(few)
    assert session.query(Finding).count() == 6
