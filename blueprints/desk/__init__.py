"""The room desk."""

from blueprints.desk.routes import room

__all__ = ["room"]
