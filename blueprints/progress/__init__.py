"""The room progress."""

from blueprints.progress.routes import room

__all__ = ["room"]
