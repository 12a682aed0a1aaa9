"""The room rulebooks."""

from blueprints.rulebooks.routes import room

__all__ = ["room"]
