"""Progress lines: one per long item and rhythm, unchanged in one tap, and records count as progress."""

import pytest

from extensions import db
from models.campaign import CampaignState
from models.checklist import Checklist, ChecklistItem
from models.refusals import RuleBroken, WrongState
from models.types import Rhythm
from models.work import ProgressState
from services import progress_lines, work
from services.progress_lines import Written

UNDER_WAY = ProgressState.UNDER_WAY


def asked(house):
    checklist = db.session.get_one(Checklist, house.running.checklist_id)
    lines = progress_lines.asked(checklist.campaign, house.at, checklist_ids=[checklist.id])
    return {one.item_id: one for one in lines.get(checklist.id, [])}


@pytest.fixture
def item(house) -> ChecklistItem:
    return db.session.get_one(ChecklistItem, house.running.item_id)


def test_a_long_item_is_asked_for_a_line_until_it_has_one(house, item):
    assert asked(house)[item.id].is_due
    progress_lines.fill_in(item, Written(UNDER_WAY, "点评 12 次", "人手少"), by=house.by.head, at=house.at)
    line = asked(house)[item.id]
    assert (line.is_due, line.is_given) == (False, True)
    assert line.last == Written(UNDER_WAY, "点评 12 次", "人手少")


def test_work_that_fits_one_rhythm_is_asked_for_none(house, make_work):
    from datetime import date

    from services import clocks
    from tests.factories.running import ZONE

    short = make_work(house.cast.staff)
    short.limit = clocks.limit(date(2018, 11, 19), date(2018, 11, 23), warn_days=3, zone=ZONE)
    db.session.flush()
    assert short.item_id not in asked(house)


def test_a_line_written_twice_in_a_rhythm_is_one_line(house, item):
    for text in ("一次", "两次"):
        progress_lines.fill_in(item, Written(UNDER_WAY, text), by=house.by.head, at=house.at)
    assert [line.text for line, _who in progress_lines.of_item(item.id)] == ["两次"]


def test_a_line_under_way_says_what_was_done_and_stays_short(house, item):
    with pytest.raises(RuleBroken, match="line_needed"):
        progress_lines.fill_in(item, Written(UNDER_WAY, " "), by=house.by.head, at=house.at)
    with pytest.raises(RuleBroken, match="line_too_long"):
        progress_lines.fill_in(item, Written(UNDER_WAY, "长" * 201), by=house.by.head, at=house.at)


def test_unchanged_says_the_last_line_again(house, item):
    from datetime import timedelta

    earlier = house.at - timedelta(days=7)
    progress_lines.fill_in(item, Written(UNDER_WAY, "点评 12 次"), by=house.by.head, at=earlier)
    assert asked(house)[item.id].last.text == "点评 12 次"
    assert progress_lines.unchanged([item], by=house.by.staff, at=house.at) == 1
    (latest, who), _first = progress_lines.of_item(item.id)
    assert (latest.text, latest.unchanged, latest.period, who) == ("点评 12 次", True, "2018-W47", "服务员甲")
    assert progress_lines.unchanged([item], by=house.by.staff, at=house.at) == 0


def test_the_rest_of_the_unit_is_unchanged_in_one_tap(house, item, make_work):
    make_work(house.cast.staff, rhythm=Rhythm.MONTHLY)
    due = sum(one.is_due for one in asked(house).values())
    progress_lines.fill_in(item, Written(UNDER_WAY, "在做"), by=house.by.head, at=house.at)
    rest = [db.session.get_one(ChecklistItem, item_id) for item_id, one in asked(house).items() if one.is_due]
    assert progress_lines.unchanged(rest, by=house.by.head, at=house.at) == due - 1
    assert not any(one.is_due for one in asked(house).values())


def test_records_of_this_rhythm_count_as_progress(house, item, once, photo):
    work.attach(once, pieces=[photo()], shows_on=None, by=house.by.staff, at=house.at)
    line = asked(house)[item.id]
    assert (line.is_recorded, line.is_due) == (True, False)


def test_nothing_is_written_in_a_closed_campaign(house, item):
    item.campaign.state = CampaignState.CLOSED
    db.session.flush()
    with pytest.raises(WrongState):
        progress_lines.fill_in(item, Written(UNDER_WAY, "晚了"), by=house.by.head, at=house.at)
    with pytest.raises(WrongState):
        progress_lines.unchanged([item], by=house.by.head, at=house.at)


def test_lines_due_wait_for_head_liaison_and_the_person(house, item):
    def waits(who):
        return [(one.kind, one.count) for one in progress_lines.waiting(who, item.campaign, house.at)]

    all_due = sum(one.is_due for one in asked(house).values())
    assert waits(house.by.head) == waits(house.by.liaison) == [("lines_due", all_due)]
    assert waits(house.by.staff) == [("lines_due", 1)]
    assert waits(house.by.second_head) == []
