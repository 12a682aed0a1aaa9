"""Whatever is given: a draft that can be stored and read back, or a refusal."""

import json
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import checklist_sheet, files, staff_sheet
from importers.draft import PlanDraft
from importers.plan import read
from importers.refusals import Unreadable
from tests.importers.reading import DOCUMENTS, document

NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))
WORDS = [
    "一、",
    "二、",
    "(一)",
    "1.",
    "\n",
    "。",
    ",",
    ":",
    "组长:",
    "成员:",
    "牵头",
    "责任单位:",
    "阶段",
    "3月至",
    "2019年",
    "目标",
    "\t",
    "“",
    "”",
    "(",
    ")",
    " ",
    "任组长",
]


def test_a_text_that_is_no_plan_gives_an_empty_draft_that_names_what_is_missing():
    draft = read("今天天气很好。")
    assert list(draft.values()) == []
    assert set(draft.missing) >= {"title", "brand", "phases", "focus_areas", "requirements", "leading_group.leaders"}


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_is_stored_as_json_and_read_back_unchanged(name):
    draft = read(document(name))
    assert PlanDraft.from_dict(json.loads(json.dumps(draft.to_dict()))) == draft


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_of_windows_change_no_value(name):
    text = document(name)
    assert read(text.replace("\n", "\r\n")).as_json()["leading_group"] == read(text).as_json()["leading_group"]


def test_the_plain_answer_has_words_dates_and_the_spans_of_tasks():
    answer = json.loads(json.dumps(read(document("seed_like")).as_json()))
    assert answer["title"] == ""
    assert answer["emblem"] is None
    assert answer["issued_on"] == "2019-08-09"
    assert answer["phases"][0]["start"] == "2019-05-11"
    assert answer["focus_areas"][0]["due"] is None
    assert answer["focus_areas"][0]["tasks"][0]["spans"]
    assert answer["guesses"] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=60).map("".join),
    )
)
def test_any_text_gives_a_draft_or_a_refusal(text):
    try:
        draft = read(text)
    except Unreadable:
        return
    assert PlanDraft.from_dict(draft.to_dict()) == draft
    for _, value in draft.values():
        assert all(0 <= start <= end <= len(text) for start, end in value.spans)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.integers(0, 3000), st.integers(1, 300), st.sampled_from(["", *WORDS]))
def test_a_damaged_plan_gives_a_draft(name, start, length, instead):
    text = document(name)
    read(text[:start] + instead + text[start + length :] or "甲")


HOSTILE = {
    "brackets": "(" * 60_000,
    "numbers": "一、" * 30_000,
    "blanks": "甲" + " " * 60_000 + "乙",
    "seats": "组长:甲 成员:" + "甲、" * 25_000,
    "ands": "成员:" + "局长和" * 20_000,
    "labels": "责任单位:甲;" * 8_000,
    "dates": "2018年8月至" * 8_000,
    "one line": document("seed_like").replace("\n", " ") * 20,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_is_all_of_one_sign_costs_no_more_than_its_length(name):
    started = process_time()
    read(HOSTILE[name])
    assert process_time() - started < 5, "quadratic patterns take minutes here"


TABLES = {
    "brackets": "(" * 50_000,
    "square brackets": "[" * 50_000,
    "blank brackets": "（甲" * 25_000,
    "brackets in a cell": "工号\t姓名\t事项\n1\t甲\t" + "(" * 50_000,
    "full stops": "事项\t责任人\n甲\t" + "。" * 50_000 + "乙",
    "blanks": "事项\t责任人\n甲\t乙" + " " * 50_000 + "丙",
    "quotes": '甲\t"' * 10_000,
    "bars": "|" * 50_000,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_pasted_table_that_is_all_of_one_sign_costs_no_more_than_its_length(name):
    started = process_time()
    sheet = files.sheet_in(TABLES[name])
    checklist_sheet.read(sheet)
    with suppress(Unreadable):
        staff_sheet.read([sheet])
    staff_sheet.role_of(TABLES[name], "department")
    assert process_time() - started < 5, "quadratic patterns take minutes here"
