"""Who answers for the items of a fresh list: one person for several rows in one act."""

import pytest

from extensions import db
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, Stale, WrongState
from services import items, traces
from tests.services.checklists import AT


def test_one_person_is_given_to_several_items_each_with_its_trace(checklist, draft, approved, by, cast):
    draft.post_id = post = approved.post_id
    versions = draft.version, approved.version
    chosen = [draft.id, approved.id]
    number = items.assign_many(checklist, chosen, cast.squad_leader.id, version=checklist.version, by=by("head"), at=AT)
    assert number == 2
    assert {draft.responsible_id, approved.responsible_id} == {cast.squad_leader.id}
    assert (draft.post_id, len(approved.revisions)) == (post, 1)
    assert (draft.version, approved.version) == (versions[0] + 1, versions[1] + 1)
    for item in (draft, approved):
        assert "item.assigned" in [one.act for one in traces.history("checklist_item", item.id)]
    [told] = db.session.query(Notice).filter_by(key="items_assigned")
    assert (told.person_id, told.values["count"]) == (cast.squad_leader.id, 2)


def test_who_has_it_already_is_told_nothing(checklist, approved, by):
    kept = approved.responsible_id
    assert items.assign_many(checklist, [approved.id], kept, version=checklist.version, by=by("head"), at=AT) == 0
    assert db.session.query(Notice).filter_by(key="items_assigned").count() == 0


@pytest.mark.parametrize(
    ("part", "person", "refusal", "key"),
    [
        ("liaison", "staff", NotYourOwn, "head_assigns"),
        ("head", "second_staff", RuleBroken, "not_in_unit"),
        ("head", None, RuleBroken, "needed"),
    ],
)
def test_only_the_head_assigns_and_only_people_of_the_unit(checklist, draft, by, cast, part, person, refusal, key):
    person_id = getattr(cast, person).id if person else None
    with pytest.raises(refusal, match=key):
        items.assign_many(checklist, [draft.id], person_id, version=checklist.version, by=by(part), at=AT)


def test_nothing_ticked_what_left_the_list_and_a_stale_list_are_refused(checklist, draft, by, cast):
    for ids, version, refusal in (
        ([], None, RuleBroken),
        ([draft.id, 98765], None, WrongState),
        ([draft.id], checklist.version - 1, Stale),
    ):
        with pytest.raises(refusal):
            items.assign_many(checklist, ids, cast.staff.id, version=version, by=by("head"), at=AT)
