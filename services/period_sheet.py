"""A month of points worked out for everybody: score, grade with its quota, and pay. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from extensions import db
from models.campaign import Campaign
from models.ledger import LedgerEntry, Total
from models.month import Exemption, MonthlyList, Nomination, PeriodClose, PeriodRow
from models.person import Membership, Person
from models.rulebook import Direction, Measure, Rulebook
from models.types import cents
from models.unit import Post, Unit
from services import accounting, stored_words, terms, totals
from services.grading import Grading, last_day, of_month
from services.terms import Grade, Terms


@dataclass(frozen=True)
class Member:
    """Who belongs to the organisation on the month's last day, with the main unit and the post of that day."""

    person_id: int
    staff_no: str
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    unit_path: str = ""
    post_name: str = ""
    since: date | None = None


def people(campaign: Campaign, month: int) -> list[Member]:
    """Every person with a main membership in the organisation on that day, by staff number: who left later too.

    `since` is the first day that the person has belonged to the organisation.
    """
    day = last_day(campaign, month)
    other = aliased(Membership)
    first = (
        select(func.min(other.since))
        .join(Unit, Unit.id == other.unit_id)
        .where(other.person_id == Person.id, Unit.organisation_id == campaign.organisation_id)
        .correlate(Person)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Person.id, Person.staff_no, Person.name, Unit.id, Unit.name, Unit.path, func.coalesce(Post.name, ""), first
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Post, Post.id == Membership.post_id)
        .where(
            Membership.main == true(),
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until >= day),
            Unit.organisation_id == campaign.organisation_id,
        )
        .order_by(Person.staff_no, Membership.id)
    )
    found = {row[0]: Member(*row) for row in rows}
    return list(found.values())


def suggested(campaign: Campaign, month: int, seen: Sequence[Member]) -> list[Member]:
    """Who joined in that month, so that the director thinks of them: nobody is exempt without being named."""
    first = accounting.first_day(month)
    return [one for one in seen if one.since is not None and one.since > max(first, campaign.starts_on)]


@dataclass(frozen=True)
class Line:
    """A person's month. `makeup_points` and `makeup_yuan` mend earlier months; `reaches` is the grade without quota.

    `owed_points` are those of `makeup_points` that lowered the pay of their month: the person was assessed in it.
    `grade` is the one given: lower where the quota says so, None for who is not assessed.
    """

    member: Member
    exemption: Exemption | None
    base: Decimal
    rewards: Decimal
    penalties: Decimal
    change: Decimal
    yuan_entries: Decimal
    makeup_points: Decimal
    makeup_yuan: Decimal
    owed_points: Decimal
    has_left: bool = False
    is_barred: bool = False
    reaches: Grade | None = None
    grade: Grade | None = None
    note: str = ""

    @property
    def is_assessed(self) -> bool:
        """Whether the person has a grade and pay by points."""
        return self.exemption is None and not self.has_left

    @property
    def score(self) -> Decimal:
        """Base and all changes of the month."""
        return self.base + self.change

    def pay(self, yuan_per_point: Decimal) -> Decimal:
        """绩效金额 without 补发: points by the coefficient, and the month's entries in yuan."""
        by_points = Decimal(0)
        if self.is_assessed:
            factor = self.grade.factor if self.grade is not None else Decimal(1)
            by_points = (self.score - self.makeup_points) * yuan_per_point * factor
        return cents(by_points + self.yuan_entries - self.makeup_yuan)

    def makeup(self, yuan_per_point: Decimal) -> Decimal:
        """补发: what the month's reversals give back of earlier months, in yuan: points without any month's factor."""
        return cents(self.owed_points * yuan_per_point + self.makeup_yuan)


@dataclass(frozen=True)
class Quota:
    """How many the best grade may have (None: all), who reaches it, and who was chosen among them."""

    best: Grade | None
    most: int | None
    reaching: frozenset[int]
    chosen: frozenset[int]

    @property
    def is_exceeded(self) -> bool:
        """Whether more reach the best grade than may have it."""
        return self.most is not None and len(self.reaching) > self.most

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to be chosen, or so many are chosen as may have it, or fewer."""
        return not self.is_exceeded or 0 < len(self.chosen & self.reaching) <= (self.most or 0)


@dataclass(frozen=True)
class Sheet:
    """A month worked out, by staff number."""

    campaign: Campaign
    month: int
    rulebook: Rulebook | None
    terms: Terms
    lines: list[Line]
    quota: Quota
    nominations: dict[int, Nomination]


def worked_out(campaign: Campaign, month: int, month_list: MonthlyList | None) -> Sheet:
    """The month as it stands now, in a number of statements that does not grow with people or entries.

    After the campaign's end nobody is assessed: only what was made up then is paid.
    """
    grading = of_month(campaign, month, month_list)
    nominations = nominations_of(month_list.id) if month_list is not None else {}
    sums, makeups = _sums(campaign.id, month), _makeups(campaign.id, month)
    is_over = accounting.first_day(month) > campaign.ends_on
    seen = [] if is_over else people(campaign, month)
    members = {one.person_id: one for one in seen}
    gone = _gone(set(sums) - members.keys())
    lines = [
        _line(
            one,
            grading.base,
            sums.get(one.person_id, {}),
            makeups.get(one.person_id, {}),
            exemption=grading.exempt.get(one.person_id),
            has_left=one.person_id not in members,
            why_left=stored_words.OVER if is_over else stored_words.LEFT,
            is_barred=one.person_id in grading.barred,
        )
        for one in sorted([*seen, *gone], key=lambda one: one.staff_no)
    ]
    lines, quota = _graded(lines, grading, nominations)
    lines = [_with_makeup_noted(line) for line in lines]
    return Sheet(campaign, month, grading.rulebook, grading.terms, lines, quota, nominations)


Sums = Mapping[tuple[Measure, str], Decimal]
UP, DOWN = totals.book(Direction.REWARD), totals.book(Direction.PENALTY)


def _sums(campaign_id: int, month: int) -> dict[int, dict[tuple[Measure, str], Decimal]]:
    rows = db.session.execute(
        select(Total.person_id, Total.measure, Total.scope, Total.amount).where(
            Total.campaign_id == campaign_id,
            Total.month == month,
            Total.person_id.is_not(None),
            Total.scope.in_((totals.ALL, UP, DOWN)),
        )
    )
    found: dict[int, dict[tuple[Measure, str], Decimal]] = defaultdict(dict)
    for person_id, measure, scope, amount in rows:
        if person_id is not None:
            found[person_id][measure, scope] = amount
    return found


@dataclass(frozen=True)
class Makeup:
    """What mends earlier months; `owed` is the part of those in which the person was assessed."""

    amount: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)


def _makeups(campaign_id: int, month: int) -> dict[int, dict[Measure, Makeup]]:
    """What reversals posted in the month give back of entries of an earlier one."""
    earlier = aliased(LedgerEntry)
    owed = case((PeriodRow.is_assessed.is_not(False), LedgerEntry.amount), else_=0)
    rows = db.session.execute(
        select(LedgerEntry.person_id, LedgerEntry.measure, func.sum(LedgerEntry.amount), func.sum(owed))
        .join(earlier, earlier.id == LedgerEntry.reverses_id)
        .outerjoin(
            PeriodClose, and_(PeriodClose.campaign_id == earlier.campaign_id, PeriodClose.month == earlier.month)
        )
        .outerjoin(PeriodRow, and_(PeriodRow.close_id == PeriodClose.id, PeriodRow.person_id == LedgerEntry.person_id))
        .where(
            LedgerEntry.campaign_id == campaign_id,
            LedgerEntry.month == month,
            LedgerEntry.number > posted_before(campaign_id, month),
            LedgerEntry.person_id.is_not(None),
            earlier.month < LedgerEntry.month,
        )
        .group_by(LedgerEntry.person_id, LedgerEntry.measure)
    )
    found: dict[int, dict[Measure, Makeup]] = defaultdict(dict)
    for person_id, measure, amount, owed_amount in rows:
        if person_id is not None:
            found[person_id][measure] = Makeup(amount, owed_amount)
    return found


def posted_before(campaign_id: int, month: int) -> int:
    """A number up to which no entry is of that month: what the last closing before it began had posted.

    So that a month costs the same however long the ledger is.
    """
    first = accounting.first_day(month)
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    return (
        db.session.scalar(
            select(func.max(PeriodClose.last_number)).where(
                PeriodClose.campaign_id == campaign_id, PeriodClose.closed_at < begins
            )
        )
        or 0
    )


def _gone(person_ids: set[int]) -> list[Member]:
    """Who has entries in the month and left before its end: in the sheet, so that it adds up to the ledger."""
    later = aliased(Membership)
    rows = db.session.execute(
        select(Person.id, Person.staff_no, Person.name, Unit.id, Unit.name, Unit.path)
        .select_from(Person)
        .outerjoin(
            Membership,
            and_(
                Membership.person_id == Person.id,
                Membership.id == select(func.max(later.id)).where(later.person_id == Person.id).scalar_subquery(),
            ),
        )
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Person.id.in_(person_ids))
    )
    return [Member(row[0], row[1], row[2], row[3], row[4] or "", row[5] or "") for row in rows]


def _line(
    member: Member,
    base: Decimal,
    sums: Sums,
    makeups: Mapping[Measure, Makeup],
    *,
    exemption: Exemption | None,
    has_left: bool,
    why_left: str,
    is_barred: bool,
) -> Line:
    nothing = Decimal(0)
    points, yuan = makeups.get(Measure.POINTS, Makeup()), makeups.get(Measure.YUAN, Makeup())
    return Line(
        member=member,
        exemption=exemption,
        base=base,
        rewards=sums.get((Measure.POINTS, UP), nothing),
        penalties=sums.get((Measure.POINTS, DOWN), nothing),
        change=sums.get((Measure.POINTS, totals.ALL), nothing),
        yuan_entries=sums.get((Measure.YUAN, totals.ALL), nothing),
        makeup_points=points.amount,
        makeup_yuan=yuan.amount,
        owed_points=points.owed,
        has_left=has_left,
        is_barred=is_barred,
        note=_note(exemption, why_left if has_left else ""),
    )


def _note(exemption: Exemption | None, why_left: str) -> str:
    """Why somebody is not assessed."""
    if exemption is not None:
        return stored_words.because(stored_words.NOT_ASSESSED, exemption.reason)
    return why_left


def _with_makeup_noted(line: Line) -> Line:
    """The note says that the line makes something up, and that points of a month without assessment make up none."""
    told = [line.note] if line.note else []
    if line.owed_points or line.makeup_yuan:
        told.append(stored_words.MADE_UP)
    if line.makeup_points != line.owed_points:
        told.append(stored_words.NOTHING_MADE_UP)
    return replace(line, note=stored_words.together(told))


def _graded(lines: Sequence[Line], grading: Grading, nominations: Mapping[int, Nomination]) -> tuple[list[Line], Quota]:
    """Each assessed person's grade: that of grading; the second outside the quota."""
    grades = grading.grades
    best = grades[0] if grades else None
    reached = [
        replace(line, reaches=grading.grade(line.member.person_id, line.score) if line.is_assessed else None)
        for line in lines
    ]
    reaching = frozenset(
        line.member.person_id for line in reached if best is not None and line.reaches == best and not line.is_barred
    )
    assessed = sum(line.is_assessed for line in reached)
    chosen = frozenset(person_id for person_id, one in nominations.items() if one.chosen)
    quota = Quota(best, most_of(grading.terms, assessed), reaching, chosen & reaching)
    said_why = next((one.decision for one in nominations.values() if one.decision), "")
    return [_given(line, grades, quota, said_why) for line in reached], quota


def most_of(said: Terms, assessed: int) -> int | None:
    """How many may have the best grade: its percentage of those assessed, rounded down, at least one."""
    return None if said.quota is None else max(int(assessed * said.quota / terms.ALL_OF_THEM), 1)


def _given(line: Line, grades: Sequence[Grade], quota: Quota, said_why: str) -> Line:
    if not grades or not line.is_assessed:
        return line
    if line.is_barred:
        return replace(line, grade=line.reaches, note=stored_words.VETOED)
    if not quota.is_settled and line.member.person_id in quota.reaching:
        return replace(line, grade=line.reaches, note=stored_words.UNDECIDED)
    if quota.is_exceeded and line.member.person_id in quota.reaching and line.member.person_id not in quota.chosen:
        note = stored_words.because(stored_words.OUTSIDE_QUOTA, said_why)
        return replace(line, grade=grades[min(1, len(grades) - 1)], note=note)
    return replace(line, grade=line.reaches)


def nominations_of(list_id: int) -> dict[int, Nomination]:
    """Who was put forward, by person, in the order of their coming."""
    return {
        one.person_id: one
        for one in db.session.scalars(select(Nomination).where(Nomination.list_id == list_id).order_by(Nomination.id))
    }
