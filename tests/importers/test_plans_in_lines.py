"""Two plans in other forms: prose and brackets behind a notice, and tables under chapters."""

import pytest

from importers.draft import PlanDraft
from tests.importers.reading import draft_of, stretch, texts


@pytest.fixture(scope="module")
def notice() -> PlanDraft:
    return draft_of("notice_with_prose")


@pytest.fixture(scope="module")
def table() -> PlanDraft:
    return draft_of("table_plan")


def test_the_title_is_the_plans_own_not_the_notices(notice):
    assert notice.title.text == "2020年度“书声相伴”读者服务提升活动实施方案（试行）"
    assert notice.number.text == "澜图发〔2020〕9号"
    assert notice.brand.text == "书声相伴"


def test_the_signature_under_the_notice_counts_though_another_office_prints(notice):
    assert notice.issuer.text == "澜桥市公共图书馆"
    assert notice.issued_on.day.isoformat() == "2020-03-09"


def test_bracketed_headings_open_sections(notice):
    assert notice.goals_heading_present
    assert texts(notice.aims) == ["年内读者满意率达到95%", "借阅量同比增长一成"]
    assert texts(item.title for item in notice.requirements) == ["加强领导，落实责任", "强化督查，严格考核"]


def test_a_group_in_prose_is_read_with_bracketed_remarks(notice):
    group = notice.leading_group
    assert texts(group.leaders) == ["馆长甲"]
    assert texts(group.deputies) == ["副馆长乙", "副馆长丙（分管读者工作）"]
    assert texts(group.members) == ["各部室负责人"]
    assert group.office_director.text == "读者服务部主任丁"


def test_phases_from_the_day_of_issue_by_quarters_and_by_month_ends(notice):
    assert [stretch(phase) for phase in notice.phases] == [
        ("宣传发动阶段", "2020-03-09", "2020-03-31"),
        ("集中提升阶段", "2020-04-01", "2020-09-30"),
        ("总结巩固阶段", "2020-10-01", "2020-11-15"),
    ]
    assert "phases.1.start" in notice.guesses()


@pytest.mark.parametrize(
    ("area", "title", "lead", "helpers", "persons", "due"),
    [
        (0, "改进窗口服务", "读者服务部", ["技术部", "各分馆"], [], "2020-06-30"),
        (1, "整治馆容馆貌", "后勤部", ["读者服务部"], ["副馆长丙"], "2020-05-10"),
        (2, "丰富读书活动", "副馆长乙", ["活动部", "技术部"], [], None),
        (3, "推广数字阅读", "技术部", [], [], None),
    ],
)
def test_duties_in_brackets_labels_and_prose(notice, area, title, lead, helpers, persons, due):
    found = notice.focus_areas[area]
    assert found.title.text == title
    assert found.lead_unit.text == lead
    assert texts(found.cooperating_units) == helpers
    assert texts(found.responsible) == persons
    assert (found.due.day.isoformat() if found.due else None) == due


def test_every_unit_is_flagged_and_rhythms_are_hinted(notice):
    assert notice.focus_areas[0].all_units
    assert [task.recurrence for task in notice.focus_areas[2].tasks] == ["monthly", "quarterly", ""]


def test_words_on_who_answers_are_no_tasks(notice):
    titles = [task.title.text for area in notice.focus_areas for task in area.tasks]
    assert not [title for title in titles if "牵头" in title or ("责任" in title and "首问" not in title)]


def test_joint_issuers_are_parted_by_a_space(table):
    assert table.issuer.text == "澜桥市供水公司 澜桥市供水公司工会"
    assert table.title.text == "关于开展“清泉入户”优质服务活动的方案"


def test_first_deputies_are_deputies_and_first_leaders_leaders(table):
    group = table.leading_group
    assert texts(group.leaders) == ["总经理甲", "副总经理乙"]
    assert texts(group.deputies) == ["党委副书记丙", "工会主席丁"]
    assert texts(group.members) == ["客服部经理戊", "管网部经理己", "营业部经理庚"]
    assert group.office_director.text == "客服部经理戊"


def test_a_table_of_phases_runs_over_the_turn_of_the_year(table):
    assert [stretch(phase) for phase in table.phases] == [
        ("动员阶段", "2021-11-01", "2021-11-30"),
        ("推进阶段", "2021-12-01", "2022-02-28"),
        ("总结阶段", "2022-03-01", "2022-03-10"),
    ]


def test_a_table_of_tasks_gives_areas_with_duties(table):
    rows = [
        (
            area.title.text,
            area.lead_unit.text,
            texts(area.cooperating_units),
            area.due.day.isoformat() if area.due else None,
        )
        for area in table.focus_areas
    ]
    assert rows == [
        ("缩短报装时限", "营业部", ["客服部", "管网部"], "2021-12-31"),
        ("加快抢修响应", "管网部", [], "2022-03-31"),
        ("定期走访用户", "客服部", ["各部门"], None),
    ]
    assert [warning.key for warning in table.warnings] == ["due_after_last_phase"]
