"""The light of work: grey, green, yellow and red (docs/rules.md, Work)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.work import Occurrence, OccurrenceState, Progress, ProgressState
from services import clocks, lights
from services.lights import Light, Line, Lines, Work

ZONE = ZoneInfo("Asia/Shanghai")
DUE = date(2018, 11, 30)
LIMIT = clocks.limit(date(2018, 8, 11), DUE, warn_days=3, zone=ZONE)
EARLY = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)  # a Tuesday
WARNED = clocks.start_of_day(date(2018, 11, 27), ZONE)
LATE = LIMIT.due_at + timedelta(seconds=1)
OPEN, DONE, ACCEPTED, RETURNED = (
    OccurrenceState.OPEN,
    OccurrenceState.DONE,
    OccurrenceState.ACCEPTED,
    OccurrenceState.RETURNED,
)


@pytest.mark.parametrize(
    ("state", "at", "done_at", "lines", "light"),
    [
        (OPEN, EARLY, None, Lines(), Light.GREY),
        (OPEN, EARLY, None, Lines(is_moving=True), Light.GREEN),
        (OPEN, EARLY, None, Lines(is_moving=True, is_missing=True), Light.YELLOW),
        (OPEN, EARLY, None, Lines(is_moving=True, is_unchanged=True), Light.YELLOW),
        (OPEN, WARNED - timedelta(seconds=1), None, Lines(), Light.GREY),
        (OPEN, WARNED, None, Lines(), Light.YELLOW),
        (OPEN, WARNED, None, Lines(is_moving=True), Light.YELLOW),
        (OPEN, LIMIT.due_at, None, Lines(), Light.YELLOW),
        (OPEN, LATE, None, Lines(is_moving=True), Light.RED),
        (RETURNED, EARLY, EARLY, Lines(), Light.YELLOW),
        (RETURNED, LATE, EARLY, Lines(), Light.RED),
        (DONE, WARNED, EARLY, Lines(), Light.GREEN),
        (DONE, LATE, EARLY, Lines(), Light.GREEN),
        (DONE, LATE, LATE, Lines(), Light.RED),
        (ACCEPTED, LATE, LATE, Lines(is_missing=True), Light.GREEN),
    ],
)
def test_an_occurrence_has_the_light_of_its_state_and_clock(state, at, done_at, lines, light):
    assert lights.of_occurrence(state, LIMIT, at, done_at=done_at, lines=lines) is light


def test_the_worst_is_red_then_yellow_then_green_and_grey_only_when_nothing_started():
    assert lights.worst([Light.GREY, Light.GREEN, Light.RED, Light.YELLOW]) is Light.RED
    assert lights.worst([Light.GREY, Light.GREEN, Light.YELLOW]) is Light.YELLOW
    assert lights.worst([Light.GREY, Light.GREEN]) is Light.GREEN
    assert lights.worst([]) is Light.GREY


def work(number, start, due, state=OPEN, done_at=None):
    limit = clocks.limit(start, due, warn_days=3, zone=ZONE)
    return Work(number, 1, state, limit.starts_at, limit.warn_at, limit.due_at, done_at)


def test_occurrences_to_come_do_not_darken_an_item():
    works = [
        work(1, date(2018, 11, 12), date(2018, 11, 16), ACCEPTED, EARLY),
        work(2, date(2018, 11, 26), date(2018, 11, 30)),
    ]
    assert lights.of_item(works, EARLY) is Light.GREEN
    assert lights.current(works, EARLY) == works[0]
    assert lights.of_item(works[1:], EARLY) is Light.GREY
    assert lights.current(works[1:], EARLY) == works[1]


def test_an_old_overdue_occurrence_is_the_current_one_and_the_item_red():
    works = [
        work(1, date(2018, 11, 12), date(2018, 11, 16)),
        work(2, date(2018, 11, 19), date(2018, 11, 23), DONE, EARLY),
    ]
    assert lights.of_item(works, EARLY) is Light.RED
    assert lights.current(works, EARLY) == works[0]


def said(*lines, records=(), since=date(2018, 10, 1), today=date(2018, 11, 21), rhythm="week"):
    return lights.said(lines, records, since=since, due=DUE, today=today, rhythm=rhythm)


UNDER_WAY = ProgressState.UNDER_WAY


def test_the_rhythm_just_ended_without_a_line_is_missing():
    assert said() == Lines(is_missing=True)
    assert said(Line("2018-W46", UNDER_WAY, unchanged=False)) == Lines(is_moving=True)
    assert said(Line("2018-W47", UNDER_WAY, unchanged=False)) == Lines(is_moving=True)
    assert said(Line("2018-W45", UNDER_WAY, unchanged=False)) == Lines(is_moving=True, is_missing=True)


def test_records_already_in_the_system_count_as_progress():
    assert said(records=[date(2018, 11, 14)]) == Lines(is_moving=True)


def test_nothing_is_missing_where_the_rhythm_was_not_asked_from_its_first_day():
    assert said(since=date(2018, 11, 13)) == Lines()


def test_work_within_one_rhythm_has_no_lines():
    assert lights.said((), (), since=date(2018, 11, 1), due=DUE, today=date(2018, 12, 3), rhythm="month") == Lines()


def test_a_line_that_says_not_started_does_not_move():
    assert said(Line("2018-W47", ProgressState.NOT_STARTED, unchanged=False)) == Lines()


def test_two_rhythms_running_without_change_say_so_unless_a_record_says_otherwise():
    two = (Line("2018-W46", UNDER_WAY, unchanged=True), Line("2018-W47", UNDER_WAY, unchanged=True))
    assert said(*two).is_unchanged
    assert said(Line("2018-W45", UNDER_WAY, unchanged=True), two[0]).is_unchanged
    assert not said(two[1]).is_unchanged
    assert not said(*two, records=[date(2018, 11, 20)]).is_unchanged
    assert not said(two[0], Line("2018-W47", UNDER_WAY, unchanged=False)).is_unchanged


def test_months_are_a_rhythm_too():
    assert said(rhythm="month") == Lines(is_missing=True)
    assert said(Line("2018-10", UNDER_WAY, unchanged=False), rhythm="month") == Lines(is_moving=True)


def test_a_campaigns_items_have_their_lights_in_four_statements(session, cast, running, statements):
    session.add(
        Progress(
            item_id=running.item_id,
            period="2018-W46",
            state=UNDER_WAY,
            by_id=cast.staff.id,
            at=EARLY - timedelta(days=5),
        )
    )
    session.flush()
    with statements() as seen:
        found = lights.for_items(running.campaign_id, EARLY, rhythm="week", zone=ZONE)
    assert len(seen) == 4
    assert found.keys() == {running.item_id, running.weekly_id}  # the draft is no commitment yet
    assert found[running.item_id].light is Light.GREEN
    assert found[running.item_id].current.id == running.occurrence_id
    weekly = found[running.weekly_id]
    assert (weekly.light, weekly.lines.is_missing) == (Light.YELLOW, True)
    session.get(Occurrence, running.weekly_occurrence_id).done_at = EARLY
    session.get(Occurrence, running.weekly_occurrence_id).state = DONE
    session.flush()
    found = lights.for_items(running.campaign_id, EARLY, rhythm="week", zone=ZONE, item_ids=[running.weekly_id])
    assert [one.light for one in found.values()] == [Light.GREEN]
