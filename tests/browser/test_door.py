"""The door: the sign-in page as anyone first sees it."""

import pytest
from playwright.sync_api import expect

PLACES = [("desk", "zh"), ("phone", "zh"), ("desk", "en")]


@pytest.mark.parametrize(("width", "language"), PLACES)
def test_the_sign_in_page_shuts_nobody_out(visit, axe, width, language):
    page = visit(width, language)
    page.goto("/")
    assert page.locator("html").get_attribute("lang").startswith(language)
    axe(page)


def test_the_sign_in_page_works_without_javascript(visit):
    page = visit(javascript=False)
    page.goto("/")
    expect(page.locator("form input[type=password]")).to_be_visible()


def test_an_empty_house_has_a_door_too(visit, axe, empty_server):
    page = visit(server=empty_server)
    page.goto("/")
    axe(page)
