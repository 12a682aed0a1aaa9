"""Text as PDF, paper and the web leave it, made plain before it is read; every value is traced back to where it stood.

Radicals become characters, doubled characters single; page numbers, page headers and the marks of copying sites go;
lines that only the width of a page broke are joined. What is dropped is remembered: `Clean.back` gives the spans in
the text as it was given.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from importers.draft import Span, Spans
from importers.lines import ENDS, HEADER_LENGTH, Lines
from importers.runs import breaks
from importers.text import simple
from importers.vocabulary import NOISE, RADICALS, TITLE_ENDS

KANGXI = range(0x2F00, 0x2FD6)
COMPATIBLE = range(0xF900, 0xFB00)
DOUBLED = re.compile(r"^[ \t]*(?:(\S)\1[ \t]*){4,}$|(?:([^\s\d])\2){5,}|(?:(\S)\3){7,}", re.MULTILINE)
LEAST_DIFFERENT = 3
"""A row of the same sign (……… or ______) is no doubled word."""

PAGE = re.compile(
    r"^[ \t]*(?:[—–―\-_·•~]+[ \t]*)?\d{1,3}(?:[ \t]*[—–―\-_·•~]+)?[ \t]*$(?!\n\d)"
    r"|^[ \t]*\d{1,3}[ \t]*/[ \t]*\d{1,3}[ \t]*$|^[ \t]*Page[ \t]*\d{1,3}(?:[ \t]*of[ \t]*\d{1,3})?[ \t]*$"
    r"|^[ \t]*第[ \t]*[\d一二三四五六七八九十]{1,3}[ \t]*页[ \t]*$"
    r"|第[ \t]*\d{1,3}[ \t]*页[ \t]*[,/]?[ \t]*共[ \t]*\d{1,3}[ \t]*页|共[ \t]*\d{1,3}[ \t]*页[ \t]*[,/]?[ \t]*第[ \t]*\d{1,3}[ \t]*页"
    r"|(?<=[ \t])[—–―-]+[ \t]?\d{1,3}[ \t]?[—–―-]+(?=[ \t])",
    re.MULTILINE | re.IGNORECASE,
)
KEPT_BLANKS = 24
LONG_BLANK = re.compile(r"[ \t\u3000\u00a0]{40,}|\n{40,}")
"""Nothing is said by more blanks than this, and patterns stay quick."""

IN_DATE = re.compile(
    r"(?<=\d)[ \t]{1,4}(?=[年月日号%]|时(?![间限段机]))|(?<=年)[ \t]{1,4}(?=\d{1,2}[ \t]{0,4}月)|(?<=月)[ \t]{1,4}(?=\d{1,2}[ \t]{0,4}[日号])"
)
YEAR = re.compile(r"(?<!\d)(?:19|20|1[ \t]{1,2}9|2[ \t]{1,2}0)[ \t]{0,2}\d[ \t]{0,2}\d(?=年)")
STEMS = "甲乙丙丁戊己庚辛壬癸"
LETTER = r"[\u4e00-\u9fff]"
SPACED = re.compile(
    rf"(?:^|(?<=[:、,;(\n])|(?<=[ \t]{{2}}))[ \t]*(?:{LETTER}[ \t])+{LETTER}(?=[ \t]*(?:[:、,;)\n]|[ \t]{{2}}|$))"
)
SPACED_LONG = re.compile(rf"(?:^|(?<=\s))(?:{LETTER}[ \t]){{4,}}{LETTER}(?=\s|$)", re.MULTILINE)
SPACED_LINE = re.compile(rf"^[ \t]*{LETTER}(?:[ \t]+{LETTER}){{3,}}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Clean:
    """A text with what was dropped from it; `origin` says where each character stood."""

    given: str
    text: str
    origin: tuple[int, ...]

    def without(self, spans: Iterable[Span]) -> "Clean":
        """The same without these pieces."""
        kept: list[Span] = []
        at = 0
        for start, end in sorted(spans):
            if end > at:
                kept.append((at, max(at, start)))
                at = end
        if not at:
            return self
        kept.append((at, len(self.text)))
        text = "".join(self.text[a:b] for a, b in kept)
        return replace(self, text=text, origin=tuple(where for a, b in kept for where in self.origin[a:b]))

    def broken(self, places: list[int]) -> "Clean":
        """The same with a line end before each of these places."""
        edges = [0, *places, len(self.text)]
        text = "\n".join(self.text[a:b] for a, b in pairwise(edges))
        origin: list[int] = []
        for a, b in pairwise(edges):
            if origin:
                origin.append(self.origin[a] if a < len(self.origin) else len(self.given))
            origin.extend(self.origin[a:b])
        return replace(self, text=text, origin=tuple(origin))

    def tracing(self) -> Callable[[Spans], Spans]:
        """A function from spans of the plain text to those of the text as it was given."""
        gaps = [
            at
            for at in range(1, len(self.origin))
            if self.origin[at] > self.origin[at - 1] + 2
            and self.given[self.origin[at - 1] + 1 : self.origin[at]].strip()
        ]

        def back(spans: Spans) -> Spans:
            return tuple(piece for span in spans for piece in self._given(gaps, *span))

        return back

    def _given(self, gaps: list[int], start: int, end: int) -> Iterator[Span]:
        """Where a piece stood, in several pieces where something was dropped from its middle."""
        if start >= end:
            where = self.origin[start] if start < len(self.origin) else len(self.given)
            yield where, where
            return
        cuts = gaps[bisect_right(gaps, start) : bisect_right(gaps, end - 1)]
        for a, b in zip([start, *cuts], [*cuts, end], strict=True):
            yield self.origin[a], self.origin[b - 1] + 1


def clean(text: str) -> Clean:
    """The text made plain. A text that needs nothing comes back as it is."""
    plain = text.translate({ord(char): _character(char) for char in set(text)})
    found = Clean(text, plain, tuple(range(len(text))))
    found = found.without((match.start() + KEPT_BLANKS, match.end()) for match in LONG_BLANK.finditer(text))
    found = found.without(_doubled(simple(found.text)))
    found = found.without(_pages(simple(found.text)))
    found = found.without(Lines(found.text).headers())
    found = found.without(Lines(found.text).breaks())
    found = found.without(_blanks(simple(found.text)))
    return found.broken([place for place in breaks(found.text) if 0 < place < len(found.text)])


def _character(char: str) -> str:
    if char in RADICALS:
        return RADICALS[char]
    if ord(char) in KANGXI or ord(char) in COMPATIBLE:
        normal = unicodedata.normalize("NFKC", char)
        return normal if len(normal) == 1 else char
    return char


def _doubled(folded: str) -> Iterator[Span]:
    """The second of every two, in a run where each character stands twice (bold letters of a PDF)."""
    for match in DOUBLED.finditer(folded):
        if len(Counter(match[0].replace(" ", ""))) < LEAST_DIFFERENT:
            continue
        at = match.start()
        while at < match.end():
            if folded[at].isspace():
                at += 1
                continue
            yield at + 1, at + 2
            at += 2


def _pages(folded: str) -> Iterator[Span]:
    """Page numbers, and the phrases that copying sites leave."""
    beside: set[Span] = set()
    for match in PAGE.finditer(folded):
        yield match.span()
        beside.update(span for span in (_line(folded, match.start() - 1, -1), _line(folded, match.end(), 1)) if span)
    words = Counter(folded[a:b].strip() for a, b in beside)
    seen: set[str] = set()
    for a, b in sorted(beside):
        line = folded[a:b].strip()
        if _is_header(line, words) and (line in seen or not line.endswith(TITLE_ENDS)):
            yield a, b
        seen.add(line)
    for phrase in NOISE:
        at = folded.find(phrase)
        while at >= 0:
            yield at, at + len(phrase)
            at = folded.find(phrase, at + 1)


def _line(folded: str, at: int, step: int) -> Span | None:
    """The next line that is not blank, upwards or downwards of a position."""
    while 0 <= at < len(folded) and folded[at].isspace():
        at += step
    if not 0 <= at < len(folded):
        return None
    end = folded.find("\n", at)
    return folded.rfind("\n", 0, at) + 1, end if end >= 0 else len(folded)


def _is_header(line: str, beside_pages: Counter[str]) -> bool:
    """Whether a line stands at several page numbers and is no part of the text."""
    return beside_pages[line] > 1 and len(line) in HEADER_LENGTH and line[-1:] not in ENDS and "|" not in line


def _blanks(folded: str) -> Iterator[Span]:
    """Blanks inside dates, and between the letters of one word that was spaced out (组 长, 青 枫 县)."""
    for match in IN_DATE.finditer(folded):
        yield match.span()
    for match in YEAR.finditer(folded):
        yield from _inner(match)
    for pattern in (SPACED, SPACED_LONG, SPACED_LINE):
        for match in pattern.finditer(folded):
            if set(match[0]) - set(STEMS) - {" ", "\t"}:
                yield from _inner(match)


def _inner(match: re.Match[str]) -> Iterator[Span]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    for blank in re.finditer(r"[ \t]+", match[0].strip()):
        yield start + blank.start(), start + blank.end()
