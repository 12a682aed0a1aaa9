"""Commands: accounts."""

from click import Command

COMMANDS: list[Command] = []
