"""The room cases."""

from blueprints.cases import recording
from blueprints.cases.routes import room

__all__ = ["recording", "room"]
