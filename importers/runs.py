"""A document that came in one line gets its lines back: before numbers, known headings, labels, title and signature."""

import re
from collections.abc import Iterator

from importers.headings import known_end
from importers.numbering import CN, Node, outline, past_blanks
from importers.text import simple
from importers.vocabulary import BARE_HEADINGS

LONGEST_LINE = 300
"""A longer line with several numbers in it was several lines."""

FEWEST_NUMBERS = 3
FARTHEST_HEAD = 1200
LABELS = re.compile(
    r"(?<=\s)(?=(?:(?:第一|常务|双|副)?[ \t]{0,4}(?:组[ \t]{0,4}长|总指挥)|[成组][ \t]{0,4}员(?:单位)?|办公室主任)[ \t]{0,3}[:\t ]|领导小组(?:下设|办公室)|主题词|抄[送报]|附件)"
)
CHAPTER = re.compile(rf"(?<=\s)(?=第(?:{CN}|\d{{1,2}})(?:章|条|部分|节)\s)|(?<=[\s。;])(?=【[^】:\d\n]{{2,16}}】)")
WORD = re.compile(r"(?<=\s)\S")
NUMBERED = re.compile(rf"(?:{CN}、|\({CN}\)|第{CN}[章条部]|\d[.、])")


def breaks(text: str) -> list[int]:
    """Where lines should begin; nowhere in a text that has its lines."""
    folded = simple(text)
    places: set[int] = set()
    start = 0
    for line in folded.split("\n"):
        end = start + len(line)
        if (
            len(line) > LONGEST_LINE
            and line.count("\t") < FEWEST_NUMBERS
            and line.strip("| ").count("|") < FEWEST_NUMBERS
        ):
            places.update(_of_line(folded, start, end))
        start = end + 1
    return sorted(places)


def _of_line(folded: str, start: int, end: int) -> Iterator[int]:
    for match in CHAPTER.finditer(folded, start, end):
        yield match.start()
        heading = match.end() + folded[match.end() : end].find(" ") + 1
        if known := _after_known(folded, heading, end):
            yield known
    nodes = [node for node in outline(folded, start, end).walk() if node.style]
    if len(nodes) >= FEWEST_NUMBERS:
        for node in nodes:
            yield from _of_node(folded, node, end)
    headings = list(_bare(folded, start, end)) if not any(node.style == "cn" for node in nodes) else []
    yield from headings
    yield from (match.start() for match in LABELS.finditer(folded, start, end))
    numbered = NUMBERED.search(folded, start, end)
    first = min([end, *(node.start for node in nodes), *headings, *([numbered.start()] if numbered else [])])
    if not NUMBERED.search(folded, 0, start):
        yield from (match.start() for match in WORD.finditer(folded, start, min(first + 1, start + FARTHEST_HEAD)))
    yield from _tail(folded, start, end)


def _of_node(folded: str, node: Node, end: int) -> Iterator[int]:
    """A line for the piece, and one for its words where a known heading stands over them."""
    yield node.start
    known = _after_known(folded, past_blanks(folded, node.text_start, end), end)
    if node.style in {"cn", "chapter"} and known:
        yield known


def _after_known(folded: str, start: int, end: int) -> int:
    """Where the words under a known heading begin; 0 where no heading stands alone."""
    known = known_end(folded, start, end)
    return past_blanks(folded, known, end) if known > start and known < end and folded[known] in " \t" else 0


def _bare(folded: str, start: int, end: int) -> Iterator[int]:
    """Known headings without a number, between blanks."""
    for match in WORD.finditer(folded, start, end):
        stop = folded.find(" ", match.start(), end)
        if folded[match.start() : stop if stop > 0 else end].strip(":") in BARE_HEADINGS:
            yield match.start()
            yield past_blanks(folded, stop, end) if stop > 0 else end


def _tail(folded: str, start: int, end: int) -> Iterator[int]:
    """The words after the last sentence: who signs, and when."""
    last = max(folded.rfind(mark, start, end) for mark in "。;") + 1
    yield from (match.start() for match in WORD.finditer(folded, max(last, end - 200), end))
