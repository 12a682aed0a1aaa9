"""A checklist from a table: the draft that is kept while a person puts it right, its preview, and its adoption."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from extensions import db
from importers import checklist_sheet, files
from importers.checklist_sheet import MOST_ROWS, Reading
from importers.files import Sheet
from importers.text import same
from models.campaign import Document
from models.checklist import Checklist, ChecklistItem, RevisionState
from models.refusals import RuleBroken, Stale
from models.visitor import Visitor
from services import checklists, cooperation, documents, items, traces
from services.checklist_names import Names, names_for
from services.checklist_rows import BY_WORD, FIELDS, Fault, Line, Reader, existing

MOST_SHEETS = 5
MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class Preview:
    """What would come of the draft, and what is wrong with the whole sheet (`problems`)."""

    reading: Reading
    lines: list[Line]
    names: Names
    area_id: int | None
    sheets: tuple[str, ...]
    sheet: int
    problems: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each status."""
        counted = Counter(line.status for line in self.lines)
        return {status: counted[status] for status in ("new", "changed", "same", "wrong", "elsewhere", "left_out")}

    @property
    def is_ready(self) -> bool:
        """Nothing is wrong, and something would change."""
        counts = self.counts
        return not self.problems and not counts["wrong"] and bool(counts["new"] + counts["changed"])


@dataclass(frozen=True)
class Corrections:
    """What a person put right: another sheet or heading row, columns by place, cells by (row, field), rows left out.

    `taken` is the one cell for which the nearest was taken: that holds wherever the same words stand.
    """

    sheet: int | None = None
    heading: int | None = None
    columns: dict[int, str] = field(default_factory=dict)
    area_id: int | None = None
    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    taken: dict[tuple[int, str], str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Adopted:
    """How many items were added and how many changed."""

    added: int
    changed: int


@dataclass(frozen=True)
class Found:
    """The filled sheets of a file, without what is personal, and the place of the one that is read first."""

    sheets: tuple[Sheet, ...]
    first: int


def read(text: str, data: bytes, unit: str) -> Found:
    """The sheets of a file, else the table in the pasted text, for the checklist of that unit. Slow, and without the
    database. Raises RuleBroken on the field that it came in.
    """
    where = "file" if data else "text"
    with documents.readable(where):
        return found_in(files.sheets_of(data) if data else (files.sheet_in(text),), unit, where)


def found_in(sheets: Iterable[Sheet], unit: str, where: str = "text") -> Found:
    """The first filled sheets; the one that is titled as the unit, or else names most columns, is read first.

    Raises RuleBroken where none is filled, or all are too long.
    """
    filled = [sheet for sheet in sheets if sheet.rows][:MOST_SHEETS]
    if not filled:
        raise RuleBroken("unreadable_empty", where)
    if sum(len(cell) for sheet in filled for row in sheet.rows for cell in row) > MOST_CHARACTERS:
        raise RuleBroken("sheet_too_long", where, most=MOST_ROWS)
    ranked = [(same(unit) in same(one.title), len(checklist_sheet.read(one).fields)) for one in filled]
    return Found(tuple(map(checklist_sheet.without_personal, filled)), ranked.index(max(ranked)))


def keep(
    checklist: Checklist, found: Found, name: str, *, by: Visitor, at: datetime, request_key: str | None
) -> Document:
    """Store a sheet that was read; an open draft for the checklist gives way to it. Names that were put right in the
    last one stay so, and everything in the same sheet.
    """
    traces.refuse_second_send(request_key)
    if (before := draft_of(checklist)) is not None:
        discard(before, version=None, by=by, at=at)
    draft = {
        "sheets": [{"title": sheet.title, "rows": sheet.rows} for sheet in found.sheets],
        "sheet": found.first,
    }
    text = "\n".join("\t".join(row) for sheet in found.sheets for row in sheet.rows)
    if (
        last := documents.last_adopted(documents.CHECKLIST, checklist.campaign.organisation_id, checklist.id)
    ) is not None:
        is_same = last.text == text
        draft |= {name: said for name, said in last.draft.items() if name == "words" or (is_same and name != "sheets")}
    return documents.keep(
        documents.CHECKLIST, text, draft, name, about_id=checklist.id, by=by, at=at, request_key=request_key
    )


def discard(document: Document, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Put the table away; nothing of it is kept. Raises as `documents.require_draft`."""
    documents.forget(document, version=version, by=by, at=at)


def draft_of(checklist: Checklist) -> Document | None:
    """The open draft for this checklist."""
    return documents.open_draft(documents.CHECKLIST, checklist.campaign.organisation_id, checklist.id)


def preview(document: Document, checklist: Checklist, *, by: Visitor) -> Preview:
    """Every row with what it would become and all that is wrong, in a fixed number of statements. Changes nothing."""
    draft = document.draft
    titles = tuple(one["title"] for one in draft["sheets"])
    at = draft["sheet"]
    chosen = {int(place): name for place, name in draft.get("columns", {}).items()}
    reading = checklist_sheet.read(sheet_of(document), heading=draft.get("heading"), chosen=chosen)
    standing = existing(checklist)
    answering = {one.charge.responsible_id for one in standing} - {None}
    names = names_for(checklist, by.today, [one for one in answering if one is not None])
    area_id = _area_of(draft, checklist)
    reader = Reader(checklist, names, area_id, by, draft.get("cells", {}), draft.get("words", {}))
    lines = reader.lines(reading.rows, standing, draft.get("left_out", ()))
    return Preview(reading, lines, names, area_id, titles, at, _problems(reading))


def sheet_of(document: Document) -> Sheet:
    """The sheet that is read, as it came."""
    one = document.draft["sheets"][document.draft["sheet"]]
    return Sheet(one["title"], tuple(tuple(row) for row in one["rows"]))


def _area_of(draft: dict[str, Any], checklist: Checklist) -> int | None:
    """The focus area of rows that name none: the one chosen, else the first that the unit leads, else the first."""
    areas = checklist.campaign.focus_areas
    chosen = [area.id for area in areas if area.id == draft.get("area")]
    led = [area.id for area in areas if area.lead_id == checklist.department_id]
    return next(iter(chosen or led or [area.id for area in areas]), None)


def _problems(reading: Reading) -> tuple[Fault, ...]:
    if "title" not in reading.fields:
        return (Fault("no_title_column", "title"),)
    if not reading.rows:
        return (Fault("no_rows", "title"),)
    return (Fault("too_many_items", "title", {"most": MOST_ROWS}),) if reading.too_many else ()


def correct(
    document: Document, checklist: Checklist, said: Corrections, *, version: int | None, by: Visitor, at: datetime
) -> bool:
    """Keep what was put right in the draft; whether the rows may now say something else than was shown.

    Another sheet or heading row begins the matching of columns anew. Raises as `documents.require_draft`.
    """
    documents.require_draft(document, version)
    draft = dict(document.draft)
    before = preview(document, checklist, by=by)
    if said.sheet not in (None, before.sheet) and said.sheet in range(len(draft["sheets"])):
        draft = {"sheets": draft["sheets"], "sheet": said.sheet}
    elif said.heading not in (None, before.reading.heading):
        draft = {"sheets": draft["sheets"], "sheet": draft["sheet"], "heading": said.heading}
    else:
        draft["columns"] = _chosen(sheet_of(document), before.reading, said.columns)
        draft["left_out"] = sorted(said.left_out & {line.row.number for line in before.lines})
        _keep_cells(draft, before.lines, said.cells | said.taken, said.taken)
    draft["area"] = said.area_id if said.area_id in {area.id for area in before.names.areas} else before.area_id
    if draft == _filled(document.draft, before):
        return False
    is_other = {**draft, "left_out": []} != {**_filled(document.draft, before), "left_out": []}
    documents.save(document, draft, version=version, by=by, at=at)
    return is_other


def _filled(draft: dict[str, Any], before: Preview) -> dict[str, Any]:
    return {"columns": {}, "left_out": [], "cells": {}, "words": {}, **draft, "area": before.area_id}


def _chosen(sheet: Sheet, reading: Reading, columns: dict[int, str]) -> dict[str, str]:
    """What holds something else than its name says; a column that is known and left out says nothing here."""
    matched = {one.place: one.field for one in checklist_sheet.columns_of(sheet, reading.heading, {})}
    silent = {"known", "number", ""}
    return {
        str(place): name
        for place, name in sorted(columns.items())
        if name in (*FIELDS, "")
        and place in matched
        and name != matched[place]
        and not (name in silent and matched[place] in silent)
    }


def _keep_cells(
    draft: dict[str, Any], lines: Iterable[Line], typed: dict[tuple[int, str], str], taken: Container[tuple[int, str]]
) -> None:
    """What differs from what was shown; a name is put right in all rows where it stands, a date in its own."""
    cells, words = dict(draft.get("cells", {})), dict(draft.get("words", {}))
    shown = {line.row.number: line for line in lines}
    for (number, name), text in typed.items():
        line = shown.get(number)
        if line is None or name not in FIELDS or text.strip() == line.texts.get(name, ""):
            continue
        written = line.row.text(name)
        if written and (name in BY_WORD or (number, name) in taken):
            words[f"{name}:{same(written)}"] = text.strip()
        else:
            cells[f"{number}:{name}"] = text.strip()
    draft["cells"], draft["words"] = cells, words


def adopt(
    document: Document, checklist: Checklist, *, version: int | None, seen: int | None, by: Visitor, at: datetime
) -> Adopted:
    """What the rows say becomes drafted items and revisions, through the verbs of the checklist, all or nothing.

    `seen` is the version of the checklist that the preview was shown with. Raises RuleBroken ("rows_wrong") while
    anything is wrong, Stale when the list or the draft changed meanwhile, and as the verbs of items.
    """
    documents.require_draft(document, version)
    items.lock(checklist)
    if seen is not None and seen != checklist.version - 1:
        raise Stale
    found = preview(document, checklist, by=by)
    wrong = found.counts["wrong"]
    if found.problems or wrong:
        raise RuleBroken("rows_wrong", count=wrong or len(found.problems))
    lines = [line for line in found.lines if line.status in {"new", "changed"}]
    for line in lines:
        _add(checklist, line, by=by, at=at) if line.existing is None else _change(line, by=by, at=at)
    documents.settle(document, version=None, by=by, at=at)
    if lines:
        traces.record("checklist.imported", checklist, by=by, at=at)
    added = sum(line.existing is None for line in lines)
    return Adopted(added, len(lines) - added)


def _add(checklist: Checklist, line: Line, *, by: Visitor, at: datetime) -> None:
    assert line.content is not None  # noqa: S101 - lines without faults have their content
    item = items.add(checklist, line.content, line.charge, by=by, at=at)
    for unit_id in sorted(line.parts):
        cooperation.add(item, unit_id, version=None, by=by, at=at)


def _change(line: Line, *, by: Visitor, at: datetime) -> None:
    """A draft is edited, what was decided is revised first; who answers for what is in force is assigned."""
    assert line.existing is not None and line.content is not None  # noqa: S101, PT018 - see `_add`
    known = line.existing
    item = db.session.get_one(ChecklistItem, known.id)
    fields = {change.name for change in line.changes}
    charged = fields & {"responsible_id", "post_id"}
    in_force = known.in_force_id is not None
    if fields - {"responsible_id", "post_id"} or (charged and not in_force):
        if known.state is not RevisionState.DRAFT:
            checklists.revise(item, version=None, by=by, at=at)
            db.session.refresh(item, ["revisions"])
        items.edit(item, line.content, None if in_force else line.charge, version=None, by=by, at=at)
        for unit_id in sorted(line.parts - known.parts):
            cooperation.add(item, unit_id, version=None, by=by, at=at)
    if charged and in_force:
        items.assign(item, line.charge, version=None, by=by, at=at)
