"""docs/rules.md speaks of the code as it is: every function it names is there, and every test."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<rule>.+) \| `(?P<function>[\w.]+)` \| `(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)` \|$")
LINES = (ROOT / "docs" / "rules.md").read_text().splitlines()
HEADINGS = tuple(line.removeprefix("## ") for line in LINES if line.startswith("## "))
RULES = [found for line in LINES if (found := ROW.match(line))]
POINTS_TO = re.compile(r"docs/rules\.md,\s+(.{30})", re.DOTALL)
OURS = ("access", "blueprints", "commands", "demo", "importers", "models", "services", "templates", "tests")


def test_every_row_of_the_tables_is_a_rule() -> None:
    rows = [line for line in LINES if line.startswith("|") and not line.startswith(("| rule |", "|---"))]
    assert [line for line in rows if not ROW.match(line)] == []
    assert len(RULES) == len(rows) > len(HEADINGS) == len(set(HEADINGS))


@pytest.mark.parametrize("rule", RULES, ids=lambda found: found["rule"])
def test_its_function_and_its_test_exist(rule: re.Match[str]) -> None:
    assert callable(_named(rule["function"]))
    tree = ast.parse((ROOT / rule["file"]).read_text())
    assert rule["test"] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_who_points_here_names_a_heading() -> None:
    files = [file for folder in OURS for file in (ROOT / folder).rglob("*.*") if file.suffix in {".py", ".html"}]
    named = {(file.name, found) for file in files for found in POINTS_TO.findall(file.read_text())}
    assert named
    assert [one for one in named if not " ".join(one[1].split()).startswith(HEADINGS)] == []


def _named(path: str) -> Any:
    """The function at a dotted path: of a module, or of a class in it."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError:
        return getattr(_named(module), name)
