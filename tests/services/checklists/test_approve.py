"""The office approves: the revision is in force and has its occurrences; a second person does it."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import db
from models.checklist import Checklist, ChecklistState, RevisionState
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from models.types import Rhythm
from models.unit import Unit
from models.work import Occurrence
from services import checklists, clocks, cooperation, items, seats
from services.items import Charge
from tests.factories.running import ZONE
from tests.services.checklists import AT


def due_days(item):
    rows = db.session.scalars(
        select(Occurrence.due_at).where(Occurrence.item_id == item.id).order_by(Occurrence.due_at)
    )
    return [clocks.local_day(moment, ZONE) for moment in rows]


def test_an_approved_item_is_in_force_with_its_occurrence(submitted, checklist, by, cast):
    checklists.approve(checklist, [submitted.id], version=checklist.version, by=by("director"), at=AT)
    assert submitted.in_force is submitted.current
    assert submitted.current.state is RevisionState.APPROVED
    assert (submitted.current.decided_by_id, submitted.current.decided_at) == (cast.director.id, AT)
    assert due_days(submitted) == [date(2018, 11, 30)]
    assert checklists.state_of(checklist) is ChecklistState.APPROVED


def test_a_weekly_item_has_occurrences_up_to_the_end_of_its_phase(checklist, draft, cast, running, by, say):
    content = say(rhythm=Rhythm.WEEKLY, day=5, phase_id=running.phase_ids[1])
    items.edit(draft, content, Charge(cast.staff.id), version=draft.version, by=by("head"), at=AT)
    checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
    checklists.approve(checklist, [draft.id], version=checklist.version, by=by("director"), at=AT)
    assert due_days(draft) == [date(2018, 11, 9 + 7 * week) for week in range(4)] + [
        date(2018, 12, 7),
        date(2018, 12, 14),
    ]


def test_head_and_liaison_are_told(submitted, checklist, by, cast):
    checklists.approve(checklist, [submitted.id], version=checklist.version, by=by("director"), at=AT)
    told = {one.person_id for one in db.session.query(Notice).filter_by(key="checklist_approved")}
    assert told == {cast.head.id, cast.liaison.id}


@pytest.mark.parametrize("part", ["head", "liaison", "leader", "deputy", "member", "administrator"])
def test_nobody_but_the_office_director_approves(submitted, checklist, by, part):
    with pytest.raises(NotYourOwn):
        checklists.approve(checklist, [submitted.id], version=checklist.version, by=by(part), at=AT)


def test_the_directors_own_department_is_approved_by_the_deputy_in_charge_not_by_the_director(cast, running, by, say):
    office = db.session.get_one(Checklist, running.office_checklist_id)
    item = items.add(office, say("整理档案"), Charge(cast.payroll.id), by=by("director"), at=AT)
    checklists.submit(office, version=office.version, by=by("director"), at=AT)
    with pytest.raises(NotYourOwn):
        checklists.approve(office, [item.id], version=office.version, by=by("director"), at=AT)
    checklists.approve(office, [item.id], version=office.version, by=by("deputy"), at=AT)
    assert item.in_force_id == item.current.id


def test_who_answers_for_an_item_does_not_approve_it(submitted, checklist, by, cast):
    submitted.responsible_id = cast.director.id
    db.session.flush()
    with pytest.raises(NotYourOwn, match="not_your_own"):
        checklists.approve(checklist, [submitted.id], version=checklist.version, by=by("director"), at=AT)


def test_where_nobody_may_judge_the_judges_are_empty(running, cast, checklist):
    from models.person import Appointment, Role

    for appointment in db.session.query(Appointment).filter(Appointment.role.in_((Role.OFFICE_DIRECTOR, Role.LEADER))):
        appointment.until = date(2018, 10, 1)
    db.session.flush()
    assert seats.of_campaign(running.campaign_id, date(2018, 11, 7)).office_judges(checklist.unit_path) == frozenset()


def test_where_the_director_heads_the_department_the_deputy_in_charge_judges(running, cast, statements):
    with statements() as seen:
        seated = seats.of_campaign(running.campaign_id, date(2018, 11, 7))
    assert len(seen) == 1
    office = db.session.get_one(Unit, cast.office_department_id).path
    assert seated.office_judges(office) == {cast.deputy.id}


def test_a_stale_list_is_not_approved(submitted, checklist, by):
    with pytest.raises(Stale):
        checklists.approve(checklist, [submitted.id], version=checklist.version - 1, by=by("director"), at=AT)


def test_nothing_selected_says_so(submitted, checklist, by):
    with pytest.raises(RuleBroken, match="none_selected"):
        checklists.approve(checklist, [], version=checklist.version, by=by("director"), at=AT)


def test_what_is_not_under_review_is_not_approved(checklist, draft, approved, by):
    for item in (draft, approved):
        with pytest.raises(WrongState, match="not_under_review"):
            checklists.approve(checklist, [item.id], version=checklist.version, by=by("director"), at=AT)


def test_an_item_of_another_list_is_not_approved_here(submitted, running, by):
    other = db.session.get_one(Checklist, running.second_checklist_id)
    with pytest.raises(WrongState, match="not_under_review"):
        checklists.approve(other, [submitted.id], version=other.version, by=by("director"), at=AT)


def test_a_cooperating_unit_is_told_once_the_item_is_in_force(checklist, draft, cast, by, say):
    cooperation.add(draft, cast.second_department_id, version=draft.version, by=by("head"), at=AT)
    items.edit(draft, say(), Charge(cast.staff.id), version=draft.version, by=by("head"), at=AT)
    checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
    checklists.approve(checklist, [draft.id], version=checklist.version, by=by("director"), at=AT)
    notice = db.session.query(Notice).filter_by(key="item_shared").one()
    assert (notice.person_id, notice.ref_id) == (cast.second_head.id, draft.id)
