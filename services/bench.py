"""Who judges each department of a campaign, read once for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from extensions import db
from models.person import Appointment, Person, Role
from models.unit import Unit, UnitKind
from services import judging

Held = tuple[tuple[int, str], ...]
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Bench:
    """Directors, leaders, deputies with what they are in charge of, and heads with what they head."""

    directors: frozenset[int]
    leaders: frozenset[int]
    deputies: frozenset[int]
    in_charge: Held
    heads: Held

    def heads_of(self, path: str) -> frozenset[int]:
        """Heads of the unit at `path` and of every unit above it up to the department."""
        return frozenset(person for person, headed in self.heads if path.startswith(headed))

    def judges(self, path: str, involved: frozenset[int] = NOBODY) -> frozenset[int]:
        """The director; where that is the head or involved, the deputy in charge, else the leader. Empty: nobody."""
        barred = self.heads_of(path) | involved
        deputies = frozenset(
            person for person, charged in self.in_charge if person in self.deputies and path.startswith(charged)
        )
        for able in (self.directors, deputies, self.leaders):
            if able - barred:
                return able - barred
        return NOBODY


def of(campaign_id: int, day: date) -> Bench:
    """The bench of a campaign on `day`, in two statements."""
    campaign_roles = (Role.OFFICE_DIRECTOR, Role.LEADER, Role.DEPUTY)
    seats = db.session.execute(
        select(Appointment.person_id, Appointment.role).where(
            Appointment.campaign_id == campaign_id, Appointment.role.in_(campaign_roles), *judging.holding_on(day)
        )
    ).all()
    held = db.session.execute(
        select(Appointment.person_id, Appointment.role, Unit.path, Unit.kind)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.role.in_((Role.HEAD, Role.IN_CHARGE)), *judging.holding_on(day))
    ).all()
    departmental = (UnitKind.DEPARTMENT, UnitKind.SQUAD)

    def seated(wanted: Role) -> frozenset[int]:
        return judging.ids(*(person for person, role in seats if role is wanted))

    return Bench(
        directors=seated(Role.OFFICE_DIRECTOR),
        leaders=seated(Role.LEADER),
        deputies=seated(Role.DEPUTY),
        in_charge=tuple((person or 0, path) for person, role, path, _kind in held if role is Role.IN_CHARGE),
        heads=tuple(
            (person or 0, path) for person, role, path, kind in held if role is Role.HEAD and kind in departmental
        ),
    )


def names(person_ids: Iterable[int]) -> list[str]:
    """The names of those persons, in order of staff number."""
    wanted = list(person_ids)
    if not wanted:
        return []
    return list(db.session.scalars(select(Person.name).where(Person.id.in_(wanted)).order_by(Person.staff_no)))
