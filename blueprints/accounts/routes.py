"""Routes of accounts: the door, one's own password and language."""

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from access import Act, public, requires
from blueprints.accounts.forms import PasswordForm, SignInForm
from extensions import db, login
from forms import safe_back
from models.person import Person
from models.refusals import RuleBroken
from navigation import seen_campaigns
from pages import now, page, refused
from services import accounts

room = Blueprint("accounts", __name__)


@room.get("/")
@public
def home() -> Response:
    """The desk of the newest campaign that runs, or the place where the first one is made."""
    if not current_user.is_authenticated:
        return login.unauthorized()
    seen = seen_campaigns(current_user)
    running = [card for card in seen if card.state != "closed"] or seen
    if running:
        return redirect(url_for("desk.show", slug=running[0].slug), 303)
    return page("accounts/home.html")


@room.get("/signin")
@public
def sign_in() -> Response:
    return page("accounts/sign_in.html", form=SignInForm(back=safe_back("/")))


@room.post("/signin")
@public
def sign_in_post() -> Response:
    """Argon2 runs between two short transactions: the first is ended before it starts."""
    form = SignInForm()
    if form.validate_on_submit():
        staff_no, address, at = form.staff_no.data.strip(), request.remote_addr or "", now()
        try:
            accounts.refuse_too_many(staff_no, address, at=at)
            account = accounts.stored_hash(staff_no)
            db.session.rollback()
            if accounts.matches(account[1] if account else None, form.password.data) and account:
                accounts.forget_failures(staff_no)
                return _enter(account[0])
            accounts.count_failure(staff_no, address, at=at)
            db.session.commit()
            form.password.errors = [_("Staff number or password is not right.")]
        except RuleBroken as broken:
            refused(broken, form)
    return page("accounts/sign_in.html", form=form, status=422)


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
            account = accounts.stored_hash(current_user.staff_no)
            db.session.rollback()
            if not accounts.matches(account[1] if account else None, form.current.data):
                raise RuleBroken("password_wrong", "current")  # noqa: TRY301
            password_hash = accounts.hash_password(form.password.data)
            person = db.session.get_one(Person, current_user.id)
            accounts.change_password(person, password_hash, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Your password is changed."), "good")
            return _enter(person.id)
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
