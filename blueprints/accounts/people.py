"""Routes of people, for the administrator: the list, one person, taking in, moving, appointing, resetting."""

from typing import Any

from flask import abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, kept_units, requires
from blueprints.accounts.forms import AppointForm, EndForm, MoveForm, NameForm, PersonForm
from blueprints.accounts.routes import room
from blueprints.accounts.words import ACTS
from extensions import db
from models.person import UNIT_ROLES, Person, Role
from models.refusals import RuleBroken
from models.unit import Post, Unit, UnitKind
from pages import house, now, page, refused
from services import accounts, directory, people, traces, units
from services.structure import UnitCard
from wording import ROLES

GIVEN = "given_password"
INDENT = "\u3000"


@room.get("/people")
@requires(Act.PERSON_READ)
def index() -> Response:
    """The list, searched and filtered by what stands in the address."""
    kept = kept_units(current_user, house().units.values())
    unit = house().units.get(request.args.get("unit", 0, int))
    sought = _sought(unit if unit in kept else None)
    found = directory.listed(
        _organisations(kept),
        current_user.today,
        words=sought["q"] or "",
        unit_path=unit.path if unit is not None and unit in kept else "",
        left=bool(sought["left"]),
        after=request.args.get("after", ""),
    )
    return page(
        "accounts/index.html",
        blocks=("people",),
        people=found.rows,
        base=url_for(".index"),
        roles=ROLES,
        sought=sought,
        unit_choices=_choices(kept),
        first=url_for(".index", **sought) if request.args.get("after") else None,
        following=url_for(".index", **sought, after=found.after) if found.after else None,
        tabs=_tabs(left=bool(sought["left"])),
    )


def _sought(unit: UnitCard | None) -> dict[str, Any]:
    return {
        "q": request.args.get("q", "").strip() or None,
        "unit": unit.id if unit is not None else None,
        "left": "1" if request.args.get("left") else None,
    }


def _tabs(*, left: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Working here"), "url": url_for(".index"), "current": not left},
        {"label": _("Left"), "url": url_for(".index", left=1), "current": left},
    ]


@room.get("/people/<int:person_id>")
@requires(Act.PERSON_READ, Person)
def show(person: Person) -> Response:
    given = session.pop(GIVEN, None)
    return _page_of(person, given=given["password"] if given and given["person_id"] == person.id else None)


@room.get("/people/new")
@requires(Act.PERSON_KEEP)
def create() -> Response:
    form = _person_form()
    return page("accounts/create.html", form=form)


@room.post("/people/new")
@requires(Act.PERSON_KEEP)
def create_post() -> Response:
    form = _person_form()
    if form.validate_on_submit():
        try:
            db.session.rollback()  # Argon2 is slow: no lock is held meanwhile
            password = people.first_password()
            password_hash = accounts.hash_password(password)
            person = people.add(
                form.staff_no.data,
                form.name.data,
                db.session.get_one(Unit, form.unit_id.data),
                _post(form.post_id.data),
                form.since.data,
                password_hash=password_hash,
                by=current_user,
                at=now(),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            session[GIVEN] = {"person_id": person.id, "password": password}
            return _to(person, _("%(name)s is taken in.", name=person.name))
    return page("accounts/create.html", form=form, status=422)


@room.post("/people/<int:person_id>/name")
@requires(Act.PERSON_KEEP, Person)
def rename(person: Person) -> Response:
    form = NameForm(prefix="name")
    if form.validate_on_submit():
        try:
            people.rename(person, form.name.data, seen_version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _to(person, _("Saved."))
    return _page_of(person, name_form=form)


@room.post("/people/<int:person_id>/move")
@requires(Act.PERSON_KEEP, Person)
def move(person: Person) -> Response:
    form = _placed(MoveForm(prefix="move"), person)
    if form.validate_on_submit():
        try:
            people.move(
                person,
                db.session.get_one(Unit, form.unit_id.data),
                _post(form.post_id.data),
                form.since.data,
                seen_version=form.seen_version,
                by=current_user,
                at=now(),
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _to(person, _("Moved."))
    return _page_of(person, move_form=form)


@room.post("/people/<int:person_id>/appointments")
@requires(Act.PERSON_KEEP, Person)
def appoint(person: Person) -> Response:
    form = _appoint_form(person, sent=True)
    if form.validate_on_submit():
        try:
            people.appoint(
                person,
                Role(form.role.data),
                db.session.get_one(Unit, form.unit_id.data),
                form.since.data,
                form.until.data,
                by=current_user,
                at=now(),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _to(person, _("Appointed."))
    return _page_of(person, appoint_form=form)


@room.post("/people/<int:person_id>/appointments/<int:appointment_id>/end")
@requires(Act.PERSON_KEEP, Person)
def end_appointment(person: Person, appointment_id: int) -> Response:
    appointment = next((one for one in person.appointments if one.id == appointment_id), None) or abort(404)
    form = EndForm(prefix=f"end{appointment_id}")
    if form.validate_on_submit():
        try:
            people.end_appointment(appointment, form.until.data, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _to(person, _("The appointment ends on %(day)s.", day=form.until.data.isoformat()))
    return _page_of(person, end_forms={appointment_id: form})


@room.post("/people/<int:person_id>/leave")
@requires(Act.PERSON_KEEP, Person)
def deactivate(person: Person) -> Response:
    people.deactivate(person, by=current_user, at=now())
    return _to(person, _("%(name)s can no longer sign in.", name=person.name))


@room.post("/people/<int:person_id>/return")
@requires(Act.PERSON_KEEP, Person)
def reactivate(person: Person) -> Response:
    people.reactivate(person, by=current_user, at=now())
    return _to(person, _("%(name)s may sign in again. Now choose the unit and the appointments.", name=person.name))


@room.post("/people/<int:person_id>/reset")
@requires(Act.PERSON_RESET, Person)
def reset(person: Person) -> Response:
    person_id = person.id
    db.session.rollback()  # Argon2 is slow: no lock is held meanwhile
    password = people.first_password()
    password_hash = accounts.hash_password(password)
    person = db.session.get_one(Person, person_id)
    people.reset_password(person, password_hash, by=current_user, at=now())
    session[GIVEN] = {"person_id": person.id, "password": password}
    return redirect(url_for(".show", person_id=person.id), 303)


def _to(person: Person, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".show", person_id=person.id), 303)


def _page_of(person: Person, *, given: str | None = None, **forms: Any) -> Response:
    """A person's page; a form handed in was refused and keeps what was typed."""
    today = current_user.today
    memberships = directory.memberships_of(person.id)
    appointments = directory.appointments_of(person.id)
    here = next((one for one in memberships if one.main and one.holds_on(today)), None)
    is_running = [one for one in appointments if one.until is None or one.until >= today]
    ends = {one.id: EndForm(None, prefix=f"end{one.id}", until=today) for one in is_running if one.unit_id}
    return page(
        "accounts/show.html",
        status=422 if forms else 200,
        person=person,
        given=given,
        here=here,
        today=today,
        roles=ROLES,
        memberships=memberships,
        appointments=appointments,
        name_form=forms.get("name_form") or NameForm(None, prefix="name", name=person.name, version=person.version),
        move_form=forms.get("move_form")
        or _placed(MoveForm(None, prefix="move", version=person.version, since=today), person, here),
        appoint_form=forms.get("appoint_form") or _appoint_form(person, here),
        end_forms=ends | forms.get("end_forms", {}),
        is_oneself=person.id == current_user.id,
        history=[
            {
                "when": one.at,
                "who": one.who,
                "what": ACTS.get(one.act, one.act),
                "said": ROLES[Role(one.to_state)] if one.to_state else one.reason,
            }
            for one in traces.history("person", person.id)
        ],
    )


def _person_form() -> PersonForm:
    form = PersonForm()
    kept = kept_units(current_user, house().units.values())
    form.unit_id.choices = _choices(kept)
    form.post_id.choices = _post_choices(_organisations(kept))
    if request.method == "GET":
        form.since.data = current_user.today
        form.unit_id.data = request.args.get("unit", 0, int) or current_user.organisation_id
    return form


def _placed(form: MoveForm, person: Person, here: Any = None) -> MoveForm:
    """With the units and posts of the person's organisation to choose from, the present ones chosen."""
    kept = kept_units(current_user, house().units.values())
    form.unit_id.choices = _choices([unit for unit in kept if unit.organisation_id == person.organisation_id])
    form.post_id.choices = _post_choices([person.organisation_id])
    if here is not None:
        form.unit_id.data, form.post_id.data = here.unit_id, here.post_id or 0
    return form


def _appoint_form(person: Person, here: Any = None, *, sent: bool = False) -> AppointForm:
    form = AppointForm(prefix="appoint") if sent else AppointForm(None, prefix="appoint", since=current_user.today)
    kept = kept_units(current_user, house().units.values())
    path = house().units[person.organisation_id].path
    form.role.choices = [(role.value, ROLES[role]) for role in UNIT_ROLES]
    form.unit_id.choices = _choices(
        [unit for unit in kept if unit.organisation_id == person.organisation_id or path.startswith(unit.path)]
    )
    if here is not None:
        form.unit_id.data = here.unit_id
    return form


def _choices(kept: list[UnitCard]) -> list[tuple[int, str]]:
    """Active units as a tree: each stands indented under the one above it."""
    place = {unit_id: number for number, unit_id in enumerate(house().units)}
    ordered = sorted(
        (unit for unit in kept if unit.active),
        key=lambda unit: [place[int(part)] for part in unit.path.strip("/").split("/")],
    )
    top = min((unit.path.count("/") for unit in ordered), default=0)
    return [(unit.id, INDENT * (unit.path.count("/") - top) + unit.name) for unit in ordered]


def _post_choices(organisation_ids: list[int]) -> list[tuple[int, str]]:
    return [(0, "—"), *((post.id, post.name) for post in units.posts_of(organisation_ids))]


def _post(post_id: int) -> Post | None:
    return db.session.get_one(Post, post_id) if post_id else None


def _organisations(kept: list[UnitCard]) -> list[int]:
    return [unit.id for unit in kept if unit.kind in (UnitKind.BUREAU, UnitKind.STATION)]
