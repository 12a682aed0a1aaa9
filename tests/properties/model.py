"""What points come to, told simply: a model without a database, for the state machine to compare with.

It knows the rules of docs/rules.md in the shortest words that say them; each `may_…` answers whether the act is allowed
now, and the method named for the act does it. Months are numbers (201811), amounts carry their sign.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from services import clocks
from tests.factories.running import ZONE

NOTHING = Decimal(0)
BEGINS, ENDS = date(2018, 8, 1), date(2018, 12, 31)
NOTICE_DAYS, CHECK_DAYS, APPEAL_DAYS = 3, 2, 5
DEPUTY_POINTS = Decimal("1.5")

PENALTY, REWARD, VETO, UNIT_REWARD = "7.1", "7.2", "8.1", "9.1"
IN_LIST = {PENALTY, UNIT_REWARD}
# the rule's own cap by month, the campaign's cap of all rewards, and the unit rule's by quarter
RULE_MONTH, BOOK_CAMPAIGN, RULE_QUARTER = Decimal(2), Decimal("2.5"), Decimal(2)
SHARE = Decimal("0.5")

OPEN, HELD, STRUCK_OUT, POSTED, REVERSED = "open", "held", "struck_out", "posted", "reversed"
PROPOSED, REJECTED, WITHDRAWN = "proposed", "rejected", "withdrawn"
CHECKING, ON_NOTICE, SIGNED = "checking", "on_notice", "signed"


def month_of(day: date) -> int:
    return day.year * 100 + day.month


def next_month(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def last_day(month: int) -> date:
    following = next_month(month)
    return date(following // 100, following % 100, 1) - timedelta(days=1)


def day_end(day: date) -> datetime:
    return clocks.end_of_day(day, ZONE)


@dataclass
class Line:
    """`subject` is ("person", name) or ("unit", name); `kept` is what reconsideration left of it."""

    subject: tuple[str, str]
    asked: Decimal
    id: int = 0
    decided: Decimal | None = None
    state: str = OPEN
    posted: Decimal = NOTHING
    month: int = 0
    confirmer: str = ""
    left: Decimal = NOTHING
    is_share: bool = False
    is_appealed: bool = False
    was_posted_when_asked: bool = False
    is_decided: bool = False
    is_overturned: bool = False
    kept: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        return self.asked if self.decided is None else self.decided


@dataclass
class Case:
    rule: str
    proposer: str
    happened: date
    lines: list[Line]
    home: str  # the department of those it is about
    id: int = 0
    state: str = PROPOSED
    listed: int | None = None
    public_until: datetime | None = None

    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.state == OPEN] if self.state == PROPOSED else []

    def settle(self) -> None:
        """Nothing open or held: posted, or rejected when all of it is struck out."""
        states = {line.state for line in self.lines}
        if self.state == PROPOSED and not states & {OPEN, HELD}:
            self.state = REJECTED if states == {STRUCK_OUT} else POSTED

    def is_above(self) -> bool:
        return self.rule == VETO or any(max(abs(one.asked), abs(one.amount)) > DEPUTY_POINTS for one in self.lines)


@dataclass
class MonthList:
    due: datetime
    state: str = CHECKING
    until: datetime | None = None
    checked: set[str] = field(default_factory=set)


@dataclass
class Model:
    """Everybody by name; `home` is the department of each, `squad` the squad of who has one."""

    home: dict[str, str]
    squad: dict[str, str]
    departments: tuple[str, ...]
    heads: dict[str, str]  # unit -> its head
    in_charge: dict[str, set[str]]  # deputy -> departments
    now: datetime
    cases: list[Case] = field(default_factory=list)
    lists: dict[int, MonthList] = field(default_factory=dict)
    closed: int = 0
    entries: int = 0
    totals: dict[tuple[tuple[str, str], int], Decimal] = field(default_factory=dict)
    used: dict[tuple[tuple[str, str], str, int], Decimal] = field(default_factory=dict)
    _ids: count = field(default_factory=count)

    @property
    def today(self) -> date:
        return clocks.local_day(self.now, ZONE)

    # -------------------------------------------------------------------------------------------- recorded
    def _covers(self, who: str, department: str, squad: str | None) -> bool:
        return who == "director" or self.heads.get(department) == who or bool(squad and self.heads.get(squad) == who)

    def may_record(self, who: str, persons: tuple[str, ...], day: date) -> bool:
        own = all(self._covers(who, self.home[person], self.squad.get(person)) for person in persons)
        return own and who not in persons and BEGINS <= day <= min(self.today, ENDS)

    def record(self, rule: str, who: str, persons: tuple[str, ...], amount: Decimal, day: date) -> Case:
        """Several persons are of one squad, and none of them leads it."""
        signed = -amount if rule == PENALTY else amount
        lines = [Line(("person", person), signed) for person in persons]
        leader = self.heads.get(self.squad.get(persons[0], ""))
        if rule == PENALTY and leader and leader not in persons:
            lines.append(Line(("person", leader), signed * len(persons) * SHARE, is_share=True))
        return self._new(Case(rule, who, day, lines, self.home[persons[0]]))

    def record_unit(self, who: str, unit: str, amount: Decimal, day: date) -> Case:
        return self._new(Case(UNIT_REWARD, who, day, [Line(("unit", unit), amount)], unit))

    def _new(self, case: Case) -> Case:
        if case.rule not in IN_LIST:
            case.public_until = self._notice_end()
        self.cases.append(case)
        return case

    def _notice_end(self) -> datetime:
        return day_end(clocks.add_working_days(self.today, NOTICE_DAYS))

    # -------------------------------------------------------------------------------------------- own cases
    def _judges(self, who: str, case: Case) -> bool:
        if who == "leader":
            return True
        return case.home in self.in_charge.get(who, set()) and not case.is_above()

    def may_confirm(self, who: str, case: Case) -> bool:
        held = any(line.state == HELD for line in case.lines)
        return self.may_reject(who, case) and not held and case.public_until <= self.now

    def confirm(self, who: str, case: Case) -> None:
        for line in case.open_lines():
            self._post(case, line, who)
        case.state = POSTED

    def may_reject(self, who: str, case: Case) -> bool:
        return case.rule not in IN_LIST and case.state == PROPOSED and self._judges(who, case)

    def may_withdraw(self, who: str, case: Case) -> bool:
        entered = any(line.state in {POSTED, REVERSED} for line in case.lines)
        return case.state == PROPOSED and case.proposer == who and not entered

    # -------------------------------------------------------------------------------------------- the month's list
    def may_open(self, who: str, month: int) -> bool:
        inside = month_of(BEGINS) <= month <= month_of(ENDS)
        over = self.closed < month and self.today > last_day(month)
        return who == "director" and inside and over and month not in self.lists

    def open(self, month: int) -> None:
        self.lists[month] = MonthList(day_end(clocks.add_working_days(self.today, CHECK_DAYS)))

    def may_check(self, who: str, month: int, unit: str) -> bool:
        one = self.lists[month]
        return one.state == CHECKING and unit not in one.checked and self.heads[unit] == who

    def may_publish(self, who: str, month: int) -> bool:
        one = self.lists[month]
        done = one.checked == set(self.departments) or self.now > one.due
        return who == "director" and one.state == CHECKING and done

    def publish(self, month: int) -> None:
        one = self.lists[month]
        taken = [
            case
            for case in self.cases
            if case.state == PROPOSED
            and case.rule in IN_LIST
            and case.listed is None
            and case.happened <= last_day(month)
        ]
        one.until = self._notice_end() if taken else self.now
        one.state = ON_NOTICE if taken else SIGNED
        for case in taken:
            case.listed, case.public_until = month, one.until

    def _of_list(self, month: int) -> list[Case]:
        return [case for case in self.cases if case.listed == month and case.open_lines()]

    def may_sign(self, who: str, month: int) -> bool:
        one = self.lists[month]
        if who not in {"leader", *self.in_charge} or one.state == CHECKING or self.now < one.until:
            return False
        cases = self._of_list(month)
        if not cases:
            return one.state == ON_NOTICE
        return any(self._judges(who, case) for case in cases)

    def sign(self, who: str, month: int) -> None:
        for case in self._of_list(month):
            if self._judges(who, case):
                for line in case.open_lines():
                    self._post(case, line, who)
                case.settle()
        self._settle_list(month)

    def _settle_list(self, month: int) -> None:
        if not self._of_list(month) and self.lists[month].state == ON_NOTICE:
            self.lists[month].state = SIGNED

    def may_strike_out(self, who: str, case: Case, line: Line) -> bool:
        return case.listed is not None and case.state == PROPOSED and line.state == OPEN and self._judges(who, case)

    def strike_out(self, case: Case, line: Line) -> None:
        line.state = STRUCK_OUT
        self._follow(case)
        case.settle()
        self._settle_list(case.listed)

    def _follow(self, case: Case) -> None:
        """What is not posted of a share is its part of what is left of the others, never more than was left of it."""
        gone = {STRUCK_OUT, REVERSED}
        left = [one for one in case.lines if not (one.is_share or one.state in gone or one.is_overturned)]
        whole = sum((self._least(one.amount, one.kept) for one in left), NOTHING) * SHARE
        for share in case.lines:
            if share.is_share and share.state in {OPEN, HELD}:
                share.decided = self._least(whole.quantize(Decimal("0.01"), ROUND_HALF_UP), share.kept)
                share.state = share.state if left else STRUCK_OUT

    @staticmethod
    def _least(amount: Decimal, kept: Decimal | None) -> Decimal:
        return amount if kept is None else min(amount, kept, key=abs)

    # -------------------------------------------------------------------------------------------- the ledger
    def _post(self, case: Case, line: Line, who: str) -> None:
        line.month = self._open_month(case)
        line.posted = NOTHING if case.rule == VETO else self._capped(case, line)
        line.state, line.confirmer, line.left = POSTED, who, line.posted
        self.entries += 1
        self._add(case, line, line.posted, line.month)

    def _open_month(self, case: Case) -> int:
        month = month_of(case.happened)
        return month if month > self.closed else next_month(self.closed)

    def _capped(self, case: Case, line: Line) -> Decimal:
        sign = 1 if line.amount > 0 else -1
        room = [
            most - max(self._used(line.subject, scope, first, last) * sign, NOTHING)
            for scope, most, (first, last) in self._caps(case.rule, line.month)
        ]
        left = max(min([abs(line.amount), *room]), NOTHING)
        return left if line.amount > 0 else -left

    def _caps(self, rule: str, month: int) -> list[tuple[str, Decimal, tuple[int, int]]]:
        if rule == PENALTY:
            return [(rule, RULE_MONTH, (month, month))]
        quarter = month - (month % 100 - 1) % 3
        own = [(rule, RULE_QUARTER, (quarter, quarter + 2))] if rule == UNIT_REWARD else []
        return [*own, ("rewards", BOOK_CAMPAIGN, (0, 999912))]

    def _used(self, subject: tuple[str, str], scope: str, first: int, last: int) -> Decimal:
        found = (
            amount
            for (whose, what, month), amount in self.used.items()
            if whose == subject and what == scope and first <= month <= last
        )
        return sum(found, NOTHING)

    def _add(self, case: Case, line: Line, amount: Decimal, month: int) -> None:
        key = line.subject, month
        self.totals[key] = self.totals.get(key, NOTHING) + amount
        for scope in (case.rule, *(("rewards",) if case.rule != PENALTY else ())):
            whose = line.subject, scope, month
            self.used[whose] = self.used.get(whose, NOTHING) + amount

    def may_reverse(self, who: str, case: Case, line: Line, part: Decimal | None) -> bool:
        untouched = line.state == POSTED and line.left == line.posted
        if who != "leader" or not untouched:
            return False
        if case.rule == VETO:
            return part is None
        return (NOTHING < part <= abs(line.posted)) if part is not None else bool(line.posted)

    def reverse(self, case: Case, line: Line, part: Decimal | None) -> None:
        taken = abs(line.posted) if part is None else part
        back = -taken if line.posted > 0 else taken
        line.left += back
        line.state = POSTED if line.left else REVERSED
        self.entries += 1
        self._add(case, line, back, self._open_month(case))

    # -------------------------------------------------------------------------------------------- answers, appeals
    def speaks(self, who: str, line: Line) -> bool:
        kind, name = line.subject
        return who == (name if kind == "person" else self.heads[name])

    def may_answer(self, who: str, case: Case, line: Line) -> bool:
        return self.speaks(who, line) and case.state == PROPOSED and line.state in {OPEN, HELD}

    def may_ask(self, who: str, case: Case, line: Line) -> bool:
        if not self.speaks(who, line) or line.is_appealed or case.state in {REJECTED, WITHDRAWN}:
            return False
        if case.public_until is None or line.state in {STRUCK_OUT, REVERSED} or line.left != line.posted:
            return False
        last = clocks.add_working_days(clocks.local_day(case.public_until, ZONE), APPEAL_DAYS)
        return self.now <= day_end(last)

    def ask(self, line: Line) -> None:
        line.is_appealed, line.was_posted_when_asked = True, line.state == POSTED
        if line.state == OPEN:
            line.state = HELD

    def may_decide(self, who: str, case: Case, line: Line, outcome: str, amount: Decimal | None) -> bool:
        if not line.is_appealed or line.is_decided or not self._decides(who, case, line):
            return False
        if not line.was_posted_when_asked and (case.state in {REJECTED, WITHDRAWN} or line.state == STRUCK_OUT):
            return False
        if outcome == "upheld":
            return True
        touched = line.was_posted_when_asked and line.left != line.posted
        if outcome == "overturned":
            return not touched and not (line.was_posted_when_asked and line.state == REVERSED)
        whole = abs(line.posted) if line.was_posted_when_asked else abs(line.amount)
        return case.rule != VETO and not touched and NOTHING < amount < whole

    def _decides(self, who: str, case: Case, line: Line) -> bool:
        if line.was_posted_when_asked and line.confirmer == who:
            return False
        return who in {"leader", "member"} or case.home in self.in_charge.get(who, set())

    def decide(self, case: Case, line: Line, outcome: str, amount: Decimal | None) -> None:
        line.is_decided, line.is_overturned = True, outcome == "overturned"
        if outcome == "reduced":
            line.kept = -amount if line.asked < 0 else amount
        self._decide(case, line, outcome, amount)
        if case.state == PROPOSED:
            self._follow(case)
            case.settle()

    def _decide(self, case: Case, line: Line, outcome: str, amount: Decimal | None) -> None:
        if line.was_posted_when_asked:
            if outcome == "overturned" and (line.posted or case.rule == VETO):
                self.reverse(case, line, None)
            elif outcome == "reduced":
                self.reverse(case, line, abs(line.posted) - amount)
            return
        if outcome == "overturned":
            line.state = STRUCK_OUT
            return
        line.state = OPEN
        if outcome == "reduced":
            line.decided = line.kept

    # -------------------------------------------------------------------------------------------- closing
    def may_close(self, who: str, month: int) -> bool:
        if who != "director" or month <= self.closed or self.today <= last_day(month):
            return False
        waits = (one for one in self.cases if one.rule in IN_LIST and one.state == PROPOSED and one.listed is None)
        begun = {*self.lists, *(its for _whose, its in self.totals), *(month_of(one.happened) for one in waits)}
        first = min(begun) if not self.closed else next_month(self.closed)
        if first < month:
            return False
        return self.lists[month].state == SIGNED and not self._of_list(month)
