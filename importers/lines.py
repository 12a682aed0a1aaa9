"""Lines that only the width of a page ended, and the headers that a page put between them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from importers.draft import Span
from importers.numbering import LEAD_IN, MARKER
from importers.text import simple
from importers.vocabulary import BARE_HEADINGS, LINE_LABELS, NOTICE_ENDS, TITLE_ENDS

ENDS = "。;:!?…"
OPEN_ENDS, OPEN_STARTS = ",、(《“〔-—~", ",、。;:)》”〕!?%"
PAIRS = (("(", ")"), ("《", "》"), ("“", "”"), ("〔", "〕"), ("【", "】"))
LABELS = "|".join("[ \t]{0,4}".join(label) for label in LINE_LABELS)
STARTS = re.compile(
    rf"(?:{MARKER.pattern}|[一二三四五六七八九十]是|(?:{LABELS})(?:单位|部门|科室|部室|领导|人)?[ \t]*[:(]|附件|抄送|主题词|[A-Z][.、)][ \t]*(?=[\u4e00-\u9fff“])|[●○■□◆◇▲△★☆]|各[^,。]{{1,30}}:$)"
)
DATE_LINE = re.compile(r"[ \t(]*[\d〇○零一二三四五六七八九]{4}[ \t]*年[^,。;]{1,12}日[ \t)]*(?:印发)?")
COLUMNS = re.compile(r"\S[ \t]{2,}\S")
GROUP = re.compile(r"(?:副?组[ \t]*长|[组成][ \t]*员|副?总指挥)[ \t]*[:\t ]")
AFTER_GROUP = re.compile(r"领导小组|工作小组|活动小组|专班|指挥部|办公室|下设|(?:主要|工作)?职责")
ORPHAN = 2
"""A line of one or two letters is the end of the one before it."""

LABELLED_END = re.compile(r"[\u4e00-\u9fff]{2,6}:[^:。;,]{1,24}$")
FEWEST_FULL, FULL_SHARE = 4, 0.2
NARROWEST, WIDEST = 18, 64
HEADER_LENGTH = range(4, 41)


@dataclass(frozen=True)
class Line:
    """A line that is not blank: where it stands, its words, whether it fills the page."""

    span: Span
    words: str
    indented: bool
    full: bool


class Lines:
    """The lines of a text."""

    def __init__(self, text: str) -> None:
        """Cut the text into lines and find out whether a page's width broke them."""
        self.folded = folded = simple(text)
        spans = [match.span() for match in re.finditer(r"[^\n]+", folded) if not match[0].isspace()]
        given = [folded[a:b] for a, b in spans]
        raw = [line.rstrip() for line in given]
        table = [line.count("\t") > 1 or line.count("|") > 2 for line in raw]  # noqa: PLR2004 - cells of a table
        by_count = _full([len(line) for line in raw], table, raw, slack=2, widest=WIDEST)
        by_width = _full([_width(text[a:b].rstrip()) for a, b in spans], table, raw, slack=7, widest=2 * WIDEST)
        full = by_count if sum(by_count) >= sum(by_width) else by_width
        self.all = [
            Line(span, line.strip(), line[:1].isspace(), filled)
            for span, line, filled in zip(spans, raw, full, strict=True)
        ]
        self.tables = table
        self.blanks_tell = sum(line[-1:].isspace() for line in given) * 4 < len(given)
        self.indents = sum(line.indented for line in self.all) * 4 > len(self.all) and any(full)

    def headers(self) -> Iterator[Span]:
        """Lines that come again and again and stand in the middle of a sentence."""
        counts = Counter(line.words for line in self.all)
        for at in range(1, len(self.all) - 1):
            line = self.all[at]
            repeated = counts[line.words] > 1 and len(line.words) in HEADER_LENGTH and not _terminal(line.words)
            if repeated and not STARTS.match(line.words) and self._goes_on(at - 1, at + 1):
                yield line.span

    def breaks(self) -> Iterator[Span]:
        """The line ends, with the blanks about them, that stand inside a sentence."""
        for at in range(len(self.all) - 1):
            if self._goes_on(at, at + 1):
                start, end = self.all[at].span
                last = start + len(self.folded[start:end].rstrip())
                below = self.all[at + 1].span[0]
                if COLUMNS.search(self.all[at].words) or (last < end and self.blanks_tell):
                    yield end, below
                else:
                    yield last, _first(self.folded, below)

    def _goes_on(self, upper: int, lower: int) -> bool:
        """Whether the lower of two lines goes on where the upper one stopped."""
        one, other = self.all[upper], self.all[lower]
        if self.tables[upper] or self.tables[lower] or _alone(other.words) or DATE_LINE.fullmatch(one.words):
            return False
        if _open(one.words) or other.words[0] in OPEN_STARTS:
            return not STARTS.match(other.words) or not _terminal(one.words)
        if _begins(other, one):
            return False
        if one.full or (len(other.words) <= ORPHAN and other.words.isalpha()):
            return not _terminal(one.words) or (self.indents and not other.indented and one.words[-1] != ":")
        return not _terminal(one.words) and not LABELLED_END.search(one.words) and _sentence(one.words, other.words)


def _begins(line: Line, before: Line) -> bool:
    """Whether a line begins something of its own: a number, a label, a known heading, a row of columns, a seat."""
    if STARTS.match(LEAD_IN.sub("", line.words, count=1)):
        return True
    if line.words[0] == "各" and before.words.endswith((*TITLE_ENDS, *NOTICE_ENDS)):
        return True  # addressees under a title
    if {before.words.strip(":"), line.words.strip(":")} & BARE_HEADINGS or GROUP.match(line.words):
        return True
    if COLUMNS.search(line.words) and (line.indented or not before.full):
        return True
    listed = GROUP.match(before.words) or COLUMNS.search(before.words)
    return bool(listed and AFTER_GROUP.match(line.words))


def _first(folded: str, at: int) -> int:
    while folded[at].isspace():
        at += 1
    return at


def _full(sizes: list[int], table: list[bool], lines: list[str], slack: int, widest: int) -> list[bool]:
    """Which lines are as long as the page is wide; none where the page broke no lines."""
    counted = Counter(size for size, cells in zip(sizes, table, strict=True) if not cells)
    total = sum(counted.values())
    best, most = 0, 0
    for size in counted:
        near = sum(counted[other] for other in range(size - slack, size + 1))
        beyond = sum(count for other, count in counted.items() if other > size)
        if near > most and beyond * 20 <= total:
            best, most = size, near
    full = [best - slack <= size <= best + 2 and not cells for size, cells in zip(sizes, table, strict=True)]
    cut = sum(1 for line, filled in zip(lines, full, strict=True) if filled and not _terminal(line))
    wide = NARROWEST <= best <= widest
    broken = wide and most >= max(FEWEST_FULL, FULL_SHARE * total) and cut * 2 >= most
    return full if broken else [False] * len(sizes)


def _width(line: str) -> int:
    """Columns on paper; a digit is one, however wide it was typed."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" and not char.isdecimal() else 1 for char in line)


def _terminal(words: str) -> bool:
    return words.rstrip(" \t)”")[-1:] in ENDS or not words


def _alone(words: str) -> bool:
    """Whether a line is a date of its own, as under a signature."""
    return bool(DATE_LINE.fullmatch(words))


def _open(words: str) -> bool:
    """Whether a line ends in the middle of brackets, quotes or a list."""
    if words[-1] in OPEN_ENDS:
        return True
    return any(words.rfind(left) > words.rfind(right) for left, right in PAIRS)


def _sentence(one: str, other: str) -> bool:
    """Whether two short lines are the halves of one sentence: the upper began it, the lower ends it."""
    if not re.search(r"[。;,]", other):
        return False
    began = re.search(r"[。;]", one)
    return bool(began) or ("," in one and not MARKER.match(one) and len(one) > NARROWEST)
