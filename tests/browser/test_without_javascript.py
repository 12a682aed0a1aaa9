"""The main verbs without JavaScript: the same forms, sent as forms."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser.people import DIRECTOR, LEADER, SQUAD_LEADER, sign_in
from tests.browser.steps.story import ZONE
from tests.browser.steps.work import photo

TITLE = "安检通道设备检修"
HEAD, DOER = "D008", "D032"  # of 安检部


@pytest.fixture
def page(visit):
    """A visitor whose browser runs no script."""
    return visit(javascript=False)


def home(page, staff_no: str) -> str:
    """Sit down; the address of the campaign."""
    sign_in(page, staff_no)
    page.goto("/")
    return "/c/" + page.url.partition("/c/")[2].partition("/")[0]


def choose(select, words: str) -> None:
    """Choose by the words that stand in a choice."""
    select.select_option(select.locator("option", has_text=words).first.get_attribute("value"))


def own_checklist(page, base: str) -> str:
    """The address of the checklist of one's own unit."""
    page.goto(f"{base}/checklists")
    return page.locator("tr.lb-here th a").first.get_attribute("href")


def test_an_item_is_added_submitted_approved_and_done_without_javascript(page):
    base = home(page, HEAD)
    checklist = own_checklist(page, base)
    page.goto(checklist)
    form = page.locator("#add_form")
    form.locator("[name=title]").fill(TITLE)
    choose(form.locator("[name=responsible_id]"), "安检员甲")
    form.locator("[name=rhythm]").select_option("once")
    form.locator("[name=due_on]").fill(datetime.now(ZONE).date().isoformat())
    form.locator("[name=evidence_wanted]").select_option("photo")
    form.locator("button[type=submit]").click()
    expect(page.locator("tr[data-row]", has_text=TITLE)).to_be_visible()
    page.locator("form[action$='/submit'] button").click()

    home(page, DIRECTOR)
    page.goto(checklist)
    row = page.locator("tr[data-row]", has_text=TITLE)
    row.locator("button[data-key=a]").click()
    href = page.locator("tr[data-row]", has_text=TITLE).locator("th a").get_attribute("href")

    home(page, DOER)
    page.goto(href.replace("/checklists/items/", "/items/"))
    form = page.locator("#do_form")
    form.locator("[name=note]").fill("已检修 12 处")
    form.locator("[name=files]").last.set_input_files(photo())
    form.locator("button[type=submit]").first.click()
    expect(page.locator("#do_form")).to_have_count(0)
    expect(page.locator("a[href*='/evidence/']").first).to_be_attached()

    home(page, DIRECTOR)
    page.goto(f"{base}/progress?state=awaiting")
    page.locator("tr[data-row]", has_text=TITLE).locator("button[data-key=a]").click()
    page.goto(f"{base}/progress?state=awaiting")
    expect(page.locator("tr[data-row]", has_text=TITLE)).to_have_count(0)


@pytest.fixture
def no_notice(live_server):
    with live_server.without_notice():
        yield


@pytest.mark.usefixtures("no_notice")
def test_a_case_is_proposed_and_confirmed_without_javascript(page):
    base = home(page, SQUAD_LEADER)
    page.goto(f"{base}/cases/propose")
    rule = page.locator("li[id^=rule_]", has=page.locator(".lb-green")).first
    rule.locator("a.btn").click()
    group = page.locator("#persons details", has_text="D017")
    if not group.locator("input").first.is_visible():
        group.locator("summary").click()
    group.locator("label", has_text="D017").locator("input").check()
    form = page.locator("form[action$='/propose']")
    form.locator("[name=reason]").fill("主动帮助旅客")
    form.locator("[name=note]").fill("旅客当面致谢")
    form.locator("[name=noted_on]").fill(datetime.now(ZONE).date().isoformat())
    form.locator(".lb-main-action").click()
    assert re.search(r"/cases/\d+$", page.url)
    case = page.url

    home(page, LEADER)
    page.goto(case)
    page.locator("button[form=decide]").click()
    page.goto(case)
    expect(page.locator("main a[href*='/ledger/']")).to_have_count(1)
