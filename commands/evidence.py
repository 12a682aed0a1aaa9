"""Commands: `evidence sweep` removes files that nobody used."""

import click
from click import Command
from flask import current_app
from flask.cli import AppGroup

from extensions import db, writing
from pages import now
from services import evidence

group = AppGroup("evidence", help="Files kept as evidence.")
COMMANDS: list[Command] = [group]


@group.command("sweep")
def sweep() -> None:
    """Remove what a refused form left and nobody used for a day."""
    with writing():
        number = evidence.sweep(current_app.config["EVIDENCE_FOLDER"], at=now())
        db.session.commit()
    click.echo(f"{number} unused removed.")
