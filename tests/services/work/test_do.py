"""Work is done with the evidence wanted, by those who may, once."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import db
from models.campaign import CampaignState
from models.checklist import EvidenceWanted
from models.event import Event
from models.refusals import Incomplete, NotYourOwn, RuleBroken, Stale, WrongState
from models.types import ref_to
from models.work import OccurrenceState
from services import evidence, work


def do(occurrence, by, at, **given):
    values = {"note": "", "pieces": [], "shows_on": None, "version": occurrence.version} | given
    work.do(occurrence, by=by, at=at, **values)


def test_the_responsible_person_does_it(house, once):
    do(once, house.by.staff, house.at, note=" 已点评 ")
    assert (once.state, once.note, once.shows_on) == (OccurrenceState.DONE, "已点评", date(2018, 11, 20))
    assert (once.done_by_id, once.done_at, once.version) == (house.cast.staff.id, house.at, 2)
    event = db.session.scalars(select(Event).where(Event.act == "work.done")).one()
    assert (event.from_state, event.to_state, event.by_id) == ("open", "done", house.cast.staff.id)


@pytest.mark.parametrize("who", ["head", "liaison", "squad_leader"])
def test_head_liaison_and_squad_leader_record_for_the_person(house, once, who):
    by = getattr(house.by, who)
    do(once, by, house.at)
    assert once.done_by_id == by.id


def test_a_squad_leader_records_nothing_of_another_squad(house, make_work):
    others = make_work(house.cast.head)
    with pytest.raises(NotYourOwn, match="other_squad"):
        do(others, house.by.squad_leader, house.at)


def test_a_holder_of_the_post_carries_it_out(house, make_work):
    other = make_work(house.cast.head)
    other.item.post_id = house.cast.post_id
    db.session.flush()
    do(other, house.by.staff, house.at)
    assert other.done_by_id == house.cast.staff.id


def test_a_note_is_wanted_where_the_item_says_so(house, make_work):
    occurrence = make_work(house.cast.staff, wanted=EvidenceWanted.NOTE)
    with pytest.raises(Incomplete) as refused:
        do(occurrence, house.by.staff, house.at, note="  ")
    assert (refused.value.key, refused.value.field) == ("note_wanted", "note")
    assert occurrence.state is OccurrenceState.OPEN
    do(occurrence, house.by.staff, house.at, note="两名旅客")
    assert occurrence.state is OccurrenceState.DONE


def test_a_photo_is_wanted_and_a_pdf_is_none(house, make_work, photo):
    occurrence = make_work(house.cast.staff, wanted=EvidenceWanted.PHOTO)
    with pytest.raises(Incomplete) as refused:
        do(occurrence, house.by.staff, house.at, pieces=[photo(content=b"%PDF-1.4 x", name="记录.pdf")])
    assert (refused.value.key, refused.value.field) == ("photo_wanted", "files")
    do(occurrence, house.by.staff, house.at, pieces=[photo()], shows_on=date(2018, 11, 19))
    (piece,) = evidence.of(ref_to(occurrence))[ref_to(occurrence)]
    assert (piece.pending, piece.shows_on) == (False, date(2018, 11, 19))


def test_any_file_is_a_file(house, make_work, photo):
    occurrence = make_work(house.cast.staff, wanted=EvidenceWanted.FILE)
    link = evidence.link("https://example.org/", by=house.by.staff, at=house.at)
    with pytest.raises(Incomplete) as refused:
        do(occurrence, house.by.staff, house.at, pieces=[link])
    assert (refused.value.key, refused.value.field) == ("file_wanted", "files")
    do(occurrence, house.by.staff, house.at, pieces=[photo(content=b"%PDF-1.4 x", name="记录.pdf")])
    assert occurrence.state is OccurrenceState.DONE


def test_returned_work_is_done_again_and_what_hangs_on_it_counts(house, make_work, photo):
    occurrence = make_work(house.cast.staff, wanted=EvidenceWanted.PHOTO)
    do(occurrence, house.by.staff, house.at, pieces=[photo()])
    work.return_(occurrence, reason="看不清", version=occurrence.version, by=house.by.squad_leader, at=house.at)
    do(occurrence, house.by.staff, house.at, note="补充说明")
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.DONE, "看不清")


def test_done_work_is_not_done_twice(house, once):
    do(once, house.by.staff, house.at)
    with pytest.raises(WrongState):
        do(once, house.by.staff, house.at)


def test_a_stale_form_is_refused(house, once):
    with pytest.raises(Stale):
        do(once, house.by.staff, house.at, version=once.version - 1)


def test_a_day_to_come_or_before_the_campaign_is_refused_beside_its_field(house, once):
    for day, key in ((date(2018, 11, 21), "shows_later"), (date(2018, 7, 31), "shows_before")):
        with pytest.raises(RuleBroken) as refused:
            do(once, house.by.staff, house.at, shows_on=day)
        assert (refused.value.key, refused.value.field) == (key, "shows_on")
    do(once, house.by.staff, house.at, shows_on=date(2018, 8, 1))


def test_nothing_is_done_in_a_closed_campaign_or_on_an_ended_item(house, once):
    once.item.ended_at = house.at
    db.session.flush()
    with pytest.raises(WrongState, match="item_ended"):
        do(once, house.by.staff, house.at)
    once.campaign.state = CampaignState.CLOSED
    db.session.flush()
    with pytest.raises(WrongState, match="campaign_closed"):
        do(once, house.by.staff, house.at)


def test_evidence_may_come_before_the_work_is_done(house, once, photo):
    with pytest.raises(Incomplete):
        work.attach(once, pieces=[], shows_on=None, by=house.by.staff, at=house.at)
    work.attach(once, pieces=[photo()], shows_on=None, by=house.by.liaison, at=house.at)
    assert once.state is OccurrenceState.OPEN
    assert len(evidence.of(ref_to(once))[ref_to(once)]) == 1
