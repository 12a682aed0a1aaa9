"""The room breakdown."""

from blueprints.breakdown import paper
from blueprints.breakdown.routes import room

__all__ = ["paper", "room"]
