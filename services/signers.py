"""Who confirms a case or signs its lines in the month's list (docs/rules.md, Month's list)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from extensions import db
from models.case import PointCase
from models.person import Appointment, Role
from models.unit import Unit
from models.visitor import Visitor
from services import involved, judging, terms


@dataclass(frozen=True)
class Signers:
    """The leaders, and each deputy with the paths of the units in charge."""

    leaders: frozenset[int]
    deputies: dict[int, tuple[str, ...]]

    def of(self, case: PointCase, judged: judging.Judged) -> frozenset[int]:
        """Who signs the lines of that case: nobody who has a part in it; a deputy for the units in charge and up to the
        rulebook's limit. Empty: the page names whom to appoint.
        """
        signing = self.leaders
        if not terms.is_leaders_alone(case):
            signing |= {
                deputy_id
                for deputy_id, paths in self.deputies.items()
                if all(path.startswith(paths) for path in case.unit_paths)
            }
        return signing - judged.involved - judged.heads


def of_campaign(campaign_id: int, day: date) -> Signers:
    """Leader and deputies of the campaign on that day, from one statement."""
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.role, Unit.path)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(
            or_(
                Appointment.role == Role.IN_CHARGE,
                (Appointment.campaign_id == campaign_id) & Appointment.role.in_((Role.LEADER, Role.DEPUTY)),
            ),
            *judging.holding_on(day),
        )
    ).all()
    in_charge: dict[int, list[str]] = defaultdict(list)
    for person_id, role, path in rows:
        if role is Role.IN_CHARGE and path is not None and person_id is not None:
            in_charge[person_id].append(path)
    deputies = judging.ids(*(person_id for person_id, role, _path in rows if role is Role.DEPUTY))
    return Signers(
        leaders=judging.ids(*(person_id for person_id, role, _path in rows if role is Role.LEADER)),
        deputies={person_id: tuple(in_charge[person_id]) for person_id in deputies},
    )


def of_cases(cases: Sequence[PointCase], day: date) -> dict[int, frozenset[int]]:
    """By case, who may sign its lines on that day, in a number of statements that does not grow with the cases."""
    if not cases:
        return {}
    sitting = of_campaign(cases[0].campaign_id, day)
    judged = involved.in_cases(cases, day)
    return {case.id: sitting.of(case, judged[case.id]) for case in cases}


def of_case(case: PointCase, day: date) -> frozenset[int]:
    """Who may sign the lines of one case."""
    return of_cases([case], day)[case.id]


def signs(by: Visitor, case: PointCase) -> bool:
    """Whether `by` signs the lines of the case, or confirms or rejects it alone."""
    return not by.may_not_judge_yet and by.id in of_case(case, by.today)
