"""全部完成,除…: a unit's whole week in one tap, honestly recorded."""

import pytest
from sqlalchemy import select

from extensions import db
from models.checklist import AcceptedBy, Checklist, EvidenceWanted
from models.event import Event
from models.refusals import NotYourOwn, RuleBroken, Stale
from models.work import OccurrenceState
from services import weeks

OPEN, DONE, ACCEPTED = OccurrenceState.OPEN, OccurrenceState.DONE, OccurrenceState.ACCEPTED


def tap(house, rows, by, but=()):
    checklist = db.session.get_one(Checklist, house.running.checklist_id)
    return weeks.accept_all(
        checklist, {row.id: row.version for row in rows}, but=[row.id for row in but], by=by, at=house.at
    )


def test_the_squad_leader_accepts_the_week_but_for_exceptions(house, make_work):
    done, still_open, excepted = (
        make_work(house.cast.staff, state=DONE),
        make_work(house.cast.staff),
        make_work(house.cast.staff),
    )
    outcome = tap(house, [done, still_open, excepted], house.by.squad_leader, but=[excepted])
    assert (done.state, still_open.state, excepted.state) == (ACCEPTED, ACCEPTED, OPEN)
    assert still_open.done_by_id == house.cast.staff.id
    assert still_open.accepted_by_id == house.cast.squad_leader.id
    assert (outcome.accepted, outcome.recorded, outcome.left_out) == (2, 0, ())
    recorded = db.session.scalars(select(Event).where(Event.act == "work.recorded")).one()
    assert recorded.by_id == house.cast.squad_leader.id


def test_the_leaders_own_is_done_and_goes_to_the_head(house, make_work):
    own = make_work(house.cast.squad_leader)
    outcome = tap(house, [own], house.by.squad_leader)
    assert (own.state, outcome.accepted, outcome.recorded) == (DONE, 0, 1)
    outcome = tap(house, [own], house.by.head)
    assert (own.state, outcome.accepted, outcome.recorded) == (ACCEPTED, 1, 0)


def test_what_lacks_its_evidence_or_was_returned_is_left_out_and_named(house, make_work):
    lacking = make_work(house.cast.staff, "缺照片", wanted=EvidenceWanted.PHOTO)
    returned = make_work(house.cast.staff, "被退回", state=OccurrenceState.RETURNED)
    office = make_work(house.cast.staff, "办公室验收", accepted_by=AcceptedBy.OFFICE)
    outcome = tap(house, [lacking, returned, office], house.by.squad_leader)
    assert set(outcome.left_out) == {"缺照片", "被退回", "办公室验收"}
    assert [row.state for row in (lacking, returned, office)] == [OPEN, OccurrenceState.RETURNED, OPEN]


def test_another_squads_or_an_empty_or_a_stale_week_is_refused(house, make_work):
    with pytest.raises(NotYourOwn):
        tap(house, [make_work(house.cast.head)], house.by.squad_leader)
    with pytest.raises(RuleBroken, match="nothing_chosen"):
        tap(house, [], house.by.squad_leader)
    row = make_work(house.cast.staff)
    checklist = db.session.get_one(Checklist, house.running.checklist_id)
    with pytest.raises(Stale):
        weeks.accept_all(checklist, {row.id: 0}, by=house.by.squad_leader, at=house.at)


def test_the_page_groups_by_squad_and_says_what_the_tap_takes(house, make_work, statements):
    make_work(house.cast.head, "部室自己的")
    own = make_work(house.cast.squad_leader, "班长自己的", state=DONE)
    make_work(house.cast.staff, "缺照片", wanted=EvidenceWanted.PHOTO)
    plain = make_work(house.cast.staff)
    checklist = db.session.get_one(Checklist, house.running.checklist_id)
    with statements() as seen:
        squad, department = weeks.of_checklist(checklist, by=house.by.squad_leader, at=house.at)
    assert len(seen) <= 5
    assert (department.name, department.may_tap) == ("站务部", False)
    assert (squad.name, squad.may_tap) == ("服务班", True)
    assert {row.id for row in squad.tapped} == {plain.id, house.running.weekly_occurrence_id}
    assert own.id not in {row.id for row in squad.tapped}
    assert [row.title for row in squad.left_out] == ["缺照片"]
