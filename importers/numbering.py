"""The numbering of a plan as a tree: 一、 over (一) over 1. and so on, in lines or in one run-on line.

Which style stands above which is taken from the order in which they appear. A number inside a line counts only where
a sentence, a bracket or a blank ended before it and where it continues its row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.draft import Span
from importers.headings import LONGEST_HEADING, kinds_of, known_end
from importers.vocabulary import BARE_HEADINGS, TITLE_ENDS

NUMERALS = "一二三四五六七八九"
TEN = 10
CN = "[一二三四五六七八九十]{1,3}"
STYLES = {
    "hash": r"(?P<hash>\#{1,5})\s*",
    "chapter": rf"第\s*(?P<chapter>{CN}|\d{{1,2}})\s*(?:章|部分|篇|节|条)\s*[:、]?",
    "stage": rf"第\s*(?P<stage>{CN}|\d)\s*(?:个?阶段|步)(?=\s*[:、,(\n]|\s{{1,4}}\S|\s*\d{{1,4}}\s*[年月])\s*[:、,]?",
    "cn": rf"(?P<cn>{CN})\s*[、.](?!\d)",
    "paren_cn": rf"\(\s*(?P<paren_cn>{CN})\s*\)\s*[、.]?",
    "round_cn": r"(?P<round_cn>[㈠-㈩])\s*[、.]?",
    "decimal": r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})\.?(?=\s|[\u4e00-\u9fff“])(?!\s*[年月日%万元])",
    "digit": r"(?P<digit>\d{1,2})\s*(?:[.、](?!\d)|、(?=\d{1,2}月))",
    "plain": r"(?P<plain>\d{1,2})[ \t]+(?=[\u4e00-\u9fff]{2,12}[ \t]*(?:\n|$))",
    "paren_digit": r"\(\s*(?P<paren_digit>\d{1,2})\s*\)\s*[、.]?",
    "half_paren": r"(?P<half_paren>\d{1,2})\)\s*[、.]?",
    "circled": r"(?P<circled>[①-⑳❶-❿➀-➉])\s*[、.]?",
    "round_digit": r"(?P<round_digit>[⑴-⒇])\s*[、.]?",
    "dotted": r"(?P<dotted>[⒈-⒛])",
    "named": rf"(?<![\u4e00-\u9fff])(?:任务|重点|措施|举措|行动|工程|项目|内容|专题|专项|板块|目标)\s*(?P<named>{CN}|\d{{1,2}})(?:\s*[:、.]|\s+(?=[\u4e00-\u9fff]))",
    "bracket": r"【(?P<bracket>[^】:\d\n]{2,16})】",
    "lost": r"、(?=[\u4e00-\u9fff])(?P<lost>)",
}
ROWS = "①⑴⒈❶➀"
"""First signs of rows of numbers that are one character each."""

LINE_ONLY = {"hash", "decimal", "bracket", "lost", "chapter", "plain"}
MARKER = re.compile("|".join(f"(?:{pattern})" for pattern in STYLES.values()))
LEAD_IN = re.compile(r"[\s|*>·•]*")
BLANKS = re.compile(r"\s*")
NO_HEADING = re.compile(rf"(?:{'|'.join(TITLE_ENDS)})$|牵头|责任|配合|负责")
"""In thick brackets: a title, or who answers; anything else there is a heading."""

SHORT_LEAD = re.compile(r"\s*[^。;:!?\n]{2,20}[。:;]")
"""In a run-on text a number that is repeated or that skips is believed before words like these."""

ENDS = frozenset("。;:!?)】”|") | frozenset(" \t\n")
FARTHEST_JUMP = 3
"""A number at the start of a line may skip this far (numbers are lost in conversion)."""

FUSED = {"cn", "paren_cn", "digit"}
"""Styles that are believed without a stop before them, where they go on with their row (lines joined with nothing)."""

NO_ROW_AFTER = frozenset("第照款条项共至到-—~约近超达满每有按前后及和与")
UNDER_CN = {"paren_cn", "digit", "paren_digit", "half_paren", "circled"}


@dataclass
class Node:
    """One numbered piece: from its number to where the next of its level begins."""

    style: str
    number: int
    label: str
    start: int
    text_start: int
    end: int = 0
    heading: Span = (0, 0)
    fused: bool = False
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)

    def walk(self) -> "Iterator[Node]":
        """The node and everything beneath it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def body(self) -> Span:
        """Its own words after the heading, before the first piece beneath it."""
        end = self.children[0].start if self.children else self.end
        return min(self.heading[1], end), end

    @property
    def place(self) -> str:
        """Its number as a reader says it: 六(一)."""
        above = self.parent.place if self.parent else ""
        return f"{above}、{self.label}" if above and self.label[:1].isdigit() else above + self.label


def number_of(text: str) -> int:
    """The number written in digits, Chinese numerals to 99, circles or brackets."""
    if text.isdigit() and text.isascii():
        return int(text)
    for first in ROWS:
        if len(text) == 1 and 0 <= ord(text) - ord(first) < 2 * TEN:
            return ord(text) - ord(first) + 1
    if "㈠" <= text <= "㈩":
        return ord(text) - ord("㈠") + 1
    tens, ten, ones = text.rpartition("十")
    number = NUMERALS.find(ones[:1]) + 1 if ones else 0
    return number + TEN * (NUMERALS.find(tens[:1]) + 1 if tens else 1) if ten else number


def past_blanks(folded: str, at: int, end: int) -> int:
    """The first position from `at` on that is no blank."""
    match = BLANKS.match(folded, at, end)
    return match.end() if match else at


def outline(folded: str, start: int, end: int) -> Node:
    """The root of the tree of all numbers between the positions."""
    root = Node("", 0, "", start, start, end)
    root.heading = (start, start)
    tree = _Tree(folded, [root])
    bare = not re.search(rf"^[ \t]{{0,40}}(?:第?{CN}[ \t]{{0,6}}[、条章])", folded[start:end], re.MULTILINE)
    for node, at_line_start in _markers(folded, start, end, bare=bare):
        tree.attach(node, at_line_start=at_line_start)
    while len(tree.open) > 1:
        tree.open.pop().end = end
    for node in root.walk():
        if node is not root:
            node.heading = _heading(folded, node)
    return root


def _markers(folded: str, start: int, end: int, *, bare: bool) -> "Iterator[tuple[Node, bool]]":
    at = start
    while at < end:
        stop = folded.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = LEAD_IN.match(folded, at, stop)
        first = line.end() if line else at
        if bare and re.sub(r"\s|[:：]", "", folded[first:stop]) in BARE_HEADINGS:
            yield Node("bare", 0, "", first, first), True
        elif folded.count("\t", first, stop) < 2:  # noqa: PLR2004 - a row of three cells belongs to a table
            yield from _in_line(folded, first, stop)
        at = stop + 1


def _in_line(folded: str, first: int, stop: int) -> "Iterator[tuple[Node, bool]]":
    blocked = -1
    for match in MARKER.finditer(folded, first, stop):
        style = match.lastgroup or ""
        begin, after = match.span()
        at_line_start = begin == first
        follows_marker = blocked == begin
        before = folded[begin - 1] if begin else ""
        ended = before in ENDS and style not in LINE_ONLY
        fused = style in FUSED and "\u4e00" <= before <= "\u9fff" and before not in NO_ROW_AFTER
        if follows_marker or not (at_line_start or ended or fused):
            continue
        if style == "bracket" and NO_HEADING.search(match[style]):
            continue
        if style == "plain" and not kinds_of(folded[after:stop].strip()):
            continue
        node = _node(style, match)
        node.fused = not (at_line_start or ended)
        blocked = past_blanks(folded, after, stop)
        yield node, at_line_start


def _node(style: str, match: re.Match[str]) -> Node:
    printed = match[style]
    begin, after = match.span()
    match style:
        case "round_cn":
            return Node("paren_cn", number_of(printed), f"({NUMERALS[number_of(printed) - 1]})", begin, after)
        case "hash":
            return Node(f"hash{len(printed)}", 0, "", begin, after)
        case "bracket":
            return Node(style, 0, "", begin, match.start(style))
        case "decimal":
            depth = printed.count(".")
            return Node(f"decimal{depth}", int(printed.rpartition(".")[2]), printed, begin, after)
        case "lost":
            return Node("cn", 0, "", begin, after)
    label = re.sub(r"[\s、.:,]", "", match[0]) if style not in {"stage", "chapter", "named"} else ""
    style = {"round_digit": "paren_digit", "dotted": "digit"}.get(style, style)
    return Node(style, number_of(printed), label, begin, after)


@dataclass
class _Tree:
    """The tree while it grows: the nodes that are open, outermost first, and the last number of each style."""

    folded: str
    open: list[Node]
    last: dict[str, int] = field(default_factory=dict)

    def attach(self, node: Node, *, at_line_start: bool) -> None:
        """Hang a number in, or leave it out where it goes on with no row."""
        known = self._known(node)
        level = next((i for i, other in enumerate(self.open) if other.style == node.style), None)
        if level is None:
            level = self._below(node)
            if not self._opens(node, known=known, at_line_start=at_line_start):
                return
        elif not self._follows(node, level, known=known, at_line_start=at_line_start):
            return
        elif not node.number and node.style == "cn":
            node.number = self.open[level].number + 1
        while len(self.open) > level:
            self.open.pop().end = node.start
        node.parent = self.open[-1]
        node.parent.children.append(node)
        self.open.append(node)
        self.last[node.style] = node.number

    def _known(self, node: Node) -> bool:
        """Whether words that are known as a heading follow the number."""
        end = known_end(self.folded, past_blanks(self.folded, node.text_start, len(self.folded)), len(self.folded))
        return node.style in {"cn", "chapter"} and end > node.text_start

    def _below(self, node: Node) -> int:
        """How many of the open nodes stay above a style that is not open: a 一、 never stands under (一) or 1."""
        level = len(self.open)
        while node.style == "cn" and self.open[level - 1].style in UNDER_CN:
            level -= 1
        return level

    def _opens(self, node: Node, *, known: bool, at_line_start: bool) -> bool:
        """Whether a row may begin with this number, or go on from an earlier section (running numbers)."""
        if node.fused:
            above = self.open[-1]
            heading = known_end(self.folded, past_blanks(self.folded, above.text_start, node.start), node.start)
            return node.number == 1 and (known or (heading == node.start and heading > above.text_start))
        step = node.number - self.last.get(node.style, 0)
        runs_on = 1 <= step <= (FARTHEST_JUMP if at_line_start else 1)
        return runs_on or known or node.number <= (2 if at_line_start else 1)

    def _after_stop(self, at: int) -> bool:
        """Whether a sentence, a bracket or a blank ended before this position."""
        return at == 0 or self.folded[at - 1] in "。;)】〕 \t"

    def _follows(self, node: Node, level: int, *, known: bool, at_line_start: bool) -> bool:
        step = node.number - self.open[level].number
        if node.fused:
            return step == 1 and (node.style != "cn" or known)
        opens_again = node.number == 1 and level == len(self.open) - 1 and at_line_start
        if not at_line_start and step in {0, 2, FARTHEST_JUMP} and node.style in FUSED - {"cn"}:
            return bool(SHORT_LEAD.match(self.folded, node.text_start)) and self._after_stop(node.start)
        return step == 1 or known or opens_again or (at_line_start and (step <= FARTHEST_JUMP or not node.number))


def _heading(folded: str, node: Node) -> Span:
    """The heading; of a sentence that is too long for one, the known heading that it begins with."""
    start, end = _first_phrase(folded, node)
    if end - start > LONGEST_HEADING and node.style in {"cn", "chapter", "paren_cn"}:
        known = known_end(folded, start, end)
        if known > start and kinds_of(folded[start:known]):
            return start, known
    return start, end


def _first_phrase(folded: str, node: Node) -> Span:
    """The words after the number up to the first full stop, line end, or blank that ends a phrase."""
    end = node.children[0].start if node.children else node.end
    start = node.text_start
    while start < end and folded[start].isspace() and folded[start] != "\n":
        start += 1  # a heading may stand apart from its number, but not on the next line
    if node.style == "bracket":
        return start, folded.index("】", start)
    depth = 0
    token = start
    for at in range(start, end):
        char = folded[at]
        depth += (char in "(《“【") - (char in ")》”】" and depth > 0)
        if char in "\n。!?" or (char == ";" and not depth):
            return start, at
        if char.isspace():
            if not depth and at - token > 1 and _ends_phrase(folded, at, end):
                return start, at
            token = at + 1
    return start, end


def _ends_phrase(folded: str, at: int, end: int) -> bool:
    before = folded[at - 1]
    beyond = past_blanks(folded, at, end)
    after = folded[beyond : min(beyond + 1, end)]
    return not (before in ",、:-—~" or before.isdigit() or after.isdigit() or after in "(:,、-—~至")
