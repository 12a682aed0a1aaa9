"""Account slips: first passwords for people who have not chosen one of their own yet. They are shown once, on paper."""

from collections.abc import Collection, Mapping, Sized
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from extensions import db
from models.event import Event
from models.person import Appointment, Membership, Person
from models.refusals import RuleBroken, Stale
from models.unit import Unit
from models.visitor import Visitor
from services import judging, people, traces

MOST_SLIPS = 400
"""Hashing that many first passwords takes about two seconds."""


@dataclass(frozen=True)
class Waiting:
    """Somebody who has not signed in with an own password yet; `has_slip`: a first password was given already."""

    id: int
    staff_no: str
    name: str
    unit_name: str
    has_slip: bool


def waiting(organisation_ids: Collection[int], *, by: Visitor) -> list[Waiting]:
    """Everyone there who has never chosen a password, by staff number; one statement."""
    rows = db.session.execute(
        select(Person.id, Person.staff_no, Person.name, Unit.name, Person.password_hash.is_not(None))
        .outerjoin(Membership, and_(Membership.person_id == Person.id, *_holds(by.today)))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Person.organisation_id.in_(organisation_ids), *_awaits(by))
        .order_by(Person.staff_no)
    )
    found = {row[0]: Waiting(row[0], row[1], row[2], row[3] or "", row[4]) for row in rows}
    return list(found.values())


def give(hashes: Mapping[int, str], *, by: Visitor, at: datetime, request_key: str | None) -> list[Person]:
    """First passwords, by the id of the person, in the place of any given before; by staff number.

    Nobody here has signed in with a password of their own, but as after a reset somebody else has seen the password:
    for 24 hours the account does not judge, and the leaders are told of whoever holds an appointment. Raises RuleBroken
    for nobody or too many, Stale for somebody who is gone or has a password of their own.
    """
    require_few(hashes)
    traces.refuse_second_send(request_key)
    chosen = list(
        db.session.scalars(
            select(Person).where(Person.id.in_(hashes), *_awaits(by)).order_by(Person.staff_no).with_for_update()
        )
    )
    if not chosen:
        raise RuleBroken("no_slips")
    if len(chosen) < len(hashes):
        raise Stale
    for person in chosen:
        person.password_hash = hashes[person.id]
        person.password_reset_at = at
        person.session_version += 1
        person.version += 1
        traces.record("person.first_password", person, by=by, at=at, request_key=request_key)
        request_key = None
    db.session.flush()
    appointed = _appointed([person.id for person in chosen], by.today)
    for person in chosen:
        if person.id in appointed:
            people.tell_leaders("person.first_password", person, by=by, at=at)
    return chosen


def require_few(chosen: Sized) -> None:
    """Raises RuleBroken for more than are hashed in one request."""
    if len(chosen) > MOST_SLIPS:
        raise RuleBroken("too_many_slips", most=MOST_SLIPS)


def _appointed(person_ids: Collection[int], today: date) -> frozenset[int]:
    holding = or_(Appointment.until.is_(None), Appointment.until >= today)
    found = select(Appointment.person_id).where(Appointment.person_id.in_(person_ids), holding)
    return judging.ids(*db.session.scalars(found))


def _awaits(by: Visitor) -> tuple[ColumnElement[bool], ...]:
    was_reset = exists().where(
        Event.ref_kind == "person", Event.ref_id == Person.id, Event.act == "person.password_reset"
    )
    return (
        Person.active.is_(True),
        Person.must_change_password.is_(True),
        or_(Person.password_reset_at.is_(None), ~was_reset),
        Person.id != by.id,
    )


def _holds(day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.main.is_(True),
        Membership.since <= day,
        or_(Membership.until.is_(None), Membership.until >= day),
    )
