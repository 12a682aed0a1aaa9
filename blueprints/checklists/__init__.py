"""The room checklists."""

from blueprints.checklists import drafting, item
from blueprints.checklists.routes import room

__all__ = ["drafting", "item", "room"]
