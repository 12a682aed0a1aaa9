"""How templates run: as Jinja's own, but cheaper where a page has many rows (docs/performance.md, Templates).

What comes out is the same. A block is put together once instead of being handed up piece by piece through every level
it stands in; a text without a special character, and a whole number, are not escaped; the keys of a dictionary are
looked up at once; the words of the language are found once per request.
"""

import re
from collections.abc import Sequence
from typing import Any

from flask import Flask, g
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

special = re.compile("[&<>\"']").search
WHOLE = "in_one_piece"  # the filter that only exists to have its block collected
OF_DICTS = frozenset(dir(dict))


class Writer(CodeGenerator):
    """Writes templates whose output is escaped by `written`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.written(")
            if finalize.src is not None:
                self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)


class Templates(Environment):
    """The environment of the app's templates."""

    code_generator_class = Writer

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.filters.update(
            {WHOLE: lambda text: text, "bends": bends, "points": points, "signed": signed, "plain": plain}
        )

    @staticmethod
    def written(value: Any) -> str:
        """As `escape`, for what is written at once."""
        kind = type(value)
        if kind is str:
            return value if special(value) is None else escape(value)
        return str(value) if kind is int or kind is Markup else escape(value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja's: an attribute, else an item. A dictionary has no attributes but its methods."""
        if type(obj) is dict and attribute not in OF_DICTS:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        for block in template.find_all(nodes.Block):
            block.body = [_whole(block.body, block.lineno)]
        if template.find(nodes.Extends) is None:
            template.body = [_whole([one], one.lineno) if isinstance(one, nodes.For) else one for one in template.body]
        return template


def _whole(body: list[nodes.Node], line: int) -> nodes.Node:
    """The same, collected first and written once."""
    found = nodes.FilterBlock(body, nodes.Filter(None, WHOLE, [], [], None, None, lineno=line), lineno=line)
    return found.set_environment(body[0].environment) if body and body[0].environment else found


def signed(value: Any) -> str:
    """+2.0, −0.25: one decimal or two."""
    if not value:
        return "0.0"
    return plain(value) if value < 0 else f"+{plain(value)}"


def plain(value: Any) -> str:
    """2.0, −0.25: no sign but the minus."""
    text = f"{value:.2f}".replace("-", "−")
    return text.removesuffix("0")


def points(value: Any, struck: bool = False, unit: str = "") -> Markup:  # noqa: FBT001, FBT002 - as the macro
    """A figure with its sign in its colour, and the unit after it; `ui.points` in rows of which there are many."""
    tone = "struck" if struck else "plus" if value > 0 else "minus" if value < 0 else "zero"
    after = f" {escape(unit)}" if unit else ""
    return Markup(f'<span class="lb-points lb-points-{tone}">{signed(value)}{after}</span>')  # noqa: S704 - figures


def bends(values: Sequence[Any]) -> list[tuple[int, Any]]:
    """Place and value of the points at which a line of steps bends: what lies between two equal ones says nothing."""
    last = len(values) - 1
    return [
        (at, value)
        for at, value in enumerate(values)
        if at in {0, last} or not values[at - 1] == value == values[at + 1]
    ]


# ------------------------------------------------------------------------------------------------ words
def words() -> Any:
    """The translations of this request's language, looked for once as long as it stays the same."""
    babel = g.get("_flask_babel")
    locale = getattr(babel, "babel_locale", None)
    kept = getattr(babel, "words", None)
    if kept is None or kept[0] is not locale or locale is None:
        translations = get_translations()
        babel = g.get("_flask_babel")
        if babel is None:
            return translations
        kept = babel.words = (babel.babel_locale, translations)
    return kept[1]


def gettext(message: str, **values: Any) -> Markup:
    """A message of a template."""
    return _filled(words().ugettext(message), values)


def ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
    """A message that depends on a number."""
    return _filled(words().ungettext(one, many, num), {"num": num} | values)


def pgettext(context: str, message: str, **values: Any) -> Markup:
    """A message of which there are several by the same English words."""
    return _filled(words().upgettext(context, message), values)


def npgettext(context: str, one: str, many: str, num: int, **values: Any) -> Markup:
    """Both of these."""
    return _filled(words().unpgettext(context, one, many, num), {"num": num} | values)


def _filled(message: str, values: dict[str, Any]) -> Markup:
    """The message as markup, its values escaped."""
    text = Markup(message)  # noqa: S704 - the catalogue is ours
    return text % values if values or "%" in message else text


def set_up(app: Flask) -> None:
    """Words as above; once Flask-Babel has put its own in."""
    named = {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext, "npgettext": npgettext}
    app.jinja_env.globals.update(named)
