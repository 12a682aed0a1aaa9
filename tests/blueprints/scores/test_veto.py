"""A veto on the pages: the score keeps its number and says that it bars grades; the case and the ledger name it."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from extensions import db
from models.rulebook import PointRule, Rulebook
from tests.factories import months, points

AT = datetime(2018, 11, 22, 2, 0, tzinfo=UTC)
STANDS = "本期有一票否决"


@pytest.fixture
def vetoed(app, cast, running):
    with app.app_context():
        rule = db.session.get_one(PointRule, running.penalty_id)
        rule.veto = True
        db.session.delete(rule.effects.pop())
        rule.effects[0].least = rule.effects[0].most = Decimal(0)
        db.session.flush()
        case = points.make_penalty(running, cast)
        points.confirm(case, cast.leader)
        entry = points.entry(running.campaign_id, 1)
        db.session.commit()
        return cast, running, case.id, entry.id


def page(client, sign_in, at_time, cast, url):
    with at_time(AT):
        sign_in(client, cast.leader)
        return client.get(url).text


def test_the_score_keeps_its_number_and_says_that_a_veto_stands(vetoed, client, sign_in, at_time):
    cast, *_ids = vetoed
    text = page(client, sign_in, at_time, cast, f"/c/love/scores/{cast.staff.id}")
    assert STANDS in text
    assert '<div class="lb-giant">100.0</div>' in text


def test_the_own_score_of_the_month_has_the_lowest_grade_under_a_veto(app, vetoed, client, sign_in, at_time):
    cast, running, *_ids = vetoed
    with app.app_context():
        book = db.session.get_one(Rulebook, running.rulebook_id)
        book.settings = {**book.settings, "grades": months.GRADES}
        db.session.commit()
    for who, grade in ((cast.staff, "合格"), (cast.second_staff, "良好")):
        with at_time(AT):
            page = sign_in(client, who).get("/c/love/score?period=month").text
        assert re.findall(r">\s*(优秀|良好|合格)\s*<", page) == [grade]


def test_another_person_reads_of_no_veto(vetoed, client, sign_in, at_time):
    cast, *_ids = vetoed
    assert STANDS not in page(client, sign_in, at_time, cast, f"/c/love/scores/{cast.second_staff.id}")


@pytest.mark.parametrize("address", ["/c/love/cases", "/c/love/cases/{}", "/c/love/ledger", "/c/love/ledger/{}"])
def test_cases_and_ledger_name_the_veto(vetoed, client, sign_in, at_time, address):
    cast, _running, case_id, entry_id = vetoed
    text = page(client, sign_in, at_time, cast, address.format(case_id if "cases" in address else entry_id))
    assert "一票否决" in text


def test_a_reversed_veto_stands_no_more(vetoed, client, sign_in, at_time):
    cast, _running, _case_id, entry_id = vetoed
    with at_time(AT):
        sign_in(client, cast.leader)
        sent = {"amount": "", "reason": "复核撤销"}
        assert client.post(f"/c/love/ledger/{entry_id}/reverse", data=sent).status_code == 303
    assert STANDS not in page(client, sign_in, at_time, cast, f"/c/love/scores/{cast.staff.id}")
