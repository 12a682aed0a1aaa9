"""How an empty installation begins: a one-time invitation, then the organisation and its first administrator."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from extensions import db
from models.event import Setting
from models.person import Person, Role
from models.refusals import RuleBroken
from models.unit import Unit, UnitKind
from services import clocks, people, settings, structure, units
from services.settings import INSTALLATION

INVITATION = "first_administrator"
VALID_FOR = timedelta(hours=24)


def is_founded() -> bool:
    """Whether there is an organisation or anyone in it."""
    return any(db.session.scalar(select(model.id).limit(1)) is not None for model in (Person, Unit))


def invite(*, at: datetime) -> str:
    """A token for the first administrator, valid for a day and once; it replaces an earlier one.

    Only its hash is kept. Raises RuleBroken when there is an organisation already.
    """
    if is_founded():
        raise RuleBroken("founded_already")
    token = secrets.token_urlsafe(24)
    settings.keep_for_installation(INVITATION, {"sha256": _digest(token), "until": (at + VALID_FOR).timestamp()})
    return token


def is_invited(token: str, *, at: datetime) -> bool:
    """Whether the token still opens the door."""
    return _holds(settings.of_installation(INVITATION), token, at) and not is_founded()


def found(
    token: str, *, bureau: str, station: str, staff_no: str, name: str, password_hash: str, at: datetime
) -> Person:
    """The organisation (under its bureau, when one is named) with its first administrator, who keeps the bureau too.

    Raises RuleBroken when the token does not hold, or was used by another request meanwhile.
    """
    invitation = db.session.get(Setting, (INSTALLATION, INVITATION), with_for_update=True, populate_existing=True)
    if invitation is None or not _holds(invitation.value, token, at) or is_founded():
        raise RuleBroken("founded_already")
    db.session.delete(invitation)
    db.session.flush()
    above = units.found(UnitKind.BUREAU, bureau, at=at) if bureau else None
    organisation = units.found(UnitKind.STATION, station, bureau=above, at=at)
    today = clocks.local_day(at, structure.read().zone_of(organisation.id))
    person = people.add(
        staff_no, name, organisation, None, today, password_hash=password_hash, at=at, must_change_password=False
    )
    people.appoint(person, Role.ADMINISTRATOR, above or organisation, today, by=None, at=at)
    return person


def _holds(kept: dict[str, object] | None, token: str, at: datetime) -> bool:
    return (
        kept is not None
        and hmac.compare_digest(str(kept["sha256"]), _digest(token))
        and at.timestamp() < float(str(kept["until"]))
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
