"""Whom and what a sheet may name: people, units, focus areas, phases and posts, and the nearest to a name unknown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from sqlalchemy import or_, select

from extensions import columns_of
from importers.text import same
from models.checklist import Checklist
from models.person import Membership, Person
from models.unit import Post, Unit, UnitKind
from services import pinyin

NEAR_ENOUGH = 0.6
MOST_OFFERED = 3
MOST_SOUGHT = 60  # unknown names for which the nearest are sought; a sheet with more is about somebody else
PARTED = re.compile(r"[、,,;;/\n]|(?<=\S)\s{1,}(?=\S{2})")
STAFF_NO = re.compile(r"[((]\s*([A-Za-z0-9-]+)\s*[))]")


class Named(NamedTuple):
    """Something that has a name: what is written in a cell for it, its words, and how it sounds."""

    id: int
    name: str
    written: str
    pinyin: str = ""
    staff_no: str = ""


class UnitNamed(NamedTuple):
    """A unit of the organisation."""

    id: int
    name: str
    path: str
    kind: UnitKind


@dataclass
class Names:
    """Everything that the rows of one checklist may name, read in a fixed number of statements."""

    people: list[Named]
    members: frozenset[int]
    units: list[UnitNamed]
    areas: list[Named]
    phases: list[Named]
    posts: list[Named]
    sought: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def person(self, text: str) -> list[Named]:
        """Who is meant: by staff number, in brackets or alone, else by name. Several of one name are all given."""
        numbered = STAFF_NO.search(text)
        sought = {same(text), same(numbered[1]) if numbered else ""} - {""}
        if by_number := [one for one in self.people if same(one.staff_no) in sought]:
            return by_number[:1]
        name = same(STAFF_NO.sub("", text))
        return [one for one in self.people if same(one.name) == name]

    def persons(self, text: str) -> list[Named]:
        """Everybody who is known among the names in a cell of several."""
        found = [one for part in PARTED.split(text) if part.strip() for one in self.person(part)]
        return list({one.id: one for one in found}.values())

    def unit(self, text: str) -> UnitNamed | None:
        """The unit of that name."""
        return next((one for one in self.units if same(one.name) == same(text)), None)

    def near(self, kind: str, text: str) -> list[str]:
        """What may be meant, as it would be written in the cell, the nearest first."""
        key = (kind, same(text))
        if key not in self.sought:
            is_too_much = len(self.sought) >= MOST_SOUGHT
            self.sought[key] = [] if is_too_much else nearest(text, self._of(kind))
        return self.sought[key]

    def _of(self, kind: str) -> Sequence[Named]:
        if kind == "unit":
            return [Named(one.id, one.name, one.name) for one in self.units]
        kinds = {"person": self.people, "area": self.areas, "phase": self.phases, "post": self.posts}
        return kinds[kind]


def names_for(checklist: Checklist, today: date, named_before: Iterable[int]) -> Names:
    """What may be named on this checklist; `named_before` answer for an item on it, in the unit still or not."""
    members = _people(_member_of(checklist.unit_path, today))
    ids = {one.id for one in members}
    gone = _people(Person.id.in_(set(named_before) - ids)) if set(named_before) - ids else []
    units = columns_of(
        select(Unit.id, Unit.name, Unit.path, Unit.kind)
        .where(
            Unit.organisation_id == checklist.campaign.organisation_id,
            Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
            Unit.active,
        )
        .order_by(Unit.position, Unit.id)
    )
    posts = columns_of(
        select(Post.id, Post.name).where(Post.organisation_id == checklist.campaign.organisation_id).order_by(Post.name)
    )
    return Names(
        people=[*members, *gone],
        members=frozenset(ids),
        units=[UnitNamed(*row) for row in units],
        areas=[Named(one.id, one.title, one.title) for one in checklist.campaign.focus_areas],
        phases=[Named(one.id, one.name, one.name) for one in checklist.campaign.phases],
        posts=[Named(row.id, row.name, row.name) for row in posts],
    )


def _member_of(path: str, today: date) -> object:
    return (
        Person.id.in_(
            select(Membership.person_id)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(
                Unit.path.startswith(path, autoescape=True),
                Membership.since <= today,
                or_(Membership.until.is_(None), Membership.until >= today),
            )
        )
        & Person.active
    )


def _people(condition: object) -> list[Named]:
    rows = list(
        columns_of(
            select(Person.id, Person.name, Person.staff_no, Person.pinyin)
            .where(condition)  # type: ignore[arg-type]
            .order_by(Person.staff_no)
        )
    )
    counts: dict[str, int] = {}
    for row in rows:
        counts[same(row.name)] = counts.get(same(row.name), 0) + 1
    return [
        Named(
            row.id,
            row.name,
            row.name if counts[same(row.name)] == 1 else f"{row.name}({row.staff_no})",
            row.pinyin.partition(" ")[0],
            row.staff_no,
        )
        for row in rows
    ]


def found_in(known: Sequence[Named], text: str) -> Named | None:
    """The one of that name."""
    return next((one for one in known if same(one.name) == same(text)), None)


def nearest(text: str, known: Sequence[Named]) -> list[str]:
    """Those whose name looks or sounds most like the text, as they are written."""
    sought, sound = same(text), pinyin.spelled(same(text)[:60]).partition(" ")[0]
    rated = []
    for one in known:
        name = same(one.name)
        rate = _alike(sought, name)
        if sound:
            rate = max(rate, _alike(sound, one.pinyin or pinyin.spelled(name).partition(" ")[0]) - 0.01)
        if (name and name in sought) or (len(sought) > 1 and sought in name):
            rate = max(rate, NEAR_ENOUGH + 0.1)
        if rate >= NEAR_ENOUGH:
            rated.append((-rate, one.written))
    return [written for _rate, written in sorted(rated)[:MOST_OFFERED]]


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR_ENOUGH <= matcher.quick_ratio() else 0.0
