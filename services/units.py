"""Units: founding organisations, departments and squads, posts. Every change raises the structure's version."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from extensions import db
from models.checklist import Checklist, ChecklistItem
from models.person import Appointment, Membership
from models.refusals import RuleBroken, Stale
from models.unit import Post, Unit, UnitKind
from models.visitor import Visitor
from services import clocks, settings, structure, traces

BELOW = {
    UnitKind.BUREAU: UnitKind.STATION,
    UnitKind.STATION: UnitKind.DEPARTMENT,
    UnitKind.DEPARTMENT: UnitKind.SQUAD,
}
ORGANISATIONS = (UnitKind.BUREAU, UnitKind.STATION)


def found(kind: UnitKind, name: str, *, at: datetime, by: Visitor | None = None, bureau: Unit | None = None) -> Unit:
    """A new organisation: a bureau, or a station that stands alone or under its bureau."""
    return _make(kind, name, bureau, at=at, by=by, request_key=None)


def add(parent: Unit, name: str, *, at: datetime, by: Visitor | None = None, request_key: str | None = None) -> Unit:
    """A station under a bureau, a department of a station or a squad of a department.

    Raises RuleBroken when the parent is closed or can have nothing below it, or the name is taken beside it.
    """
    traces.refuse_second_send(request_key)
    kind = BELOW.get(parent.kind)
    if kind is None or not parent.active:
        raise RuleBroken("no_unit_below")
    return _make(kind, name, parent, at=at, by=by, request_key=request_key)


def _make(
    kind: UnitKind,
    name: str,
    parent: Unit | None,
    *,
    at: datetime,
    by: Visitor | None,
    request_key: str | None,
) -> Unit:
    _refuse_taken_name(name, parent.id if parent else None)
    last = db.session.scalar(select(func.max(Unit.position)).where(Unit.parent_id == (parent.id if parent else None)))
    unit = Unit(kind=kind, name=name, parent_id=parent.id if parent else None, path="", position=(last or 0) + 1)
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    unit.organisation_id = unit.id if kind in ORGANISATIONS or parent is None else parent.organisation_id or parent.id
    db.session.flush()
    traces.record("unit.added", unit, by=by, at=at, request_key=request_key)
    settings.structure_changed()
    return unit


def rename(unit: Unit, name: str, *, seen_version: int | None, by: Visitor, at: datetime) -> None:
    """Another name. Raises Stale, or RuleBroken when the name is taken beside it."""
    _require_version(unit, seen_version)
    if name == unit.name:
        return
    _refuse_taken_name(name, unit.parent_id)
    unit.name = name
    unit.version += 1
    db.session.flush()
    traces.record("unit.renamed", unit, by=by, at=at, fields=["name"])
    settings.structure_changed()


def deactivate(unit: Unit, *, by: Visitor, at: datetime) -> None:
    """A unit that nothing hangs on any more leaves every choice; its history stays.

    Raises RuleBroken while people, appointments, items or open units below it hang on it.
    """
    if not unit.active:
        return
    if unit.kind in ORGANISATIONS:
        raise RuleBroken("unit_is_organisation")
    today = clocks.local_day(at, structure.read().zone_of(unit.organisation_id or 0))
    for key, hangs in _what_hangs_on(unit, today):
        if db.session.scalar(select(hangs)):
            raise RuleBroken(key)
    _set_active(unit, active=False, by=by, at=at)


def _what_hangs_on(unit: Unit, today: date) -> Sequence[tuple[str, ColumnElement[bool]]]:
    items = select(ChecklistItem.id).join(Checklist).where(ChecklistItem.ended_at.is_(None))
    return (
        ("unit_has_units", exists().where(Unit.parent_id == unit.id, Unit.active)),
        (
            "unit_has_people",
            exists().where(Membership.unit_id == unit.id, or_(Membership.until.is_(None), Membership.until >= today)),
        ),
        (
            "unit_has_appointments",
            exists().where(
                Appointment.unit_id == unit.id, or_(Appointment.until.is_(None), Appointment.until >= today)
            ),
        ),
        ("unit_has_items", items.where(Checklist.department_id == unit.id).exists()),
    )


def reactivate(unit: Unit, *, by: Visitor, at: datetime) -> None:
    """A closed unit comes back. Raises RuleBroken while the unit above it is closed."""
    if unit.active:
        return
    if unit.parent is not None and not unit.parent.active:
        raise RuleBroken("no_unit_below")
    _set_active(unit, active=True, by=by, at=at)


def _set_active(unit: Unit, *, active: bool, by: Visitor, at: datetime) -> None:
    unit.active = active
    unit.version += 1
    db.session.flush()
    traces.record("unit.reactivated" if active else "unit.deactivated", unit, by=by, at=at)
    settings.structure_changed()


def add_post(
    organisation: Unit, name: str, *, at: datetime, by: Visitor | None = None, request_key: str | None = None
) -> Post:
    """A post that people of the organisation are employed as. Raises RuleBroken when there is one of that name."""
    traces.refuse_second_send(request_key)
    if db.session.scalar(select(Post.id).where(Post.organisation_id == organisation.id, Post.name == name)):
        raise RuleBroken("post_taken", "post_name")
    post = Post(organisation_id=organisation.id, name=name)
    db.session.add(post)
    db.session.flush()
    traces.record("post.added", post, by=by, at=at, request_key=request_key)
    return post


def posts_of(organisation_ids: Sequence[int]) -> list[Post]:
    """The posts of those organisations, by name."""
    return list(
        db.session.scalars(
            select(Post).where(Post.organisation_id.in_(organisation_ids)).order_by(Post.organisation_id, Post.id)
        )
    )


def people_counts(organisation_ids: Sequence[int], today: date) -> dict[int, int]:
    """How many people belong to each unit of those organisations today, squads not counted in their department."""
    rows = db.session.execute(
        select(Membership.unit_id, func.count().label("number"))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Unit.organisation_id.in_(organisation_ids),
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .group_by(Membership.unit_id)
    )
    return {row.unit_id: row.number for row in rows}


def _require_version(unit: Unit, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != unit.version:
        raise Stale


def _refuse_taken_name(name: str, parent_id: int | None) -> None:
    beside = Unit.parent_id.is_(None) if parent_id is None else Unit.parent_id == parent_id
    if db.session.scalar(select(Unit.id).where(beside, Unit.name == name).limit(1)):
        raise RuleBroken("unit_taken", "name")
