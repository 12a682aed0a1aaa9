"""Word documents: the text as its reader sees it, with Word's own numbers, and its tables.

Left out is what no reader sees or what is not the document: deleted and hidden text, headers and footers, footnotes,
comments, the table of contents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from importers.archive import Archive, targets
from importers.grid import Cell, Grid, as_text
from importers.refusals import Unreadable
from importers.word_numbers import Numbers, W, read_numbers, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
LEFT_OUT = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "sdtPr",
        "instrText",
        "delText",
        "rt",
        "footnoteReference",
        "endnoteReference",
        "annotationRef",
    )
)
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
BLOCKS = {f"{W}p", f"{W}tbl"}
CONTENTS = re.compile(r"toc\s*\d|目录\s*\d", re.IGNORECASE)
MOST_TITLE = 40
MOST_SPAN = 200
OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True)
class Style:
    """What a style says of its paragraphs: the list they are counted in, and the level."""

    name: str
    parent: str
    list_id: str
    level: str


def read(archive: Archive, main: str) -> dict[str, Any]:
    """The text of a .docx, and its tables as sheets named by the line above. Raises Unreadable."""
    root = archive.tree(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Unreadable("broken")
    related = targets(archive, main).values()
    styles = _styles(archive.tree(next((one for one in related if one.endswith("styles.xml")), "")))
    lists = {name: style.list_id for name, style in styles.items()}
    numbers = read_numbers(archive.tree(next((one for one in related if one.endswith("numbering.xml")), "")), lists)
    blocks = list(_Reader(styles, numbers).blocks(body))
    text = "\n".join(as_text(block) if isinstance(block, Grid) else block for block in blocks)
    return {"text": text, "sheets": list(_sheets(blocks))}


def _sheets(blocks: list[str | Grid]) -> Iterator[dict[str, Any]]:
    above = ""
    for block in blocks:
        if isinstance(block, Grid):
            yield {"title": above, "rows": block.repeated()}
        elif line := block.strip():
            above = line if len(line) <= MOST_TITLE else ""


def _styles(root: ET.Element | None) -> dict[str, Style]:
    found = {}
    for one in () if root is None else root.iter(f"{W}style"):
        number = one.find(f"{W}pPr/{W}numPr")
        found[one.get(f"{W}styleId", "")] = Style(
            value(one, "name"),
            value(one, "basedOn"),
            "" if number is None else value(number, "numId"),
            "" if number is None else value(number, "ilvl"),
        )
    return found


class _Reader:
    """Reads a body in order, so that numbers are counted as they are met."""

    def __init__(self, styles: dict[str, Style], numbers: Numbers) -> None:
        self.styles, self.numbers = styles, numbers
        self.open = ""  # text of a paragraph whose end was deleted: it runs into the next

    def blocks(self, parent: ET.Element) -> Iterator[str | Grid]:
        """Paragraphs as text and tables, in the order in which they stand."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self.paragraph(element)
            elif element.tag == f"{W}tbl":
                yield self.table(element)
            elif element.tag == f"{MC}AlternateContent":
                yield from self.blocks(_chosen(element))
            elif element.tag not in LEFT_OUT and not _is_contents(element):
                yield from self.blocks(element)

    def paragraph(self, element: ET.Element) -> Iterator[str | Grid]:
        """Its text with its number, then what stands in text boxes that hang on it."""
        properties = element.find(f"{W}pPr")
        style = "" if properties is None else value(properties, "pStyle")
        if CONTENTS.match(self.styles[style].name if style in self.styles else ""):
            return
        boxes: list[ET.Element] = []
        text = "".join(_runs(element, boxes))
        number = self.number(properties, style)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.open += number + text
        else:
            yield (self.open or number * bool(text.strip())) + text
            self.open = ""
        for box in boxes:
            yield from self.blocks(box)

    def number(self, properties: ET.Element | None, style: str) -> str:
        """The number that Word prints here."""
        own = None if properties is None else properties.find(f"{W}numPr")
        list_id = "" if own is None else value(own, "numId")
        level = "" if own is None else value(own, "ilvl")
        holder = style
        for _ in range(len(self.styles) if not list_id else 0):
            known = self.styles.get(holder)
            if known is None or known.list_id:
                break
            holder = known.parent
        if not list_id:
            known = self.styles.get(holder)
            list_id = known.list_id if known else ""
            level = level or (known.level if known and known.level else str(self.level_of(list_id, style, holder)))
        return self.numbers.next(list_id, int(level) if level.isdecimal() else 0) if list_id not in {"", "0"} else ""

    def level_of(self, list_id: str, style: str, holder: str) -> int:
        """The level that the list keeps for this style, or for the style that it takes its number from."""
        return self.numbers.level_of_style(list_id, style) or self.numbers.level_of_style(list_id, holder)

    def table(self, element: ET.Element) -> Grid:
        """A table with its merged cells; tables inside a cell are read as lines of that cell."""
        grid = Grid()
        for at, row in enumerate(_parts(element, "tr")):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            properties = row.find(f"{W}trPr")
            column = _whole("" if properties is None else value(properties, "gridBefore"))
            for cell in _parts(row, "tc"):
                held = cell.find(f"{W}tcPr")
                span = max(_whole("" if held is None else value(held, "gridSpan")), 1)
                merge = None if held is None else held.find(f"{W}vMerge")
                lines = [as_text(one) if isinstance(one, Grid) else one for one in self.blocks(cell)]
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                grid.put(Cell(at, column, span, "\n".join(lines).strip()), from_above=goes_on)
                column += span
        return grid


def _whole(text: str) -> int:
    return min(int(text), MOST_SPAN) if text.isdecimal() else 0


def _parts(parent: ET.Element, name: str) -> Iterator[ET.Element]:
    """Rows or cells, also those inside content controls and tracked insertions."""
    for element in parent:
        if element.tag == W + name:
            yield element
        elif element.tag not in LEFT_OUT and element.tag not in {f"{W}tr", f"{W}tc", *BLOCKS}:
            yield from _parts(element, name)


def _is_contents(element: ET.Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _chosen(element: ET.Element) -> ET.Element:
    """Of the same content in a new and an old form the first, so that it is read once."""
    for name in ("Choice", "Fallback"):
        if (found := element.find(MC + name)) is not None:
            return found
    return ET.Element("none")


def _is_hidden(run: ET.Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in OFF


def _runs(parent: ET.Element, boxes: list[ET.Element]) -> Iterator[str]:
    """The text of a paragraph; text boxes met on the way are put into `boxes`."""
    for element in parent:
        name = element.tag.removeprefix(W)
        if name == "t" or element.tag == FORMULA_TEXT:
            yield element.text or ""
        elif name in SIGNS:
            yield SIGNS[name]
        elif name == "txbxContent":
            boxes.append(element)
        elif element.tag == f"{MC}AlternateContent":
            yield from _runs(_chosen(element), boxes)
        elif element.tag not in LEFT_OUT and not (name == "r" and _is_hidden(element)):
            yield from _runs(element, boxes)
