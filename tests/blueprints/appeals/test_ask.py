import io

import pytest

from extensions import db
from models.appeal import Appeal
from models.case import CaseLine, LineState
from models.evidence import EvidenceUse
from tests.factories import points
from tests.factories.everything import _picture


def test_the_subject_asks_with_words_and_a_photo(app, at, made, ask):
    page = at("staff").get(f"{made.url}/lines/{made.held}/appeal", headers={"Accept-Language": "zh"})
    assert "2018-11-30" in page.text, "until when"
    assert "2018-12-10" in page.text, "answered by when"
    where = ask(made.held, files=(io.BytesIO(_picture()), "班表.png"))
    shown = at("staff").get(where).text
    assert "当时不在窗口,见班表" in shown
    assert "班表.png" in shown
    with app.app_context():
        assert db.session.get(CaseLine, made.held).state is LineState.HELD
        assert db.session.query(EvidenceUse).filter_by(ref_kind="appeal").count() == 1


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("staff", 200),
        ("squad_leader", 403),
        ("head", 403),
        ("director", 403),
        ("leader", 403),
        ("member", 403),
        ("deputy", 404),
        ("second_staff", 404),
        ("payroll", 404),
        ("administrator", 404),
        ("supervisor", 404),
    ],
)
def test_only_whom_a_line_is_about_asks(at, made, part, status):
    client = at(part)
    assert client.get(f"{made.url}/lines/{made.held}/appeal").status_code == status
    if status != 200:
        assert client.post(f"{made.url}/lines/{made.held}/appeal", data={"text": "x"}).status_code == status


def test_for_a_unit_its_head_asks(app, at, made):
    with app.app_context():
        case = points.make_case(
            made.running, made.cast.director, made.running.unit_reward_id, unit_id=made.cast.department_id
        )
        db.session.commit()
        line = case.lines[0].id
    assert at("head").post(f"{made.url}/lines/{line}/appeal", data={"text": "少计一项"}).status_code == 303
    assert at("liaison").get(f"{made.url}/lines/{line}/appeal").status_code == 404


def test_without_words_it_is_refused_and_the_file_is_kept(app, at, made):
    answer = at("staff").post(
        f"{made.url}/lines/{made.held}/appeal", data={"text": "", "files": (io.BytesIO(_picture()), "班表.png")}
    )
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert 'name="kept"' in answer.text
    with app.app_context():
        assert db.session.query(Appeal).count() == 0


def test_asked_for_already_the_page_leads_to_it(at, made, ask):
    where = ask(made.held)
    page = at("staff").get(f"{made.url}/lines/{made.held}/appeal")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert where in page.text
    again = at("staff").post(f"{made.url}/lines/{made.held}/appeal", data={"text": "再来"})
    assert again.status_code == 422
    assert "F-0001" in again.text


def test_sent_twice_it_leads_to_the_first(app, at, made, ask):
    assert ask(made.held) == ask(made.held)
    with app.app_context():
        assert db.session.query(Appeal).count() == 1


def test_afterwards_the_page_says_until_when_it_could_be_asked_for(client, sign_in, at_time, made):
    from datetime import UTC, datetime

    with at_time(datetime(2018, 12, 3, 2, 0, tzinfo=UTC)):
        sign_in(client, made.cast.staff)
        page = client.get(f"{made.url}/lines/{made.held}/appeal", headers={"Accept-Language": "en"})
    assert "could be asked for until 2018-11-30" in page.text


def test_a_line_of_another_campaign_is_not_found(app, at, made):
    from tests.factories import make_campaign

    with app.app_context():
        make_campaign(made.cast, "other")
    assert at("staff").get(f"/c/other/lines/{made.held}/appeal").status_code == 404


def test_the_case_and_my_score_lead_to_asking_and_then_to_the_appeal(at, made, ask):
    address = f"{made.url}/lines/{made.posted}/appeal"
    pages = (f"{made.url}/cases/{made.cases[1]}", f"{made.url}/score")
    for page in pages:
        assert f'href="{address}"' in at("staff").get(page).text, page
        assert address not in at("director").get(page).text, page
    where = ask(made.posted)
    for page in pages:
        assert f'href="{where}"' in at("staff").get(page).text, page
        assert address not in at("staff").get(page).text, page
    assert f'href="{made.url}/appeals"' in at("staff").get(f"{made.url}/cases").text
