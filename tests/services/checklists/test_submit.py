"""The head submits; the office is told; what lacks an owner or a due date is named."""

from datetime import date

import pytest

from extensions import db
from models.checklist import Checklist, ChecklistItem, ChecklistState, RevisionState
from models.notice import Notice
from models.refusals import Incomplete, Stale, WrongState
from models.types import Rhythm
from services import checklists, items, traces
from services.items import Charge, Content
from tests.factories import make_campaign, make_cast
from tests.factories.running import STARTED

AT = STARTED.replace(month=11, day=20)


@pytest.fixture
def cast(session):
    return make_cast()


@pytest.fixture
def running(cast):
    return make_campaign(cast)


@pytest.fixture
def checklist(running):
    return db.session.get_one(Checklist, running.checklist_id)


def complete(checklist, running, cast):
    draft = db.session.get_one(ChecklistItem, running.draft_id)
    content = Content("旅客谈心", running.area_id, rhythm=Rhythm.MONTHLY, day=25)
    items.edit(draft, content, Charge(cast.staff.id), version=draft.version, by=cast.head.visitor(AT), at=AT)
    return draft


def test_every_draft_goes_to_the_office(cast, running, checklist):
    draft = complete(checklist, running, cast)
    checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)
    assert draft.current.state is RevisionState.SUBMITTED
    assert (draft.current.submitted_by_id, draft.current.submitted_at) == (cast.head.id, AT)
    assert checklists.state_of(checklist) is ChecklistState.IN_REVIEW
    acts = [trace.act for trace in traces.history("checklist_item", draft.id)]
    assert acts == ["item.submitted", "item.edited"]


def test_the_office_director_is_told(cast, running, checklist):
    complete(checklist, running, cast)
    checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)
    notice = db.session.query(Notice).one()
    assert (notice.person_id, notice.key) == (cast.director.id, "checklist_submitted")
    assert notice.values == {"unit": "站务部", "count": 1}


def test_the_checklist_of_the_directors_own_department_goes_to_the_deputy_in_charge(cast, running):
    office = db.session.get_one(Checklist, running.office_checklist_id)
    director = cast.director.visitor(AT)
    content = Content("整理档案", running.area_id, due_on=date(2018, 11, 30))
    items.add(office, content, Charge(cast.payroll.id), by=director, at=AT)
    checklists.submit(office, version=office.version, by=director, at=AT)
    assert [notice.person_id for notice in db.session.query(Notice)] == [cast.deputy.id]


def test_an_item_without_owner_or_due_is_named(cast, running, checklist):
    with pytest.raises(Incomplete) as refused:
        checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)
    assert refused.value.key == "items_incomplete"
    assert refused.value.values == {"count": 1, "titles": "旅客谈心每月不少于 10 人次"}


def test_twice_there_is_nothing_left_to_submit(cast, running, checklist):
    complete(checklist, running, cast)
    checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)
    with pytest.raises(WrongState, match="nothing_to_submit"):
        checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)


def test_a_stale_checklist_is_not_submitted(cast, running, checklist):
    seen = checklist.version
    complete(checklist, running, cast)
    with pytest.raises(Stale):
        checklists.submit(checklist, version=seen, by=cast.head.visitor(AT), at=AT)


def test_nothing_is_submitted_in_a_closed_campaign(cast, running, checklist):
    complete(checklist, running, cast)
    checklist.campaign.state = "closed"
    db.session.flush()
    db.session.expire(checklist.campaign)
    with pytest.raises(WrongState, match="campaign_closed"):
        checklists.submit(checklist, version=checklist.version, by=cast.head.visitor(AT), at=AT)
