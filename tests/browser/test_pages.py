"""Every page that somebody can walk to is whole: no axe violation, nothing wider than the screen, no error."""

import re

import pytest

from tests.browser.people import (
    ADMINISTRATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    LEADER,
    PAYROLL,
    SQUAD_LEADER,
    STAFF,
    SUPERVISOR,
    sign_in,
)

PLACES = [("desk", "zh"), ("phone", "zh"), ("desk", "en")]
PEOPLE = (DIRECTOR, HEAD, SQUAD_LEADER, STAFF, LEADER, DEPUTY, ADMINISTRATOR, SUPERVISOR, PAYROLL)
FILES = re.compile(r"/evidence/|/static/|\.xlsx|/download")
NUMBER = re.compile(r"/\d+(?=/|$)")


def kind_of(path: str, whose: str) -> str:
    """Pages that differ in a number only are of one kind; the desk and one's own score are each person's own."""
    bare = path.partition("?")[0].partition("#")[0]
    kind = NUMBER.sub("/n", bare)
    query = ",".join(sorted(re.findall(r"[?&]([a-z_]+)=", path)))
    own = whose if kind.count("/") <= 3 and "/c/" in kind else ""
    return f"{kind}?{query} {own}"


@pytest.mark.parametrize(("width", "language"), PLACES)
def test_every_page_one_can_walk_to_is_whole(visit, axe, width, language):
    """At the desk in Chinese each person's own pages are seen by each; elsewhere each kind of page by the first."""
    page = visit(width, language)
    own_pages = (width, language) == PLACES[0]
    seen: set[str] = set()
    troubles: list[str] = []
    for staff_no in PEOPLE:
        sign_in(page, staff_no)
        whose = staff_no if own_pages else ""
        waiting = ["/"]
        while waiting:
            path = waiting.pop(0)
            kind = kind_of(path, whose)
            if kind in seen or FILES.search(path):
                continue
            seen.add(kind)
            troubles += trouble(page, path, staff_no, axe)
            hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
            waiting += [href for href in hrefs if href.startswith("/") and kind_of(href, whose) not in seen]
    assert not troubles, "\n".join(troubles)
    assert len(seen) > 30


def trouble(page, path, staff_no, axe) -> list[str]:
    """What is wrong with the page behind a link, so that one run names them all."""
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        return [f"{staff_no} followed a link to {path}: {answer and answer.status}"]
    try:
        axe(page)
    except AssertionError as violated:
        return [str(violated).partition("\nassert ")[0]]
    return []
