"""Routes of account slips: whom they are for, and the sheet to print, which is the answer to asking for it."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, requires
from blueprints.accounts.door import is_own_machine
from blueprints.accounts.forms import SlipsForm
from blueprints.accounts.importing import organisations
from blueprints.accounts.routes import room
from exporters import qr
from extensions import db
from forms import whole
from models.refusals import RuleBroken
from pages import now, page, refused
from services import accounts, people, slips


@room.get("/people/slips")
@requires(Act.PERSON_KEEP)
def slips_to_print() -> Response:
    """Everyone who waits for a first password, those without any ticked."""
    return _choice(SlipsForm())


@room.post("/people/slips")
@requires(Act.PERSON_KEEP)
def print_slips() -> Response:
    """The sheet itself: passwords stand nowhere else, so the answer is the page and is kept by nobody."""
    form = SlipsForm()
    chosen = {number for one in request.form.getlist("person") if (number := whole(one)) is not None}
    if form.validate_on_submit():
        try:
            slips.require_few(chosen)
            passwords, hashes = _made(chosen)
            given = slips.give(hashes, by=current_user, at=now(), request_key=form.request_key.data)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            address = url_for(".sign_in", _external=True)
            return page(
                "accounts/slips_paper.html",
                slips=[
                    (person.organisation.name, person.name, person.staff_no, passwords[person.id]) for person in given
                ],
                address=address,
                code=qr.drawn(address),
            )
    return _choice(form, chosen, status=422)


def _made(chosen: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """A password and its hash for each of those who wait; no lock is held while they are hashed."""
    waiting = {one.id for one in _waiting()}
    db.session.rollback()
    passwords = {person_id: people.first_password() for person_id in sorted(chosen & waiting)}
    return passwords, {person_id: accounts.hash_first_password(one) for person_id, one in passwords.items()}


def _choice(form: SlipsForm, chosen: set[int] | None = None, status: int = 200) -> Response:
    waiting = _waiting()
    context: dict[str, Any] = {"waiting": waiting, "form": form, "address": url_for(".sign_in", _external=True)}
    without = [one.id for one in waiting if not one.has_slip][: slips.MOST_SLIPS]
    ticked = set(without) if chosen is None else chosen
    return page(
        "accounts/slips.html",
        status=status,
        ticked=ticked,
        is_here_only=is_own_machine(request.host),
        back={"url": url_for(".index"), "label": _("People")},
        **context,
    )


def _waiting() -> list[slips.Waiting]:
    return slips.waiting([one.id for one in organisations()], by=current_user)
