"""The demo's checklists: every department fills in its issued items and adds its own; most are approved."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from demo.campaign import Days
from demo.organisation import Organisation
from models.campaign import Campaign
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted
from models.types import Rhythm
from services import checklists, items, structure
from services.items import Charge, Content


@dataclass(frozen=True)
class Filled:
    """What a unit says of an issued item: words of its title, standard, who answers, evidence, points."""

    words: str
    standard: str
    who: str
    evidence: EvidenceWanted = EvidenceWanted.NONE
    points: str = "1"
    accepted_by: AcceptedBy = AcceptedBy.OFFICE


UNIT = AcceptedBy.UNIT
PHOTO, FILE, NOTE = EvidenceWanted.PHOTO, EvidenceWanted.FILE, EvidenceWanted.NOTE
FILLED: dict[str, tuple[Filled, ...]] = {
    "站务部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "站务部联络员", FILE, "2"),
        Filled("点评", "每日 7:40 晨会点评前一日服务,记录到人", "爱心服务班班长", accepted_by=UNIT),
        Filled("爱心预约", "老弱病残孕旅客预约,十分钟内接待", "服务员甲", NOTE, "2"),
        Filled("岗位责任制", "岗位责任书人人签订,上墙公示", "站务员甲", PHOTO, "3"),
    ),
    "客运部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "调度员甲", FILE),
        Filled("便民服务台", "针线包、老花镜、雨具、充电线齐全,缺一补一", "检票员甲", PHOTO, accepted_by=UNIT),
        Filled("卫生巡查", "地面无杂物,卫生间无异味,巡查签字", "检票员乙", PHOTO, accepted_by=UNIT),
    ),
    "票务部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "售票员甲", FILE),
        Filled("自动售票机", "高峰时段每台机一人引导,网上订票有说明", "售票员乙", PHOTO, "3"),
    ),
    "安检部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "安检员甲", FILE),
        Filled("安检服务用语", "请、您好、谢谢不离口,当班抽查五人次", "安检员乙", accepted_by=UNIT),
    ),
    "综合部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "干事甲", FILE),
        Filled("优秀典型", "公开推荐,材料不少于 500 字,公示 5 天", "干事乙", FILE, "3"),
        Filled("谈心", "每月不少于 10 人次,问题当场登记,三日内反馈", "干事甲", NOTE, "2"),
        Filled("咨询和投诉", "10 分钟内答复咨询,投诉三日内回复", "干事乙", NOTE, "2"),
        Filled("先进经验", "至少走访两个单位,有学习报告", "干事甲", FILE, "2"),
        Filled("通报表彰", "每月一期通报", "干事乙", FILE, "2"),
    ),
    "保卫部": (
        Filled("学习培训", "每月集中学习不少于一次,有签到、有记录", "保安员甲", FILE),
        Filled("文化建设", "文化墙完成设计、制作、上墙", "保安员乙", PHOTO, "2"),
    ),
}
# own items: department -> title, standard, who, area number, days from today, evidence
OWN: dict[str, tuple[tuple[str, str, str, int, int, EvidenceWanted], ...]] = {
    "站务部": (
        ("服务承诺上墙公示", "售票厅、候车厅各一处,字迹清楚", "站务员乙", 3, -6, PHOTO),
        ("首问责任登记本启用", "每个岗位一本,逐项登记", "服务员乙", 3, 2, PHOTO),
        ("问询处增设双语指示牌", "中英文各一块", "服务员丙", 1, 9, PHOTO),
    ),
    "客运部": (("检票口排队引导线更新", "三个检票口全部更新", "检票员丙", 1, -20, PHOTO),),
    "票务部": (("售票窗口一米线整治", "六个窗口全部整治到位", "售票员丙", 0, -35, PHOTO),),
    "安检部": (("安检员仪容仪表自查", "着装、胸牌齐全", "安检员丙", 0, 3, NOTE),),
    "保卫部": (("站前广场秩序专项整治", "无揽客、无乱停放", "保安员甲", 1, -15, NOTE),),
}
RETURNED = "问询处增设双语指示牌"
WHY_RETURNED = "标准要写明放在哪里、什么时候完成"
LATE_SUBMITTED = ("通报表彰",)


def load(made: Organisation) -> None:
    """Fill in, submit on one day and judge three days later; one is returned, a few wait."""
    campaign: Campaign = made.kept["campaign"]
    days: Days = made.kept["days"]
    departments = structure.read().departments_of(campaign.organisation_id)
    lists = {one.name: _checklist(campaign, one.id) for one in departments}
    for name, checklist in lists.items():
        _fill_in(made, campaign, checklist, name, days)
    made.kept["checklists"] = lists
    for name, checklist in lists.items():
        _judge(made, checklist, name, days)
    _draft_more(made, campaign, lists["站务部"], days)


def _checklist(campaign: Campaign, department_id: int) -> Checklist:
    from extensions import db  # noqa: PLC0415

    return db.session.query(Checklist).filter_by(campaign_id=campaign.id, department_id=department_id).one()


def _fill_in(made: Organisation, campaign: Campaign, checklist: Checklist, name: str, days: Days) -> None:
    at = days.at(-93, 10)
    head = made.as_visitor(made.heads[name], at)
    for item in items.live(checklist):
        filled = next((one for one in FILLED[name] if one.words in item.current.title), None)
        if filled is None:
            items.remove(item, version=None, by=head, at=at)
            continue
        content = replace(
            items.content_of(item.current),
            standard=filled.standard,
            evidence_wanted=filled.evidence,
            points=Decimal(filled.points),
            accepted_by=filled.accepted_by,
            phase_id=campaign.phases[1].id,
        )
        items.edit(item, content, Charge(made.people[filled.who].id), version=None, by=head, at=at)
    for title, standard, who, area, offset, evidence in OWN.get(name, ()):
        content = Content(
            title=title,
            standard=standard,
            focus_area_id=campaign.focus_areas[area].id,
            phase_id=campaign.phases[1].id,
            due_on=_within(campaign, days.day(offset)),
            evidence_wanted=evidence,
            rhythm=Rhythm.ONCE,
        )
        items.add(checklist, content, Charge(made.people[who].id), by=head, at=at)
    checklists.submit(checklist, version=None, by=head, at=days.at(-92, 16))


def _within(campaign: Campaign, day: date) -> date:
    return max(min(day, campaign.ends_on), campaign.starts_on)


def _judge(made: Organisation, checklist: Checklist, name: str, days: Days) -> None:
    at = days.at(-89, 11)
    judge = made.as_visitor(made.deputies[1] if name == "综合部" else made.director, at)
    by_title = {item.current.title: item for item in items.live(checklist)}
    returned = [item.id for title, item in by_title.items() if title == RETURNED]
    if returned:
        checklists.return_(checklist, returned, WHY_RETURNED, version=None, by=judge, at=at)
    approved = [item.id for title, item in by_title.items() if title != RETURNED]
    checklists.approve(checklist, approved, version=None, by=judge, at=at)


def _draft_more(made: Organisation, campaign: Campaign, checklist: Checklist, days: Days) -> None:
    """What is being written these days: a draft that lacks a person, and a revision that waits for the office."""
    at = days.at(-2, 15)
    head = made.as_visitor(made.heads["站务部"], at)
    revised = _titled(checklist, "首问责任登记本启用")
    checklists.revise(revised, version=None, by=head, at=at)
    content = replace(items.content_of(revised.current), standard="每个岗位一本,逐项登记,当班交接时检查")
    items.edit(revised, content, version=None, by=head, at=at)
    checklists.submit(checklist, version=None, by=head, at=days.at(-1, 9))
    area = campaign.focus_areas[2]
    items.add(
        checklist,
        Content(title="旅客意见簿每周回复", focus_area_id=area.id, rhythm=Rhythm.WEEKLY, day=5, evidence_wanted=NOTE),
        Charge(),
        by=made.as_visitor(made.liaison, days.at(-1, 10)),
        at=days.at(-1, 10),
    )


def _titled(checklist: Checklist, title: str) -> ChecklistItem:
    return next(item for item in items.live(checklist) if item.current.title == title)
