"""The room lookbacks."""

from blueprints.lookbacks.routes import room

__all__ = ["room"]
