"""Step 6: work is done with a photo, returned, done again and accepted; a squad's week in one tap; progress lines."""

from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.steps.checklist import LATE, ONCE, RETURNED, WEEKLY
from tests.browser.steps.story import Story

DOER, OWNER_OF_LATE = "D018", "D019"
GPS = 0x8825


def photo(colour: str = "teal", name: str = "desk.jpg") -> dict[str, Any]:
    """A photo as a phone takes it: with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0110] = "Phone"
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 14.0, 10.0), 3: "E", 4: (121.0, 28.0, 40.0)})
    kept = BytesIO()
    Image.new("RGB", (640, 480), colour).save(kept, "JPEG", exif=exif)
    assert Image.open(BytesIO(kept.getvalue())).getexif().get_ifd(GPS)
    return {"name": name, "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def do_return_and_do_again(story: Story) -> None:
    """The responsible person shows a photo, the office returns it once and then accepts."""
    page = story.page
    item = story.path(f"items/{story.numbers[ONCE]}")
    story.be(DOER)
    story.go(story.path())
    expect(page.locator(f"a[href*='/items/{story.numbers[ONCE]}']").first, "the desk says what waits").to_be_attached()
    story.go(story.path("work"))
    story.go(item)
    story.send("#do_form", note="先看看能不能不附照片")
    expect(
        page.locator("#do_form .lb-field-errors, #do_form .lb-notice-red").first, "a photo is wanted"
    ).to_be_attached()
    expect(page.locator("#do_form [name=note]")).to_have_value("先看看能不能不附照片")
    story.look()
    story.send("#do_form", note="已更新清单", files=photo())
    expect(page.locator("#do_form")).to_have_count(0)
    story.look()
    served_without_place(story)

    story.be(people.DIRECTOR)
    story.go(item)
    page.locator("summary[data-key=r]").click()
    page.locator("textarea[name=reason]").fill("看不清日期,请重拍")
    story.press(page.locator("form[action$='/return'] button"))
    expect(page.locator(".lb-returned", has_text="看不清日期")).to_be_visible()

    story.be(DOER)
    story.go(item)
    expect(page.locator(".lb-returned", has_text="看不清日期")).to_be_visible()
    story.send("#do_form", note="已重拍", files=photo("navy", "again.jpg"))
    story.be(people.DIRECTOR)
    story.go(item)
    story.press("form[action$='/accept_office'] button")
    expect(page.locator("form[action$='/accept_office']")).to_have_count(0)
    story.look()

    story.be(people.LIAISON)
    story.go(story.path(f"items/{story.numbers[RETURNED]}"))
    story.send("#do_form", note="本周登记 12 人次,均有专人引导")


def served_without_place(story: Story) -> None:
    """What is kept and served of a photo does not say where it was taken."""
    href = story.page.locator(".lb-card a[href*='/evidence/']").first.get_attribute("href")
    answer = story.page.request.get(str(href))
    assert answer.status == 200
    kept = Image.open(BytesIO(answer.body()))
    assert kept.size == (640, 480)
    assert not kept.getexif().get_ifd(GPS)


def accept_the_week(story: Story) -> None:
    """The squad leader takes the whole week in one tap; the head writes the unit's progress lines."""
    page = story.page
    week = story.path(f"checklists/{story.numbers['站务部']}/week")
    story.be(people.SQUAD_LEADER)
    story.go(week)
    expect(page.locator("tr[id^=row_]", has_text=WEEKLY)).to_be_visible()
    story.press("form[action$='/week/accept'] .lb-card-head button")
    assert (
        not page.locator("form[action$='/week/accept']").count()
        or not page.locator("form[action$='/week/accept'] tr", has_text=WEEKLY).locator("[name=but]").count()
    )
    story.look()

    story.be(people.HEAD)
    story.go(week)
    lines = page.locator("tr[id^=line_]:has(select)")
    assert lines.count() > 0
    story.fill(lines.first, state="under_way", text="已完成两次培训,材料已归档")
    story.press(page.locator("form[action$='/week/lines'] > .lb-card-part button").last)
    expect(page.locator("tr[id^=line_]", has=page.locator("input[value^='已完成两次培训']")).first).to_be_attached()
    rest = page.locator("button[name=unchanged][value=rest]")
    if rest.count():
        story.press(rest)
        expect(page.locator("button[name=unchanged]")).to_have_count(0)
    story.look()


def review_progress(story: Story) -> None:
    """Step 7: a cell opens its items, the filter stands in the address; accept and chase from the row."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go(story.path("progress"))
    page.evaluate("window.stayed = true")
    cell = page.locator(".lb-matrix tbody a.lb-cell").first
    story.act(cell.click)
    page.wait_for_url("**/progress?*")
    assert "unit=" in page.url
    assert "area=" in page.url
    assert page.evaluate("window.stayed"), "the page is still the same"
    assert page.locator("tr[data-row]").count() > 0
    story.look()
    address = page.url
    page.goto(address)
    expect(page.locator(".lb-matrix a[aria-current=true]"), "a link with the filter can be sent").to_have_count(1)

    page.goto(story.path("progress"))
    search = page.locator("#progress_q")
    story.act(lambda: search.fill("张贴"))
    page.wait_for_url("**q=*")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.goto(page.url)  # leaving the search field would ask once more, beside the chase
    row = page.locator("tr[data-row]", has_text=LATE)
    story.press(row.locator("form[action*='/chase'] button"))
    expect(page.locator("#chat pre")).to_contain_text(LATE)
    expect(page.locator("#chat pre")).to_contain_text("http")
    story.look()

    page.goto(story.path("progress?state=awaiting"))
    row = page.locator("tr[data-row]", has_text=RETURNED)
    story.press(row.locator("button[data-key=a]"))
    page.locator("tr[data-row]", has_text=RETURNED).wait_for(state="detached")

    story.be(OWNER_OF_LATE)
    story.go(story.path())
    expect(page.locator(".lb-bell .lb-badge")).to_be_visible()
    story.go("/notices")
    story.press(page.locator("li[id^=notice_]", has_text=LATE).locator("button").first)
    assert f"/items/{story.numbers[LATE]}" in page.url or "/occurrences/" in page.url
    story.look()
