"""Who may judge: one function for approving, accepting, re-checking, closing out, confirming and deciding."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from extensions import db
from models.person import Appointment, Membership, Role
from models.refusals import NotYourOwn
from models.unit import Unit, UnitKind
from models.visitor import Visitor

HEADED = (UnitKind.DEPARTMENT, UnitKind.SQUAD)  # a station's or bureau's head is nobody's department head


@dataclass(frozen=True)
class Judged:
    """Who stands behind what is judged (docs/rules.md, Who may judge); each an id of a person.

    `heads` are the heads of the judged unit, `own_unit` its path where the unit itself may accept (部室自验).
    """

    proposers: frozenset[int] = frozenset()
    subjects: frozenset[int] = frozenset()
    owners: frozenset[int] = frozenset()
    doers: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    own_unit: str | None = None

    @property
    def involved(self) -> frozenset[int]:
        """Proposer, subject, owner and doer."""
        return self.proposers | self.subjects | self.owners | self.doers


def ids(*persons: int | None) -> frozenset[int]:
    """The persons that are known."""
    return frozenset(one for one in persons if one is not None)


def may_judge(by: Visitor, judged: Judged) -> bool:
    """Never the proposer, subject, owner, doer or head of the judged unit, nor within 24 h of a password reset.

    One exception: unit acceptance by the head of the department, or by the leader of the squad; never one's own.
    """
    if by.may_not_judge_yet or by.id in judged.involved:
        return False
    if judged.own_unit is not None:
        return by.holds_in(judged.own_unit, Role.HEAD)
    return by.id not in judged.heads


def require(by: Visitor, judged: Judged) -> None:
    """Raises NotYourOwn unless `by` may judge."""
    if by.may_not_judge_yet:
        raise NotYourOwn("reset_lately")
    if not may_judge(by, judged):
        raise NotYourOwn("not_your_own")


def heads_of(unit_id: int, day: date) -> frozenset[int]:
    """The persons who head that unit on `day`."""
    return holders(Role.HEAD, unit_id=unit_id, day=day)


def heads_above(path: str, day: date) -> frozenset[int]:
    """The heads on `day` of the unit at `path` and of every unit above it up to the department.

    A station's or bureau's head is nobody's department head and is left out.
    """
    unit_ids = [int(part) for part in path.strip("/").split("/")]
    rows = db.session.scalars(
        select(Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.role == Role.HEAD,
            Unit.id.in_(unit_ids),
            Unit.kind.in_(HEADED),
            *holding_on(day),
        )
    )
    return ids(*rows)


def holders(*roles: Role, day: date, unit_id: int | None = None, campaign_id: int | None = None) -> frozenset[int]:
    """The persons who hold one of `roles` in that unit or campaign on `day`."""
    query = select(Appointment.person_id).where(Appointment.role.in_(roles), *holding_on(day))
    if unit_id is not None:
        query = query.where(Appointment.unit_id == unit_id)
    if campaign_id is not None:
        query = query.where(Appointment.campaign_id == campaign_id)
    return ids(*db.session.scalars(query))


def deputies_in_charge(campaign_id: int, path: str, day: date) -> frozenset[int]:
    """Deputies of the campaign who are in charge (分管) of the unit at `path` or of one above it."""
    unit_ids = [int(part) for part in path.strip("/").split("/")]
    in_charge = select(Appointment.person_id).where(
        Appointment.role == Role.IN_CHARGE, Appointment.unit_id.in_(unit_ids), *holding_on(day)
    )
    rows = db.session.scalars(
        select(Appointment.person_id).where(
            Appointment.role == Role.DEPUTY,
            Appointment.campaign_id == campaign_id,
            Appointment.person_id.in_(in_charge),
            *holding_on(day),
        )
    )
    return ids(*rows)


def members_of(path: str, day: date) -> frozenset[int]:
    """The persons who belong on `day` to the unit at `path` or below it."""
    rows = db.session.scalars(
        select(Membership.person_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until >= day),
        )
    )
    return ids(*rows)


def holding_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """The condition that an appointment holds on `day` and has a person."""
    return (
        Appointment.person_id.is_not(None),
        Appointment.since <= day,
        or_(Appointment.until.is_(None), Appointment.until >= day),
    )
