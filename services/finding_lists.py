"""The list of findings: filtered, searched, paged by keyset, and counted by state."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from extensions import db
from models.campaign import Campaign
from models.finding import Finding, FindingSource, FindingState, Rectification, Severity
from models.person import Membership, Person
from models.unit import Unit, UnitKind
from services.findings import CLOSED
from services.standing import NOT_CLOSED, TO_RECTIFY

PAGE = 30
NUMBER = re.compile(r"(?:W-?)?0*(\d{1,9})$", re.IGNORECASE)
STATES = ("open", "overdue", "submitted", "closed", "all")


@dataclass(frozen=True)
class Filter:
    """What the address asks for."""

    state: str = "open"
    unit_path: str | None = None
    source: FindingSource | None = None
    owner_id: int | None = None
    recurrent: bool = False
    text: str = ""
    before: int | None = None
    after: int | None = None


class Listed(NamedTuple):
    """A finding in the list."""

    id: int
    number: int
    text: str
    source: FindingSource
    severity: Severity
    state: FindingState
    unit: str
    owner: str | None
    due_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    recurs: bool


@dataclass(frozen=True)
class Page:
    """One page, with the ids that lead to the newer and the older one."""

    rows: list[Listed]
    newer: int | None
    older: int | None


def page_of(seen: Select[Any], chosen: Filter, *, at: datetime) -> Page:
    """The findings that the reader may see (`seen`) and asks for, newest first."""
    owner = aliased(Person)
    closings = (
        select(func.count())
        .where(Rectification.finding_id == Finding.id, Rectification.closed_out.is_(True))
        .correlate(Finding)
        .scalar_subquery()
    )
    came_back = or_(
        Finding.recurs_id.is_not(None), closings > case((Finding.state == FindingState.CLOSED_OUT, 1), else_=0)
    )
    query = (
        select(
            Finding.id,
            Finding.number,
            Finding.text,
            Finding.source,
            Finding.severity,
            Finding.state,
            Unit.name,
            owner.name,
            Finding.due_at,
            Finding.opened_at,
            Finding.closed_at,
            came_back,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .outerjoin(owner, owner.id == Finding.owner_id)
        .where(Finding.id.in_(seen.with_only_columns(Finding.id)), *_narrowed(chosen))
        .where(_state(chosen.state, at))
    )
    if chosen.recurrent:
        query = query.where(came_back)
    if chosen.after is not None:
        query = query.where(Finding.id > chosen.after).order_by(Finding.id)
    else:
        query = query.order_by(Finding.id.desc())
        if chosen.before is not None:
            query = query.where(Finding.id < chosen.before)
    rows = [Listed._make(row) for row in db.session.execute(query.limit(PAGE + 1))]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if chosen.after is not None:
        rows.reverse()
        return Page(rows, rows[0].id if more and rows else None, rows[-1].id if rows else None)
    has_newer = chosen.before is not None and rows
    return Page(rows, rows[0].id if has_newer else None, rows[-1].id if more else None)


def counts(seen: Select[Any], chosen: Filter, *, at: datetime) -> dict[str, int]:
    """How many each state's chip shows, under the other filters."""
    columns = [func.coalesce(func.sum(case((_state(name, at), 1), else_=0)), 0) for name in STATES]
    row = db.session.execute(
        select(*columns)
        .select_from(Finding)
        .join(Unit, Unit.id == Finding.unit_id)
        .where(Finding.id.in_(seen.with_only_columns(Finding.id)), *_narrowed(chosen))
    ).one()
    return dict(zip(STATES, (int(count) for count in row), strict=True))


def attempts(finding_id: int) -> list[Rectification]:
    """Every rectification of a finding in order, with the names that its page shows."""
    query = (
        select(Rectification)
        .where(Rectification.finding_id == finding_id)
        .order_by(Rectification.number)
        .options(joinedload(Rectification.by), joinedload(Rectification.decided_by))
    )
    return list(db.session.scalars(query))


def related(finding: Finding) -> list[Finding]:
    """The other findings on the same item within the campaign, newest first; without an item the one it recurs."""
    same = Finding.item_id == finding.item_id if finding.item_id is not None else Finding.id == finding.recurs_id
    if finding.item_id is None and finding.recurs_id is None:
        return []
    query = (
        select(Finding)
        .where(Finding.campaign_id == finding.campaign_id, same, Finding.id != finding.id)
        .order_by(Finding.id.desc())
    )
    return list(db.session.scalars(query))


def submitted(seen: Select[Any]) -> int:
    """How many of those that the reader may see wait to be verified."""
    waiting = seen.with_only_columns(func.count()).where(Finding.state == FindingState.SUBMITTED)
    return db.session.scalar(waiting) or 0


def units(campaign: Campaign) -> list[Unit]:
    """The departments and squads at which something can be found."""
    query = (
        select(Unit)
        .where(
            Unit.organisation_id == campaign.organisation_id,
            Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
            Unit.active,
        )
        .order_by(Unit.path)
    )
    return list(db.session.scalars(query))


def people_in(unit_ids: Iterable[int], day: date) -> list[tuple[int, str]]:
    """Everybody in those units on that day, each once, with the unit's name."""
    rows = db.session.execute(
        select(Person.id, Person.name, Unit.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Unit.id.in_(list(unit_ids)),
            Person.active,
            Membership.since <= day,
            (Membership.until.is_(None)) | (Membership.until >= day),
        )
        .order_by(Unit.path, Person.staff_no)
    )
    return list({person_id: (person_id, f"{unit} · {name}") for person_id, name, unit in rows}.values())


def _state(name: str, at: datetime) -> ColumnElement[bool]:
    if name == "overdue":
        return Finding.state.in_(TO_RECTIFY) & (Finding.due_at < at)
    if name == "submitted":
        return Finding.state == FindingState.SUBMITTED
    if name == "closed":
        return Finding.state.in_(CLOSED)
    if name == "all":
        return Finding.id.is_not(None)
    return Finding.state.in_(NOT_CLOSED)


def _narrowed(chosen: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.unit_path is not None:
        conditions.append(Unit.path.startswith(chosen.unit_path, autoescape=True))
    if chosen.source is not None:
        conditions.append(Finding.source == chosen.source)
    if chosen.owner_id is not None:
        conditions.append(Finding.owner_id == chosen.owner_id)
    if text := chosen.text.strip():
        number = NUMBER.match(text)
        words = Finding.text.contains(text, autoescape=True)
        conditions.append(or_(words, Finding.number == int(number[1])) if number else words)
    return conditions
