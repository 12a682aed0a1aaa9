"""A text in runs, each with the names of the values that came from it: what lights up beside a draft."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Piece:
    """A run of the text: the names of the values that came from it; `guessed` when one of them was inferred."""

    text: str
    names: str = ""
    guessed: bool = False
    quiet: bool = False
    opens_line: bool = False


@dataclass(frozen=True, order=True)
class Tie:
    """From where to where a value stands, and the name under which it lights up; `quiet`: only when asked for."""

    start: int
    end: int
    name: str
    guessed: bool = False
    quiet: bool = False


def pieces(text: str, ties: Iterable[Tie], headings: Collection[int] = ()) -> list[Piece]:
    """The whole text in runs, in its order. At `headings` a line opens, also where the text came as one line."""
    known = [tie for tie in ties if 0 <= tie.start < tie.end <= len(text)]
    begins: dict[int, list[Tie]] = {}
    for tie in known:
        begins.setdefault(tie.start, []).append(tie)
    borders = sorted({0, len(text), *headings, *begins, *(tie.end for tie in known)})
    found: list[Piece] = []
    over: list[Tie] = []
    for start, end in pairwise(borders):
        over = [tie for tie in over if tie.end > start] + begins.get(start, [])
        found.append(
            Piece(
                text[start:end],
                " ".join(dict.fromkeys(tie.name for tie in over)),
                any(tie.guessed for tie in over),
                all(tie.quiet for tie in over),
                start in headings and text[start - 1] != "\n",
            )
        )
    return found
