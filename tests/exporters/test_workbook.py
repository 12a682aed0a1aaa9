"""Files for spreadsheets: nothing in them is a formula, and they carry what they say."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from exporters import pay, workbook
from exporters.workbook import Column, written
from models.month import PeriodRow
from models.refusals import RuleBroken


def opened(file):
    return load_workbook(file).active


def test_a_text_that_begins_like_a_formula_stays_a_text():
    typed = ["=1+1", "+86 138", "-甲", "@cmd", '=HYPERLINK("http://x")', "\t=1"]
    sheet = opened(written("台账", [Column("甲")], [[one] for one in typed]))
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == typed
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_amounts_and_days_are_numbers_with_their_format():
    sheet = opened(written("台账", [Column("甲"), Column("乙")], [[Decimal("-2.50"), date(2018, 11, 3)]]))
    amount, day = sheet[2]
    assert (amount.value, amount.number_format) == (-2.5, "0.00")
    assert (day.value.date(), day.number_format) == (date(2018, 11, 3), "yyyy-mm-dd")


def test_what_no_spreadsheet_holds_is_left_out():
    sheet = opened(written("a[b]:*?/\\c" * 9, [Column("甲")], [["一\x0b二\x00"]]))
    assert sheet["A2"].value == "一二"
    assert len(sheet.title) == 31


def test_more_rows_than_a_request_writes_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken, match="too_many_rows"):
        written("台账", [Column("甲")], ([one] for one in range(3)))


HEADINGS = "序号 工号 姓名 部室 岗位 基础分 加分 扣分 得分 等次 系数 绩效金额 补发 备注".split()


def row(number, **said):
    given = {
        "staff_no": f"T{number:03}",
        "name": f"职工{number}",
        "unit_name": "服务班",
        "post_name": "服务员",
        "is_assessed": True,
        "base": Decimal(100),
        "rewards": Decimal(1),
        "penalties": Decimal(-2),
        "score": Decimal(99),
        "grade": "良好",
        "factor": Decimal(1),
        "yuan": Decimal("1237.50"),
        "makeup": Decimal(25),
        "note": "",
    }
    return PeriodRow(**(given | said))


def test_the_pay_sheet_has_exactly_its_columns_and_a_total_row():
    exempt = row(2, is_assessed=False, grade="", factor=None, yuan=Decimal(-50), note="=不参评")
    words = pay.Words("2018-10 绩效考核发放表", HEADINGS, "合计", "&P / &N")
    sheet = opened(pay.sheet(words, [row(1), exempt]))
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert lines[0] == HEADINGS
    assert lines[1][:5] == [1, "T001", "职工1", "服务班", "服务员"]
    assert lines[1][5:] == [100, 1, -2, 99, "良好", 1, 1237.5, 25, None]
    assert (lines[2][5], lines[2][8], lines[2][13]) == (None, None, "=不参评")
    assert lines[3] == ["合计", None, None, None, None, 100, 2, -4, 99, None, None, 1187.5, 50, None]
    assert sheet["L2"].number_format == "0.00"
    assert len(lines) == 4
