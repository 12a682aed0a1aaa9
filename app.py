"""Lookback 回头看: `create_app` puts the rooms together."""

from importlib import import_module
from typing import Any

from flask import Flask, Request, Response, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

import commands
import config
import errors
import rendering
import statics
import wording
from access import Act, can
from access.guard import is_htmx, public, refuse_unmarked
from extensions import babel, compress, csrf, db, login, migrate
from forms import LARGEST
from models.visitor import Visitor
from navigation import frame
from pages import begin, now, settle, zone
from services import accounts

ROOMS = (
    "accounts",
    "units",
    "notices",
    "campaigns",
    "breakdown",
    "desk",
    "checklists",
    "work",
    "evidence",
    "progress",
    "lookbacks",
    "findings",
    "rulebooks",
    "cases",
    "appeals",
    "months",
    "ledger",
    "scores",
)
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; `overrides` replace configuration. Raises RuntimeError for a route without an act."""
    app = Flask(__name__)
    app.request_class = Asked
    app.session_interface = Sessions()
    app.config.from_mapping(config.settings(config.ROOT / "instance"))
    app.config.from_mapping(overrides or {})
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=False, compare_type=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=chosen_locale, default_translation_directories="translations")
    compress.init_app(app)
    login.init_app(app)
    login.user_loader(load_visitor)
    login.unauthorized_handler(ask_to_sign_in)
    errors.init_app(app)
    commands.init_app(app)
    version = statics.version_of(config.ROOT / "static")
    app.view_functions["static"] = public(statics.view_of(app, version))
    app.url_map.converters["int"] = RecordId
    _open_rooms(app)
    _set_up_templates(app, version)
    app.before_request(begin)
    app.before_request(insist_on_own_password)
    app.after_request(settle)
    app.after_request(protect)
    app.url_defaults(keep_campaign)
    refuse_unmarked(app)
    return app


class Sessions(SecureCookieSessionInterface):
    """The site's own files do not vary with the session, so that a browser keeps them when it changes."""

    def save_session(self, app: Flask, session: SessionMixin, response: BaseResponse) -> None:
        """Everything but these files may change the session, and varies with it."""
        if request.endpoint != "static":
            super().save_session(app, session, response)  # type: ignore[arg-type]


class RecordId(IntegerConverter):
    """<int:…> in an address: what lies beyond the databases' integers is no record's id, so 404."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


class Sent(ImmutableMultiDict[str, str]):
    """What a form or an address sent: read as a number, what lies beyond the databases' integers is none."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override] # noqa: A002
        """The first value of that name, in that type; the default if it has none."""
        return super().get(key, default, _number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002
        """All values of that name that have that type."""
        return super().getlist(key, _number if type is int else type)


class Asked(Request):
    """A request whose forms and addresses hold no number that a database cannot."""

    parameter_storage_class = Sent


def _number(typed: str) -> int:
    number = int(typed)
    if abs(number) > LARGEST:
        raise ValueError
    return number


def _open_rooms(app: Flask) -> None:
    for name in ROOMS:
        app.register_blueprint(import_module(f"blueprints.{name}").room)
    wording.collect(import_module(f"blueprints.{name}.words") for name in ROOMS)


def _set_up_templates(app: Flask, version: str) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(ui=_Macros(app), can=can, Act=Act, said=wording.said, wording=wording)
    app.jinja_env.globals.update(static_version=version, sprite_url=f"/static/icons.svg?v={version}")
    app.jinja_env.filters["local"] = lambda moment: moment and moment.astimezone(zone())
    app.jinja_env.filters["local_day"] = lambda moment: moment and moment.astimezone(zone()).date()
    rendering.set_up(app)
    app.context_processor(frame)


class _Macros:
    """The macros of ui.html as one global, so that blocks rendered alone see them."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._app.jinja_env.get_template("ui.html").module, name)
        if not self._app.debug:
            self.__dict__[name] = found  # so that it is looked for once
        return found


def load_visitor(key: str) -> Visitor | None:
    """The visitor of this session, from one statement."""
    return accounts.visitor(key, now())


def ask_to_sign_in() -> Response:
    """Nobody is signed in: htmx gets 401 and shows the link, a page leads to the door."""
    if is_htmx():
        return Response("", 401)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", back=back), 303)  # type: ignore[return-value]


def insist_on_own_password() -> Response | None:
    """After a reset, or the first time, one's own password comes before all else."""
    allowed = ("static", "accounts.password", "accounts.password_post", "accounts.sign_out", "accounts.speak")
    if request.endpoint in allowed or not current_user.is_authenticated:
        return None
    return redirect(url_for("accounts.password"), 303) if current_user.must_change_password else None  # type: ignore[return-value]


def chosen_locale() -> str:
    """What the person chose, then this session, then the browser; Chinese first."""
    languages = ("zh", "en")
    chosen = session.get("locale") or (current_user.locale if current_user.is_authenticated else None)
    return chosen if chosen in languages else request.accept_languages.best_match(languages, "zh")


def keep_campaign(endpoint: str, values: dict[str, Any]) -> None:
    """Links inside a campaign stay inside it."""
    campaign = g.get("campaign")
    if campaign is not None and "slug" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
        values["slug"] = campaign.slug


def protect(response: Response) -> Response:
    """The headers of every answer."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    if request.endpoint != "static" and current_user.is_authenticated:
        headers.setdefault("Cache-Control", "no-store")
    return response
