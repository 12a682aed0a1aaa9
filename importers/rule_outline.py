"""A rulebook as a tree of pieces: chapters, articles, items, plain paragraphs and rows of tables.

Unlike a plan's numbers (importers/numbering.py) a rulebook's may run on from section to section (…3. | (二) 4.), its
articles (第一条) stand beneath its chapters, and a heading often has no number at all (奖励制度:).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from importers.draft import Span
from importers.numbering import CN, number_of, past_blanks
from importers.refusals import Unreadable
from importers.rule_tables import Row
from importers.text import MOST_CHARACTERS, Source

STYLES = {
    "hash": r"\#{1,5}\s{0,3}",
    "part": rf"第\s?(?P<part>{CN}|\d{{1,2}})\s?(?:章|部分|篇|编)\s{{0,4}}[:、]?",
    "clause": rf"第\s?(?P<clause>{CN}|\d{{1,2}})\s?节\s{{0,4}}[:、]?",
    "article": r"第\s?(?P<article>[一二三四五六七八九十百]{1,5}|\d{1,3})\s?条(?!规定|款|的|所|第|、|和|至|情形|中|处)\s{0,4}[:、]?",
    "cn": rf"(?P<cn>{CN})\s{{0,2}}[、.](?!\d)",
    "paren_cn": rf"\(\s?(?P<paren_cn>{CN})\s?\)\s{{0,2}}[、.]?",
    "decimal": r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})[.、]?(?=\s{0,3}[\u4e00-\u9fff“《(])(?!\s?(?:[年日%万元分]|月(?!度)))",
    "digit": r"(?P<digit>\d{1,3})\s?[.、](?!\d)",
    "paren_digit": r"\(\s?(?P<paren_digit>\d{1,2})\s?\)\s{0,2}[、.]?",
    "half_paren": r"(?P<half_paren>\d{1,2})\)\s{0,2}[、.]?",
    "bare_digit": r"(?P<bare_digit>\d{1,2})\s{1,4}(?=[\u4e00-\u9fff])(?![年月日号时分秒次个人元点])",
    "circled": r"(?P<circled>[①-⑳])\s{0,2}[、.]?",
    "letter": r"(?P<letter>[A-Za-z])[.、)](?!\d)\s{0,3}",
    "bullet": r"[●■◆▲•·※★☆►\-*]\s{0,3}(?=[\u4e00-\u9fff“《(])",
}
MARKERS = {style: re.compile(pattern) for style, pattern in STYLES.items()}
INLINE = re.compile(
    "|".join(
        f"(?:{STYLES[s]})"
        for s in ("part", "article", "cn", "paren_cn", "digit", "paren_digit", "half_paren", "circled")
    )
)
FORMULA = re.compile(r"[\u4e00-\u9fff]{2,16}(?:\([^()\n]{1,12}\))?\s{0,2}=[^。;\n]{0,40}?[+\-−×÷*/%]")
"""How a score is reckoned (得分=基础分+奖分-扣分): of the whole rulebook, whatever heading is open above it."""

LEAD_IN = re.compile(r"[ \t>\u3000\xa0]{0,40}")
BEFORE_INLINE = frozenset("。;:!?)】”》, \t\u3000|分元次人件起处例天项")
STOPS = "。;:!?:"
NO_ITEM_AFTER = frozenset("条款第见件表项和、章")
FULL_LINE = 18
MOST_PIECES = 10_000
"""Lines and numbers; a rulebook of twenty pages has some hundreds."""

FARTHEST_SECOND = 3000
LONGEST_HEADING = 30
SHORT_HEADING = 12
RANKS = {
    style: rank
    for rank, style in enumerate(
        (
            "hash",
            "part",
            "clause",
            "article",
            "cn",
            "paren_cn",
            "digit",
            "bare_digit",
            "decimal1",
            "paren_digit",
            "half_paren",
            "circled",
        )
    )
}


@dataclass(slots=True)
class Piece:
    """One piece: its number as printed, its own words and what stands beneath it."""

    style: str
    number: int
    label: str
    spans: list[Span]
    children: "list[Piece]" = field(default_factory=list)
    rows: tuple[Row, ...] = ()

    def walk(self) -> "Iterator[Piece]":
        """The piece and everything beneath it, in the order of the text."""
        pending = [self]
        while pending:
            piece = pending.pop()
            yield piece
            pending.extend(reversed(piece.children))


def outline(source: Source, start: int, end: int, tables: dict[int, "Piece"]) -> Piece:
    """The root of all pieces between the positions; `tables` are those that begin at a position, read already.

    Raises Unreadable for more pieces than any rulebook has.
    """
    root = Piece("", 0, "", [])
    stack = [root]
    found = list(islice(_pieces(source, start, end, tables), MOST_PIECES + 1))
    if len(found) > MOST_PIECES:
        raise Unreadable("too_long", most=MOST_CHARACTERS)
    pieces = list(_joined(source, found))
    for index, piece in enumerate(pieces):
        _attach(piece, stack, pieces, index, source)
    return root


def _pieces(source: Source, start: int, end: int, tables: dict[int, Piece]) -> Iterator[Piece | None]:
    """Every line as a piece, cut at the numbers inside it; None for a blank line."""
    skip = start
    last: dict[str, int] = {}
    for begin, stop in source.lines(start, end):
        if begin < skip:
            continue
        if begin in tables:
            skip = max(tables[begin].spans[-1][1], begin + 1)
            yield tables[begin]
            continue
        if begin >= stop:
            yield None
            continue
        for piece in _cut(source, begin, stop, last):
            if piece.number:
                last[piece.style] = piece.number
            yield piece


def _cut(source: Source, begin: int, stop: int, last: dict[str, int]) -> Iterator[Piece]:
    first = _marked(source.folded, begin, stop)
    if first.number:
        last[first.style] = first.number
    open_piece = first
    at = first.spans[0][0]
    for match in INLINE.finditer(source.folded, at, stop):
        style = match.lastgroup or ""
        number = number_of(match[style])
        if match.start() <= at or not _goes_on(source.folded, match, style, last):
            continue
        open_piece.spans = [source.trim(open_piece.spans[0][0], match.start())]
        yield open_piece
        open_piece = Piece(style, number, _label(match[0]), [source.trim(match.end(), stop)])
        last[style] = number
        at = match.end()
    yield open_piece


def _goes_on(folded: str, match: re.Match[str], style: str, last: dict[str, int]) -> bool:
    """Whether a number inside a line begins a piece: after a stop, and the next of its row (or a first with a second)."""
    before, number = folded[match.start() - 1], number_of(match[style])
    if before not in BEFORE_INLINE and (style != "paren_cn" or before in NO_ITEM_AFTER):
        return False
    if number == last.get(style, 0) + 1 and number > 1:
        return True
    if number != 1:
        return False
    second = {"digit": "2", "paren_digit": "2", "half_paren": "2", "circled": "②"}.get(style, "二")
    return folded.find(second, match.end(), match.end() + FARTHEST_SECOND) >= 0 or style == "part"


def _marked(folded: str, begin: int, stop: int) -> Piece:
    lead = LEAD_IN.match(folded, begin, stop)
    first = lead.end() if lead else begin
    for style, pattern in MARKERS.items():
        match = pattern.match(folded, first, stop)
        if match:
            printed = match.groupdict().get(style)
            after = past_blanks(folded, match.end(), stop)
            number = _number(style, printed) if printed else 0
            return Piece(style, number, _label(match[0]) if number else "", [(after, stop)])
    return Piece("formula" if FORMULA.match(folded, first, stop) else "plain", 0, "", [(first, stop)])


def _number(style: str, printed: str) -> int:
    if style == "letter":
        return ord(printed.upper()) - ord("A") + 1
    if style == "decimal":
        return int(printed.rpartition(".")[2])
    return number_of(printed) if "百" not in printed else 100


def _label(text: str) -> str:
    return re.sub(r"[\s、.:,]", "", text) if not text[0].isdigit() else re.sub(r"[\s、:,]", "", text).rstrip(".")


def _joined(source: Source, pieces: list[Piece | None]) -> Iterator[Piece]:
    """Without blank lines, and with a line that only goes on joined to the one before."""
    before: Piece | None = None
    blank = True
    spaced = _is_spaced(pieces)
    for piece in pieces:
        if piece is None:
            blank = not spaced
            continue
        if before and piece.style == "plain" and _continues(source, before, piece, blank=blank):
            before.spans.append(piece.spans[0])
        else:
            if before:
                yield before
            before = piece
        blank = False
    if before:
        yield before


def _is_spaced(pieces: list[Piece | None]) -> bool:
    """Whether blank lines stand between all lines, so that they part nothing."""
    close = sum(one is not None and other is not None for one, other in pairwise(pieces))
    return len(pieces) > SHORT_HEADING and close * 10 < len(pieces)


def _continues(source: Source, before: Piece, piece: Piece, *, blank: bool) -> bool:
    if before.rows or piece.rows or before.style == "hash":
        return False
    if before.style == "formula":
        ends = source.folded[slice(*before.spans[-1])][-1:] + source.folded[slice(*piece.spans[0])][:1]
        return any(char in "+-*/=×÷(" for char in ends)
    start, end = before.spans[-1]
    words = source.folded[start:end]
    here = source.folded[slice(*piece.spans[0])]
    if not words or not here:
        return bool(here) and not words and before.style != "plain"
    if here[0] in ",。;、)" or words[-1] in ",、(" or words.endswith(("扣", "罚", "加", "奖", "每次")):
        return True
    return not blank and len(words) >= FULL_LINE and words[-1] not in "。;:!?)" and not words.endswith(("分", "元"))


def _attach(piece: Piece, stack: list[Piece], pieces: list[Piece], index: int, source: Source) -> None:
    style = piece.style if piece.style != "decimal" else f"decimal{piece.label.count('.')}"
    piece.style = style
    if style == "formula":
        stack[0].children.append(piece)
        return
    styles = [other.style for other in stack]
    if style in {"table", "bullet"} or (style == "plain" and not _is_heading(piece, stack, pieces, index, source)):
        _leaf(piece, stack, source)
        return
    if style == "plain":
        level = _level_of_heading(stack, pieces, index)
    elif style in styles:
        level = styles.index(style)
    else:
        level = _level_of_new(style, stack, piece.number)
    del stack[level:]
    stack[-1].children.append(piece)
    stack.append(piece)


def _leaf(piece: Piece, stack: list[Piece], source: Source) -> None:
    """A paragraph hangs on the last heading; an item that is a sentence of its own has none beneath it."""
    level = len(stack) - 1
    while level and _is_sentence(stack[level], source):
        level -= 1
    del stack[level + 1 :]
    stack[level].children.append(piece)


def _is_sentence(piece: Piece, source: Source) -> bool:
    words = source.folded[slice(*piece.spans[-1])].rstrip()
    if words[-1:] == ":":
        return False
    return (
        not words
        or words[-1] in "。;,.!"
        or "," in re.sub(r"\(.*?\)", "", words)
        or (len(words) > LONGEST_HEADING and words[-1] != ":")
    )


def _level_of_new(style: str, stack: list[Piece], number: int) -> int:
    """Chapters stand above articles, these above all numbers. A first number goes beneath what is open; one whose row
    began out of sight stands where its style usually does.
    """
    rank = RANKS.get(style, len(RANKS))
    if number == 1 and style not in {"hash", "part", "clause", "article"}:
        return len(stack)
    return 1 + max(i for i, other in enumerate(stack) if i == 0 or RANKS.get(other.style, -1) < rank)


def _is_heading(piece: Piece, stack: list[Piece], pieces: list[Piece], index: int, source: Source) -> bool:
    """A short line without a full stop, with something after it that begins a row (or is a paragraph or a table)."""
    words = source.folded[piece.spans[0][0] : piece.spans[-1][1]].strip()
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    if after is None or not words or _row_goes_on(stack, pieces, index):
        return False
    if words[-1] == ":" or (after.style == "table" and len(words) <= LONGEST_HEADING and words[-1] not in "。;"):
        return after.number in {0, 1} or after.style == "table"
    if len(words) > LONGEST_HEADING or words[-1] in "。;,、!?" or re.search(r"[。;]", words):
        return False
    return after.number == 1 or (
        after.style in {"plain", "bullet"} and len(words) <= SHORT_HEADING and not re.search(r"\d", words)
    )


def _row_goes_on(stack: list[Piece], pieces: list[Piece], index: int) -> bool:
    """Whether the next number continues a row that is open: then nothing between is a heading above it."""
    after = next((piece for piece in pieces[index + 1 : index + 8] if piece.number), None)
    return (
        after is not None
        and any(other.style == after.style and other.number + 1 == after.number and other.number for other in stack)
        and pieces[index + 1].style == "plain"
    )


def _level_of_heading(stack: list[Piece], pieces: list[Piece], index: int) -> int:
    """Above the row that begins anew after it; else where the last plain heading stood."""
    styles = [other.style for other in stack]
    after = pieces[index + 1].style
    after = after if after != "decimal" else f"decimal{pieces[index + 1].label.count('.')}"
    if after in styles and after != "plain":
        level = styles.index(after)
        return level if styles[level - 1] != "plain" else level - 1
    if "plain" in styles:
        return styles.index("plain")
    return len(stack)
