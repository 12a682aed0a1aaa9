"""The unit's week on one page: progress lines and the one tap."""

from datetime import date

from sqlalchemy import select

from extensions import db, writing
from models.campaign import CampaignState
from models.checklist import AcceptedBy, Checklist, ChecklistItem
from models.types import Rhythm
from models.work import Occurrence, OccurrenceState, Progress
from tests.factories.running import make_item, make_occurrence

TEXT = "已点评 12 次"


def url_of(house, rest=""):
    return f"{house.base}/checklists/{house.running.checklist_id}/week{rest}"


def many(app, house, number, rhythm=Rhythm.WEEKLY):
    with app.app_context(), writing():
        checklist = db.session.get_one(Checklist, house.running.checklist_id)
        first = db.session.get_one(ChecklistItem, house.running.item_id).current
        for count in range(number):
            item = make_item(
                checklist,
                first.focus_area,
                first.phase,
                f"巡查 {count}",
                house.cast.staff.id,
                rhythm=rhythm,
                day=4,
                accepted_by=AcceptedBy.UNIT,
            )
            make_occurrence(item, date(2018, 11, 23), period="2018-W47")
        db.session.commit()


def lines(app):
    with app.app_context():
        return {line.item_id: (line.text, line.unchanged) for line in db.session.scalars(select(Progress))}


def test_the_head_writes_one_line_and_leaves_the_rest_unchanged(app, client, sign_in, house):
    sign_in(client, house.cast.head)
    item_id, weekly_id = house.running.item_id, house.running.weekly_id
    sent = {
        f"line{item_id}-state": "under_way",
        f"line{item_id}-text": TEXT,
        f"line{item_id}-obstacle": "",
        f"line{weekly_id}-state": "not_started",
        f"line{weekly_id}-text": "",
        f"line{weekly_id}-obstacle": "",
    }
    assert client.post(url_of(house, "/lines"), data=sent).status_code == 303
    assert lines(app) == {item_id: (TEXT, False)}
    assert TEXT in client.get(url_of(house)).text
    assert client.post(url_of(house, "/lines"), data={"unchanged": "rest"}).status_code == 303
    assert lines(app) == {item_id: (TEXT, False), weekly_id: ("", True)}


def test_a_line_without_words_is_refused_and_all_rows_keep_what_was_typed(app, client, sign_in, house):
    sign_in(client, house.cast.head)
    item_id, weekly_id = house.running.item_id, house.running.weekly_id
    sent = {
        f"line{item_id}-state": "under_way",
        f"line{item_id}-text": TEXT,
        f"line{weekly_id}-state": "under_way",
        f"line{weekly_id}-text": " ",
    }
    answer = client.post(url_of(house, "/lines"), data=sent)
    assert answer.status_code == 422
    assert TEXT in answer.text
    assert "lb-field-errors" in answer.text
    assert lines(app) == {}
    answer = client.post(url_of(house, "/lines"), data={f"line{item_id}-state": "never", f"line{item_id}-text": TEXT})
    assert answer.status_code == 422


def test_a_line_that_another_wrote_meanwhile_is_not_written_over(app, client, sign_in, house):
    item_id = house.running.item_id
    sent = {f"line{item_id}-state": "under_way", f"line{item_id}-text": TEXT, f"line{item_id}-seen": ""}
    sign_in(client, house.cast.liaison).post(url_of(house, "/lines"), data=sent)
    sent[f"line{item_id}-text"] = "另一句"
    answer = sign_in(client, house.cast.head).post(url_of(house, "/lines"), data=sent)
    assert answer.status_code == 422
    assert "另一句" in answer.text
    assert lines(app) == {item_id: (TEXT, False)}


def test_staff_write_their_own_lines_only(app, client, sign_in, house):
    sign_in(client, house.cast.staff)
    assert client.post(url_of(house, "/lines"), data={"unchanged": "rest"}).status_code == 303
    assert set(lines(app)) == {house.running.item_id}
    item = f"{house.base}/items/{house.running.item_id}"
    assert client.post(f"{item}/line", data={"state": "nearly_done", "text": "快好了"}).status_code == 303
    assert client.post(f"{item}/line", data={"state": "nearly_done", "text": ""}).status_code == 422
    other = f"{house.base}/items/{house.running.weekly_id}"
    assert client.post(f"{other}/line", data={"unchanged": "1"}).status_code in (403, 404)


def test_the_squad_leader_accepts_the_week_but_for_one(app, client, sign_in, house):
    many(app, house, 3)
    sign_in(client, house.cast.squad_leader)
    page = client.get(url_of(house))
    assert 'name="but"' in page.text
    with app.app_context():
        ids = db.session.scalars(select(Occurrence.id).where(Occurrence.id > house.running.weekly_occurrence_id)).all()
    shown = [f"{one}:1" for one in ids]
    assert client.post(url_of(house, "/accept"), data={"shown": [f"{ids[0]}:9"]}).status_code == 422
    assert client.post(url_of(house, "/accept"), data={"shown": shown, "but": [ids[0]]}).status_code == 303
    with app.app_context():
        states = [db.session.get_one(Occurrence, one).state for one in ids]
    assert states == [OccurrenceState.OPEN, OccurrenceState.ACCEPTED, OccurrenceState.ACCEPTED]
    assert client.post(url_of(house, "/accept"), data={"shown": "rubbish"}).status_code == 422
    assert sign_in(client, house.cast.staff).post(url_of(house, "/accept"), data={"shown": shown}).status_code == 403


def test_htmx_gets_the_week_alone(client, sign_in, house):
    part = sign_in(client, house.cast.head).get(url_of(house), headers={"HX-Request": "true", "HX-Target": "div#week"})
    assert "<html" not in part.text
    assert 'id="week"' in part.text


def test_a_closed_campaign_shows_no_forms(app, client, sign_in, house):
    from models.campaign import Campaign

    with app.app_context(), writing():
        db.session.get_one(Campaign, house.running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    sign_in(client, house.cast.head)
    for url in (url_of(house), f"{house.base}/items/{house.running.item_id}"):
        page = client.get(url)
        assert page.status_code == 200
        assert "/week/" not in page.text
        assert "do_form" not in page.text
    assert client.post(url_of(house, "/lines"), data={"unchanged": "rest"}).status_code == 422


def test_statements_do_not_grow_with_the_rows(app, client, sign_in, house, statements):
    def count(url, who):
        sign_in(client, who)
        client.get(url)
        with statements() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    pages = [(url_of(house), house.cast.head), (f"{house.base}/work", house.cast.staff)]
    many(app, house, 2)
    few = [count(*one) for one in pages]
    many(app, house, 40)
    many(app, house, 20, Rhythm.MONTHLY)
    assert [count(*one) for one in pages] == few
