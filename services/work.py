"""Work on occurrences: done with the evidence wanted, accepted by the unit or the office, or returned with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted, ItemRevision
from models.evidence import Evidence, EvidenceKind
from models.refusals import Incomplete, NotYourOwn, RuleBroken, Stale, WrongState
from models.types import ref_to
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import acceptance, evidence, judging, notices, seats, traces
from services.campaigns import refuse_closed, require_running
from services.judging import Judged
from services.seats import Home, Seats

WITH_ITEM = (  # what judging asks of an occurrence, in the same statement
    joinedload(Occurrence.item).options(
        joinedload(ChecklistItem.in_force),
        joinedload(ChecklistItem.checklist).options(joinedload(Checklist.department), joinedload(Checklist.campaign)),
    ),
)
Versions = Mapping[int, int | None]


# ------------------------------------------------------------------------------------------------ doing
def do(
    occurrence: Occurrence,
    *,
    note: str,
    pieces: Sequence[Evidence],
    shows_on: date | None,
    version: int | None,
    by: Visitor,
    at: datetime,
) -> None:
    """Open | returned → done, with the evidence that the item wants and the day it shows (today, unless said).

    Evidence that already hangs on it counts. Raises Incomplete beside the field that lacks it, WrongState, Stale.
    """
    (occurrence,) = locked([occurrence], {occurrence.id: version})
    refuse_unless_going(occurrence)
    _refuse_other_squad(occurrence, by)
    state = occurrence.state
    if state not in (OccurrenceState.OPEN, OccurrenceState.RETURNED):
        raise WrongState("wrong_state")
    note = note.strip()
    _refuse_day(occurrence, shows_on, by)
    lacking = wanting(
        acceptance.said(occurrence), note, [*evidence.of(ref_to(occurrence))[ref_to(occurrence)], *pieces]
    )
    if lacking:
        raise Incomplete(*lacking)
    shows_on = shows_on or by.today
    evidence.hang(list(pieces), occurrence, shows_on=shows_on)
    mark_done(occurrence, by_id=by.id, note=note, shows_on=shows_on, at=at)
    traces.record("work.done", occurrence, by=by, at=at, from_state=state.value, to_state=OccurrenceState.DONE.value)


def attach(
    occurrence: Occurrence,
    *,
    pieces: Sequence[Evidence],
    shows_on: date | None,
    by: Visitor,
    at: datetime,
) -> None:
    """Hang evidence on work that is not accepted yet, without saying that it is done."""
    occurrence = locked([occurrence], {})[0]
    refuse_unless_going(occurrence)
    _refuse_other_squad(occurrence, by)
    if occurrence.state is OccurrenceState.ACCEPTED:
        raise WrongState("wrong_state")
    if not pieces:
        raise Incomplete("evidence_needed", "files")
    _refuse_day(occurrence, shows_on, by)
    evidence.hang(list(pieces), occurrence, shows_on=shows_on or by.today)
    occurrence.version += 1
    traces.record("work.attached", occurrence, by=by, at=at)


def mark_done(occurrence: Occurrence, *, by_id: int | None, note: str, shows_on: date, at: datetime) -> None:
    """Set the state of done work; the verbs around it have asked the rules."""
    occurrence.state = OccurrenceState.DONE
    occurrence.note = note
    occurrence.shows_on = shows_on
    occurrence.done_by_id, occurrence.done_at = by_id, at
    occurrence.version += 1
    db.session.flush()


def wanting(revision: ItemRevision, note: str, pieces: Sequence[Evidence]) -> tuple[str, str] | None:
    """The key and field of what is lacking of the evidence that the item wants; None when all is there."""
    photos = sum(piece.is_photo for piece in pieces)
    files = sum(piece.kind is EvidenceKind.FILE for piece in pieces)
    wanted = revision.evidence_wanted
    if evidence.satisfies(wanted, note=note, photos=photos, files=files):
        return None
    return f"{wanted}_wanted", "note" if wanted is EvidenceWanted.NOTE else "files"


# ------------------------------------------------------------------------------------------------ judging
def judged(occurrence: Occurrence, day: date) -> Judged:
    """Who stands behind it when the office judges."""
    return acceptance.by_office(occurrence, seats.of_campaign(occurrence.campaign_id, day))


def accept_unit(
    occurrences: Sequence[Occurrence], *, versions: Versions | None = None, by: Visitor, at: datetime
) -> None:
    """Done → accepted by the unit itself (部室自验): head, or squad leader for the squad's own; never one's own.

    Raises WrongState where the item says that the office accepts, NotYourOwn, Stale; then none is accepted.
    """
    rows = locked(occurrences, versions or {})
    homes = seats.homes_of((row.item.responsible_id for row in rows), by.today)
    for row in rows:
        _require_done(row)
        if acceptance.said(row).accepted_by is not AcceptedBy.UNIT:
            raise WrongState("office_accepts", title=acceptance.said(row).title)
        judging.require(by, acceptance.by_unit(row, homes))
        accept(row, by=by, at=at)


def accept_office(
    occurrences: Sequence[Occurrence], *, versions: Versions | None = None, by: Visitor, at: datetime
) -> None:
    """Done → accepted by the office (办公室验收), one or many rows in one act; all or none.

    What the unit accepts comes here only where nobody in the unit may (the head's own). Raises WrongState,
    NotYourOwn, Stale.
    """
    rows = locked(occurrences, versions or {})
    seated_in = _seated(rows, by.today)
    homes = seats.homes_of((row.item.responsible_id for row in rows), by.today)
    for row in rows:
        _require_done(row)
        seated = seated_in[row.campaign_id]
        if acceptance.said(row).accepted_by is AcceptedBy.UNIT and seated.unit_judges(
            acceptance.home_path(row, homes), acceptance.involved(row)
        ):
            raise WrongState("unit_accepts", title=acceptance.said(row).title)
        _require_office(row, seated, by)
        accept(row, by=by, at=at)


def return_(occurrence: Occurrence, *, reason: str, version: int | None = None, by: Visitor, at: datetime) -> None:
    """Done → returned by whoever accepts it; or accepted by the unit → returned by the office, which samples.

    The responsible person, the doer and the head are told. Raises Incomplete without a reason.
    """
    return_many([occurrence], reason=reason, versions={occurrence.id: version}, by=by, at=at)


def return_many(
    occurrences: Sequence[Occurrence],
    *,
    reason: str,
    versions: Versions | None = None,
    by: Visitor,
    at: datetime,
) -> None:
    """Return several with one reason; all or none."""
    reason = reason.strip()
    if not reason:
        raise Incomplete("reason_needed", "reason")
    rows = locked(occurrences, versions or {})
    seated_in = _seated(rows, by.today)
    homes = seats.homes_of((row.item.responsible_id for row in rows), by.today)
    for row in rows:
        refuse_unless_going(row)
        _require_returnable(row, seated_in[row.campaign_id], homes, by)
        state = row.state
        row.state, row.reason, row.returned_at = OccurrenceState.RETURNED, reason, at
        row.accepted_by_id = row.accepted_at = None
        row.version += 1
        traces.record(
            "work.returned",
            row,
            by=by,
            at=at,
            from_state=state.value,
            to_state=OccurrenceState.RETURNED.value,
            reason=reason,
        )
        told = {row.item.responsible_id, row.done_by_id} | seated_in[row.campaign_id].heads_above(row.unit_path)
        notices.tell(told - {by.id}, "work.returned", row, at=at, title=acceptance.said(row).title, reason=reason)


def accept(occurrence: Occurrence, *, by: Visitor, at: datetime) -> None:
    """Set the state of accepted work and tell the responsible person and the doer, but not who accepts.

    The verbs around it have asked the rules.
    """
    occurrence.state = OccurrenceState.ACCEPTED
    occurrence.accepted_by_id, occurrence.accepted_at = by.id, at
    occurrence.version += 1
    traces.record(
        "work.accepted",
        occurrence,
        by=by,
        at=at,
        from_state=OccurrenceState.DONE.value,
        to_state=OccurrenceState.ACCEPTED.value,
    )
    told = {occurrence.item.responsible_id, occurrence.done_by_id} - {by.id}
    notices.tell(told, "work.accepted", occurrence, at=at, title=acceptance.said(occurrence).title)
    db.session.flush()


# ------------------------------------------------------------------------------------------------ rules
def locked(occurrences: Iterable[Occurrence], versions: Versions) -> list[Occurrence]:
    """The same occurrences, read again under a lock with all that judging asks; raises Stale for an older version."""
    rows = list(
        db.session.scalars(
            select(Occurrence)
            .where(Occurrence.id.in_([one.id for one in occurrences]))
            .options(*WITH_ITEM)
            .order_by(Occurrence.due_at, Occurrence.id)
            .with_for_update(of=Occurrence)
            .execution_options(populate_existing=True)
        )
    )
    if any(versions.get(row.id) not in (None, row.version) for row in rows):
        raise Stale
    for campaign in {row.campaign for row in rows}:
        require_running(campaign)
    return rows


def refuse_unless_going(occurrence: Occurrence) -> None:
    """Raises WrongState where the campaign is closed or the item has ended."""
    refuse_closed(occurrence.campaign)
    if occurrence.item.ended_at is not None:
        raise WrongState("item_ended")


def _refuse_day(occurrence: Occurrence, shows_on: date | None, by: Visitor) -> None:
    if shows_on is None:
        return
    if shows_on > by.today:
        raise RuleBroken("shows_later", "shows_on", today=by.today)
    starts_on = occurrence.campaign.starts_on
    if shows_on < starts_on:
        raise RuleBroken("shows_before", "shows_on", day=starts_on)


def _refuse_other_squad(occurrence: Occurrence, by: Visitor) -> None:
    homes = seats.homes_of([occurrence.item.responsible_id], by.today)
    if not acceptance.may_record(occurrence, homes, by):
        raise NotYourOwn("other_squad")


def _require_done(occurrence: Occurrence) -> None:
    refuse_unless_going(occurrence)
    if occurrence.state is not OccurrenceState.DONE:
        raise WrongState("not_done", title=acceptance.said(occurrence).title)


def _seated(rows: Iterable[Occurrence], day: date) -> dict[int, Seats]:
    return {one: seats.of_campaign(one, day) for one in {row.campaign_id for row in rows}}


def _require_office(occurrence: Occurrence, seated: Seats, by: Visitor) -> None:
    """The two-person rule first, then whose turn it is."""
    judging.require(by, acceptance.by_office(occurrence, seated))
    if not acceptance.is_office_judge(occurrence, seated, by):
        raise NotYourOwn("other_judges", title=acceptance.said(occurrence).title)


def _require_returnable(occurrence: Occurrence, seated: Seats, homes: Mapping[int, Home], by: Visitor) -> None:
    if occurrence.state not in (OccurrenceState.DONE, OccurrenceState.ACCEPTED):
        raise WrongState("not_done", title=acceptance.said(occurrence).title)
    if acceptance.may_return(occurrence, seated, homes, by):
        return
    if occurrence.state is OccurrenceState.ACCEPTED and acceptance.said(occurrence).accepted_by is not AcceptedBy.UNIT:
        raise WrongState("accepted_already", title=acceptance.said(occurrence).title)
    _require_office(occurrence, seated, by)
