"""Notices: what people are told, shown at the bell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from extensions import db
from models.notice import Notice
from models.types import ref_to
from models.visitor import Visitor

MOST_SHOWN = 100


def tell(person_ids: Iterable[int | None], key: str, about: Any, *, at: datetime, **values: object) -> None:
    """Tell each person once, about a flushed record. `key` names the words (a room's NOTICES)."""
    ref = ref_to(about)
    for person_id in sorted({one for one in person_ids if one is not None}):
        db.session.add(Notice(person_id=person_id, ref_kind=ref.kind, ref_id=ref.id, key=key, values=values, at=at))
    db.session.flush()


@dataclass(frozen=True)
class Told:
    """A notice as the bell shows it."""

    id: int
    key: str
    values: dict[str, Any]
    at: datetime
    ref_kind: str
    ref_id: int
    is_read: bool


def of_person(person_id: int) -> list[Told]:
    """The latest notices, newest first."""
    rows = db.session.execute(
        select(Notice)
        .where(Notice.person_id == person_id)
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(MOST_SHOWN)
    ).scalars()
    return [
        Told(one.id, one.key, one.values, one.at, one.ref_kind, one.ref_id, one.read_at is not None) for one in rows
    ]


def mark_read(*, by: Visitor, at: datetime, notice_id: int | None = None) -> None:
    """One of the own notices, or all of them, as read."""
    query = update(Notice).where(Notice.person_id == by.id, Notice.read_at.is_(None)).values(read_at=at)
    if notice_id is not None:
        query = query.where(Notice.id == notice_id)
    db.session.execute(query)
