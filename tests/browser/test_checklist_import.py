"""A head reads last year's sheet: one match put right, one unknown person mended, adopted; read again it changes nothing."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.steps.story import ZONE

HEAD = "D008"  # of 安检部


def sheet(folder: Path, word: str, slip: str) -> Path:
    """Last year's sheet, with a title row, a column that no name tells and a slip of the pen."""
    book, year = Workbook(), datetime.now(ZONE).year
    page = book.active
    page.append([f"{year}年安检部工作责任清单"])
    page.merge_cells("A1:G1")
    page.append(["序号", "工作重点", "工作事项", "怎样算好", "责任人", "完成时限", "分值(分)"])
    page.append([1, "强化服务意识", f"{word}安检礼仪培训", "人人有记录", "安检员甲", "每月25日前", "2分"])
    page.append([2, "深化便民举措", f"{word}绿色通道引导", "标识醒目", slip, "长期", 1.5])
    page.append([3, "", f"{word}检查安检仪", "班前试机", "安检员丙", "每周五", ""])
    page.append(["合计", "", "", "", "", "", 3.5])
    path = folder / "安检部清单.xlsx"
    book.save(path)
    return path


def send(page: Page, path: Path) -> None:
    page.locator("form[enctype] input[name=file]").set_input_files(path)
    page.locator("form[enctype] button[type=submit]").click()
    page.locator("#sheet_form").wait_for()


def begin(page: Page) -> str:
    """Sit down at the own checklist, and open the reading of a sheet; the address of the checklist."""
    sign_in(page, HEAD)
    page.goto("/")
    page.goto("/c/" + page.url.partition("/c/")[2].partition("/")[0] + "/checklists")
    page.locator("tr.lb-here th a").first.click()
    page.wait_for_load_state()
    address = page.url.partition("#")[0]
    page.locator("a[href$='/import']").click()
    page.locator("input[name=file]").wait_for()
    return address


@pytest.mark.parametrize(("width", "javascript"), [("desk", True), ("phone", False)])
def test_last_years_sheet_is_put_right_adopted_and_read_again_without_change(visit, axe, tmp_path, width, javascript):
    page = visit(width, "zh", javascript=javascript)
    look = (lambda: axe(page)) if javascript else (lambda: None)
    word, slip = (
        ("一线", "安检原乙") if javascript else ("手机", "安检元乙")
    )  # a slip mended once is known from then on
    path = sheet(tmp_path, word, slip)
    address = begin(page)
    look()
    send(page, path)
    expect(page.locator("#rows_wrong")).to_contain_text(f"本部室没有叫“{slip}”的人")
    expect(page.locator("#rows_wrong tbody tr[id^=row_]")).to_have_count(1)
    look()

    page.locator("#columns summary").click()
    page.locator("#column-3").select_option("standard")
    page.locator("#columns button").click()
    expect(page.locator("#rows_new")).to_contain_text("人人有记录")
    page.locator("button[name=take]", has_text="安检员乙").click()
    expect(page.locator("#rows_wrong")).to_have_count(0)
    expect(page.locator("#rows_new tbody tr[id^=row_]")).to_have_count(3)
    look()
    page.locator("#sheet_form button[name=confirm]").last.click()
    page.wait_for_url(address)
    expect(page.locator("tr[data-row]", has_text=word)).to_have_count(3)
    expect(page.locator("tr[data-row]", has_text=f"{word}绿色通道引导")).to_contain_text("安检员乙")
    look()

    page.locator("a[href$='/import']").click()
    send(page, path)
    expect(page.locator("#rows_same")).to_contain_text(f"{word}检查安检仪")
    expect(page.locator("#rows_wrong, #rows_new, #rows_changed")).to_have_count(0)
    expect(page.locator("button[name=confirm]")).to_have_count(0)
    look()
    page.once("dialog", lambda asked: asked.accept())
    page.locator("form[action$='/import/discard'] button").click()
    page.wait_for_url(address)
    expect(page.locator("tr[data-row]", has_text=word)).to_have_count(3)
