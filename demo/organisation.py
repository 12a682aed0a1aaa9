"""A bureau, a coach station with six departments and two squads, and about 40 people named by role and letter."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from models.person import Person, Role
from models.unit import Post, Unit, UnitKind
from models.visitor import Visitor
from services import accounts, clocks, people, structure, units

PASSWORD = "lookback-demo"
THERE_FOR = timedelta(days=730)
LETTERS = "甲乙丙丁戊己"
DEPARTMENTS = ("站务部", "安检部", "客运部", "票务部", "综合部", "保卫部")
SQUADS = (("爱心服务班", "站务部"), ("客运一班", "客运部"))
STAFF = (  # unit, post, how many
    ("爱心服务班", "服务员", 4),
    ("客运一班", "检票员", 4),
    ("站务部", "站务员", 2),
    ("票务部", "售票员", 5),
    ("安检部", "安检员", 3),
    ("客运部", "调度员", 2),
    ("保卫部", "保安员", 2),
    ("综合部", "干事", 2),
)


@dataclass
class Organisation:
    """What the later parts of the demo build on. Units and staff are found by the unit's name."""

    at: datetime
    since: date
    bureau: Unit
    station: Unit
    departments: dict[str, Unit] = field(default_factory=dict)
    squads: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, list[Person]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def supervisor(self) -> Person:
        """The bureau's supervisor."""
        return self.people["上级主管"]

    @property
    def administrator(self) -> Person:
        """The station's administrator."""
        return self.people["系统管理员"]

    @property
    def leader(self) -> Person:
        """The head of the station, leader of the leading group."""
        return self.people["站长"]

    @property
    def secretary(self) -> Person:
        """The party secretary, a member of the leading group."""
        return self.people["书记"]

    @property
    def deputies(self) -> tuple[Person, Person]:
        """In charge of 站务部, 客运部 and 安检部; and of 票务部, 综合部 and 保卫部."""
        return self.people["副站长甲"], self.people["副站长乙"]

    @property
    def director(self) -> Person:
        """The office director, who heads 综合部 too."""
        return self.people["办公室主任"]

    @property
    def heads(self) -> dict[str, Person]:
        """The head of each department by its name; 综合部's is the office director."""
        return {name: self.director if name == "综合部" else self.people[f"{name}主任"] for name in DEPARTMENTS}

    @property
    def liaison(self) -> Person:
        """The liaison of 站务部."""
        return self.people["站务部联络员"]

    @property
    def squad_leaders(self) -> dict[str, Person]:
        """The leader of each squad by its name."""
        return {name: self.people[f"{name}班长"] for name, _department in SQUADS}

    @property
    def duty_manager(self) -> Person:
        """A duty manager of the station, who belongs to 客运部."""
        return self.people["值班站长甲"]

    @property
    def payroll(self) -> Person:
        """The payroll clerk."""
        return self.people["劳资员"]

    def unit(self, name: str) -> Unit:
        """A department or squad."""
        return self.departments.get(name) or self.squads[name]

    def as_visitor(self, person: Person, at: datetime | None = None) -> Visitor:
        """The person as who acts at a moment (default: when the demo is loaded)."""
        return accounts.visitor_of(person, at or self.at)


def load(at: datetime) -> Organisation:
    """The organisation, flushed."""
    since = clocks.local_day(at - THERE_FOR, structure.read().zone_of(0))
    bureau = units.found(UnitKind.BUREAU, "市交通运输局", at=at)
    station = units.found(UnitKind.STATION, "云岚汽车客运东站", bureau=bureau, at=at)
    made = Organisation(at=at, since=since, bureau=bureau, station=station)
    password_hash = accounts.hash_password(PASSWORD)
    taking_in = _TakingIn(made, password_hash)
    for name in DEPARTMENTS:
        made.departments[name] = units.add(station, name, at=at)
    for name, department in SQUADS:
        made.squads[name] = units.add(made.departments[department], name, at=at)
    _take_in_people(taking_in)
    _appoint(made)
    accounts.show_demo(PASSWORD, _shown_at_the_door(made))
    return made


class _TakingIn:
    """Takes people in, with the next staff number and a post made when first needed."""

    def __init__(self, made: Organisation, password_hash: str) -> None:
        self.made, self.password_hash, self.number = made, password_hash, 0

    def person(self, name: str, unit: Unit, post_name: str, number: int | None = None) -> Person:
        """The person, in that unit since the organisation began."""
        self.number += number is None
        made = self.made
        organisation = made.bureau if unit is made.bureau else made.station
        key = f"{organisation.id}/{post_name}"
        if key not in made.posts:
            made.posts[key] = made.posts[post_name] = units.add_post(organisation, post_name, at=made.at)
        made.people[name] = people.add(
            f"D{number or self.number:03}",
            name,
            unit,
            made.posts[key],
            made.since,
            password_hash=self.password_hash,
            at=made.at,
            must_change_password=False,
            is_demo=True,
        )
        return made.people[name]


def _take_in_people(taking_in: _TakingIn) -> None:
    made, person = taking_in.made, taking_in.person
    office = made.departments["综合部"]
    person("系统管理员", office, "系统管理员")
    for name in ("站长", "书记", "副站长甲", "副站长乙"):
        person(name, made.station, name.rstrip(LETTERS))
    person("办公室主任", office, "办公室主任")
    for name in DEPARTMENTS:
        if name != "综合部":
            person(f"{name}主任", made.departments[name], "部室主任")
    person("站务部联络员", made.departments["站务部"], "站务员")
    for name, _department in SQUADS:
        person(f"{name}班长", made.squads[name], "班长")
    person("值班站长甲", made.departments["客运部"], "值班站长")
    person("劳资员", office, "劳资员")
    for unit_name, post_name, number in STAFF:
        made.staff[unit_name] = [
            person(f"{post_name}{letter}", made.unit(unit_name), post_name) for letter in LETTERS[:number]
        ]
    person("上级主管", made.bureau, "科长", number=901)


def _appoint(made: Organisation) -> None:
    """The administrator is appointed by nobody, everyone else by the administrator."""
    people.appoint(made.administrator, Role.ADMINISTRATOR, made.station, made.since, by=None, at=made.at)
    people.appoint(made.supervisor, Role.SUPERVISOR, made.bureau, made.since, by=None, at=made.at)
    by = made.as_visitor(made.administrator)

    def appoint(person: Person, role: Role, unit: Unit) -> None:
        people.appoint(person, role, unit, made.since, by=by, at=made.at)

    for name, head in made.heads.items():
        appoint(head, Role.HEAD, made.departments[name])
    for name, leader in made.squad_leaders.items():
        appoint(leader, Role.HEAD, made.squads[name])
    for deputy, names in zip(
        made.deputies, (("站务部", "客运部", "安检部"), ("票务部", "综合部", "保卫部")), strict=True
    ):
        for name in names:
            appoint(deputy, Role.IN_CHARGE, made.departments[name])
    appoint(made.director, Role.OFFICE, made.station)
    appoint(made.liaison, Role.LIAISON, made.departments["站务部"])
    appoint(made.duty_manager, Role.DUTY_MANAGER, made.station)
    appoint(made.payroll, Role.PAYROLL, made.station)


def _shown_at_the_door(made: Organisation) -> dict[str, str]:
    """One account for each part worth trying, as the sign-in page lists them."""
    parts = {
        "director": made.director,
        "leader": made.leader,
        "deputy": made.deputies[0],
        "head": made.heads["站务部"],
        "liaison": made.liaison,
        "squad_leader": made.squad_leaders["爱心服务班"],
        "duty_manager": made.duty_manager,
        "staff": made.staff["爱心服务班"][0],
        "payroll": made.payroll,
        "administrator": made.administrator,
        "supervisor": made.supervisor,
    }
    return {part: person.staff_no for part, person in parts.items()}
