"""A rulebook from a document: read into a draft, put right beside its text, and adopted into the next version."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from sqlalchemy import select

from extensions import db
from importers import files, rulebook_sheet
from importers import rulebook as reader
from importers.rule_draft import RulebookDraft
from importers.text import same
from models.campaign import Campaign, Document
from models.refusals import RuleBroken, Stale
from models.rulebook import Rulebook, RulebookState
from models.visitor import Visitor
from services import caps, documents, rulebook_contents, rulebooks, traces
from services.rulebook_lines import DIFFERS, LEFT_OUT, MOST_TEXT, NEW, SAME, WRONG, Line, Part, amount, lines, parts
from services.rulebook_typed import MOST_TITLE, Typed, empty_rule, typed_from
from services.tied_text import Piece, Tie, pieces

MOST_PASSAGES = 1500  # rules and what is none, on one page to be put right
Seen = tuple[int, int]
NO_BOOK: Seen = (0, 0)
LOUD = ("title", "base", "amount", "payer", "cap", "standard", "tier")


@dataclass(frozen=True)
class Read:
    """What was read of a document: its text, the draft, and what only our own sheet says of sections and rules."""

    text: str
    draft: RulebookDraft
    sections: tuple[Typed, ...] = ()
    rules: tuple[Typed, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The sheet as it stands, what would come of it, and what was not read as rules."""

    typed: Typed
    parts: list[Part]
    lines: list[Line]
    draft: RulebookDraft
    book: Rulebook | None
    faults: tuple[RuleBroken, ...]
    told: frozenset[int]

    @property
    def counts(self) -> dict[str, int]:
        """How many rules of each status."""
        counted = Counter(line.status for line in self.lines)
        return {status: counted[status] for status in (WRONG, NEW, DIFFERS, SAME, LEFT_OUT)}

    @property
    def wrong(self) -> int:
        """In how many places something is wrong."""
        used = {line.typed["section"] for line in self.lines if line.status in {NEW, WRONG}}
        return self.counts[WRONG] + len(self.faults) + sum(bool(p.faults) for p in self.parts if p.place in used)

    @property
    def is_ready(self) -> bool:
        """Nothing is wrong, and something would change."""
        return not self.wrong and self.is_change

    @property
    def is_change(self) -> bool:
        """Whether a rule or a cap is added or changed."""
        return any(line.status == NEW or _is_taken(line) for line in self.lines) or bool(self.capped)

    @property
    def seen(self) -> Seen:
        """The version that this is beside, and its revision."""
        return (self.book.id, self.book.revision) if self.book is not None else NO_BOOK

    @property
    def capped(self) -> list[Part]:
        """Sections of the book that get a cap."""
        used = {line.typed["section"] for line in self.lines if line.status != LEFT_OUT}
        return [part for part in self.parts if part.place in used and part.caps_to_add]


@dataclass(frozen=True)
class Corrections:
    """What a person put right: title and base, sections and rules by place (the fields that were shown)."""

    head: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[int, Typed] = field(default_factory=dict)
    rules: Mapping[int, Typed] = field(default_factory=dict)


@dataclass(frozen=True)
class Adopted:
    """The version that took it up, or as it is where nothing changed; how many rules were added and changed."""

    book: Rulebook | None
    added: int
    changed: int


# ------------------------------------------------------------------------------------------------ reading and keeping
def read(text: str, data: bytes) -> Read:
    """The text of a pasted or uploaded rulebook and its draft. Slow, and without the database.

    Raises RuleBroken when it cannot be read at all, or holds more than any rulebook, on field "file" or "text".
    """
    field_name = "file" if data else "text"
    found = _read(text, data, field_name)
    if sum(1 for _rule in found.draft.rules()) + len(found.draft.unread) > MOST_PASSAGES:
        raise RuleBroken("too_many_passages", field_name, most=MOST_PASSAGES)
    if any(len(rule.text.text) > MOST_TEXT for rule in found.draft.rules()):
        raise RuleBroken("passage_too_long", field_name, most=MOST_TEXT)
    return found


def _read(text: str, data: bytes, field_name: str) -> Read:
    with documents.readable(field_name):
        file = files.opened(data) if data else None
        for sheet in _sheets(text, file):
            if (own := rulebook_sheet.read(sheet)) is not None:
                return Read(own.text, own.draft, own.sections, own.rules)
        found = file.text() if file is not None else text
        return Read(found, reader.read(found))


def _sheets(text: str, file: files.Opened | None) -> tuple[files.Sheet, ...]:
    """Where our own sheet may be: in a workbook, or in a table copied from one."""
    if file is not None:
        return file.sheets() if file.kind == "xlsx" else ()
    return (files.sheet_in(text),) if "\t" in text else ()


def keep(campaign: Campaign, found: Read, name: str, *, by: Visitor, at: datetime, request_key: str | None) -> Document:
    """Store what was read; an open draft for the campaign gives way to it.

    A text that was adopted before comes with the corrections that it had then, so that nothing is said twice.
    """
    traces.refuse_second_send(request_key)
    if (before := draft_of(campaign)) is not None:
        documents.discard(before, version=None, by=by, at=at)
    kept = found.draft.to_dict()
    typed = typed_from(found.draft, found.text, book_of(campaign))
    for section, extra in zip(typed["sections"], found.sections, strict=False):
        section.update(extra)
    for rule, extra in zip(typed["rules"], found.rules, strict=False):
        rule.update(_said(rule, {**extra, "section": rule["section"], "guesses": []}, len(typed["sections"]), ""))
    document = documents.keep(
        documents.RULEBOOK,
        found.text,
        {"read": kept, "typed": typed},
        name,
        about_id=campaign.id,
        by=by,
        at=at,
        request_key=request_key,
    )
    earlier = _adopted_before(document)
    if earlier is not None and earlier.draft["read"] == document.draft["read"]:
        again = earlier.draft["typed"]
        document.draft = {"read": kept, "typed": {**typed, "sections": again["sections"], "rules": again["rules"]}}
        db.session.flush()
    return document


def _adopted_before(document: Document) -> Document | None:
    return db.session.scalars(
        select(Document)
        .where(
            Document.organisation_id == document.organisation_id,
            Document.kind == documents.RULEBOOK,
            Document.about_id == document.about_id,
            Document.sha256 == document.sha256,
            Document.state == documents.ADOPTED,
        )
        .order_by(Document.id.desc())
        .limit(1)
    ).first()


def draft_of(campaign: Campaign) -> Document | None:
    """The open draft for this campaign's rulebook."""
    return documents.open_draft(documents.RULEBOOK, campaign.organisation_id, campaign.id)


def book_of(campaign: Campaign) -> Rulebook | None:
    """The version that the document is compared with: the open draft, else the latest, of which that is a copy."""
    versions = rulebooks.versions(campaign)
    return rulebooks.whole(versions[0].id) if versions else None


# ------------------------------------------------------------------------------------------------ the preview
def preview(document: Document, campaign: Campaign) -> Preview:
    """The sheet with all that is wrong with it, in a fixed number of statements. Changes nothing."""
    typed = document.draft["typed"]
    book = book_of(campaign)
    draft = RulebookDraft.from_dict(document.draft["read"])
    stated = {same(rule.text) for one in book.sections for rule in one.rules} if book is not None else set()
    made = {one["unread"] for one in typed["rules"] if one.get("unread") is not None and not one["left_out"]}
    told = {place for place, one in enumerate(draft.unread) if same(one.text.text) in stated}
    return Preview(
        typed, parts(typed, book), lines(typed, book), draft, book, tuple(_head_faults(typed)), frozenset(made | told)
    )


def _head_faults(typed: Typed) -> list[RuleBroken]:
    base = amount(typed["base"])
    if base is not None and (not 0 <= base <= rulebook_contents.MOST_AMOUNT or base != round(base, 2)):
        return [RuleBroken("base_out_of_range", "base", most=rulebook_contents.MOST_AMOUNT)]
    return []


def tied(text: str, draft: RulebookDraft) -> list[Piece]:
    """The text in runs, each with the names under which its values light up; whole clauses are tied quietly."""
    ties = [
        Tie(start, end, path.replace(".", "-"), value.guessed, path.rpartition(".")[2] not in LOUD)
        for path, value in draft.values()
        for start, end in value.spans
    ]
    ties += [
        Tie(start, end, f"warnings-{place}", guessed=True)
        for place, warning in enumerate(draft.warnings)
        for start, end in warning.spans
    ]
    return pieces(text, ties)


# ------------------------------------------------------------------------------------------------ putting it right
def correct(
    document: Document, campaign: Campaign, said: Corrections, *, version: int | None, by: Visitor, at: datetime
) -> None:
    """Keep what was typed, right or not. A number that was proposed is none that was typed.

    Raises as `documents.require_draft`.
    """
    typed = document.draft["typed"]
    proposed = {line.place: line.code for line in lines(typed, book_of(campaign))} if said.rules else {}
    sections = [{**one, **said.sections.get(place, {})} for place, one in enumerate(typed["sections"])]
    rules = [
        _said(one, said.rules[place], len(sections), proposed[place]) if place in said.rules else one
        for place, one in enumerate(typed["rules"])
    ]
    _save(document, {**typed, **said.head, "sections": sections, "rules": rules}, version=version, by=by, at=at)


def _said(before: Typed, typed: Typed, sections: int, proposed: str) -> Typed:
    """A rule as typed; its effects stay tied to the words they came from, in their order."""
    marks = [one["mark"] for one in before["effects"]]
    effects = [{**one, "mark": mark} for one, mark in zip(typed["effects"], chain(marks, repeat("")), strict=False)]
    section = typed["section"] if 0 <= typed["section"] < sections else before["section"]
    code = before["code"] if typed["code"] == proposed else typed["code"]
    return {**before, **typed, "effects": effects, "section": section, "code": code}


def set_aside(document: Document, place: int, *, left_out: bool, by: Visitor, at: datetime) -> None:
    """Leave a rule out, or take it back in."""
    _change_rule(document, place, {"left_out": left_out}, by=by, at=at)


def take_amounts(document: Document, place: int, *, taken: bool, by: Visitor, at: datetime) -> None:
    """Where the book has other amounts: take those of the document, or leave the book's."""
    _change_rule(document, place, {"take": taken}, by=by, at=at)


def _change_rule(document: Document, place: int, change: Typed, *, by: Visitor, at: datetime) -> None:
    """Raises RuleBroken when the sheet has no such rule."""
    typed = document.draft["typed"]
    if not 0 <= place < len(typed["rules"]):
        raise RuleBroken("no_such_rule")
    rules = [{**one, **change} if number == place else one for number, one in enumerate(typed["rules"])]
    _save(document, {**typed, "rules": rules}, version=None, by=by, at=at)


def make_rule(document: Document, number: int, *, by: Visitor, at: datetime) -> int:
    """Make a rule of what was not read as one, with its text filled in; its place. It stands in the section before it.

    Raises RuleBroken when nothing of that number was left unread.
    """
    typed = document.draft["typed"]
    draft = RulebookDraft.from_dict(document.draft["read"])
    if not 0 <= number < len(draft.unread):
        raise RuleBroken("no_such_rule")
    for place, one in enumerate(typed["rules"]):
        if one.get("unread") == number:
            set_aside(document, place, left_out=False, by=by, at=at)
            return place
    words = draft.unread[number].text
    sections, rules = list(typed["sections"]), list(typed["rules"])
    if not sections:
        sections.append(_section_for(draft))
    made = empty_rule(_section_before(draft, number), words.text, f"unread-{number}") | {"unread": number}
    _save(document, {**typed, "sections": sections, "rules": [*rules, made]}, version=None, by=by, at=at)
    return len(rules)


def _section_for(draft: RulebookDraft) -> Typed:
    title = draft.title.text[:MOST_TITLE] if draft.title else ""
    return {"title": title, "number": "", "caps": {}, "mark": "title", "guesses": ["title"]}


def _section_before(draft: RulebookDraft, number: int) -> int:
    """The last section that has a rule before the passage; the first where there is none."""
    start = min((span[0] for span in draft.unread[number].text.spans), default=0)
    before = [
        place
        for place, section in enumerate(draft.sections)
        if any(span[0] < start for rule in section.rules for span in rule.text.spans)
    ]
    return max(before, default=0)


def _save(document: Document, typed: Typed, *, version: int | None, by: Visitor, at: datetime) -> None:
    documents.save(document, {**document.draft, "typed": typed}, version=version, by=by, at=at)


# ------------------------------------------------------------------------------------------------ adopting
def adopt(
    document: Document, campaign: Campaign, *, version: int | None, seen: Seen | None, by: Visitor, at: datetime
) -> Adopted:
    """Sections and rules are made in the campaign's draft version, a new one where none is open; all or nothing.

    Nothing comes into force. What the book says already is not said again (docs/rules.md, Rulebook), and no version is
    begun for it. `seen` is that of the preview that was shown. Raises RuleBroken ("rules_wrong") while anything is
    wrong, Stale when the book or the document changed meanwhile, and as the verbs of rulebooks.
    """
    documents.require_draft(document, version)
    _lock(campaign)
    found = preview(document, campaign)
    if seen is not None and seen != found.seen:
        raise Stale
    if found.wrong:
        raise RuleBroken("rules_wrong", count=found.wrong)
    is_open = found.book is not None and found.book.state is RulebookState.DRAFT
    if found.is_change and not is_open:
        rulebooks.draft(campaign, by=by, at=at)
        found = preview(document, campaign)
    book = found.book
    if book is None or book.state is not RulebookState.DRAFT:
        documents.settle(document, version=None, by=by, at=at)
        return Adopted(book, 0, 0)
    _say_head(book, found.typed, by=by, at=at)
    deed: dict[str, Any] = {"revision": None, "by": by, "at": at}
    wanted = [line for line in found.lines if line.status == NEW]
    sections = {}
    for part in found.parts:
        if part.existing is not None:
            sections[part.place] = part.existing
        elif any(line.typed["section"] == part.place for line in wanted):
            sections[part.place] = rulebooks.add_section(book, part.code, part.typed["title"], limits=part.caps, **deed)
    for part in found.capped:
        section = sections[part.place]
        limits = {**caps.read(section.caps), **part.caps_to_add}
        rulebooks.edit_section(section, section.code, section.title, limits=limits, **deed)
    for line in wanted:
        rulebooks.add_rule(sections[line.typed["section"]], line.content, **deed)
    changed = [line for line in found.lines if _is_taken(line)]
    for line in changed:
        assert line.existing is not None  # noqa: S101 - what differs has something to differ from
        rulebooks.edit_rule(line.existing, line.content, **deed)
    documents.settle(document, version=None, by=by, at=at)
    traces.record("rulebook.imported", book, by=by, at=at)
    return Adopted(book, len(wanted), len(changed))


def _lock(campaign: Campaign) -> None:
    """Nobody changes the version that the document is compared with until this is settled."""
    db.session.flush()
    db.session.scalars(
        select(Rulebook)
        .where(Rulebook.campaign_id == campaign.id)
        .order_by(Rulebook.version.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _is_taken(line: Line) -> bool:
    return line.status == DIFFERS and bool(line.typed.get("take"))


def _say_head(book: Rulebook, typed: Typed, *, by: Visitor, at: datetime) -> None:
    """Title and base, where the sheet says others than the book."""
    title, base = typed["title"].strip()[:MOST_TITLE] or book.title, amount(typed["base"])
    if title != book.title or (base is not None and base != book.base):
        rulebooks.edit(book, title, book.base if base is None else base, revision=None, by=by, at=at)
