"""Commands: ledger."""

from click import Command

COMMANDS: list[Command] = []
