"""The demo's campaign: its plan is read by the reader, adopted by the office and broken down, a hundred days ago."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.organisation import Organisation
from models.campaign import Campaign, Sharing, Task
from models.person import Person, Role
from models.types import Rhythm
from services import breakdown, campaigns, documents, issuing, structure
from services.breakdown import TaskContent
from services.plans import AreaContent, PhaseContent, PlanContent, SeatContent
from services.plans import TaskContent as PlannedTask

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = """云岚汽车客运东站“爱心飞扬”服务品牌创建活动实施方案

为进一步强化服务观念,提高旅客满意率,根据《关于开展服务品牌创建评比活动的通知》云交办〔{year}〕36号文件精神,经市交通运输局党委研究同意,决定在全站深入开展“爱心飞扬”服务品牌创建活动,特制订如下实施方案:
一、总体要求
以“创品牌、优服务、塑形象”为目标,将品牌创建与中心工作相结合、与优化营商环境相结合,全方位打造“爱心飞扬”精品品牌、惠民品牌、文化品牌、正风品牌。
二、创建内容
(一)品牌名称 爱心飞扬
(二)品牌标识
(三)品牌内涵 品牌标识由两部分组成:上部代表顺畅的公路,宛如一颗跳动的心。下部代表飞翔的天鹅,寓意客运站的服务如天鹅一样高贵优美。
三、创建目标
打造一支以“服务旅客,奉献社会”为宗旨的高素质职工队伍;建立热情服务、创新服务、廉政高效的工作机制。
四、组织领导
成立活动领导小组。
组长:站长
副组长:副站长甲、副站长乙
成员:书记、办公室主任、站务部主任、客运部主任、票务部主任
领导小组下设办公室,办公室主任同志兼任办公室主任,具体负责组织实施。成立“爱心飞扬”服务班,爱心服务班班长任服务班班长。
五、方法步骤
(一)动员部署阶段({p1})
利用办公会、学习会等形式传达活动精神,成立领导小组,明确工作分工。
(二)全面推进阶段({p2})
各部室根据职责分工和岗位特点,以问题为导向,抓好各项重点任务落实。
(三)总结验收阶段({p3})
各部室对活动开展情况进行回头看,及时查漏补缺,形成量化管理、责任明确、考核有据、奖惩分明的制度体系。
六、工作重点
(一)强化服务意识。组织服务观念和职业道德学习培训。开展自评、互评、点评交流活动。评选优秀典型,推广学习。(牵头部室:站务部)
(二)深化便民举措。定期更新便民服务台物品。开展重点旅客爱心预约服务。落实候车厅卫生巡查。(牵头部室:客运部)
(三)畅通监督渠道。经常与旅客谈心交流,征求意见和建议。及时处理旅客咨询和投诉。利用广播、报纸、电台等媒体宣传。(牵头部室:综合部)
(四)夯实制度建设。推广自动售票机和网上订票。建立岗位责任制、服务承诺制、首问责任制。规范安检服务用语。(牵头部室:站务部)
(五)加强总结推广。学习其他单位的先进经验。定期通报表彰先进个人。加强车站文化建设。(牵头部室:综合部)
七、工作要求
(一)提高认识。全站干部职工要把创建活动作为一项重点工作抓落实。
(二)精心组织。建立完善的品牌服务体系、管理体系和保障机制。
(三)加强考核。组织开展专项督查和日常督查,确保活动取得实效。
(四)广泛宣传。开设宣传专栏,开展典型案例宣传。
云岚汽车客运东站
{issued}
"""

ALL = "各部室"
# words of the task: lead, cooperating (or ALL), rhythm, day or days from today, sharing
TASKS: dict[str, tuple[str, tuple[str, ...] | str, Rhythm, int | None, Sharing]] = {
    "学习培训": ("站务部", ALL, Rhythm.MONTHLY, 25, Sharing.EACH),
    "点评": ("站务部", ("客运部", "票务部"), Rhythm.WEEKLY, 5, Sharing.LED),
    "优秀典型": ("综合部", ("站务部",), Rhythm.ONCE, 12, Sharing.LED),
    "便民服务台": ("客运部", ("爱心服务班",), Rhythm.WEEKLY, 5, Sharing.LED),
    "爱心预约": ("站务部", ("客运部",), Rhythm.STANDING, None, Sharing.LED),
    "卫生巡查": ("客运部", (), Rhythm.WEEKLY, 5, Sharing.LED),
    "谈心": ("综合部", ("站务部",), Rhythm.MONTHLY, 20, Sharing.LED),
    "咨询和投诉": ("综合部", ("站务部", "票务部"), Rhythm.STANDING, None, Sharing.LED),
    "媒体": ("综合部", (), Rhythm.QUARTERLY, None, Sharing.LED),
    "自动售票机": ("票务部", ("站务部",), Rhythm.ONCE, -4, Sharing.LED),
    "岗位责任制": ("站务部", (), Rhythm.ONCE, -30, Sharing.LED),
    "安检服务用语": ("安检部", ("保卫部",), Rhythm.WEEKLY, 4, Sharing.LED),
    "先进经验": ("综合部", (), Rhythm.ONCE, -45, Sharing.LED),
    "通报表彰": ("综合部", (), Rhythm.MONTHLY, 28, Sharing.LED),
    "文化建设": ("保卫部", (), Rhythm.ONCE, 15, Sharing.LED),
}
LEFT_TO_ISSUE = ("媒体",)


class Days:
    """Moments of the demo: days before and after the day it is loaded."""

    def __init__(self, at: datetime) -> None:
        self.today = at.astimezone(ZONE).date()
        self.now = at

    def day(self, offset: int) -> date:
        """The date so many days from today."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of that day, never after the load itself."""
        moment = datetime.combine(self.day(offset), time(hour, minute), ZONE)
        return min(moment, self.now)


def load(made: Organisation) -> None:
    """The campaign, adopted and issued; leaves `campaign` and `days` for the later parts."""
    days = Days(made.at)
    began = days.at(-98, 10)
    director = made.as_visitor(made.director, began)
    text, draft = documents.parse(plan_text(days))
    units = list(structure.read().units.values())
    document = documents.keep_plan(text, draft, "", by=director, at=began, units=units, request_key=None)
    content = _content(made, document.draft["typed"])
    campaign = campaigns.adopt(document, content, version=document.version, by=director, at=began)
    made.kept |= {"campaign": campaign, "days": days}
    _break_down(made, campaign, days)


def plan_text(days: Days) -> str:
    """The plan, with its dates around the day of the load."""

    def phase(first: int, last: int) -> str:
        return f"{_printed(days.day(first))}至{_printed(days.day(last))}"

    return PLAN.format(
        year=days.day(-98).year,
        p1=phase(-100, -90),
        p2=phase(-89, 20),
        p3=phase(21, 40),
        issued=_printed(days.day(-98)),
    )


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _content(made: Organisation, typed: dict) -> PlanContent:
    """The sheet as the office leaves it: every seat linked."""
    labels = {f"{person.staff_no} {person.name}": person for person in made.people.values()}

    def linked(written: str) -> Person | None:
        return labels.get(written) or made.people.get(written)

    names = ("slogan", "creed", "dimensions", "meaning", "basis", "basis_number", "approving_body", "issuer")
    return PlanContent(
        title=typed["title"],
        brand=typed["brand"],
        texts={name: typed[name] for name in (*names, "guiding_text", "squad_name")},
        issued_on=date.fromisoformat(typed["issued_on"]),
        aims=tuple(aim["text"] for aim in typed["aims"]),
        requirements=tuple((one["title"], one["text"]) for one in typed["requirements"]),
        phases=tuple(
            PhaseContent(
                one["name"], date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]), one["text"]
            )
            for one in typed["phases"]
        ),
        areas=tuple(_area(area) for area in typed["focus_areas"]),
        seats=tuple(
            SeatContent(Role(seat["role"]), seat["written"], person.id if person else None)
            for seat in typed["seats"]
            for person in [linked(seat["person"]) or linked(seat["written"])]
        ),
    )


def _area(area: dict) -> AreaContent:
    return AreaContent(
        title=area["title"],
        text=area["text"],
        lead_written=area["lead_written"],
        lead_id=int(area["lead"]) if area["lead"] else None,
        tasks=tuple(
            PlannedTask(
                title=task["title"],
                place=task["place"],
                span_start=int(task["span"].split("-")[0]),
                span_end=int(task["span"].split("-")[1]),
            )
            for task in area["tasks"]
        ),
    )


def _break_down(made: Organisation, campaign: Campaign, days: Days) -> None:
    decided = days.at(-96, 15)
    director = made.as_visitor(made.director, decided)
    to_issue = []
    for area in breakdown.areas_of(campaign):
        for task in area.tasks:
            words = next((words for words in TASKS if words in task.title), None)
            if words is None:
                continue
            breakdown.edit(task, _decided(made, task, words, days), version=task.version, by=director, at=decided)
            if words not in LEFT_TO_ISSUE:
                to_issue.append(task.id)
    issuing.issue(campaign, by=director, at=days.at(-96, 16), task_ids=to_issue)


def _decided(made: Organisation, task: Task, words: str, days: Days) -> TaskContent:
    lead, cooperating, rhythm, when, sharing = TASKS[words]
    named = () if cooperating == ALL else tuple(made.unit(name).id for name in cooperating)
    return TaskContent(
        title=task.title,
        lead_id=made.unit(lead).id,
        cooperating_ids=named,
        all_units=cooperating == ALL,
        rhythm=rhythm,
        due_on=days.day(when) if rhythm is Rhythm.ONCE and when is not None else None,
        day=when if rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY) else None,
        sharing=sharing,
    )
