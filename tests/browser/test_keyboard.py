"""With the keyboard alone: the director's keys, the way past the frame, rows that Enter saves and Esc leaves."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import DIRECTOR, HEAD, sign_in
from tests.browser.steps.story import Story


@pytest.fixture
def story(visit, axe, live_server):
    """A visitor at a desk."""
    return Story(visit(), live_server, axe)


def base_of(page, staff_no: str) -> str:
    """Sit down; the address of the campaign."""
    sign_in(page, staff_no)
    page.goto("/")
    return "/c/" + page.url.partition("/c/")[2].partition("/")[0]


def test_the_director_reviews_with_j_k_a_and_r(story):
    page = story.page
    base = base_of(page, DIRECTOR)
    now = page.locator("tr.lb-row-now")
    page.goto(f"{base}/progress?state=open")
    rows = page.locator("tr[data-row]")
    first, second = rows.nth(0).get_attribute("data-row"), rows.nth(1).get_attribute("data-row")
    for key, row in (("j", first), ("j", second), ("k", first)):
        page.keyboard.press(key)
        assert now.get_attribute("data-row") == row

    page.goto(f"{base}/progress?state=awaiting")
    page.keyboard.press("j")
    row = now.get_attribute("data-row")
    page.keyboard.press("r")
    reason = now.locator("textarea[name=reason]")
    assert reason.evaluate("box => box === document.activeElement")
    page.keyboard.type("ja, noch einmal")
    expect(reason, "letters typed into a field press nothing").to_have_value("ja, noch einmal")
    page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    story.act(lambda: page.keyboard.press("a"))
    page.locator(f"tr[data-row='{row}']").wait_for(state="detached")


def test_the_skip_link_leads_past_the_frame(story):
    page = story.page
    base_of(page, HEAD)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('lb-skip')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), "it shows when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_slash_goes_to_the_search_where_there_is_one(story):
    page = story.page
    base = base_of(page, DIRECTOR)
    page.goto(f"{base}/progress")
    search = page.locator("[data-search]:visible")
    before = page.evaluate("document.activeElement.tagName")
    page.keyboard.press("/")
    if search.count():
        assert search.first.evaluate("box => box === document.activeElement")
    else:
        assert page.evaluate("document.activeElement.tagName") == before


def test_rows_are_written_with_enter_and_left_with_escape(story):
    page = story.page
    base = base_of(page, HEAD)
    page.goto(f"{base}/checklists")
    page.locator("tr.lb-here th a").first.click()
    title = page.locator("#add_form [name=title]")
    before = page.locator("tr[data-row]").count()
    for words in ("第一项", "第二项"):
        title.focus()
        page.keyboard.type(words)
        story.act(lambda: page.keyboard.press("Enter"))
        page.locator("tr[data-row]", has_text=words).wait_for()
        assert page.evaluate("document.activeElement.name") == "title"
        expect(title).to_have_value("")
    expect(page.locator("tr[data-row]")).to_have_count(before + 2)
    page.keyboard.type("第三项")
    story.act(lambda: page.keyboard.press("Escape"))
    expect(title).to_have_value("")
    expect(page.locator("tr[data-row]")).to_have_count(before + 2)
