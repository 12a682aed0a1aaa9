"""Subjects that are more than one record: a person within a campaign, evidence with what it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.campaign import Campaign
from models.evidence import Evidence
from models.person import Person
from models.unit import Unit
from services.structure import UnitCard


@dataclass(frozen=True)
class Standing:
    """A person within a campaign: whose score is asked for. `unit_path` is that of today's unit."""

    person: Person
    campaign: Campaign
    unit_path: str


@dataclass(frozen=True)
class UnitStanding:
    """A unit within a campaign: whose score is asked for."""

    unit: Unit | UnitCard
    campaign: Campaign

    @property
    def unit_path(self) -> str:
        """Its path."""
        return self.unit.path


@dataclass(frozen=True)
class Shown:
    """Evidence with the records it hangs on."""

    evidence: Evidence
    subjects: Sequence[Any]
