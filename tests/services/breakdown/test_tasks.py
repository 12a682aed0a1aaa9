"""Tasks of the breakdown: added, changed, removed, counted; gaps show until an item is left again."""

from datetime import date

import pytest

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Sharing, Task
from models.refusals import Incomplete, RuleBroken, SentBefore, Stale, WrongState
from models.types import Rhythm
from services import breakdown, issuing
from services.breakdown import TaskContent
from tests.factories.running import STARTED


@pytest.fixture
def cast(session, cast):
    return cast


@pytest.fixture
def task(running) -> Task:
    return db.session.get_one(Task, running.task_id)


@pytest.fixture
def campaign(running) -> Campaign:
    return db.session.get_one(Campaign, running.campaign_id)


def test_a_task_is_added_at_the_end_of_its_area(cast, running):
    area = db.session.get_one(FocusArea, running.area_id)
    added = breakdown.add(
        area, TaskContent("评选典型", cast.department_id), by=cast.director.visitor(STARTED), at=STARTED
    )
    assert (added.position, added.title) == (2, "评选典型")


def test_the_same_task_form_sent_twice_adds_one(cast, running):
    area = db.session.get_one(FocusArea, running.area_id)
    content, by = TaskContent("评选典型", cast.department_id), cast.director.visitor(STARTED)
    breakdown.add(area, content, by=by, at=STARTED, request_key="k")
    with pytest.raises(SentBefore):
        breakdown.add(area, content, by=by, at=STARTED, request_key="k")


@pytest.mark.parametrize(
    ("content", "key", "field"),
    [
        (TaskContent(" ", None), "needed", "title"),
        (TaskContent("a", None, rhythm=Rhythm.ONCE, due_on=date(2018, 7, 31)), "due_before_start", "due_on"),
        (TaskContent("a", None, rhythm=Rhythm.ONCE, due_on=date(2019, 1, 1)), "due_after_end", "due_on"),
        (TaskContent("a", None, rhythm=Rhythm.WEEKLY, day=8), "day_out_of_range", "day"),
    ],
)
def test_a_task_that_cannot_be_is_refused_beside_its_field(cast, task, content, key, field):
    with pytest.raises((RuleBroken, Incomplete)) as broken:
        breakdown.edit(task, content, version=1, by=cast.director.visitor(STARTED), at=STARTED)
    assert (broken.value.key, broken.value.field) == (key, field)


def test_a_stale_task_form_is_refused(cast, task):
    by = cast.director.visitor(STARTED)
    breakdown.edit(task, TaskContent("甲", cast.department_id), version=1, by=by, at=STARTED)
    with pytest.raises(Stale):
        breakdown.edit(task, TaskContent("乙", cast.department_id), version=1, by=by, at=STARTED)


def test_nothing_of_a_closed_campaign_is_changed(cast, task, campaign):
    campaign.state = CampaignState.CLOSED
    with pytest.raises(WrongState):
        breakdown.edit(task, TaskContent("甲", None), version=1, by=cast.director.visitor(STARTED), at=STARTED)


def test_an_issued_task_is_not_removed(cast, task):
    by = cast.director.visitor(STARTED)
    issuing.issue(task.campaign, by=by, at=STARTED)
    with pytest.raises(WrongState):
        breakdown.remove(task, version=None, by=by, at=STARTED)


def test_who_carries_how_much_counts_what_each_department_would_get(cast, task, campaign):
    departments, by = breakdown.Departments(campaign), cast.director.visitor(STARTED)
    assert breakdown.carried(breakdown.areas_of(campaign), departments)["站务部"] == 1
    breakdown.edit(
        task, TaskContent("各部室学习", None, all_units=True, sharing=Sharing.EACH), version=1, by=by, at=STARTED
    )
    carried = breakdown.carried(breakdown.areas_of(campaign), departments)
    assert carried == {"站务部": 1, "票务部": 1, "综合部": 1}


def test_a_task_that_names_no_department_is_not_ready(cast, task, campaign):
    departments, by = breakdown.Departments(campaign), cast.director.visitor(STARTED)
    assert breakdown.ready(breakdown.areas_of(campaign), departments) == [task]
    breakdown.edit(task, TaskContent("学习", None), version=1, by=by, at=STARTED)
    assert breakdown.ready(breakdown.areas_of(campaign), departments) == []
