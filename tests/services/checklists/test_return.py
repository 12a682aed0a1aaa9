"""The office returns with a reason; the unit revises, and both wordings stay."""

import pytest

from extensions import db
from models.checklist import ChecklistState, RevisionState
from models.notice import Notice
from models.refusals import RuleBroken, Stale, WrongState
from services import checklists, items
from tests.services.checklists import AT

REASON = "标准要写明几点到几点,节假日怎么排"


@pytest.fixture
def returned(submitted, checklist, by):
    checklists.return_(checklist, [submitted.id], REASON, version=checklist.version, by=by("director"), at=AT)
    return submitted


def test_a_returned_item_keeps_the_reason_and_tells_the_unit(returned, checklist, cast):
    assert (returned.current.state, returned.current.reason) == (RevisionState.RETURNED, REASON)
    assert checklists.state_of(checklist) is ChecklistState.DRAFTING
    told = {one.person_id for one in db.session.query(Notice).filter_by(key="checklist_returned")}
    assert told == {cast.head.id, cast.liaison.id}


@pytest.mark.parametrize(("reason", "key"), [(" ", "reason_needed"), ("x" * 501, "text_too_long")])
def test_a_reason_is_needed_and_not_endless(submitted, checklist, by, reason, key):
    with pytest.raises(RuleBroken, match=key) as refused:
        checklists.return_(checklist, [submitted.id], reason, version=checklist.version, by=by("director"), at=AT)
    assert refused.value.field == "reason"


def test_revising_makes_the_next_draft_with_the_same_content(returned, by):
    revision = checklists.revise(returned, version=returned.version, by=by("liaison"), at=AT)
    assert (revision.number, revision.state) == (2, RevisionState.DRAFT)
    assert items.content_of(revision) == items.content_of(returned.revisions[0])
    assert returned.revisions[0].state is RevisionState.RETURNED


def test_a_returned_one_that_nobody_revised_is_not_submitted_again(returned, checklist, by):
    with pytest.raises(WrongState, match="nothing_to_submit"):
        checklists.submit(checklist, version=checklist.version, by=by("head"), at=AT)


def test_a_returned_revision_never_changes(returned, by, say):
    with pytest.raises(WrongState, match="revision_immutable"):
        items.edit(returned, say("别的"), version=returned.version, by=by("head"), at=AT)


def test_a_returned_item_may_be_taken_off_the_list(returned, checklist, by):
    items.remove(returned, version=returned.version, by=by("head"), at=AT)
    assert returned not in items.live(checklist)
    assert returned.revisions[0].reason == REASON


def test_revising_twice_is_refused(returned, by):
    checklists.revise(returned, version=returned.version, by=by("head"), at=AT)
    with pytest.raises(WrongState, match="only_decided_revised"):
        checklists.revise(returned, version=returned.version, by=by("head"), at=AT)


def test_revising_a_stale_item_is_refused(returned, by):
    with pytest.raises(Stale):
        checklists.revise(returned, version=returned.version - 1, by=by("head"), at=AT)
