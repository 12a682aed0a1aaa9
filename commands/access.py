"""Commands: access."""

from click import Command

COMMANDS: list[Command] = []
