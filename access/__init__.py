"""Who may do what: acts, facts, the table and the lists. Denied unless the table says yes."""

from access.acts import Act
from access.guard import public, requires
from access.lists import kept_units, notices_seen, visible
from access.pieces import seen_evidence
from access.rules import can

__all__ = ["Act", "can", "kept_units", "notices_seen", "public", "requires", "seen_evidence", "visible"]
