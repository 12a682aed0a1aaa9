"""Rows that are written once for the values they are made of (docs/performance.md, Rows)."""

import secrets
from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from pages import zone

MOST_KEPT = 8192  # rows of all pages in one process, about 10 MB
TOKEN = secrets.token_hex(16)  # stands in a kept row for the token of whoever is shown it


def rows(file: str, each: list[Any], *same: Hashable) -> Markup:
    """The rows one after another, each by the macro `row` of `file`, called with it and with `same`.

    A row is written again only for other values: all that it shows must be in it, in `same`, or follow from the
    language and the zone. Who may see the row, or press its buttons, is for the caller to ask before; a form in it
    takes `TOKEN`.
    """
    write = _written.__wrapped__ if current_app.debug else _written
    where = f"{get_locale()} {zone()}"
    html = "".join([write(file, where, one, same) for one in each])
    return Markup(html.replace(TOKEN, generate_csrf()) if TOKEN in html else html)  # noqa: S704 - our own macros'


@lru_cache(MOST_KEPT)
def _written(file: str, _where: str, row: Hashable, same: tuple[Hashable, ...]) -> str:
    macros: Any = current_app.jinja_env.get_template(file).module
    return str(macros.row(row, *same))


def set_up(app: Flask) -> None:
    """`rows` as `kept_rows`, and its token, for templates."""
    app.jinja_env.globals.update(kept_rows=rows, ROW_TOKEN=TOKEN)


def kept() -> int:
    """How many rows are kept in this process."""
    return _written.cache_info().currsize


def forget() -> None:
    """Keep none."""
    _written.cache_clear()
