"""The demo's points: cases of their own, the month's lists with a month closed and one on notice, reconsideration.

Everything happens in the order of time, so that numbers and days go together in the ledger.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from demo.campaign import ZONE, Days
from demo.organisation import Organisation
from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import Answer, CaseLine, LineState, PointCase
from models.ledger import LedgerEntry
from models.month import ListCheck, ListState, MonthlyList
from models.person import Role
from models.rulebook import PointRule
from models.visitor import Visitor
from services import accounting, answers, appeals, cases, clocks, judging, ledger, months, periods, settling
from services.appeals import Decision
from services.cases import Matter

Action = tuple[datetime, Callable[[datetime], Any]]


@dataclass(frozen=True)
class Told:
    """A case: days from today, rule, who (a person's or a department's name), why, the proposer, and how it ended."""

    offset: int
    code: str
    who: str
    why: str
    proposer: str
    end: str
    note: str = "现场记录在案"


TOLD = (
    Told(-70, "5.3", "服务员甲", "帮助一位行动不便的旅客上车", "爱心服务班班长", "confirmed"),
    Told(-62, "1.1", "服务员甲", "晨会迟到 10 分钟", "爱心服务班班长", "confirmed"),
    Told(-55, "6.1", "站务部", "责任清单按期完成", "办公室主任", "confirmed"),
    Told(-48, "1.2", "检票员乙", "离岗 20 分钟", "办公室主任", "confirmed"),
    Told(-41, "5.1", "售票员甲", "旅客意见簿书面表扬", "票务部主任", "confirmed"),
    Told(-33, "3.2", "服务员乙", "与旅客发生口角", "办公室主任", "confirmed"),
    Told(-26, "1.1", "检票员丙", "晨会迟到", "客运一班班长", "reversed"),
    Told(-20, "5.1", "服务员甲", "旅客来信表扬", "站务部主任", "confirmed"),
    Told(-16, "6.1", "客运部", "责任清单按期完成", "办公室主任", "confirmed"),
    Told(-15, "5.3", "检票员甲", "协助走失儿童找到家人", "客运一班班长", "confirmed"),
    Told(-13, "3.5", "售票员丙", "便民服务牌更换超期", "票务部主任", "proposed"),
    Told(-12, "1.1", "安检员丙", "晨会迟到", "安检部主任", "rejected"),
    Told(-6, "1.2", "服务员丙", "离岗 8 分钟", "值班站长甲", "withdrawn"),
    Told(-4, "3.5", "售票员乙", "自动售票机推广超期", "办公室主任", "proposed"),
    Told(-3, "5.3", "服务员甲", "主动为聋哑旅客手语引导", "爱心服务班班长", "proposed"),
    Told(-2, "3.2", "服务员甲", "未使用文明用语", "站务部主任", "proposed"),
)


@dataclass(frozen=True)
class Recorded:
    """For a month's list: how many months ago and on which day, rule, person, recorder, note, amount if not least."""

    months_ago: int
    day: int
    code: str
    who: str
    by: str
    note: str = ""
    amount: str = ""


RECORDED = (
    Recorded(2, 6, "5.4", "服务员乙", "爱心服务班班长", "拾到旅客手机交还失主"),
    Recorded(2, 9, "4.1", "安检员乙", "安检部主任", "漏检一件行李", "2"),
    Recorded(2, 12, "1.3", "检票员丁", "客运一班班长"),
    Recorded(2, 20, "4.1", "安检员乙", "安检部主任", "再次漏检一件行李", "2"),
    Recorded(2, 22, "5.4", "站务员甲", "站务部主任"),
    Recorded(1, 5, "5.4", "检票员甲", "客运一班班长", "拾到钱包上交值班室"),
    Recorded(1, 8, "1.3", "服务员丁", "爱心服务班班长", "未佩戴工号牌"),
    Recorded(1, 14, "4.1", "安检员甲", "安检部主任", "漏检一件行李"),
    Recorded(1, 19, "5.4", "调度员甲", "客运部主任"),
    Recorded(1, 25, "1.3", "售票员丁", "票务部主任", "未按规定着装", "0.5"),
)
EXPLAINED = {"安检员甲": "当时安检机停机检修,有报修单", "服务员丁": "工号牌送修,已向班长报备"}
ASKS_NOW, ASKED_BEFORE = "售票员丁", "检票员丁"
VETOED = "保安员甲"


def load(made: Organisation) -> None:
    """All of it, up to the moment of the load."""
    story = _Story(made)
    actions = [*story.own_cases(), *story.lists(), *story.records_of_yesterday()]
    for at, act in sorted(actions, key=lambda action: action[0]):
        act(min(at, story.days.now))


@dataclass
class _Story:
    made: Organisation
    noted: dict[str, PointCase] = field(default_factory=dict)

    @property
    def campaign(self) -> Campaign:
        campaign: Campaign = self.made.kept["campaign"]
        return campaign

    @property
    def days(self) -> Days:
        days: Days = self.made.kept["days"]
        return days

    @property
    def rules(self) -> dict[str, PointRule]:
        rules: dict[str, PointRule] = self.made.kept["rules"]
        return rules

    def visitor(self, name: str, at: datetime) -> Visitor:
        return self.made.as_visitor(self.made.people[name], at)

    # ------------------------------------------------------------------------------------------- cases of their own
    def own_cases(self) -> list[Action]:
        """Proposed, and after their notice confirmed; some rejected, withdrawn or reversed later; and a veto."""
        actions: list[Action] = []
        for number, told in enumerate(TOLD):
            proposed_at = self.days.at(told.offset, 16)
            actions.append((proposed_at, partial(self._propose, f"{number}", told)))
            end = {"rejected": self._reject, "withdrawn": self._withdraw}.get(told.end, self._confirm)
            ended_at = self.days.at(told.offset + 2, 10)
            if told.end in ("confirmed", "reversed"):
                ended_at = settling.notice_until(self.campaign, proposed_at) + timedelta(hours=10)
            if told.end != "proposed":
                actions.append((ended_at, partial(end, f"{number}")))
            if told.end == "reversed":
                actions.append((self.days.at(told.offset + 14, 10), partial(self._reverse, f"{number}")))
        veto = Told((self._day(2, 11) - self.days.today).days, "4.9", VETOED, "值守脱岗,造成物品被盗", "办公室主任", "")
        proposed_at = self.days.at(veto.offset, 16)
        confirmed_at = settling.notice_until(self.campaign, proposed_at) + timedelta(hours=10)
        actions += [(proposed_at, partial(self._propose, "veto", veto)), (confirmed_at, partial(self._confirm, "veto"))]
        return actions

    def _propose(self, key: str, told: Told, at: datetime) -> None:
        department = self.made.departments.get(told.who)
        matter = Matter(
            happened_on=self.days.day(told.offset),
            reason=told.why,
            person_ids=() if department else (self.made.people[told.who].id,),
            unit_id=department.id if department else None,
            note=told.note,
            noted_on=self.days.day(told.offset),
        )
        by = self.visitor(told.proposer, at)
        self.noted[key] = cases.propose(self.campaign, self.rules[told.code], matter, [], by=by, at=at)

    def _confirm(self, key: str, at: datetime) -> None:
        case = self.noted[key]
        if settling.has_been_on_notice(case, at):  # else long holidays lie between
            cases.confirm(case, version=None, by=self.visitor("站长", at), at=at, zone=ZONE)

    def _reject(self, key: str, at: datetime) -> None:
        reason = "当天因公接站,情况属实,不予认可"
        cases.reject(self.noted[key], reason, version=None, by=self.visitor("站长", at), at=at)

    def _withdraw(self, key: str, at: datetime) -> None:
        case = self.noted[key]
        by = self.made.as_visitor(case.proposed_by, at)
        cases.withdraw(case, "已当面核实,不再提出", version=None, by=by, at=at)

    def _reverse(self, key: str, at: datetime) -> None:
        entry = db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.line_id == self.noted[key].lines[0].id)
        ).one_or_none()
        if entry is not None:
            reason = "考勤记录更正:当天已提前报备"
            ledger.reverse(entry, None, reason, by=self.visitor("站长", at), at=at, zone=ZONE)

    # ------------------------------------------------------------------------------------------- the month's lists
    def lists(self) -> list[Action]:
        """Every month that is over but the last is closed; the last is on notice, one of its lines held."""
        actions: list[Action] = []
        over = self._months_over()
        for month in over:
            ago = len(over) - over.index(month)
            actions += [self._record(one) for one in RECORDED if one.months_ago == ago]
            actions += self._last_list(month) if ago == 1 else self._closed_list(month)
        return actions

    def _months_over(self) -> list[int]:
        month, over = accounting.month_of(self.campaign.starts_on), []
        while month < accounting.month_of(self.days.today):
            over.append(month)
            month = accounting.next_month(month)
        return over

    def _day(self, months_ago: int, day: int) -> date:
        return accounting.first_day(self._months_over()[-months_ago]).replace(day=day)

    def _record(self, one: Recorded) -> Action:
        day = self._day(one.months_ago, one.day)
        return clocks.start_of_day(day, ZONE) + timedelta(hours=15), partial(self._keep, one, day)

    def _keep(self, one: Recorded, day: date, at: datetime) -> None:
        rule, by = self.rules[one.code], self.visitor(one.by, at)
        amounts = {rule.effects[0].id: Decimal(one.amount)} if one.amount else {}
        matter = Matter(day, "", (self.made.people[one.who].id,), amounts=amounts, note=one.note)
        case = cases.record(self.campaign, rule, matter, [], by=by, at=at)
        self.noted[f"{one.months_ago} {one.who}"] = case
        if one.months_ago == 1 and one.who in EXPLAINED:
            said = self.visitor(one.who, at)
            answers.answer(case.lines[0], Answer.EXPLAINED, EXPLAINED[one.who], by=said, at=at)

    def _closed_list(self, month: int) -> list[Action]:
        """Checked on the first day after it, on notice on the second, signed after the notice and closed."""
        opened = clocks.start_of_day(accounting.first_day(accounting.next_month(month)), ZONE) + timedelta(hours=9)
        published = opened + timedelta(days=1)
        signed = settling.notice_until(self.campaign, published) + timedelta(hours=10)
        asked, decided = published + timedelta(hours=3), signed + timedelta(days=4)
        return [
            (opened, partial(self._open, month)),
            (published, partial(self._publish, month)),
            (signed, partial(self._sign, month)),
            (
                signed + timedelta(hours=2),
                partial(self._ask, f"2 {ASKED_BEFORE}", month, "当天工号牌挂在内侧,监控可见"),
            ),
            (signed + timedelta(hours=5), partial(self._close, month)),
            (decided, partial(self._decide, f"2 {ASKED_BEFORE}", month)),
            (asked, partial(self._agree, month)),
        ]

    def _last_list(self, month: int) -> list[Action]:
        """Put on notice yesterday, or this morning where the month is only just over."""
        first = clocks.start_of_day(accounting.first_day(accounting.next_month(month)), ZONE) + timedelta(hours=8)
        published = max(self.days.at(-1, 10), first)
        held = self.days.at(0, 8)
        return [
            (min(first, published), partial(self._open, month)),
            (published, partial(self._publish, month)),
            (max(held, published), partial(self._ask, f"1 {ASKS_NOW}", month, "当天换季发装,新制服未到,请予复核")),
        ]

    def _list(self, month: int) -> MonthlyList:
        found = months.of_month(self.campaign.id, month)
        assert found is not None  # noqa: S101 - opened before
        return found

    def _open(self, month: int, at: datetime) -> None:
        month_list = months.open_(self.campaign, month, by=self.made.as_visitor(self.made.director, at), at=at)
        for part in db.session.scalars(select(ListCheck).where(ListCheck.list_id == month_list.id)).all():
            head_id = min(judging.holders(Role.HEAD, unit_id=part.unit_id, day=clocks.local_day(at, ZONE)))
            head = next(one for one in self.made.people.values() if one.id == head_id)
            months.check(part, by=self.made.as_visitor(head, at), at=at)

    def _publish(self, month: int, at: datetime) -> None:
        by = self.made.as_visitor(self.made.director, at)
        months.publish(self._list(month), version=None, by=by, at=at)

    def _agree(self, month: int, at: datetime) -> None:
        """Whoever is rewarded has nothing to say against it."""
        for line in db.session.scalars(
            select(CaseLine).join(PointCase).where(PointCase.list_id == self._list(month).id, CaseLine.asked > 0)
        ).all():
            if line.person is not None and line.state is LineState.OPEN:
                answers.answer(line, Answer.AGREED, "", by=self.made.as_visitor(line.person, at), at=at)

    def _sign(self, month: int, at: datetime) -> None:
        month_list = self._list(month)
        if month_list.state is ListState.ON_NOTICE:
            months.sign(month_list, version=None, by=self.made.as_visitor(self.made.leader, at), at=at, zone=ZONE)

    def _close(self, month: int, at: datetime) -> None:
        periods.close(self._list(month), by=self.made.as_visitor(self.made.director, at), at=at)

    # ------------------------------------------------------------------------------------------- reconsideration
    def _ask(self, key: str, month: int, text: str, at: datetime) -> None:
        case = self.noted.get(key)
        if case is not None and case.list_id == self._list(month).id:
            line = case.lines[0]
            person = self.made.people[key.partition(" ")[2]]
            appeals.ask(line, text, [], by=self.made.as_visitor(person, at), at=at)

    def _decide(self, key: str, month: int, at: datetime) -> None:
        case = self.noted.get(key)
        if case is None or case.list_id != self._list(month).id:
            return
        appeal = db.session.scalars(select(Appeal).where(Appeal.line_id == case.lines[0].id)).one()
        decision = Decision(AppealState.OVERTURNED, "调看监控,工号牌已佩戴,原记录有误")
        by = self.made.as_visitor(self.made.secretary, at)
        appeals.decide(appeal, decision, version=None, by=by, at=at, zone=ZONE)

    # ------------------------------------------------------------------------------------------- this month
    def records_of_yesterday(self) -> list[Action]:
        """Two records for this month's list, one of them explained."""
        return [(self.days.at(-1, 17), self._of_yesterday)]

    def _of_yesterday(self, at: datetime) -> None:
        by = self.visitor("爱心服务班班长", at)
        for code, who in (("5.4", "服务员丙"), ("1.3", "服务员乙")):
            matter = Matter(self.days.day(-1), "", (self.made.people[who].id,))
            case = cases.record(self.campaign, self.rules[code], matter, [], by=by, at=at)
        said = self.visitor("服务员乙", at)
        answers.answer(case.lines[0], Answer.EXPLAINED, "工号牌送修,已向班长报备", by=said, at=at)
