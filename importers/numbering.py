"""The numbering of a plan as a tree: 一、 over (一) over 1. and so on, in lines or in one run-on line.

Which style stands above which is taken from the order in which they appear. A number inside a line counts only where
a sentence, a bracket or a blank ended before it and where it continues its row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.draft import Span
from importers.vocabulary import BARE_HEADINGS

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
    "digit": r"(?P<digit>\d{1,2})\s*[.、](?!\d)",
    "paren_digit": r"\(\s*(?P<paren_digit>\d{1,2})\s*\)\s*[、.]?",
    "half_paren": r"(?P<half_paren>\d{1,2})\)\s*[、.]?",
    "circled": r"(?P<circled>[①-⑳])\s*[、.]?",
    "bracket": r"【(?P<bracket>[^】:\d\n]{2,16})】",
    "lost": r"、(?=[\u4e00-\u9fff])(?P<lost>)",
}
LINE_ONLY = {"hash", "decimal", "bracket", "lost", "half_paren", "chapter"}
MARKER = re.compile("|".join(f"(?:{pattern})" for pattern in STYLES.values()))
LEAD_IN = re.compile(r"[\s|*>·•]*")
BLANKS = re.compile(r"\s*")
ENDS = frozenset("。;:!?)】”|") | frozenset(" \t\n")
FARTHEST_JUMP = 3
"""A number at the start of a line may skip this far (numbers are lost in conversion)."""


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
    if text in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(text) - ord("①") + 1
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
    open_nodes = [root]
    bare = not re.search(
        rf"^[ \t]{{0,40}}(?:{CN}[ \t]{{0,6}}、|\(?[ \t]{{0,3}}一[ \t]{{0,3}}\)|\d[ \t]{{0,3}}[.、])",
        folded[start:end],
        re.MULTILINE,
    )
    for node, at_line_start in _markers(folded, start, end, bare=bare):
        _attach(node, open_nodes, at_line_start=at_line_start)
    while len(open_nodes) > 1:
        open_nodes.pop().end = end
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
        if follows_marker or not (at_line_start or (folded[begin - 1] in ENDS and style not in LINE_ONLY)):
            continue
        blocked = past_blanks(folded, after, stop)
        yield _node(style, match), at_line_start


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
    label = re.sub(r"[\s、.:,]", "", match[0]) if style not in {"stage", "chapter"} else ""
    return Node(style, number_of(printed), label, begin, after)


def _attach(node: Node, open_nodes: list[Node], *, at_line_start: bool) -> None:
    level = next((i for i, other in enumerate(open_nodes) if other.style == node.style), None)
    if level is None:
        if node.number > (2 if at_line_start else 1):
            return
        level = len(open_nodes)
    else:
        step = node.number - open_nodes[level].number
        fits = step == 1 or (at_line_start and (step <= FARTHEST_JUMP or node.number == 0))
        opens_again = node.number == 1 and level == len(open_nodes) - 1 and at_line_start
        if not fits and not opens_again:
            return
        if not node.number and node.style == "cn":
            node.number = open_nodes[level].number + 1
    while len(open_nodes) > level:
        open_nodes.pop().end = node.start
    node.parent = open_nodes[-1]
    node.parent.children.append(node)
    open_nodes.append(node)


def _heading(folded: str, node: Node) -> Span:
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
