"""The staff list beside what is there: who joined, moved, has another name, left, and what it would appoint."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from extensions import db
from importers.staff_sheet import Fault, StaffList, StaffRow, role_of
from models.person import UNIT_ROLES, Appointment, Membership, Person, Role
from models.unit import Post, UnitKind
from models.visitor import Visitor
from services import handing_over, units
from services.handing_over import Open
from services.staff_changes import Bequest, Comparison, Joined, Left, Moved, Proposed, Renamed, Typed
from services.staff_places import Place, Places
from services.structure import UnitCard

ROW = re.compile(r"\d+$")
EARLY = "staff_moved_before"
"""The one fault that another day for the memberships mends, and no other list."""


@dataclass(frozen=True)
class _Known:
    """Somebody of the organisation, with the last main membership."""

    id: int
    staff_no: str
    name: str
    active: bool
    organisation_id: int
    unit_id: int | None = None
    post_id: int | None = None
    since: date | None = None
    until: date | None = None


def compare(
    found: StaffList, organisation: UnitCard, cards: Iterable[UnitCard], typed: Typed, *, by: Visitor
) -> Comparison:
    """The list beside the people of the organisation; the number of statements does not grow with either."""
    inside = [one for one in cards if one.organisation_id == organisation.id and one.active]
    posts = units.posts_of([organisation.id])
    result = Comparison(places=Places(organisation, inside, posts, typed.chosen), faults=list(found.faults))
    result.places.learn(found.rows)
    known = _known(organisation.id, [row.staff_no for row in found.rows])
    ours = {one.staff_no: one for one in known.values() if one.organisation_id == organisation.id}
    listed = {row.staff_no for row in found.rows}
    gone = [one for one in ours.values() if one.active and one.staff_no not in listed]
    held = _held([one.id for one in ours.values()], by.today)
    reader = _Reader(found, typed, result, inside, held)
    for row in found.rows:
        person = known.get(row.staff_no)
        if result.places.is_nobodys(row):
            result.faults.append(Fault(row.cell, "staff_squad_alone", {"squad": row.squad}))
        if person is not None and person.organisation_id != organisation.id:
            result.faults.append(Fault(row.cell, "staff_elsewhere", {"staff_no": row.staff_no}))
        elif person is None or not person.active:
            reader.joins(row, person, {one.name: one.staff_no for one in gone})
        else:
            reader.stays(row, person)
    result.left = [Left(one.id, one.staff_no, one.name, reader.where(one), one.id == by.id) for one in gone]
    reader.propose(ours, {one.id for one in gone} - {by.id})
    _bequeath(result, typed, inside, by.today)
    result.faults.sort(key=lambda fault: int(ROW.findall(fault.cell)[0]))
    return result


class _Reader:
    """Reads row after row into the comparison."""

    def __init__(
        self,
        found: StaffList,
        typed: Typed,
        result: Comparison,
        inside: list[UnitCard],
        held: list[tuple[int, int, Role, int]],
    ) -> None:
        self.found, self.typed, self.result, self.held = found, typed, result, held
        self.posts = {post.id: post.name for post in result.places.posts}
        self.units = {one.id: one for one in inside}

    def where(self, person: _Known) -> str:
        """Unit and post in words."""
        unit, post = self.units.get(person.unit_id or 0), self.posts.get(person.post_id or 0)
        return " · ".join(filter(None, (unit.name if unit else "", post)))

    def joins(self, row: StaffRow, person: _Known | None, names: dict[str, str]) -> None:
        """Somebody new, or back: without a word about the unit they belong to the organisation itself."""
        if person is not None:
            self._refuse_early(row, person)
            if person.name != row.name:
                self.result.renamed.append(Renamed(row, person.id, person.name))
        place = self._place(row) or (None if row.department or row.squad else self._whole())
        self.result.joined.append(Joined(row, place, person.id if person else None, names.get(row.name, "")))

    def stays(self, row: StaffRow, person: _Known) -> None:
        """Unchanged, moved, or under another name."""
        if person.name != row.name:
            self.result.renamed.append(Renamed(row, person.id, person.name))
        place, post = self._place(row), self.result.places.post_of(row)
        here = self.units.get(person.unit_id or 0) if self._is_here(person) else None
        is_elsewhere = (place is not None and not self._is_there(place, here)) or (
            place is None and bool(row.department or row.squad)
        )
        if is_elsewhere or (post is not None and post != (person.post_id if here else None)):
            self._refuse_early(row, person)
            old = self.where(person) if here else ""
            kept = place if is_elsewhere or here is None else Place(here.id, here.kind, here.name)
            behind = self._left_behind(person, kept) if is_elsewhere else ()
            self.result.moved.append(Moved(row, person.id, old, kept, post, behind))
        elif person.name == row.name:
            self.result.unchanged += 1

    def propose(self, ours: dict[str, _Known], gone: set[int]) -> None:
        """Appointments that a duty plainly means, each with what speaks against it."""
        names = {one.id: one.name for one in ours.values()}
        heads: dict[tuple[int, Role], int] = {
            (unit_id, role): person_id for _id, person_id, role, unit_id in self.held if role is Role.HEAD
        }
        going = gone | {one.person_id for one in self.result.moved if one.held}
        wanted: dict[tuple[Any, Role], list[Proposed]] = {}
        for row in self.found.rows:
            if not row.duty:
                continue
            person = ours.get(row.staff_no)
            place = self._place(row) or self._present(person)
            role = role_of(row.duty, place.kind) if place is not None else None
            if role is None or place is None:
                self.result.without_right[row.duty] = self.result.without_right.get(row.duty, 0) + 1
                continue
            unit = place.unit_id if not place.made else None
            if person is not None and any(one[1:] == (person.id, Role(role), unit) for one in self.held):
                continue
            holder = heads.get((unit or 0, Role(role)))
            stays = holder is not None and holder not in going
            against = "staff_headed" if stays else ""
            proposal = Proposed(row, Role(role), place, against, names.get(holder or 0, ""), holder)
            wanted.setdefault((unit or place.words, proposal.role), []).append(proposal)
        for several in wanted.values():
            is_torn = several[0].role is Role.HEAD and len(several) > 1
            for one in several:
                against = "staff_two_heads" if is_torn else one.against
                self.result.proposed.append(replace(one, against=against))

    def _present(self, person: _Known | None) -> Place | None:
        here = self.units.get(person.unit_id or 0) if person is not None and self._is_here(person) else None
        return Place(here.id, here.kind, here.name) if here else None

    def _place(self, row: StaffRow) -> Place | None:
        return self.result.places.of(row)

    def _whole(self) -> Place:
        one = self.result.places.organisation
        return Place(one.id, one.kind, one.name)

    def _is_here(self, person: _Known) -> bool:
        return person.unit_id is not None and (person.until is None or person.until >= self.typed.since)

    def _is_there(self, place: Place, here: UnitCard | None) -> bool:
        """A list without squads says nothing about the squad: whoever is in one of the department stays there."""
        if here is None or place.made:
            return False
        says_squads = "squad" in self.found.columns or place.kind is not UnitKind.DEPARTMENT
        return here.id == place.unit_id or (not says_squads and here.parent_id == place.unit_id)

    def _left_behind(self, person: _Known, place: Place | None) -> tuple[tuple[int, Role, str], ...]:
        """Unit roles held where the person no longer is: not those of the organisation, nor of the new unit."""
        bound = (Role.HEAD, Role.LIAISON, Role.DUTY_MANAGER)
        there = None if place is None or place.made else place.unit_id
        return tuple(
            (held_id, role, self.units[unit_id].name)
            for held_id, person_id, role, unit_id in self.held
            if person_id == person.id and role in bound and unit_id in self.units and unit_id != there
        )

    def _refuse_early(self, row: StaffRow, person: _Known) -> None:
        if person.since is not None and self.typed.since <= person.since:
            values = {"name": row.name, "since": person.since.isoformat()}
            self.result.faults.append(Fault(row.cell, EARLY, values))


def _known(organisation_id: int, staff_nos: list[str]) -> dict[str, _Known]:
    """By staff number: everyone of the organisation, and whoever has one of these numbers elsewhere."""
    people = db.session.execute(
        select(Person.id, Person.staff_no, Person.name, Person.active, Person.organisation_id)
        .where(or_(Person.organisation_id == organisation_id, Person.staff_no.in_(staff_nos)))
        .order_by(Person.staff_no)
    ).all()
    last = {
        person_id: rest
        for person_id, *rest in db.session.execute(
            select(Membership.person_id, Membership.unit_id, Membership.post_id, Membership.since, Membership.until)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.organisation_id == organisation_id, Membership.main)
            .order_by(Membership.since, Membership.id)
        )
    }
    return {one.staff_no: _Known(*one, *last.get(one.id, ())) for one in people}


def _held(person_ids: list[int], today: date) -> list[tuple[int, int, Role, int]]:
    """Appointments to units that hold on or after today: id, person, role, unit."""
    rows = db.session.execute(
        select(Appointment.id, Appointment.person_id, Appointment.role, Appointment.unit_id)
        .where(
            Appointment.person_id.in_(person_ids),
            Appointment.role.in_(UNIT_ROLES),
            Appointment.unit_id.is_not(None),
            or_(Appointment.until.is_(None), Appointment.until >= today),
        )
        .order_by(Appointment.id)
    )
    return [(row[0], row[1] or 0, row[2], row[3] or 0) for row in rows]


def _bequeath(result: Comparison, typed: Typed, inside: list[UnitCard], today: date) -> None:
    """What those who leave, or go to another department, still answer for, unit by unit, with who may take it over."""
    cards = {one.id: one for one in inside}
    goes = {one.person_id: "" for one in result.left if not one.is_oneself}
    stays_below = {
        one.person_id: cards[one.place.unit_id].path
        for one in result.moved
        if one.place is not None and one.place.unit_id in cards
    }
    moving = {one.person_id for one in result.moved}
    # who moves on a later day still answers for it until then
    work = handing_over.open_work([*goes, *(() if typed.since > today else moving)])
    grouped: dict[tuple[int, int], list[Open]] = {}
    for one in work:
        card = cards.get(one.unit_id)
        if card is not None and not stays_below.get(one.person_id, "").startswith(card.path):
            grouped.setdefault((one.person_id, one.unit_id), []).append(one)
    heirs = handing_over.heirs_in({unit: cards[unit].path for _person, unit in grouped}, today, {*goes, *moving})
    for (person_id, unit_id), several in grouped.items():
        at, able = f"heir_{person_id}_{unit_id}", heirs.get(unit_id, [])
        head = next((one.id for one in able if one.is_head), None)
        heir = head if typed.heirs is None else typed.heirs.get(at)
        heir = heir if any(one.id == heir for one in able) else None
        bequest = Bequest(at, unit_id, cards[unit_id].name, tuple(several), tuple(able), heir)
        result.bequests.setdefault(person_id, []).append(bequest)


def post_words(post: int | str | None, posts: Iterable[Post]) -> str:
    """A post in words, there or to make."""
    if isinstance(post, str) or post is None:
        return post or ""
    return next((one.name for one in posts if one.id == post), "")
