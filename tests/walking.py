"""Every address of the app, for tests that walk them all."""

import re
from typing import Any

from flask import Flask
from werkzeug.routing import Rule


def rules_of(app: Flask, method: str) -> list[Rule]:
    """The rules that answer to that method, but for the static files."""
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]


def address_of(rule: Rule, values: dict[str, Any]) -> str:
    """The address with a value for each of its parameters."""
    return re.sub(r"<(?:int:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)
