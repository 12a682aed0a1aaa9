"""The week of a unit on one page: its work by squad and person, and 全部完成,除… in one tap."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from extensions import db
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted, ItemRevision
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from models.person import Person, Role
from models.refusals import NotYourOwn, RuleBroken
from models.types import Limit, Rhythm, ref_to
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import acceptance, clocks, evidence, lights, rhythms, seats, settings, traces, work
from services.lights import Light

OPEN, DONE = OccurrenceState.OPEN, OccurrenceState.DONE
WRITERS = (Role.HEAD, Role.LIAISON)  # who writes the progress lines of a whole unit


@dataclass(frozen=True)
class Row:
    """One occurrence of the week."""

    id: int
    item_id: int
    version: int
    title: str
    rhythm: Rhythm
    state: OccurrenceState
    light: Light
    due_at: datetime
    responsible_id: int | None
    responsible: str
    done_by: str
    wanted: EvidenceWanted
    files: int
    photos: int
    note: str
    by_unit: bool
    is_own: bool

    @property
    def is_lacking(self) -> bool:
        """Whether the evidence that the item wants is still missing."""
        return not evidence.satisfies(self.wanted, note=self.note, photos=self.photos, files=self.files)

    @property
    def is_in_tap(self) -> bool:
        """Whether 全部完成 takes it: the unit accepts it, it is open or done, and nothing is lacking."""
        return self.by_unit and (self.state is DONE or (self.state is OPEN and not self.is_lacking))

    @property
    def is_left_out(self) -> bool:
        """Whether 全部完成 names it as left out: open or returned, to be done one by one."""
        waits = self.state in (OPEN, OccurrenceState.RETURNED)
        return self.by_unit and waits and not self.is_in_tap


@dataclass
class Group:
    """A squad, or the department itself, with its rows; `may_tap`: the visitor heads it."""

    path: str
    name: str
    position: int
    may_tap: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def tapped(self) -> list[Row]:
        """What the one tap takes."""
        return [row for row in self.rows if row.is_in_tap and not (row.is_own and row.state is DONE)]

    @property
    def left_out(self) -> list[Row]:
        """What it leaves out and names."""
        return [row for row in self.rows if row.is_left_out]


@dataclass(frozen=True)
class Outcome:
    """What one tap did. `recorded`: the own ones, done now, accepted by whoever stands above."""

    accepted: int
    recorded: int
    left_out: tuple[str, ...]


def span(at: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """Monday and Sunday of this week."""
    week = rhythms.period_of(clocks.local_day(at, zone), rhythms.WEEK)
    return rhythms.first_day(week), rhythms.last_day(week)


def of_checklist(checklist: Checklist, *, by: Visitor, at: datetime) -> list[Group]:
    """What is due this week, was due before and is not accepted, by squad and person: four statements."""
    zone = ZoneInfo(settings.of_organisation(checklist.campaign.organisation_id).zone)
    rows = _rows(checklist.id, at, zone)
    homes = seats.homes_of((row.responsible_id for row in rows), by.today)
    department = checklist.department
    groups: dict[str, Group] = {}
    for row in rows:
        home = homes.get(row.responsible_id or 0)
        if home is None or not home.path.startswith(department.path):
            home = seats.Home(department.id, department.path, department.name, 0)
        if home.path not in groups:
            may_tap = by.holds_in(home.path, Role.HEAD) and not by.may_not_judge_yet
            groups[home.path] = Group(home.path, home.name, home.position, may_tap)
        limit = Limit(row.starts_at, row.warn_at, row.due_at)
        groups[home.path].rows.append(
            Row(
                id=row.id,
                item_id=row.item_id,
                version=row.version,
                title=row.title,
                rhythm=row.rhythm,
                state=row.state,
                light=lights.of_occurrence(row.state, limit, at, done_at=row.done_at),
                due_at=row.due_at,
                responsible_id=row.responsible_id,
                responsible=row.responsible or "",
                done_by=row.done_by or "",
                wanted=row.evidence_wanted,
                files=row.files or 0,
                photos=row.photos or 0,
                note=row.note,
                by_unit=row.accepted_by is AcceptedBy.UNIT,
                is_own=by.id in (row.responsible_id, row.done_by_id),
            )
        )
    ordered = sorted(
        groups.values(), key=lambda one: (not one.may_tap, one.path != department.path, one.position, one.path)
    )
    for group in ordered:
        group.rows.sort(key=lambda row: (row.responsible, row.due_at, row.id))
    return ordered


def accept_all(
    checklist: Checklist,
    shown: Mapping[int, int | None],
    *,
    but: Iterable[int] = (),
    by: Visitor,
    at: datetime,
) -> Outcome:
    """全部完成,除…: the shown occurrences (id → version) are done and accepted by the unit, but for those in `but`.

    How it stays honest: what others did is accepted as it is. What is still open is marked done by its responsible
    person (who answers for it), the event naming who recorded it, and then accepted by the recorder. The recorder's own
    is marked done only and goes to the head, the head's own to the office. What lacks the evidence it wants, or was
    returned, is left out and named. Raises NotYourOwn for another squad's work, Stale when a row changed meanwhile.
    """
    wanted = {one: version for one, version in shown.items() if one not in set(but)}
    if not wanted:
        raise RuleBroken("nothing_chosen")
    rows = work.locked(_of(checklist, wanted), wanted)
    homes = seats.homes_of((row.item.responsible_id for row in rows), by.today)
    found = evidence.of(*(ref_to(row) for row in rows))
    accepted, waiting, left_out = 0, 0, []
    for row in rows:
        work.refuse_unless_going(row)
        if not by.holds_in(acceptance.home_path(row, homes), Role.HEAD):
            raise NotYourOwn("other_squad")
        revision = acceptance.said(row)
        if row.state not in (OPEN, DONE) or revision.accepted_by is not AcceptedBy.UNIT:
            left_out.append(revision.title)
            continue
        if row.state is OPEN:
            if work.wanting(revision, row.note, found[ref_to(row)]):
                left_out.append(revision.title)
                continue
            work.mark_done(row, by_id=row.item.responsible_id, note=row.note, shows_on=row.shows_on or by.today, at=at)
            traces.record("work.recorded", row, by=by, at=at, from_state=OPEN.value, to_state=DONE.value)
            waiting += not acceptance.may_accept_unit(row, homes, by)
        if acceptance.may_accept_unit(row, homes, by):
            work.accept(row, by=by, at=at)
            accepted += 1
    return Outcome(accepted, waiting, tuple(left_out))


def _of(checklist: Checklist, wanted: Mapping[int, int | None]) -> Sequence[Occurrence]:
    return db.session.scalars(
        select(Occurrence)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .where(ChecklistItem.checklist_id == checklist.id, Occurrence.id.in_(wanted))
    ).all()


def _rows(checklist_id: int, at: datetime, zone: ZoneInfo) -> list[Any]:
    monday, sunday = span(at, zone)
    begins, ends = clocks.start_of_day(monday, zone), clocks.end_of_day(sunday, zone)
    doer = aliased(Person)
    hung = (
        select(
            EvidenceUse.ref_id,
            func.count().label("files"),
            func.sum(case((Evidence.media_type.startswith("image/"), 1), else_=0)).label("photos"),
        )
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .where(EvidenceUse.ref_kind == Occurrence.__tablename__, Evidence.kind == EvidenceKind.FILE)
        .group_by(EvidenceUse.ref_id)
        .subquery()
    )
    return list(
        db.session.execute(
            select(
                *(Occurrence.id, Occurrence.item_id, Occurrence.version, Occurrence.state, Occurrence.note),
                *(Occurrence.starts_at, Occurrence.warn_at, Occurrence.due_at, Occurrence.done_at),
                *(Occurrence.done_by_id, ChecklistItem.responsible_id),
                *(ItemRevision.title, ItemRevision.rhythm, ItemRevision.evidence_wanted, ItemRevision.accepted_by),
                *(Person.name.label("responsible"), doer.name.label("done_by"), hung.c.files, hung.c.photos),
            )
            .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
            .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
            .outerjoin(Person, Person.id == ChecklistItem.responsible_id)
            .outerjoin(doer, doer.id == Occurrence.done_by_id)
            .outerjoin(hung, hung.c.ref_id == Occurrence.id)
            .where(
                ChecklistItem.checklist_id == checklist_id,
                ChecklistItem.ended_at.is_(None),
                Occurrence.starts_at <= at,
                Occurrence.due_at <= ends,
                or_(
                    Occurrence.state != OccurrenceState.ACCEPTED,
                    and_(Occurrence.state == OccurrenceState.ACCEPTED, Occurrence.due_at >= begins),
                ),
            )
        )
    )
