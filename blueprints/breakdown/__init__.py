"""The room breakdown."""

from blueprints.breakdown import paper, sheet
from blueprints.breakdown.routes import room

__all__ = ["paper", "room", "sheet"]
