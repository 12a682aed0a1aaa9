"""The phases of a plan: names, dates as printed, and what is done in each."""

import re
from collections.abc import Iterator

from importers import dates, tables
from importers.dates import Clock, Stretch
from importers.draft import Phase, Span
from importers.numbering import Node
from importers.text import Source

ORDINAL = re.compile(r"\s*第\s*[一二三四五六七八九\d]\s*(?:个?阶段|步)\s*")
TIMED = re.compile(r"\s*(?:(?:起止|实施|活动|工作)?时间\s*:?)\s*")
IS_PHASE = re.compile(r"\s*(?:[,、:]\s*)?(?:为|是)\s*(?P<name>[^,。;:()\n]{2,16}?阶段)")
PHASE_LINE = re.compile(r"\s*(?:[一二三四五六七八九]是)?(?P<name>[^,。;:()\n]{2,14}阶段)\s*(?=\()")
PAIR = re.compile(r"[\s,、:]*(?:[一二三四五六七八九]是)?(?P<name>[\u4e00-\u9fff“”、]{2,16}?)\s*[:(]\s*")
NAME_EDGES = " :,、;.。-—~()【】“”"


def read(source: Source, section: Node | None, root: Node, clock: Clock) -> tuple[Phase, ...]:
    """The phases of the section; of a table; or of the pieces anywhere that are called phases."""
    nodes = _nodes(source, section) if section else []
    nodes = nodes or [node for node in root.walk() if node.style == "stage"]
    if nodes:
        return tuple(_phase(source, node, clock) for node in nodes)
    if rows := [row for row in tables.rows(source, "phase") if {"due", "phase"} <= row.cells.keys()]:
        return tuple(_row(source, row, clock) for row in rows)
    if section and (listed := list(_listed(source, section, clock))):
        return tuple(listed)
    where = (section.text_start, section.end) if section else (root.start, root.end)
    return tuple(_from_prose(source, where, clock))


def _nodes(source: Source, section: Node) -> list[Node]:
    """The children that are phases: with a date or called so; all of them where any is."""
    called = [c for c in section.children if c.style == "stage" or "阶段" in source.folded[slice(*c.heading)]]
    dated = [c for c in section.children if dates.whole(source.folded, *_head(source, c), Clock(year=2000))]
    return (list(section.children) if len(dated) + len(called) else []) or called


def _head(source: Source, node: Node) -> Span:
    """Heading and what follows up to the first sentence end after it, where the dates stand."""
    start, end = node.heading
    stop = node.end
    for mark in "。;\n":
        at = source.folded.find(mark, past(source, end, node.end), node.end)
        stop = min(stop, at) if at >= 0 else stop
    return start, max(end, stop)


def past(source: Source, at: int, end: int) -> int:
    """Past the stop and the line end that close a heading."""
    while at < end and source.folded[at] in " \t\n。;:】":
        at += 1
    return at


def _phase(source: Source, node: Node, clock: Clock) -> Phase:
    start, end = node.heading
    stretch = dates.whole(source.folded, start, end, clock)
    if stretch is None:
        follows = past(source, end, node.end)
        head = _head(source, node)
        stretch = dates.whole(source.folded, follows, max(head[1], follows), clock)
        if stretch and not _opens(source, follows, stretch):
            stretch = None
    name_start, name_end = _name(source, start, end, stretch)
    body = past(source, max(end, stretch.span[1] if stretch else end), node.end)
    while body < node.end and source.folded[body] in ")】,。:; \n":
        body += 1
    return Phase(
        source.value((name_start, name_end)),
        stretch.first() if stretch else None,
        stretch.last() if stretch else None,
        source.prose(body, node.end) if body < node.end else None,
    )


def _opens(source: Source, start: int, stretch: Stretch) -> bool:
    """Whether the date stands at the start of the text or after 时间:, and is not a date in passing."""
    before = source.folded[start : stretch.span[0]]
    return not re.sub(r"[\s(自从于]|.{0,4}时间\s*[:为是]?", "", before)


def _name(source: Source, start: int, end: int, stretch: Stretch | None) -> Span:
    """The heading without 第一阶段, its date, and the brackets around it."""
    if match := ORDINAL.match(source.folded, start, end):
        rest = match.end()
        if source.trim(rest, end, NAME_EDGES)[0] < end and not _only_date(source, rest, end, stretch):
            start = rest
    if stretch and start <= stretch.span[0] < end:
        before = source.trim(start, stretch.span[0], NAME_EDGES)
        after = source.trim(stretch.span[1], end, NAME_EDGES)
        if is_phase := IS_PHASE.match(source.folded, stretch.span[1], end):
            return is_phase.span("name")
        if TIMED.fullmatch(source.folded, *before):
            before = after
        return before if before[0] < before[1] else after
    bracket = source.folded.find("(", start, end)
    if bracket > start and source.folded[start:end].rstrip(" 。").endswith(")"):
        end = bracket
    colon = source.folded.find(":", start, end)
    return source.trim(start, colon if colon > start + 1 else end, NAME_EDGES)


def _only_date(source: Source, start: int, end: int, stretch: Stretch | None) -> bool:
    if not stretch or not start <= stretch.span[0] < end:
        return False
    rest = source.folded[start : stretch.span[0]] + source.folded[stretch.span[1] : end]
    return not rest.strip(NAME_EDGES)


def _row(source: Source, row: tables.Row, clock: Clock) -> Phase:
    stretch = dates.whole(source.folded, *row.cells["due"], clock)
    start, end = row.cells["phase"]
    text = row.cells.get("text") or row.cells.get("title")
    return Phase(
        source.value(_name(source, start, end, None)),
        stretch.first() if stretch else None,
        stretch.last() if stretch else None,
        source.prose(*text) if text else None,
    )


def _listed(source: Source, section: Node, clock: Clock) -> Iterator[Phase]:
    """A list without numbers: "启动部署:2月下旬;整改提升:3月至9月", of two at least."""
    pairs = []
    for start, end in source.pieces(section.heading[1], section.end, "。;\n"):
        pair = PAIR.match(source.folded, start, end)
        stretch = dates.whole(source.folded, pair.end(), end, Clock(year=2000)) if pair else None
        if pair and stretch and _opens(source, pair.end(), stretch):
            pairs.append((pair.span("name"), pair.end(), end))
    if len(pairs) < 2:  # noqa: PLR2004 - one is a sentence about a date
        return
    follows = [start for (start, _), *_rest in pairs[1:]] + [section.end]
    for (name, date_from, end), stop in zip(pairs, follows, strict=True):
        stretch = dates.whole(source.folded, date_from, end, clock)
        if stretch:
            text = source.prose(*source.trim(stretch.span[1], stop, ")),。;:("))
            yield Phase(source.value(name), stretch.first(), stretch.last(), text if text.text else None)


def _from_prose(source: Source, where: Span, clock: Clock) -> Iterator[Phase]:
    """Sentences: "3月为动员阶段,4月至10月为实施阶段", or lines that begin with "动员部署阶段(3月)"."""
    for stretch in dates.find(source.folded, *where, clock):
        line = source.folded.rfind("\n", where[0], stretch.span[0]) + 1 or where[0]
        match = IS_PHASE.match(source.folded, stretch.span[1], where[1])
        if not match:
            match = PHASE_LINE.match(source.folded, line, stretch.span[0])
            if match and source.folded[match.end() : stretch.span[0]].strip() != "(":
                match = None
        if match:
            stop = source.folded.find("\n", stretch.span[1], where[1])
            text = source.prose(source.trim(stretch.span[1], where[1], "),。;:")[0], stop if stop > 0 else where[1])
            name = source.value(match.span("name"))
            yield Phase(name, stretch.first(), stretch.last(), text if text.text and line else None)
