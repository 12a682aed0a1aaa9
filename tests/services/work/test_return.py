"""Work is returned with a reason, and those concerned are told."""

import pytest
from sqlalchemy import select

from extensions import db
from models.checklist import AcceptedBy
from models.notice import Notice
from models.refusals import Incomplete, NotYourOwn, Stale, WrongState
from models.work import OccurrenceState
from services import work

DONE, ACCEPTED, RETURNED = OccurrenceState.DONE, OccurrenceState.ACCEPTED, OccurrenceState.RETURNED


def test_the_office_returns_with_a_reason_and_tells_person_and_head(house, make_work):
    done = make_work(house.cast.staff, accepted_by=AcceptedBy.OFFICE, state=DONE)
    work.return_(done, reason=" 缺照片 ", version=done.version, by=house.by.director, at=house.at)
    assert (done.state, done.reason, done.returned_at) == (RETURNED, "缺照片", house.at)
    told = db.session.scalars(select(Notice)).all()
    assert {one.person_id for one in told} == {house.cast.staff.id, house.cast.head.id}
    assert {(one.key, one.values["reason"]) for one in told} == {("work.returned", "缺照片")}


def test_a_reason_is_needed(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    with pytest.raises(Incomplete) as refused:
        work.return_(done, reason=" ", by=house.by.head, at=house.at)
    assert (refused.value.key, refused.value.field) == ("reason_needed", "reason")


def test_the_unit_returns_what_it_would_accept_but_never_ones_own(house, make_work):
    done = make_work(house.cast.squad_leader, state=DONE)
    with pytest.raises(NotYourOwn):
        work.return_(done, reason="重做", by=house.by.squad_leader, at=house.at)
    work.return_(done, reason="重做", by=house.by.head, at=house.at)
    assert done.state is RETURNED


def test_the_office_samples_what_units_accepted_and_may_return_it(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    work.accept_unit([done], by=house.by.head, at=house.at)
    with pytest.raises(NotYourOwn):
        work.return_(done, reason="抽查不符", by=house.by.head, at=house.at)
    work.return_(done, reason="抽查不符", by=house.by.director, at=house.at)
    assert (done.state, done.accepted_by_id, done.accepted_at) == (RETURNED, None, None)


def test_what_the_office_accepted_stands(house, make_work):
    done = make_work(house.cast.staff, accepted_by=AcceptedBy.OFFICE, state=DONE)
    work.accept_office([done], by=house.by.director, at=house.at)
    with pytest.raises(WrongState, match="accepted_already"):
        work.return_(done, reason="再看", by=house.by.director, at=house.at)


def test_open_work_is_not_returned_nor_returned_twice_nor_stale(house, make_work):
    occurrence = make_work(house.cast.staff)
    with pytest.raises(WrongState):
        work.return_(occurrence, reason="没做", by=house.by.head, at=house.at)
    done = make_work(house.cast.staff, state=DONE)
    with pytest.raises(Stale):
        work.return_(done, reason="没做", version=9, by=house.by.head, at=house.at)
    work.return_(done, reason="没做", by=house.by.head, at=house.at)
    with pytest.raises(WrongState):
        work.return_(done, reason="没做", by=house.by.head, at=house.at)
