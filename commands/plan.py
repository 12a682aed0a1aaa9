"""Commands: plan."""

from click import Command

COMMANDS: list[Command] = []
