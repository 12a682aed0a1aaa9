"""Steps 9 and 10: the rulebook, cases, the ledger, a reversal; and the score that explains itself."""

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
    assert page.locator("tr[id^=rule_]").count() == 2
    story.look()
    story.send("form[action$='/force']", from_on=story.day(-100))
    assert not page.locator("form[action$='/force']").count()
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
    assert page.locator("main a[href*='/findings/']", has_text=FOUND).count(), "it comes from the finding"
    story.numbers["doer"] = choose(story, DOER)
    page.locator("form[action$='/propose'] [name^=amount_]").fill("2")
    story.fill("form[action$='/propose']", reason="回头看发现便民服务台物品与清单不符", files=photo())
    story.look()
    story.press("form[action$='/propose'] .lb-main-action")
    story.numbers["penalty"] = story.id_in(page.url, "/cases/")
    story.look()
    assert not page.locator("#decide").count(), "the proposer never confirms"

    story.be(people.SQUAD_LEADER)
    story.go(story.path("cases/propose"))
    story.press(page.locator("li[id^=rule_]", has_text=REWARD).locator("a.btn"))
    choose(story, people.STAFF)
    story.send("form[action$='/propose']", reason="帮旅客找回行李")
    assert page.locator("form[action$='/propose'] .lb-field-errors").count(), "no case without evidence"
    assert page.locator("[name=reason]").input_value() == "帮旅客找回行李"
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
    assert page.locator("main a[href*='/ledger/'].btn").count(), "it points at its reversal"
    assert not page.locator("form[action$='/reverse']").count(), "one reversal for one entry"
    story.go(story.path("ledger"))
    assert page.locator("tbody tr", has_text="便民服务台物品与清单不符").count() == 1
    assert page.locator("tbody tr").count() == 3
    story.flask("ledger", "verify")
    story.flask("ledger", "rebuild", "--check")


def see_the_score(story: Story) -> None:
    """The person opens 我的得分 and finds rule, evidence, proposer and confirmer; another person finds nothing."""
    page = story.page
    story.be(DOER)
    story.go(story.path("score"))
    assert "98" in page.locator(".lb-giant").inner_text()
    entry = page.locator("details.lb-entry", has_text=PENALTY)
    entry.locator("summary").click()
    told = entry.inner_text()
    for words in (PENALTY_TEXT, "办公室主任", "站长", story.day(0)[5:]):
        assert words in told, words
    assert entry.locator("a[href*='/evidence/']").count(), "the evidence stands behind the number"
    story.look()
    story.press(entry.locator("a[href*='/cases/']").first)
    assert page.locator("main a[href*='/findings/']").count(), "the source stands behind the case"
    story.look()

    story.be(OTHER)
    for address in (f"scores/{story.numbers['doer']}", f"ledger/{story.numbers['penalty entry']}"):
        answer = page.goto(story.path(address))
        assert answer is not None
        assert answer.status == 404, address
