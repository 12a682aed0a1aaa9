"""The head submits; the office is told; what lacks an owner or a due date is named."""

import pytest

from extensions import db
from models.campaign import CampaignState
from models.checklist import Checklist, ChecklistState, RevisionState
from models.notice import Notice
from models.refusals import Incomplete, Stale, WrongState
from services import checklists, items, traces
from services.items import Charge
from tests.services.checklists import AT


def test_every_draft_goes_to_the_office(cast, submitted, checklist):
    assert submitted.current.state is RevisionState.SUBMITTED
    assert (submitted.current.submitted_by_id, submitted.current.submitted_at) == (cast.head.id, AT)
    assert checklists.state_of(checklist) is ChecklistState.IN_REVIEW
    acts = [trace.act for trace in traces.history("checklist_item", submitted.id)]
    assert acts == ["item.submitted", "item.edited"]


def test_the_office_director_is_told(cast, submitted):
    notice = db.session.query(Notice).one()
    assert (notice.person_id, notice.key) == (cast.director.id, "checklist_submitted")
    assert notice.values == {"unit": "站务部", "count": 1}


def test_the_checklist_of_the_directors_own_department_goes_to_the_deputy_in_charge(cast, running, by, say):
    office = db.session.get_one(Checklist, running.office_checklist_id)
    items.add(office, say("整理档案"), Charge(cast.payroll.id), by=by("director"), at=AT)
    checklists.submit(office, version=office.version, by=by("director"), at=AT)
    assert [notice.person_id for notice in db.session.query(Notice)] == [cast.deputy.id]


def test_an_item_without_owner_or_due_is_named(checklist, by):
    with pytest.raises(Incomplete) as refused:
        checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
    assert refused.value.key == "items_incomplete"
    assert refused.value.values == {"count": 1, "titles": "旅客谈心每月不少于 10 人次"}


def test_twice_there_is_nothing_left_to_submit(submitted, checklist, by):
    with pytest.raises(WrongState, match="nothing_to_submit"):
        checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)


def test_a_stale_checklist_is_not_submitted(checklist, by, say, cast):
    seen = checklist.version
    items.add(checklist, say(), Charge(cast.staff.id), by=by("liaison"), at=AT)
    with pytest.raises(Stale):
        checklists.submit(checklist, version=seen, by=by("head"), at=AT)


def test_nothing_is_submitted_in_a_closed_campaign(checklist, by):
    checklist.campaign.state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
