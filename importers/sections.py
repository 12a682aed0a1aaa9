"""Which part of the numbering tree is which section of a plan: by the words of its heading, then by what is in it."""

from dataclasses import dataclass

from importers import duties
from importers.numbering import Node
from importers.text import Source, compact
from importers.vocabulary import SECTIONS

DEEPEST_SECTION = 2
LONGEST_HEADING = 24
"""A longer first sentence is no heading, whatever words are in it."""


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
        """The section whose pieces are the phases."""
        section = self.first("phases")
        return section.node if section else None

    def focus(self) -> list[Node]:
        """The pieces that are the focus areas."""
        named = [s for s in self.all if "focus" in s.kinds and s.node.children and not self._is_brand(s)]
        named = [s for s in named if not any(s.node.parent is other.node for other in named)]
        tasked = [s for s in named if self._duty_children(s.node)]
        if not tasked and not named:
            taken = {"phases", "organisation", "requirements", "guiding"}
            tasked = [s for s in self.all if s.depth == 1 and not taken & set(s.kinds) and self._duty_children(s.node)]
        chosen = tasked or named[:1]
        return [area for section in chosen for area in self._areas(section.node)]

    def requirements(self) -> Node | None:
        """The last section on measures that has items."""
        taken = {id(area.parent) for area in self.focus()}
        found = [
            s
            for s in self.all
            if "requirements" in s.kinds and s.depth == 1 and s.node.children and id(s.node) not in taken
        ]
        return found[-1].node if found else None

    def _is_brand(self, section: Section) -> bool:
        kinds = {
            kind
            for child in section.node.children
            for kind in kinds_of(compact(self.source.folded[slice(*child.heading)]))
        }
        return bool(kinds & {"brand_name", "brand_meaning", "emblem"})

    def _duty_children(self, node: Node) -> int:
        return sum(duties.present(self.source, child.start, child.end) for child in node.children)

    def _areas(self, node: Node) -> list[Node]:
        """The children; or theirs, where only they say who is responsible."""
        deeper = [part for child in node.children for part in child.children]
        own = sum(duties.present(self.source, child.text_start, child.body[1]) for child in node.children)
        beneath = sum(duties.present(self.source, part.start, part.end) for part in deeper)
        tail = sum(
            duties.present(self.source, child.children[-1].start, child.end)
            for child in node.children
            if child.children
        )
        return deeper if beneath > max(own, tail, 1) else list(node.children)


def kinds_of(heading: str) -> tuple[str, ...]:
    """The kinds of section that a heading may open, each by a word that no longer word of another kind covers."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ()
    hits = [(word, kind) for kind, words in SECTIONS.items() for word in words if word in heading]
    kept = [(word, kind) for word, kind in hits if not any(word != other and word in other for other, _ in hits)]
    return tuple(dict.fromkeys(kind for _, kind in kept))


def _to_depth(node: Node, depth: int) -> list[tuple[int, Node]]:
    found = []
    for child in node.children:
        found.append((depth, child))
        if depth < DEEPEST_SECTION:
            found.extend(_to_depth(child, depth + 1))
    return found
