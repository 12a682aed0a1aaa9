"""Who is who in the demo, and how one sits down as somebody."""

from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page

PASSWORD = "lookback-demo"
ADMINISTRATOR = "D001"
LEADER = "D002"
DEPUTY = "D004"
DIRECTOR = "D006"
HEAD = "D007"
LIAISON = "D012"
SQUAD_LEADER = "D013"
PAYROLL = "D016"
STAFF = "D017"
SUPERVISOR = "D901"


_cookies: WeakKeyDictionary[BrowserContext, dict[str, list]] = WeakKeyDictionary()
"""What a visitor's browser held when somebody had signed in there."""


def sign_in(page: Page, staff_no: str, password: str = PASSWORD) -> None:
    """Through the door, as anyone would; who has been here before comes back with the cookies of that time."""
    kept = _cookies.setdefault(page.context, {})
    page.context.clear_cookies()
    if staff_no in kept:
        page.context.add_cookies(kept[staff_no])
        page.goto("/")
        if "/signin" not in page.url:
            return
        page.context.clear_cookies()
    page.goto("/signin")
    page.fill("input[name=staff_no]", staff_no)
    page.fill("input[name=password]", password)
    page.locator("main form button[type=submit], main form input[type=submit]").last.click()
    page.wait_for_url(lambda url: "/signin" not in url)
    kept[staff_no] = page.context.cookies()
