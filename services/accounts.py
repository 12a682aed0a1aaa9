"""Accounts: who is at the door, signing in, passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Integer, bindparam, cast, delete, false, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from extensions import columns_of, db
from models.event import Setting
from models.notice import Notice
from models.person import Appointment, Membership, Person, SignInFailure
from models.refusals import RuleBroken
from models.unit import Post, Unit
from models.visitor import Grant, Visitor
from services import clocks, settings, structure, traces
from services.settings import INSTALLATION, STRUCTURE_VERSION

FAILURES_PER_ACCOUNT = 8
FAILURES_PER_ADDRESS = 40
FAILURE_WINDOW = timedelta(minutes=15)
JUDGES_AGAIN_AFTER = timedelta(hours=24)  # docs/rules.md, Organisation and rights
SHORTEST_PASSWORD = 8

hasher = PasswordHasher()
first_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)

_held = union_all(
    select(
        literal("appointment").label("kind"),
        Appointment.person_id,
        Appointment.role,
        Appointment.unit_id,
        Appointment.campaign_id,
        cast(null(), Integer).label("post_id"),
        Appointment.since,
        Appointment.until,
        false().label("main"),
    ),
    select(
        literal("membership"),
        Membership.person_id,
        null(),
        Membership.unit_id,
        cast(null(), Integer),
        Membership.post_id,
        Membership.since,
        Membership.until,
        Membership.main,
    ),
).subquery("held")
_organisation = aliased(Unit)
_FRAME = (
    select(
        Person.id,
        Person.organisation_id,
        _organisation.path.label("organisation_path"),
        Person.staff_no,
        Person.name,
        Person.locale,
        Person.active,
        Person.session_version,
        Person.must_change_password,
        Person.password_reset_at,
        _held.c.kind,
        _held.c.role,
        _held.c.unit_id,
        _held.c.campaign_id,
        _held.c.post_id,
        _held.c.since,
        _held.c.until,
        _held.c.main,
        Unit.path,
        Unit.name.label("unit_name"),
        Post.name.label("post_name"),
        select(func.count())
        .where(Notice.person_id == Person.id, Notice.read_at.is_(None))
        .scalar_subquery()
        .label("bell"),
        select(Setting.value)
        .where(Setting.organisation_id == INSTALLATION, Setting.key == STRUCTURE_VERSION)
        .scalar_subquery()
        .label("structure_version"),
    )
    .join(_organisation, _organisation.id == Person.organisation_id)
    .outerjoin(_held, _held.c.person_id == Person.id)
    .outerjoin(Unit, Unit.id == _held.c.unit_id)
    .outerjoin(Post, Post.id == _held.c.post_id)
    .where(Person.id == bindparam("person_id"))
)


def visitor(key: str, at: datetime) -> Visitor | None:
    """The visitor of a session's key ("id:session version"), from one statement; None when it no longer holds."""
    person_id, _, session_version = key.partition(":")
    if not (person_id.isdigit() and session_version.isdigit()):
        return None
    rows = columns_of(_FRAME, {"person_id": int(person_id)}).all()
    if not rows or not rows[0].active or rows[0].session_version != int(session_version):
        return None
    person = rows[0]
    version = int(person.structure_version or 0)
    today = clocks.local_day(at, structure.current(version).zone_of(person.organisation_id))
    held = [row for row in rows if row.kind and row.since <= today and (row.until is None or today <= row.until)]
    homes = sorted((row for row in held if row.kind == "membership"), key=lambda row: not row.main)
    home = homes[0] if homes else None
    return Visitor(
        id=person.id,
        organisation_id=person.organisation_id,
        organisation_path=person.organisation_path,
        staff_no=person.staff_no,
        name=person.name,
        today=today,
        unit_id=home.unit_id if home else None,
        unit_path=home.path if home else None,
        unit_name=home.unit_name if home else "",
        post_id=home.post_id if home else None,
        post_name=(home.post_name or "") if home else "",
        grants=tuple(
            Grant(row.role, row.unit_id, row.path, row.campaign_id) for row in held if row.kind == "appointment"
        ),
        bell=person.bell,
        locale=person.locale,
        session_version=person.session_version,
        must_change_password=person.must_change_password,
        may_not_judge_yet=person.password_reset_at is not None and at < person.password_reset_at + JUDGES_AGAIN_AFTER,
        structure_version=version,
    )


def visitor_of(person: Person, at: datetime) -> Visitor:
    """The visitor that `person` would be; for commands and the demo. Raises LookupError for an inactive one."""
    found = visitor(f"{person.id}:{person.session_version}", at)
    if found is None:
        raise LookupError(person.staff_no)
    return found


@dataclass(frozen=True)
class Account:
    """What the door needs to know of an account."""

    person_id: int
    password_hash: str | None
    is_demo: bool


def account(staff_no: str) -> Account | None:
    """The active account of that number; a short read of its own, before the slow check."""
    row = db.session.execute(
        select(Person.id, Person.password_hash, Person.is_demo).where(Person.staff_no == staff_no, Person.active)
    ).one_or_none()
    return Account(*row) if row is not None else None


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; takes as long when there is no such account. No database."""
    try:
        return hasher.verify(password_hash or _stand_in(hasher), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _stand_in(hashing: PasswordHasher) -> str:
    """A hash of the usual cost for accounts that there are not."""
    return hashing.hash("the password of nobody")


def refuse_too_many(staff_no: str, address: str, *, at: datetime) -> None:
    """Raises RuleBroken when the account or the address failed too often lately."""
    for kind, key, most in (
        ("account", staff_no, FAILURES_PER_ACCOUNT),
        ("address", address, FAILURES_PER_ADDRESS),
    ):
        count = db.session.scalar(
            select(func.count()).where(
                SignInFailure.kind == kind,
                SignInFailure.key == key[:80],
                SignInFailure.at > at - FAILURE_WINDOW,
            )
        )
        if count is not None and count >= most:
            raise RuleBroken("too_many_sign_ins", minutes=int(FAILURE_WINDOW.total_seconds() // 60))


def count_failure(staff_no: str, address: str, *, at: datetime) -> None:
    """Count a failed sign-in for the account and the address; old ones are forgotten."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < at - FAILURE_WINDOW))
    db.session.add_all(
        [
            SignInFailure(kind="account", key=staff_no[:80], at=at),
            SignInFailure(kind="address", key=address[:80], at=at),
        ]
    )
    db.session.flush()


def forget_failures(staff_no: str) -> None:
    """A successful sign-in clears the account's count."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.kind == "account", SignInFailure.key == staff_no[:80]))


def hash_first_password(password: str) -> str:
    """A cheaper hash, for a password that is made here: 12 random letters are guessed at no cost of hashing, and
    hundreds are made in one request.
    """
    return first_hasher.hash(password)


def hash_password(password: str) -> str:
    """The Argon2 hash; slow, so call it before the first query of a write. Raises RuleBroken when too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken("password_too_short", field="password", least=SHORTEST_PASSWORD)
    return hasher.hash(password)


def change_password(person: Person, password_hash: str, *, by: Visitor, at: datetime) -> None:
    """A new password of one's own; every other session ends."""
    person.password_hash = password_hash
    person.must_change_password = False
    person.session_version += 1
    db.session.flush()
    traces.record("account.password_changed", person, by=by, at=at)


def speak(person: Person, locale: str) -> None:
    """The language that this person chose."""
    person.locale = locale
    db.session.flush()


DEMO = "demo"  # the installation's setting that the loaded demo organisation leaves


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo organisation that is worth trying, and the part it plays."""

    part: str
    staff_no: str
    name: str


@dataclass(frozen=True)
class Demo:
    """The demo organisation's password and accounts."""

    password: str
    accounts: list[DemoAccount]


def show_demo(password: str, parts: dict[str, str]) -> None:
    """Say that demo data is loaded: the password, and the staff number of each part."""
    settings.keep_for_installation(DEMO, {"password": password, "parts": list(parts.items())})


def demo_accounts() -> Demo | None:
    """The demo organisation's accounts in their order, None while no demo data is loaded."""
    kept = settings.of_installation(DEMO)
    if not kept:
        return None
    names = dict(
        db.session.execute(
            select(Person.staff_no, Person.name).where(
                Person.staff_no.in_([staff_no for _part, staff_no in kept["parts"]]),
                Person.is_demo,
                Person.active,
            )
        ).all()
    )
    shown = [DemoAccount(part, staff_no, names[staff_no]) for part, staff_no in kept["parts"] if staff_no in names]
    return Demo(kept["password"], shown) if shown else None
