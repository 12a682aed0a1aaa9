"""The room units."""

from blueprints.units.routes import room

__all__ = ["room"]
