"""`flask --app app rules parse FILE`: what the reader drafts from a rulebook."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from commands.plan import drafted
from importers import rulebook

group = AppGroup("rules", help="Read rulebooks.")


@group.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The whole draft as JSON.")
def parse(file: Path, *, as_json: bool) -> None:
    """Draft FILE (.txt, .docx, .pdf or .xlsx) and print what was read."""
    answer = drafted(file, rulebook.read).as_json()
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for rule in answer["rules"]:
        amount = "veto" if rule["veto"] else f"{rule['points_min']}-{rule['points_max']} {rule['unit']}"
        click.echo(f"{rule['direction']} {amount} / {rule['per']}: {rule['text']}")
    for unread in answer["unread"]:
        click.echo(f"not a rule ({unread['why']}): {unread['text']}")


COMMANDS: list[click.Command] = [group]
