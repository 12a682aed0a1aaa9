"""What a round found: what held and what slipped, by department and focus area, and then against now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from extensions import db
from models.campaign import FocusArea, Task
from models.checklist import ChecklistItem, ItemRevision
from models.finding import Finding
from models.lookback import BAD, LookBack, LookBackItem, Verdict
from models.unit import Unit
from models.work import Occurrence, OccurrenceState
from services.lookback_lists import TITLE, counted, named


@dataclass
class Group:
    """A department or a focus area: verdicts of the re-check, and of the self-check over everything."""

    label: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    self_verdicts: Counter[Verdict] = field(default_factory=Counter)
    untrue: int = 0

    @property
    def judged(self) -> int:
        """How many were re-checked."""
        return sum(self.verdicts.values())


@dataclass(frozen=True)
class Line:
    """One thing that did not hold."""

    id: int
    unit_id: int
    unit: str
    title: str
    self_verdict: Verdict | None
    verdict: Verdict
    finding_id: int | None
    finding_number: int | None


@dataclass
class Result:
    """The whole round. `then_now` counts verdicts by whether all due work had been accepted then."""

    total: Group
    by_unit: list[Group]
    by_area: list[Group]
    then_now: dict[bool, Counter[Verdict]]
    self_now: dict[Verdict, Counter[Verdict]]
    did_not_hold: list[Line]


def result(lookback: LookBack) -> Result:
    """Counted from what is stored, in two statements."""
    rows = db.session.execute(_rows(lookback.id)).all()
    total = Group("")
    units: dict[int, Group] = {}
    areas: dict[int, Group] = {}
    then_now: dict[bool, Counter[Verdict]] = {True: Counter(), False: Counter()}
    self_now: dict[Verdict, Counter[Verdict]] = {verdict: Counter() for verdict in Verdict}
    found = _findings_of(row.id for row in rows if row.verdict in BAD)
    lines = []
    for row in rows:
        groups = (
            total,
            units.setdefault(row.unit_id, Group(row.unit)),
            areas.setdefault(row.area_id or 0, Group(row.area or "")),
        )
        for group in groups:
            if row.self_verdict is not None:
                group.self_verdicts[row.self_verdict] += 1
            if row.sampled and row.verdict is not None:
                group.verdicts[row.verdict] += 1
                group.untrue += row.self_verdict is Verdict.HELD and row.verdict in BAD
        if not row.sampled or row.verdict is None:
            continue
        if row.item_id is not None:
            then_now[bool(row.due_then) and row.accepted == row.due_then][row.verdict] += 1
        if row.self_verdict is not None:
            self_now[row.self_verdict][row.verdict] += 1
        if row.verdict in BAD:
            finding_id, number = found.get(row.id, (row.finding_id, row.finding_number))
            lines.append(
                Line(row.id, row.unit_id, row.unit, row.title, row.self_verdict, row.verdict, finding_id, number)
            )
    in_order = [areas[area_id] for area_id in sorted(areas, key=lambda one: (one == 0, one))]
    return Result(total, list(units.values()), in_order, then_now, self_now, lines)


def _rows(lookback_id: int):  # type: ignore[no-untyped-def] # noqa: ANN202 - a select of many columns
    """Everything looked at, with its verdicts, its area, and how many occurrences were accepted at the draw of those
    due by then or accepted early.
    """
    accepted = (Occurrence.state == OccurrenceState.ACCEPTED) & (Occurrence.accepted_at <= LookBack.drawn_at)
    occurrences = (
        select(
            Occurrence.item_id.label("item_id"),
            counted((Occurrence.due_at <= LookBack.drawn_at) | accepted).label("due_then"),
            counted(accepted).label("accepted"),
        )
        .join(LookBack, LookBack.id == lookback_id)
        .group_by(Occurrence.item_id)
        .subquery()
    )
    of_finding, finding_says = aliased(ChecklistItem), aliased(ItemRevision)
    return (
        named(
            LookBackItem.id,
            LookBackItem.unit_id,
            Unit.name.label("unit"),
            TITLE,
            LookBackItem.item_id,
            LookBackItem.finding_id,
            Finding.number.label("finding_number"),
            LookBackItem.sampled,
            LookBackItem.self_verdict,
            LookBackItem.verdict,
            FocusArea.id.label("area_id"),
            FocusArea.title.label("area"),
            func.coalesce(occurrences.c.due_then, 0).label("due_then"),
            func.coalesce(occurrences.c.accepted, 0).label("accepted"),
        )
        .outerjoin(of_finding, of_finding.id == Finding.item_id)
        .outerjoin(finding_says, finding_says.id == of_finding.in_force_id)
        .outerjoin(
            FocusArea,
            FocusArea.id == func.coalesce(ItemRevision.focus_area_id, Task.focus_area_id, finding_says.focus_area_id),
        )
        .outerjoin(occurrences, occurrences.c.item_id == LookBackItem.item_id)
        .where(LookBackItem.lookback_id == lookback_id)
        .order_by(Unit.position, LookBackItem.unit_id, LookBackItem.id)
    )


def _findings_of(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Id and number of the finding on what was looked at: the one its verdict opened, else the open one on the item."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(LookBackItem.id, Finding.id, Finding.number)
        .join(
            Finding,
            ((Finding.source_kind == LookBackItem.__tablename__) & (Finding.source_id == LookBackItem.id))
            | ((Finding.item_id == LookBackItem.item_id) & Finding.item_id.is_not(None)),
        )
        .where(LookBackItem.id.in_(wanted))
        .order_by(Finding.id)
    )
    return {looked_id: (finding_id, number) for looked_id, finding_id, number in rows}
