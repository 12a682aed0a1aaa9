"""Decoding, folding, refusals."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.refusals import Unreadable
from importers.text import MOST_CHARACTERS, checked, compact, decode, fold, same


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_decoded(encoding):
    assert decode("一、总体要求：爱心".encode(encoding)) == "一、总体要求：爱心"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
        (b"PK\x03\x04\x14\x00", "not_text"),
        (b"\xff\xff\xff", "not_text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data, key):
    with pytest.raises(Unreadable) as refusal:
        decode(data)
    assert refusal.value.key == key


def test_a_text_beyond_the_bound_is_refused():
    assert checked("甲" * MOST_CHARACTERS)
    with pytest.raises(Unreadable, match="too_long"):
        checked("甲" * (MOST_CHARACTERS + 1))


@given(st.text())
def test_folding_never_moves_a_position(text):
    assert len(fold(text)) == len(text)


def test_folding_makes_marks_half_width_but_keeps_circled_numbers():
    assert fold("（一）：Ａ，①\r\n") == "(一):A,① \n"


def test_compact_keeps_a_blank_between_latin_words_only():
    assert compact("组 长 ： Open Day 3") == "组长：Open Day 3"


def test_texts_are_the_same_but_for_blanks_width_and_end_marks():
    assert same(" 迟到 早退,扣１分。; ") == same("迟到早退,扣1分") == "迟到早退,扣1分"


def test_texts_are_compared_in_a_time_that_grows_with_their_length_only():
    began = time.process_time()
    assert same("." * 50_000 + "a") == "." * 50_000 + "a"
    assert time.process_time() - began < 1
