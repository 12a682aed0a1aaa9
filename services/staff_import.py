"""The staff list in: read, kept as a draft, compared with what is there, and saved in one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from extensions import db
from importers import files, staff_sheet
from importers.staff_sheet import StaffList
from models.campaign import Document
from models.person import Appointment, Person
from models.refusals import Incomplete, RuleBroken
from models.unit import Post, Unit
from models.visitor import Visitor
from services import documents, handing_over, judging, people, units
from services.staff_changes import Comparison, Joined, Moved, Proposed, Typed
from services.staff_comparison import EARLY, compare
from services.staff_places import Place
from services.structure import UnitCard

ONE_DAY = timedelta(days=1)
FURTHEST = timedelta(days=31)
"""How far ahead the memberships of a list may begin: until then those who move belong where they were."""


@dataclass(frozen=True)
class Done:
    """What saving a list did, in numbers."""

    joined: int
    moved: int
    renamed: int
    left: int
    appointed: int
    handed: int


def read(text: str, data: bytes) -> StaffList:
    """The list in a file, else in the pasted text. Slow, and without the database.

    Raises RuleBroken on the field that it came in.
    """
    with documents.readable("file" if data else "text"):
        return staff_sheet.read(files.sheets_of(data) if data else [files.sheet_in(text)])


def keep(
    found: StaffList, name: str, organisation_id: int, *, by: Visitor, at: datetime, request_key: str | None
) -> Document:
    """Keep the list as the draft for that organisation; the one before it is put away. Of the text only the columns
    that are read are stored: a telephone number has no place here.
    """
    before = draft_for(organisation_id, by)
    document = documents.keep(
        documents.STAFF,
        found.text(),
        {"read": found.to_dict(), "typed": None},
        name,
        about_id=organisation_id,
        by=by,
        at=at,
        request_key=request_key,
    )
    if before is not None:
        discard(before, by=by, at=at)
    return document


def draft_for(organisation_id: int, by: Visitor) -> Document | None:
    """The open draft of that organisation's list, of the administrators of the same organisation."""
    return documents.open_draft(documents.STAFF, by.organisation_id, organisation_id)


def list_of(document: Document) -> StaffList:
    """The list as it was read."""
    return StaffList.from_dict(document.draft["read"])


def typed_of(document: Document, today: date) -> Typed:
    """What was said about it so far."""
    stored = document.draft["typed"]
    return Typed(since=today) if stored is None else Typed.from_dict(stored)


def save(document: Document, typed: Typed, *, version: int | None, by: Visitor, at: datetime) -> None:
    """Keep what was said, enough or not."""
    documents.save(document, {**document.draft, "typed": typed.to_dict()}, version=version, by=by, at=at)


def discard(document: Document, *, by: Visitor, at: datetime) -> None:
    """Put the list away; nobody is changed by it, and nothing of it is kept."""
    documents.forget(document, version=None, by=by, at=at)


def adopt(
    document: Document, cards: Iterable[UnitCard], typed: Typed, *, version: int | None, by: Visitor, at: datetime
) -> Done:
    """Everything that the list and what was said about it mean, in one act (docs/rules.md, Organisation and rights).

    Raises Incomplete while a row has a fault or a name is unknown, Stale, or what the verbs of people refuse.
    """
    documents.require_draft(document, version)
    cards = list(cards)
    organisation = next(one for one in cards if one.id == document.about_id)
    if typed.since > by.today + FURTHEST:
        raise RuleBroken("staff_since_far", "since", days=FURTHEST.days)
    found = compare(list_of(document), organisation, cards, typed, by=by)
    if found.faults and all(one.key == EARLY for one in found.faults):
        raise RuleBroken(EARLY, "since", **found.faults[0].values)
    if found.faults:
        raise Incomplete("staff_faults", count=len(found.faults))
    if open_names := [one for one in found.places.unknown.values() if not one.chosen]:
        raise Incomplete("staff_unknown", count=len(open_names))
    done = _Saving(found, typed, by, at).all()
    documents.save(document, {**document.draft, "typed": typed.to_dict()}, version=None, by=by, at=at)
    documents.settle(document, version=None, by=by, at=at)
    return done


class _Saving:
    """One list being saved: units and posts are made once, then people row by row."""

    def __init__(self, found: Comparison, typed: Typed, by: Visitor, at: datetime) -> None:
        self.found, self.typed, self.by, self.at = found, typed, by, at
        self.made: dict[tuple[int | None, tuple[str, ...]], Unit] = {}
        self.posts: dict[str, Post] = {}
        self.by_staff_no: dict[str, int] = {}

    def all(self) -> Done:
        """Renamed, joined, moved, left; then who is appointed, and at last what those who go still answer for."""
        unsure = {one.row.staff_no for one in self.found.renamed} - self.typed.renamed
        joined = [one for one in self.found.joined if one.row.staff_no not in unsure]
        moved = [one for one in self.found.moved if one.row.staff_no not in unsure]
        renamed = [one for one in self.found.renamed if one.row.staff_no not in unsure]
        for name in renamed:
            person = db.session.get_one(Person, name.person_id)
            people.rename(person, name.row.name, seen_version=None, by=self.by, at=self.at)
        for newcomer in joined:
            self._join(newcomer)
        for mover in moved:
            self._move(mover)
        appointed = [
            one for one in self.found.proposed if not one.against and one.row.staff_no in self.typed.appointed - unsure
        ]
        leaving = [one.person_id for one in self.found.left if one.person_id in self.typed.left and not one.is_oneself]
        for person_id in leaving:
            people.deactivate(db.session.get_one(Person, person_id), by=self.by, at=self.at)
        for one in appointed:
            self._appoint(one)
        handed = self._hand_over({*leaving, *(one.person_id for one in moved)})
        return Done(len(joined), len(moved), len(renamed), len(leaving), len(appointed), handed)

    def _join(self, newcomer: Joined) -> None:
        unit, post = self._unit(newcomer.place), self._post(self.found.places.post_of(newcomer.row))
        if newcomer.person_id is None:
            person = people.add(
                newcomer.row.staff_no,
                newcomer.row.name,
                unit,
                post,
                self.typed.since,
                password_hash=None,
                by=self.by,
                at=self.at,
            )
        else:
            person = db.session.get_one(Person, newcomer.person_id)
            people.reactivate(person, by=self.by, at=self.at)
            people.move(person, unit, post, self.typed.since, by=self.by, at=self.at)
        self.by_staff_no[newcomer.row.staff_no] = person.id

    def _move(self, mover: Moved) -> None:
        person = db.session.get_one(Person, mover.person_id)
        present = person.membership_on(self.typed.since)
        post = self._post(mover.post) if mover.post is not None else present.post if present else None
        people.move(person, self._unit(mover.place), post, self.typed.since, by=self.by, at=self.at)
        self.by_staff_no[mover.row.staff_no] = person.id
        for held_id, _role, _unit in mover.held:
            if self.typed.ended is None or held_id in self.typed.ended:
                held = db.session.get_one(Appointment, held_id)
                last = max(self.typed.since, held.since) - ONE_DAY
                people.end_appointment(held, last, by=self.by, at=self.at)

    def _appoint(self, one: Proposed) -> None:
        unit, staff_no = self._unit(one.place), one.row.staff_no
        if one.holder_id in judging.heads_of(unit.id, self.typed.since):
            raise RuleBroken("staff_headed", name=one.holder)
        known = self.by_staff_no.get(staff_no)
        person = db.session.get_one(Person, known) if known else _numbered(staff_no)
        people.appoint(person, one.role, unit, self.typed.since, by=self.by, at=self.at)

    def _hand_over(self, person_ids: set[int]) -> int:
        handed = 0
        for person_id in person_ids:
            for bequest in self.found.bequests.get(person_id, []):
                if bequest.heir_id is not None:
                    handed += handing_over.hand_over(bequest.work, bequest.heir_id, by=self.by, at=self.at)
        return handed

    def _unit(self, place: Place | None) -> Unit:
        """The unit, made where it is to be made."""
        if place is None:
            raise Incomplete("staff_unknown", count=1)
        top = place.unit_id or self.found.places.organisation.id
        unit = db.session.get_one(Unit, top)
        for depth, name in enumerate(place.made, start=1):
            key = (place.unit_id, place.made[:depth])
            if key not in self.made:
                self.made[key] = units.add(unit, name, at=self.at, by=self.by)
            unit = self.made[key]
        return unit

    def _post(self, post: int | str | None) -> Post | None:
        if post is None or isinstance(post, int):
            return db.session.get_one(Post, post) if post else None
        if post not in self.posts:
            organisation = db.session.get_one(Unit, self.found.places.organisation.id)
            self.posts[post] = units.add_post(organisation, post, at=self.at, by=self.by)
        return self.posts[post]


def _numbered(staff_no: str) -> Person:
    return db.session.query(Person).filter_by(staff_no=staff_no).one()
