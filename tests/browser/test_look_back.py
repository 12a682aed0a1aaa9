"""The look-back in a browser: opened, handed in by every department, drawn, re-checked, a finding closed out, a result."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import started
from tests.browser.people import DEPUTY, DIRECTOR, LEADER, sign_in

HEADS = ("D006", "D007", "D008", "D009", "D010", "D011")
SECOND_DEPUTY = "D005"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory, demo_loaded):
    """One server for the rounds of this module: each is finished before the next is opened."""
    with started(tmp_path_factory.mktemp("rounds"), demo_loaded) as server:
        yield server


def campaign_address(page: Page) -> str:
    """The desk's address without the room."""
    page.goto("/")
    return re.match(r".*?(/c/[^/]+)", page.url)[1]


def hand_in(page: Page, round_address: str, *, slipped: str = "") -> None:
    """The head's own part: everything held, or the first one slipped with a word on it."""
    page.goto(round_address)
    page.locator(".lb-head-actions a[href*='/units/']").first.click()
    if slipped:
        page.locator("select[name^=verdict-]").first.select_option("slipped")
        page.locator("input[name^=note-]").first.fill(slipped)
    page.locator("[formaction$=hand-in], form[action$=hand-in] button").first.click()
    expect(page.locator("main .lb-strip .lb-state-green")).to_be_visible()


def judge_all(page: Page, round_address: str, *, first: str = "held") -> str:
    """Every item that this judge has to re-check; the address of the first one."""
    page.goto(round_address)
    link = page.locator(".lb-head-actions a[href*='/items/']")
    if not link.count():
        return ""
    link.click()
    seen, verdict = page.url, first
    while "/items/" in page.url:
        before = page.url
        page.locator(f"label.lb-verdict:has(input[value={verdict}])").click()
        text = page.locator(".lb-verdict-form [name=text]")  # not there where a finding is open on the item already
        if verdict != "held" and text.count():
            text.fill("抽查五天,两天没有记录")
        verdict = "held"
        page.locator(".lb-verdict-form button.lb-main-action").click()
        page.wait_for_url(lambda url, before=before: url != before)
    return seen


@pytest.mark.parametrize(("width", "language"), [("desk", "zh"), ("phone", "zh"), ("desk", "en")])
def test_a_round_from_its_opening_to_its_result(visit, axe, own_server, width, language):
    page = visit(width, language, server=own_server)

    sign_in(page, DIRECTOR)
    home = campaign_address(page)
    page.goto(f"{home}/lookbacks/new")
    axe(page)
    page.locator("main form button.lb-main-action").click()
    page.wait_for_url(re.compile(r"/lookbacks/\d+$"))
    round_address = page.url
    axe(page)

    for head in HEADS:
        sign_in(page, head)
        hand_in(page, round_address, slipped="抽看三天,有一天没有记录" if head == HEADS[1] else "")
        axe(page)

    sign_in(page, DIRECTOR)
    page.goto(round_address)
    page.locator("form[action$=draw] button").click()
    expect(page.locator("main #items")).to_be_visible()
    page.goto(f"{round_address}/drawn")
    kept = page.locator("#number").input_value()
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(rf"number={kept}$"))
    expect(page.locator("main .lb-state-green").first).to_be_visible()
    axe(page)

    first = judge_all(page, round_address, first="slipped")
    page.goto(first)
    axe(page)
    for judge in (DEPUTY, SECOND_DEPUTY, LEADER):
        sign_in(page, judge)
        judge_all(page, round_address)

    sign_in(page, DIRECTOR)
    page.goto(round_address)
    page.locator("form[action$=finish] button").click()
    page.wait_for_url(re.compile(r"/result$"))
    expect(page.locator("main")).to_contain_text("W-0")
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_finding_is_rectified_by_one_and_closed_out_by_another(visit, axe, own_server, javascript):
    page = visit("phone", "zh", javascript=javascript, server=own_server)
    sign_in(page, DIRECTOR)
    home = campaign_address(page)
    page.goto(f"{home}/findings/new")
    page.select_option("[name=unit]", label="站务部")
    page.fill("[name=text]", "便民服务台缺少针线包")
    page.locator("main form button.lb-main-action").click()
    page.wait_for_url(re.compile(r"/findings/\d+$"))
    address = page.url

    sign_in(page, HEADS[1])
    page.goto(address)
    page.select_option("[name=owner]", index=1)
    page.locator("form[action$=assign] button").click()
    page.locator("form[action$=submit] button.lb-main-action").click()
    expect(page.locator(".lb-field-errors").first).to_be_visible()
    for name, words in (("cause", "补充不及时"), ("measure", "每日清点"), ("note", "已补齐")):
        page.fill(f"[name={name}]", words)
    page.locator("form[action$=submit] button.lb-main-action").click()
    expect(page.locator("form[action$=submit]")).to_have_count(0)
    if javascript:
        axe(page)

    sign_in(page, DIRECTOR)
    page.goto(address)
    page.locator("form[action$=close-out] button").click()
    expect(page.locator("main .lb-strip .lb-state-green")).to_be_visible()
    if javascript:
        axe(page)
