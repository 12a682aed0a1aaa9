"""Commands: demo."""

from click import Command

COMMANDS: list[Command] = []
