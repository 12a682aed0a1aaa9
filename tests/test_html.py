"""The validating client must see what it is there to see."""

import pytest

from tests.html import faults_of, skeleton

PAGE = "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        '<form method="post" action="/a" hx-post="/a" hx-target="#items"><button>Save</button></form><ul id="items"></ul>',
        '<a href="/b" hx-get="/b" hx-target="closest tr">B</a>',
        '<svg viewBox="0 0 1 1"><title>x</title><use href="/s#i"/></svg><br><input name="a">',
    ],
)
def test_a_right_page_has_no_faults(body):
    assert faults_of(PAGE.format(body)) == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<div><p>a</div>", "while <p>"),
        ("<div>", "Missing end tag"),
        ('<p id="a"></p><p id="a"></p>', "stands 2 times"),
        ('<form method="post" action="/a" hx-post="/a" hx-target="#gone"></form>', "points at #gone"),
        ('<form hx-post="/a"></form>', "method=post"),
        ('<form method="post" action="/b" hx-post="/a"></form>', "differ"),
        ('<p style="color:red">a</p>', "security policy"),
        ('<button onclick="go()">a</button>', "security policy"),
        ("<script>go()</script>", "inline"),
        ('<div hx-post="/a"></div>', "use a form"),
        ('<a hx-get="/a">a</a>', "href"),
        ('<label for="gone">a</label>', "points at #gone"),
        ("<p><table></table></p>", ""),
    ],
)
def test_each_fault_is_named(body, word):
    faults = faults_of(PAGE.format(body))
    assert faults
    assert any(word in fault for fault in faults), faults


def test_a_page_without_title_is_refused():
    assert "the page has no title" in faults_of("<!doctype html><html><head><title></title></head><body></body></html>")


def test_a_fragment_is_only_for_htmx():
    assert faults_of("<tr id='a'><td>1</td></tr>", part=True) == []
    assert faults_of("<tr id='a'><td>1</td></tr>") == ["a fragment was sent to who did not ask with htmx"]


ROW = '<p class="a" id="b-1" title="c">One (1); two</p>'


@pytest.mark.parametrize("other", [ROW.replace("One", "三"), ROW.replace('"a"', '"b c"'), ROW.replace('"c"', '""')])
def test_pages_that_differ_in_plain_words_have_one_skeleton(other):
    assert skeleton(PAGE.format(other)) == skeleton(PAGE.format(ROW))


@pytest.mark.parametrize(
    "other",
    [
        ROW.replace("b-1", "b-2"),
        ROW.replace("</p>", ""),
        ROW.replace("<p", "<h1"),
        ROW.replace("class", "id"),
        ROW.replace(' title="c"', ""),
        ROW.replace('"c"', '"c" title="d"'),
        ROW.replace('"c"', '"&c"'),
        ROW.replace('"c"', "c"),
        ROW.replace('"c"', '"c'),
        ROW.replace("One (1); two", ""),
        ROW.replace("One (1); two", " "),
        ROW.replace("One", "&one"),
        ROW.replace("One", "&#1;"),
        ROW.replace("One", "\0"),
        ROW.replace("One", "\x01"),
        ROW.replace("One", "\ufdd0"),
        ROW.replace("One", "< One"),
        ROW.replace("One", "<!-- One -->"),
        ROW.replace('title="c"', 'type="c"'),
    ],
)
def test_pages_that_differ_in_markup_have_two_skeletons(other):
    assert skeleton(PAGE.format(other)) != skeleton(PAGE.format(ROW))


def test_a_fault_is_found_again_and_beside_its_faultless_twin():
    right, wrong = PAGE.format("<table></table><p></p>"), PAGE.format("<p><table></table></p>")
    assert [bool(faults_of(page)) for page in (right, wrong, right, wrong)] == [False, True, False, True]
