"""The public notice: who sees which line, and what it tells."""

import pytest

from extensions import db
from models.case import CaseLine, LineState, PointCase
from models.rulebook import Audience, PointRule
from tests.factories import points


@pytest.fixture
def url(made):
    return f"{made.url}/public"


@pytest.fixture
def on_notice(app, made):
    """A penalty on the squad's member (PC-0001), a reward on somebody elsewhere: the ids of their lines."""
    with app.app_context():
        case = points.make_case(
            made.running, made.cast.director, made.running.reward_id, person_ids=[made.cast.second_staff.id]
        )
        penalty = db.session.query(CaseLine).filter_by(case_id=made.waiting, person_id=made.cast.staff.id).one()
        db.session.commit()
        return penalty.id, case.lines[0].id


@pytest.fixture
def seen(client, sign_in, at_time, made, on_notice, url):
    """seen(part): which of the two the page shows."""

    def look(part, at=points.AT):
        with at_time(at):
            page = sign_in(client, getattr(made.cast, part)).get(url).text
        return [f"line_{one}" in page for one in on_notice]

    return look


@pytest.mark.parametrize(
    ("part", "penalty"),
    [
        ("staff", True),
        ("squad_leader", True),
        ("head", True),
        ("director", True),
        ("leader", True),
        ("member", True),
        ("deputy", False),
        ("second_staff", False),
        ("second_head", False),
        ("payroll", False),
    ],
)
def test_everybody_sees_rewards_and_those_concerned_penalties(seen, part, penalty):
    assert seen(part) == [penalty, True]


def test_where_the_rule_says_so_everybody_sees_a_penalty(app, made, seen):
    with app.app_context():
        db.session.get_one(PointRule, made.running.penalty_id).audience = Audience.EVERYBODY
        db.session.commit()
    assert seen("second_staff") == [True, True]


def test_the_supervisor_sees_no_notice(client, sign_in, at_time, made, url):
    with at_time(points.AT):
        assert sign_in(client, made.cast.supervisor).get(url).status_code == 403


def test_what_has_ended_or_is_struck_out_is_gone(app, made, on_notice, seen):
    assert seen("leader", points.LATER) == [False, False]
    with app.app_context():
        db.session.get_one(CaseLine, on_notice[0]).state = LineState.STRUCK_OUT
        db.session.commit()
    assert seen("leader") == [False, True]


def test_it_tells_the_matter_and_leads_to_the_case_only_whom_it_concerns(
    client, sign_in, at_time, made, on_notice, url
):
    with at_time(points.AT):
        page = sign_in(client, made.cast.payroll).get(url).text
        for words in ("售票员甲", "票务部", "旅客表扬", "+0.5", "2018-11-23", "还有 3 个工作日"):
            assert words in page
        assert "PC-" not in page
        assert "PC-0003" in sign_in(client, made.cast.second_staff).get(url).text


def test_older_ones_follow_by_line(app, client, sign_in, at_time, made, url):
    with app.app_context():
        for _ in range(60):
            points.make_case(
                made.running, made.cast.director, made.running.reward_id, person_ids=[made.cast.second_staff.id]
            )
        db.session.commit()
        assert db.session.query(PointCase).count() == 62
    with at_time(points.AT):
        page = sign_in(client, made.cast.payroll).get(url).text
        assert page.count('<tr id="line_') == 50
        before = page.partition("before=")[2].partition('"')[0]
        assert client.get(f"{url}?before={before}").text.count('<tr id="line_') == 10
