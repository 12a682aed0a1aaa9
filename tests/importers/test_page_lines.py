"""Printed lines become the paragraphs they were set from, however those were set."""

import pytest

from importers.page import Glyph, Page
from importers.page_lines import text_and_tables

EM, LEFT, WIDTH, PITCH = 10.0, 80.0, 20, 18.0
PARAGRAPHS = [
    "安心行活动方案",
    "（一）规范窗口服务，公示办理时限，每周抽查一次，每月通报一次，整改到位。",
    "（二）开展业务培训，全体员工轮训一遍，考核合格方可上岗。",
    "牵头部门为综合部，配合部门为财务部、营销部、安监部。",
    "2023年2月20日",
]


def set_in(paragraphs: list[str], first: float, rest: float, *, numbers: bool = True) -> list[Page]:
    """Pages of eight lines; paragraphs begin `first` characters from the left, and go on at `rest`."""
    rows: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        words, begin = paragraph, first
        while words:
            room = int(WIDTH - begin)
            rows.append((begin, words[:room]))
            words, begin = words[room:], rest
    pages = []
    for start in range(0, len(rows), 8):
        glyphs = [
            Glyph(char, LEFT + (begin + at) * EM, LEFT + (begin + at + 1) * EM, 700 - line * PITCH, EM)
            for line, (begin, words) in enumerate(rows[start : start + 8])
            for at, char in enumerate(words)
        ]
        foot = [Glyph(char, 290.0 + at * EM, 300.0 + at * EM, 40.0, EM) for at, char in enumerate(f"—{start}—")]
        pages.append(Page(595, 842, glyphs + foot * numbers))
    return pages


@pytest.mark.parametrize(("first", "rest"), [(2, 0), (0, 2), (0, 0)], ids=["indented", "hanging", "flat"])
def test_paragraphs_come_back_without_line_ends_and_page_numbers(first, rest):
    text, tables = text_and_tables(set_in(PARAGRAPHS * 2, first, rest))
    assert text.splitlines() == PARAGRAPHS * 2
    assert tables == []


def test_names_in_columns_stay_apart():
    wide = [Glyph(char, 80 + at * 40.0, 90 + at * 40.0, 700, EM) for at, char in enumerate("甲乙丙")]
    near = [Glyph(char, 80 + at * 13.0, 90 + at * 13.0, 660, EM) for at, char in enumerate("丁戊")]
    assert text_and_tables([Page(595, 842, wide + near)])[0].split("\n")[0] == "甲\t乙\t丙"
    assert text_and_tables([Page(595, 842, near)])[0] == "丁 戊"
