from datetime import UTC, date, datetime

import pytest

from extensions import db
from models.campaign import FocusArea, Phase
from models.checklist import AcceptedBy, Checklist
from models.notice import Notice
from models.work import Occurrence, OccurrenceState
from tests.conftest import WRITTEN_FIRST
from tests.factories.running import make_item, make_occurrence

PAGE = "/c/love/progress"
ALL_LATE = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(at_time):
    with at_time():
        yield


@pytest.fixture
def done_id(app, cast, running):
    """The one-off item, done by staff: it waits for the office."""
    with app.app_context():
        one = db.session.get_one(Occurrence, running.occurrence_id)
        one.state, one.done_at, one.done_by_id = OccurrenceState.DONE, WRITTEN_FIRST, cast.staff.id
        db.session.commit()
    return running.occurrence_id


def state_of(app, occurrence_id):
    with app.app_context():
        return db.session.get_one(Occurrence, occurrence_id).state


def send(client, verb, *rows, **values):
    return client.post(f"{PAGE}/{verb}?state=awaiting", data={"row": list(rows), **values})


def test_accepting_leads_back_to_the_same_filter(app, client, sign_in, cast, done_id):
    answer = send(sign_in(client, cast.director), "accept", f"{done_id}-1")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?state=awaiting")
    assert state_of(app, done_id) is OccurrenceState.ACCEPTED


def test_from_the_desk_it_leads_back_to_the_desk(client, sign_in, cast, done_id):
    answer = send(sign_in(client, cast.director), "accept", f"{done_id}-1", back="/c/love/")
    assert answer.location == "/c/love/"


def test_an_older_version_is_refused(app, client, sign_in, cast, done_id):
    assert send(sign_in(client, cast.director), "accept", f"{done_id}-9").status_code == 422
    assert state_of(app, done_id) is OccurrenceState.DONE


def test_twice_is_refused(client, sign_in, cast, done_id):
    sign_in(client, cast.director)
    send(client, "accept", f"{done_id}-1")
    assert send(client, "accept", f"{done_id}-1").status_code == 422


def test_a_row_without_its_version_is_stale(app, client, sign_in, cast, done_id):
    assert send(sign_in(client, cast.director), "accept", str(done_id)).status_code == 422
    assert state_of(app, done_id) is OccurrenceState.DONE


def test_of_many_only_those_of_ones_turn_are_accepted(app, client, sign_in, cast, running, done_id):
    with app.app_context():
        item = make_item(
            db.session.get_one(Checklist, running.checklist_id),
            db.session.get_one(FocusArea, running.area_id),
            db.session.get_one(Phase, running.phase_ids[1]),
            "部室自验的事",
            cast.staff.id,
            due_on=date(2018, 11, 30),
            accepted_by=AcceptedBy.UNIT,
        )
        other = make_occurrence(item, date(2018, 11, 30))
        other.state, other.done_at, other.done_by_id = OccurrenceState.DONE, WRITTEN_FIRST, cast.staff.id
        db.session.commit()
        other_id = other.id
    assert send(sign_in(client, cast.director), "accept", f"{done_id}-1", f"{other_id}-1").status_code == 303
    assert (state_of(app, done_id), state_of(app, other_id)) == (OccurrenceState.ACCEPTED, OccurrenceState.DONE)
    assert send(client, "accept", f"{other_id}-1").status_code == 422  # the unit's turn
    assert send(sign_in(client, cast.head), "accept", f"{other_id}-1").status_code == 303


def test_nothing_chosen_is_said(client, sign_in, cast, done_id):
    assert send(sign_in(client, cast.director), "accept").status_code == 422


def test_returning_tells_why(app, client, sign_in, cast, done_id):
    answer = send(sign_in(client, cast.director), "return", f"{done_id}-1", reason="缺照片")
    assert answer.status_code == 303
    assert state_of(app, done_id) is OccurrenceState.RETURNED
    page = client.get(f"{PAGE}?state=returned").get_data(as_text=True)
    assert "缺照片" in page


def test_without_a_reason_the_page_says_so_beside_the_field(app, client, sign_in, cast, done_id):
    answer = send(sign_in(client, cast.director), "return", f"{done_id}-1", reason="  ")
    assert answer.status_code == 422
    assert f'id="reason_{done_id}_errors"' in answer.get_data(as_text=True)
    assert state_of(app, done_id) is OccurrenceState.DONE


@pytest.mark.parametrize(("who", "status"), [("head", 422), ("second_head", 404), ("staff", 403), ("supervisor", 403)])
def test_others_accept_nothing(app, client, sign_in, cast, done_id, who, status):
    assert send(sign_in(client, getattr(cast, who)), "accept", str(done_id)).status_code == status
    assert state_of(app, done_id) is OccurrenceState.DONE


def test_an_unknown_row_is_not_found(client, sign_in, cast, running):
    assert send(sign_in(client, cast.director), "accept", "987654").status_code == 404


def test_chasing_everything_overdue_shows_the_ready_text(app, client, sign_in, cast, running, at_time):
    with at_time(ALL_LATE):
        answer = sign_in(client, cast.director).post(f"{PAGE}/chase", data={"all": "1"})
        assert (answer.status_code, answer.location) == (303, f"{PAGE}?chased=all")
        page = client.get(answer.location).get_data(as_text=True)
    text = page.partition('id="copy_text"')[2].partition("</pre>")[0]
    assert "更新便民服务台物品" in text
    assert "晨会服务礼仪点评" in text
    _brand, *lines = text.partition(">")[2].splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [
        f"http://localhost/c/love/items/{item_id}?o={occurrence_id}"
        for item_id, occurrence_id in (
            (running.weekly_id, running.weekly_occurrence_id),
            (running.item_id, running.occurrence_id),
        )
    ]
    with app.app_context():
        assert db.session.query(Notice).count() == 4


def test_nobody_is_told_twice_a_day(app, client, sign_in, cast, running, at_time):
    with at_time(ALL_LATE):
        sign_in(client, cast.director)
        for _ in range(2):
            assert client.post(f"{PAGE}/chase", data={"row": str(running.occurrence_id)}).status_code == 303
    with app.app_context():
        assert db.session.query(Notice).count() == 2


@pytest.mark.parametrize("who", ["head", "leader", "deputy"])
def test_only_the_director_chases(client, sign_in, cast, running, who):
    assert sign_in(client, getattr(cast, who)).post(f"{PAGE}/chase", data={"all": "1"}).status_code == 403
