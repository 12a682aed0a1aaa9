"""The pure schedule: which days a rhythm means."""

from datetime import date

import pytest

from models.types import Rhythm
from services.occurrences import Due, regular, schedule


def days(rhythm: Rhythm, first: date, last: date, *, day: int | None = None, due_on: date | None = None):
    return [(one.period, one.due_on) for one in schedule(rhythm, due_on=due_on, day=day, first=first, last=last)]


def test_weekly_is_due_on_its_weekday_up_to_the_last_day():
    found = days(Rhythm.WEEKLY, date(2018, 11, 7), date(2018, 11, 23), day=5)
    assert found == [
        ("2018-W45", date(2018, 11, 9)),
        ("2018-W46", date(2018, 11, 16)),
        ("2018-W47", date(2018, 11, 23)),
    ]


def test_a_weekday_already_past_begins_next_week():
    found = days(Rhythm.WEEKLY, date(2018, 11, 10), date(2018, 11, 30), day=5)
    assert found[0] == ("2018-W46", date(2018, 11, 16))


def test_weeks_across_the_year_have_the_key_of_their_iso_year():
    found = days(Rhythm.WEEKLY, date(2018, 12, 24), date(2019, 1, 6), day=1)
    assert found == [("2018-W52", date(2018, 12, 24)), ("2019-W01", date(2018, 12, 31))]


def test_a_year_of_53_weeks():
    found = days(Rhythm.WEEKLY, date(2020, 12, 28), date(2021, 1, 10), day=7)
    assert found == [("2020-W53", date(2021, 1, 3)), ("2021-W01", date(2021, 1, 10))]


def test_monthly_is_due_on_its_day():
    found = days(Rhythm.MONTHLY, date(2018, 11, 7), date(2019, 1, 31), day=25)
    assert found == [
        ("2018-11", date(2018, 11, 25)),
        ("2018-12", date(2018, 12, 25)),
        ("2019-01", date(2019, 1, 25)),
    ]


@pytest.mark.parametrize(("year", "last"), [(2018, 28), (2020, 29)])
def test_the_thirty_first_of_a_short_month_is_its_last_day(year, last):
    found = days(Rhythm.MONTHLY, date(year, 1, 31), date(year, 4, 30), day=31)
    assert [due for _period, due in found] == [
        date(year, 1, 31),
        date(year, 2, last),
        date(year, 3, 31),
        date(year, 4, 30),
    ]


def test_a_quarter_ends_on_its_last_working_day_make_up_days_included():
    # Monday 2018-12-31 was a holiday, Saturday 12-29 its make-up day; 2018-09-30 was a Sunday that was worked
    found = days(Rhythm.QUARTERLY, date(2018, 7, 1), date(2018, 12, 31))
    assert found == [("2018-Q3", date(2018, 9, 30)), ("2018-Q4", date(2018, 12, 29))]


def test_quarters_across_the_year():
    found = days(Rhythm.QUARTERLY, date(2018, 12, 1), date(2019, 3, 31))
    assert found == [("2018-Q4", date(2018, 12, 29)), ("2019-Q1", date(2019, 3, 29))]


def test_an_unknown_year_counts_monday_to_friday():
    assert days(Rhythm.QUARTERLY, date(2040, 1, 1), date(2040, 3, 31)) == [("2040-Q1", date(2040, 3, 30))]


def test_a_recurrence_with_no_day_left_is_due_on_the_last_day_once():
    found = days(Rhythm.QUARTERLY, date(2018, 11, 7), date(2018, 12, 20))
    assert found == [("2018-Q4", date(2018, 12, 20))]
    assert not regular(Rhythm.QUARTERLY, due_on=None, day=None, first=date(2018, 11, 7), last=date(2018, 12, 20))


def test_a_phase_that_is_over_still_has_one():
    assert schedule(Rhythm.MONTHLY, due_on=None, day=5, first=date(2018, 11, 7), last=date(2018, 8, 20)) == [
        Due("2018-08", date(2018, 8, 20), date(2018, 8, 20))
    ]


def test_once_is_due_on_its_date():
    assert schedule(
        Rhythm.ONCE, due_on=date(2018, 11, 30), day=None, first=date(2018, 11, 7), last=date(2018, 12, 20)
    ) == [Due("", date(2018, 11, 7), date(2018, 11, 30))]


def test_once_in_the_past_is_still_one():
    assert schedule(
        Rhythm.ONCE, due_on=date(2018, 8, 15), day=None, first=date(2018, 11, 7), last=date(2018, 12, 20)
    ) == [Due("", date(2018, 8, 15), date(2018, 8, 15))]


def test_standing_is_due_on_the_last_day():
    assert schedule(Rhythm.STANDING, due_on=None, day=None, first=date(2018, 11, 7), last=date(2018, 12, 20)) == [
        Due("", date(2018, 11, 7), date(2018, 12, 20))
    ]


def test_each_occurrence_starts_with_its_period():
    found = schedule(Rhythm.WEEKLY, due_on=None, day=5, first=date(2018, 11, 7), last=date(2018, 11, 20))
    assert [one.starts_on for one in found] == [date(2018, 11, 7), date(2018, 11, 12)]
