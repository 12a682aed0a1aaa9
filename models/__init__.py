"""All that is stored; importing this package fills the metadata for migrations."""

from models import (
    appeal,
    campaign,
    case,
    checklist,
    event,
    evidence,
    finding,
    ledger,
    lookback,
    month,
    notice,
    person,
    rulebook,
    unit,
    work,
)

__all__ = [
    "appeal",
    "campaign",
    "case",
    "checklist",
    "event",
    "evidence",
    "finding",
    "ledger",
    "lookback",
    "month",
    "notice",
    "person",
    "rulebook",
    "unit",
    "work",
]
