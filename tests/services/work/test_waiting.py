"""What waits for whom: own work near its due, and done work to accept."""

from datetime import timedelta

from extensions import db
from models.campaign import Campaign
from models.checklist import AcceptedBy
from models.work import Occurrence, OccurrenceState
from services import duties, turns, work

DONE = OccurrenceState.DONE


def waits(house, who, at=None):
    campaign = db.session.get_one(Campaign, house.running.campaign_id)
    return turns.waiting(who, campaign, at or house.at)


def test_own_work_waits_from_its_warning_on_and_when_returned(house, once, make_work):
    assert waits(house, house.by.staff) == []
    (near,) = waits(house, house.by.staff, at=once.warn_at)
    assert (near.kind, near.ref_kind, near.ref_id, near.due_at) == ("work_to_do", "occurrence", once.id, once.due_at)
    (overdue,) = waits(house, house.by.staff, at=once.due_at + timedelta(days=2))
    assert overdue.ref_id == once.id
    done = make_work(house.cast.staff, state=DONE)
    work.return_(done, reason="重做", by=house.by.head, at=house.at)
    (returned,) = waits(house, house.by.staff)
    assert (returned.is_returned, returned.detail) == (True, "重做")


def test_done_work_waits_for_the_one_who_accepts(house, make_work):
    make_work(house.cast.staff, state=DONE)
    make_work(house.cast.staff, state=DONE)
    own = make_work(house.cast.squad_leader, state=DONE)
    office = make_work(house.cast.staff, accepted_by=AcceptedBy.OFFICE, state=DONE)
    kinds = {
        name: [(one.kind, one.count) for one in waits(house, getattr(house.by, name))]
        for name in ("squad_leader", "head", "director", "second_head", "staff")
    }
    mine = ("work_to_do", 1)  # the weekly one of the squad leader is near
    assert kinds == {
        "squad_leader": [mine, ("week_to_accept", 2)],
        "head": [("week_to_accept", 1)],
        "director": [("work_to_accept", 1)],
        "second_head": [],
        "staff": [],
    }
    assert waits(house, house.by.director)[0].ref_id == office.id
    assert own.state is DONE


def test_statements_do_not_grow_with_the_rows(house, make_work, statements):
    def count():
        with statements() as seen:
            waits(house, house.by.director)
            waits(house, house.by.squad_leader)
        return len(seen)

    make_work(house.cast.staff, state=DONE)
    few = count()
    for _ in range(10):
        make_work(house.cast.staff, state=DONE)
        make_work(house.cast.staff, accepted_by=AcceptedBy.OFFICE, state=DONE)
    assert count() == few


def test_my_work_lists_the_most_urgent_first(house, once, make_work):
    campaign = db.session.get_one(Campaign, house.running.campaign_id)
    done = make_work(house.cast.staff, "等验收", state=DONE)
    near = make_work(house.cast.staff, "临近")
    found = duties.mine(house.by.staff, campaign, house.at)
    assert [one.occurrence_id for one in found] == [near.id, once.id, done.id]
    assert duties.mine(house.by.leader, campaign, house.at) == []


def test_the_items_page_tells_each_occurrence_and_who_accepts(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    (story,) = duties.stories(done.item, by=house.by.squad_leader, at=house.at)
    assert (story.occurrence.id, story.may_accept_unit, story.may_return) == (done.id, True, True)
    assert story.waits_for == ("服务班班长",)
    assert isinstance(story.occurrence, Occurrence)
    assert [event.act for event in duties.history(done.item, [story])] == []
