"""The room accounts."""

from blueprints.accounts.routes import room

__all__ = ["room"]
