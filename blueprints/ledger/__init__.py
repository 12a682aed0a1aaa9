"""The room ledger."""

from blueprints.ledger import download
from blueprints.ledger.routes import room

__all__ = ["download", "room"]
