"""What a plan says is corrected after adoption: aims, requirements and focus areas, line by line."""

from datetime import UTC, datetime

import pytest

from extensions import db
from models.campaign import Campaign, FocusArea
from models.event import Event
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from services import campaigns
from services.plan_lines import AimLine, AreaLine, Lines, RequirementLine

AT = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def campaign(session, running):
    return db.session.get_one(Campaign, running.campaign_id)


@pytest.fixture
def edit(campaign, cast):
    def say(version=None, **lines):
        campaigns.edit(campaign, {}, {}, Lines(**lines), version=version, by=cast.director.visitor(AT), at=AT)
        db.session.expire(campaign, ["aims", "requirements", "focus_areas"])

    return say


def test_aims_and_requirements_are_added_changed_and_removed_with_trace_and_version(campaign, edit):
    version = campaign.version
    edit(
        aims=[AimLine(None, "零投诉"), AimLine(None, "")], requirements=[RequirementLine(None, "统一思想", "提高认识")]
    )
    [aim], [requirement] = campaign.aims, campaign.requirements
    edit(aims=[AimLine(aim.id, "零有责投诉"), AimLine(None, "双文明")], requirements=[])
    assert [one.text for one in campaign.aims] == ["零有责投诉", "双文明"]
    edit(
        aims=[AimLine(aim.id, "零有责投诉", removed=True)],
        requirements=[RequirementLine(requirement.id, "统一思想", "")],
    )
    assert [one.text for one in campaign.aims] == ["双文明"]
    assert [(one.title, one.text) for one in campaign.requirements] == [("统一思想", "")]
    assert campaign.version == version + 3
    events = db.session.query(Event).filter_by(act="campaign.edited").order_by(Event.id).all()
    assert [one.fields for one in events] == [
        ["aim 1", "requirement 1"],
        ["aim 1", "aim 2"],
        ["aim 1", "requirement 1"],
    ]


def test_a_focus_area_gets_another_lead_and_other_cooperating_units(campaign, edit, cast, running):
    edit(areas=[AreaLine(running.area_id, "强化服务", "全文", cast.second_department_id, (cast.department_id,))])
    area = db.session.get_one(FocusArea, running.area_id)
    assert (area.title, area.text, area.lead_id) == ("强化服务", "全文", cast.second_department_id)
    assert [unit.id for unit in area.cooperating] == [cast.department_id]
    edit(areas=[AreaLine(None, "加强总结推广")])
    assert [one.title for one in campaign.focus_areas][-1] == "加强总结推广"


def test_a_focus_area_with_tasks_or_items_is_not_removed(campaign, edit, running):
    held = db.session.get_one(FocusArea, running.area_id)
    assert held.tasks
    with pytest.raises(RuleBroken, match="area_has_tasks") as refused:
        edit(areas=[AreaLine(held.id, held.title, removed=True)])
    assert refused.value.field == "areas-0-title"
    used = db.session.get_one(FocusArea, running.second_area_id)
    used.tasks.clear()
    db.session.flush()
    with pytest.raises(RuleBroken, match="area_has_items"):
        edit(areas=[AreaLine(used.id, used.title, removed=True)])


def test_an_empty_focus_area_is_removed(campaign, edit):
    edit(areas=[AreaLine(None, "临时")])
    last = campaign.focus_areas[-1]
    edit(areas=[AreaLine(last.id, "临时", removed=True)])
    assert "临时" not in [one.title for one in campaign.focus_areas]


def test_a_line_without_its_words_or_that_is_gone_or_of_another_house_is_refused(campaign, edit, cast, running):
    with pytest.raises(Incomplete):
        edit(areas=[AreaLine(running.area_id, "")])
    with pytest.raises(Incomplete):
        edit(requirements=[RequirementLine(None, "", "无题")])
    with pytest.raises(Stale):
        edit(aims=[AimLine(98765, "没有")])
    with pytest.raises(Stale):
        edit(version=campaign.version - 1)
    with pytest.raises(RuleBroken, match="wrong_state"):
        edit(areas=[AreaLine(running.area_id, "甲", lead_id=cast.bureau_id)])


def test_nothing_is_changed_in_a_closed_campaign(campaign, edit):
    campaign.state = "closed"
    with pytest.raises(WrongState):
        edit(aims=[AimLine(None, "晚了")])
