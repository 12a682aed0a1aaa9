"""Whole plans with answers made by hand, as they are and after what happens to documents on their way."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.plan import read
from tests.importers import facts
from tests.importers.mutations import EVERY, HARMLESS, in_one_line, wrapped

PLANS = sorted(path for path in (Path(__file__).parent.parent / "documents").glob("plan-*.txt"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in PLANS}
REWRAPPED = {"plan-31"}
"""Broken into lines already; breaking it once more leaves pieces of three letters."""

ONE_LINE = ("plan-33", "plan-34", "plan-36", "plan-37", "plan-38")


@pytest.mark.parametrize("name", TEXTS)
def test_a_plan_is_read_as_a_careful_reader_reads_it(name):
    answer = json.loads((PLANS[0].parent / f"{name}.json").read_text(encoding="utf-8"))
    assert facts.of_draft(read(TEXTS[name])) == facts.of_answer(answer)


@pytest.mark.parametrize("name", TEXTS)
def test_widths_radicals_and_blanks_change_no_fact_and_every_value_keeps_its_span(name):
    expected = facts.of_draft(read(TEXTS[name]))
    for mutation in HARMLESS:
        text = mutation(TEXTS[name])
        draft = read(text)
        got = facts.of_draft(draft)
        assert {key: got[key] for key in got if got[key] != expected[key]} == {}, mutation.__name__
        for path, value in draft.values():
            assert value.spans, (mutation.__name__, path)
            words = facts.plain("".join(text[start:end] for start, end in value.spans))
            if hasattr(value, "text") and mutation.__name__ != "doubled_headings":
                assert facts.plain(value.text) == words, (mutation.__name__, path)


@pytest.mark.parametrize("name", sorted(set(TEXTS) - REWRAPPED))
def test_lines_that_a_page_broke_are_joined(name):
    assert facts.of_draft(read(wrapped(TEXTS[name]))) == facts.of_draft(read(TEXTS[name]))


@pytest.mark.parametrize("name", ONE_LINE)
def test_a_plan_in_one_line_gets_its_lines_back(name):
    assert facts.of_draft(read(in_one_line(TEXTS[name]))) == facts.of_draft(read(TEXTS[name]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(TEXTS)),
    st.lists(st.sampled_from(EVERY), max_size=3),
    st.integers(0, 900),
    st.integers(0, 200),
)
def test_no_damage_gives_anything_but_a_draft(name, mutations, start, length):
    text = TEXTS[name]
    for mutation in mutations:
        text = mutation(text)
    text = text[:start] + text[start + length :]
    for _, value in read(text).values():
        assert all(0 <= a <= b <= len(text) for a, b in value.spans)
