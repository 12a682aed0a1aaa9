"""The pages of a round, from opening to the result, as the routes answer them."""

import io
import re

import pytest
from PIL import Image

from access import Act, can, visible
from extensions import db
from models.campaign import CampaignState
from models.evidence import Evidence
from models.finding import Finding
from models.lookback import LookBack, LookBackItem, LookBackState, LookBackUnit, Verdict
from models.work import Occurrence
from services import evidence
from tests.factories import looking


@pytest.fixture
def here(client, sign_in, at_time):
    """here(who).get/post: as that person, inside the campaign."""

    def as_(who):
        sign_in(client, who)
        return client

    with at_time():
        yield as_


@pytest.fixture
def lookback_id(app, cast, running):
    with app.app_context():
        looking.make_more(running, cast, 2)
        lookback = looking.open_round(running, cast)
        db.session.commit()
        return lookback.id


@pytest.fixture
def drawn_id(app, cast, running):
    with app.app_context():
        lookback = looking.drawn_round(running, cast)
        db.session.commit()
        return lookback.id


def part_id(app, unit_id):
    with app.app_context():
        return db.session.query(LookBackUnit).filter_by(unit_id=unit_id).one().id


def looked(app, item_id):
    with app.app_context():
        one = db.session.query(LookBackItem).filter_by(item_id=item_id).one()
        return one.id, one.version


def photo():
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(content, "JPEG")
    content.seek(0)
    return content, "desk.jpg"


# ------------------------------------------------------------------------------------------------ rounds
def test_an_empty_list_says_what_a_round_is(here, cast, running):
    assert "Open a round" in here(cast.director).get("/c/love/lookbacks", headers={"Accept-Language": "en"}).text
    assert "lookbacks/new" not in here(cast.staff).get("/c/love/lookbacks").text


def test_the_director_opens_a_round(app, here, cast, running):
    client = here(cast.director)
    assert client.get("/c/love/lookbacks/new").status_code == 200
    sent = {"scope": "campaign", "days": "5", "phase": "0", "request_key": "k1"}
    answer = client.post("/c/love/lookbacks", data=sent)
    again = client.post("/c/love/lookbacks", data=sent)
    with app.app_context():
        opened = db.session.query(LookBack).one().id
    assert (answer.status_code, answer.location) == (303, f"/c/love/lookbacks/{opened}")
    assert (again.status_code, again.location) == (303, f"/c/love/lookbacks/{opened}")


@pytest.mark.parametrize(
    "sent", [{"days": "0"}, {"days": "x"}, {"days": "999"}, {"scope": "phase"}, {"scope": "moon"}, {"phase": "77"}]
)
def test_a_wrong_round_is_refused_and_nothing_is_lost(here, cast, running, sent):
    answer = here(cast.director).post("/c/love/lookbacks", data={"scope": "campaign", "days": "7", "phase": "0"} | sent)
    assert answer.status_code == 422


def test_only_the_director_opens_draws_and_finishes(here, cast, running, lookback_id):
    for who in (cast.head, cast.leader, cast.staff, cast.administrator):
        client = here(who)
        assert client.get("/c/love/lookbacks/new").status_code == 403
        for verb in ("draw", "finish"):
            assert client.post(f"/c/love/lookbacks/{lookback_id}/{verb}").status_code == 403


@pytest.mark.parametrize("part", ["director", "leader", "deputy", "head", "liaison", "staff", "payroll", "supervisor"])
def test_everybody_of_the_station_and_the_supervisor_reads_the_round(here, cast, running, drawn_id, part):
    client = here(cast.people()[part])
    for page in ("", "/drawn", "/drawn?number=7", "/drawn?number=x", "/result", "?verdict=open", "?verdict=held"):
        assert client.get(f"/c/love/lookbacks/{drawn_id}{page}").status_code == 200
    assert client.get("/c/love/lookbacks").status_code == 200


def test_the_supervisor_reads_the_round_and_none_of_its_evidence(app, here, cast, running, drawn_id):
    with app.app_context():
        then = db.session.get(Occurrence, running.occurrence_id)
        then.done_at, then.done_by_id = looking.AT, cast.staff.id
        evidence.hang(looking.note_of("当时的说明", cast.staff), then)
        one = looking.looked_of(db.session.get(LookBack, drawn_id), item_id=then.item_id)
        evidence.hang(looking.note_of("现在的说明", cast.head), one)
        one_id, own_part = one.id, looking.part_of(one.lookback, one.unit_id).id
        db.session.commit()
    item, check = f"/c/love/lookbacks/items/{one_id}", f"/c/love/lookbacks/units/{own_part}"
    inside = here(cast.head)
    assert all(word in inside.get(item).text for word in ("当时的说明", "现在的说明"))
    assert "现在的说明" in inside.get(check).text
    outside = here(cast.supervisor)
    pages = outside.get(item), outside.get(check)
    assert [page.status_code for page in pages] == [200, 200]
    assert not any("的说明" in page.text for page in pages)
    assert "当时没有留存佐证" not in pages[0].text


def test_drawing_too_early_says_so(here, cast, running, lookback_id):
    answer = here(cast.director).post(f"/c/love/lookbacks/{lookback_id}/draw", data={"version": "1"})
    assert answer.status_code == 422


def test_drawn_again_with_the_same_number_it_is_the_same(here, cast, running, app):
    with app.app_context():
        looking.make_more(running, cast, 8)
        lookback = looking.open_round(running, cast)
        looking.hand_in_all(lookback, cast)
        looking.draw(lookback, cast)
        seed, drawn_id = lookback.seed, lookback.id
        db.session.commit()
    client = here(cast.staff)
    page = client.get(f"/c/love/lookbacks/{drawn_id}/drawn?number={seed}", headers={"Accept-Language": "en"}).text
    assert "as kept" in page
    assert f"random.Random({seed})" in page


# ------------------------------------------------------------------------------------------------ self-check
def test_the_head_checks_all_and_hands_in(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _version = looked(app, running.item_id)
    client = here(cast.head)
    page = client.get(f"/c/love/lookbacks/units/{part}").text
    assert page.count("<select") == 2
    sent = {
        "version": "1",
        f"verdict-{first}": "slipped",
        f"note-{first}": "两天没有点评",
        f"photo-{first}": photo(),
    }
    answer = client.post(f"/c/love/lookbacks/units/{part}/hand-in", data=sent)
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.query(Finding).one().text == "两天没有点评"
        assert [use.ref_kind for use in db.session.query(Evidence).one().uses] == ["lookback_item"]
    assert "<select" not in client.get(f"/c/love/lookbacks/units/{part}").text


def test_a_refused_hand_in_keeps_every_word_and_the_photo(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _ = looked(app, running.item_id)
    second, _ = looked(app, running.weekly_id)
    client = here(cast.head)
    sent = {
        "version": "1",
        f"verdict-{first}": "slipped",
        f"note-{first}": "",
        f"verdict-{second}": "held",
        f"note-{second}": "还在更新",
        f"photo-{second}": photo(),
    }
    answer = client.post(f"/c/love/lookbacks/units/{part}/hand-in", data=sent)
    assert answer.status_code == 422
    assert f'id="note-{first}_errors"' in answer.text
    assert "还在更新" in answer.text
    kept = re.search(rf'name="kept-{second}" value="(\d+)"', answer.text)
    assert kept
    again = {"version": "1", f"verdict-{first}": "slipped", f"note-{first}": "两天", f"verdict-{second}": "held"}
    answer = client.post(f"/c/love/lookbacks/units/{part}/hand-in", data=again | {f"kept-{second}": kept[1]})
    assert answer.status_code == 303
    with app.app_context():
        piece = db.session.get(Evidence, int(kept[1]))
        assert (piece.pending, [use.ref_id for use in piece.uses]) == (False, [second])


def test_a_liaison_fills_in_but_does_not_hand_in(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _ = looked(app, running.item_id)
    client = here(cast.liaison)
    sent = {"version": "1", f"verdict-{first}": "partly", f"note-{first}": "一半"}
    assert client.post(f"/c/love/lookbacks/units/{part}", data=sent).status_code == 303
    assert client.post(f"/c/love/lookbacks/units/{part}/hand-in", data=sent).status_code == 403
    assert "hand-in" not in client.get(f"/c/love/lookbacks/units/{part}").text


def test_another_department_s_self_check_is_not_to_be_seen(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    for who in (cast.second_head, cast.second_staff):
        assert here(who).get(f"/c/love/lookbacks/units/{part}").status_code == 403
        assert here(who).post(f"/c/love/lookbacks/units/{part}", data={}).status_code in (403, 404)


def test_a_stale_self_check_says_so_and_keeps_what_was_typed(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _ = looked(app, running.item_id)
    sent = {"version": "99", f"verdict-{first}": "partly", f"note-{first}": "一半做到"}
    answer = here(cast.head).post(f"/c/love/lookbacks/units/{part}", data=sent)
    assert answer.status_code == 422
    assert "一半做到" in answer.text


def test_a_word_that_is_no_verdict_is_refused(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _ = looked(app, running.item_id)
    answer = here(cast.head).post(f"/c/love/lookbacks/units/{part}", data={"version": "1", f"verdict-{first}": "great"})
    assert answer.status_code == 422


def test_a_file_of_the_wrong_kind_is_refused_beside_the_form(app, here, cast, running, lookback_id):
    part = part_id(app, cast.department_id)
    first, _ = looked(app, running.item_id)
    sent = {"version": "1", f"verdict-{first}": "held", f"photo-{first}": (io.BytesIO(b"MZ not a photo"), "x.jpg")}
    assert here(cast.head).post(f"/c/love/lookbacks/units/{part}", data=sent).status_code == 422


# ------------------------------------------------------------------------------------------------ re-check
def test_a_verdict_opens_the_finding_and_goes_on_to_the_next(app, here, cast, running, drawn_id):
    first, version = looked(app, running.item_id)
    second, _ = looked(app, running.weekly_id)
    client = here(cast.director)
    page = client.get(f"/c/love/lookbacks/items/{first}").text
    assert 'name="verdict"' in page
    text = re.search(r'<input[^>]*name="text"[^>]*>', page).group()
    assert 'value=""' in text
    assert "placeholder=" in text
    sent = {
        "version": version,
        "verdict": "slipped",
        "text": "两天没有点评",
        "owner": cast.staff.id,
        "due": "2018-11-27",
        "severity": "ordinary",
        "files": photo(),
    }
    answer = client.post(f"/c/love/lookbacks/items/{first}", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/c/love/lookbacks/items/{second}")
    with app.app_context():
        assert db.session.query(Finding).one().owner_id == cast.staff.id
    assert "W-0001" in client.get(f"/c/love/lookbacks/items/{first}").text
    again = client.post(f"/c/love/lookbacks/items/{first}", data=sent | {"files": photo()})
    assert again.status_code == 422
    assert "您在此期间已作出结论" in again.text


def test_every_risk_of_a_row_is_named(app, here, cast, running, drawn_id):
    first, _ = looked(app, running.item_id)
    with app.app_context():
        db.session.get_one(LookBackItem, first).risks = "returned late no_evidence"
        db.session.commit()
    client = here(cast.director)
    for page in (
        f"/c/love/lookbacks/{drawn_id}",
        f"/c/love/lookbacks/{drawn_id}/drawn",
        f"/c/love/lookbacks/items/{first}",
    ):
        assert "曾被退回、曾超期、缺少佐证" in client.get(page).text, page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "slipped", "text": ""}, "text"),
        ({"verdict": "slipped", "text": "x", "due": "2018-11-27", "owner": "0"}, "owner"),
        ({"verdict": "slipped", "text": "x", "due": "2018-11-01"}, "due"),
        ({"verdict": "slipped", "text": "x", "due": "no day"}, "due"),
        ({"verdict": "slipped", "text": "x", "owner": "9999"}, "owner"),
        ({"verdict": "not_checkable"}, "looks_again_on"),
        ({"verdict": "held", "note": "字" * 5001}, "note"),
    ],
)
def test_a_wrong_verdict_is_refused_beside_its_field(app, here, cast, running, drawn_id, sent, field):
    first, version = looked(app, running.item_id)
    values = {"version": version, "owner": cast.staff.id, "severity": "ordinary", "files": photo()} | sent
    answer = here(cast.director).post(f"/c/love/lookbacks/items/{first}", data=values)
    assert answer.status_code == 422
    assert 'name="kept"' in answer.text
    assert field == "verdict" or f'id="{field}_errors"' in answer.text


def test_who_may_not_judge_sees_who_does(app, here, cast, running, drawn_id):
    first, version = looked(app, running.item_id)
    for who in (cast.head, cast.leader):
        page = here(who).get(f"/c/love/lookbacks/items/{first}").text
        assert 'name="verdict"' not in page
        assert "办公室主任" in page
    answer = here(cast.head).post(f"/c/love/lookbacks/items/{first}", data={"version": version, "verdict": "held"})
    assert answer.status_code == 403
    answer = here(cast.leader).post(f"/c/love/lookbacks/items/{first}", data={"version": version, "verdict": "held"})
    assert answer.status_code == 422


def test_finishing_leads_to_the_result(app, here, cast, running, drawn_id):
    with app.app_context():
        for one in db.session.query(LookBackItem):
            looking.conclude(one, Verdict.HELD, cast.director)
        version = db.session.get(LookBack, drawn_id).version
        db.session.commit()
    answer = here(cast.director).post(f"/c/love/lookbacks/{drawn_id}/finish", data={"version": version})
    assert (answer.status_code, answer.location) == (303, f"/c/love/lookbacks/{drawn_id}/result")
    with app.app_context():
        assert db.session.get(LookBack, drawn_id).state is LookBackState.FINISHED


def test_a_closed_campaign_is_read_and_not_written(app, here, cast, running, drawn_id):
    first, version = looked(app, running.item_id)
    with app.app_context():
        looking.campaign_of(running).state = CampaignState.CLOSED
        db.session.commit()
    client = here(cast.director)
    assert client.get(f"/c/love/lookbacks/items/{first}").status_code == 200
    assert client.post(f"/c/love/lookbacks/items/{first}", data={"version": version}).status_code == 422
    assert client.post("/c/love/lookbacks", data={}).status_code == 422


def test_a_record_under_another_campaign_s_address_is_not_found(app, here, cast, running, drawn_id):
    from tests.factories import make_campaign

    first, _ = looked(app, running.item_id)
    with app.app_context():
        make_campaign(cast, slug="other")
    client = here(cast.director)
    assert client.get(f"/c/other/lookbacks/{drawn_id}").status_code == 404
    assert client.get(f"/c/other/lookbacks/items/{first}").status_code == 404


# ------------------------------------------------------------------------------------------------ costs and rights
def test_the_list_of_what_is_looked_at_says_the_same_as_the_table(app, cast, running, lookback_id):
    with app.app_context():
        campaign, items = looking.campaign_of(running), db.session.query(LookBackItem).all()
        for who in cast.people().values():
            by = who.visitor(looking.AT)
            listed = set(db.session.scalars(visible(by, LookBackItem, campaign)))
            assert listed == {one for one in items if can(by, Act.LOOKBACK_SEE, one)}, by.name


def test_every_page_costs_the_same_at_10_and_200_rows(app, here, cast, running, statements):
    def costs(number):
        with app.app_context():
            for one in db.session.query(LookBack):
                one.state = LookBackState.FINISHED
            looking.make_more(running, cast, number)
            lookback = looking.open_round(running, cast)
            looking.hand_in_all(lookback, cast)
            looking.draw(lookback, cast)
            for one in lookback.items:
                one.sampled = True
            first = min(one.id for one in lookback.items if one.unit_id == cast.second_department_id)
            part = looking.part_of(lookback, cast.second_department_id).id
            round_id = lookback.id
            db.session.commit()
        client = here(cast.director)
        found = {}
        for name, path in {
            "show": f"{round_id}",
            "drawn": f"{round_id}/drawn",
            "result": f"{round_id}/result",
            "check": f"units/{part}",
            "recheck": f"items/{first}",
            "index": "",
        }.items():
            client.get(f"/c/love/lookbacks/{path}".rstrip("/"))
            with statements() as seen:
                assert client.get(f"/c/love/lookbacks/{path}".rstrip("/")).status_code == 200
            found[name] = len(seen)
        return found

    few = costs(10)
    assert few == costs(200)
    print(few)
