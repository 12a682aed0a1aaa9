"""The room checklists."""

from blueprints.checklists.routes import room

__all__ = ["room"]
