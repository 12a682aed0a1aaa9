"""One record of every kind that an address can name, in the cast's first department; needs an app context."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from flask import current_app
from PIL import Image

from extensions import db
from importers import staff_sheet
from importers.draft import PlanDraft
from importers.files import Sheet
from models.appeal import Appeal
from models.campaign import Campaign, Document
from models.case import CaseLine, LineState, PointCase
from models.checklist import ItemPart
from models.finding import Finding, FindingSource
from models.ledger import LedgerCheckpoint, LedgerEntry, LedgerHead
from models.lookback import LookBack, LookBackItem, LookBackScope, LookBackState, LookBackUnit
from models.month import Exemption, ListCheck, ListState, MonthlyList, PeriodClose, PeriodRow
from models.notice import Notice
from models.person import Appointment
from models.rulebook import Effect, Measure, PointRule, Rulebook, RulebookState, Section
from models.work import Occurrence
from services import rulebook_import, traces
from services.evidence import check, hang, keep
from tests.factories.cast import Cast
from tests.factories.running import Running

AT = datetime(2018, 11, 19, 2, 0, tzinfo=UTC)
SOON = AT + timedelta(days=7)


def make_everything(cast: Cast, running: Running) -> dict[str, int]:
    """Address parameter -> id, committed. The subject of case and entry, the finding's owner and who is told: staff."""
    ids = {
        "checklist_id": running.checklist_id,
        "checklist_item_id": running.item_id,
        "occurrence_id": running.occurrence_id,
        "focus_area_id": running.area_id,
        "task_id": running.task_id,
        "person_id": cast.staff.id,
        "unit_id": cast.department_id,
    }
    part = ItemPart(item_id=running.item_id, unit_id=cast.second_department_id)
    document = Document(
        organisation_id=cast.station_id,
        sha256="0" * 64,
        text="方案",
        draft={"read": _empty_draft(), "typed": {}},
        added_by_id=cast.director.id,
        added_at=AT,
    )
    table = Document(  # an open draft: its page shows a row that is wrong and one that is new
        organisation_id=cast.station_id,
        kind="checklist",
        about_id=running.checklist_id,
        name="清单.xlsx",
        sha256="1" * 64,
        text="",
        draft={
            "sheets": [
                {
                    "title": "站务部",
                    "rows": [["工作事项", "责任人", "完成时限"], ["张贴承诺", "某某", "尽快"], ["换牌", "", "长期"]],
                },
                {"title": "其他", "rows": []},
            ],
            "sheet": 0,
        },
        added_by_id=cast.head.id,
        added_at=AT,
    )
    notice = Notice(person_id=cast.staff.id, ref_kind="campaign", ref_id=running.campaign_id, key="k", at=AT)
    photo = keep(check(_picture(), "现场.png"), current_app.config["EVIDENCE_FOLDER"], by=cast.staff.visitor(AT), at=AT)
    db.session.add_all([part, document, table, notice])
    db.session.flush()
    hang([photo], db.session.get_one(Occurrence, running.occurrence_id))
    seat = db.session.query(Appointment).filter_by(campaign_id=running.campaign_id).first()
    _rulebook_read(cast, running)
    ids |= {
        "item_part_id": part.id,
        "document_id": document.id,
        "notice_id": notice.id,
        "evidence_id": photo.id,
        "rule_id": running.reward_id,
        "appointment_id": seat.id,
        **_looking_back(cast, running),
        **_points(cast, running),
        **_appeal(cast, running),
        **_months(cast, running),
        **_closed(cast, running),
    }
    db.session.add(_staff_list(cast))
    db.session.commit()
    return ids


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return written.getvalue()


def _staff_list(cast: Cast) -> Document:
    """A list on which the staff member went to another department, somebody joined, and everybody else is left out."""
    rows = (
        ("工号", "姓名", "部室", "班组", "岗位", "职务"),
        ("T011", "服务员甲", "票务部", "", "", ""),
        ("T012", "另一人", "票务部", "", "", "联络员"),
        ("N001", "新来甲", "信息部", "运维组", "工程师", "组长"),
    )
    return Document(
        organisation_id=cast.station_id,
        kind="staff",
        about_id=cast.station_id,
        sha256="1" * 64,
        text="",
        draft={"read": staff_sheet.read([Sheet("", rows)]).to_dict(), "typed": None},
        added_by_id=cast.administrator.id,
        added_at=AT,
    )


def _empty_draft() -> dict:
    return PlanDraft().to_dict()


def _rulebook_read(cast: Cast, running: Running) -> None:
    """A rulebook that was read, with a rule that still lacks its amount."""
    office = {"by": cast.director.visitor(AT), "at": AT}
    campaign = db.session.get_one(Campaign, running.campaign_id)
    found = rulebook_import.read("考核细则\n一、纪律\n1.迟到,每次扣1分;\n2.应当着工装。\n", b"")
    document = rulebook_import.keep(campaign, found, "", request_key=None, **office)
    rulebook_import.make_rule(document, 0, **office)


def _looking_back(cast: Cast, running: Running) -> dict[str, int]:
    lookback = LookBack(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "lookback"),
        scope=LookBackScope.CAMPAIGN,
        state=LookBackState.RECHECKING,
        starts_at=AT,
        warn_at=AT,
        due_at=SOON,
        seed=7,
        drawn_at=AT,
        opened_by_id=cast.director.id,
        opened_at=AT,
    )
    finding = Finding(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "finding"),
        source=FindingSource.BUREAU,
        unit_id=cast.department_id,
        text="地面有杂物",
        owner_id=cast.staff.id,
        starts_at=AT,
        warn_at=AT,
        due_at=SOON,
        opened_by_id=cast.director.id,
        opened_at=AT,
    )
    db.session.add_all([lookback, finding])
    db.session.flush()
    unit = LookBackUnit(lookback_id=lookback.id, unit_id=cast.department_id)
    item = LookBackItem(lookback_id=lookback.id, unit_id=cast.department_id, item_id=running.item_id, sampled=True)
    db.session.add_all([unit, item])
    db.session.flush()
    return {
        "lookback_id": lookback.id,
        "lookback_unit_id": unit.id,
        "lookback_item_id": item.id,
        "finding_id": finding.id,
    }


def _points(cast: Cast, running: Running) -> dict[str, int]:
    draft = Rulebook(campaign_id=running.campaign_id, version=2, state=RulebookState.DRAFT)
    db.session.add(draft)
    db.session.flush()
    section = Section(rulebook_id=draft.id, position=1, code="1", title="一")
    db.session.add(section)
    db.session.flush()
    rule = PointRule(section_id=section.id, position=1, code="1.1", name="甲", text="乙")
    db.session.add(rule)
    effect = db.session.query(Effect).filter_by(rule_id=running.reward_id).one()
    case = PointCase(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "case"),
        happened_on=date(2018, 11, 16),
        rulebook_id=running.rulebook_id,
        rule_id=running.reward_id,
        reason="旅客来信表扬",
        proposed_by_id=cast.director.id,
        proposed_at=AT,
        public_from=AT,
        public_until=AT,
    )
    db.session.add(case)
    db.session.flush()
    line = CaseLine(
        case_id=case.id,
        effect_id=effect.id,
        person_id=cast.staff.id,
        home_unit_id=cast.squad_id,
        asked=Decimal("0.5"),
    )
    db.session.add(line)
    db.session.flush()
    entry = LedgerEntry(
        campaign_id=running.campaign_id,
        number=1,
        canon=1,
        posted_at=0,
        posted_on=20181116,
        month=201811,
        line_id=line.id,
        person_id=cast.staff.id,
        home_unit_id=cast.squad_id,
        rule_code="5.1",
        rulebook_version=1,
        effect_id=effect.id,
        measure=Measure.POINTS,
        asked=Decimal("0.5"),
        cut=Decimal(0),
        amount=Decimal("0.5"),
        balance=Decimal("0.5"),
        proposer_id=cast.director.id,
        confirmer_id=cast.leader.id,
        digest="0" * 64,
        previous_hash="0" * 64,
        hash="0" * 64,
    )
    head = db.session.get_one(LedgerHead, running.campaign_id)
    head.last_number, head.last_hash = 1, entry.hash
    checkpoint = LedgerCheckpoint(
        campaign_id=running.campaign_id,
        form=1,
        slug=running.slug,
        number=1,
        hash=entry.hash,
        made_at=0,
        public_key="0" * 64,
        signature="0" * 128,
    )
    db.session.add_all([entry, checkpoint])
    db.session.flush()
    return {
        "rulebook_id": draft.id,
        "section_id": section.id,
        "point_rule_id": rule.id,
        "point_case_id": case.id,
        "case_line_id": line.id,
        "ledger_entry_id": entry.id,
    }


def _appeal(cast: Cast, running: Running) -> dict[str, int]:
    """The staff member's, of a line that is held: leader and member may decide it."""
    case = PointCase(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "case"),
        happened_on=date(2018, 11, 16),
        rulebook_id=running.rulebook_id,
        rule_id=running.penalty_id,
        reason="与旅客争吵",
        proposed_by_id=cast.director.id,
        proposed_at=AT,
        public_from=AT,
        public_until=SOON,
    )
    db.session.add(case)
    db.session.flush()
    effect = db.session.query(Effect).filter_by(rule_id=running.penalty_id, position=0).one()
    line = CaseLine(
        case_id=case.id,
        effect_id=effect.id,
        person_id=cast.staff.id,
        home_unit_id=cast.squad_id,
        asked=Decimal(-2),
        state=LineState.HELD,
    )
    db.session.add(line)
    db.session.flush()
    appeal = Appeal(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "appeal"),
        line_id=line.id,
        text="当时不在窗口",
        asked_by_id=cast.staff.id,
        asked_at=AT,
        starts_at=AT,
        warn_at=AT,
        due_at=SOON,
    )
    db.session.add(appeal)
    db.session.flush()
    return {"appeal_id": appeal.id}


def _months(cast: Cast, running: Running) -> dict[str, int]:
    """October's list is checked; September's has been on notice, with an open line of the staff member."""
    lists = [
        MonthlyList(
            campaign_id=running.campaign_id,
            month=month,
            state=state,
            opened_by_id=cast.director.id,
            opened_at=AT,
            starts_at=AT,
            warn_at=AT,
            due_at=SOON,
            public_from=public,
            public_until=public,
        )
        for month, state, public in ((201809, ListState.ON_NOTICE, AT), (201810, ListState.CHECKING, None))
    ]
    db.session.add_all(lists)
    db.session.flush()
    check = ListCheck(list_id=lists[1].id, unit_id=cast.department_id)
    case = PointCase(
        campaign_id=running.campaign_id,
        number=traces.next_number(running.campaign_id, "case"),
        happened_on=date(2018, 9, 20),
        rulebook_id=running.rulebook_id,
        rule_id=running.penalty_id,
        reason="列队不齐",
        proposed_by_id=cast.director.id,
        proposed_at=AT,
        list_id=lists[0].id,
        public_from=AT,
        public_until=AT,
    )
    db.session.add_all([check, case])
    db.session.flush()
    effect = db.session.query(Effect).filter_by(rule_id=running.penalty_id, position=0).one()
    borne = {"case_id": case.id, "effect_id": effect.id, "asked": Decimal(-2)}
    db.session.add_all(
        [
            CaseLine(person_id=cast.staff.id, home_unit_id=cast.squad_id, **borne),
            CaseLine(unit_id=cast.department_id, **borne),
        ]
    )
    db.session.flush()
    return {"monthly_list_id": lists[0].id, "list_check_id": check.id, "month": 201810}


def _closed(cast: Cast, running: Running) -> dict[str, int]:
    """August is closed, with a row of the staff member; October has an exemption."""
    august = MonthlyList(
        campaign_id=running.campaign_id,
        month=201808,
        state=ListState.SIGNED,
        opened_by_id=cast.director.id,
        opened_at=AT,
        starts_at=AT,
        warn_at=AT,
        due_at=SOON,
    )
    db.session.add(august)
    db.session.flush()
    close = PeriodClose(
        campaign_id=running.campaign_id,
        month=201808,
        list_id=august.id,
        rulebook_id=running.rulebook_id,
        last_number=0,
        closed_by_id=cast.director.id,
        closed_at=AT,
    )
    october = db.session.query(MonthlyList).filter_by(month=201810).one()
    exemption = Exemption(list_id=october.id, person_id=cast.liaison.id, reason="外借", by_id=cast.director.id, at=AT)
    db.session.add_all([close, exemption])
    db.session.flush()
    row = PeriodRow(
        close_id=close.id,
        person_id=cast.staff.id,
        staff_no=cast.staff.staff_no,
        name="服务员甲",
        unit_id=cast.squad_id,
        unit_name="服务班",
        base=Decimal(100),
        rewards=Decimal(0),
        penalties=Decimal(0),
        score=Decimal(100),
        yuan=Decimal(1250),
        makeup=Decimal(0),
    )
    db.session.add(row)
    db.session.flush()
    return {"period_close_id": close.id}
