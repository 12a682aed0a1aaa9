"""Commands: `first-administrator` invites who sets an empty installation up."""

import os

import click
from click import Command
from flask.cli import with_appcontext

from extensions import db, writing
from models.refusals import RuleBroken
from pages import now
from serve import address, chosen_port
from services import founding


@click.command("first-administrator")
@with_appcontext
def first_administrator() -> None:
    """Print the one-time address at which an empty installation gets its organisation and first administrator."""
    with writing():
        try:
            token = founding.invite(at=now())
        except RuleBroken:
            db.session.rollback()
            click.echo("There is an organisation already (已有单位): sign in with your staff number.")
            return
        db.session.commit()
    door = address(os.environ.get("HOST", "127.0.0.1"), chosen_port())
    click.echo(
        "Set up your organisation and its first administrator here, once, within 24 hours\n"
        f"(在此地址建立单位和首位系统管理员,24 小时内有效,仅限一次):\n  {door}/first/{token}"
    )


COMMANDS: list[Command] = [first_administrator]
