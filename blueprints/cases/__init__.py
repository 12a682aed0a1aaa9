"""The room cases."""

from blueprints.cases.routes import room

__all__ = ["room"]
