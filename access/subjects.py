"""Subjects that are more than one record: a person within a campaign, evidence with what it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.campaign import Campaign
from models.evidence import Evidence
from models.person import Person


@dataclass(frozen=True)
class Standing:
    """A person within a campaign: whose score is asked for. `unit_path` is that of today's unit."""

    person: Person
    campaign: Campaign
    unit_path: str


@dataclass(frozen=True)
class Shown:
    """Evidence with the records it hangs on."""

    evidence: Evidence
    subjects: Sequence[Any]
