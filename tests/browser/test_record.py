"""Recording good and bad work on a phone in four taps, and the answer of whom it is about."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import SQUAD_LEADER, STAFF, sign_in

RULE, PERSON = "拾金不昧", "服务员甲"


class Taps:
    """A visitor who only taps, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, what: str, *, has: str = "") -> None:
        found = self.page.locator(what, has_text=has) if has else self.page.locator(what)
        found.first.click()
        self.count += 1


def desk(page: Page, staff_no: str) -> str:
    """Sit down at the own desk; the address of the campaign."""
    sign_in(page, staff_no)
    page.goto("/")
    return "/c/" + page.url.partition("/c/")[2].partition("/")[0]


@pytest.mark.parametrize(("width", "language"), [("phone", "zh"), ("desk", "en")])
def test_a_squad_leader_records_in_four_taps_and_the_person_explains(visit, axe, width, language):
    page = visit(width, language)
    base = desk(page, SQUAD_LEADER)
    taps = Taps(page)
    taps.on("a[href$='/cases/record']")
    axe(page)
    taps.on("label.lb-pick", has=PERSON)
    taps.on("label.lb-pick", has=RULE)
    axe(page)
    taps.on(".lb-record-save button")
    done = page.locator("#done")
    expect(done).to_contain_text(PERSON)
    expect(done).to_contain_text(RULE)
    assert taps.count <= 4
    expect(page.locator("#record_form :checked"), "ready for the next").to_have_count(0)
    axe(page)

    desk(page, STAFF)
    page.goto("/notices")
    page.goto(f"{base}/score")
    line = page.locator("#uncounted details", has_text=RULE).first
    if not line.locator(".lb-entry-body").is_visible():
        line.locator("summary").first.click()
    axe(page)
    line.locator("details.lb-pop summary").click()
    line.locator("textarea").fill("失主当面致谢")
    line.locator(".lb-pop-panel button").click()
    page.wait_for_load_state()
    assert page.url.endswith("/score")
    assert "失主当面致谢" in page.locator("#uncounted").text_content()

    desk(page, SQUAD_LEADER)
    page.goto(f"{base}/cases")
    page.locator("tbody tr", has_text=RULE).first.locator("a").first.click()
    expect(page.locator("main")).to_contain_text("失主当面致谢")
    axe(page)


def test_searching_keeps_who_is_ticked_and_an_amount_is_pressed(visit, axe):
    page = visit("phone", "zh")
    base = desk(page, "D007")
    page.goto(f"{base}/cases/record")
    page.locator("#record_people details:not([open]) summary").evaluate_all("all => all.forEach(one => one.click())")
    page.locator("label.lb-pick", has_text=PERSON).click()
    page.locator("#q").fill("fuwuyuanyi")
    expect(page.locator("label.lb-pick", has_text="服务员乙")).to_be_visible()
    expect(page.locator("label.lb-pick", has_text="服务员丁")).to_have_count(0)
    expect(page.locator("label.lb-pick", has_text=PERSON).locator("input")).to_be_checked()
    page.locator("label.lb-pick", has_text="服务员乙").click()
    page.locator("#words").fill("1.3")
    expect(page.locator("label.lb-pick", has_text=RULE)).to_have_count(0)
    page.locator("label.lb-pick", has_text="仪容仪表").click()
    page.locator("#record_rules [data-step]").last.click()
    expect(page.locator("[name^=amount_]")).to_have_value("0.3")
    axe(page)
    page.locator(".lb-record-save button").click()
    expect(page.locator("#done")).to_contain_text("服务员甲、服务员乙")
    page.locator("#done button").click()
    page.wait_for_load_state()
    assert page.url.endswith("/cases/record")


def test_it_is_recorded_and_searched_without_javascript(visit):
    page = visit("phone", javascript=False)
    base = desk(page, SQUAD_LEADER)
    page.goto(f"{base}/cases/record")
    page.locator("label.lb-pick", has_text="服务员丙").click()
    page.locator("#q").fill("D018")
    page.locator("button[value=people]").click()
    assert page.locator("label.lb-pick", has_text="服务员丙").locator("input").is_checked()
    expect(page.locator("label.lb-pick", has_text="服务员丁")).to_have_count(0)
    page.locator("label.lb-pick", has_text=RULE).click()
    page.locator(".lb-record-save button").click()
    expect(page.locator("#done")).to_contain_text("服务员丙")
    assert re.search(r"/cases/record\?done=\d+", page.url)
