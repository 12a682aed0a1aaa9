"""The organisation that is measured: one campaign of a year, 200 people in eight squads, a checklist of 50 items.

Made from the factories of the tests; the ledger comes from load.py.
"""

import itertools
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from extensions import db
from models.campaign import Phase
from models.case import CaseLine, PointCase
from models.event import Counter
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.person import Membership, Person
from models.rulebook import Effect, Rulebook
from models.types import Rhythm
from models.unit import Unit, UnitKind
from models.work import OccurrenceState
from services import settings
from tests.factories import make_campaign, make_cast
from tests.factories.cast import PASSWORD, SINCE, make_unit
from tests.factories.running import AcceptedBy, Checklist, FocusArea, make_item, make_occurrence

PEOPLE = 200
SQUADS = 8
ITEMS = 50
PROPOSED = 12
BEHIND, AHEAD = 300, 65  # days of the campaign that have passed, and that are to come


@dataclass(frozen=True)
class World:
    """What the measurements need to know of it: ids, staff numbers, and the addresses of the pages."""

    slug: str
    password: str
    campaign_id: int
    checklist_id: int
    staff_id: int
    staff_no: str
    head_no: str
    director_no: str
    leader_no: str
    rulebook_id: int
    penalty_id: int
    reward_id: int
    unit_reward_id: int
    director_id: int
    leader_id: int
    people: list[tuple[int, int]]  # person and squad
    departments: list[int]

    def as_json(self) -> dict[str, Any]:
        """For the file beside the database."""
        return asdict(self)


def make(today: date) -> World:
    """All of it, committed; needs an app context on an empty migrated database."""
    cast = make_cast()
    running = make_campaign(cast)
    _move_to(running.phase_ids, running.rulebook_id, today)
    people = _people(cast)
    _items(running, people, today)
    _proposed(running, cast, people, today)
    settings.structure_changed()
    db.session.commit()
    return World(
        slug=running.slug,
        password=PASSWORD,
        campaign_id=running.campaign_id,
        checklist_id=running.checklist_id,
        staff_id=cast.staff.id,
        staff_no=cast.staff.staff_no,
        head_no=cast.head.staff_no,
        director_no=cast.director.staff_no,
        leader_no=cast.leader.staff_no,
        rulebook_id=running.rulebook_id,
        penalty_id=running.penalty_id,
        reward_id=running.reward_id,
        unit_reward_id=running.unit_reward_id,
        director_id=cast.director.id,
        leader_id=cast.leader.id,
        people=people,
        departments=[cast.department_id, cast.second_department_id, cast.office_department_id],
    )


def _move_to(phase_ids: tuple[int, ...], rulebook_id: int, today: date) -> None:
    """The campaign runs for a year, most of it behind us; the rulebook is in force all that time."""
    starts, ends = today - timedelta(days=BEHIND), today + timedelta(days=AHEAD)
    for phase_id, first, last in zip(
        phase_ids,
        (starts, starts, ends - timedelta(days=30)),
        (starts + timedelta(days=30), ends - timedelta(days=31), ends),
        strict=True,
    ):
        phase = db.session.get_one(Phase, phase_id)
        phase.starts_on, phase.ends_on = first, last
    db.session.get_one(Rulebook, rulebook_id).from_on = starts
    db.session.flush()


def _people(cast: Any) -> list[tuple[int, int]]:
    department = db.session.get_one(Unit, cast.department_id)
    squads = [cast.squad_id, *(make_unit(UnitKind.SQUAD, f"班组 {n}", department).id for n in range(1, SQUADS))]
    made = db.session.scalars(
        insert(Person).returning(Person.id, sort_by_parameter_order=True),
        [
            {
                "organisation_id": cast.station_id,
                "staff_no": f"M{n:05}",
                "name": f"职工 {n}",
                "must_change_password": False,
            }
            for n in range(1, PEOPLE)
        ],
    ).all()
    people = [(cast.staff.id, cast.squad_id), *zip(made, itertools.cycle(squads), strict=False)]
    db.session.execute(
        insert(Membership),
        [{"person_id": person, "unit_id": squad, "since": SINCE} for person, squad in people[1:]],
    )
    return people


def _items(running: Any, people: list[tuple[int, int]], today: date) -> None:
    """50 items in the first checklist: late, near, done and waiting for the office, later; none a draft."""
    checklist = db.session.get_one(Checklist, running.checklist_id)
    areas = [db.session.get_one(FocusArea, one) for one in (running.area_id, running.second_area_id)]
    phase = db.session.get_one(Phase, running.phase_ids[1])
    for n in range(ITEMS - 3):
        due = today + timedelta(days=n - 5)
        item = make_item(
            checklist,
            areas[n % 2],
            phase,
            f"第 {n} 项:更新便民服务台物品并登记",
            people[n][0],
            rhythm=Rhythm.ONCE,
            due_on=due,
            accepted_by=AcceptedBy.OFFICE,
        )
        item.position = n + 3
        occurrence = make_occurrence(item, due, state=OccurrenceState.DONE if n % 5 == 0 else OccurrenceState.OPEN)
        if n % 5 == 0:
            occurrence.done_by_id, occurrence.done_at = people[n][0], datetime.now(UTC)
    db.session.flush()


def _proposed(running: Any, cast: Any, people: list[tuple[int, int]], today: date) -> None:
    """Cases that wait for the leader."""
    effect = db.session.scalars(select(Effect).where(Effect.rule_id == running.penalty_id)).first()
    at = datetime.now(UTC)
    for n in range(1, PROPOSED + 1):
        person, squad = people[n - 1]
        case = PointCase(
            campaign_id=running.campaign_id,
            number=n,
            happened_on=today - timedelta(days=1),
            rulebook_id=running.rulebook_id,
            rule_id=running.penalty_id,
            reason="窗口前与旅客争吵,监控可见",
            proposed_by_id=cast.director.id,
            proposed_at=at,
            lines=[CaseLine(effect_id=effect.id, person_id=person, home_unit_id=squad, asked=Decimal(-2))],
        )
        note = Evidence(
            kind=EvidenceKind.NOTE, text="监控 08:12,值班站长目击", added_by_id=cast.director.id, added_at=at
        )
        db.session.add_all([case, note])
        db.session.flush()
        db.session.add(EvidenceUse(evidence_id=note.id, ref_kind="point_case", ref_id=case.id))
    db.session.add(Counter(campaign_id=running.campaign_id, kind="case", last=PROPOSED))
    db.session.flush()
