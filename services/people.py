"""People: taking them in, moving them between units, appointing them, and resetting their password."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from extensions import db
from models.campaign import Campaign, CampaignState
from models.person import UNIT_ROLES, Appointment, Membership, Person, Role
from models.refusals import RuleBroken, Stale
from models.unit import Post, Unit, UnitKind
from models.visitor import Visitor
from services import judging, notices, pinyin, traces

ONE_DAY = timedelta(days=1)
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 -- the alphabet, without letters that look alike
PASSWORD_GROUPS, PASSWORD_GROUP = 3, 4
KINDS_OF_ROLE = {  # in which kinds of unit a role can be held
    Role.HEAD: frozenset({UnitKind.DEPARTMENT, UnitKind.SQUAD}),
    Role.LIAISON: frozenset({UnitKind.DEPARTMENT, UnitKind.SQUAD}),
    Role.IN_CHARGE: frozenset({UnitKind.DEPARTMENT, UnitKind.SQUAD}),
    Role.DUTY_MANAGER: frozenset({UnitKind.STATION, UnitKind.DEPARTMENT}),
    Role.OFFICE: frozenset({UnitKind.STATION}),
    Role.PAYROLL: frozenset({UnitKind.STATION}),
    Role.SUPERVISOR: frozenset({UnitKind.BUREAU}),
    Role.ADMINISTRATOR: frozenset({UnitKind.BUREAU, UnitKind.STATION}),
}


def first_password() -> str:
    """A password to hand over once: easy to read out, changed at the first sign-in."""
    return "-".join(
        "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_GROUP)) for _ in range(PASSWORD_GROUPS)
    )


def add(
    staff_no: str,
    name: str,
    unit: Unit,
    post: Post | None,
    since: date,
    *,
    password_hash: str | None,
    at: datetime,
    by: Visitor | None = None,
    request_key: str | None = None,
    must_change_password: bool = True,
    is_demo: bool = False,
) -> Person:
    """A person with an account, in a unit from a day on; without a hash nobody can sign in with it before `slips.give`.

    Raises RuleBroken for a staff number in use.
    """
    traces.refuse_second_send(request_key)
    if db.session.scalar(select(Person.id).where(Person.staff_no == staff_no)):
        raise RuleBroken("staff_no_taken", "staff_no")
    _require_place(unit, post, unit.organisation_id)
    person = Person(
        organisation_id=unit.organisation_id or unit.id,
        staff_no=staff_no,
        name=name,
        pinyin=pinyin.spelled(name),
        password_hash=password_hash,
        must_change_password=must_change_password,
        is_demo=is_demo,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, unit_id=unit.id, post_id=post.id if post else None, since=since))
    db.session.flush()
    traces.record("person.added", person, by=by, at=at, request_key=request_key)
    return person


def rename(person: Person, name: str, *, seen_version: int | None, by: Visitor, at: datetime) -> None:
    """Another name. Raises Stale."""
    _require_version(person, seen_version)
    if name != person.name:
        person.name, person.pinyin = name, pinyin.spelled(name)
        person.version += 1
        db.session.flush()
        traces.record("person.renamed", person, by=by, at=at, fields=["name"])


def deactivate(person: Person, *, by: Visitor, at: datetime) -> None:
    """Who leaves can no longer sign in and every session ends; memberships end with today, appointments before it.

    What they did stays. Their seats in campaigns are free from today on and keep the plan's words. Raises RuleBroken
    for oneself, and for the only office director of a running campaign.
    """
    if person.id == by.id:
        raise RuleBroken("not_oneself")
    if not person.active:
        return
    _refuse_last_director(person, by.today)
    person.active = False
    person.session_version += 1
    person.version += 1
    for membership in person.memberships:
        if membership.until is None or membership.until > by.today:
            membership.until = max(by.today, membership.since - ONE_DAY)
    for held in [one for one in person.appointments if one.until is None or one.until >= by.today]:
        held.until = max(by.today, held.since) - ONE_DAY
        if held.campaign_id is not None:
            _free(held, by.today)
    db.session.flush()
    traces.record("person.deactivated", person, by=by, at=at)


def _refuse_last_director(person: Person, today: date) -> None:
    directed = [
        one.campaign_id for one in person.appointments if one.role is Role.OFFICE_DIRECTOR and one.holds_on(today)
    ]
    for campaign in db.session.scalars(
        select(Campaign).where(Campaign.id.in_(directed), Campaign.state != CampaignState.CLOSED)
    ):
        if judging.holders(Role.OFFICE_DIRECTOR, campaign_id=campaign.id, day=today) == {person.id}:
            raise RuleBroken("last_director", campaign=campaign.title)


def _free(seat: Appointment, today: date) -> None:
    """The seat stays in the leading group without a person."""
    db.session.add(
        Appointment(campaign_id=seat.campaign_id, role=seat.role, written=seat.written, person_id=None, since=today)
    )


def reactivate(person: Person, *, by: Visitor, at: datetime) -> None:
    """Who comes back may sign in again; unit and appointments are given anew."""
    if not person.active:
        person.active = True
        person.version += 1
        db.session.flush()
        traces.record("person.reactivated", person, by=by, at=at)


def move(
    person: Person,
    unit: Unit,
    post: Post | None,
    since: date,
    *,
    seen_version: int | None = None,
    by: Visitor | None,
    at: datetime,
) -> None:
    """Into another unit or post from `since` on; the main membership of before ends the day before.

    Raises Stale, or RuleBroken when that is where the person is, or `since` does not lie after its beginning.
    """
    _require_version(person, seen_version)
    _require_place(unit, post, person.organisation_id)
    last = db.session.scalar(
        select(Membership)
        .where(Membership.person_id == person.id, Membership.main)
        .order_by(Membership.since.desc())
        .limit(1)
    )
    if last is not None:
        if last.until is None and (last.unit_id, last.post_id) == (unit.id, post.id if post else None):
            raise RuleBroken("already_there", "unit_id")
        if since <= last.since:
            raise RuleBroken("moved_before", "since", since=last.since.isoformat())
        if last.until is None or last.until >= since:
            last.until = since - ONE_DAY
    db.session.add(Membership(person_id=person.id, unit_id=unit.id, post_id=post.id if post else None, since=since))
    person.version += 1
    db.session.flush()
    db.session.expire(person, ["memberships"])
    traces.record("person.moved", person, by=by, at=at, fields=["unit", "post"])


def appoint(
    person: Person,
    role: Role,
    unit: Unit,
    since: date,
    until: date | None = None,
    *,
    by: Visitor | None,
    at: datetime,
    request_key: str | None = None,
) -> Appointment:
    """A role in a unit, with dates. Who appoints oneself is named to the leaders of the running campaigns.

    Raises RuleBroken for a campaign role (the director grants those), a unit where the role cannot be held,
    another organisation's unit, dates in the wrong order, or when it is held there already.
    """
    traces.refuse_second_send(request_key)
    if role not in UNIT_ROLES:
        raise RuleBroken("campaign_role", "role")
    if unit.kind not in KINDS_OF_ROLE[role] or not _may_hold(person, role, unit):
        raise RuleBroken("role_not_there", "unit_id")
    if not unit.active:
        raise RuleBroken("unit_closed", "unit_id")
    if until is not None and until < since:
        raise RuleBroken("ends_before", "until", since=since.isoformat())
    _refuse_held(person, role, unit, since, until)
    appointment = Appointment(person_id=person.id, role=role, unit_id=unit.id, since=since, until=until)
    db.session.add(appointment)
    person.version += 1
    db.session.flush()
    traces.record("person.appointed", person, by=by, at=at, to_state=role.value, request_key=request_key)
    if by is not None and by.id == person.id:
        tell_leaders("person.appointed_oneself", person, by=by, at=at, role=role.value)
    return appointment


def _may_hold(person: Person, role: Role, unit: Unit) -> bool:
    """In the own organisation; an administrator also in the bureau above it."""
    if role is Role.ADMINISTRATOR:
        return person.organisation.is_within(unit.path)
    return unit.organisation_id == person.organisation_id


def _refuse_held(person: Person, role: Role, unit: Unit, since: date, until: date | None) -> None:
    held = select(Appointment.id).where(
        Appointment.person_id == person.id,
        Appointment.role == role,
        Appointment.unit_id == unit.id,
        or_(Appointment.until.is_(None), Appointment.until >= since),
    )
    if until is not None:
        held = held.where(Appointment.since <= until)
    if db.session.scalar(held.limit(1)):
        raise RuleBroken("appointed_already", "role")


def end_appointment(appointment: Appointment, until: date, *, by: Visitor, at: datetime) -> None:
    """`until` is the last day on which it holds; the day before it began means never.

    Raises RuleBroken for a campaign role, or an earlier day.
    """
    if appointment.unit_id is None or appointment.person is None:
        raise RuleBroken("campaign_role", "until")
    if until < appointment.since - ONE_DAY:
        raise RuleBroken("ends_before", "until", since=appointment.since.isoformat())
    appointment.until = until
    appointment.person.version += 1
    db.session.flush()
    traces.record("person.appointment_ended", appointment.person, by=by, at=at, to_state=appointment.role.value)


def reset_password(person: Person, password_hash: str, *, by: Visitor, at: datetime) -> None:
    """A password to hand over: it must be changed at the first sign-in, every session ends, and for 24 hours the
    account cannot judge. The leaders of the running campaigns are told. Raises RuleBroken for one's own.
    """
    if person.id == by.id:
        raise RuleBroken("reset_own")
    person.password_hash = password_hash
    person.must_change_password = True
    person.password_reset_at = at
    person.session_version += 1
    person.version += 1
    db.session.flush()
    traces.record("person.password_reset", person, by=by, at=at)
    tell_leaders("person.password_reset", person, by=by, at=at)


def tell_leaders(key: str, person: Person, *, by: Visitor, at: datetime, **values: object) -> None:
    """The leaders of the running campaigns of the person's organisation are told what was done to the account."""
    leaders = db.session.scalars(
        select(Appointment.person_id)
        .join(Campaign, Campaign.id == Appointment.campaign_id)
        .where(
            Campaign.organisation_id == person.organisation_id,
            Campaign.state.in_((CampaignState.ACTIVE, CampaignState.LOOKING_BACK)),
            Appointment.role == Role.LEADER,
            Appointment.since <= by.today,
            or_(Appointment.until.is_(None), Appointment.until >= by.today),
        )
    ).all()
    notices.tell(leaders, key, person, at=at, name=person.name, staff_no=person.staff_no, by=by.name, **values)


def _require_version(person: Person, seen_version: int | None) -> None:
    db.session.refresh(person, ["version"], with_for_update=True)
    if seen_version is not None and seen_version != person.version:
        raise Stale


def _require_place(unit: Unit, post: Post | None, organisation_id: int | None) -> None:
    if not unit.active:
        raise RuleBroken("unit_closed", "unit_id")
    if unit.organisation_id != organisation_id:
        raise RuleBroken("other_organisation", "unit_id")
    if post is not None and post.organisation_id != organisation_id:
        raise RuleBroken("other_organisation", "post_id")
