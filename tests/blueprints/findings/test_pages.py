"""The pages of findings, as the routes answer them."""

import io
import re

import pytest
from PIL import Image

from access import Act, can, visible
from extensions import db
from models.campaign import CampaignState
from models.evidence import Evidence
from models.finding import Finding, FindingSource, FindingState
from tests.factories import looking


@pytest.fixture
def here(client, sign_in, at_time):
    def as_(who):
        sign_in(client, who)
        return client

    with at_time():
        yield as_


@pytest.fixture
def finding_id(app, cast, running):
    with app.app_context():
        found = looking.make_finding(running, cast)
        db.session.commit()
        return found.id


def of(app, finding_id):
    with app.app_context():
        found = db.session.get(Finding, finding_id)
        return found.state, found.version


def photo():
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(content, "JPEG")
    content.seek(0)
    return content, "desk.jpg"


def typed(cast, **values):
    return {
        "source": "office",
        "unit": cast.department_id,
        "text": "咨询台没有登记",
        "owner": cast.staff.id,
        "due": "2018-11-27",
        "severity": "ordinary",
        "request_key": "k1",
    } | values


# ------------------------------------------------------------------------------------------------ list and page
@pytest.mark.parametrize("part", ["director", "leader", "deputy", "head", "liaison", "staff", "supervisor"])
def test_the_list_answers_everybody(here, cast, running, finding_id, part):
    client = here(cast.people()[part])
    for query in ("", "?state=overdue", "?state=closed&unit=1", "?mine=1&recurrent=1&q=W-0001", "?state=x&before=y"):
        assert client.get(f"/c/love/findings{query}").status_code == 200


def test_htmx_gets_the_list_alone(here, cast, running, finding_id):
    answer = here(cast.director).get(
        "/c/love/findings?q=登记", headers={"HX-Request": "true", "HX-Target": "section#findings"}
    )
    assert answer.text.lstrip().startswith("<section")
    assert "W-0001" in answer.text


def test_who_may_not_see_it_finds_nothing(here, cast, running, finding_id):
    for who in (cast.second_head, cast.second_staff, cast.payroll):
        assert here(who).get(f"/c/love/findings/{finding_id}").status_code == 404
    assert here(cast.supervisor).get(f"/c/love/findings/{finding_id}").status_code == 200


def test_the_supervisor_reads_the_finding_and_none_of_its_evidence(app, here, cast, running, finding_id):
    with app.app_context():
        looking.submit(db.session.get(Finding, finding_id), cast.staff)
        db.session.commit()
    assert "已连续登记三天" in here(cast.head).get(f"/c/love/findings/{finding_id}").text
    page = here(cast.supervisor).get(f"/c/love/findings/{finding_id}").text
    assert "排班到人" in page
    assert "已连续登记三天" not in page


def test_the_list_says_the_same_as_the_table(app, cast, running):
    with app.app_context():
        looking.make_finding(running, cast)
        looking.make_finding(running, cast, unit_id=cast.squad_id)
        looking.make_finding(running, cast, unit_id=cast.second_department_id, owner=cast.second_staff)
        campaign, every = looking.campaign_of(running), db.session.query(Finding).all()
        for who in cast.people().values():
            by = who.visitor(looking.AT)
            listed = set(db.session.scalars(visible(by, Finding, campaign)))
            assert listed == {one for one in every if can(by, Act.FINDING_READ, one)}, by.name


# ------------------------------------------------------------------------------------------------ opening
def test_the_office_opens_one_once(app, here, cast, running):
    client = here(cast.director)
    assert client.get("/c/love/findings/new").status_code == 200
    answers = [client.post("/c/love/findings", data=typed(cast, before=photo())) for _ in range(2)]
    with app.app_context():
        opened = db.session.query(Finding).one()
    assert opened.source is FindingSource.OFFICE
    assert {(one.status_code, one.location) for one in answers} == {(303, f"/c/love/findings/{opened.id}")}


def test_one_from_the_bureau_carries_issuer_and_number(app, here, cast, running):
    sent = typed(cast, source="bureau", issuer="市交通运输局", document="2018-45 号")
    here(cast.director).post("/c/love/findings", data=sent)
    with app.app_context():
        assert db.session.query(Finding).one().text == "[市交通运输局 2018-45 号] 咨询台没有登记"


def test_a_head_reports_at_the_own_unit_only(app, here, cast, running):
    client = here(cast.head)
    assert client.post("/c/love/findings", data=typed(cast, source="unit")).status_code == 303
    assert client.post("/c/love/findings", data=typed(cast, request_key="k2")).status_code == 422
    elsewhere = typed(cast, source="unit", unit=cast.second_department_id, owner="0", request_key="k3")
    assert client.post("/c/love/findings", data=elsewhere).status_code == 422
    assert here(cast.staff).get("/c/love/findings/new").status_code == 403


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": " "}, "text"),
        ({"due": "2018-11-01"}, "due"),
        ({"due": "x"}, "due"),
        ({"owner": "12345"}, "owner"),
        ({"text": "字" * 5001}, "text"),
        ({"at_once": "y", "measure": "补登", "owner": "0"}, "owner"),
        ({"at_once": "y", "measure": ""}, "measure"),
        ({"at_once": "y", "measure": "补登"}, "after"),
    ],
)
def test_a_wrong_one_is_refused_beside_its_field_and_keeps_the_photo(here, cast, running, sent, field):
    answer = here(cast.director).post("/c/love/findings", data=typed(cast, before=photo()) | sent)
    assert answer.status_code == 422
    assert f'id="{field}_errors"' in answer.text
    assert 'name="kept_before"' in answer.text


def test_fixed_at_once_it_is_closed_by_the_finder(app, here, cast, running):
    sent = typed(cast, at_once="y", measure="当场补登", after=photo())
    assert here(cast.director).post("/c/love/findings", data=sent).status_code == 303
    with app.app_context():
        opened = db.session.query(Finding).one()
    assert opened.state is FindingState.CLOSED_OUT
    assert here(cast.director).get(f"/c/love/findings/{opened.id}").status_code == 200


def test_a_head_does_not_close_at_once_what_the_own_unit_did(here, cast, running):
    sent = typed(cast, source="unit", at_once="y", measure="当场补登", after=photo())
    assert here(cast.head).post("/c/love/findings", data=sent).status_code == 422


# ------------------------------------------------------------------------------------------------ to its end
def test_rectified_returned_rectified_and_closed_out(app, here, cast, running, finding_id):
    url = f"/c/love/findings/{finding_id}"

    def send(who, verb, **values):
        answer = here(who).post(f"{url}/{verb}", data={"version": of(app, finding_id)[1]} | values)
        assert answer.status_code == 303, answer.text
        assert here(who).get(url).status_code == 200

    send(cast.head, "assign", owner=cast.squad_leader.id)
    send(cast.squad_leader, "rectify", cause="人手不足", measure="", files=photo())
    send(cast.squad_leader, "submit", cause="人手不足", measure="排班到人", note="已登记")
    send(cast.director, "return", reason="照片看不清")
    page = here(cast.squad_leader).get(url).text
    assert "照片看不清" in page
    send(cast.squad_leader, "submit", cause="人手不足", measure="排班到人", files=photo())
    send(cast.director, "close-out")
    assert of(app, finding_id)[0] is FindingState.CLOSED_OUT


def test_a_refused_submission_keeps_words_and_files(app, here, cast, running, finding_id):
    client = here(cast.staff)
    answer = client.post(
        f"/c/love/findings/{finding_id}/submit",
        data={"version": "1", "cause": "人手不足", "measure": "", "files": photo()},
    )
    assert answer.status_code == 422
    assert "人手不足" in answer.text
    kept = re.search(r'name="kept" value="(\d+)"', answer.text)[1]
    answer = client.post(
        f"/c/love/findings/{finding_id}/submit",
        data={"version": "1", "cause": "人手不足", "measure": "排班", "kept": kept},
    )
    assert answer.status_code == 303
    with app.app_context():
        assert not db.session.get(Evidence, int(kept)).pending


def test_a_stale_submission_says_so_and_keeps_what_was_typed(here, cast, running, finding_id):
    answer = here(cast.staff).post(
        f"/c/love/findings/{finding_id}/submit",
        data={"version": "9", "cause": "人手不足", "measure": "排班到人", "note": "n"},
    )
    assert answer.status_code == 422
    assert "排班到人" in answer.text


def test_whoever_may_not_gets_403_or_a_clear_word(app, here, cast, running, finding_id):
    url = f"/c/love/findings/{finding_id}"
    assert here(cast.member).post(f"{url}/submit", data={"version": "1"}).status_code == 403
    assert here(cast.staff).post(f"{url}/close-out", data={"version": "1"}).status_code == 403
    assert here(cast.staff).post(f"{url}/assign", data={"version": "1", "owner": "1"}).status_code == 403
    assert here(cast.director).post(f"{url}/close-out", data={"version": "1"}).status_code == 422
    with app.app_context():
        looking.submit(db.session.get(Finding, finding_id), cast.staff)
        db.session.commit()
    answer = here(cast.director).post(f"{url}/return", data={"version": "2", "reason": ""})
    assert answer.status_code == 422


def test_closing_out_and_returning_without_a_version_is_stale(app, here, cast, running, finding_id):
    with app.app_context():
        looking.submit(db.session.get(Finding, finding_id), cast.staff)
        db.session.commit()
    client, url = here(cast.director), f"/c/love/findings/{finding_id}"
    assert client.post(f"{url}/close-out").status_code == 422
    assert client.post(f"{url}/return", data={"reason": "缺照片"}).status_code == 422
    state, version = of(app, finding_id)
    assert state is FindingState.SUBMITTED
    assert client.post(f"{url}/close-out", data={"version": version}).status_code == 303


def test_who_may_not_verify_sees_who_does(app, here, cast, running, finding_id):
    with app.app_context():
        looking.submit(db.session.get(Finding, finding_id), cast.staff)
        db.session.commit()
    page = here(cast.head).get(f"/c/love/findings/{finding_id}").text
    assert "close-out" not in page
    assert "办公室主任" in page


def test_a_closed_campaign_is_read_and_not_written(app, here, cast, running, finding_id):
    with app.app_context():
        looking.campaign_of(running).state = CampaignState.CLOSED
        db.session.commit()
    client = here(cast.staff)
    assert client.get(f"/c/love/findings/{finding_id}").status_code == 200
    assert client.post(f"/c/love/findings/{finding_id}/submit", data={"version": "1"}).status_code == 422


def test_the_list_costs_the_same_at_10_and_200_rows(app, here, cast, running, statements):
    def cost(number):
        with app.app_context():
            for _ in range(number):
                looking.make_finding(running, cast)
            db.session.commit()
        client = here(cast.director)
        client.get("/c/love/findings")
        with statements() as seen:
            assert client.get("/c/love/findings").status_code == 200
        return len(seen)

    assert cost(10) == cost(190)
