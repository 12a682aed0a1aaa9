"""The room notices."""

from blueprints.notices.routes import room

__all__ = ["room"]
