"""Step 5: the head makes the unit's checklist, the office returns one item and approves the rest."""

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.steps.story import Story

WEEKLY = "每日候车厅便民箱检查"
ONCE = "更新便民服务台物品清单"
RETURNED = "重点旅客预约登记"
LATE = "张贴服务承诺"
REMOVED = "多余的一项"
REASON = "请写明登记的要求"


def draft_it(story: Story) -> None:
    """Rows are written one after another, edited in place, moved, removed."""
    page = story.page
    story.be(people.HEAD)
    story.go(story.path(f"checklists/{story.numbers['站务部']}"))
    issued = page.locator("tr[data-row]").count()
    assert issued > 2
    add(story, WEEKLY, responsible="服务员甲", rhythm="weekly", weekday="7", evidence_wanted="none")
    assert page.evaluate("document.activeElement.name") == "title", "the next line is open"
    story.numbers["area"] = page.locator("#add_form [name=focus_area_id]").input_value()
    add(story, ONCE, responsible="服务员乙", rhythm="once", due_on=story.day(1), evidence_wanted="photo")
    expect(page.locator("#add_form [name=focus_area_id]")).to_have_value(story.numbers["area"])
    add(story, RETURNED, responsible="站务部联络员", rhythm="standing", evidence_wanted="note")
    add(story, LATE, responsible="服务员丙", rhythm="once", due_on=story.day(-4), evidence_wanted="none")
    add(story, REMOVED, responsible="站务部联络员", rhythm="standing", evidence_wanted="none")
    expect(page.locator("tr[data-row]")).to_have_count(issued + 5)
    story.look()

    leave_with_escape(story)
    remove_row(story, REMOVED)
    fill_in_the_issued(story, issued)
    if story.width == "desk":
        move_up(story)
    story.look()


def add(story: Story, title: str, *, responsible: str, **fields: str) -> None:
    """Write the line at the foot and press Enter."""
    form = story.find("#add_form")
    story.fill(form, title=title, rhythm=fields.pop("rhythm"))
    story.fill(form, responsible_id=story.option(form.locator("[name=responsible_id]"), responsible), **fields)
    story.act(lambda: form.locator("[name=title]").press("Enter"))
    story.page.locator("tr[data-row]", has_text=title).first.wait_for()


def leave_with_escape(story: Story) -> None:
    """Esc leaves a row that is being edited as it was."""
    page = story.page
    row = page.locator("tr[data-row]", has_text=ONCE)
    story.press(row.locator("a[data-key=e]"))
    page.locator("#edit_form [name=title]").fill("别的")
    story.act(lambda: page.locator("#edit_form [name=title]").press("Escape"))
    expect(page.locator("#edit_form")).to_have_count(0)
    expect(page.locator("tr[data-row]", has_text=ONCE)).to_be_visible()


def remove_row(story: Story, title: str) -> None:
    """A draft is taken off the list."""
    page = story.page
    story.press(page.locator("tr[data-row]", has_text=title).locator("a[data-key=e]"))
    story.press(page.locator("#checklist form[action$='/remove'] button"))
    page.locator("tr[data-row]", has_text=title).wait_for(state="detached")


def fill_in_the_issued(story: Story, issued: int) -> None:
    """The first issued item is removed, which leaves a gap; the rest get a person each and are saved with Enter."""
    page = story.page
    first = page.locator("tr[data-row]", has_text="每月组织服务观念学习培训")
    remove_row(story, first.locator("th a").inner_text())
    for number in range(issued - 1):
        row = page.locator("tr[data-row]").nth(number)
        title = row.locator("th a").inner_text()
        story.press(row.locator("a[data-key=e]"))
        form = story.find("#edit_form")
        story.fill(form, responsible_id=story.option(form.locator("[name=responsible_id]"), "站务部联络员"))
        if form.locator("[name=rhythm]").input_value() == "once" and not form.locator("[name=due_on]").input_value():
            story.fill(form, due_on=story.day(9))
        story.fill(form, standard="有记录、可查看")
        if number == 0:
            story.look()
        story.act(lambda form=form: form.locator("[name=standard]").press("Enter"))
        page.locator("#edit_form").wait_for(state="detached")
        assert "有记录" in page.locator("tr[data-row]", has_text=title).first.inner_text()


def move_up(story: Story) -> None:
    """Alt+↑ moves a row above the one before it, for good."""
    page = story.page
    rows = page.locator("tr[data-row]")
    last = rows.last.get_attribute("data-row")
    rows.last.locator(".lb-handle").focus()
    story.act(lambda: page.keyboard.press("Alt+ArrowUp"))
    page.reload()
    assert rows.nth(rows.count() - 2).get_attribute("data-row") == last


def judge_it(story: Story) -> None:
    """Submitted; the office returns one with a reason and approves the others; the head revises it."""
    page = story.page
    address = story.path(f"checklists/{story.numbers['站务部']}")
    story.be(people.HEAD)
    story.go(address)
    story.press("form[action$='/submit'] button")
    expect(page.locator("form[action$='/submit']")).to_have_count(0)

    story.be(people.DIRECTOR)
    story.go(address)
    row = page.locator("tr[data-row]", has_text=RETURNED)
    row.locator("summary[data-key=r]").click()
    row.locator("textarea[name=reason]").fill(REASON)
    story.press(row.locator("textarea[name=reason]").locator("xpath=ancestor::form").locator("button"))
    expect(page.locator("tr.lb-under")).to_contain_text(REASON)
    page.locator("#judge_form [data-all=item]").check()
    story.press("#judge_form button[value=approve]")
    expect(page.locator("#judge_form input[name=item]")).to_have_count(0)
    expect(page.locator("input[name=item][form=judge_form]")).to_have_count(0)
    story.look()
    for title in (WEEKLY, ONCE, LATE):
        href = page.locator("tr[data-row]", has_text=title).locator("th a").get_attribute("href")
        story.numbers[title] = story.id_in(href, "/items/")

    story.be(people.HEAD)
    story.go(address)
    expect(page.locator("tr.lb-under")).to_contain_text(REASON)
    story.press("tr.lb-under form[action$='/revise'] button")
    row = page.locator("tr[data-row]", has_text=RETURNED)
    if not page.locator("#edit_form").count():
        story.press(row.locator("a[data-key=e]"))
    story.fill("#edit_form", standard="姓名、时间、需要的帮助")
    story.act(lambda: page.locator("#edit_form [name=standard]").press("Enter"))
    story.press("form[action$='/submit'] button")
    story.press(page.locator("tr[data-row]", has_text=RETURNED).locator("th a"))
    story.look()
    expect(page.locator("#revisions ins.lb-new")).to_be_visible()
    expect(page.locator("#revisions thead th")).to_have_count(2)
    story.numbers[RETURNED] = story.id_in(page.url, "/items/")

    story.be(people.DIRECTOR)
    story.go(story.path(f"checklists/items/{story.numbers[RETURNED]}"))
    story.press(page.locator("form[action$='/judge'] button").first)
    story.go(story.path("breakdown"))
