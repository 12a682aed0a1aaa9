"""Step 8: a round is opened, handed in and drawn; what slipped becomes a finding that is rectified and closed out."""

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.steps.checklist import ONCE
from tests.browser.steps.story import Story
from tests.browser.steps.work import DOER, photo

HEADS = {"站务部": "D007", "安检部": "D008", "客运部": "D009", "票务部": "D010", "保卫部": "D011", "综合部": "D006"}
FOUND = "清单与台上物品不符"


def open_and_hand_in(story: Story) -> None:
    """The office opens a round over the campaign; every department checks all of its items and hands in."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go(story.path("lookbacks"))
    story.press("main a[href$='/lookbacks/new']")
    story.look()
    story.send("form[action$='/lookbacks']", scope="campaign")
    story.look()
    story.numbers["round"] = story.id_in(page.url, "/lookbacks/")
    for name, head in HEADS.items():
        story.be(head)
        page.goto(story.path(f"lookbacks/{story.numbers['round']}"))
        story.press(page.locator("a.btn[href*='/lookbacks/units/']"))
        story.look()
        if name == "站务部":
            expect(page.locator("tr[id^=check_]", has_text=ONCE)).to_be_visible()
            expect(page.locator("tr[id^=check_]", has_text="▲").first, "the gap is looked at too").to_be_attached()
            gap = page.locator("tr[id^=check_]", has_text="每月组织服务观念学习培训")
            gap.locator("select").select_option("partly")
            gap.locator("input[name^=note-]").fill("培训已补办一次")
        button = "[formaction$='/hand-in'], form[action$='/hand-in'] button"
        story.press(button)
        assert not page.locator(button).count(), f"{name} has handed in"


def draw_and_recheck(story: Story) -> None:
    """The sample is drawn, and drawn again with the same number; one item has slipped."""
    page = story.page
    address = story.path(f"lookbacks/{story.numbers['round']}")
    story.be(people.DIRECTOR)
    story.go(address)
    story.press("form[action$='/draw'] button")
    story.look()
    story.go(address + "/drawn")
    again = page.locator("#number")
    number = again.input_value()
    assert number.isdigit()
    story.send(page.locator("form:has(#number)"))
    expect(page.locator("form:has(#number) + p .lb-state-green")).to_be_visible()
    kept = page.locator("form:has(#number) ~ p").last.inner_text()
    story.be(people.STAFF)
    page.goto(f"{address}/drawn?number={number}")
    assert page.locator("form:has(#number) ~ p").last.inner_text() == kept, "anyone draws the same"

    story.be(people.DIRECTOR)
    story.go(address)
    story.press(page.locator("tr[id^=looked_]", has_text=ONCE).locator("th a"))
    looked = page.url
    form = story.find("form.lb-verdict-form")
    expect(page.locator(".lb-then-now img").first, "then is shown with its photo").to_be_attached()
    form.locator("input[value=slipped]").check()
    expect(form.locator("[name=text]")).to_be_visible()
    story.fill(form, text=FOUND, owner=story.option(form.locator("[name=owner]"), "服务员乙"), due=story.day(5))
    story.look()
    story.press(form.locator(".lb-buttons > button[type=submit]"))
    page.goto(looked)
    story.numbers["finding"] = story.id_in(
        page.locator("main .lb-card-body a[href*='/findings/']").first.get_attribute("href"), "/findings/"
    )
    story.look()

    page.goto(address)
    following = page.locator("a.btn[href*='/lookbacks/items/']")
    while following.count():
        story.press(following.first)
        form = story.find("form.lb-verdict-form")
        form.locator("input[value=held]").check()
        story.press(form.locator(".lb-buttons > button[type=submit]"))
        page.goto(address)


def rectify_and_close_out(story: Story) -> None:
    """The owner rectifies with a photo, the office closes out; the round ends with its result."""
    page = story.page
    finding = story.path(f"findings/{story.numbers['finding']}")
    story.be(DOER)
    story.go(story.path())
    expect(
        page.locator(f"a[href*='/findings/{story.numbers['finding']}']").first, "it waits on the owner's desk"
    ).to_be_attached()
    story.go(finding)
    form = "form[action$='/submit']"
    story.send(form, cause="换季后没有更新", measure="逐件核对,每周一更新", files=photo("olive", "now.jpg"))
    expect(page.locator(form)).to_have_count(0)
    expect(page.locator("form[action$='/close-out']"), "who rectified never closes out").to_have_count(0)
    story.look()

    story.be(people.DIRECTOR)
    story.go(finding)
    assert page.locator(".lb-then-now img").count() >= 1
    story.press("form[action$='/close-out'] button")
    expect(page.locator("form[action$='/close-out']")).to_have_count(0)
    story.look()
    story.go(story.path("findings"))

    address = story.path(f"lookbacks/{story.numbers['round']}")
    story.go(address)
    story.press("form[action$='/finish'] button")
    story.go(address + "/result")
    expect(page.locator("tr", has_text=ONCE)).to_be_visible()
    expect(page.locator("main svg, main .lb-stacked, main .lb-bar").first).to_be_attached()
    then = page.locator(".lb-halves table").first.locator("tbody tr").first
    assert "1" in then.inner_text(), "what slipped was accepted then, even if before its day"
