"""Commands of `flask --app app …`, a file per group."""

from importlib import import_module

from flask import Flask

GROUPS = ("accounts", "plan", "rules", "ledger", "tick", "demo", "evidence", "access")


def init_app(app: Flask) -> None:
    """Hang the commands on the app."""
    for name in GROUPS:
        for command in import_module(f"commands.{name}").COMMANDS:
            app.cli.add_command(command)
