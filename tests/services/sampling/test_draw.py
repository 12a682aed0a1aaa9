"""The sample is drawn again by anyone with the same number (docs/rules.md, Look-back)."""

import contextlib
import io
import math
import random

from hypothesis import given
from hypothesis import strategies as st

from services import sampling

RESTS = st.dictionaries(st.integers(1, 10_000), st.integers(1, 8), max_size=60)
SEEDS = st.integers(0, 99_999_999)
PERCENTS = st.integers(1, 100)


@given(SEEDS, RESTS, PERCENTS)
def test_the_same_number_gives_the_same_sample(seed, rest, percent):
    shuffled = dict(random.Random(1).sample(list(rest.items()), len(rest)))
    assert sampling.draw(seed, rest, percent) == sampling.draw(seed, shuffled, percent)


@given(SEEDS, RESTS, PERCENTS)
def test_it_is_the_library_s_sample_of_the_ids_in_order_and_one_of_each_unit(seed, rest, percent):
    drawn = sampling.draw(seed, rest, percent)
    first = random.Random(seed).sample(sorted(rest), math.ceil(len(rest) * percent / 100))
    assert set(first) <= set(drawn) <= set(rest)
    assert {rest[one] for one in drawn} == set(rest.values())
    assert len(drawn) <= len(first) + len(set(rest.values()))
    assert drawn == sorted(drawn)


@given(SEEDS, RESTS, PERCENTS)
def test_the_script_that_is_shown_prints_the_same(seed, rest, percent):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(sampling.script(seed, rest, percent), {})
    assert printed.getvalue().strip() == str(sampling.draw(seed, rest, percent))


def test_nothing_is_drawn_of_nothing():
    assert sampling.draw(7, {}, 20) == []
