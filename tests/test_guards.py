"""Rules of the house that a machine can hold: each test names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

import wording
from app import create_app
from models import refusals
from models.refusals import RuleBroken
from scripts import catalogue
from tests.databases import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("access", "blueprints", "commands", "exporters", "importers", "models", "services")
TOP = sorted(ROOT.glob("*.py"))
MOST_LINES = 500
MOST_LINES_OF_FUNCTION = 60
CHINESE = re.compile(r"[\u3400-\u9fff]")
INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LANGUAGE_SWITCH = ("中 / EN", "切换为中文")  # a language is named in itself
CHINESE_IS_DATA = (
    "importers/",  # the vocabulary of Chinese documents
    "commands/",  # a terminal is told both at once
    "services/stored_words.py",  # what is stored and filed keeps the organisation's language
)


def python_files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
    yield from TOP


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------------------------------------ words
def test_every_message_has_its_chinese_with_the_same_placeholders():
    found = catalogue.problems(catalogue.extracted(), catalogue.translated())
    assert not found, "\n".join(found)


def test_no_message_stands_inside_a_formatted_string():
    """Where it would not be extracted, and nobody would miss its Chinese."""
    found = [
        f"{named(path)}:{call.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", *catalogue.KEYWORDS)
    ]
    assert not found, "\n".join(found)


def test_every_template_is_read_for_its_messages():
    """A template that the reader cannot parse would be passed over, and its messages with it."""
    seen = {place for message in catalogue.extracted() for place, _line in message.locations}
    saying = {
        named(path).removeprefix("templates/") for path in templates() if "{{ _(" in path.read_text(encoding="utf-8")
    }
    assert saying
    assert not {one for one in saying if not any(place.endswith(one) for place in seen)}


def test_templates_hold_no_chinese_words():
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in templates()
        for number, line in enumerate(_without_comments(path).splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert not found, "\n".join(found)


def _without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for words in LANGUAGE_SWITCH:
        text = text.replace(words, "")
    return COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def test_code_holds_no_chinese_words():
    found = [
        f"{named(path)}:{constant.lineno}: {constant.value!r}"
        for path in python_files()
        if not named(path).startswith(CHINESE_IS_DATA)
        for constant in _words_of(path)
        if CHINESE.search(constant.value)
    ]
    assert not found, "\n".join(found)


def _words_of(path: Path) -> list[ast.Constant]:
    """Every string of the module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def test_every_key_that_a_service_uses_has_its_words(app: Flask):
    kept = {"refusal": wording.refusals, "act": wording.acts, "notice": wording.notices}
    found = sorted({f"{kind} {key!r} ({place})" for kind, key, place in _keys() if key not in kept[kind]})
    assert not found, "without words in any words.py:\n" + "\n".join(found)


def _keys() -> Iterator[tuple[str, str, str]]:
    """Kind, key and place of each message key that is written in the services."""
    refusing = {
        name for name, kind in vars(refusals).items() if isinstance(kind, type) and issubclass(kind, RuleBroken)
    }
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            kind, place = {"traces.record": ("act", 0), "notices.tell": ("notice", 1)}.get(called, ("refusal", 0))
            if (kind != "refusal" or called in refusing) and len(node.args) > place:
                for key in _constants(node.args[place]):
                    yield kind, key, f"{named(path)}:{node.lineno}"


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


# ------------------------------------------------------------------------------------------------ templates
def test_templates_have_no_inline_styles_or_handlers():
    found = [
        f"{named(path)}: {match[0][:80]}" for path in templates() for match in INLINE.finditer(_without_comments(path))
    ]
    assert not found, "\n".join(found)


def test_every_template_compiles(app: Flask):
    for path in templates():
        app.jinja_env.compile(path.read_text(encoding="utf-8"), named(path), str(path))


def test_no_template_imports_what_it_does_not_use(app: Flask):
    found = []
    for path in templates():
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
        used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        found += [f"{named(path)}: {name}" for name in _imported(tree) if name not in used]
    assert not found, "\n".join(found)


def _imported(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Import):
        yield node.target
    for node in tree.find_all(nodes.FromImport):
        for name in node.names:
            yield name[1] if isinstance(name, tuple) else name


# ------------------------------------------------------------------------------------------------ code
def test_blueprints_ask_the_database_nothing():
    """They load a record by its id at most; every question is a service's."""
    found = [
        f"{named(path)}:{number}"
        for path in sorted((ROOT / "blueprints").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\bselect\(|session\.(execute|scalars?)\(", line)
    ]
    assert not found, "\n".join(found)


def test_services_never_commit():
    found = [
        named(path)
        for path in sorted((ROOT / "services").rglob("*.py"))
        if ".commit(" in path.read_text(encoding="utf-8")
    ]
    assert not found, f"services flush, requests and commands commit: {found}"


def test_no_file_is_longer_than_a_reader_can_hold():
    ours = [*python_files(), *templates(), *(ROOT / "static" / "js").glob("*.js")]
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ours}
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def test_no_function_is_longer_than_a_screen():
    found = [
        f"{named(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= MOST_LINES_OF_FUNCTION
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["services", "blueprints"])
def test_no_import_of_our_own_hides_inside_a_function(folder: str):
    """A circle that needs one means that a verb stands in the wrong room. A heavy library may wait for its first use."""
    found = [
        f"{named(path)}:{inner.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom)) and (ROOT / _package(inner)).exists()
    ]
    assert not found, "\n".join(found)


def _package(node: ast.Import | ast.ImportFrom) -> str:
    """The folder that a module of our own would lie in."""
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return (name or "").partition(".")[0]


def test_a_route_without_an_act_stops_the_app(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Flask, "add_url_rule", _forgetful(Flask.add_url_rule))
    with pytest.raises(RuntimeError, match="forgotten"):
        create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": "sqlite://"})


def _forgetful(add_url_rule):
    """`add_url_rule` that adds a route of its own beside the first one, as somebody might."""

    def add(app, rule, endpoint=None, view_func=None, **options):
        add_url_rule(app, rule, endpoint, view_func, **options)
        if "forgotten" not in app.view_functions:
            add_url_rule(app, "/forgotten", "forgotten", lambda: "")

    return add
