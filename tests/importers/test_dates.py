"""Expressions of time as plans print them."""

from datetime import date

import pytest

from importers import dates
from importers.dates import Clock

ISSUED = date(2020, 3, 9)


def read(text: str) -> list[tuple[str | None, str | None]]:
    found = dates.find(text, 0, len(text), Clock(ISSUED))
    return [(str(s.start) if s.start else None, str(s.end) if s.end else None) for s in found]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018年8月中旬", "2018-08-11", "2018-08-20"),
        ("2018年8月至2018年12月中旬", "2018-08-01", "2018-12-20"),
        ("2018年12月下旬", "2018-12-21", "2018-12-31"),
        ("8月1日—20日", "2020-08-01", "2020-08-20"),
        ("12月25-30日", "2020-12-25", "2020-12-30"),
        ("3至5月", "2020-03-01", "2020-05-31"),
        ("4月~7月中旬", "2020-04-01", "2020-07-20"),
        ("11月至次年1月", "2020-11-01", "2021-01-31"),
        ("11月至1月", "2020-11-01", "2021-01-31"),
        ("第三季度", "2020-07-01", "2020-09-30"),
        ("2024—2026年", "2024-01-01", "2026-12-31"),
        ("二○一一年五月九日", "2011-05-09", "2011-05-09"),
        ("2023.3.1-2023.4.15", "2023-03-01", "2023-04-15"),
        ("从即日起至10月底", "2020-03-09", "2020-10-31"),
        ("12 月底前", None, "2020-12-31"),
        ("6月30日前", None, "2020-06-30"),
        ("11月1日以后", "2020-11-01", None),
        ("自2018年9月开始", "2018-09-01", None),
        ("2019年底前", None, "2019-12-31"),
        ("10月初—11月15日", "2020-10-01", "2020-11-15"),
        ("2月30日", "2020-02-29", "2020-02-29"),
    ],
)
def test_an_expression_is_read_from_its_first_to_its_last_day(text, start, end):
    assert read(text) == [(start, end)]


@pytest.mark.parametrize("text", ["每月28日前", "每年3月", "第1-3个月", "长期坚持", "13月", "彻底整改"])
def test_what_comes_again_or_names_no_day_is_no_date(text):
    assert read(text) == []


def test_a_missing_year_is_the_last_year_seen():
    assert read("2021年11月,3月") == [("2021-11-01", "2021-11-30"), ("2021-03-01", "2021-03-31")]


def test_without_any_year_there_is_no_date():
    assert dates.find("3月1日", 0, 4, Clock()) == []


def test_an_inferred_year_is_marked():
    assert [s.guessed for s in dates.find("3月,2021年4月", 0, 10, Clock(ISSUED))] == [True, False]
