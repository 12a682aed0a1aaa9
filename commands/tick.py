"""Commands: `tick`, which does everything that time causes, once each."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from extensions import db, writing
from services import reminders


@click.command("tick")
@with_appcontext
def tick() -> None:
    """Give the due and overdue messages, once each; run it as often as you like, also twice at once."""
    with writing():
        told = reminders.tick(datetime.now(UTC))
        db.session.commit()
    click.echo(f"{told} new messages about limits" if told else "nothing new about limits")


COMMANDS: list[click.Command] = [tick]
