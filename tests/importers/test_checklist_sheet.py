"""A checklist's table: the heading row wherever it stands, columns by their names, when something is due, points."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import checklist_sheet, checklist_words, rhythms
from importers.checklist_sheet import field_of, points_of
from importers.files import Sheet, sheet_in

FIRST, LAST = date(2018, 8, 11), date(2019, 1, 31)
NAMES = {
    "title": "工作事项 责任事项 工作任务 责任内容 具体工作 事项 Item",
    "standard": "标准 工作标准 完成标准 工作要求 标准要求 Standard",
    "unit": "责任部室 责任单位 牵头部室 责任单位(盖章)",
    "person": "责任人 负责人 责任人签字 具体责任人",
    "due": "完成时限 完成时间 时限 时间节点 期限或周期 Due",
    "points": "分值 分值(分) 标准分 权重 Points",
    "rhythm": "频次 检查频次",
    "evidence": "佐证 佐证材料 证明材料 Evidence",
    "area": "工作重点 重点工作",
    "help": "配合部室 协办单位",
    "number": "序号 No.",
    "known": "备注 完成情况 状态",
}
TABLE = (
    ("2018年站务部责任清单",) * 7,
    ("填报单位:站务部", "", "", "", "", "", ""),
    ("序 号", "工 作 事 项", "标 准", "责任分工", "责任分工", "完成时限", "分值(分)"),
    ("", "", "", "责任部室", "责任人", "", ""),
    ("一、强化服务意识",) * 7,
    ("1", "1.开展培训", "每人 2 学时", "站务部", "服务员甲", "每月25日前", "2分"),
    ("2", "排班公示", "", "站务部", "服务员乙", "12月5日", "1.5"),
    ("示例", "张贴承诺", "", "", "", "", ""),
    ("", "", "", "", "", "", ""),
    ("合计", "", "", "", "", "", "3.5"),
    ("填表人:甲", "", "", "", "审核人:乙", "", ""),
)


def test_the_heading_row_is_found_under_a_title_and_over_two_rows():
    found = checklist_sheet.read(Sheet("站务部", TABLE))
    assert found.heading == 4
    assert [one.field for one in found.columns] == ["number", "title", "standard", "unit", "person", "due", "points"]
    assert [(row.number, row.text("title"), row.section) for row in found.rows] == [
        (6, "开展培训", "强化服务意识"),
        (7, "排班公示", "强化服务意识"),
    ]
    assert found.rows[1].cells["due"].address == "F7"
    assert found.passed == (8, 10, 11)


@pytest.mark.parametrize(("name", "headings"), NAMES.items())
def test_columns_are_known_by_the_names_that_offices_use(name, headings):
    assert {heading: field_of(heading) for heading in headings.split(" ")} == dict.fromkeys(headings.split(" "), name)


def test_a_name_that_may_mean_both_names_the_item_where_no_other_column_does():
    fields = [one.field for one in checklist_sheet.read(sheet_in("重点工作\t责任人\n培训\t甲")).columns]
    assert fields == ["title", "person"]
    read = checklist_sheet.read(sheet_in("重点工作\t工作任务\t具体措施\t备注\n一\t培训\t每月一次\t无"))
    assert [one.field for one in read.columns] == ["area", "title", "standard", "known"]


def test_a_match_put_right_and_another_heading_row_are_followed():
    sheet = Sheet("", (("甲", "乙"), ("工作任务", "责任人"), ("培训", "张")))
    assert checklist_sheet.read(sheet, chosen={1: "standard"}).rows[0].text("standard") == "张"
    read = checklist_sheet.read(sheet, heading=1, chosen={0: "title"})
    assert [row.text("title") for row in read.rows] == ["工作任务", "培训"]


ONCE, WEEKLY, MONTHLY, QUARTERLY, STANDING = "once", "weekly", "monthly", "quarterly", "standing"


@pytest.mark.parametrize(
    ("due", "rhythm", "told"),
    [
        ("2018-12-05", "", (ONCE, date(2018, 12, 5), None)),
        ("2018/12/5 00:00:00", "", (ONCE, date(2018, 12, 5), None)),
        ("2018年12月5日前", "", (ONCE, date(2018, 12, 5), None)),
        ("43439", "", (ONCE, date(2018, 12, 5), None)),
        ("12.5", "", (ONCE, date(2018, 12, 5), None)),
        ("1月10日", "", (ONCE, date(2019, 1, 10), None)),
        ("8月上旬-9月底", "", (ONCE, date(2018, 9, 30), None)),
        ("年底前", "一次", (ONCE, date(2018, 12, 31), None)),
        ("长期坚持,2018年11月底前建成", "", (ONCE, date(2018, 11, 30), None)),
        ("每周五", "", (WEEKLY, None, 5)),
        ("周一", "每周1次", (WEEKLY, None, 1)),
        ("", "每周一次", (WEEKLY, None, None)),
        ("every Fri", "", (WEEKLY, None, 5)),
        ("每月25日前", "", (MONTHLY, None, 25)),
        ("25日", "每月", (MONTHLY, None, 25)),
        ("每月底", "", (MONTHLY, None, 31)),
        ("12月底", "每月1次", (MONTHLY, None, None)),
        ("monthly, day 25", "", (MONTHLY, None, 25)),
        ("每季度末", "", (QUARTERLY, None, None)),
        ("长期", "", (STANDING, None, None)),
        ("全年持续", "", (STANDING, None, None)),
    ],
)
def test_a_cell_says_when_it_is_due_in_the_words_of_offices(due, rhythm, told):
    when = rhythms.when(due, rhythm, FIRST, LAST)
    assert (when.rhythm, when.due_on, when.day) == told


@pytest.mark.parametrize(
    ("due", "rhythm", "key"), [("尽快", "", "due_unread"), ("每日", "", "too_often"), ("", "偶尔", "rhythm_unread")]
)
def test_what_says_no_time_is_said_to_say_none(due, rhythm, key):
    with pytest.raises(rhythms.NotUnderstood) as caught:
        rhythms.when(due, rhythm, FIRST, LAST)
    assert caught.value.key == key
    assert rhythms.when("待定", "/", FIRST, LAST) is None


def test_points_are_decimals_with_or_without_their_unit():
    assert [points_of(one) for one in ("2", "1.5 分", "2分", "5%", "两分")] == [
        Decimal(2), Decimal("1.5"), Decimal(2), Decimal(5), Decimal(2),
    ]  # fmt: skip
    for wrong in ("多", "1-2分", "1e5", "NaN"):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            points_of(wrong)


def test_the_examples_of_the_guide_hold(monkeypatch):
    guide = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
    section = guide.partition("## A checklist")[2]
    read = checklist_sheet.read(sheet_in(section.partition("```text\n")[2].partition("```")[0]))
    assert [(row.section, row.text("title"), points_of(row.text("points"))) for row in read.rows] == [
        ("强化服务意识", "开展服务礼仪培训", Decimal(2)),
        ("强化服务意识", "张贴服务承诺", Decimal("1.5")),
    ]
    for heading in re.findall(r"\| (?:item|standard|due|points) \| ([^…:]+)", section):
        assert {field_of(one) for one in heading.split()} <= {"title", "standard", "due", "points"}
    assert "督办事项" in section
    monkeypatch.setitem(checklist_sheet._BY_NAME, "督办事项", "title")
    assert field_of("督办事项(必填)") == "title"
    assert "每旬" in section
    monkeypatch.setattr(checklist_words, "TOO_OFTEN", (*checklist_words.TOO_OFTEN, "每旬"))
    with pytest.raises(rhythms.NotUnderstood, match="too_often"):
        rhythms.when("每旬", "", FIRST, LAST)


CELLS = st.one_of(
    st.sampled_from("工作事项 责任人 完成时限 分值 每月25日 12月 合计 一、 2018-02-30 周 99999999999 ①".split()),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_table_gives_rows_or_none(rows):
    read = checklist_sheet.read(Sheet("", tuple(tuple(row) for row in rows)))
    for row in read.rows:
        assert row.number > read.heading
        for cell in row.cells.values():
            try:
                rhythms.when(cell.text, "", FIRST, LAST)
                points_of(cell.text)
            except ValueError:
                pass
