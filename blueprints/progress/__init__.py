"""The room progress."""

from blueprints.progress import closing
from blueprints.progress.routes import room

__all__ = ["closing", "room"]
