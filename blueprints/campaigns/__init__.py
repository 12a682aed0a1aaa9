"""The room campaigns."""

from blueprints.campaigns.routes import room

__all__ = ["room"]
