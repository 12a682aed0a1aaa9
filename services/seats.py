"""Who holds which seat in a campaign on a day: read in one statement, then asked in memory for any number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from extensions import db
from models.person import Appointment, Membership, Person, Role
from models.unit import Unit, UnitKind
from services.judging import holding_on, ids, members_of

NOBODY: frozenset[int] = frozenset()
DEPARTMENTS = (UnitKind.DEPARTMENT, UnitKind.SQUAD)


class Seat(NamedTuple):
    """One appointment that holds: of a unit (with its path) or of the campaign (path is None)."""

    person_id: int | None
    role: Role
    path: str | None
    kind: UnitKind | None


class Home(NamedTuple):
    """The unit that a person belongs to."""

    unit_id: int
    path: str
    name: str
    position: int


@dataclass(frozen=True)
class Seats:
    """The appointments that matter for judging: who heads, who is in charge, who directs, leads and deputises."""

    held: tuple[Seat, ...]

    def heads_of(self, path: str) -> frozenset[int]:
        """The heads of exactly that unit."""
        return ids(*(seat.person_id for seat in self.held if seat.role is Role.HEAD and seat.path == path))

    def heads_above(self, path: str) -> frozenset[int]:
        """The heads of that unit and of those above it, up to the department."""
        return ids(
            *(
                seat.person_id
                for seat in self.held
                if seat.role is Role.HEAD and seat.kind in DEPARTMENTS and seat.path and path.startswith(seat.path)
            )
        )

    def unit_judges(self, path: str, involved: frozenset[int]) -> frozenset[int]:
        """Who accepts for the unit (部室自验): squad leader or head, never one's own. Empty: it goes to the office."""
        return self.heads_above(path) - involved

    def office_judges(self, path: str, involved: frozenset[int] = NOBODY) -> frozenset[int]:
        """Who judges the department at `path` for the office: approves its checklist, accepts, re-checks.

        The director; where that is a head of the unit or involved, the deputy in charge; else the leader
        (docs/rules.md, Who may judge). Empty: the page names whom to appoint.
        """
        out = self.heads_above(path) | involved
        in_charge = ids(
            *(
                seat.person_id
                for seat in self.held
                if seat.role is Role.IN_CHARGE and seat.path and path.startswith(seat.path)
            )
        )
        for judges in (
            self._holders(Role.OFFICE_DIRECTOR),
            self._holders(Role.DEPUTY) & in_charge,
            self._holders(Role.LEADER),
        ):
            if judges - out:
                return judges - out
        return NOBODY

    def _holders(self, role: Role) -> frozenset[int]:
        return ids(*(seat.person_id for seat in self.held if seat.role is role and seat.path is None))


def of_campaign(campaign_id: int, day: date) -> Seats:
    """The seats of a campaign and of all units on `day`, from one statement."""
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.role, Unit.path, Unit.kind)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(
            or_(
                Appointment.campaign_id == campaign_id,
                Appointment.role.in_((Role.HEAD, Role.IN_CHARGE)),
            ),
            *holding_on(day),
        )
    )
    return Seats(tuple(Seat(*row) for row in rows))


def homes_of(person_ids: Iterable[int | None], day: date) -> dict[int, Home]:
    """The unit of each person on `day` (the main membership), from one statement."""
    rows = db.session.execute(
        select(Membership.person_id, Unit.id, Unit.path, Unit.name, Unit.position)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.person_id.in_({one for one in person_ids if one is not None}),
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until >= day),
        )
        .order_by(Membership.main, Membership.id)
    )
    return {row[0]: Home(*row[1:]) for row in rows}


def people_of(path: str, day: date) -> list[tuple[int, str]]:
    """The people of the unit at `path` and of those below it, by id and name in order of staff number."""
    members = members_of(path, day)
    rows = db.session.execute(
        select(Person.id, Person.name).where(Person.id.in_(members), Person.active).order_by(Person.staff_no)
    )
    return [(person_id, name) for person_id, name in rows]


def names(person_ids: Iterable[int]) -> list[str]:
    """The names of those persons, in order of staff number."""
    wanted = list(person_ids)
    if not wanted:
        return []
    return list(db.session.scalars(select(Person.name).where(Person.id.in_(wanted)).order_by(Person.staff_no)))


def names_by_id(person_ids: Iterable[int]) -> dict[int, str]:
    """The name of each of those persons, in order of staff number."""
    rows = db.session.execute(
        select(Person.id, Person.name).where(Person.id.in_(list(person_ids))).order_by(Person.staff_no)
    )
    return {person_id: name for person_id, name in rows}  # noqa: C416 - a row is no pair to mypy
