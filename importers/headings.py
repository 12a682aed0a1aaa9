"""What a heading says: which kind of section its words open."""

import re

from importers.vocabulary import BARE_HEADINGS, SECTIONS

LONGEST_HEADING = 24
"""A longer first sentence is no heading, whatever words are in it."""

KNOWN = re.compile("|".join(sorted(BARE_HEADINGS, key=len, reverse=True)))


def kinds_of(heading: str) -> tuple[str, ...]:
    """The kinds of section that a heading may open, each by a word that no longer word of another kind covers."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ()
    hits = [(word, kind) for kind, words in SECTIONS.items() for word in words if word in heading]
    kept = [
        (word, kind)
        for word, kind in hits
        if kind == "measures" or not any(word != other and word in other for other, _ in hits)
    ]
    return tuple(dict.fromkeys(kind for _, kind in kept))


def known_end(folded: str, start: int, end: int) -> int:
    """Where the known heading that stands at `start` ends; `start` where none stands."""
    match = KNOWN.match(folded, start, min(end, start + LONGEST_HEADING))
    return match.end() if match else start
