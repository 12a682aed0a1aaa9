"""Work is accepted by whom the item says, never by the owner or the doer."""

from datetime import date

import pytest
from sqlalchemy import select

from models.checklist import AcceptedBy
from models.notice import Notice
from models.refusals import NotYourOwn, Stale, WrongState
from models.work import OccurrenceState
from services import acceptance, judging, seats, weeks, work

DONE, ACCEPTED = OccurrenceState.DONE, OccurrenceState.ACCEPTED
OFFICE = AcceptedBy.OFFICE


def test_the_squad_leader_or_the_head_accepts_the_squads_own(house, make_work):
    for who in ("squad_leader", "head"):
        done = make_work(house.cast.staff, state=DONE)
        work.accept_unit([done], versions={done.id: done.version}, by=getattr(house.by, who), at=house.at)
        assert (done.state, done.accepted_by_id) == (ACCEPTED, getattr(house.cast, who).id)


@pytest.mark.parametrize("who", ["staff", "liaison", "second_head", "director"])
def test_nobody_else_accepts_for_the_unit(house, make_work, who):
    with pytest.raises(NotYourOwn):
        work.accept_unit([make_work(house.cast.staff, state=DONE)], by=getattr(house.by, who), at=house.at)


def test_the_squad_leaders_own_goes_to_the_head_and_the_heads_own_to_the_office(house, make_work):
    own = make_work(house.cast.squad_leader, state=DONE)
    with pytest.raises(NotYourOwn):
        work.accept_unit([own], by=house.by.squad_leader, at=house.at)
    with pytest.raises(WrongState, match="unit_accepts"):
        work.accept_office([own], by=house.by.director, at=house.at)
    work.accept_unit([own], by=house.by.head, at=house.at)
    heads = make_work(house.cast.head, state=DONE)
    for who in ("head", "squad_leader"):
        with pytest.raises(NotYourOwn):
            work.accept_unit([heads], by=getattr(house.by, who), at=house.at)
    work.accept_office([heads], by=house.by.director, at=house.at)
    assert (own.state, heads.state) == (ACCEPTED, ACCEPTED)


def test_a_leader_who_recorded_it_for_the_person_does_not_accept_it(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    done.done_by_id = house.cast.squad_leader.id
    with pytest.raises(NotYourOwn):
        work.accept_unit([done], by=house.by.squad_leader, at=house.at)
    work.accept_unit([done], by=house.by.head, at=house.at)


def test_what_the_office_accepts_is_not_the_units(house, make_work):
    done = make_work(house.cast.staff, accepted_by=OFFICE, state=DONE)
    with pytest.raises(WrongState, match="office_accepts"):
        work.accept_unit([done], by=house.by.head, at=house.at)


def test_the_office_accepts_many_rows_in_one_act_or_none(house, make_work):
    rows = [make_work(house.cast.staff, accepted_by=OFFICE, state=DONE) for _ in range(3)]
    open_one = make_work(house.cast.staff, accepted_by=OFFICE)
    with pytest.raises(WrongState):
        work.accept_office([*rows, open_one], by=house.by.director, at=house.at)


def test_many_rows_cost_the_same_reads_as_few(house, make_work, statements):
    def reads(number):
        rows = [make_work(house.cast.staff, accepted_by=OFFICE, state=DONE) for _ in range(number)]
        with statements() as seen:
            work.accept_office(rows, by=house.by.director, at=house.at)
        assert all(row.state is ACCEPTED for row in rows)
        return sum(one.startswith("SELECT") for one in seen)

    assert reads(2) == reads(12)


@pytest.mark.parametrize("who", ["head", "deputy", "leader", "staff"])
def test_nobody_but_the_judge_accepts_for_the_office(house, make_work, who):
    done = make_work(house.cast.staff, accepted_by=OFFICE, state=DONE)
    with pytest.raises(NotYourOwn):
        work.accept_office([done], by=getattr(house.by, who), at=house.at)


def test_the_directors_own_department_is_accepted_by_the_deputy_in_charge(house, make_work):
    done = make_work(house.cast.payroll, accepted_by=OFFICE, state=DONE, checklist_id=house.running.office_checklist_id)
    with pytest.raises(NotYourOwn):
        work.accept_office([done], by=house.by.director, at=house.at)
    work.accept_office([done], by=house.by.deputy, at=house.at)
    assert done.state is ACCEPTED


def test_acceptance_is_not_given_twice_nor_on_a_stale_page(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    with pytest.raises(Stale):
        work.accept_unit([done], versions={done.id: done.version - 1}, by=house.by.head, at=house.at)
    work.accept_unit([done], by=house.by.head, at=house.at)
    with pytest.raises(WrongState):
        work.accept_unit([done], by=house.by.head, at=house.at)


def test_heads_above_are_the_same_in_memory_and_in_the_database(house):
    day = date(2018, 11, 20)
    seated = seats.of_campaign(house.running.campaign_id, day)
    for visitor in (house.by.head, house.by.second_head, house.by.director):
        assert seated.heads_above(visitor.unit_path) == judging.heads_above(visitor.unit_path, day)


def test_done_work_waits_for_one_who_may_accept_it(house, make_work):
    seated = seats.of_campaign(house.running.campaign_id, date(2018, 11, 20))

    def waits_for(who, **given):
        done = make_work(who, state=DONE, **given)
        return acceptance.judges_of(done, seated, seats.homes_of([who.id], date(2018, 11, 20)))

    assert waits_for(house.cast.staff) == {house.cast.squad_leader.id}
    assert waits_for(house.cast.squad_leader) == {house.cast.head.id}
    assert waits_for(house.cast.head) == {house.cast.director.id}
    assert waits_for(house.cast.staff, accepted_by=OFFICE) == {house.cast.director.id}


def test_judged_names_owner_doer_and_heads(house, make_work):
    done = make_work(house.cast.staff, state=DONE)
    found = work.judged(done, date(2018, 11, 20))
    assert (found.owners, found.doers) == ({house.cast.staff.id}, {house.cast.staff.id})
    assert found.heads == {house.cast.head.id}


@pytest.mark.parametrize(("accepted_by", "who"), [(AcceptedBy.UNIT, "head"), (AcceptedBy.OFFICE, "director")])
def test_the_doer_and_the_responsible_person_are_told_whoever_accepts(house, make_work, told, accepted_by, who):
    done = make_work(house.cast.staff, title="巡查", accepted_by=accepted_by, state=DONE)
    done.done_by_id = house.cast.liaison.id
    accept = work.accept_unit if accepted_by is AcceptedBy.UNIT else work.accept_office
    accept([done], by=getattr(house.by, who), at=house.at)
    assert told("work.accepted") == {house.cast.staff.id, house.cast.liaison.id}


def test_who_accepts_what_they_recorded_for_another_is_not_told(house, make_work, told):
    done = make_work(house.cast.staff)
    weeks.accept_all(done.item.checklist, {done.id: done.version}, by=house.by.squad_leader, at=house.at)
    assert told("work.accepted") == {house.cast.staff.id}


@pytest.fixture
def told(session):
    """told(key): whom a notice of that kind reached."""
    return lambda key: set(session.scalars(select(Notice.person_id).where(Notice.key == key)))
