"""The room appeals."""

from blueprints.appeals.routes import room

__all__ = ["room"]
