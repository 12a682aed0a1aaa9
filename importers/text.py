"""Text as it comes: decoding, width folding that keeps every position, and cutting into pieces."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.draft import Span, Value
from importers.refusals import Unreadable
from importers.traditional import TRADITIONAL

MOST_CHARACTERS = 200_000
"""A plan has a few thousand characters; beyond this it is no plan, and reading it would only cost time."""

MOST_LINES = 20_000  # with the two signs of a line's end counted apart

KEPT = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""Folding would turn these numbers of a list into bare digits."""

LINE_BREAKS = {"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
INVISIBLE = {"\ufeff": " ", "\u200b": " ", "\u00ad": " "}
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
END_MARKS = "。.;,、"
OPENING, CLOSING = "“‘《(【[〔「『", "”’》)】]〕」』"


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030. Raises Unreadable."""
    if not data.strip():
        raise Unreadable("empty")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Unreadable("not_text")


def checked(text: str) -> str:
    """The same text, if it is one that can be read. Raises Unreadable."""
    if len(text) > MOST_CHARACTERS or text.count("\n") + text.count("\r") > MOST_LINES:
        raise Unreadable("too_long", most=MOST_CHARACTERS)
    if not text.replace("\ufeff", "").strip():
        raise Unreadable("empty")
    if CONTROLS.search(text):
        raise Unreadable("not_text")
    return text


def fold(text: str) -> str:
    """Full-width forms made half-width, line ends made one; exactly as long as `text`, so positions hold."""
    table = {ord(char): _folded(char) for char in set(text)}
    table[ord("\r")] = " " if "\n" in text else "\n"
    return text.translate(table)


def simple(text: str) -> str:
    """Folded, and traditional characters made simplified: what words are looked for in; as long as `text`."""
    return fold(text).translate(TRADITIONAL)


def _folded(char: str) -> str:
    if char in KEPT:
        return char
    if char in LINE_BREAKS or char in INVISIBLE:
        return LINE_BREAKS.get(char) or INVISIBLE[char]
    normal = unicodedata.normalize("NFKC", char)
    return normal if len(normal) == 1 else char


def compact(text: str) -> str:
    """Without blanks, but for one between two Latin words or numbers."""
    text = re.sub(r"(?<=[0-9A-Za-z])[\s\ufeff]+(?=[A-Za-z])|(?<=[A-Za-z])[\s\ufeff]+(?=[0-9])", "\x00", text)
    return re.sub(r"[\s\ufeff]+", "", text).replace("\x00", " ")


def same(text: str) -> str:
    """A text as it is compared with another: half-width, without blanks and end marks, in lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(END_MARKS).lower()


@dataclass(frozen=True)
class Source:
    """A text beside its folded form, in simplified characters. Positions are the same in both."""

    text: str
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        """Fold the text once."""
        object.__setattr__(self, "folded", simple(self.text))

    def value(self, *spans: Span, guessed: bool = False, join: str = "") -> Value:
        """What stands at the spans, as printed but without blanks."""
        spans = tuple(self.trim(*span) for span in spans)
        return Value(join.join(compact(self.text[a:b]) for a, b in spans), spans, guessed)

    def prose(self, start: int, end: int) -> Value:
        """What stands there with its paragraphs kept."""
        start, end = self.trim(start, end)
        lines = (compact(line) for line in self.text[start:end].splitlines())
        return Value("\n".join(line for line in lines if line), ((start, end),))

    def trim(self, start: int, end: int, chars: str = "") -> Span:
        """The span without blanks, and without `chars`, at its ends."""
        while start < end and (self.folded[start].isspace() or self.folded[start] in chars):
            start += 1
        while start < end and (self.folded[end - 1].isspace() or self.folded[end - 1] in chars):
            end -= 1
        return start, end

    def pieces(self, start: int, end: int, separators: str) -> Iterator[Span]:
        """The span cut at the separators that stand outside quotes and brackets; empty pieces left out."""
        closing = ""
        for at in range(start, end):
            char = self.folded[at]
            if closing:
                closing = "" if char in {closing, "\n"} else closing
            elif char in OPENING and self.folded.find(CLOSING[OPENING.index(char)], at, end) >= 0:
                closing = CLOSING[OPENING.index(char)]
            if char in separators and not closing:
                yield from self._filled(start, at)
                start = at + 1
        yield from self._filled(start, end)

    def _filled(self, start: int, end: int) -> Iterator[Span]:
        start, end = self.trim(start, end)
        if start < end:
            yield start, end

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Every line, trimmed; blank lines as empty spans."""
        end = len(self.folded) if end is None else end
        while start <= end:
            stop = self.folded.find("\n", start, end)
            stop = end if stop < 0 else stop
            yield self.trim(start, stop)
            start = stop + 1
