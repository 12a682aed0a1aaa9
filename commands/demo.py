"""Commands: `demo load` fills an empty database, `demo accounts` says whom to sign in as."""

import unicodedata

import click
from click import Command
from flask.cli import AppGroup
from flask_babel import force_locale

import demo
from blueprints.accounts.words import PARTS
from extensions import db, writing
from pages import now
from services import accounts

group = AppGroup("demo", help="The demo organisation.")
COMMANDS: list[Command] = [group]


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is data already.")
def load(*, if_empty: bool) -> None:
    """Load the demo organisation into an empty database."""
    with writing():
        try:
            demo.load(now())
        except demo.NotEmptyError:
            db.session.rollback()
            if if_empty:
                return
            raise click.ClickException(
                "there is data already; the demo organisation is loaded into an empty database only"
            ) from None
        db.session.commit()
    click.echo("The demo organisation is loaded.")


@group.command("accounts")
def list_accounts() -> None:
    """List the demo accounts; nothing where no demo data is loaded."""
    shown = accounts.demo_accounts()
    if shown is None:
        return
    lines = []
    for one in shown.accounts:
        words = []
        for locale in ("zh", "en"):
            with force_locale(locale):
                words.append(str(PARTS.get(one.part, one.part)))
        lines.append((one.staff_no, *words, one.name))
    click.echo(f"Demo accounts (演示账号), all with the password (密码) {shown.password}")
    widths = [max(_width(line[place]) for line in lines) for place in range(4)]
    for line in lines:
        click.echo("  " + "  ".join(_padded(*pair) for pair in zip(line, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
