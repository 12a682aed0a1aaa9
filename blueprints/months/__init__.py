"""The room months."""

from blueprints.months import closing, pay
from blueprints.months.routes import room

__all__ = ["closing", "pay", "room"]
