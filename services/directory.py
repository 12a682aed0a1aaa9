"""The list of people as the administrator searches it, and what a person's page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.person import Appointment, Membership, Person, Role
from models.unit import Post, Unit

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A person as the list shows it: where, and what they are appointed to today."""

    id: int
    staff_no: str
    name: str
    active: bool
    unit_name: str
    post_name: str
    roles: tuple[tuple[Role, str], ...]


@dataclass(frozen=True)
class Page:
    """One page of the list; `after` is the key of the next one, None at the end."""

    rows: list[Row]
    after: str | None


def listed(
    organisation_ids: Sequence[int],
    today: date,
    *,
    words: str = "",
    unit_path: str = "",
    left: bool = False,
    after: str = "",
) -> Page:
    """People of those organisations by staff number, from `after` on; three statements whatever their number.

    `words` are sought in name and staff number, `unit_path` is a unit with all below it, `left` those who left.
    """
    query = (
        select(Person.id, Person.staff_no, Person.name, Person.active)
        .where(Person.organisation_id.in_(organisation_ids), Person.active.is_(not left), Person.staff_no > after)
        .order_by(Person.staff_no)
        .limit(PAGE + 1)
    )
    for word in words.split():
        query = query.where(
            or_(Person.name.contains(word, autoescape=True), Person.staff_no.icontains(word, autoescape=True))
        )
    if unit_path:
        query = query.where(Person.id.in_(_members(unit_path, today)))
    people = db.session.execute(query).all()
    ids = [one.id for one in people[:PAGE]]
    places, roles = _places(ids, today), _roles(ids, today)
    rows = [Row(*one, *places.get(one.id, ("", "")), tuple(roles.get(one.id, ()))) for one in people[:PAGE]]
    return Page(rows, rows[-1].staff_no if len(people) > PAGE else None)


def _members(path: str, today: date) -> Select[int]:
    return (
        select(Membership.person_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
    )


def _places(person_ids: Sequence[int], today: date) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(
        select(Membership.person_id, Unit.name, Post.name)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Post, Post.id == Membership.post_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .order_by(Membership.main)
    )
    return {person_id: (unit_name, post_name or "") for person_id, unit_name, post_name in rows}


def _roles(person_ids: Sequence[int], today: date) -> dict[int, list[tuple[Role, str]]]:
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.role, Unit.name)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.person_id.in_(person_ids),
            Appointment.since <= today,
            or_(Appointment.until.is_(None), Appointment.until >= today),
        )
        .order_by(Appointment.id)
    )
    found: dict[int, list[tuple[Role, str]]] = {}
    for person_id, role, unit_name in rows:
        if person_id is not None:
            found.setdefault(person_id, []).append((role, unit_name))
    return found


def memberships_of(person_id: int) -> list[Membership]:
    """Where a person was and is, newest first, with unit and post."""
    query = select(Membership).where(Membership.person_id == person_id).order_by(Membership.since.desc())
    return list(db.session.scalars(query))


def appointments_of(person_id: int) -> list[Appointment]:
    """What a person was and is appointed to, in units and campaigns, newest first."""
    query = (
        select(Appointment)
        .where(Appointment.person_id == person_id)
        .order_by(Appointment.since.desc(), Appointment.id.desc())
        .options(joinedload(Appointment.unit), joinedload(Appointment.campaign))
    )
    return list(db.session.scalars(query))


def appointed_in(unit_id: int, today: date) -> list[tuple[Role, int, str]]:
    """Who holds which role in a unit today: role, person's id and name."""
    rows = db.session.execute(
        select(Appointment.role, Person.id, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id == unit_id,
            Appointment.since <= today,
            or_(Appointment.until.is_(None), Appointment.until >= today),
        )
        .order_by(Appointment.role, Person.staff_no)
    )
    return [(role, person_id, name) for role, person_id, name in rows]
