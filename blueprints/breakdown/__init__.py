"""The room breakdown."""

from blueprints.breakdown.routes import room

__all__ = ["room"]
