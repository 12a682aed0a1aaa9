"""Refusals and failures as pages: 422 for a broken rule, 403, 404, 503, all in one place."""

from typing import Any
from urllib.parse import urlsplit

import jinja2_fragments.flask as fragments
from flask import Flask, Response, flash, make_response, redirect, render_template, request, send_from_directory
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

import wording
from access.guard import is_htmx
from forms import safe_back
from models.refusals import RuleBroken, SentBefore
from pages import refused

UNPROCESSABLE = 422


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(RuleBroken, rule_broken)
    app.register_error_handler(SentBefore, sent_before)
    app.register_error_handler(IntegrityError, collided)
    app.register_error_handler(StaleDataError, collided)
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(500, failed)


def rule_broken(broken: RuleBroken) -> Response:
    """A broken rule without a form to put it in: 422 with the message as a notice."""
    refused(broken)
    return notice(wording.said(wording.refusals, broken.key, broken.values))


def collided(broken: Exception) -> Response:
    """Two changed the same at once."""
    refused(broken)
    return notice(wording.said(wording.refusals, "stale", {}))


def notice(message: str) -> Response:
    """422: in htmx the flashes alone, else a page with the message and the way back."""
    if is_htmx():
        flash(message, "refused")
        response = make_response(fragments.render_block("base.html", "flashes"), UNPROCESSABLE)
        response.headers["HX-Retarget"] = "#flashes"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    return make_response(
        render_template("error.html", heading=_("Not done"), text=message, url=safe_back("/"), label=_("Back")),
        UNPROCESSABLE,
    )


def sent_before(first: SentBefore) -> Response:
    """The same create form came twice: to the first result."""
    refused(first)
    page_of = wording.pages.get(first.kind)
    return redirect(safe_back((page_of and page_of(first.record_id)) or "/"), 303)  # type: ignore[return-value]


def database_busy(_error: DBAPIError) -> Response:
    """The database could not be asked: a static page that needs no database."""
    refused(_error)
    return make_response(send_from_directory("static", "503.html"), 503)


def form_too_old(_error: CSRFError) -> Response:
    """The session ended, or the form is from another one: what was typed on a page of ours can be sent again."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin" or _is_from_here(request.headers.get("Origin", "")):
        return _to_be_sent_again()
    return http_page(
        400,
        _("The form is too old"),
        _("Your session changed meanwhile. Go back, reload the page and send it again."),
    )


def _is_from_here(origin: str) -> bool:
    return urlsplit(origin).netloc == request.host


def _to_be_sent_again() -> Response:
    """422 with all that was typed in a form with a new token, in the place of the page."""
    shown: dict[str, Any] = {
        "action": request.full_path.rstrip("?"),
        "typed": [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        "files": [sent.filename for sent in request.files.values() if sent.filename],
        "signed_in": current_user.is_authenticated,
    }
    if not is_htmx():
        return make_response(render_template("send_again.html", **shown), UNPROCESSABLE)
    response = make_response(fragments.render_block("send_again.html", "main", **shown), UNPROCESSABLE)
    response.headers["HX-Retarget"] = "#main"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def http_error(error: HTTPException) -> Any:
    """The page of a status code, in words."""
    titles = {
        400: (_("Not understood"), _("What was sent cannot be read. Please go back and type it again.")),
        403: (
            _("Not allowed"),
            _("This is not open to you. If it is your task, ask the office for the appointment."),
        ),
        404: (_("Not found"), _("There is no such page, or it is not yours to see.")),
        405: (_("Not possible"), _("This address cannot be opened like that.")),
        413: (_("Too large"), _("What you sent is larger than 20 MB. Please send smaller files.")),
    }
    if error.code not in titles:
        return error
    return http_page(error.code, *titles[error.code])


def http_page(status: int, title: str, message: str) -> Response:
    """A page that says what happened and what to do; in htmx the message alone."""
    if is_htmx():
        return make_response(message, status)
    return make_response(
        render_template("error.html", heading=title, text=message, url=safe_back("/"), label=_("Back")),
        status,
    )


def failed(_error: Exception) -> Response:
    """A failure of ours: a static page that asks the database nothing."""
    return make_response(send_from_directory("static", "500.html"), 500)
