"""All that is stored; importing this package fills the metadata for migrations."""

from models import (
    campaign,
    case,
    checklist,
    event,
    evidence,
    finding,
    ledger,
    lookback,
    notice,
    person,
    rulebook,
    unit,
    work,
)

__all__ = [
    "campaign",
    "case",
    "checklist",
    "event",
    "evidence",
    "finding",
    "ledger",
    "lookback",
    "notice",
    "person",
    "rulebook",
    "unit",
    "work",
]
