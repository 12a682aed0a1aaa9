"""The staff list is read by its headings, and everything that is wrong is said at once."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.files import sheet_in
from importers.refusals import Unreadable
from importers.staff_sheet import StaffList, means_whole, read, role_of
from importers.staff_words import DUTIES, HEADINGS

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Table:
    title: str
    rows: tuple[tuple[str, ...], ...]


def table(text, title=""):
    return Table(title, tuple(tuple(line.split("|")) for line in text.strip().split("\n")))


def lines(found):
    return [(row.cell, row.staff_no, row.name, row.department, row.squad, row.post, row.duty) for row in found.rows]


def faults(found):
    return [(fault.cell, fault.key) for fault in found.faults]


def test_columns_are_found_by_name_below_title_lines_and_personal_ones_are_left_out():
    found = read(
        [
            table(
                "2018年12月职工花名册\n"
                "填报单位:客运站||||||\n"
                "序号|职工姓名|工 号|所在部门|班 组|岗位(工种)|职务|手机号码|性别\n"
                "1|张  甲|T021|站务部|服务班|服务员|班长|13800000000|女\n"
                "2|乙|T022|站务部||||13800000001|男\n"
                "合计|2人|||||||"
            )
        ]
    )
    assert lines(found) == [
        ("C4", "T021", "张甲", "站务部", "服务班", "服务员", "班长"),
        ("C5", "T022", "乙", "站务部", "", "", ""),
    ]
    assert found.left_out == ("序号",)
    assert found.personal == ("手机号码", "性别")
    assert not found.faults
    assert "138" not in found.text() + str(found.to_dict())
    assert StaffList.from_dict(found.to_dict()) == found


def test_merged_cells_pasted_two_units_in_one_cell_and_headings_repeated_on_the_next_page():
    found = read(
        [
            table(
                "工号|姓名|部门\nT1|甲|站领导\nT2|乙|站务部/服务班\nT3|丙|\n工号|姓名|部门\nT4|丁|票务部 - 一班\nT5|戊|"
            )
        ]
    )
    assert [(row.department, row.squad, row.is_guessed) for row in found.rows] == [
        ("站领导", "", False),
        ("站务部", "服务班", False),
        ("站务部", "", True),
        ("票务部", "一班", False),
        ("票务部", "", True),
    ]
    assert means_whole("站领导")


def test_a_sheet_for_each_department_is_its_department():
    found = read([table("工号|姓名\nT1|甲", "站务部"), table("说明\n无"), table("工号|姓名\nT2|乙", "票务部")])
    assert lines(found) == [
        ("站务部!A2", "T1", "甲", "站务部", "", "", ""),
        ("票务部!A2", "T2", "乙", "票务部", "", "", ""),
    ]


def test_every_fault_of_every_row_is_named_with_its_cell():
    found = read(
        [
            table(
                f"姓名|工号|部室\n甲||站务部\n|T2|站务部\n丙|T 3号|站务部\n丁|T4|{'长' * 61}\n戊|T5|\n己|T5|\n庚|T6|票务部"
            )
        ]
    )
    assert faults(found) == [
        ("B2", "staff_no_missing"),
        ("A3", "staff_name_missing"),
        ("B4", "staff_no_wrong"),
        ("C5", "staff_too_long"),
        ("B7", "staff_no_twice"),
    ]
    assert [row.staff_no for row in found.rows] == ["T5", "T5", "T6"]


def test_full_width_numbers_and_letters_are_folded():
    assert read([table("工号|姓名\nT012|甲")]).rows[0].staff_no == "T012"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("今天天气很好", "no_staff_columns"),
        ("姓名|部门\n甲|站务部", "no_staff_columns"),
        ("工号|姓名\n|", "no_staff"),
        ("工号|姓名\n" + "\n".join(f"T{number}|甲" for number in range(3001)), "too_many_staff"),
    ],
)
def test_what_is_no_staff_list_is_refused(text, key):
    with pytest.raises(Unreadable) as refused:
        read([table(text)])
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("duty", "kind", "role"),
    [
        ("部长", "department", "head"),
        ("主 任", "department", "head"),
        ("班长", "squad", "head"),
        ("联络员", "department", "liaison"),
        ("值班站长", "department", "duty_manager"),
        ("副部长", "department", None),
        ("副班长", "squad", None),
        ("班长", "department", None),
        ("站长", "station", None),
        ("书记", "department", None),
        ("部长兼联络员", "department", None),
        ("", "squad", None),
    ],
)
def test_only_a_plain_duty_means_an_appointment(duty, kind, role):
    assert role_of(duty, kind) == role


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["工号", "姓名", "部门", "甲", "T1", "", " ", "合计", "x" * 70]), max_size=5),
        max_size=8,
    )
)
def test_any_table_gives_a_list_or_a_refusal(rows):
    try:
        found = read([Table("", tuple(map(tuple, rows)))])
    except Unreadable:
        return
    assert found.rows or found.faults


def test_the_list_in_the_documentation_is_read_as_it_says(monkeypatch):
    section = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8").partition("## The staff list")[2]
    found = read([sheet_in(re.search(r"```text\n(.+?)```", section, re.DOTALL)[1])])
    assert [(row.staff_no, row.department, row.squad, row.duty) for row in found.rows] == [
        ("T021", "站务部", "服务班", "班长"),
        ("T022", "站务部", "", ""),
    ]
    assert found.personal == ("手机",)
    monkeypatch.setitem(HEADINGS, "staff_no", (*HEADINGS["staff_no"], "胸牌号"))
    monkeypatch.setitem(DUTIES["squad"], "head", (*DUTIES["squad"]["head"], "工长"))
    assert read([table("胸牌号(必填)|姓名\nT1|甲")]).rows[0].staff_no == "T1"
    assert role_of("工长", "squad") == "head"
