import pytest

from extensions import db
from models.case import CaseLine, CaseState, LineState, PointCase
from tests.factories import points

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def line(app, made):
    """The line of the waiting case on the staff member."""
    with app.app_context():
        return db.session.query(CaseLine).filter_by(case_id=made.waiting, person_id=made.cast.staff.id).one().id


@pytest.fixture
def answer(at, made, line):
    return lambda part, said, **more: at(part).post(f"{made.url}/lines/{line}/answer", data={"said": said} | more)


def test_the_subject_answers_on_the_case_and_whoever_decides_reads_it(at, made, answer):
    assert answer("staff", "explained", text="当时在扶老人上车").location == f"{made.url}/{made.waiting}"
    page = at("leader").get(f"{made.url}/{made.waiting}").text
    assert "当时在扶老人上车" in page
    assert "说明情况" in page
    assert answer("staff", "agreed").status_code == 303
    page = at("leader").get(f"{made.url}/{made.waiting}").text
    assert "当时在扶老人上车" not in page
    assert "无异议" in page


def test_an_answer_leads_back_to_the_score(answer):
    assert answer("staff", "agreed", back="/c/love/score").location == "/c/love/score"
    assert answer("staff", "agreed", back="//elsewhere.example/").location.startswith("/c/love/cases/")


def test_an_explanation_without_words_is_refused_beside_its_field(at, made, answer, line):
    refused = answer("staff", "explained", text=" ")
    assert refused.status_code == 422
    assert f'id="explain_{line}_errors"' in refused.text


@pytest.mark.parametrize(
    ("part", "status"),
    [("squad_leader", 403), ("head", 403), ("director", 403), ("leader", 403), ("second_staff", 404)],
)
def test_nobody_answers_for_another(answer, part, status):
    assert answer(part, "agreed").status_code == status


def test_what_others_said_is_shown_to_who_may_see_their_line_only(at, made, answer):
    answer("staff", "explained", text="当时在扶老人上车")
    page = at("squad_leader").get(f"{made.url}/{made.waiting}").text
    assert "当时在扶老人上车" in page, "the squad leader is over the person"
    with_buttons = at("staff").get(f"{made.url}/{made.waiting}").text
    assert with_buttons.count("/answer") == 2
    assert "/answer" not in at("leader").get(f"{made.url}/{made.waiting}").text


def notice_words(client, made, case_id):
    return client.get(f"{made.url}/{case_id}", headers=ENGLISH).text


def test_the_case_says_until_when_it_is_on_notice(app, at, made, at_time):
    with at_time(points.AT):
        client = at("leader")
        page = notice_words(client, made, made.waiting)
        assert "On notice until 2018-11-23, 3 working days left." in page
        assert "Confirm and post" not in page
        assert "/reject" in page
        refused = client.post(f"{made.url}/{made.waiting}/confirm", data={"version": 1}, headers=ENGLISH)
        assert refused.status_code == 422
        assert "on notice until 2018-11-23; it is confirmed after that" in refused.text
    page = notice_words(at("leader"), made, made.waiting)
    assert "On notice from 2018-11-20 until 2018-11-23 · ended" in page
    assert "Confirm and post" in page


def test_the_list_shows_what_is_on_notice(at, made, at_time):
    with at_time(points.AT):
        page = at("leader").get(f"{made.url}?state=on_notice").text
        assert f"case_{made.waiting}" in page
        assert f"case_{made.posted}" not in page
        assert "公示中" in page
    assert f"case_{made.waiting}" not in at("leader").get(f"{made.url}?state=on_notice").text


def test_a_case_of_the_months_list_says_where_it_is_settled(app, at, made):
    from models.rulebook import PointRule, Settled

    with app.app_context():
        db.session.get_one(PointRule, made.running.penalty_id).settled = Settled.LIST
        case = db.session.get_one(PointCase, made.waiting)
        case.public_from = case.public_until = None
        db.session.commit()
    page = notice_words(at("leader"), made, made.waiting)
    assert "Settled in the month" in page
    assert "/confirm" not in page
    assert "/reject" not in page
    assert "Recorded for the month" in page
    assert at("leader").post(f"{made.url}/{made.waiting}/reject", data={"version": 1, "reason": "x"}).status_code == 422


def test_while_a_line_is_held_nothing_is_confirmed(app, at, made, line):
    with app.app_context():
        db.session.get_one(CaseLine, line).state = LineState.HELD
        db.session.commit()
    client = at("leader")
    assert "Confirm and post" not in notice_words(client, made, made.waiting)
    assert client.post(f"{made.url}/{made.waiting}/confirm", data={"version": 1}).status_code == 422
    with app.app_context():
        assert db.session.get_one(PointCase, made.waiting).state is CaseState.PROPOSED
