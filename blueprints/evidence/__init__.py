"""The room evidence."""

from blueprints.evidence.routes import room

__all__ = ["room"]
