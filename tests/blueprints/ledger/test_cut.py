"""What a cap cut is said on the ledger, the entry, the case and the score."""

from datetime import UTC, datetime
from html import unescape

import pytest

from extensions import db
from models.rulebook import PointRule
from tests.factories import points

AT = datetime(2018, 11, 22, 2, 0, tzinfo=UTC)
PAGES = ("/c/love/ledger", "/c/love/ledger/{entry}", "/c/love/cases/{case}", "/c/love/scores/{person}")


@pytest.fixture
def cut(app, cast, running):
    """A penalty of 2.0 of which the month's cap left 0.5; who led the squad lost 0.5 whole."""
    with app.app_context():
        db.session.get_one(PointRule, running.penalty_id).caps = {"penalty": {"month": "0.50"}}
        case = points.make_penalty(running, cast)
        points.confirm(case, cast.leader)
        entry = points.entry(running.campaign_id, 1)
        db.session.commit()
        return cast, {"entry": entry.id, "case": case.id, "person": cast.staff.id}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_what_was_asked_and_what_the_cap_left(cut, client, sign_in, at_time, address):
    cast, ids = cut
    with at_time(AT):
        sign_in(client, cast.leader)
        for language, words in (
            ("en", "2.0 to be deducted, the month's cap left 0.5"),
            ("zh", "应扣 2.0,本月上限余 0.5"),
        ):
            answer = client.get(address.format(**ids), headers={"Accept-Language": language})
            assert words in unescape(answer.text)
