"""The demo's points: a rulebook in force, cases on notice and ended in every way, and one reversal."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from demo.campaign import ZONE, Days
from demo.organisation import Organisation
from extensions import db
from models.campaign import Campaign
from models.case import Answer, PointCase
from models.ledger import LedgerEntry
from models.rulebook import Direction, Measure, Payer, PointRule, Settled
from services import answers, cases, ledger, rulebooks, settling
from services.cases import Matter
from services.rulebook_contents import EffectContent, RuleContent

REWARD, PENALTY = Direction.REWARD, Direction.PENALTY
SECTIONS: tuple[
    tuple[str, str, tuple[tuple[str, str, str, bool, tuple[tuple[Payer, Direction, str, str, Measure], ...]], ...]], ...
] = (
    (
        "1",
        "劳动纪律",
        (
            (
                "1.1",
                "晨会迟到",
                "晨会迟到的,每次扣 0.5 分。",
                False,
                ((Payer.PERSON, PENALTY, "0.5", "0.5", Measure.POINTS),),
            ),
            (
                "1.2",
                "擅自离岗",
                "离岗超过五分钟的,每次扣 2 分;班长连带扣 0.5 分。",
                True,
                (
                    (Payer.PERSON, PENALTY, "2", "2", Measure.POINTS),
                    (Payer.SQUAD_LEADER, PENALTY, "0.5", "0.5", Measure.POINTS),
                ),
            ),
            (
                "1.3",
                "仪容仪表不规范",
                "未按规定着装、佩戴工号牌的,每次扣 0.2 至 0.5 分。",
                False,
                ((Payer.PERSON, PENALTY, "0.2", "0.5", Measure.POINTS),),
            ),
        ),
    ),
    (
        "3",
        "窗口服务",
        (
            (
                "3.2",
                "服务用语不规范",
                "未使用文明用语或与旅客争吵的,每次扣 1 至 2 分,并扣减绩效奖金 50 元;班长连带扣 0.5 分。",
                True,
                (
                    (Payer.PERSON, PENALTY, "1", "2", Measure.POINTS),
                    (Payer.PERSON, PENALTY, "50", "50", Measure.YUAN),
                    (Payer.SQUAD_LEADER, PENALTY, "0.5", "0.5", Measure.POINTS),
                ),
            ),
            (
                "3.5",
                "责任事项逾期",
                "责任事项超期未完成的,扣责任人 0.5 至 2 分。",
                False,
                ((Payer.PERSON, PENALTY, "0.5", "2", Measure.POINTS),),
            ),
        ),
    ),
    (
        "5",
        "表彰奖励",
        (
            (
                "5.1",
                "旅客书面表扬",
                "受到旅客书面表扬的,每次加 0.5 至 1 分。",
                True,
                ((Payer.PERSON, REWARD, "0.5", "1", Measure.POINTS),),
            ),
            (
                "5.3",
                "主动帮扶重点旅客",
                "主动帮扶重点旅客受到好评的,加 0.5 分。",
                False,
                ((Payer.PERSON, REWARD, "0.5", "0.5", Measure.POINTS),),
            ),
            (
                "5.4",
                "拾金不昧",
                "拾到旅客财物主动上交的,加 0.5 分。",
                False,
                ((Payer.PERSON, REWARD, "0.5", "0.5", Measure.POINTS),),
            ),
        ),
    ),
    (
        "6",
        "部室考核",
        (
            (
                "6.1",
                "清单按期完成",
                "责任清单当月按期完成的,部室加 2 分。",
                False,
                ((Payer.UNIT, REWARD, "2", "2", Measure.POINTS),),
            ),
        ),
    ),
)


IN_LIST = ("1.3", "5.4")  # settled in the month's list, the others as cases of their own


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


def load(made: Organisation) -> None:
    """The rulebook from the campaign's first days, then the cases in the order of their days."""
    campaign: Campaign = made.kept["campaign"]
    days: Days = made.kept["days"]
    rules = _rulebook(made, campaign, days)
    for told in TOLD:
        case = _propose(made, campaign, rules[told.code], told, days)
        _end(made, case, told, days)
    _recorded(made, campaign, rules, days)


def _recorded(made: Organisation, campaign: Campaign, rules: dict[str, PointRule], days: Days) -> None:
    """Two records of yesterday for the month's list; to one of them the person has explained how it was."""
    at = days.at(-1, 17)
    by = made.as_visitor(made.people["爱心服务班班长"], at)
    for code, who in (("5.4", "服务员丙"), ("1.3", "服务员乙")):
        matter = Matter(happened_on=days.day(-1), reason="", person_ids=(made.people[who].id,))
        case = cases.record(campaign, rules[code], matter, [], by=by, at=at)
    said = made.as_visitor(made.people["服务员乙"], days.at(0, 8))
    answers.answer(case.lines[0], Answer.EXPLAINED, "工号牌送修,已向班长报备", by=said, at=days.at(0, 8))


def _rulebook(made: Organisation, campaign: Campaign, days: Days) -> dict[str, PointRule]:
    at = days.at(-95, 9)
    director = made.as_visitor(made.director, at)
    book = rulebooks.draft(campaign, by=director, at=at)
    rulebooks.edit(book, "爱心飞扬考核细则", Decimal(100), revision=None, by=director, at=at)
    rules = {}
    for code, title, lines in SECTIONS:
        section = rulebooks.add_section(book, code, title, revision=None, by=director, at=at)
        for rule_code, name, text, evidence_wanted, effects in lines:
            content = RuleContent(
                code=rule_code,
                name=name,
                text=text,
                evidence_wanted=evidence_wanted,
                settled=Settled.LIST if rule_code in IN_LIST else Settled.OWN,
                effects=tuple(
                    EffectContent(who, direction, Decimal(least), Decimal(most), measure)
                    for who, direction, least, most, measure in effects
                ),
            )
            rules[rule_code] = rulebooks.add_rule(section, content, revision=None, by=director, at=at)
    rulebooks.put_in_force(book, campaign.starts_on, revision=None, by=director, at=days.at(-94, 17))
    return rules


def _propose(made: Organisation, campaign: Campaign, rule: PointRule, told: Told, days: Days) -> PointCase:
    at = days.at(told.offset, 16)
    department = made.departments.get(told.who)
    matter = Matter(
        happened_on=days.day(told.offset),
        reason=told.why,
        person_ids=() if department else (made.people[told.who].id,),
        unit_id=department.id if department else None,
        note=told.note,
        noted_on=days.day(told.offset),
    )
    by = made.as_visitor(made.people[told.proposer], at)
    return cases.propose(campaign, rule, matter, [], by=by, at=at)


def _end(made: Organisation, case: PointCase, told: Told, days: Days) -> None:
    """Confirmed on the morning after the notice's last day; rejected or withdrawn while it is on notice."""
    at = days.at(told.offset + 2, 10)
    if told.end in ("confirmed", "reversed") and case.public_until is not None:
        at = min(case.public_until + timedelta(hours=10), days.now)
        if not settling.has_been_on_notice(case, at):
            return  # long holidays lie between
    leader = made.as_visitor(made.leader, at)
    if told.end in ("confirmed", "reversed"):
        cases.confirm(case, version=None, by=leader, at=at, zone=ZONE)
    elif told.end == "rejected":
        cases.reject(case, "当天因公接站,情况属实,不予认可", version=None, by=leader, at=at)
    elif told.end == "withdrawn":
        proposer = made.as_visitor(made.people[told.proposer], at)
        cases.withdraw(case, "已当面核实,不再提出", version=None, by=proposer, at=at)
    if told.end == "reversed":
        later = days.at(told.offset + 14, 10)
        entry = db.session.query(LedgerEntry).filter_by(line_id=case.lines[0].id).one()
        ledger.reverse(
            entry, None, "考勤记录更正:当天已提前报备", by=made.as_visitor(made.leader, later), at=later, zone=ZONE
        )
