"""The room accounts."""

from blueprints.accounts import importing, people, slips
from blueprints.accounts.routes import room

__all__ = ["importing", "people", "room", "slips"]
