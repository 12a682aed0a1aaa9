"""The room progress."""

from blueprints.progress import closing, paper
from blueprints.progress.routes import room

__all__ = ["closing", "paper", "room"]
