"""Rules of the house that a machine can hold: each test names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from scripts import catalogue

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("access", "blueprints", "exporters", "importers", "models", "services")
SINGLE = ("app.py", "config.py", "errors.py", "extensions.py", "pages.py", "serve.py")
MOST_LINES = 500
MOST_LINES_OF_FUNCTION = 60
CHINESE = re.compile(r"[\u3400-\u9fff]")
INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CHINESE_IS_DATA = ("importers/", "services/demo")  # a vocabulary of Chinese documents; the demo's own words


def python_files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
    yield from (ROOT / name for name in SINGLE if (ROOT / name).exists())


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------------------------------------ words
def test_every_message_has_its_chinese_with_the_same_placeholders():
    found = catalogue.problems(catalogue.extracted(), catalogue.translated())
    assert not found, "\n".join(found)


def test_templates_hold_no_chinese_words():
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in templates()
        for number, line in enumerate(_without_comments(path).splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert not found, "\n".join(found)


def _without_comments(path: Path) -> str:
    return COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))


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


# ------------------------------------------------------------------------------------------------ templates
def test_templates_have_no_inline_styles_or_handlers():
    found = [
        f"{named(path)}: {match[0][:80]}"
        for path in templates()
        for match in INLINE.finditer(_without_comments(path))
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
def test_no_import_hides_inside_a_function(folder: str):
    """A circle that needs one means that a verb stands in the wrong room."""
    found = [
        f"{named(path)}:{inner.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert not found, "\n".join(found)
