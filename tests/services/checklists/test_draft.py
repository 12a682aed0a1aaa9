"""Drafting: add, edit, split, move, remove, and what a field may say."""

from datetime import date
from decimal import Decimal

import pytest

from extensions import db
from models.campaign import CampaignState
from models.checklist import RevisionState
from models.notice import Notice
from models.refusals import NotYourOwn, RuleBroken, SentBefore, Stale, WrongState
from models.types import Rhythm
from services import cooperation, items
from services.items import Charge
from tests.services.checklists import AT


def test_an_added_item_stands_at_the_end_as_a_draft(checklist, by, say, cast):
    item = items.add(checklist, say(), Charge(cast.staff.id, cast.post_id), by=by("liaison"), at=AT)
    assert items.live(checklist)[-1] is item
    assert (item.current.number, item.current.state) == (1, RevisionState.DRAFT)
    assert (item.responsible_id, item.post_id) == (cast.staff.id, cast.post_id)


def test_every_change_raises_the_version_of_the_list(checklist, by, say):
    before = checklist.version
    item = items.add(checklist, say(), Charge(), by=by("head"), at=AT)
    items.edit(item, say("另一个"), Charge(), version=item.version, by=by("head"), at=AT)
    assert (checklist.version, item.version) == (before + 2, 2)


def test_the_same_form_twice_makes_one_item(checklist, by, say):
    item = items.add(checklist, say(), Charge(), by=by("head"), at=AT, request_key="k")
    with pytest.raises(SentBefore) as first:
        items.add(checklist, say(), Charge(), by=by("head"), at=AT, request_key="k")
    assert (first.value.kind, first.value.record_id) == ("checklist_item", item.id)


@pytest.mark.parametrize(
    ("words", "key", "field"),
    [
        ({"title": "  "}, "needed", "title"),
        ({"title": "长" * 201}, "text_too_long", "title"),
        ({"standard": "长" * 5001}, "text_too_long", "standard"),
        ({"focus_area_id": 10**30}, "area_elsewhere", "focus_area_id"),
        ({"phase_id": 999}, "phase_elsewhere", "phase_id"),
        ({"due_on": date(2018, 7, 31)}, "due_before_start", "due_on"),
        ({"due_on": date(1, 1, 1)}, "due_before_start", "due_on"),
        ({"due_on": date(2019, 1, 1)}, "due_after_end", "due_on"),
        ({"rhythm": Rhythm.WEEKLY, "day": 0}, "day_out_of_range", "weekday"),
        ({"rhythm": Rhythm.WEEKLY, "day": 8}, "day_out_of_range", "weekday"),
        ({"rhythm": Rhythm.MONTHLY, "day": 32}, "day_out_of_range", "month_day"),
        ({"points": Decimal("-0.1")}, "points_range", "points"),
        ({"points": Decimal("100.01")}, "points_range", "points"),
        ({"points": Decimal("NaN")}, "points_range", "points"),
        ({"points": Decimal("1E+400")}, "points_range", "points"),
        ({"points": Decimal("1.005")}, "points_decimals", "points"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(checklist, by, say, words, key, field):
    with pytest.raises(RuleBroken) as refused:
        items.add(checklist, say(**words), Charge(), by=by("head"), at=AT)
    assert (refused.value.key, refused.value.field) == (key, field)


@pytest.mark.parametrize(
    "words",
    [
        {"due_on": date(2018, 8, 1)},
        {"due_on": date(2018, 12, 31)},
        {"due_on": None},
        {"rhythm": Rhythm.MONTHLY, "day": 31},
        {"rhythm": Rhythm.WEEKLY, "day": None},
        {"points": Decimal(0)},
        {"points": Decimal("99.99")},
    ],
)
def test_a_draft_may_say_so(checklist, by, say, words):
    assert items.add(checklist, say(**words), Charge(), by=by("head"), at=AT).id


def test_a_rhythm_drops_what_it_has_no_use_for(checklist, by, say):
    item = items.add(checklist, say(rhythm=Rhythm.QUARTERLY, day=3), Charge(), by=by("head"), at=AT)
    assert (item.current.due_on, item.current.day) == (None, None)


@pytest.mark.parametrize("part", ["second_staff", "leader", "supervisor"])
def test_the_responsible_person_belongs_to_the_unit(checklist, by, say, cast, part):
    with pytest.raises(RuleBroken, match="not_in_unit") as refused:
        items.add(checklist, say(), Charge(getattr(cast, part).id), by=by("head"), at=AT)
    assert refused.value.field == "responsible_id"


def test_a_stale_row_is_not_edited(draft, by, say):
    seen = draft.version
    items.edit(draft, say("先"), Charge(), version=seen, by=by("head"), at=AT)
    with pytest.raises(Stale):
        items.edit(draft, say("后"), Charge(), version=seen, by=by("liaison"), at=AT)


@pytest.mark.parametrize("state", [RevisionState.SUBMITTED, RevisionState.APPROVED])
def test_what_was_submitted_never_changes(draft, by, say, state):
    draft.current.state = state
    with pytest.raises(WrongState, match="revision_immutable"):
        items.edit(draft, say(), Charge(), version=draft.version, by=by("head"), at=AT)


def test_nothing_is_drafted_in_a_closed_campaign(checklist, draft, by, say):
    checklist.campaign.state = CampaignState.CLOSED
    for act in (
        lambda: items.add(checklist, say(), Charge(), by=by("head"), at=AT),
        lambda: items.move(draft, 1, by=by("head"), at=AT),
        lambda: items.remove(draft, version=draft.version, by=by("head"), at=AT),
    ):
        with pytest.raises(WrongState, match="campaign_closed"):
            act()


def test_a_draft_splits_into_several_that_follow_it(checklist, draft, by, say):
    tail = items.add(checklist, say("最后一项"), Charge(), by=by("head"), at=AT)
    made = items.split(draft, ["甲", " ", "乙", "丙"], version=draft.version, by=by("head"), at=AT)
    assert [one.current.title for one in items.live(checklist)][-4:] == ["甲", "乙", "丙", "最后一项"]
    assert items.live(checklist)[-1] is tail
    assert {one.current.standard for one in made} == {draft.current.standard}


@pytest.mark.parametrize("lines", [["一项"], [], [str(number) for number in range(21)]])
def test_a_split_wants_two_to_twenty_lines(draft, by, lines):
    with pytest.raises(RuleBroken, match="split_lines") as refused:
        items.split(draft, lines, version=draft.version, by=by("head"), at=AT)
    assert refused.value.field == "titles"


def test_an_approved_item_is_not_split(approved, by):
    with pytest.raises(WrongState, match="only_drafts_split"):
        items.split(approved, ["甲", "乙"], version=approved.version, by=by("head"), at=AT)


@pytest.mark.parametrize(("place", "order"), [(1, "CAB"), (2, "ACB"), (3, "ABC"), (99, "ABC"), (-5, "CAB")])
def test_an_item_moves_to_its_place(checklist, by, say, place, order):
    for item in items.live(checklist):
        item.ended_at = AT
    made = {name: items.add(checklist, say(name), Charge(), by=by("head"), at=AT) for name in "ABC"}
    items.move(made["C"], place, by=by("head"), at=AT)
    assert "".join(one.current.title for one in items.live(checklist)) == order
    assert items.place_of(made["C"]) == order.index("C") + 1


def test_a_removed_draft_is_off_the_list_and_gone_for_good(checklist, draft, by, say):
    items.remove(draft, version=draft.version, by=by("head"), at=AT)
    assert draft not in items.live(checklist)
    with pytest.raises(WrongState):
        items.remove(draft, version=draft.version, by=by("head"), at=AT)
    with pytest.raises(WrongState):
        items.edit(draft, say(), Charge(), version=draft.version, by=by("head"), at=AT)


def test_the_head_changes_who_answers_without_a_revision(approved, by, cast):
    items.assign(approved, Charge(cast.squad_leader.id), version=approved.version, by=by("head"), at=AT)
    assert approved.responsible_id == cast.squad_leader.id
    assert len(approved.revisions) == 1
    assert [one.person_id for one in db.session.query(Notice).filter_by(key="item_assigned")] == [cast.squad_leader.id]


def test_nobody_else_changes_who_answers(approved, by, cast):
    with pytest.raises(NotYourOwn, match="head_assigns"):
        items.assign(approved, Charge(cast.liaison.id), version=approved.version, by=by("liaison"), at=AT)
    with pytest.raises(RuleBroken, match="not_in_unit"):
        items.assign(approved, Charge(cast.second_staff.id), version=approved.version, by=by("head"), at=AT)
    with pytest.raises(RuleBroken, match="needed"):
        items.assign(approved, Charge(), version=approved.version, by=by("head"), at=AT)


def test_another_unit_takes_part_in_a_draft_once(draft, by, cast):
    part = cooperation.add(draft, cast.second_department_id, version=draft.version, by=by("head"), at=AT)
    assert draft.parts == [part]
    for unit_id, key in (
        (cast.second_department_id, "unit_cooperates"),
        (cast.department_id, "unit_cannot_cooperate"),
        (cast.bureau_id, "unit_cannot_cooperate"),
        (None, "unit_cannot_cooperate"),
    ):
        with pytest.raises(RuleBroken, match=key):
            cooperation.add(draft, unit_id, version=draft.version, by=by("head"), at=AT)
    cooperation.drop(part, version=draft.version, by=by("head"), at=AT)
    assert draft.parts == []
