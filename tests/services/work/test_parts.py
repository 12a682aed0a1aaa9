"""The own part of a cooperating unit: its person and its tick."""

import pytest

from extensions import db
from models.checklist import ItemPart
from models.refusals import RuleBroken, WrongState
from services import duties, parts, turns


@pytest.fixture
def part(house) -> ItemPart:
    made = ItemPart(item_id=house.running.item_id, unit_id=house.cast.second_department_id)
    db.session.add(made)
    db.session.flush()
    return made


def test_the_cooperating_unit_names_its_person_and_ticks(house, part):
    parts.assign(part, person_id=house.cast.second_staff.id, text=" 窗口配合 ", by=house.by.second_head, at=house.at)
    assert (part.person_id, part.text) == (house.cast.second_staff.id, "窗口配合")
    (own,) = duties.own_parts(house.by.second_staff, part.campaign)
    assert (own.title, own.text, own.done_at) == ("晨会服务礼仪点评", "窗口配合", None)
    (waits,) = turns.waiting(house.by.second_staff, part.campaign, house.at)
    assert (waits.kind, waits.ref_id) == ("part_to_do", part.id)
    parts.tick(part, by=house.by.second_staff, at=house.at)
    assert turns.waiting(house.by.second_staff, part.campaign, house.at) == []
    assert (part.done_by_id, part.done_at) == (house.cast.second_staff.id, house.at)
    with pytest.raises(WrongState):
        parts.tick(part, by=house.by.second_staff, at=house.at)
    parts.untick(part, by=house.by.second_head, at=house.at)
    assert part.done_at is None
    with pytest.raises(WrongState):
        parts.untick(part, by=house.by.second_head, at=house.at)


def test_a_person_of_another_unit_is_refused(house, part):
    with pytest.raises(RuleBroken, match="not_in_unit"):
        parts.assign(part, person_id=house.cast.staff.id, text="", by=house.by.second_head, at=house.at)


def test_an_ended_item_has_no_more_ticks(house, part):
    part.item.ended_at = house.at
    db.session.flush()
    with pytest.raises(WrongState):
        parts.tick(part, by=house.by.second_head, at=house.at)
