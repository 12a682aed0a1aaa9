"""The unit tree, the campaigns and the settings, kept per process until the structure's version rises."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState, Phase
from models.unit import Unit, UnitKind
from services import settings
from services.settings import Settings


@dataclass(frozen=True)
class UnitCard:
    """A unit as lists need it."""

    id: int
    parent_id: int | None
    kind: UnitKind
    name: str
    path: str
    organisation_id: int
    active: bool


@dataclass(frozen=True)
class PhaseCard:
    """A phase as the frame needs it."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CampaignCard:
    """A campaign as the frame needs it."""

    id: int
    slug: str
    title: str
    brand: str
    organisation_id: int
    emblem_id: int | None
    state: CampaignState
    phases: tuple[PhaseCard, ...]

    @property
    def starts_on(self) -> date | None:
        """The earliest start of a phase."""
        return min((phase.starts_on for phase in self.phases), default=None)

    @property
    def ends_on(self) -> date | None:
        """The latest end of a phase."""
        return max((phase.ends_on for phase in self.phases), default=None)

    def phase_on(self, day: date) -> tuple[int, PhaseCard] | None:
        """Number (from 1) and phase of `day`: the last that runs, else the next, else the last."""
        numbered = list(enumerate(self.phases, start=1))
        running = [pair for pair in numbered if pair[1].starts_on <= day <= pair[1].ends_on]
        coming = [pair for pair in numbered if pair[1].starts_on > day]
        return next(iter(running[-1:] or coming[:1] or numbered[-1:]), None)


@dataclass(frozen=True)
class Structure:
    """All of it, under one version."""

    version: int
    units: dict[int, UnitCard]
    campaigns: dict[str, CampaignCard]
    settings: dict[int, Settings]
    frames: dict[Any, Any] = field(default_factory=dict, compare=False)  # what pages keep for as long as this holds

    def settings_of(self, organisation_id: int) -> Settings:
        """The organisation's settings."""
        return self.settings.get(organisation_id) or Settings()

    def zone_of(self, organisation_id: int) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.settings_of(organisation_id).zone)

    def departments_of(self, organisation_id: int) -> list[UnitCard]:
        """The active departments of an organisation, in their order."""
        return [
            unit
            for unit in self.units.values()
            if unit.organisation_id == organisation_id and unit.kind is UnitKind.DEPARTMENT and unit.active
        ]


def chosen_on(day: date, cards: Sequence[CampaignCard]) -> CampaignCard | None:
    """Where one lands among campaigns (newest first): of those not closed one that runs on `day`, else the next to
    come, else the newest; the newest of all where all are closed.
    """
    going = [card for card in cards if card.state is not CampaignState.CLOSED] or cards
    dated = [(card.starts_on, card.ends_on, card) for card in going]
    running = [card for start, end, card in dated if start and end and start <= day <= end]
    coming = [(start, number, card) for number, (start, _end, card) in enumerate(dated) if start and start > day]
    return next(iter(running or [card for *_when, card in sorted(coming, key=lambda one: one[:2])] or going), None)


_kept: dict[str, Structure] = {}


def current(version: int) -> Structure:
    """The structure under `version`, read again only when the version is another one."""
    url = str(db.engine.engine.url)  # an engine is its own engine; the tests bind a connection
    kept = _kept.get(url)
    if kept is None or kept.version != version:
        kept = _kept[url] = read(version)
    return kept


def read(version: int = 0) -> Structure:
    """The structure as the database has it now."""
    rows = db.session.execute(
        select(Unit.id, Unit.parent_id, Unit.kind, Unit.name, Unit.path, Unit.organisation_id, Unit.active).order_by(
            Unit.position, Unit.id
        )
    )
    units = {row.id: UnitCard(**row._asdict()) for row in rows}
    organisations = {unit.organisation_id for unit in units.values()}
    return Structure(
        version=version,
        units=units,
        campaigns=_campaigns(),
        settings={one: settings.of_organisation(one) for one in organisations},
    )


def _campaigns() -> dict[str, CampaignCard]:
    phases: dict[int, list[PhaseCard]] = {}
    for row in db.session.execute(
        select(Phase.campaign_id, Phase.name, Phase.starts_on, Phase.ends_on).order_by(Phase.position)
    ):
        phases.setdefault(row.campaign_id, []).append(PhaseCard(row.name, row.starts_on, row.ends_on))
    rows = db.session.execute(
        select(
            Campaign.id,
            Campaign.slug,
            Campaign.title,
            Campaign.brand,
            Campaign.organisation_id,
            Campaign.emblem_id,
            Campaign.state,
        ).order_by(Campaign.id.desc())
    )
    return {row.slug: CampaignCard(*row, phases=tuple(phases.get(row.id, ()))) for row in rows}
