"""Commands: tick."""

from click import Command

COMMANDS: list[Command] = []
