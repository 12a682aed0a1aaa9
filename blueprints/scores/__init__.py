"""The room scores."""

from blueprints.scores.routes import room

__all__ = ["room"]
