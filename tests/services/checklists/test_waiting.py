"""What waits: drafts for the head, returned items for head and liaison, submitted checklists for who judges them."""

from extensions import db
from models.campaign import Campaign
from models.checklist import Checklist
from services import checklists, items
from services.items import Charge
from tests.services.checklists import AT


def waiting(by, part, running):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    return [(one.kind, one.title, one.count) for one in checklists.waiting(by(part), campaign, AT)]


def test_drafts_wait_for_the_head_alone(by, running):
    assert waiting(by, "head", running) == [("checklist_to_submit", "站务部", 1)]
    for part in ("liaison", "director", "staff", "second_head"):
        assert waiting(by, part, running) == []


def test_a_submitted_checklist_waits_for_the_director(submitted, by, running):
    assert waiting(by, "director", running) == [("checklist_to_judge", "站务部", 1)]
    for part in ("head", "deputy", "leader", "member"):
        assert waiting(by, part, running) == []


def test_that_of_the_directors_department_waits_for_the_deputy(cast, by, running, say):
    office = db.session.get_one(Checklist, running.office_checklist_id)
    items.add(office, say(), Charge(cast.payroll.id), by=by("director"), at=AT)
    checklists.submit(office, version=office.version, by=by("director"), at=AT)
    assert waiting(by, "deputy", running) == [("checklist_to_judge", "综合部", 1)]
    assert waiting(by, "director", running) == []


def test_a_returned_item_waits_for_head_and_liaison_with_its_reason(submitted, checklist, by, running):
    checklists.return_(checklist, [submitted.id], "不够细", version=checklist.version, by=by("director"), at=AT)
    for part in ("head", "liaison"):
        assert waiting(by, part, running) == [("item_returned", "旅客谈心", 1)]
    campaign = db.session.get_one(Campaign, running.campaign_id)
    (one,) = checklists.waiting(by("head"), campaign, AT)
    assert (one.detail, one.is_returned, one.ref_id) == ("不够细", True, submitted.id)


def test_it_costs_the_same_however_many_rows(cast, checklist, by, running, say, statements):
    campaign = db.session.get_one(Campaign, running.campaign_id)
    visitor = by("head")
    with statements() as few:
        checklists.waiting(visitor, campaign, AT)
    for number in range(50):
        items.add(checklist, say(f"第 {number} 项"), Charge(), by=visitor, at=AT)
    db.session.flush()
    with statements() as many:
        checklists.waiting(visitor, campaign, AT)
    assert len(few) == len(many)
