"""The room findings."""

from blueprints.findings.routes import room

__all__ = ["room"]
