"""The desk: what waits for a person from all rooms, what is due this week, how the unit and the score stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db
from importers.vocabulary import PHASE_WORD
from models.campaign import Campaign, CampaignState
from models.rulebook import Span
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import (
    accounting,
    appeal_waits,
    breakdown,
    campaigns,
    case_waits,
    checklists,
    clocks,
    finding_waits,
    lookbacks,
    month_waits,
    periods,
    progress_lines,
    rulebooks,
    scores,
    settings,
    turns,
)
from services.lights import Light
from services.progress import Item, Row
from services.scores import Score
from services.waiting import Waiting

ROOMS = (
    campaigns,
    breakdown,
    rulebooks,
    checklists,
    turns,
    progress_lines,
    lookbacks,
    finding_waits,
    case_waits,
    appeal_waits,
    month_waits,
    periods,
)
ROOMS_OF_CLOSED = (appeal_waits, month_waits, periods)
LAST_DAY_OF_WEEK = 6


@dataclass(frozen=True)
class Todo:
    """One thing that waits, with its light (None: it has no limit), the days left and the version of its record."""

    waiting: Waiting
    light: Light | None
    days: int | None
    due_on: date | None
    version: int | None = None

    @property
    def is_overdue(self) -> bool:
        """Its limit has passed."""
        return self.days is not None and self.days < 0


def todos(by: Visitor, campaign: Campaign, at: datetime) -> list[Todo]:
    """All that waits for `by`, most urgent first; in a closed campaign only appeals and months to close."""
    rooms = ROOMS_OF_CLOSED if campaign.state is CampaignState.CLOSED else ROOMS
    chosen = settings.of_organisation(campaign.organisation_id)
    zone = ZoneInfo(chosen.zone)
    waiting = [one for room in rooms for one in room.waiting(by, campaign, at)]
    versions = _versions(one.ref_id for one in waiting if one.ref_kind == Occurrence.__tablename__)
    found = [_todo(one, at, zone, chosen.warn_days, versions) for one in waiting]
    return sorted(found, key=_urgency)


def _versions(occurrence_ids: Iterable[int]) -> dict[int, int]:
    wanted = list(occurrence_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Occurrence.id, Occurrence.version).where(Occurrence.id.in_(wanted)))
    return {row.id: row.version for row in rows}


def _todo(one: Waiting, at: datetime, zone: ZoneInfo, warn_days: int, versions: dict[int, int]) -> Todo:
    version = versions.get(one.ref_id) if one.ref_kind == Occurrence.__tablename__ else None
    if one.due_at is None:
        return Todo(one, Light.YELLOW if one.is_returned else None, None, None, version)
    due_on = clocks.local_day(one.due_at, zone)
    days = clocks.days_left(due_on, clocks.local_day(at, zone))
    light = Light.RED if days < 0 else Light.YELLOW if days <= warn_days or one.is_returned else Light.GREEN
    return Todo(one, light, days, due_on, version)


def _urgency(todo: Todo) -> tuple[int, date, str, int]:
    """Overdue, then near or returned, then what has no limit but waits, then the rest; each by its date."""
    order = {Light.RED: 0, Light.YELLOW: 1, None: 2}.get(todo.light, 3)
    when = todo.due_on or (todo.waiting.since.date() if todo.waiting.since else date.max)
    return order, when, todo.waiting.kind, todo.waiting.ref_id


@dataclass(frozen=True)
class UnitState:
    """How many of a unit's items are accepted and how many under a yellow or red light, as the matrix counts both, and
    how many wait for acceptance: an item may be in more than one. `bar` has each once, in the same order.
    """

    accepted: int
    awaiting: int
    near: int
    overdue: int
    total: int
    bar: tuple[int, int, int, int]


def state_of(items: Iterable[Item]) -> UnitState:
    """How the items stand."""
    kept = [(one.is_accepted, any(row.is_awaiting for row in one.rows), one.light) for one in items]
    first = [_first(*one) for one in kept]
    return UnitState(
        accepted=sum(accepted for accepted, _awaiting, _light in kept),
        awaiting=sum(awaiting for _accepted, awaiting, _light in kept),
        near=sum(light is Light.YELLOW for *_other, light in kept),
        overdue=sum(light is Light.RED for *_other, light in kept),
        total=len(kept),
        bar=(first.count("accepted"), first.count("awaiting"), first.count("near"), first.count("overdue")),
    )


def _first(accepted: bool, awaiting: bool, light: Light) -> str:  # noqa: FBT001
    if accepted:
        return "accepted"
    if light is Light.RED:
        return "overdue"
    if awaiting:
        return "awaiting"
    return "near" if light is Light.YELLOW else "others"


def due_this_week(items: Iterable[Item], today: date, *, responsible_id: int | None = None) -> list[Row]:
    """What is still to be done or accepted by the Sunday of this week, overdue left out; of one person or of all."""
    sunday = today + timedelta(days=LAST_DAY_OF_WEEK - today.weekday())
    rows = [
        row
        for item in items
        for row in item.rows
        if today <= row.due_on <= sunday
        and row.state is not OccurrenceState.ACCEPTED
        and responsible_id in (None, row.responsible_id)
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.occurrence_id))


@dataclass(frozen=True)
class PhaseBar:
    """A phase as the bar shows it: its length, how much of it is gone (0 to 100), done, now or next."""

    name: str
    short_name: str
    days: int
    share: int
    state: str
    working_days_left: int


def phases(campaign: Campaign, today: date) -> list[PhaseBar]:
    """The phases in their order, which may overlap; the one of today is `now`."""
    current = campaign.phase_on(today)
    found = []
    for phase in campaign.phases:
        days = (phase.ends_on - phase.starts_on).days + 1
        gone = min(max((today - phase.starts_on).days + 1, 0), days)
        running = phase is current and phase.starts_on <= today <= phase.ends_on
        before = current is not None and phase.position < current.position
        state = "now" if running else "done" if before or phase.ends_on < today else "next"
        share = 100 if state == "done" else 0 if state == "next" else round(100 * gone / days)
        left = clocks.working_days_between(today, phase.ends_on) if running else 0
        found.append(PhaseBar(phase.name, phase.name.removesuffix(PHASE_WORD), days, share, state, left))
    return found


def score(by: Visitor, campaign: Campaign) -> tuple[Score, Span]:
    """The own score of this month, or over the campaign when this month lies outside it."""
    if _is_month_of(campaign, by.today):
        return scores.standing(campaign, by.id, accounting.month_of(by.today), by.today), Span.MONTH
    whole = scores.period(campaign, Span.CAMPAIGN, by.today)
    return scores.score(campaign, scores.Of(person_id=by.id), whole), Span.CAMPAIGN


def _is_month_of(campaign: Campaign, day: date) -> bool:
    return accounting.month_of(campaign.starts_on) <= accounting.month_of(day) <= accounting.month_of(campaign.ends_on)
