"""A form whose session ended in between: what was typed is kept and can be sent once more."""

import re
from html import unescape

import pytest

HERE = {"Origin": "http://localhost"}
TYPED = {"text": "一行\n<b>两行</b>", "name": "方案"}


@pytest.fixture
def guarded(app, client, monkeypatch):
    """A client of the app with its guard against forged forms, as it is served."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return client


def kept(html):
    found = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_stands_on_the_page_that_asks_to_sign_in(guarded):
    answer = guarded.post("/campaigns/new", data=TYPED, headers=HERE)
    assert answer.status_code == 422
    assert kept(answer.text) == TYPED
    assert 'target="_blank"' in answer.text
    assert 'action="/campaigns/new"' in answer.text


def test_htmx_puts_it_in_the_place_of_the_page(guarded):
    answer = guarded.post("/campaigns/new", data=TYPED, headers=HERE | {"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#main")
    assert kept(answer.text) == TYPED


def test_after_signing_in_it_is_sent_again_with_the_token_of_that_page(guarded, cast, sign_in, at_time):
    with at_time():
        page = guarded.post("/campaigns/new", data=TYPED, headers=HERE)
        sign_in(guarded, cast.director)
        page = guarded.post("/campaigns/new", data=kept(page.text), headers=HERE)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        answer = guarded.post("/campaigns/new", data=kept(page.text) | {"csrf_token": token}, headers=HERE)
    assert answer.status_code == 303
    assert answer.location.startswith("/documents/")


def test_what_comes_from_elsewhere_is_never_offered_to_be_sent(guarded):
    answer = guarded.post("/campaigns/new", data=TYPED, headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 400
    assert "两行" not in answer.text
