"""The reader of implementation plans (实施方案): from text to a draft in which every value shows its words.

The text is folded to half width without moving a position, its numbers become a tree, the tree's headings become
sections, and small readers take the fields out of the sections.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from importers import areas, dates, doubts, people, phases, preface, signature
from importers.cleaning import clean
from importers.dates import Clock
from importers.draft import PlanDraft, Span, Value, retraced
from importers.numbering import Node, outline
from importers.refusals import Unreadable
from importers.sections import Sections
from importers.signature import NUMBER, Signature
from importers.text import Source, checked, compact, decode

HEAD_SHARE = 0.4
"""A signature above this share of the text stands under the notice that passes the plan on, not under the plan."""


def read(text: str) -> PlanDraft:
    """The draft of a plan. A text that is no plan gives an empty draft that names what is missing.

    Raises Unreadable for a text that is empty, too long, or no text at all.
    """
    plain = clean(checked(text))
    if not plain.text.strip():
        raise Unreadable("empty")
    draft = _read(plain.text)
    traced: PlanDraft = draft if plain.text == text else retraced(draft, plain.tracing())
    return traced


def _read(text: str) -> PlanDraft:
    source = Source(text)
    signed = signature.find(source)
    title, start = preface.title(source, signed.start if signed and signed.end > len(text) // 2 else len(text))
    under = bool(signed and signed.start >= max(start, len(text) * HEAD_SHARE))
    end = signed.start if signed and under and signed.kind != "bracket" else len(text)
    end = signature.tail(source, max(start, end // 2), end)
    root = outline(source.folded, start, max(start, end))
    sections = Sections(source, root)
    draft = _general(source, sections, title, signed)
    clock = Clock(draft.issued_on.day if draft.issued_on else None)
    if clock.issued is None:
        clock.year = _any_year(source, title)
    phases_section = sections.phases()
    before_phases = replace(clock)
    draft = replace(
        draft,
        phases=phases.read(source, phases_section, root, clock),
        focus_areas=areas.read(source, sections.focus(), clock),
        requirements=areas.requirements(source, sections.requirements()),
    )
    draft = replace(draft, focus_areas=areas.within(draft.focus_areas, draft.phases))
    draft = replace(draft, warnings=doubts.warnings(source, draft, phases_section, before_phases))
    return replace(draft, missing=doubts.missing(draft))


def _general(source: Source, sections: Sections, title: Value | None, signed: Signature | None) -> PlanDraft:
    """Everything but phases, areas and requirements."""
    root = sections.root
    intro: Span = root.start, max(root.start, root.children[0].start if root.children else root.end)
    whole: Span = root.start, root.end
    basis, basis_number = preface.basis(source, intro)
    meaning, parts = preface.meaning(source, sections)
    guiding = sections.first("guiding")
    number = NUMBER.search(source.folded, 0, title.spans[0][0]) if title and title.spans else None
    return PlanDraft(
        title=title,
        number=source.value(number.span()) if number else None,
        brand=preface.brand(source, title, sections, intro),
        slogan=preface.slogan(source, whole),
        creed=preface.creed(source, whole),
        dimensions=preface.dimensions(source, whole),
        brand_meaning=meaning,
        brand_meaning_parts=parts,
        basis=basis,
        basis_number=basis_number,
        approving_body=preface.approving_body(source, intro),
        issuer=signature.issuer(source, signed, title),
        issued_on=signed.day if signed else None,
        guiding_text=_text(source, guiding.node) if guiding else None,
        aims=_aims(source, sections),
        goals_heading_present=sections.goals_heading_present(),
        leading_group=people.read(source, *_group(source, sections)),
    )


def _group(source: Source, sections: Sections) -> Span:
    """Where the leading group is set up: the section on organisation, else anywhere."""
    for section in sections.all:
        if "organisation" in section.kinds and people.mentioned(source.folded[section.node.start : section.node.end]):
            return section.node.heading[1], section.node.end
    for section in sections.all:
        if section.depth == 1 and people.mentioned(source.folded[section.node.start : section.node.end]):
            return section.node.heading[1], section.node.end
    return sections.root.start, sections.root.end


def _text(source: Source, node: Node) -> Value | None:
    """The words under a heading; of a section with pieces, the piece of the same kind is found by itself."""
    value = source.prose(phases.past(source, node.heading[1], node.end), node.end)
    return value if value.text else None


def _aims(source: Source, sections: Sections) -> tuple[Value, ...]:
    """What the campaign is to reach, a sentence or a numbered piece each."""
    section = sections.first("goals")
    if not section:
        return ()
    node = section.node
    if node.children:
        return tuple(source.value(source.trim(child.text_start, child.end, "。;")) for child in node.children)
    pieces = source.pieces(phases.past(source, node.heading[1], node.end), node.end, "。;\n")
    return tuple(source.value(source.trim(*piece, ",:")) for piece in pieces)


def _any_year(source: Source, title: Value | None) -> int | None:
    """Without a date of issue: the year in the title, else the first one in the text."""
    for text in (title.text if title else "", source.folded):
        clock = Clock()
        dates.whole(compact(text[:2000]), 0, 2000, clock)
        if clock.year:
            return clock.year
    return None


def main() -> int:
    """`python -m importers.plan FILE --json`: print the draft of a file."""
    ask = argparse.ArgumentParser(description=main.__doc__)
    ask.add_argument("file", type=Path)
    ask.add_argument("--json", action="store_true", help="as JSON (there is no other form yet)")
    draft = read(decode(ask.parse_args().file.read_bytes()))
    sys.stdout.write(json.dumps(draft.as_json(), ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
