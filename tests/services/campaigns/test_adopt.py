"""A draft becomes a campaign: everything that was read comes through, once, and only when it is whole."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from extensions import db
from models.campaign import Campaign, CampaignState, Document
from models.checklist import Checklist
from models.ledger import LedgerHead
from models.person import Role
from models.refusals import Incomplete, RuleBroken, SentBefore, Stale, WrongState
from models.unit import Unit
from services import campaigns, documents, judging, structure
from services.plans import AreaContent, PhaseContent, PlanContent, SeatContent, TaskContent, typed_from
from tests.factories import Cast
from tests.factories.running import STARTED

PLAN = (Path(__file__).parents[2] / "importers/documents/seed_like.txt").read_text(encoding="utf-8")
LEAD = documents.parse(PLAN)[1].focus_areas[0].lead_unit.text
CONTENT = PlanContent(
    title="服务品牌创建活动",
    brand="暖心",
    texts={"slogan": "创品牌"},
    issued_on=date(2018, 11, 17),
    aims=("打造队伍",),
    requirements=(("提高认识", "要抓落实"),),
    phases=(PhaseContent("动员", date(2018, 8, 11), date(2018, 8, 20)),),
    areas=(AreaContent("强化服务意识", tasks=(TaskContent("开展学习培训"),)),),
    seats=(SeatContent(Role.LEADER, "站长", None),),
)


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast


@pytest.fixture
def document(cast: Cast) -> Document:
    return keep(cast)


def keep(cast: Cast, request_key: str | None = None) -> Document:
    text, draft = documents.parse(PLAN)
    units = list(structure.read().units.values())
    return documents.keep_plan(
        text, draft, "", by=cast.director.visitor(STARTED), at=STARTED, units=units, request_key=request_key
    )


def test_the_draft_becomes_a_campaign_with_a_checklist_for_each_department(cast, document):
    campaign = campaigns.adopt(document, CONTENT, version=1, by=cast.director.visitor(STARTED), at=STARTED)
    assert campaign.state is CampaignState.ACTIVE
    assert [area.title for area in campaign.focus_areas] == ["强化服务意识"]
    assert [task.title for task in campaign.focus_areas[0].tasks] == ["开展学习培训"]
    departments = db.session.scalars(select(Checklist.department_id).where(Checklist.campaign_id == campaign.id))
    assert set(departments) == {cast.department_id, cast.second_department_id, cast.office_department_id}
    assert db.session.get(LedgerHead, campaign.id) is not None
    assert document.state == documents.ADOPTED


def test_who_adopts_is_the_first_office_director_when_the_plan_links_nobody(cast, document):
    by = cast.director.visitor(STARTED)
    campaign = campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    seats = {seat.role: seat.person_id for seat in campaigns.seats_of(campaign, by.today)}
    assert seats == {Role.LEADER: None, Role.OFFICE_DIRECTOR: cast.director.id}


def test_a_seat_without_a_person_keeps_the_plans_words_and_grants_nothing(cast, document):
    by = cast.director.visitor(STARTED)
    campaign = campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    seat = campaigns.seats_of(campaign, by.today)[0]
    assert seat.written == "站长"
    assert not cast.leader.visitor(STARTED).holds_for(campaign.id, Role.LEADER)
    campaigns.link_seat(campaign, seat, cast.leader.id, by=by, at=STARTED)
    assert cast.leader.visitor(STARTED).holds_for(campaign.id, Role.LEADER)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": ""}, "title"), ({"phases": ()}, "phases"), ({"areas": ()}, "focus_areas")],
)
def test_what_a_campaign_cannot_be_without_is_asked_for_beside_its_field(cast, document, change, field):
    with pytest.raises(Incomplete) as broken:
        campaigns.adopt(document, replace(CONTENT, **change), version=1, by=cast.director.visitor(STARTED), at=STARTED)
    assert broken.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_a_phase_cannot_end_before_it_starts(cast, document):
    backwards = replace(CONTENT, phases=(PhaseContent("动员", date(2018, 8, 20), date(2018, 8, 11)),))
    with pytest.raises(RuleBroken) as broken:
        campaigns.adopt(document, backwards, version=1, by=cast.director.visitor(STARTED), at=STARTED)
    assert (broken.value.key, broken.value.field) == ("phase_ends_first", "phases-0-ends_on")


def test_a_draft_is_adopted_once(cast, document):
    by = cast.director.visitor(STARTED)
    campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    with pytest.raises(WrongState):
        campaigns.adopt(document, CONTENT, version=2, by=by, at=STARTED)


def test_a_draft_that_somebody_corrected_meanwhile_is_not_adopted(cast, document):
    by = cast.director.visitor(STARTED)
    documents.save_typed(document, document.draft["typed"], version=1, by=by, at=STARTED)
    with pytest.raises(Stale):
        campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)


def test_the_same_plan_form_sent_twice_leads_to_the_first_draft(cast):
    first = keep(cast, "once")
    with pytest.raises(SentBefore) as again:
        keep(cast, "once")
    assert again.value.record_id == first.id


def test_the_plans_way_out_of_a_contradiction_can_be_followed(cast, document):
    warnings = documents.read_draft(document).warnings
    number = next(n for n, warning in enumerate(warnings) if warning.proposal)
    documents.follow_proposal(document, number, version=1, by=cast.director.visitor(STARTED), at=STARTED)
    days = [phase["starts_on"] for phase in document.draft["typed"]["phases"]]
    assert warnings[number].proposal.value in days


def test_units_named_in_the_plan_are_linked_to_those_that_exist(cast):
    department = db.session.get_one(Unit, cast.department_id)
    department.name = LEAD
    document = keep(cast)
    leads = {area["lead"] for area in document.draft["typed"]["focus_areas"] if area["lead_written"] == LEAD}
    assert leads == {str(cast.department_id)}


def test_a_campaign_is_never_left_without_a_director(cast, document):
    by = cast.director.visitor(STARTED)
    campaign = campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    seat = next(seat for seat in campaigns.seats_of(campaign, by.today) if seat.role is Role.OFFICE_DIRECTOR)
    with pytest.raises(RuleBroken) as broken:
        campaigns.link_seat(campaign, seat, None, by=by, at=STARTED)
    assert broken.value.key == "director_needed"


def test_a_text_that_is_no_plan_gives_an_empty_draft_that_names_what_is_missing(cast):
    _text, draft = documents.parse("今天食堂吃面。")
    assert {"phases", "focus_areas", "brand"} <= set(draft.missing)


def test_a_task_without_a_day_of_its_own_is_due_when_its_area_is():
    plan = (
        "车站服务活动方案\n一、重点任务\n(一)规范窗口服务。\n1.制定服务标准；\n2.每月开展一次检查。\n3.培训全员,9月底前完成。\n"
        "(牵头部室:站务部;完成时限:2018年10月底)"
    )
    tasks = typed_from(documents.parse(plan)[1], [], [])["focus_areas"][0]["tasks"]
    assert [(task["title"], task["rhythm"], task["due_on"]) for task in tasks] == [
        ("制定服务标准", "once", "2018-10-31"),
        ("每月开展一次检查", "monthly", ""),
        ("培训全员,9月底前完成", "once", "2018-09-30"),
    ]


@pytest.mark.parametrize(
    ("content", "key", "field"),
    [
        ("", "unreadable_empty", "text"),
        (b"\x00\x01\x02", "unreadable_not_text", "file"),
        ("字" * 200_001, "unreadable_too_long", "text"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(session, content, key, field):
    with pytest.raises(RuleBroken) as broken:
        documents.parse(content)
    assert (broken.value.key, broken.value.field) == (key, field)


def test_another_person_holds_a_seat_from_today_and_the_past_stays(cast, document):
    by = cast.director.visitor(STARTED)
    campaign = campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    seat = campaigns.seats_of(campaign, by.today)[0]
    campaigns.link_seat(campaign, seat, cast.leader.id, by=by, at=STARTED)
    later = STARTED + timedelta(days=30)
    by = cast.director.visitor(later)
    campaigns.link_seat(campaign, seat, cast.member.id, by=by, at=later)
    assert judging.holders(Role.LEADER, campaign_id=campaign.id, day=by.today) == {cast.member.id}
    before = by.today - timedelta(days=1)
    assert judging.holders(Role.LEADER, campaign_id=campaign.id, day=before) == {cast.leader.id}


def test_the_same_seat_form_sent_twice_adds_one_seat(cast, document):
    by = cast.director.visitor(STARTED)
    campaign = campaigns.adopt(document, CONTENT, version=1, by=by, at=STARTED)
    campaigns.add_seat(campaign, Role.MEMBER, "书记", None, by=by, at=STARTED, request_key="seat")
    with pytest.raises(SentBefore):
        campaigns.add_seat(campaign, Role.MEMBER, "书记", None, by=by, at=STARTED, request_key="seat")
