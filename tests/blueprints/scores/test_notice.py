"""What is on notice or recorded stands first on one's score, with the answers; and how it ended."""

import re

import pytest

from extensions import db
from models.case import Answer, CaseLine, LineState, PointCase
from models.rulebook import PointRule, Settled
from services import appeals, cases
from tests.factories import points


@pytest.fixture
def page(client, sign_in, at_time, made):
    """page(part, path, at): what that part of the cast sees."""

    def look(part="staff", path="/score", at=points.AT):
        with at_time(at):
            return sign_in(client, getattr(made.cast, part)).get(f"{made.url}{path}").text

    return look


def block_of(html):
    return html.partition('id="uncounted"')[2].partition("</section>")[0]


@pytest.fixture
def line(app, made):
    with app.app_context():
        return db.session.query(CaseLine).filter_by(case_id=made.waiting, person_id=made.cast.staff.id).one().id


def test_what_is_on_notice_comes_first_with_its_end_and_the_answers(page, line):
    html = page()
    block = block_of(html)
    for words in ("公示至 2018-11-23,未计入", "还有 3 个工作日", "无异议", "说明情况", "离岗超过五分钟", "办公室主任"):
        assert words in block
    assert html.index('id="uncounted"') < html.index("每一分从哪里来")
    assert f"/cases/lines/{line}/answer" in block
    assert 'name="back" value="/c/love/score"' in block


def test_the_answer_is_given_there_and_leads_back(client, sign_in, at_time, made, page, line):
    with at_time(points.AT):
        sign_in(client, made.cast.staff)
        answer = client.post(
            f"{made.url}/cases/lines/{line}/answer",
            data={"said": "explained", "text": "当时在送医", "back": f"{made.url}/score"},
        )
        assert answer.location == f"{made.url}/score"
    block = block_of(page())
    assert "当时在送医" in block
    assert "修改说明" in block


def test_others_who_see_the_score_answer_nothing(page, made):
    block = block_of(page("head", f"/scores/{made.cast.staff.id}"))
    assert "离岗超过五分钟" in block
    assert "/answer" not in block


def test_the_head_answers_for_the_unit_on_its_score(app, page, made):
    with app.app_context():
        points.make_case(made.running, made.cast.director, made.running.unit_reward_id, unit_id=made.cast.department_id)
        db.session.commit()
    assert "/answer" in block_of(page("head", f"/scores/units/{made.cast.department_id}"))
    assert "/answer" not in block_of(page("director", f"/scores/units/{made.cast.department_id}"))


def test_what_is_recorded_waits_for_the_list(app, page, made):
    with app.app_context():
        db.session.get_one(PointRule, made.running.penalty_id).settled = Settled.LIST
        case = db.session.get_one(PointCase, made.waiting)
        case.public_from = case.public_until = None
        db.session.commit()
    block = block_of(page())
    assert "已记入月度考核表,未计入" in block
    assert "随月度考核表一并公示" in block


def test_after_the_notice_it_awaits_its_confirmation(page):
    assert "待审批,未计入" in block_of(page(at=points.LATER))


@pytest.mark.parametrize(
    ("end", "words"), [("rejected", "不予认可,不计入"), ("withdrawn", "已撤回,不计入"), ("struck_out", "已划去,不计入")]
)
def test_how_it_ended_is_said_with_the_reason(app, page, made, line, end, words):
    with app.app_context():
        case = db.session.get_one(PointCase, made.waiting)
        if end == "rejected":
            cases.reject(case, "证据不足", version=None, by=made.cast.leader.visitor(points.AT), at=points.AT)
        elif end == "withdrawn":
            cases.withdraw(case, "证据不足", version=None, by=made.cast.director.visitor(points.AT), at=points.AT)
        else:
            struck = db.session.get_one(CaseLine, line)
            struck.state, struck.struck_reason, struck.struck_at = LineState.STRUCK_OUT, "证据不足", points.AT
            struck.answer = Answer.AGREED
        db.session.commit()
    block = block_of(page())
    assert words in block
    assert "证据不足" in block
    assert "/answer" not in block
    assert not re.search(r"1 项待审批", block)


def test_the_folded_line_says_that_it_is_reconsidered_until_it_ends(app, page, made, line):
    with app.app_context():
        asked = db.session.get_one(CaseLine, line)
        appeals.ask(asked, "当时在送旅客就医", [], by=made.cast.staff.visitor(points.AT), at=points.AT)
        db.session.commit()
    folded = block_of(page()).partition("</summary>")[0]
    assert "复核中" in folded
    with app.app_context():
        db.session.get_one(CaseLine, line).state = LineState.STRUCK_OUT
        db.session.commit()
    block = block_of(page())
    assert "复核中" not in block
    assert "复核 F-0001" in block
    assert "无须决定" in block
