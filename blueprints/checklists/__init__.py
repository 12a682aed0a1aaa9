"""The room checklists."""

from blueprints.checklists import drafting, importing, item, sheets
from blueprints.checklists.routes import room

__all__ = ["drafting", "importing", "item", "room", "sheets"]
