"""How a page is answered: whole or one of its blocks, refused, settled, and what the frame needs."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jinja2_fragments.flask as fragments
from flask import Response, abort, current_app, g, make_response, render_template, request, session
from flask_login import current_user

import wording
from access.guard import is_htmx
from extensions import db, will_write
from forms import put_beside
from models.refusals import RuleBroken
from services import structure
from services.structure import Structure

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
VARY = "HX-Request, HX-Target, Cookie"


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def house() -> Structure:
    """The unit tree, campaigns and settings as of this request."""
    if "house" not in g:
        version = current_user.structure_version if current_user.is_authenticated else -1
        g.house = structure.current(version) if version >= 0 else structure.read()
    kept: Structure = g.house
    return kept


def zone() -> ZoneInfo:
    """The time zone of the visitor's organisation."""
    if "zone" not in g:
        g.zone = (
            house().zone_of(current_user.organisation_id)
            if current_user.is_authenticated
            else ZoneInfo("Asia/Shanghai")
        )
    kept: ZoneInfo = g.zone
    return kept


def page(template: str, *, blocks: tuple[str, ...] = (), status: int = 200, **context: Any) -> Response:
    """The whole page, or the one of its `blocks` that htmx asked for, with the flashes out of band."""
    target = request.headers.get("HX-Target", "").partition("#")[2]
    if is_htmx() and target in blocks:
        html = fragments.render_block(template, target, **context)
        html += fragments.render_block("base.html", "flashes", swap_oob=True)
    elif is_htmx() and request.headers.get("HX-Request-Type") != "full":
        return redirecting_whole(request.full_path.rstrip("?"))
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.headers["Vary"] = VARY
    return response


def redirecting_whole(url: str) -> Response:
    """An empty answer by which htmx goes to `url` as a whole page."""
    response = make_response("", 200)
    response.headers["HX-Redirect"] = url
    response.headers["Vary"] = VARY
    return response


def refused(broken: Exception, form: Any = None) -> None:
    """Undo what the request did, and put the message beside its field when a form is given."""
    db.session.rollback()
    if form is not None:
        key, field, values = (
            (broken.key, broken.field, broken.values) if isinstance(broken, RuleBroken) else ("stale", None, {})
        )
        put_beside(form, field, wording.said(wording.refusals, key, values))


def begin() -> None:
    """Before each request: whether its transaction will write. A NUL, which PostgreSQL cannot keep, is no text: 400."""
    will_write.set(request.method not in SAFE_METHODS)
    typed = [
        request.path,
        *(value for _name, values in (*request.args.lists(), *request.form.lists()) for value in values),
    ]
    if any("\0" in text for text in typed):
        abort(400)


def settle(response: Response) -> Response:
    """Commit when the method writes and the answer is no refusal, else roll back."""
    view = current_app.view_functions.get(request.endpoint or "")
    writes = request.method not in SAFE_METHODS or getattr(view, "writes", False)
    if not writes or response.status_code >= 400:  # noqa: PLR2004 - where refusals begin in HTTP
        db.session.rollback()
        return response
    try:
        db.session.commit()
    except Exception:
        db.session.rollback()
        session.pop("_flashes", None)
        raise
    return response
