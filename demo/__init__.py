"""The demo organisation and its campaign under way; all dates are relative to the day it is loaded.

The parts run in order inside one transaction that the command commits. Each but the first has `load(made)`: it gets the
organisation and leaves what later parts need in `made.kept` under its own name.
"""

from datetime import datetime

from sqlalchemy import select

from demo import campaign, checklists, lookback, organisation, points, rulebook, work
from extensions import db
from models.person import Person
from models.unit import Unit

PARTS = (campaign, checklists, work, lookback, rulebook, points)


class NotEmptyError(Exception):
    """There is data already; the demo organisation is loaded into an empty database only."""


def is_empty() -> bool:
    """Whether the database holds no unit and no person yet."""
    return db.session.scalar(select(Unit.id).limit(1)) is None and (
        db.session.scalar(select(Person.id).limit(1)) is None
    )


def load(at: datetime) -> None:
    """Everything, flushed; run it inside `extensions.writing()` and commit. Raises NotEmptyError."""
    if not is_empty():
        raise NotEmptyError
    made = organisation.load(at)
    for part in PARTS:
        part.load(made)
