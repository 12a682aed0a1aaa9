"""Our own sheet of a rulebook (exporters/rulebook.py), read again to the same: one row for each amount of each rule."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from importers.draft import Value
from importers.files import Sheet
from importers.rule_draft import POINTS, YUAN, Amount, EffectDraft, RulebookDraft, RuleDraft, SectionDraft
from importers.rulebook_words import SHEET_COLUMNS, SHEET_NEEDED, SHEET_WORDS

LOOKED_AT = 5  # rows in which the headings are looked for
YUAN_KEY = "2"


@dataclass(frozen=True)
class SheetBook:
    """The sheet as a text, its draft, and what only a sheet says: of each section and of each rule, by their fields."""

    text: str
    draft: RulebookDraft
    sections: tuple[dict[str, Any], ...]
    rules: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Row:
    """A row by the fields of its columns, each with its words and where they stand in the text."""

    cells: dict[str, Value]

    def said(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def key(self, name: str, otherwise: str = "") -> str:
        return _key(name, self.said(name)) or otherwise


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


KEYS = {
    name: {_plain(word): key for key, said in words.items() for word in said} for name, words in SHEET_WORDS.items()
}
HEADINGS = {_plain(word): name for name, words in SHEET_COLUMNS.items() for word in words}


def _key(name: str, said: str) -> str:
    return KEYS[name].get(_plain(said), "")


def read(sheet: Sheet) -> SheetBook | None:
    """The rulebook of a sheet that we wrote; None for any other table."""
    rows = [*sheet.rows]
    for number, row in enumerate(rows[:LOOKED_AT]):
        columns = [HEADINGS.get(_plain(cell), "") for cell in row]
        if all(name in columns for name in SHEET_NEEDED):
            return _read(rows, number, columns)
    return None


def _read(rows: list[tuple[str, ...]], heading: int, columns: list[str]) -> SheetBook:
    lines, found, at = [], [], 0
    for number, row in enumerate(rows):
        cells: dict[str, Value] = {}
        place = at
        for name, cell in zip(columns, row, strict=False):
            if name and cell and name not in cells:
                cells[name] = Value(cell, ((place, place + len(cell)),))
            place += len(cell) + 1
        lines.append("\t".join(row))
        at += len(lines[-1]) + 1
        if number > heading and "text" in cells:
            found.append(_Row(cells))
    return _book("\n".join(lines), found, {*columns})


def _book(text: str, rows: list[_Row], columns: set[str]) -> SheetBook:
    sections, parts, rules = [], [], []
    for (code, title), in_section in groupby(rows, lambda row: (row.said("section_code"), row.said("section"))):
        made = []
        first: _Row | None = None
        for _same, lines in groupby(in_section, lambda row: (row.said("code"), row.said("text"))):
            own = list(lines)
            first = first or own[0]
            made.append(_rule(own))
            rules.append({**_fields(own), "says": _says(own[0], columns)})
        heading = first.cells.get("section") if first and title else None
        sections.append(SectionDraft(code, heading, tuple(made)))
        parts.append({"code": code, "caps": _caps(first.said("section_caps")) if first else {}})
    title_value = next((row.cells["book"] for row in rows if "book" in row.cells), None)
    base = next((row.cells["base"] for row in rows if "base" in row.cells), None)
    number = _decimal(base.text) if base else None
    draft = RulebookDraft(
        title=title_value,
        base=Amount(number, base.spans) if base and number is not None else None,
        sections=tuple(sections),
        missing=() if rules else ("rules",),
    )
    return SheetBook(text, draft, tuple(parts), tuple(rules))


def _rule(rows: list[_Row]) -> RuleDraft:
    first = rows[0]
    veto = bool(_key("yes", first.said("veto")))
    effects = tuple(_effect(row, veto=veto) for row in (rows[:1] if veto else rows))
    return RuleDraft(first.cells["text"], effects, veto=veto, number=first.said("code"))


def _effect(row: _Row, *, veto: bool) -> EffectDraft:
    least = None if veto else _decimal(row.said("least")) or Decimal(0)
    return EffectDraft(
        row.cells["text"],
        direction=row.key("direction", "penalty"),
        least=least,
        most=None if veto else _decimal(row.said("most")) or least,
        unit=YUAN if row.key("measure") == YUAN_KEY else POINTS,
        per=row.key("per", "occurrence"),
        payer=row.cells.get("who"),
        amount=_amount(row),
    )


def _amount(row: _Row) -> Value | None:
    """The words of the amount: its least and its most, or the share."""
    cells = [row.cells[name] for name in ("least", "most", "share") if name in row.cells]
    return Value(cells[0].text, tuple(span for cell in cells for span in cell.spans)) if cells else None


def _fields(rows: list[_Row]) -> dict[str, Any]:
    """The rule as the sheet of corrections has it; what is no number stays as it was written."""
    first = rows[0]
    veto = bool(_key("yes", first.said("veto")))
    return {
        "code": first.said("code"),
        "name": first.said("name"),
        "evidence_wanted": bool(_key("yes", first.said("evidence_wanted"))) or "evidence_wanted" not in first.cells,
        "settled": first.key("settled", "list"),
        "audience": first.key("audience", "usual"),
        "computed": first.key("computed"),
        "veto": veto,
        "caps": _caps(first.said("caps")),
        "effects": [_written(row, veto=veto) for row in (rows[:1] if veto else rows)],
    }


def _says(row: _Row, columns: set[str]) -> list[str]:
    """The fields beside text and amounts of which the sheet says something, by words that are known.

    A column that was taken out says nothing; a blank under its heading says that there are no caps, or nothing computed.
    """
    said = {
        "name": row.said("name"),
        "evidence_wanted": row.said("evidence_wanted"),
        "settled": row.key("settled"),
        "audience": row.key("audience"),
        "computed": "computed" in columns and (row.key("computed") or not row.said("computed")),
        "caps": "caps" in columns and (_caps(row.said("caps")) or not row.said("caps")),
    }
    return [name for name, known in said.items() if known]


def _written(row: _Row, *, veto: bool) -> dict[str, str]:
    said = {
        "who": row.key("who", "person"),
        "direction": row.key("direction", "penalty"),
        "measure": row.key("measure", "1"),
        "per": row.key("per", "occurrence"),
    }
    if veto:
        return said
    share = _number(row.said("share"))
    amounts = {"share": share} if share else {name: _number(row.said(name)) for name in ("least", "most")}
    return said | amounts


def _caps(said: str) -> dict[str, str]:
    """奖励每月: 15; 扣罚整个活动: 30."""
    found = {}
    for one in re.split(r"[;；\n]", said):
        kind, _mark, most = one.replace("：", ":").rpartition(":")
        if key := _key("caps", kind):
            found[key] = _number(most)
    return found


def _number(said: str) -> str:
    number = _decimal(said)
    if number is None:
        return said.strip()
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _decimal(said: str) -> Decimal | None:
    try:
        found = Decimal(unicodedata.normalize("NFKC", said).strip().rstrip("%"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**12 else None
