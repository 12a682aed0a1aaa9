"""One visitor who sits down as one member after another, and what the story remembers from step to step."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from tests.browser import people

ZONE = ZoneInfo("Asia/Shanghai")
SEEN = "() => { const r = document.documentElement; r.dataset.before = ''; %s }"
SWAP = "document.addEventListener('htmx:after:swap', () => delete r.dataset.before, {once: true})"
BUTTON = "form => [...form.elements].find(one => one.type === 'submit' && one.checkVisibility() && one.tabIndex >= 0)"
PICTURES = os.environ.get("JOURNEY_PICTURES", "")  # a folder: every page passed is kept there to be looked at


@dataclass
class Story:
    """A page, the server behind it, and what has come about so far."""

    page: Page
    server: Any
    axe: Callable[[Page], None]
    name: str = ""
    width: str = "desk"
    slug: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    pictures: int = 0

    @property
    def today(self) -> date:
        """The organisation's day."""
        return datetime.now(ZONE).date()

    def day(self, offset: int) -> str:
        """A day as a date field wants it."""
        return (self.today + timedelta(days=offset)).isoformat()

    def path(self, rest: str = "") -> str:
        """An address inside the campaign of the story."""
        return f"/c/{self.slug}/{rest}"

    # ------------------------------------------------------------------------------------------ going about
    def be(self, staff_no: str, password: str = people.PASSWORD) -> None:
        """Sit down as somebody."""
        people.sign_in(self.page, staff_no, password)

    def go(self, path: str) -> None:
        """Open an address; the page must be there and whole."""
        answer = self.page.goto(path)
        assert answer is not None, path
        assert answer.status == 200, f"{path} answered {answer.status}"
        self.look()

    def look(self) -> None:
        """The page as it stands violates nothing."""
        if PICTURES:
            self.pictures += 1
            at = self.page.url.partition("//")[2].partition("/")[2].partition("?")[0].replace("/", "_")
            self.page.screenshot(path=Path(PICTURES) / f"{self.name}-{self.pictures:03}-{at}.png", full_page=True)
        self.axe(self.page)

    def press(self, what: Locator | str) -> None:
        """Press a button or link and wait for its answer: another page, or a block swapped in this one."""
        self.act(lambda: self.find(what).click())

    def act(self, deed: Callable[[], Any]) -> None:
        """Do what makes the page ask the server, and wait for the answer."""
        self.page.evaluate(SEEN % SWAP)
        deed()
        self.page.locator("html:not([data-before])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def find(self, what: Locator | str) -> Locator:
        """One element, by a selector or as it is."""
        return self.page.locator(what).first if isinstance(what, str) else what

    # ------------------------------------------------------------------------------------------ forms
    def fill(self, form: Locator | str, **values: Any) -> Locator:
        """Fill fields by their names: text, choices, ticks and files."""
        where = self.find(form)
        for name, value in values.items():
            one = where.locator(f"[name='{name}'], [name$='-{name}']")
            kind = one.first.get_attribute("type") or ""
            if kind in ("checkbox", "radio"):
                wanted = [value] if not isinstance(value, list | tuple) else value
                for choice in wanted:
                    (one if choice is True else one.and_(where.locator(f"[value='{choice}']"))).first.check()
            elif kind == "file":
                one.last.set_input_files(value)
            elif one.first.evaluate("e => e.tagName") == "SELECT":
                one.first.select_option(value)
            else:
                one.first.fill(str(value))
        return where

    def send(self, form: Locator | str, **values: Any) -> None:
        """Fill a form and press its first button, wherever on the page it stands."""
        where = self.fill(form, **values)
        button = where.evaluate_handle(BUTTON).as_element()
        assert button, "the form has a button"
        self.act(button.click)

    def unfold(self, what: Locator | str) -> Locator:
        """Open the panel that holds an element, if it is not open."""
        found = self.find(what)
        if not found.is_visible():
            found.locator("xpath=ancestor::details[1]").locator("summary").first.click()
        return found

    def option(self, select: Locator | str, words: str) -> str:
        """The value of the choice whose words contain these."""
        found = self.find(select).locator("option", has_text=words).first.get_attribute("value")
        assert found, words
        return found

    def id_in(self, href: str | None, after: str) -> int:
        """The number that follows a word in an address."""
        assert after in (href or ""), (href, after)
        return int(str(href).partition(after)[2].partition("/")[0].partition("?")[0].partition("#")[0])

    def flask(self, *words: str) -> str:
        """One of our commands on the same data."""
        return str(self.server.flask(*words))
