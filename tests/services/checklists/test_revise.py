"""A change to an approved item is a revision: the old one stays in force until the new one is approved."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import db
from models.checklist import RevisionState
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.refusals import NotYourOwn, RuleBroken, WrongState
from models.types import Rhythm
from models.work import Occurrence, OccurrenceState
from services import checklists, clocks, items
from services.items import Charge
from tests.factories.running import ZONE, make_occurrence
from tests.services.checklists import AT


@pytest.fixture
def weekly(running):
    from models.checklist import ChecklistItem

    return db.session.get_one(ChecklistItem, running.weekly_id)


def revise(item, content, checklist, by):
    checklists.revise(item, version=item.version, by=by("head"), at=AT)
    items.edit(item, content, version=item.version, by=by("head"), at=AT)
    item_ids = [item.id]
    others = [one for one in items.live(checklist) if one.current.state is RevisionState.DRAFT and one is not item]
    for other in others:
        items.remove(other, version=other.version, by=by("head"), at=AT)
    checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)
    checklists.approve(checklist, item_ids, version=checklist.version, by=by("director"), at=AT)


def periods(item):
    rows = db.session.scalars(select(Occurrence).where(Occurrence.item_id == item.id).order_by(Occurrence.due_at))
    return [(one.period, clocks.local_day(one.due_at, ZONE)) for one in rows]


def test_the_old_revision_stays_in_force_while_the_new_one_is_drafted(approved, by, say):
    old = approved.current
    checklists.revise(approved, version=approved.version, by=by("head"), at=AT)
    items.edit(approved, say("改过的"), version=approved.version, by=by("head"), at=AT)
    assert approved.in_force is old
    assert (old.title, approved.current.title) == ("晨会服务礼仪点评", "改过的")


def test_a_draft_of_an_approved_item_does_not_change_who_answers(approved, by, say, cast):
    checklists.revise(approved, version=approved.version, by=by("liaison"), at=AT)
    items.edit(approved, say(), Charge(cast.liaison.id), version=approved.version, by=by("liaison"), at=AT)
    assert approved.responsible_id == cast.staff.id


def test_giving_up_a_revision_brings_the_former_one_back(approved, by):
    checklists.revise(approved, version=approved.version, by=by("head"), at=AT)
    checklists.discard(approved, version=approved.version, by=by("head"), at=AT)
    assert [one.number for one in approved.revisions] == [1]
    with pytest.raises(WrongState, match="only_later_drafts_discarded"):
        checklists.discard(approved, version=approved.version, by=by("head"), at=AT)


def test_an_approved_item_is_not_removed(approved, by):
    with pytest.raises(WrongState, match="only_drafts_removed"):
        items.remove(approved, version=approved.version, by=by("head"), at=AT)


def test_another_due_date_moves_the_one_off_that_is_open(approved, checklist, by, say):
    revise(approved, say(due_on=date(2018, 12, 10)), checklist, by)
    assert periods(approved) == [("", date(2018, 12, 10))]
    assert approved.in_force.number == 2


def test_a_one_off_that_is_accepted_does_not_move(approved, checklist, by, say):
    one = db.session.query(Occurrence).filter_by(item_id=approved.id).one()
    one.state = OccurrenceState.ACCEPTED
    db.session.flush()
    revise(approved, say(due_on=date(2018, 12, 10)), checklist, by)
    assert periods(approved) == [("", date(2018, 11, 30))]


def test_a_new_recurrence_replaces_what_is_still_to_come_and_untouched(weekly, checklist, by, say, running):
    later = make_occurrence(weekly, date(2018, 12, 7), period="2018-W49")
    later.starts_at = clocks.start_of_day(date(2018, 12, 3), ZONE)
    shown = make_occurrence(weekly, date(2018, 12, 14), period="2018-W50")
    shown.starts_at = clocks.start_of_day(date(2018, 12, 10), ZONE)
    piece = Evidence(kind=EvidenceKind.NOTE, text="提前做了", added_by_id=weekly.responsible_id, added_at=AT)
    db.session.add(piece)
    db.session.flush()
    db.session.add(EvidenceUse(evidence_id=piece.id, ref_kind="occurrence", ref_id=shown.id))
    db.session.flush()
    content = say(rhythm=Rhythm.MONTHLY, day=25, phase_id=running.phase_ids[1])
    revise(weekly, content, checklist, by)
    assert periods(weekly) == [
        ("2018-W47", date(2018, 11, 23)),  # had begun
        ("2018-11", date(2018, 11, 25)),
        ("2018-W50", date(2018, 12, 14)),  # has evidence
    ]


def test_the_same_recurrence_approved_again_makes_nothing_twice(weekly, checklist, by, say, running):
    content = say(rhythm=Rhythm.WEEKLY, day=5, phase_id=running.phase_ids[1])
    revise(weekly, content, checklist, by)
    first = periods(weekly)
    revise(weekly, content, checklist, by)
    assert periods(weekly) == first
    assert len({period for period, _day in first}) == len(first)


def test_a_one_off_that_becomes_weekly_is_replaced(approved, checklist, by, say, running):
    revise(approved, say(rhythm=Rhythm.WEEKLY, day=5, phase_id=running.phase_ids[1]), checklist, by)
    assert "" not in dict(periods(approved))
    assert periods(approved)[0] == ("2018-W45", date(2018, 11, 9))


def test_the_office_ends_an_item_with_a_reason(approved, by):
    with pytest.raises(RuleBroken, match="reason_needed"):
        checklists.end(approved, " ", version=approved.version, by=by("director"), at=AT)
    with pytest.raises(NotYourOwn):
        checklists.end(approved, "并入他项", version=approved.version, by=by("head"), at=AT)
    checklists.end(approved, "并入他项", version=approved.version, by=by("director"), at=AT)
    assert approved.ended_at == AT
    with pytest.raises(WrongState, match="only_in_force_ended"):
        checklists.carry(approved, "转为常态", version=approved.version, by=by("director"), at=AT)
