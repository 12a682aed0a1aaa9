"""Routes of accounts: the door, one's own password and language."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from access import Act, can, public, requires
from blueprints.accounts.door import demo_door, is_direct
from blueprints.accounts.forms import FoundForm, PasswordForm, SignInForm
from extensions import db, login
from forms import safe_back
from models.person import Person
from models.refusals import RuleBroken
from navigation import seen_campaigns
from pages import now, page, refused
from services import accounts, founding
from services.structure import chosen_on

room = Blueprint("accounts", __name__)


@room.get("/")
@public
def home() -> Response:
    """The desk of the campaign that runs today (structure.chosen_on), or the place where the first one is made."""
    if not current_user.is_authenticated:
        return login.unauthorized()
    card = chosen_on(current_user.today, seen_campaigns(current_user))
    if card is not None:
        return redirect(url_for("desk.show", slug=card.slug), 303)
    return page("accounts/home.html", steps=_first_steps())


def _first_steps() -> list[dict[str, Any]]:
    """What comes before the first campaign, with the pages of those steps that are this visitor's."""
    steps = (
        ("units.index", Act.UNIT_READ, _("Add the departments and squads"), _("Units")),
        ("accounts.index", Act.PERSON_READ, _("Add the people and appoint heads and the office"), _("People")),
        ("campaigns.index", Act.CAMPAIGN_START, _("The office starts the campaign from its plan"), _("Campaigns")),
    )
    found = []
    for endpoint, act, text, label in steps:
        may = can(current_user, act)
        found.append({"text": text, "label": label, "url": url_for(endpoint) if may else ""})
    first = next((step for step in found if step["url"]), None)
    return [step | {"first": step is first} for step in found]


@room.get("/signin")
@public
def sign_in() -> Response:
    """The link of a demo account (?as=) fills it in."""
    demo = demo_door(request, safe_back("/"))
    chosen = request.args.get("as", "")
    form = SignInForm(back=safe_back("/"), staff_no=chosen)
    if demo and any(one["staff_no"] == chosen for one in demo.accounts):
        form.fill_in(demo.password)
    return page("accounts/sign_in.html", form=form, demo=demo, chosen=chosen)


@room.post("/signin")
@public
def sign_in_post() -> Response:
    """Argon2 runs between two short transactions; a failure is counted in one that outlives the refusal."""
    form = SignInForm()
    if form.validate_on_submit():
        staff_no, address = form.staff_no.data.strip(), request.remote_addr or ""
        try:
            person_id = _check(staff_no, form.password.data, address)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            accounts.forget_failures(staff_no)
            return _enter(person_id)
    return page("accounts/sign_in.html", form=form, demo=demo_door(request, safe_back("/")), status=422)


def _check(staff_no: str, password: str, address: str) -> int:
    """The id of the person whose password this is; raises RuleBroken when it is nobody's."""
    at = now()
    accounts.refuse_too_many(staff_no, address, at=at)
    account = accounts.account(staff_no)
    db.session.rollback()
    right = accounts.matches(account.password_hash if account else None, password)
    if not right or account is None:
        accounts.count_failure(staff_no, address, at=at)
        db.session.commit()
        raise RuleBroken("sign_in_wrong", "password")
    if account.is_demo and not is_direct(request):
        raise RuleBroken("demo_only_here", "staff_no")
    return account.person_id


def _enter(person_id: int) -> Response:
    person = db.session.get_one(Person, person_id)
    visitor = accounts.visitor_of(person, now())
    locale = session.get("locale")
    session.clear()
    session.permanent = True
    if locale:
        session["locale"] = locale
    login_user(visitor)
    return redirect(safe_back(url_for(".home")), 303)


@room.post("/signout")
@requires(Act.ACCOUNT_OWN)
def sign_out() -> Response:
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"), 303)


@room.get("/password")
@requires(Act.ACCOUNT_OWN)
def password() -> Response:
    return page("accounts/password.html", form=PasswordForm())


@room.post("/password")
@requires(Act.ACCOUNT_OWN)
def password_post() -> Response:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            account = accounts.account(current_user.staff_no)
            db.session.rollback()
            if not accounts.matches(account.password_hash if account else None, form.current.data):
                raise RuleBroken("password_wrong", "current")  # noqa: TRY301
            password_hash = accounts.hash_password(form.password.data)
            person = db.session.get_one(Person, current_user.id)
            accounts.change_password(person, password_hash, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            answer = _enter(person.id)
            flash(_("Your password is changed."), "success")
            return answer
    return page("accounts/password.html", form=form, status=422)


@room.post("/language")
@public
def speak() -> Response:
    locale = request.form.get("locale", "zh")
    if locale in ("zh", "en"):
        session["locale"] = locale
        if current_user.is_authenticated:
            accounts.speak(db.session.get_one(Person, current_user.id), locale)
    return redirect(safe_back("/"), 303)


@room.get("/first/<token>")
@public
def found(token: str) -> Response:
    """Where an empty installation begins; the address comes from the command `first-administrator`."""
    if not founding.is_invited(token, at=now()):
        abort(404)
    return page("accounts/found.html", form=FoundForm(), token=token)


@room.post("/first/<token>")
@public
def found_post(token: str) -> Response:
    if not founding.is_invited(token, at=now()):
        abort(404)
    form = FoundForm()
    if form.validate_on_submit():
        try:
            db.session.rollback()  # Argon2 is slow: no lock is held meanwhile
            password_hash = accounts.hash_password(form.password.data)
            person = founding.found(
                token,
                bureau=form.bureau.data or "",
                station=form.station.data,
                staff_no=form.staff_no.data,
                name=form.name.data,
                password_hash=password_hash,
                at=now(),
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            return _enter(person.id)
    return page("accounts/found.html", form=form, token=token, status=422)
