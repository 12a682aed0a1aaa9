"""Reading changes nothing: no page that is opened with GET writes to the database."""

import re

import pytest

from tests.walking import address_of, rules_of

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|ALTER|DROP)\b|.*\bFOR UPDATE\b", re.IGNORECASE | re.DOTALL
)


@pytest.mark.parametrize("reader", ["director", "head", "staff", "administrator"])
def test_no_page_that_is_read_writes(app, cast, running, everything, client, sign_in, at_time, statements, reader):
    values = {**everything, "slug": running.slug, "token": "none"}
    opened = 0
    with at_time():
        sign_in(client, getattr(cast, reader))
        for rule in rules_of(app, "GET"):
            with statements() as seen:
                answer = client.get(address_of(rule, values))
            assert answer.status_code < 500, rule.rule
            assert not [one for one in seen if WRITES.match(one)], rule.rule
            opened += answer.status_code == 200
    assert opened > 15
