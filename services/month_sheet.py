"""The sheet of a month: each person with what the month brought and its lines, by staff number and never by score.

Reads only. What is on the list and not yet posted is foreseen by the ledger's own fitting (ledger.preview).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from extensions import db
from models.campaign import Campaign
from models.case import Answer, CaseLine, CaseState, LineState, PointCase
from models.evidence import EvidenceUse
from models.ledger import LedgerEntry, Total
from models.month import ListState, MonthlyList
from models.person import Membership, Person
from models.rulebook import Direction, Measure, PointRule, Section
from models.unit import Post, Unit
from services import accounting, grading, ledger, settling, totals

ROWS = 50
BY_SCOPE = {totals.book(one): one for one in Direction}


class Show(StrEnum):
    """Whom the sheet shows: those whom the month changed, all, or those who gave an explanation."""

    CHANGED = "changed"
    ALL = "all"
    EXPLAINED = "explained"


@dataclass(frozen=True)
class Sought:
    """What the sheet is narrowed to; `after` is the staff number to go on from, `rows` None for all on paper."""

    show: Show = Show.CHANGED
    unit_path: str | None = None
    after: str | None = None
    person_id: int | None = None
    rows: int | None = ROWS


@dataclass(frozen=True)
class SheetLine:
    """A line, or what was posted beside the list (`entry_id`). It comes to `amount` and counts in `month`."""

    id: int
    case_id: int
    person_id: int | None
    unit_id: int | None
    happened_on: date
    reason: str
    rule_code: str
    measure: Measure
    asked: Decimal
    amount: Decimal
    cut_by: str
    month: int
    state: LineState
    recorder: str
    answer: Answer | None = None
    answer_text: str = ""
    struck_reason: str = ""
    pieces: int = 0
    entry_id: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it is part of the sums: posted or to be posted, in points."""
        return self.state is LineState.OPEN and self.measure is Measure.POINTS


@dataclass
class Row:
    """A person and what the month comes to, or a unit (without staff number, base and grade).

    `place` is that of the grade among the book's, the best being 0.
    """

    id: int
    name: str
    staff_no: str = ""
    unit: str = ""
    post: str = ""
    base: Decimal = totals.NOTHING
    rewards: Decimal = totals.NOTHING
    penalties: Decimal = totals.NOTHING
    grade: str = ""
    place: int = 0
    is_barred: bool = False
    exempt: str = ""
    lines: list[SheetLine] = field(default_factory=list)

    @property
    def score(self) -> Decimal:
        """Base and changes."""
        return self.base + self.rewards + self.penalties


@dataclass(frozen=True)
class Counts:
    """How many people the sheet has, by what can be shown of them."""

    all: int
    changed: int
    explained: int


class Sheet:
    """The sheet of one month for one visitor, whose people and lines are `seen_people` and `seen_lines`."""

    def __init__(
        self,
        campaign: Campaign,
        month: int,
        month_list: MonthlyList | None,
        *,
        seen_people: Select[Any],
        seen_lines: Select[Any],
        today: date,
    ) -> None:
        self.campaign, self.month, self.month_list = campaign, month, month_list
        self._people, self._seen_lines = seen_people, seen_lines
        self._day = min(today, accounting.last_day(month))
        self._grading = grading.of_month(campaign, month, month_list)
        self.base = self._grading.base

    def _listed(self) -> ColumnElement[bool]:
        """The condition that a case is on the list, or will be once it is put on notice."""
        of_campaign = PointCase.campaign_id == self.campaign.id
        if self.month_list is not None and self.month_list.state is not ListState.CHECKING:
            return and_(of_campaign, PointCase.list_id == self.month_list.id, PointCase.state != CaseState.WITHDRAWN)
        coming = and_(
            of_campaign,
            PointCase.state == CaseState.PROPOSED,
            PointCase.list_id.is_(None),
            PointCase.happened_on <= accounting.last_day(self.month),
            PointCase.rule_id.in_(select(PointRule.id).where(*settling.IN_LIST)),
        )
        if self.month_list is not None:
            return coming
        return and_(coming, PointCase.happened_on >= accounting.first_day(self.month))

    def _changed(self) -> ColumnElement[bool]:
        listed = select(CaseLine.person_id).join(PointCase, PointCase.id == CaseLine.case_id).where(self._listed())
        posted = select(Total.person_id).where(
            Total.campaign_id == self.campaign.id, Total.month == self.month, Total.scope == totals.ENTRIES
        )
        return or_(
            Person.id.in_(listed.where(CaseLine.person_id.is_not(None))),
            Person.id.in_(posted.where(Total.person_id.is_not(None))),
        )

    def _explained(self) -> ColumnElement[bool]:
        return Person.id.in_(
            select(CaseLine.person_id)
            .join(PointCase, PointCase.id == CaseLine.case_id)
            .where(self._listed(), CaseLine.answer == Answer.EXPLAINED, CaseLine.person_id.is_not(None))
        )

    def _of_people(self, query: Any, unit_path: str | None) -> Any:
        """With the unit and post of the month's last day; those seen, in that unit."""
        query = (
            query.select_from(Person)
            .outerjoin(
                Membership,
                and_(
                    Membership.person_id == Person.id,
                    Membership.main == true(),
                    Membership.since <= self._day,
                    or_(Membership.until.is_(None), Membership.until >= self._day),
                ),
            )
            .outerjoin(Unit, Unit.id == Membership.unit_id)
            .outerjoin(Post, Post.id == Membership.post_id)
            .where(Person.id.in_(self._people.with_only_columns(Person.id)))
        )
        return query if unit_path is None else query.where(Unit.path.startswith(unit_path, autoescape=True))

    def counts(self, unit_path: str | None = None) -> Counts:
        """How many people there are, those changed and those who explained, from one statement."""
        counted = select(
            func.count(Person.id),
            func.count(Person.id).filter(self._changed()),
            func.count(Person.id).filter(self._explained()),
        )
        everyone, changed, explained = db.session.execute(self._of_people(counted, unit_path)).one()
        return Counts(everyone, changed, explained)

    def line_counts(self) -> tuple[int, int]:
        """How many lines the list has, and how many of them are held for reconsideration."""
        row = db.session.execute(
            select(func.count(CaseLine.id), func.count(CaseLine.id).filter(CaseLine.state == LineState.HELD))
            .join(PointCase, PointCase.id == CaseLine.case_id)
            .where(self._listed(), self._line_is_seen())
        ).one()
        return row[0], row[1]

    def _line_is_seen(self) -> ColumnElement[bool]:
        return CaseLine.id.in_(self._seen_lines.with_only_columns(CaseLine.id))

    def rows(self, sought: Sought) -> tuple[list[Row], str | None]:
        """The people sought, by staff number, and the number to go on from (None: these are all)."""
        query = self._of_people(
            select(Person.id, Person.name, Person.staff_no, Unit.name, Post.name), sought.unit_path
        ).order_by(Person.staff_no)
        if sought.show is not Show.ALL and sought.person_id is None:
            query = query.where(self._changed() if sought.show is Show.CHANGED else self._explained())
        if sought.person_id is not None:
            query = query.where(Person.id == sought.person_id)
        if sought.after is not None:
            query = query.where(Person.staff_no > sought.after)
        if sought.rows is not None:
            query = query.limit(sought.rows + 1)
        found = [
            Row(person_id, name, staff_no, unit or "", post or "", self.base)
            for person_id, name, staff_no, unit, post in db.session.execute(query)
        ]
        shown = found[: sought.rows]
        self._fill(shown, CaseLine.person_id)
        return shown, shown[-1].staff_no if len(shown) < len(found) else None

    def units(self, unit_path: str | None = None) -> list[Row]:
        """The units that a line of the list is about."""
        listed = (
            select(CaseLine.unit_id)
            .join(PointCase, PointCase.id == CaseLine.case_id)
            .where(self._listed(), self._line_is_seen())
        )
        query = select(Unit.id, Unit.name).where(Unit.id.in_(listed)).order_by(Unit.path)
        if unit_path is not None:
            query = query.where(Unit.path.startswith(unit_path, autoescape=True))
        rows = [Row(unit_id, name) for unit_id, name in db.session.execute(query)]
        self._fill(rows, CaseLine.unit_id)
        return rows

    def _fill(self, rows: Sequence[Row], subject: Any) -> None:
        """Lines, sums and grades of the rows, whose ids are those of `subject`: a line's person or unit."""
        of_person = subject is CaseLine.person_id
        by_id = {row.id: row for row in rows}
        if not by_id:
            return
        lines = self._lines(subject.in_(by_id))
        for line in [*lines, *self._posted_beside(by_id, lines, of_person=of_person)]:
            owner = by_id[line.person_id if of_person else line.unit_id or 0]  # type: ignore[index]
            owner.lines.append(line)
            if line.counts and line.month == self.month:
                self._add(owner, line.amount, Direction.REWARD if line.amount > 0 else Direction.PENALTY)
        for subject_id, scope, amount in self._totals(by_id, of_person=of_person):
            self._add(by_id[subject_id], amount, BY_SCOPE[scope])
        if of_person:
            self._grade(rows)

    @staticmethod
    def _add(row: Row, amount: Decimal, side: Direction) -> None:
        if side is Direction.REWARD:
            row.rewards += amount
        else:
            row.penalties += amount

    def _totals(self, ids: Iterable[int], *, of_person: bool) -> list[tuple[int, str, Decimal]]:
        """What is posted already in the month: (subject, scope, amount)."""
        subject = Total.person_id if of_person else Total.unit_id
        rows = db.session.execute(
            select(subject, Total.scope, Total.amount).where(
                Total.campaign_id == self.campaign.id,
                subject.in_(list(ids)),
                Total.month == self.month,
                Total.measure == Measure.POINTS,
                Total.scope.in_(BY_SCOPE),
            )
        )
        return [(subject_id, scope, amount) for subject_id, scope, amount in rows if subject_id is not None]

    def _grade(self, rows: Sequence[Row]) -> None:
        """The grade that each score comes to (services.grading), and the reason of who has none."""
        grades = self._grading.grades
        for row in rows:
            exemption = self._grading.exempt.get(row.id)
            row.is_barred, row.exempt = row.id in self._grading.barred, exemption.reason if exemption else ""
            grade = self._grading.grade(row.id, row.score)
            if grade is not None:
                row.grade, row.place = grade.name, grades.index(grade)

    # ------------------------------------------------------------------------------------------ lines
    def _lines(self, condition: ColumnElement[bool]) -> list[SheetLine]:
        """The seen lines of the list that meet the condition, in the order in which they are signed."""
        found = db.session.scalars(
            select(CaseLine)
            .join(CaseLine.case)
            .where(self._listed(), self._line_is_seen(), condition)
            .order_by(PointCase.id, CaseLine.id)
            .options(
                joinedload(CaseLine.effect),
                contains_eager(CaseLine.case).options(
                    joinedload(PointCase.rule).joinedload(PointRule.section).joinedload(Section.rulebook),
                    joinedload(PointCase.proposed_by),
                ),
            )
        ).all()
        foreseen = ledger.preview(line for line in found if line.state is LineState.OPEN)
        posted = self._entries([line.id for line in found if line.state in (LineState.POSTED, LineState.REVERSED)])
        pieces = _pieces({line.case_id for line in found})
        return [self._shown(line, foreseen.get(line.id), posted.get(line.id), pieces) for line in found]

    def _shown(self, line: CaseLine, foreseen: ledger.Preview | None, posted: Any, pieces: dict[int, int]) -> SheetLine:
        case, asked = line.case, line.asked if line.decided is None else line.decided
        amount, cut_by, month = asked, "", accounting.month_of(case.happened_on)
        if foreseen is not None:
            amount, cut_by, month = foreseen.amount, foreseen.cut_by, foreseen.month
        elif posted is not None:
            amount, cut_by, month = posted.amount, line.cut_by, posted.month
        return SheetLine(
            id=line.id,
            case_id=case.id,
            person_id=line.person_id,
            unit_id=line.unit_id,
            happened_on=case.happened_on,
            reason=case.reason,
            rule_code=case.rule.code,
            measure=line.effect.measure,
            asked=asked,
            amount=amount,
            cut_by=cut_by,
            month=month,
            state=line.state,
            recorder=case.proposed_by.name,
            answer=line.answer,
            answer_text=line.answer_text,
            struck_reason=line.struck_reason,
            pieces=pieces.get(case.id, 0) + (case.source_id is not None),
            entry_id=posted.id if posted is not None else None,
        )

    @staticmethod
    def _entries(line_ids: list[int]) -> dict[int, Any]:
        """What those lines posted."""
        if not line_ids:
            return {}
        rows = db.session.execute(
            select(LedgerEntry.line_id, LedgerEntry.id, LedgerEntry.amount, LedgerEntry.month).where(
                LedgerEntry.line_id.in_(line_ids), LedgerEntry.reverses_id.is_(None)
            )
        )
        return {row.line_id: row for row in rows}

    def _posted_beside(self, ids: Iterable[int], lines: Sequence[SheetLine], *, of_person: bool) -> list[SheetLine]:
        """What else was posted to those in the month: own cases, reversals, lines of another month's list."""
        subject = LedgerEntry.person_id if of_person else LedgerEntry.unit_id
        shown = {line.entry_id for line in lines}
        rows = db.session.execute(
            select(LedgerEntry, PointCase.id, PointCase.happened_on, PointCase.reason, Person.name)
            .join(CaseLine, CaseLine.id == LedgerEntry.line_id)
            .join(PointCase, PointCase.id == CaseLine.case_id)
            .join(Person, Person.id == PointCase.proposed_by_id)
            .where(
                LedgerEntry.campaign_id == self.campaign.id,
                subject.in_(list(ids)),
                LedgerEntry.month == self.month,
                self._line_is_seen(),
            )
            .order_by(LedgerEntry.number)
        )
        return [
            SheetLine(
                id=entry.line_id,
                case_id=case_id,
                person_id=entry.person_id,
                unit_id=entry.unit_id,
                happened_on=happened_on,
                reason=reason,
                rule_code=entry.rule_code,
                measure=entry.measure,
                asked=entry.asked,
                amount=entry.amount,
                cut_by="",
                month=entry.month,
                state=LineState.POSTED if entry.reverses_id is None else LineState.REVERSED,
                recorder=recorder,
                entry_id=entry.id,
            )
            for entry, case_id, happened_on, reason, recorder in rows
            if entry.id not in shown
        ]


def _pieces(case_ids: Iterable[int]) -> dict[int, int]:
    """How many pieces of evidence hang on each case."""
    rows = db.session.execute(
        select(EvidenceUse.ref_id, func.count())
        .where(EvidenceUse.ref_kind == PointCase.__tablename__, EvidenceUse.ref_id.in_(list(case_ids)))
        .group_by(EvidenceUse.ref_id)
    )
    found: dict[int, int] = defaultdict(int)
    found.update({ref_id: count for ref_id, count in rows})  # noqa: C416 - a row is no pair to mypy
    return found
