"""The items of a section that has no numbers: paragraphs with a lead of their own, or 一是…二是… in one."""

import re

from importers import duties
from importers.draft import Span
from importers.numbering import CN, Node
from importers.text import Source

COUNTED = re.compile(rf"(?:(?<=[。;:,\s])|^)(?:(?P<n>{CN})(?:是|要)要?|第(?P<m>{CN})[,、是])\s*")
LEAD = re.compile(r"[^。:;!?\n]{2,40}(?=[。:;!?\n]|$)")
SHORT_SENTENCE = re.compile(r"(?:(?<=[。;]\s)|(?<=[\s。:]))(?=[\u4e00-\u9fff“][^。:;!?\s]{1,18}[。:][^\s])")
BULLET = re.compile(r"[-·•*◆■●○★☆▲△◇□]+[ \t]*|\d{1,2}[ \t]+(?=[\u4e00-\u9fff])|[A-Za-z][.、)][ \t]*")
BETWEEN = re.compile(r"(?<=[^\s:])[ \t]+(?=[\u4e00-\u9fff“])")


def of(source: Source, node: Node) -> list[Node]:
    """The numbered pieces under a heading, or else the pieces that its paragraphs make."""
    if node.children:
        return list(node.children)
    start, end = node.heading[1], node.end
    counted = list(COUNTED.finditer(source.folded, start, end))
    if len(counted) > 1 and (counted[0]["n"] or counted[0]["m"]) == "一":
        starts = [(match.start(), match.end()) for match in counted]
        return _nodes(source, node, starts, end)
    starts = [(a, a) for a, b in source.lines(start, end) if a < b and a > start and _begins(source, a, b)]
    if len(starts) < 2:  # noqa: PLR2004 - one paragraph is no list
        starts = _after_duties(source, start, end) or _leads(source, start, end)
    return _nodes(source, node, starts, end) if len(starts) > 1 else []


def _begins(source: Source, start: int, end: int) -> bool:
    """Whether a paragraph begins an item: no duty, no words that lead to what follows."""
    line = source.folded[start:end]
    if "|" in line or line.count("\t") > 1:
        return False
    return not (line.endswith(":") or line[0] in "(【〔[" or duties.LABEL.match(line)) and bool(LEAD.match(line))


def _after_duties(source: Source, start: int, end: int) -> list[Span]:
    """In a run-on text each item ends with who answers for it; the next one begins after the blank that follows."""
    zones = duties.zones(source, start, end)
    begin = start + len(source.folded[start:end]) - len(source.folded[start:end].lstrip(" 。:\n"))
    starts = [(begin, begin)]
    for a, b in zones:
        cut = BETWEEN.search(source.folded, a, b) or BETWEEN.match(source.folded, b, end)
        after = list(BETWEEN.finditer(source.folded, a, b))
        if after:
            cut = after[-1]
        if cut and cut.end() < end:
            starts.append((cut.end(), cut.end()))
    return starts if zones else []


def _leads(source: Source, start: int, end: int) -> list[Span]:
    """In a run-on text: sentences that begin after a blank and are short enough for a lead."""
    begin = start + len(source.folded[start:end]) - len(source.folded[start:end].lstrip(" 。:\n"))
    return [(m.start(), m.start()) for m in SHORT_SENTENCE.finditer(source.folded, begin, end)]


def _nodes(source: Source, parent: Node, starts: list[Span], end: int) -> list[Node]:
    nodes = []
    stops = [start for start, _ in starts[1:]] + [end]
    for number, ((start, text_start), stop) in enumerate(zip(starts, stops, strict=True), 1):
        bullet = BULLET.match(source.folded, text_start, stop)
        begin = bullet.end() if bullet else text_start
        lead = LEAD.match(source.folded, begin, stop)
        node = Node("item", number, f"{number}", start, begin, stop, parent=parent)
        node.heading = begin, lead.end() if lead else stop
        nodes.append(node)
    return nodes
