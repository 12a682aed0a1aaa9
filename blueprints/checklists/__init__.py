"""The room checklists."""

from blueprints.checklists import drafting, importing, item, paper, sheets
from blueprints.checklists.routes import room

__all__ = ["drafting", "importing", "item", "paper", "room", "sheets"]
