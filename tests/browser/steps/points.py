"""Steps 9 and 10: the rulebook, cases, the ledger, a reversal; and the score that explains itself."""

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.steps.lookback import FOUND
from tests.browser.steps.story import Story
from tests.browser.steps.work import DOER, photo

OTHER = "D020"
PENALTY, REWARD = "便民物品管理不到位", "好人好事"
PENALTY_TEXT = "便民服务台物品与清单不符的,每次扣责任人 1 至 3 分。"


def write_the_rulebook(story: Story) -> None:
    """Sections and rules by form, in force from the campaign's first day."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go(story.path("rulebooks"))
    story.press("form[action$='/rulebooks'] button")
    story.look()
    story.send(story.unfold("form[action$='/sections']"), code="1", title="服务管理")
    add_rule(story, "1.1", PENALTY, PENALTY_TEXT, "penalty", "1", "3")
    add_rule(story, "1.2", REWARD, "拾金不昧、帮助旅客的,每次奖 1 至 2 分。", "reward", "1", "2")
    expect(page.locator("tr[id^=rule_]")).to_have_count(2)
    story.look()
    story.send("form[action$='/force']", from_on=story.day(-100))
    expect(page.locator("form[action$='/force']")).to_have_count(0)
    story.look()


def add_rule(story: Story, code: str, name: str, text: str, direction: str, least: str, most: str) -> None:
    """A rule with one effect on the person."""
    story.press(story.page.locator("a[href*='add=']").last)
    form = story.find("form[action$='/rules']")
    story.fill(form, code=code, name=name, text=text, settled="own")
    effect = {"who": "person", "direction": direction, "least": least, "most": most}
    story.fill(form, **{f"effects-0-{part}": value for part, value in effect.items()})
    if code == "1.1":
        story.look()
    story.press(form.locator("button[type=submit]").first)
    story.page.locator("tr[id^=rule_]", has_text=name).first.wait_for()


def propose_and_confirm(story: Story) -> None:
    """A penalty from the finding, a reward freely; the leader confirms both and reverses the second."""
    page = story.page
    story.be(people.DIRECTOR)
    story.go(story.path(f"findings/{story.numbers['finding']}"))
    story.press("a.btn[href*='/cases/propose']")
    story.look()
    story.press(page.locator("li[id^=rule_]", has_text=PENALTY).locator("a.btn"))
    expect(
        page.locator("main a[href*='/findings/']", has_text=FOUND).first, "it comes from the finding"
    ).to_be_attached()
    story.numbers["doer"] = choose(story, DOER)
    page.locator("form[action$='/propose'] [name^=amount_]").fill("2")
    story.fill("form[action$='/propose']", reason="回头看发现便民服务台物品与清单不符", files=photo())
    story.look()
    story.press("form[action$='/propose'] .lb-main-action")
    story.numbers["penalty"] = story.id_in(page.url, "/cases/")
    story.look()
    expect(page.locator("#decide"), "the proposer never confirms").to_have_count(0)

    story.be(people.SQUAD_LEADER)
    story.go(story.path("cases/propose"))
    story.press(page.locator("li[id^=rule_]", has_text=REWARD).locator("a.btn"))
    choose(story, people.STAFF)
    story.send("form[action$='/propose']", reason="帮旅客找回行李")
    expect(page.locator("form[action$='/propose'] .lb-field-errors").first, "no case without evidence").to_be_attached()
    expect(page.locator("[name=reason]")).to_have_value("帮旅客找回行李")
    story.look()
    story.fill("form[action$='/propose']", note="旅客李姓,当面致谢", noted_on=story.day(0))
    story.press("form[action$='/propose'] .lb-main-action")
    story.numbers["reward"] = story.id_in(page.url, "/cases/")

    story.be(people.LEADER)
    story.go(story.path())
    story.go(story.path("cases"))
    for case in ("penalty", "reward"):
        story.go(story.path(f"cases/{story.numbers[case]}"))
        story.press("button[form=decide]")
        entry = page.locator("main a[href*='/ledger/']").first
        story.numbers[f"{case} entry"] = story.id_in(entry.get_attribute("href"), "/ledger/")
    story.look()


def choose(story: Story, staff_no: str) -> int:
    """Tick a person in the form of a case; the number of the person."""
    label = story.unfold(story.page.locator("#persons label", has_text=staff_no))
    box = label.locator("input")
    box.check()
    return int(box.get_attribute("value") or 0)


def reverse_in_the_ledger(story: Story) -> None:
    """The entries stand in the ledger, the second is taken back by the leader, and the chain holds."""
    page = story.page
    story.be(people.LEADER)
    story.go(story.path(f"ledger/{story.numbers['reward entry']}"))
    story.send("form[action$='/reverse']", reason="同一件事上月已奖过")
    story.look()
    story.go(story.path(f"ledger/{story.numbers['reward entry']}"))
    expect(page.locator("main a[href*='/ledger/'].btn").first, "it points at its reversal").to_be_attached()
    expect(page.locator("form[action$='/reverse']"), "one reversal for one entry").to_have_count(0)
    story.go(story.path("ledger"))
    expect(page.locator("tbody tr", has_text="便民服务台物品与清单不符")).to_have_count(1)
    expect(page.locator("tbody tr")).to_have_count(3)
    story.flask("ledger", "verify")
    story.flask("ledger", "rebuild", "--check")


def see_the_score(story: Story) -> None:
    """The person opens 我的得分 and finds rule, evidence, proposer and confirmer; another person finds nothing."""
    page = story.page
    story.be(DOER)
    story.go(story.path("score"))
    expect(page.locator(".lb-giant")).to_contain_text("98")
    entry = page.locator("details.lb-entry", has_text=PENALTY)
    entry.locator("summary").click()
    told = entry.inner_text()
    for words in (PENALTY_TEXT, "办公室主任", "站长", story.day(0)[5:]):
        assert words in told, words
    expect(entry.locator("a[href*='/evidence/']").first, "the evidence stands behind the number").to_be_attached()
    story.look()
    story.press(entry.locator("a[href*='/cases/']").first)
    expect(page.locator("main a[href*='/findings/']").first, "the source stands behind the case").to_be_attached()
    story.look()

    story.be(OTHER)
    for address in (f"scores/{story.numbers['doer']}", f"ledger/{story.numbers['penalty entry']}"):
        answer = page.goto(story.path(address))
        assert answer is not None
        assert answer.status == 404, address
