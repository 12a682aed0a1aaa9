"""Tasks are issued once, to the units that they name; where no item is left, there is a gap."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState, Sharing, Task
from models.checklist import AcceptedBy, Checklist, ChecklistItem, RevisionState
from models.notice import Notice
from models.refusals import WrongState
from models.types import Rhythm
from models.unit import Unit, UnitKind
from services import issuing, items, settings
from tests.factories.cast import make_unit
from tests.services.checklists import AT


@pytest.fixture
def campaign(running):
    return db.session.get_one(Campaign, running.campaign_id)


@pytest.fixture
def task(running):
    return db.session.get_one(Task, running.task_id)


def units(*ids):
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(ids))))


def test_a_led_task_becomes_one_item_with_parts(campaign, task, cast, by, running):
    task.cooperating = units(cast.second_department_id, cast.squad_id)
    issued = issuing.issue(campaign, by=by("director"), at=AT)
    (item,) = issued.items
    assert (item.checklist_id, item.task_id) == (running.checklist_id, task.id)
    revision = item.current
    assert (revision.title, revision.state) == (task.title, RevisionState.DRAFT)
    assert (revision.rhythm, revision.day, revision.phase_id) == (Rhythm.MONTHLY, 25, task.phase_id)
    assert revision.accepted_by is AcceptedBy.UNIT
    assert {part.unit_id for part in item.parts} == {cast.second_department_id, cast.squad_id}
    assert task.issued_at == AT


def test_a_squad_that_leads_stands_for_its_department(campaign, task, cast, by, running):
    task.lead_id = cast.squad_id
    db.session.flush()
    (item,) = issuing.issue(campaign, by=by("director"), at=AT).items
    assert item.checklist_id == running.checklist_id


def test_each_named_unit_gets_its_own_item(campaign, task, cast, by):
    task.sharing = Sharing.EACH
    task.cooperating = units(cast.second_department_id, cast.squad_id)
    drafted = issuing.issue(campaign, by=by("director"), at=AT).items
    assert {item.checklist.department_id for item in drafted} == {cast.department_id, cast.second_department_id}
    assert len(drafted) == 2
    assert not any(item.parts for item in drafted)


def test_all_departments_get_their_own_and_a_new_one_its_checklist(campaign, task, cast, by):
    make_unit(UnitKind.DEPARTMENT, "安保部", db.session.get_one(Unit, cast.station_id))
    settings.structure_changed()
    task.sharing, task.all_units = Sharing.EACH, True
    drafted = issuing.issue(campaign, by=by("director"), at=AT).items
    assert len({item.checklist_id for item in drafted}) == 4
    assert db.session.query(Checklist).filter_by(campaign_id=campaign.id).count() == 4


def test_heads_and_liaisons_are_told_how_many(campaign, task, cast, by):
    issuing.issue(campaign, by=by("director"), at=AT)
    told = {one.person_id: one.values for one in db.session.query(Notice).filter_by(key="tasks_issued")}
    assert told == {cast.head.id: {"count": 1}, cast.liaison.id: {"count": 1}}


def test_an_issued_task_is_not_issued_twice(campaign, task, by):
    issuing.issue(campaign, by=by("director"), at=AT)
    with pytest.raises(WrongState, match="nothing_to_issue"):
        issuing.issue(campaign, by=by("director"), at=AT)
    assert db.session.query(ChecklistItem).filter_by(task_id=task.id).count() == 1


def test_a_task_without_a_lead_is_left_and_named(campaign, task, by, running):
    other = Task(focus_area_id=running.area_id, position=2, title="没有牵头部室", due_on=date(2018, 11, 30))
    db.session.add(other)
    db.session.flush()
    issued = issuing.issue(campaign, by=by("director"), at=AT)
    assert issued.lacking == [other]
    assert other.issued_at is None


def test_only_the_chosen_tasks_are_issued(campaign, task, by):
    with pytest.raises(WrongState, match="nothing_to_issue"):
        issuing.issue(campaign, by=by("director"), at=AT, task_ids=[])
    assert len(issuing.issue(campaign, by=by("director"), at=AT, task_ids=[task.id]).items) == 1


def test_nothing_is_issued_in_a_closed_campaign(campaign, by):
    campaign.state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        issuing.issue(campaign, by=by("director"), at=AT)


def test_a_gap_is_an_issued_task_of_which_no_item_is_left(campaign, task, cast, by):
    assert issuing.gaps(campaign) == []
    (item,) = issuing.issue(campaign, by=by("director"), at=AT).items
    assert issuing.gaps(campaign) == []
    (second,) = items.split(item, ["甲", "乙"], version=item.version, by=by("head"), at=AT)
    items.remove(item, version=item.version, by=by("head"), at=AT)
    assert issuing.gaps(campaign) == []
    items.remove(second, version=second.version, by=by("head"), at=AT)
    (gap,) = issuing.gaps(campaign)
    assert (gap.task_id, gap.unit_id) == (task.id, cast.department_id)
    campaign.state = CampaignState.CLOSED
    assert issuing.gaps(campaign) == []


def test_under_each_a_gap_counts_per_unit(campaign, task, cast, by):
    task.sharing, task.all_units = Sharing.EACH, True
    drafted = issuing.issue(campaign, by=by("director"), at=AT).items
    gone = next(item for item in drafted if item.checklist.department_id == cast.second_department_id)
    items.remove(gone, version=gone.version, by=by("second_head"), at=AT)
    assert [gap.unit_id for gap in issuing.gaps(campaign)] == [cast.second_department_id]
