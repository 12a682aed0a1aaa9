"""Every address of the app, for tests that walk them all."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import Cookie


def rules_of(app: Flask, method: str) -> list[Rule]:
    """The rules that answer to that method, but for the static files."""
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]


def address_of(rule: Rule, values: dict[str, Any]) -> str:
    """The address with a value for each of its parameters."""
    return re.sub(r"<(?:int:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)


def session_of(client: FlaskClient) -> Cookie | None:
    """The cookie of the client's session as it stands, for `put_back`."""
    return client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])


def put_back(client: FlaskClient, session: Cookie | None) -> None:
    """The client has the session again that `session_of` saw, whatever an answer made of it."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    client.delete_cookie(name)
    if session is not None:
        client.set_cookie(name, session.value)
