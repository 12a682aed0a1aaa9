"""One campaign under way in November 2018: phases, focus areas, tasks, checklists with items, a rulebook in force."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Phase, Sharing, Task
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted, ItemRevision, RevisionState
from models.ledger import LedgerHead
from models.person import Appointment, Role
from models.rulebook import Direction, Effect, Payer, PointRule, Rulebook, RulebookState, Section
from models.types import Rhythm
from models.unit import Unit
from models.work import Occurrence, OccurrenceState
from services import clocks, settings
from tests.factories.cast import SINCE, Cast

STARTED = datetime(2018, 8, 11, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Running:
    """Ids of what was made. `item_id` (once, office accepts) and `weekly_id` (unit accepts) are approved with one open
    occurrence each, `draft_id` is a draft; all three in the checklist of the cast's first department."""

    campaign_id: int
    slug: str
    phase_ids: tuple[int, ...]
    area_id: int
    second_area_id: int
    task_id: int
    checklist_id: int
    second_checklist_id: int
    office_checklist_id: int
    item_id: int
    weekly_id: int
    draft_id: int
    occurrence_id: int
    weekly_occurrence_id: int
    rulebook_id: int
    penalty_id: int
    reward_id: int
    unit_reward_id: int


def make_campaign(cast: Cast, slug: str = "love") -> Running:
    """The campaign, committed; needs an app context."""
    campaign = Campaign(
        organisation_id=cast.station_id,
        slug=slug,
        title="“爱心飞扬”服务品牌创建活动",
        brand="爱心飞扬",
        slogan="创品牌、优服务、塑形象",
        state=CampaignState.ACTIVE,
        created_at=STARTED,
    )
    db.session.add(campaign)
    db.session.flush()
    phases = [
        Phase(
            campaign_id=campaign.id,
            position=1,
            name="动员部署阶段",
            starts_on=date(2018, 8, 11),
            ends_on=date(2018, 8, 20),
        ),
        Phase(
            campaign_id=campaign.id,
            position=2,
            name="全面推进阶段",
            starts_on=date(2018, 8, 1),
            ends_on=date(2018, 12, 20),
        ),
        Phase(
            campaign_id=campaign.id,
            position=3,
            name="总结验收阶段",
            starts_on=date(2018, 12, 21),
            ends_on=date(2018, 12, 31),
        ),
    ]
    areas = [
        FocusArea(
            campaign_id=campaign.id,
            position=1,
            title="强化服务意识",
            lead_id=cast.department_id,
            lead_written="站务部",
        ),
        FocusArea(
            campaign_id=campaign.id,
            position=2,
            title="深化便民举措",
            lead_id=cast.second_department_id,
            lead_written="票务部",
        ),
    ]
    db.session.add_all([*phases, *areas])
    db.session.flush()
    task = Task(
        focus_area_id=areas[0].id,
        position=1,
        title="开展服务观念学习培训",
        place="六(一)第 2 句",
        phase_id=phases[1].id,
        lead_id=cast.department_id,
        rhythm=Rhythm.MONTHLY,
        day=25,
        sharing=Sharing.LED,
    )
    db.session.add(task)
    for who, role in (
        (cast.leader, Role.LEADER),
        (cast.deputy, Role.DEPUTY),
        (cast.member, Role.MEMBER),
        (cast.director, Role.OFFICE_DIRECTOR),
        (cast.squad_leader, Role.SQUAD_HEAD),
    ):
        db.session.add(Appointment(person_id=who.id, role=role, campaign_id=campaign.id, since=SINCE))
    lists = [
        Checklist(campaign_id=campaign.id, department_id=unit_id)
        for unit_id in (cast.department_id, cast.second_department_id, cast.office_department_id)
    ]
    db.session.add_all([*lists, LedgerHead(campaign_id=campaign.id)])
    db.session.flush()
    item = make_item(lists[0], areas[0], phases[1], "晨会服务礼仪点评", cast.staff.id, due_on=date(2018, 11, 30))
    weekly = make_item(
        lists[0],
        areas[1],
        phases[1],
        "更新便民服务台物品",
        cast.squad_leader.id,
        rhythm=Rhythm.WEEKLY,
        day=4,
        accepted_by=AcceptedBy.UNIT,
    )
    draft = make_item(lists[0], areas[0], phases[1], "旅客谈心每月不少于 10 人次", None, state=RevisionState.DRAFT)
    rulebook_id, penalty_id, reward_id, unit_reward_id = make_rulebook(campaign.id)
    settings.structure_changed()
    running = Running(
        campaign_id=campaign.id,
        slug=slug,
        phase_ids=tuple(phase.id for phase in phases),
        area_id=areas[0].id,
        second_area_id=areas[1].id,
        task_id=task.id,
        checklist_id=lists[0].id,
        second_checklist_id=lists[1].id,
        office_checklist_id=lists[2].id,
        item_id=item.id,
        weekly_id=weekly.id,
        draft_id=draft.id,
        occurrence_id=make_occurrence(item, date(2018, 11, 30)).id,
        weekly_occurrence_id=make_occurrence(weekly, date(2018, 11, 23), period="2018-W47").id,
        rulebook_id=rulebook_id,
        penalty_id=penalty_id,
        reward_id=reward_id,
        unit_reward_id=unit_reward_id,
    )
    db.session.commit()
    return running


def make_item(
    checklist: Checklist,
    area: FocusArea,
    phase: Phase | None,
    title: str,
    responsible_id: int | None,
    *,
    rhythm: Rhythm = Rhythm.ONCE,
    due_on: date | None = None,
    day: int | None = None,
    accepted_by: AcceptedBy = AcceptedBy.OFFICE,
    state: RevisionState = RevisionState.APPROVED,
    evidence_wanted: EvidenceWanted = EvidenceWanted.NONE,
) -> ChecklistItem:
    """An item with its first revision, in force when approved."""
    item = ChecklistItem(checklist_id=checklist.id, responsible_id=responsible_id)
    db.session.add(item)
    db.session.flush()
    revision = ItemRevision(
        item_id=item.id,
        number=1,
        title=title,
        standard="记录到人",
        focus_area_id=area.id,
        phase_id=phase.id if phase else None,
        rhythm=rhythm,
        due_on=due_on,
        day=day,
        points=Decimal(1),
        evidence_wanted=evidence_wanted,
        accepted_by=accepted_by,
        state=state,
    )
    db.session.add(revision)
    db.session.flush()
    if state is RevisionState.APPROVED:
        item.in_force_id = revision.id
        revision.submitted_at = revision.decided_at = STARTED
        db.session.flush()
    return item


def make_occurrence(
    item: ChecklistItem, due_on: date, *, period: str = "", state: OccurrenceState = OccurrenceState.OPEN
) -> Occurrence:
    """One occurrence of an item, with the usual warning of three working days."""
    limit = clocks.limit(date(2018, 8, 11), due_on, warn_days=3, zone=ZONE)
    occurrence = Occurrence(
        item_id=item.id,
        period=period,
        starts_at=limit.starts_at,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        state=state,
    )
    db.session.add(occurrence)
    db.session.flush()
    return occurrence


def make_rulebook(campaign_id: int) -> tuple[int, int, int, int]:
    """A rulebook in force from 2018-08-01: ids of it, of a penalty (3.2), a reward (5.1) and a unit reward (6.1)."""
    rulebook = Rulebook(
        campaign_id=campaign_id,
        version=1,
        title="考核细则",
        state=RulebookState.IN_FORCE,
        from_on=date(2018, 8, 1),
        in_force_at=STARTED,
    )
    db.session.add(rulebook)
    db.session.flush()
    rules = []
    for position, (code, title, name, text, effects) in enumerate(
        (
            (
                "3",
                "服务规范",
                "窗口服务用语不规范",
                "未使用文明用语或与旅客争吵的,每次扣 2 分;班长连带扣 0.5 分。",
                ((Payer.PERSON, Direction.PENALTY, "2"), (Payer.SQUAD_LEADER, Direction.PENALTY, "0.5")),
            ),
            (
                "5",
                "奖励",
                "旅客表扬",
                "受到旅客书面表扬的,每次加 0.5 至 1 分。",
                ((Payer.PERSON, Direction.REWARD, "0.5"),),
            ),
            (
                "6",
                "部室",
                "清单按期完成",
                "责任清单按期完成的,部室加 2 分。",
                ((Payer.UNIT, Direction.REWARD, "2"),),
            ),
        )
    ):
        section = Section(rulebook_id=rulebook.id, position=position, code=code, title=title)
        db.session.add(section)
        db.session.flush()
        rule = PointRule(
            section_id=section.id, position=1, code=f"{code}.{2 if code == '3' else 1}", name=name, text=text
        )
        db.session.add(rule)
        db.session.flush()
        for place, (payer, direction, amount) in enumerate(effects):
            most = Decimal(1) if code == "5" else Decimal(amount)
            db.session.add(
                Effect(
                    rule_id=rule.id,
                    position=place,
                    who=payer,
                    direction=direction,
                    least=Decimal(amount),
                    most=most,
                )
            )
        rules.append(rule.id)
    db.session.flush()
    return rulebook.id, *rules


def department(cast: Cast) -> Unit:
    """The cast's first department; needs an app context."""
    return db.session.get_one(Unit, cast.department_id)
