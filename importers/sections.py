"""Which part of the numbering tree is which section of a plan: by the words of its heading, then by what is in it."""

import re
from dataclasses import dataclass

from importers import dates, duties, items
from importers.dates import Clock
from importers.headings import LONGEST_HEADING, kinds_of
from importers.numbering import Node
from importers.text import Source, compact
from importers.vocabulary import REQUIREMENT_ITEMS

GROUP = re.compile(r"组[ \t]{0,6}长")
DEEPEST_SECTION = 2


@dataclass(frozen=True)
class Section:
    """A piece of the tree with its heading in plain words and what kinds of section that heading may open."""

    node: Node
    heading: str
    depth: int
    kinds: tuple[str, ...]


class Sections:
    """The sections of one plan."""

    def __init__(self, source: Source, root: Node) -> None:
        """Name every heading of the first two levels."""
        self.source, self.root = source, root
        self.all = [self._section(node, depth) for depth, node in _to_depth(root, 1)]

    def _section(self, node: Node, depth: int) -> Section:
        heading = compact(self.source.folded[slice(*node.heading)])
        return Section(node, heading, depth, kinds_of(heading))

    def first(self, kind: str) -> Section | None:
        """The first section of this kind; one of the top level goes before one beneath it."""
        found = [section for section in self.all if kind in section.kinds]
        return min(found, key=lambda section: section.depth, default=None)

    def goals_heading_present(self) -> bool:
        """Whether a numbered or bracketed heading contains 目标."""
        headings = (
            compact(self.source.folded[slice(*node.heading)]) for node in self.root.walk() if node is not self.root
        )
        return any("目标" in heading and len(heading) <= LONGEST_HEADING for heading in headings)

    def phases(self) -> Node | None:
        """The section whose pieces are the phases: by its words and its pieces, else by either."""
        found = [(self._phase_children(s.node), "phases" in s.kinds, s) for s in self.all if "focus" not in s.kinds[:1]]
        both = [s for count, named, s in found if count and named]
        staged = [s for count, _, s in found if count > 1]
        named = [s for count, named, s in found if named and (count or self._duty_children(s.node) < 2)]  # noqa: PLR2004
        chosen = both or staged or named
        return min(chosen, key=lambda s: s.depth).node if chosen else None

    def focus(self) -> list[Node]:
        """The pieces that are the focus areas."""
        phases = self.phases()
        free = [s for s in self.all if s.node is not phases and s.node.parent is not phases]
        named = [s for s in free if "focus" in s.kinds and self._items(s.node) and not self._is_brand(s)]
        named = [s for s in named if not any(s.node.parent is other.node for other in named) and not self._is_how(s)]
        tasked = [s for s in named if self._duty_children(s.node)]
        if not tasked:
            taken = {"organisation", "requirements", "guiding", "principles", "goals"}
            tasked = [
                s
                for s in free
                if s.depth == 1 and not taken & set(s.kinds) and self._duty_children(s.node) > bool(named)
            ]
        chosen = tasked or [s for s in named if not set(s.kinds) & {"requirements"}][:1] or named[:1]
        chosen = chosen or [s for s in free if "goals" in s.kinds and self._duty_children(s.node) > 1]
        if not chosen:
            own = [s.node for s in free if s.depth == 1 and duties.present(self.source, s.node.start, s.node.end)]
            beneath = [area for phase in phases.children for area in phase.children] if phases else []
            return beneath or (own if len(own) > 1 else [])
        return [area for section in chosen for area in self._areas(section.node)]

    def requirements(self) -> Node | None:
        """The last section on measures that has items; 措施 too, where they are not the focus areas."""
        taken = {id(area.parent) for area in self.focus()}
        phases = self.phases()
        free = [s for s in self.all if s.depth == 1 and id(s.node) not in taken and s.node is not phases]
        free = [s for s in free if self._items(s.node) and not any(id(c) in taken for c in s.node.children)]
        for kind in ("requirements", "measures", "organisation"):
            found = [s for s in free if kind in s.kinds]
            if kind == "organisation":
                found = [s for s in found if not GROUP.search(self.source.folded, s.node.start, s.node.end)]
            if found:
                return found[-1].node
        return None

    def _items(self, node: Node) -> list[Node]:
        return items.of(self.source, node)

    def _phase_children(self, node: Node) -> int:
        """How many of its pieces are called phases or stand under a date."""
        called = sum(c.style == "stage" or "阶段" in self.source.folded[slice(*c.heading)] for c in node.children)
        heading = compact(self.source.folded[slice(*node.heading)])
        if called or "phases" not in kinds_of(heading):
            return called
        return sum(dates.whole(self.source.folded, *c.heading, Clock(year=2000)) is not None for c in node.children)

    def _is_how(self, section: Section) -> bool:
        """Whether most items under 措施 say how the work is to be done, and none who does it."""
        titles = [self.source.folded[slice(*node.heading)] for node in self._items(section.node)]
        how = sum(any(word in title for word in REQUIREMENT_ITEMS) for title in titles)
        return "measures" in section.kinds and how * 2 > len(titles) and not self._duty_children(section.node)

    def _is_brand(self, section: Section) -> bool:
        kinds = {
            kind
            for child in section.node.children
            for kind in kinds_of(compact(self.source.folded[slice(*child.heading)]))
        }
        return bool(kinds & {"brand_name", "brand_meaning", "emblem"})

    def _duty_children(self, node: Node) -> int:
        return sum(duties.present(self.source, child.start, child.end) for child in self._items(node))

    def _areas(self, node: Node) -> list[Node]:
        """The children; or theirs, where only they say who is responsible."""
        if not node.children:
            return self._items(node)
        deeper = [part for child in node.children for part in child.children]
        own = sum(duties.present(self.source, child.text_start, child.body[1]) for child in node.children)
        beneath = sum(duties.present(self.source, part.start, part.end) for part in deeper)
        tail = sum(
            duties.present(self.source, child.children[-1].start, child.end)
            for child in node.children
            if child.children
        )
        return deeper if beneath > max(own, tail, 1) else list(node.children)


def _to_depth(node: Node, depth: int) -> list[tuple[int, Node]]:
    found = []
    for child in node.children:
        found.append((depth, child))
        if depth < DEEPEST_SECTION:
            found.extend(_to_depth(child, depth + 1))
    return found
