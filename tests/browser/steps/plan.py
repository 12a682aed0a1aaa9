"""Steps 2 to 4: somebody is taken in and appointed, the plan becomes a campaign, its tasks are issued."""

import re
from datetime import datetime

from playwright.sync_api import expect

from demo.campaign import Days, plan_text
from tests.browser import people
from tests.browser.steps.story import ZONE, Story

BRAND = "温馨驿站"
NEW = "D801"
OWN_PASSWORD = "a-word-of-my-own"


def take_in_and_appoint(story: Story) -> None:
    """The administrator adds a person and appoints; that person changes the password at the first sign-in."""
    page = story.page
    story.be(people.ADMINISTRATOR)
    story.go("/people/new")
    form = story.find("form[action='/people/new']")
    story.send(
        form,
        staff_no=NEW,
        name="服务员戊",
        unit_id=story.option(form.locator("[name=unit_id]"), "爱心服务班"),
        post_id=story.option(form.locator("[name=post_id]"), "服务员"),
        since=story.day(-30),
    )
    story.look()
    given = page.locator("#given_password").inner_text().split(":")[-1].strip()
    form = story.find("form[action$='/appointments']")
    story.send(
        form,
        role="liaison",
        unit_id=story.option(form.locator("[name$=unit_id]"), "客运部"),
        since=story.day(0),
    )
    expect(page.locator("tr[id^=appointment_]", has_text="客运部")).to_be_visible()
    story.look()

    story.be(NEW, given)
    story.go("/campaigns")
    assert page.url.endswith("/password"), "the first sign-in changes the password"
    story.send("form[action='/password']", current=given, password=OWN_PASSWORD, again=OWN_PASSWORD)
    assert "/password" not in page.url
    story.look()


def start_from_the_plan(story: Story) -> None:
    """The office pastes the plan, sees what was read of it, corrects, links and adopts."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go("/campaigns")
    story.press("main a[href='/campaigns/new']")
    story.look()
    story.send("form[action='/campaigns/new']", text=a_plan())
    story.look()
    title = page.locator("#sheet_form [name=title]")
    assert BRAND in title.input_value()

    title.focus()
    page.locator("mark[data-span~=title].lb-lit").first.wait_for()
    page.locator("mark[data-span~=brand]").first.click()
    page.locator("#sheet_form [name=brand].lb-lit").wait_for()

    wrong = page.locator("[name=phases-1-starts_on]").input_value()
    story.press("button[name=follow]")
    assert page.locator("[name=phases-1-starts_on]").input_value() == story.day(-89) != wrong

    many = page.locator("[name$=-role]").count()
    story.press("button[name=add][value=seats]")
    expect(page.locator("[name$=-role]")).to_have_count(many + 1)
    story.fill("#sheet_form", **{f"seats-{many}-role": "inspector", f"seats-{many}-person": "D015"})
    page.locator("[name=aims-0-text]").fill("让每一位旅客满意")
    story.press("button[name=add][value=aims]")
    last = page.locator("button[name=remove][value^=aims-]").last
    story.press(last)
    for number in range(page.locator("[name^=seats-][name$=-person]").count()):
        person = page.locator(f"[name=seats-{number}-person]")
        if not person.input_value():
            person.fill(page.locator(f"[name=seats-{number}-written]").input_value())
    story.press("button[name=adopt]")
    page.wait_for_url(re.compile(r"/c/[^/]+/"))
    story.slug = page.url.partition("/c/")[2].partition("/")[0]
    story.go(story.path("plan"))
    expect(page.locator("h1")).to_contain_text(BRAND)
    expect(page.locator("li[id^=seat_]", has_text="值班站长甲")).to_be_visible()
    story.go(story.path("checklists"))
    expect(page.locator("tr[id^=checklist_]")).to_have_count(6)
    for row in page.locator("tr[id^=checklist_]").all():
        name = row.locator("th a").inner_text()
        story.numbers[name] = story.id_in(row.locator("th a").get_attribute("href"), "/checklists/")


def a_plan() -> str:
    """A plan of another brand around today, whose second phase begins before the first has ended."""
    days = Days(datetime.now(ZONE))
    right, wrong = days.day(-89), days.day(-92)
    text = plan_text(days).replace("爱心飞扬", BRAND)
    return text.replace(f"{right.year}年{right.month}月{right.day}日", f"{wrong.year}年{wrong.month}月{wrong.day}日")


def break_down(story: Story) -> None:
    """A task is edited in its row, all are issued."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go(story.path("breakdown"))
    task = page.locator("tr[id^=task_]").first
    row = task.get_attribute("id")
    story.press(task.locator("a[href*='edit=']"))
    form = story.find(f"#{row} form")
    story.fill(
        form,
        title="每月组织服务观念学习培训",
        lead=story.option(form.locator("[name=lead]"), "站务部"),
        rhythm="monthly",
        day=25,
        sharing="each",
    )
    form.locator("[name=all_units]").check()
    story.look()
    story.press(form.locator("button[type=submit]").first)
    expect(page.locator(f"#{row}", has_text="每月组织服务观念学习培训")).to_be_visible()
    story.numbers["each task"] = row
    story.press("form[action$='/breakdown/issue'] button")
    expect(page.locator("form[action$='/breakdown/issue']")).to_have_count(0)
    story.look()


def gap_shows(story: Story) -> None:
    """Of an issued task no item is left at one department: the breakdown says so."""
    story.be(people.DIRECTOR)
    story.go(story.path("breakdown"))
    row = story.page.locator(f"#{story.numbers['each task']}")
    assert "▲" in row.inner_text()
    assert "站务部" in row.locator("td").last.inner_text()
