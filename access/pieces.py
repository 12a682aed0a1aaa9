"""Evidence that a page shows beside a record, as far as the visitor may see it."""

from access import facts
from models.campaign import Campaign
from models.types import Ref
from models.visitor import Visitor
from services import evidence
from services.evidence import Piece


def seen_evidence(visitor: Visitor, campaign: Campaign, *refs: Ref) -> dict[Ref, list[Piece]]:
    """What hangs on those records of `campaign`, which the visitor reads; every asked ref has a list.

    As EVIDENCE_READ has it: all of it inside the own organisation, outside only what one added. A supervisor reads the
    record, and neither its files nor its notes.
    """
    inside = facts.same_organisation(visitor, campaign)
    return {
        ref: [piece for piece in pieces if inside or piece.added_by_id == visitor.id]
        for ref, pieces in evidence.pieces(*refs).items()
    }
