"""The cast: a bureau, a station with three departments and two squads, and everyone who plays a part."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple

from extensions import db
from models.person import Appointment, Membership, Person, Role
from models.unit import Post, Unit, UnitKind
from models.visitor import Visitor
from services import accounts, pinyin

PASSWORD = "cast-password-1"
SINCE = date(2018, 1, 1)


class Who(NamedTuple):
    """A person of the cast by id, so that it may outlive the session that made it."""

    id: int
    staff_no: str
    session_version: int = 1

    def visitor(self, at: datetime) -> Visitor:
        """As a visitor at a moment; needs an app context."""
        found = accounts.visitor(f"{self.id}:{self.session_version}", at)
        assert found is not None
        return found


@dataclass(frozen=True)
class Cast:
    """Everyone, and the ids of the units. `head` heads 站务部, `second_head` 票务部, `director` 综合部."""

    administrator: Who
    leader: Who
    deputy: Who
    member: Who
    director: Who
    head: Who
    second_head: Who
    liaison: Who
    squad_leader: Who
    duty_manager: Who
    staff: Who
    second_staff: Who
    payroll: Who
    supervisor: Who
    bureau_id: int
    station_id: int
    department_id: int
    second_department_id: int
    office_department_id: int
    squad_id: int
    second_squad_id: int
    post_id: int

    def people(self) -> dict[str, Who]:
        """All of them by the name of their part."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if isinstance(getattr(self, field.name), Who)
        }


def make_unit(kind: UnitKind, name: str, parent: Unit | None = None) -> Unit:
    """A unit in its place of the tree."""
    unit = Unit(kind=kind, name=name, parent_id=parent.id if parent else None, path="")
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    is_organisation = kind in (UnitKind.BUREAU, UnitKind.STATION)
    unit.organisation_id = unit.id if is_organisation or parent is None else parent.organisation_id
    db.session.flush()
    return unit


def make_person(
    organisation: Unit, staff_no: str, name: str, unit: Unit | None = None, post: Post | None = None
) -> Person:
    """A person with an account; everyone has the same cheap password hash."""
    person = Person(
        organisation_id=organisation.id,
        staff_no=staff_no,
        name=name,
        pinyin=pinyin.spelled(name),
        password_hash=_cheap_hash(),
        must_change_password=False,
    )
    db.session.add(person)
    db.session.flush()
    if unit is not None:
        db.session.add(Membership(person_id=person.id, unit_id=unit.id, post_id=post.id if post else None, since=SINCE))
        db.session.flush()
    return person


_kept: list[str] = []


def _cheap_hash() -> str:
    if not _kept:
        _kept.append(accounts.hasher.hash(PASSWORD))
    return _kept[0]


def appoint(person: Person, role: Role, *, unit: Unit | None = None, campaign_id: int | None = None) -> Appointment:
    """An appointment that holds."""
    appointment = Appointment(
        person_id=person.id,
        role=role,
        unit_id=unit.id if unit else None,
        campaign_id=campaign_id,
        since=SINCE,
    )
    db.session.add(appointment)
    db.session.flush()
    return appointment


def make_cast() -> Cast:
    """Everyone, committed; needs an app context."""
    bureau = make_unit(UnitKind.BUREAU, "市交通运输局")
    station = make_unit(UnitKind.STATION, "客运站", bureau)
    department = make_unit(UnitKind.DEPARTMENT, "站务部", station)
    second = make_unit(UnitKind.DEPARTMENT, "票务部", station)
    office = make_unit(UnitKind.DEPARTMENT, "综合部", station)
    squad = make_unit(UnitKind.SQUAD, "服务班", department)
    second_squad = make_unit(UnitKind.SQUAD, "客运一班", department)
    post = Post(organisation_id=station.id, name="服务员")
    db.session.add(post)
    db.session.flush()

    def person(
        number: int, name: str, unit: Unit, its_post: Post | None = None, organisation: Unit = station
    ) -> Person:
        return make_person(organisation, f"T{number:03}", name, unit, its_post)

    administrator = person(1, "系统管理员", office)
    leader = person(2, "站长", station)
    deputy = person(3, "副站长甲", station)
    member = person(4, "副站长乙", station)
    director = person(5, "办公室主任", office)
    head = person(6, "站务部负责人", department)
    second_head = person(7, "票务部负责人", second)
    liaison = person(8, "站务部联络员", department)
    squad_leader = person(9, "服务班班长", squad)
    duty_manager = person(10, "值班站长", department)
    staff = person(11, "服务员甲", squad, post)
    second_staff = person(12, "售票员甲", second)
    payroll = person(13, "劳资员", office)
    supervisor = person(14, "上级主管", bureau, organisation=bureau)
    appoint(administrator, Role.ADMINISTRATOR, unit=station)
    appoint(deputy, Role.IN_CHARGE, unit=second)
    appoint(deputy, Role.IN_CHARGE, unit=office)
    appoint(director, Role.OFFICE, unit=station)
    appoint(director, Role.HEAD, unit=office)
    appoint(head, Role.HEAD, unit=department)
    appoint(second_head, Role.HEAD, unit=second)
    appoint(liaison, Role.LIAISON, unit=department)
    appoint(squad_leader, Role.HEAD, unit=squad)
    appoint(duty_manager, Role.DUTY_MANAGER, unit=department)
    appoint(payroll, Role.PAYROLL, unit=station)
    appoint(supervisor, Role.SUPERVISOR, unit=bureau)

    def who(person: Person) -> Who:
        return Who(person.id, person.staff_no)

    cast = Cast(
        administrator=who(administrator),
        leader=who(leader),
        deputy=who(deputy),
        member=who(member),
        director=who(director),
        head=who(head),
        second_head=who(second_head),
        liaison=who(liaison),
        squad_leader=who(squad_leader),
        duty_manager=who(duty_manager),
        staff=who(staff),
        second_staff=who(second_staff),
        payroll=who(payroll),
        supervisor=who(supervisor),
        bureau_id=bureau.id,
        station_id=station.id,
        department_id=department.id,
        second_department_id=second.id,
        office_department_id=office.id,
        squad_id=squad.id,
        second_squad_id=second_squad.id,
        post_id=post.id,
    )
    db.session.commit()
    return cast
