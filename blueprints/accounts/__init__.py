"""The room accounts."""

from blueprints.accounts import people
from blueprints.accounts.routes import room

__all__ = ["people", "room"]
