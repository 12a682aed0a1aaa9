"""`flask --app app access print`: the table of who may do what, as docs/access.md holds it."""

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from access.acts import Act
from access.rules import RULES

group = AppGroup("access", help="Who may do what.")
HEAD = """# Who may do what

Printed from `access/rules.py` by `flask --app app access print`; a test keeps it current. One line per act; each
alternative names facts (`access/facts.py`) that must all hold. What is not listed is denied. Separation of duties is a
rule of the domain on top of it: `services/judging.py`.

| act | one of these |
|---|---|"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    for act in Act:
        alternatives = (" and ".join(_said(fact.__name__) for fact in facts) for facts in RULES.get(act, ()))
        yield f"| `{act}` | {'<br>'.join(alternatives) or 'nobody'} |"


def _said(name: str) -> str:
    return name.replace("_", " ")


@group.command("print")
def print_table() -> None:
    """Print docs/access.md."""
    for line in lines():
        click.echo(line)


COMMANDS: list[click.Command] = [group]
