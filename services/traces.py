"""Traces: every act leaves an event. Called by services only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from extensions import db, insert_missing
from models.event import Counter, Event
from models.person import Person
from models.refusals import SentBefore
from models.types import ref_to
from models.visitor import Visitor


def record(
    act: str,
    record: Any,
    *,
    by: Visitor | None,
    at: datetime,
    from_state: str | None = None,
    to_state: str | None = None,
    fields: Sequence[str] = (),
    reason: str = "",
    request_key: str | None = None,
) -> None:
    """Keep who did what to `record` (flushed, so that it has an id). Never hand in personal values.

    `request_key` marks the result of a create form, see `first_result`.
    """
    ref = ref_to(record)
    campaign_id = getattr(record, "campaign_id", None)
    db.session.add(
        Event(
            at=at,
            by_id=by.id if by else None,
            act=act,
            ref_kind=ref.kind,
            ref_id=ref.id,
            campaign_id=campaign_id,
            from_state=from_state,
            to_state=to_state,
            fields=list(fields),
            reason=reason[:500],
            request_key=request_key or None,
        )
    )


def refuse_second_send(request_key: str | None) -> None:
    """Raises SentBefore with the first result when the same create form was sent already."""
    if not request_key:
        return
    first = db.session.execute(
        select(Event.ref_kind, Event.ref_id).where(Event.request_key == request_key)
    ).one_or_none()
    if first is not None:
        raise SentBefore(first.ref_kind, first.ref_id)


@dataclass(frozen=True)
class Trace:
    """One line of a record's history."""

    at: datetime
    who: str
    act: str
    reason: str
    from_state: str | None
    to_state: str | None


def history(kind: str, *ids: int) -> list[Trace]:
    """Who did what when on the records of that kind, newest first."""
    rows = db.session.execute(
        select(Event.at, Person.name, Event.act, Event.reason, Event.from_state, Event.to_state)
        .outerjoin(Person, Person.id == Event.by_id)
        .where(Event.ref_kind == kind, Event.ref_id.in_(ids))
        .order_by(Event.id.desc())
    )
    return [Trace(row.at, row.name or "", *row[2:]) for row in rows]


def next_number(campaign_id: int, kind: str) -> int:
    """The next number of a kind (case, finding, lookback) in a campaign, drawn when the record is saved."""
    insert_missing(Counter, campaign_id=campaign_id, kind=kind, last=0)
    counter = db.session.get_one(Counter, (campaign_id, kind), with_for_update=True, populate_existing=True)
    counter.last += 1
    db.session.flush()
    return counter.last
