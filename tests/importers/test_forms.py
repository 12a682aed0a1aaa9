"""The many forms in which plans name people, duties, phases and areas; each row of forms.json is one form."""

import json
from pathlib import Path

from importers.draft import PlanDraft
from importers.plan import read

FORMS = json.loads((Path(__file__).parent / "forms.json").read_text(encoding="utf-8"))
TITLE = "某馆“书香”服务活动实施方案\n\n一、工作目标\n满意率95%。\n"
REQUIREMENTS = "\n四、工作要求\n（一）提高认识。要重视。\n（二）加强宣传。要宣传。\n"
AREAS = "\n三、工作任务\n（一）优化流程。精简环节。责任部室：借阅部\n（二）改善环境。清理杂物。责任部室：办公室"


def group(draft: PlanDraft) -> str:
    found = draft.leading_group
    seats = [",".join(value.text for value in seat) for seat in (found.leaders, found.deputies, found.members)]
    return "|".join([*seats, found.office_director.text if found.office_director else ""])


def duty(draft: PlanDraft) -> str:
    area = draft.focus_areas[0]
    lists = [",".join(value.text for value in names) for names in (area.cooperating_units, area.responsible)]
    due = area.due.day.isoformat() if area.due else ""
    return "|".join([area.lead_unit.text if area.lead_unit else "", *lists, due])


def phases(draft: PlanDraft) -> str:
    days = [(p.name.text, p.start.day if p.start else "", p.end.day if p.end else "") for p in draft.phases]
    return "|".join(",".join(map(str, day)) for day in days)


def areas(draft: PlanDraft) -> list[tuple[str, str]]:
    return [(a.title.text.removesuffix("行动"), a.lead_unit.text if a.lead_unit else "") for a in draft.focus_areas]


def test_a_leading_group_is_read_in_every_form():
    wrong = {
        text: got
        for text, expected in FORMS["groups"]
        if (got := group(read(TITLE + "二、组织领导\n" + text + REQUIREMENTS))) != expected
    }
    assert wrong == {}


def test_who_answers_is_read_in_every_form():
    start = TITLE + "二、重点任务\n（一）优化服务流程。精简环节，推行一窗通办。"
    end = "\n（二）改善服务环境。清理杂物。责任单位：后勤部" + REQUIREMENTS + "\n某公司\n2021年3月5日\n"
    drafts = {text: read(start + text + end) for text, _ in FORMS["duties"]}
    wrong = {text: duty(drafts[text]) for text, expected in FORMS["duties"] if duty(drafts[text]) != expected}
    assert wrong == {}
    assert {len(draft.focus_areas) for draft in drafts.values()} == {2}


def test_phases_are_read_in_every_form():
    signed = REQUIREMENTS + "\n某馆\n2018年8月13日\n"
    wrong = {}
    for text, expected in FORMS["phases"]:
        draft = read(TITLE + "二、实施步骤\n" + text + AREAS + signed)
        if phases(draft) != expected or len(draft.focus_areas) != 2 or len(draft.requirements) != 2:
            wrong[text] = phases(draft)
    assert wrong == {}


def test_areas_are_read_under_every_name_and_number():
    expected = [("优化流程", "借阅部"), ("改善环境", "办公室"), ("丰富活动", "活动部")]
    wrong = {}
    for text in FORMS["areas"]:
        draft = read(TITLE + text + REQUIREMENTS + "\n某馆\n2018年8月13日\n")
        if areas(draft) != expected or len(draft.requirements) != 2:
            wrong[text] = areas(draft)
    assert wrong == {}
