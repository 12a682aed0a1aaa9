"""Commands: `tick`, which does everything that time causes, once each."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from commands.ledger import verify_due
from extensions import db, writing
from services import evidence, reminders


@click.command("tick")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to tell.")
@with_appcontext
def tick(*, quiet: bool) -> None:
    """Give the due and overdue messages once each, sweep unused files, verify and sign the ledger; safe at any time."""
    with writing():
        told = reminders.tick(datetime.now(UTC))
        evidence.sweep(current_app.config["EVIDENCE_FOLDER"], at=datetime.now(UTC), thorough=False)
        db.session.commit()
    if told or not quiet:
        click.echo(f"{told} new messages about limits" if told else "nothing new about limits")
    for line in verify_due(datetime.now(UTC)):
        click.echo(line, err=True)


COMMANDS: list[click.Command] = [tick]
