import io

from PIL import Image

from extensions import db
from models.case import PointCase
from models.evidence import Evidence, EvidenceUse
from models.rulebook import Effect


def form(made, **more):
    return {
        "request_key": "k",
        "rule_id": made.running.penalty_id,
        "happened_on": "2018-11-19",
        "persons": [made.cast.staff.id],
        "reason": "与旅客争吵",
        "note": "值班站长目击",
        "noted_on": "2018-11-19",
    } | more


def photo():
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return io.BytesIO(written.getvalue()), "现场.png"


def count(app):
    with app.app_context():
        return db.session.query(PointCase).count()


def test_the_first_step_shows_the_rules_in_force_that_day(at, made):
    page = at("director").get(f"{made.url}/propose?happened_on=2018-11-19").text
    assert "3.2 窗口服务用语不规范" in page
    assert f"rule_id={made.running.penalty_id}" in page
    assert "3.2" not in at("director").get(f"{made.url}/propose?happened_on=2018-07-01").text


def test_the_second_step_offers_the_own_people_only(at, made):
    page = at("squad_leader").get(f"{made.url}/propose?rule_id={made.running.penalty_id}").text
    assert "服务员甲" in page
    assert "售票员甲" not in page
    assert "售票员甲" in at("director").get(f"{made.url}/propose?rule_id={made.running.penalty_id}").text


def test_the_form_is_filled_from_a_source_and_a_person(at, made):
    page = (
        at("director")
        .get(
            f"{made.url}/propose?rule_id={made.running.penalty_id}&source_kind=checklist_item"
            f"&source_id={made.running.item_id}"
        )
        .text
    )
    assert "晨会服务礼仪点评" in page
    assert f'value="{made.cast.staff.id}" checked' in page
    page = (
        at("director").get(f"{made.url}/propose?rule_id={made.running.penalty_id}&person_id={made.cast.head.id}").text
    )
    assert f'value="{made.cast.head.id}" checked' in page


def test_a_source_that_one_may_not_read_is_not_found(at, made):
    url = f"{made.url}/propose?source_kind=checklist_item&source_id={made.running.item_id}"
    assert at("director").get(url).status_code == 200
    assert at("director").get(url + "9").status_code == 404
    assert at("director").get(f"{made.url}/propose?source_kind=person&source_id=1").status_code == 404


def test_proposing_leads_to_the_case(app, at, made):
    response = at("director").post(f"{made.url}/propose", data=form(made))
    assert response.status_code == 303
    assert count(app) == 3
    page = at("director").get(response.location).text
    assert "PC-0003" in page
    assert "值班站长目击" in page


def test_the_same_form_sent_twice_is_one_case(app, at, made):
    client = at("director")
    first, again = (client.post(f"{made.url}/propose", data=form(made)) for _ in range(2))
    assert first.location == again.location
    assert count(app) == 3


def test_a_photo_is_kept_as_evidence(app, at, made):
    data = form(made, note="", files=photo())
    assert at("director").post(f"{made.url}/propose", data=data).status_code == 303
    with app.app_context():
        assert db.session.query(EvidenceUse).join(Evidence).filter_by(name="现场.png").one().ref_kind == "point_case"


def test_a_file_sent_with_a_refused_form_is_kept(app, at, made):
    client = at("director")
    refused = client.post(f"{made.url}/propose", data=form(made, happened_on="2018-12-24", files=photo()))
    assert refused.status_code == 422
    assert "现场.png" in refused.text
    assert "与旅客争吵" in refused.text
    with app.app_context():
        kept = db.session.query(Evidence).filter_by(pending=True).one().id
    assert f'name="kept" value="{kept}"' in refused.text
    assert client.post(f"{made.url}/propose", data=form(made, note="", kept=kept)).status_code == 303


def test_an_amount_outside_the_range_stands_beside_its_field(app, at, made):
    with app.app_context():
        effect = db.session.query(Effect).filter_by(rule_id=made.running.reward_id).one().id
    data = form(made, rule_id=made.running.reward_id) | {f"amount_{effect}": "7"}
    refused = at("head").post(f"{made.url}/propose", data=data, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert "The rule allows 0.50 to 1.00." in refused.text
    assert at("head").post(f"{made.url}/propose", data=data | {f"amount_{effect}": "0.8"}).status_code == 303


def test_bad_input_is_answered_with_422(at, made):
    client = at("director")
    for bad in (
        {"happened_on": "gestern"},
        {"happened_on": ""},
        {"reason": ""},
        {"reason": "长" * 5001},
        {"persons": []},
        {"persons": [made.cast.supervisor.id]},
        {"persons": ["x"]},
        {"persons": [99999]},
        {"note": "", "noted_on": ""},
        {"note": "", "link": "ftp://x"},
        {"noted_on": "2018-11-01"},
        {"note": "", "files": (io.BytesIO(b"MZ"), "virus.exe")},
    ):
        response = client.post(f"{made.url}/propose", data=form(made, **bad))
        assert response.status_code == 422, bad


def test_a_rule_of_another_campaign_is_not_found(at, made):
    assert at("director").post(f"{made.url}/propose", data=form(made, rule_id=999)).status_code == 404


def test_staff_may_not_propose(at, made):
    assert at("staff").get(f"{made.url}/propose").status_code == 403
    assert at("staff").post(f"{made.url}/propose", data=form(made)).status_code == 403
