"""The mark on every route: which act it is, or that it is public. Marking and checking are one line."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import Flask, abort, g, request
from flask_login import current_user

from access import loading
from access.acts import Act
from access.rules import READ_OF, can, could_before_closing
from extensions import login
from models.campaign import Campaign
from models.refusals import WrongState

View = Callable[..., Any]


def public(view: View) -> View:
    """A route that anyone may use without signing in."""
    view.act = None  # type: ignore[attr-defined]
    return view


def requires(act: Act, model: type | None = None) -> Callable[[View], View]:
    """The route does `act` on the `model` that its address names, which it gets loaded as first argument.

    404 if the visitor may not even read it, or it stands under another campaign's address; 403 if not do it.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def checked(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return login.unauthorized()
            campaign = loading.campaign(values.pop("slug", None))
            g.campaign = campaign
            subject = loading.subject(model, values, campaign)
            if not can(current_user, act, subject):
                _refuse(act, subject)
            return view(subject, **values) if model is not None else view(**values)

        checked.act = act  # type: ignore[attr-defined]
        return checked

    return mark


def _refuse(act: Act, subject: Any) -> NoReturn:
    """404 for what may not be read, a broken rule (422) where only the campaign's end stands in the way, else 403."""
    if not _may_read(act, subject):
        abort(404)
    if could_before_closing(current_user, act, subject):
        raise WrongState("campaign_closed")
    abort(403)


def _may_read(act: Act, subject: Any) -> bool:
    if subject is None:
        return True
    read = Act.CAMPAIGN_READ if isinstance(subject, Campaign) else READ_OF[act]
    return can(current_user, read, subject)


def refuse_unmarked(app: Flask) -> None:
    """Raises RuntimeError for a route with neither an act nor the public mark."""
    unmarked = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "act")
    ]
    if unmarked:
        raise RuntimeError(f"routes without an act: {', '.join(sorted(unmarked))}")


def is_htmx() -> bool:
    """Whether htmx asked; a history restore counts as not."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
