import re

import pytest

from extensions import db
from models.case import CaseState, PointCase
from models.notice import Notice
from models.rulebook import Effect, PointRule, Settled
from tests.blueprints.cases.test_propose import photo

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def listed(app, made):
    """The reward is settled in the month's list and wants no evidence; the id of its effect."""
    with app.app_context():
        rule = db.session.get_one(PointRule, made.running.reward_id)
        rule.settled, rule.evidence_wanted = Settled.LIST, False
        db.session.commit()
        return db.session.query(Effect).filter_by(rule_id=rule.id).one().id


@pytest.fixture
def url(made):
    return f"{made.url}/record"


def sent(made, **more):
    return {
        "request_key": "k1",
        "rule_id": made.running.reward_id,
        "persons": [made.cast.staff.id],
        "happened_on": "2018-11-26",
    } | more


def last_case():
    return db.session.query(PointCase).order_by(PointCase.id.desc()).first()


def test_a_squad_leader_records_without_typing(app, at, made, listed, url):
    client = at("squad_leader")
    page = client.get(url).text
    assert f'name="persons" value="{made.cast.staff.id}"' in page
    assert f'name="rule_id" value="{made.running.reward_id}"' in page
    assert f'value="{made.running.penalty_id}"' not in page, "settled as a case of its own"
    answer = client.post(url, data=sent(made))
    assert answer.status_code == 303
    with app.app_context():
        case = last_case()
        assert (case.reason, case.state, case.public_from) == ("旅客表扬", CaseState.PROPOSED, None)
        told = db.session.query(Notice).filter_by(ref_kind="point_case", ref_id=case.id).all()
        assert [(one.person_id, one.key) for one in told] == [(made.cast.staff.id, "case.recorded")]
        number = f"PC-{case.number:04}"
    page = client.get(answer.location).text
    assert number in page
    assert "已记录" in page
    assert " checked" not in page, "ready for the next"


def test_it_is_taken_back_from_there(app, at, made, listed, url):
    client = at("squad_leader")
    page = client.get(client.post(url, data=sent(made)).location).text
    action = re.search(r'action="([^"]*/withdraw)"', page).group(1)
    answer = client.post(action, data={"version": 1, "back": url})
    assert (answer.status_code, answer.location) == (303, url)
    with app.app_context():
        assert last_case().state is CaseState.WITHDRAWN


def test_only_what_one_recorded_oneself_is_shown_as_recorded(at, made, listed, url):
    location = at("squad_leader").post(url, data=sent(made)).location
    assert "已记录" not in at("head").get(location).text


def test_an_amount_is_chosen_and_refused_beside_its_field(app, at, made, listed, url):
    client = at("squad_leader")
    name = f"amount_{listed}"
    refused = client.post(url, data=sent(made) | {name: "7"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "The rule allows 0.50 to 1.00." in refused.text
    assert f'id="{name}_errors"' in refused.text
    assert f'value="{made.cast.staff.id}" checked' in refused.text
    assert f'value="{made.running.reward_id}" checked' in refused.text
    assert client.post(url, data=sent(made) | {name: "0.8"}).status_code == 303
    with app.app_context():
        assert str(last_case().lines[0].asked) == "0.80"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"persons": []}, "persons"),
        ({"rule_id": ""}, "Choose a rule"),
        ({"rule_id": "999"}, "Choose a rule"),
        ({"rule_id": "x"}, "Choose a rule"),
        ({"happened_on": "2018-12-24"}, "This day lies ahead"),
        ({"happened_on": "gestern"}, ""),
        ({"note": "长" * 5001}, ""),
        ({"persons": ["x"]}, "your own people"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_ticked_stays(app, at, made, listed, url, wrong, words):
    refused = at("squad_leader").post(url, data=sent(made, **wrong), headers=ENGLISH)
    assert refused.status_code == 422
    assert words in refused.text
    if "rule_id" in wrong:
        assert f'value="{made.cast.staff.id}" checked' in refused.text


def test_a_rule_of_its_own_cases_is_not_recorded(at, made, listed, url):
    refused = at("squad_leader").post(url, data=sent(made, rule_id=made.running.penalty_id), headers=ENGLISH)
    assert refused.status_code == 422
    assert "is settled as a case of its own" in refused.text


def test_a_rule_that_wants_evidence_takes_a_photo_which_a_refused_form_keeps(app, at, made, listed, url):
    with app.app_context():
        db.session.get_one(PointRule, made.running.reward_id).evidence_wanted = True
        db.session.commit()
    client = at("squad_leader")
    assert client.post(url, data=sent(made)).status_code == 422
    refused = client.post(url, data=sent(made, persons=[], files=photo()))
    kept = re.search(r'name="kept" value="(\d+)"', refused.text).group(1)
    assert client.post(url, data=sent(made, kept=kept)).status_code == 303


def test_the_same_form_sent_twice_is_one_record(app, at, made, listed, url):
    client = at("squad_leader")
    for _ in range(2):
        assert client.post(url, data=sent(made)).status_code == 303
    with app.app_context():
        assert db.session.query(PointCase).count() == 3


def test_searching_keeps_what_is_ticked_with_htmx_and_without(at, made, listed, url):
    client = at("head")
    ticked = made.cast.liaison.id
    answer = client.post(url, data=sent(made, find="people", q="fwyj", persons=[ticked]))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert f'value="{ticked}" checked' in page
    assert f'value="{made.cast.staff.id}"' in page
    assert f'value="{made.cast.duty_manager.id}"' not in page
    assert f'value="{made.running.reward_id}" checked' in page
    asked = {"HX-Request": "true", "HX-Target": "fieldset#record_people"}
    block = client.get(f"{url}?q=fwyj&persons={ticked}", headers=asked).text
    assert block.lstrip().startswith("<fieldset")
    assert f'value="{ticked}" checked' in block
    assert "record_rules" not in block


def test_staff_record_nothing(at, made, listed, url):
    assert at("staff").get(url).status_code == 403
    assert at("staff").post(url, data=sent(made)).status_code == 403
    assert "/cases/record" not in at("staff").get(f"/c/{made.running.slug}/").text
    assert f'href="{url}"' in at("squad_leader").get(f"/c/{made.running.slug}/").text
