"""`flask --app app plan parse FILE`: what the reader drafts from a plan."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

import wording
from importers import plan
from importers.files import text_of
from importers.refusals import Unreadable

Read = TypeVar("Read")
group = AppGroup("plan", help="Read implementation plans.")


@group.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The whole draft as JSON.")
def parse(file: Path, *, as_json: bool) -> None:
    """Draft FILE (.txt in UTF-8 or GB18030, .docx, .xlsx, .pdf) and print what was read."""
    draft = drafted(file, plan.read)
    if as_json:
        click.echo(json.dumps(draft.as_json(), ensure_ascii=False, indent=1))
        return
    for path, value in draft.values():
        click.echo(
            f"{path}: {getattr(value, 'text', None) or getattr(value, 'day', '')}{' ?' if value.guessed else ''}"
        )
    click.echo(f"missing: {', '.join(draft.missing) or '-'}")


def drafted(file: Path, read: Callable[[str], Read]) -> Read:
    """What a reader makes of the text of a file. Raises ClickException, in words, where it cannot be read."""
    try:
        return read(text_of(file.read_bytes()))
    except Unreadable as unreadable:
        reason = wording.said(wording.UNREADABLE, unreadable.key, unreadable.values)
        raise click.ClickException(f"{file}: cannot be read ({unreadable.key}). {reason}") from None


COMMANDS: list[click.Command] = [group]
