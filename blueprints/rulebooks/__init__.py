"""The room rulebooks."""

from blueprints.rulebooks import importing, sheets
from blueprints.rulebooks.routes import room

__all__ = ["importing", "room", "sheets"]
