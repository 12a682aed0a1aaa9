"""The demo's look-back: a round over the second phase two weeks ago, half re-checked, with findings in every state."""

from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from demo.campaign import Days
from demo.organisation import Organisation
from demo.work import Photos
from extensions import db
from models.campaign import Campaign
from models.finding import Finding, FindingSource, FindingState, Severity
from models.lookback import LookBack, LookBackItem, LookBackScope, Verdict
from models.person import Person
from models.visitor import Visitor
from services import clocks, evidence, findings, lookbacks, rechecks
from services.findings import Content
from services.lookbacks import Answer
from services.rechecks import Opening

ZONE = ZoneInfo("Asia/Shanghai")
SEEN_BY_UNITS = {
    "谈心": (Verdict.PARTLY, "本月登记 6 人次,还差 4 人次"),
    "一米线": (Verdict.PARTLY, "3 号窗口地贴磨损"),
}
SEEN_BY_OFFICE = {
    "卫生巡查": (Verdict.SLIPPED, "抽查 5 天,2 天下午没有巡查签字"),
    "先进经验": (Verdict.NEVER, "只有一份学习报告,走访记录缺一个单位"),
}
LEFT_TO_RECHECK = 4


def load(made: Organisation) -> None:
    """Opened, handed in, drawn, and re-checked but for the last few; findings rectified and closed out or not."""
    campaign: Campaign = made.kept["campaign"]
    days: Days = made.kept["days"]
    _found_on_the_spot(made, campaign, days)
    opened = days.at(-13, 9)
    director = made.as_visitor(made.director, opened)
    phase = campaign.phases[1]
    lookback = lookbacks.open_(campaign, LookBackScope.PHASE, phase=phase, days=5, by=director, at=opened)
    _hand_in(made, lookback, days)
    drawn = days.at(-7, 10)
    rechecks.draw(lookback, version=None, by=made.as_visitor(made.director, drawn), at=drawn)
    _recheck(made, lookback, days)
    _rectify(made, campaign, days)


def _found_on_the_spot(made: Organisation, campaign: Campaign, days: Days) -> None:
    """Two findings before the round: one closed out long ago, one reported by the bureau."""
    at = days.at(-40, 10)
    director = made.as_visitor(made.director, at)
    content = Content(
        unit=made.departments["票务部"],
        text="2 号窗口服务用语不规范,有旅客反映",
        owner_id=made.staff["票务部"][0].id,
        due_on=clocks.add_working_days(days.day(-40), 5),
    )
    finding = findings.open_(campaign, content, FindingSource.BUREAU, by=director, at=at)
    _submit(made, finding, made.staff["票务部"][0], days, -36)
    closed = days.at(-35, 15)
    findings.close_out(finding, version=None, by=made.as_visitor(made.leader, closed), at=closed)


def _hand_in(made: Organisation, lookback: LookBack, days: Days) -> None:
    at = days.at(-9, 15)
    for part in lookback.units:
        head = made.as_visitor(made.heads[part.unit.name], at)
        answers = {}
        for one in lookback.items:
            if one.unit_id == part.unit_id:
                title = lookbacks.title_of(one)
                seen = next((answer for words, answer in SEEN_BY_UNITS.items() if words in title), None)
                verdict, note = seen or (
                    Verdict.HELD if one.item_id else Verdict.NEVER,
                    "" if one.item_id else "还没有列入清单",
                )
                answers[one.id] = Answer(verdict, note)
        lookbacks.hand_in(part, answers, version=None, by=head, at=at)


def _recheck(made: Organisation, lookback: LookBack, days: Days) -> None:
    at = days.at(-6, 10)
    judges = [made.as_visitor(person, at) for person in (made.director, *made.deputies, made.leader)]
    sampled = db.session.scalars(
        select(LookBackItem)
        .where(LookBackItem.lookback_id == lookback.id, LookBackItem.sampled)
        .order_by(LookBackItem.id)
    ).all()
    telling = [one for one in sampled if any(words in lookbacks.title_of(one) for words in SEEN_BY_OFFICE)]
    others = [one for one in sampled if one not in telling]
    for one in [*telling, *others[: max(len(others) - LEFT_TO_RECHECK, 0)]]:
        able = rechecks.judges(one, days.day(-6))
        judge = next((judge for judge in judges if judge.id in able), None)
        if judge is not None:
            _conclude(one, judge, days)


def _conclude(one: LookBackItem, judge: Visitor, days: Days) -> None:
    seen = next((seen for words, seen in SEEN_BY_OFFICE.items() if words in lookbacks.title_of(one)), None)
    at = days.at(-6, 11)
    if seen is None:
        verdict = one.self_verdict or Verdict.HELD
        rechecks.conclude(
            one,
            verdict,
            note="标准仍在执行" if verdict is Verdict.HELD else one.self_note,
            version=None,
            by=judge,
            at=at,
        )
        return
    owner_id = one.item.responsible_id if one.item else None
    opening = Opening(
        text=seen[1], owner_id=owner_id, due_on=clocks.add_working_days(days.day(-6), 7), severity=Severity.ORDINARY
    )
    rechecks.conclude(one, seen[0], note=seen[1], opening=opening, version=None, by=judge, at=at)


def _rectify(made: Organisation, campaign: Campaign, days: Days) -> None:
    """One is submitted and waits, one was returned, one is being rectified; the rest are open."""
    rows = db.session.scalars(
        select(Finding)
        .where(Finding.campaign_id == campaign.id, Finding.state == FindingState.OPEN)
        .order_by(Finding.number)
    ).all()
    people = {person.id: person for person in made.people.values()}
    owned = [(finding, people[finding.owner_id]) for finding in rows if finding.owner_id in people]
    for finding, owner in owned[:2]:
        _submit(made, finding, owner, days, -3)
    if len(owned) > 1:
        finding = owned[1][0]
        at = days.at(-2, 16)
        judge = next(
            person
            for person in (made.director, *made.deputies, made.leader)
            if person.id in findings.verifiers(finding, days.day(-2))
        )
        findings.return_(finding, "整改照片与问题位置不一致", version=None, by=made.as_visitor(judge, at), at=at)


def _submit(made: Organisation, finding: Finding, owner: Person, days: Days, offset: int) -> None:
    at = days.at(offset, 14)
    by = made.as_visitor(owner, at)
    photo = evidence.keep(Photos().take("整改后"), current_app.config["EVIDENCE_FOLDER"], by=by, at=at)
    findings.submit(
        finding,
        cause="检查不到位,交接没有记录",
        measure="增加班前提醒,值班站长每日抽查",
        pieces=[photo],
        version=None,
        by=by,
        at=at,
    )
