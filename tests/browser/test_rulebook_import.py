"""A rulebook from a document in the browser: pasted, put right beside its text, adopted; read again it adds nothing."""

from playwright.sync_api import expect

from tests.browser.people import DIRECTOR
from tests.browser.test_record import desk

TEXT = """服务台考核细则
一、服务台
1.服务台无人值守,每次扣2分,班长连带扣1分;
2.雨具借出未登记,每次扣1分,当月最多扣3分;
3.收到服务台锦旗,每面奖3分。
4.服务台应当备好雨具。
"""


def save(page, place):
    page.locator(f"#rule_{place} button", has_text="保存条文").click()
    page.wait_for_load_state("networkidle")


def test_a_rulebook_is_read_from_a_document(visit, axe):
    page = visit("desk", "zh")
    base = desk(page, DIRECTOR)
    page.goto(f"{base}/rulebooks")
    page.locator("a", has_text="从文件读入").click()
    axe(page)
    page.fill("textarea[name=text]", TEXT)
    page.locator("button", has_text="读取文件").click()
    expect(page.locator("#rule_0")).to_contain_text("班长 −1.0 分")
    page.locator("#rule_0 .lb-read-effects li").first.hover()
    expect(page.locator(".lb-document mark.lb-lit").first).to_have_text("2分")
    axe(page)
    page.locator("#rule_0 button[name=edit]").click()
    page.fill("[name=rule0-effects-0-least]", "9")
    save(page, 0)
    expect(page.locator("#rule_0 [aria-invalid=true]")).to_have_count(1)
    axe(page)
    page.fill("[name=rule0-effects-0-least]", "1")
    save(page, 0)
    expect(page.locator("#rule_0")).to_contain_text("−1.0 至 −2.0")
    page.locator("#unread li", has_text="备好雨具").locator("button[name=make]").click()
    page.fill("[name=rule3-effects-0-least]", "0.5")
    save(page, 3)
    page.locator("button[name=confirm]").first.click()
    page.wait_for_url("**/rulebooks/*")
    expect(page.locator("tbody tr", has_text="服务台应当备好雨具").last).to_contain_text("−0.5")
    axe(page)
    rules = page.locator("#rulebook tr[id^=rule_]").count()

    page.goto(f"{base}/rulebook/import")
    page.fill("textarea[name=text]", TEXT)
    page.locator("button", has_text="读取文件").click()
    expect(page.locator("main")).to_contain_text("没有新内容")
    expect(page.locator("button[name=confirm]")).to_have_count(0)
    page.on("dialog", lambda asked: asked.accept())
    page.locator("button", has_text="搁置").click()
    page.wait_for_url("**/rulebooks")
    page.locator(".lb-filters a, a", has_text="草稿").first.click()
    expect(page.locator("#rulebook tr[id^=rule_]")).to_have_count(rules)
    page.locator("form[action$=discard] button").click()


def test_it_is_read_without_javascript(visit):
    page = visit("phone", "zh", javascript=False)
    base = desk(page, DIRECTOR)
    page.goto(f"{base}/rulebook/import")
    page.fill("textarea[name=text]", TEXT.replace("服务台", "候车室"))
    page.locator("button", has_text="读取文件").click()
    page.locator("#rule_2 button[name=leave]").click()
    page.locator("#rule_0 button[name=edit]").click()
    page.fill("[name=rule0-effects-0-least]", "9")
    save(page, 0)
    expect(page.locator("#rule_0 .lb-field-errors")).to_have_count(1)
    page.fill("[name=rule0-effects-0-least]", "1")
    save(page, 0)
    page.locator("#unread li", has_text="备好雨具").locator("button[name=make]").click()
    page.fill("[name=rule3-effects-0-least]", "0.5")
    save(page, 3)
    page.locator("button[name=confirm]").first.click()
    expect(page.locator("#rulebook")).to_contain_text("候车室应当备好雨具")
    expect(page.locator("#rulebook")).not_to_contain_text("锦旗")
    page.locator("form[action$=discard] button").click()
