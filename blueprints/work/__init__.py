"""The room work."""

from blueprints.work.routes import room

__all__ = ["room"]
