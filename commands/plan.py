"""`flask --app app plan parse FILE`: what the reader drafts from a plan."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from importers import plan
from importers.refusals import Unreadable
from importers.text import decode

group = AppGroup("plan", help="Read implementation plans.")


@group.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The whole draft as JSON.")
def parse(file: Path, *, as_json: bool) -> None:
    """Draft FILE (a .txt in UTF-8 or GB18030) and print what was read."""
    try:
        draft = plan.read(decode(file.read_bytes()))
    except Unreadable as unreadable:
        raise click.ClickException(f"{file}: cannot be read ({unreadable.key})") from None
    if as_json:
        click.echo(json.dumps(draft.as_json(), ensure_ascii=False, indent=1))
        return
    for path, value in draft.values():
        click.echo(
            f"{path}: {getattr(value, 'text', None) or getattr(value, 'day', '')}{' ?' if value.guessed else ''}"
        )
    click.echo(f"missing: {', '.join(draft.missing) or '-'}")


COMMANDS: list[click.Command] = [group]
