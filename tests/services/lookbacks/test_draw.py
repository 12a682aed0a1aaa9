from datetime import date, timedelta
from decimal import Decimal

import pytest

from extensions import db
from models.checklist import EvidenceWanted, ItemRevision
from models.lookback import LookBackState
from models.refusals import Stale, WrongState
from models.work import Occurrence, OccurrenceState
from services import evidence, ledger, rechecks, sampling
from services import risks as risks_service
from tests.factories import looking, points


def occurrence(running):
    return db.session.get(Occurrence, running.occurrence_id)


def risks(lookback, item_id):
    return looking.looked_of(lookback, item_id=item_id).risks.split()


def test_the_sample_is_drawn_once_by_a_kept_number(session, cast, running):
    looking.make_more(running, cast, 10)
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    kept = rechecks.drawn(lookback)
    assert lookback.state is LookBackState.RECHECKING
    assert 0 <= lookback.seed < 100_000_000
    drawn = sampling.draw(lookback.seed, kept.rest, 20)
    assert rechecks.sampled_ids(lookback) == sorted([*drawn, *kept.risky])
    assert not kept.risky
    with pytest.raises(WrongState, match="drawn_already"):
        looking.draw(lookback, cast)


def test_it_waits_until_all_have_handed_in_or_the_limit_has_passed(session, cast, running):
    lookback = looking.open_round(running, cast)
    looking.hand_in(lookback, cast.department_id, cast.head)
    with pytest.raises(WrongState, match="not_all_handed_in"):
        looking.draw(lookback, cast)
    looking.draw(lookback, cast, at=lookback.due_at + timedelta(seconds=1))
    assert lookback.drawn_at is not None


def test_who_is_missing_counts_whole_as_risk(session, cast, running):
    more = looking.make_more(running, cast, 4)
    lookback = looking.open_round(running, cast)
    looking.hand_in(lookback, cast.department_id, cast.head)
    looking.hand_in(lookback, cast.office_department_id, cast.director)
    looking.draw(lookback, cast, at=looking.AT + timedelta(days=8))
    for item in more:
        looked = looking.looked_of(lookback, item_id=item.id)
        assert ("not_handed_in" in looked.risks) == (looked.unit_id == cast.second_department_id)
    assert all(one.sampled for one in lookback.items if one.unit_id == cast.second_department_id)


def test_what_was_returned_is_a_risk(session, cast, running):
    occurrence(running).returned_at = looking.AT
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == ["returned"]
    assert risks(lookback, running.weekly_id) == []


@pytest.mark.parametrize("done_at", [date(2018, 12, 3), None])
def test_what_was_late_is_a_risk(session, cast, running, done_at):
    one = occurrence(running)
    one.done_at = looking.AT + timedelta(days=13) if done_at else None
    one.state = OccurrenceState.DONE if done_at else OccurrenceState.OPEN
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast, at=looking.LATER)
    assert risks(lookback, running.item_id) == ["late"]


@pytest.mark.parametrize(
    ("wanted", "note", "lacks"),
    [
        (EvidenceWanted.NONE, "", False),
        (EvidenceWanted.NOTE, "", True),
        (EvidenceWanted.NOTE, "做了", False),
        (EvidenceWanted.PHOTO, "做了", True),
        (EvidenceWanted.FILE, "做了", True),
    ],
)
def test_what_lacks_the_evidence_it_asks_for_is_a_risk(session, cast, running, wanted, note, lacks):
    one = occurrence(running)
    one.state, one.done_at, one.note = OccurrenceState.ACCEPTED, looking.AT, note
    session.get(ItemRevision, one.item.in_force_id).evidence_wanted = wanted
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == (["no_evidence"] if lacks else [])


def test_a_photo_is_evidence_where_a_photo_is_wanted(session, cast, running):
    one = occurrence(running)
    one.state, one.done_at = OccurrenceState.ACCEPTED, looking.AT
    session.get(ItemRevision, one.item.in_force_id).evidence_wanted = EvidenceWanted.PHOTO
    (photo,) = looking.note_of("", cast.staff)
    photo.media_type = "image/jpeg"
    evidence.hang([photo], one)
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == []


@pytest.mark.parametrize("kind", ["checklist_item", "occurrence", "finding"])
def test_what_was_penalised_is_a_risk(session, cast, running, kind):
    finding = looking.make_finding(running, cast, item_id=running.item_id)
    source_id = {"checklist_item": running.item_id, "occurrence": running.occurrence_id, "finding": finding.id}[kind]
    case = points.make_penalty(running, cast)
    case.source_kind, case.source_id = kind, source_id
    points.confirm(case, cast.leader)
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == ["penalised"]
    assert risks(lookback, running.weekly_id) == []


@pytest.mark.parametrize(("part", "found"), [(Decimal(1), ["penalised"]), (None, [])])
def test_a_penalty_is_a_risk_until_all_of_it_is_reversed(session, cast, running, part, found):
    case = points.make_case(running, cast.director, running.penalty_id, person_ids=[cast.staff.id])
    case.source_kind, case.source_id = "checklist_item", running.item_id
    for number in points.confirm(case, cast.leader):
        entry = points.entry(running.campaign_id, number)
        taken = part and min(part, abs(entry.amount))
        ledger.reverse(entry, taken, "看错了", by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == found


def test_a_penalty_of_another_campaign_is_no_risk_of_this_one(session, cast, running):
    case = points.make_penalty(running, cast)
    case.source_kind, case.source_id = "checklist_item", running.item_id
    points.confirm(case, cast.leader)
    of_items = risks_service.of_items
    assert "penalised" in of_items(running.campaign_id, [running.item_id], at=looking.AT)[running.item_id]
    assert of_items(running.campaign_id + 1, [running.item_id], at=looking.AT)[running.item_id] == set()


def test_a_penalty_only_proposed_is_no_risk(session, cast, running):
    case = points.make_penalty(running, cast)
    case.source_kind, case.source_id = "checklist_item", running.item_id
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    looking.draw(lookback, cast)
    assert risks(lookback, running.item_id) == []


def test_a_stale_form_is_refused(session, cast, running):
    lookback = looking.open_round(running, cast)
    looking.hand_in_all(lookback, cast)
    with pytest.raises(Stale):
        rechecks.draw(lookback, version=99, by=cast.director.visitor(looking.AT), at=looking.AT)


def test_the_draw_costs_the_same_for_few_and_many(session, cast, running, statements):
    def cost(number):
        looking.make_more(running, cast, number)
        lookback = looking.open_round(running, cast)
        looking.hand_in_all(lookback, cast)
        session.flush()
        with statements() as seen:
            looking.draw(lookback, cast)
        lookback.state = LookBackState("finished")
        session.flush()
        return len([one for one in seen if one.startswith("SELECT")])

    assert cost(4) == cost(40)
