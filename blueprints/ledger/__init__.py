"""The room ledger."""

from blueprints.ledger.routes import room

__all__ = ["room"]
