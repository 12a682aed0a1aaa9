"""Rows of a sheet beside the items of a checklist: what each would add or change, and all that is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from extensions import columns_of
from importers import checklist_sheet, rhythms
from importers import checklist_words as vocabulary
from importers.checklist_sheet import Row, kind_of, points_of, says_nothing
from importers.text import same
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted, ItemPart, ItemRevision, RevisionState
from models.person import Role
from models.types import Rhythm
from models.visitor import Visitor
from services import items
from services.checklist_names import PARTED, Names, found_in
from services.items import Charge, Content, usually_accepted_by

FIELDS = tuple(name for name in checklist_sheet.FIELDS if name not in {"known", "number", "sharing", "place"})
"""What a column may be chosen to hold."""

BY_WORD = ("person", "unit", "area", "phase", "post", "help", "evidence", "accepted_by", "rhythm")
"""What is put right in one row is put right wherever the same word stands."""

BESIDE = {"focus_area_id": "area", "phase_id": "phase", "due_on": "due", "weekday": "due", "month_day": "due"}
"""Field of an item -> the column in which it stands, where the two have other names."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell: the key of its message, and what may be meant instead."""

    key: str
    where: str
    values: dict[str, Any] = field(default_factory=dict)
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What the sheet says otherwise than the list; `when` holds (rhythm, due_on, day), `parts` ids of units."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Existing:
    """An item that stands on the list, as its current revision says."""

    id: int
    content: Content
    charge: Charge
    state: RevisionState
    in_force_id: int | None
    parts: frozenset[int] = frozenset()


@dataclass
class Line:
    """A row of the sheet. `texts` are its cells as corrected, `said` what they say of an item, field by field."""

    row: Row
    texts: dict[str, str]
    said: dict[str, Any] = field(default_factory=dict)
    responsible_id: int | None = None
    post_id: int | None = None
    parts: frozenset[int] = frozenset()
    existing: Existing | None = None
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    elsewhere: str = ""
    left_out: bool = False
    content: Content | None = None
    charge: Charge = field(default_factory=Charge)

    @property
    def status(self) -> str:
        """left_out, elsewhere (the row is another unit's), wrong, new, changed or same."""
        if self.left_out or self.elsewhere:
            return "left_out" if self.left_out else "elsewhere"
        if self.faults:
            return "wrong"
        if self.existing is None:
            return "new"
        return "changed" if self.changes else "same"

    @property
    def when(self) -> tuple[Any, ...]:
        """Rhythm, date and day that it says."""
        return tuple(self.said.get(name) for name in WHEN)


WHEN = ("rhythm", "due_on", "day")


def existing(checklist: Checklist) -> list[Existing]:
    """The items on the list with what their current revisions say, in two statements."""
    names = tuple(Content.__dataclass_fields__)
    rows = columns_of(
        select(
            ChecklistItem.id,
            ChecklistItem.responsible_id,
            ChecklistItem.post_id,
            ChecklistItem.in_force_id,
            ItemRevision.state,
            *(getattr(ItemRevision, name) for name in names),
        )
        .join(ItemRevision, and_(ItemRevision.item_id == ChecklistItem.id, items.is_latest()))
        .where(ChecklistItem.checklist_id == checklist.id, ChecklistItem.ended_at.is_(None))
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    found = list(rows)
    parts: dict[int, set[int]] = {}
    asked = (
        select(ItemPart.item_id, ItemPart.unit_id)
        .join(ChecklistItem, ChecklistItem.id == ItemPart.item_id)
        .where(ChecklistItem.checklist_id == checklist.id)
    )
    for item_id, unit_id in columns_of(asked):
        parts.setdefault(item_id, set()).add(unit_id)
    return [
        Existing(
            id=row[0],
            content=Content(**dict(zip(names, row[5:], strict=True))),
            charge=Charge(row[1], row[2]),
            state=row[4],
            in_force_id=row[3],
            parts=frozenset(parts.get(row[0], ())),
        )
        for row in found
    ]


@dataclass
class Reader:
    """Reads the rows for one checklist; `cells` and `words` are what a person put right."""

    checklist: Checklist
    names: Names
    area_id: int | None
    by: Visitor
    cells: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def lines(self, rows: Iterable[Row], standing: Sequence[Existing], left_out: Iterable[int]) -> list[Line]:
        """Every row with the item that it names, what it would change, and all that is wrong."""
        read = [self._read(row) for row in rows]
        for line in read:
            line.left_out = line.row.number in set(left_out)
        taken = [line for line in read if line.status not in {"left_out", "elsewhere"}]
        _match(taken, standing)
        for line in taken:
            self._compare(line)
        _find_twice(taken)
        return read

    # -------------------------------------------------------------------------------------------- cells
    def _read(self, row: Row) -> Line:
        line = Line(row, {name: text for name in FIELDS if (text := self._text(row, name))})
        line.said["title"] = line.texts.get("title", "")
        if "standard" in line.texts:
            line.said["standard"] = line.texts["standard"]
        self._unit(line)
        self._help(line)
        self._area(line)
        self._phase(line)
        self._when(line)
        self._points(line)
        self._kinds(line)
        self._person(line)
        if "post" in line.texts:
            post = found_in(self.names.posts, line.texts["post"])
            line.post_id = post.id if post else None
            if post is None:
                self._unknown(line, "post_unknown", "post")
        return line

    def _text(self, row: Row, name: str) -> str:
        written = row.text(name)
        typed = self.cells.get(f"{row.number}:{name}")
        if typed is None and written:
            typed = self.words.get(f"{name}:{same(written)}")
        text = written if typed is None else typed
        return "" if says_nothing(text) and name not in {"evidence", "standard"} else text

    def _unknown(self, line: Line, key: str, name: str, text: str = "", kind: str = "") -> None:
        text = text or line.texts[name]
        line.faults.append(Fault(key, name, {"text": text}, tuple(self.names.near(kind or name, text))))

    def _unit(self, line: Line) -> None:
        text = line.texts.get("unit", "")
        if not text or _means_all(text):
            return
        whole = self.names.unit(text)
        parts = [text] if whole else [part for part in PARTED.split(text) if part.strip()]
        units = [self.names.unit(part) for part in parts]
        if any(unit and unit.path.startswith(self.checklist.unit_path) for unit in units):
            return
        if None in units:
            self._unknown(line, "unit_unknown", "unit", parts[units.index(None)])
        else:
            line.elsewhere = text

    def _help(self, line: Line) -> None:
        found = set()
        text = line.texts.get("help", "")
        for part in PARTED.split(text) if not _means_all(text) else ():
            if not part.strip():
                continue
            unit = self.names.unit(part)
            if unit is None:
                self._unknown(line, "unit_unknown", "help", part, kind="unit")
            elif unit.id != self.checklist.department_id:
                found.add(unit.id)
        line.parts = frozenset(found)

    def _area(self, line: Line) -> None:
        text = line.texts.get("area")
        area = found_in(self.names.areas, text) if text else found_in(self.names.areas, line.row.section)
        if area:
            line.said["focus_area_id"] = area.id
        elif text:
            self._unknown(line, "area_unknown", "area")

    def _phase(self, line: Line) -> None:
        if text := line.texts.get("phase"):
            phase = found_in(self.names.phases, text) or found_in(self.names.phases, text + vocabulary.PHASE_END)
            if phase:
                line.said["phase_id"] = phase.id
            else:
                self._unknown(line, "phase_unknown", "phase")

    def _when(self, line: Line) -> None:
        campaign = self.checklist.campaign
        due, rhythm = line.texts.get("due", ""), line.texts.get("rhythm", "")
        try:
            when = rhythms.when(due, rhythm, campaign.starts_on, campaign.ends_on)
        except rhythms.NotUnderstood as wrong:
            name = "rhythm" if wrong.key == "rhythm_unread" or not due else "due"
            line.faults.append(Fault(wrong.key, name, {"text": line.texts.get(name, "")}))
            return
        if when is None:
            return
        line.said |= {"rhythm": Rhythm(when.rhythm), "due_on": when.due_on, "day": when.day}
        if when.guessed:
            line.hints.append(Fault("due_guessed", "due"))

    def _points(self, line: Line) -> None:
        if text := line.texts.get("points"):
            try:
                line.said["points"] = points_of(text)
            except ValueError:
                line.faults.append(Fault("points_unread", "points", {"text": text}))

    def _kinds(self, line: Line) -> None:
        if text := line.texts.get("evidence"):
            kind = kind_of("none" if says_nothing(text) else text, vocabulary.EVIDENCE)
            line.said["evidence_wanted"] = EvidenceWanted(kind or "file")
            if kind is None:
                line.hints.append(Fault("evidence_guessed", "evidence"))
        if text := line.texts.get("accepted_by"):
            accepted = kind_of(text, vocabulary.ACCEPTED_BY)
            if accepted is None:
                line.faults.append(Fault("accepted_by_unread", "accepted_by", {"text": text}))
            else:
                line.said["accepted_by"] = AcceptedBy(accepted)

    def _person(self, line: Line) -> None:
        text = line.texts.get("person")
        if not text:
            return
        found = self.names.person(text)
        if len(found) == 1:
            line.responsible_id = found[0].id
            return
        several = found or self.names.persons(text)
        if len(found) > 1:
            line.faults.append(Fault("person_twice", "person", {"text": text}, tuple(one.written for one in several)))
        elif PARTED.search(text) and several:
            near = tuple(one.written for one in several[:4])
            line.faults.append(Fault("person_several", "person", {"text": text}, near))
        else:
            self._unknown(line, "person_unknown", "person")

    # -------------------------------------------------------------------------------------------- beside the list
    def _compare(self, line: Line) -> None:
        """What the row would make of its item, or of a new one, and what the rules of the checklist say to that."""
        known = line.existing
        if known is None:
            rhythm = line.said.get("rhythm", Rhythm.ONCE)
            base = Content("", self.area_id or 0, rhythm=rhythm, accepted_by=usually_accepted_by(rhythm))
            charge = Charge()
        else:
            base, charge = known.content, known.charge
        line.content = replace(base, **line.said)
        line.charge = Charge(line.responsible_id or charge.responsible_id, line.post_id or charge.post_id)
        if known is not None:
            line.changes = _changes(line, known)
            self._may_change(line, known)
        if known is None or line.changes:
            self._judge(line)
        is_other = line.responsible_id not in (None, charge.responsible_id)
        if is_other and line.responsible_id not in self.names.members:
            line.faults.append(Fault("not_in_unit", "person"))
        if line.charge.responsible_id is None:
            line.hints.append(Fault("person_missing", "person"))
        if line.content.rhythm is Rhythm.ONCE and line.content.due_on is None and "due" not in _wrong(line):
            line.hints.append(Fault("due_missing", "due"))
        if line.content.rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) and line.content.day is None:
            line.hints.append(Fault("day_missing", "due"))

    def _judge(self, line: Line) -> None:
        assert line.content is not None  # noqa: S101 - compared just before
        for broken in items.faults(line.content, self.checklist.campaign):
            name = BESIDE.get(broken.field or "", broken.field or "title")
            if name not in _wrong(line) or broken.key != "needed":
                line.faults.append(Fault(broken.key, name, dict(broken.values)))

    def _may_change(self, line: Line, known: Existing) -> None:
        if line.changes and known.state is RevisionState.SUBMITTED:
            line.faults.append(Fault("under_review_now", "title"))
        charged = {"responsible_id", "post_id"} & {change.name for change in line.changes}
        if charged and known.in_force_id is not None and not self.by.holds_in(self.checklist.unit_path, Role.HEAD):
            line.faults.append(Fault("head_assigns", "person"))


def _means_all(text: str) -> bool:
    return any(word in text.lower() for word in vocabulary.ALL_UNITS)


def _wrong(line: Line) -> set[str]:
    return {fault.where for fault in line.faults}


def _changes(line: Line, known: Existing) -> list[Change]:
    """Field by field, what the sheet says otherwise; a cell that is blank says nothing."""
    assert line.content is not None  # noqa: S101 - made just before
    found = []
    for name in Content.__dataclass_fields__:
        old, new = getattr(known.content, name), getattr(line.content, name)
        if name in WHEN or name not in line.said or old == new or (isinstance(old, str) and same(old) == same(new)):
            continue
        found.append(Change(name, old, new))
    before, after = _when(known.content), _when(line.content)
    if "rhythm" in line.said and before != after and not _says_less(before, after):
        found.append(Change("when", before, after))
    if line.responsible_id and line.responsible_id != known.charge.responsible_id:
        found.append(Change("responsible_id", known.charge.responsible_id, line.responsible_id))
    if line.post_id and line.post_id != known.charge.post_id:
        found.append(Change("post_id", known.charge.post_id, line.post_id))
    if line.parts - known.parts:
        found.append(Change("parts", known.parts, known.parts | line.parts))
    return found


def _when(content: Content) -> tuple[Rhythm, date | None, int | None]:
    return content.rhythm, content.due_on, content.day


def _says_less(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """每周 beside an item that says on which day: that is no other rhythm."""
    return before[0] == after[0] and after[1] is None and after[2] is None


def _match(lines: Sequence[Line], standing: Sequence[Existing]) -> None:
    """Each row's item: the same title in the same focus area, of several the one with the same person and due."""
    free: dict[str, list[Existing]] = {}
    for one in standing:
        free.setdefault(same(one.content.title), []).append(one)
    for least in (3, 2, 1):  # who fits best chooses first
        for line in lines:
            if line.existing is not None:
                continue
            candidates = free.get(same(line.texts.get("title", "")), [])
            rated = [(_fit(line, one), -place) for place, one in enumerate(candidates)]
            best = max(rated, default=(0, 0))
            if best[0] >= least:
                line.existing = candidates.pop(-best[1])


def _fit(line: Line, one: Existing) -> int:
    """0 for another item, else 1 and one more each for the same person and the same due."""
    has_person = line.responsible_id in (None, one.charge.responsible_id)
    has_when = "rhythm" not in line.said or line.when == _when(one.content)
    if line.said.get("focus_area_id", one.content.focus_area_id) != one.content.focus_area_id and not (
        has_person and has_when
    ):
        return 0
    return 1 + has_person + has_when


def _find_twice(lines: Sequence[Line]) -> None:
    """A row that says the same as one above it: one of both is a slip."""
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if line.faults or line.content is None or line.existing is not None:
            continue
        key = (same(line.content.title), line.content.focus_area_id, line.charge, _when(line.content))
        if key in seen:
            line.faults.append(Fault("twice_in_sheet", "title", {"row": seen[key]}))
        seen.setdefault(key, line.row.number)
