"""Words without the blanks between them, each still knowing where it stands in the text."""

from dataclasses import dataclass
from typing import Self

from importers.draft import Span, Value
from importers.text import Source


@dataclass(frozen=True, slots=True)
class View:
    """Words to match patterns on: `words[i]` stands at `at[i]` in the source."""

    source: Source
    words: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, source: Source, *spans: Span) -> Self:
        """The spans one after the other. A blank stays only between two digits."""
        words: list[str] = []
        at: list[int] = []
        for start, end in spans:
            gap = False
            for position in range(start, end):
                char = source.folded[position]
                if char.isspace():
                    gap = True
                    continue
                if gap and words and words[-1].isdigit() and char.isdigit():
                    words.append(" ")
                    at.append(position)
                gap = False
                words.append(char)
                at.append(position)
        return cls(source, "".join(words), tuple(at))

    def span(self, start: int, end: int) -> Span:
        """Where the words from `start` to `end` stand in the source."""
        return (self.at[start], self.at[end - 1] + 1) if start < end else (0, 0)

    def value(self, start: int, end: int, *, guessed: bool = False) -> Value:
        """The words as printed, without stops at their ends."""
        start, end = self.trim(start, end)
        return self.source.value(self.span(start, end), guessed=guessed) if start < end else Value("")

    def trim(self, start: int, end: int) -> Span:
        """Without stops at the ends."""
        while start < end and self.words[start] in "。;,、:!.| ":
            start += 1
        while start < end and self.words[end - 1] in "。;,、:!| ":
            end -= 1
        return start, end


LONGEST_CLAUSE = 400
"""No clause is longer; so that a text without any stop costs no more than one with."""


def last_stop(words: str, start: int, end: int, stops: str) -> int:
    """The position after the last stop between, or `start`. A stop inside brackets is none, but for a full stop."""
    start = max(start, end - LONGEST_CLAUSE)
    if words.find(")", start, end) < 0:
        return max(start, 1 + max(words.rfind(stop, start, end) for stop in stops))
    depth = 0
    for at in range(end - 1, start - 1, -1):
        char = words[at]
        depth += (char == ")") - (char == "(" and depth > 0)
        if char in stops and (not depth or char == "。"):
            return at + 1
    return start
