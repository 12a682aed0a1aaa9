import re
from datetime import date

import pytest

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Phase
from models.checklist import Checklist
from models.work import Occurrence, OccurrenceState
from tests.conftest import WRITTEN_FIRST
from tests.factories.running import make_item, make_occurrence

PAGE = "/c/love/progress"


@pytest.fixture(autouse=True)
def now(at_time):
    with at_time():
        yield


def work(app, occurrence_id, **values):
    with app.app_context():
        one = db.session.get_one(Occurrence, occurrence_id)
        for name, value in values.items():
            setattr(one, name, value)
        db.session.commit()


def done(app, cast, occurrence_id):
    work(app, occurrence_id, state=OccurrenceState.DONE, done_at=WRITTEN_FIRST, done_by_id=cast.staff.id, note="已办")


def text_of(response):
    return response.get_data(as_text=True)


def rows_in(response):
    return re.findall(r'<tr id="row_(\d+)"', text_of(response))


def make_many(app, cast, running, number):
    with app.app_context():
        checklist = db.session.get_one(Checklist, running.checklist_id)
        area = db.session.get_one(FocusArea, running.area_id)
        phase = db.session.get_one(Phase, running.phase_ids[1])
        for place in range(number):
            item = make_item(checklist, area, phase, f"第 {place} 件事", cast.staff.id, due_on=date(2018, 11, 16))
            one = make_occurrence(item, date(2018, 11, 16))
            if place % 2:
                one.state, one.done_at, one.done_by_id = OccurrenceState.DONE, WRITTEN_FIRST, cast.staff.id
        db.session.commit()


def test_the_director_sees_counts_cells_and_rows(app, client, sign_in, cast, running):
    done(app, cast, running.occurrence_id)
    page = sign_in(client, cast.director).get(PAGE)
    assert page.status_code == 200
    assert f"{PAGE}?unit={cast.department_id}&amp;area={running.area_id}" in text_of(page)
    assert rows_in(page) == [str(running.occurrence_id)]


def test_a_cell_opens_its_items_in_the_block_alone(client, sign_in, cast, running):
    asked = f"{PAGE}?unit={cast.department_id}&area={running.area_id}"
    part = sign_in(client, cast.director).get(asked, headers={"HX-Request": "true", "HX-Target": "div#review"})
    assert text_of(part).lstrip().startswith('<div id="review">')
    assert rows_in(part) == [str(running.occurrence_id)]


def test_filters_and_words_stand_in_the_address(client, sign_in, cast, running):
    sign_in(client, cast.director)
    assert rows_in(client.get(f"{PAGE}?state=near")) == [str(running.weekly_occurrence_id)]
    assert rows_in(client.get(f"{PAGE}?q=礼仪")) == [str(running.occurrence_id)]
    assert rows_in(client.get(f"{PAGE}?responsible={cast.squad_leader.id}")) == [str(running.weekly_occurrence_id)]
    assert rows_in(client.get(f"{PAGE}?due_from=2018-11-25&due_to=2018-12-01")) == [str(running.occurrence_id)]
    assert rows_in(client.get(f"{PAGE}?q=没有的事")) == []


def test_a_senseless_filter_counts_as_none(client, sign_in, cast, running):
    page = sign_in(client, cast.director).get(f"{PAGE}?unit=x&state=?&light=pink&due_from=soon&after=z&responsible=")
    assert page.status_code == 200


@pytest.mark.parametrize("who", ["head", "second_head", "deputy", "leader", "member", "supervisor", "squad_leader"])
def test_who_may_read_it_reads_it(client, sign_in, cast, running, who):
    assert sign_in(client, getattr(cast, who)).get(PAGE).status_code == 200


@pytest.mark.parametrize("who", ["staff", "payroll", "liaison"])
def test_it_is_not_everybodys_page(client, sign_in, cast, running, who):
    assert sign_in(client, getattr(cast, who)).get(PAGE).status_code in (403, 404)


def test_heads_see_their_own_row_only(app, client, sign_in, cast, running):
    done(app, cast, running.occurrence_id)
    assert rows_in(sign_in(client, cast.second_head).get(PAGE)) == []
    page = sign_in(client, cast.head).get(PAGE)
    assert rows_in(page) == [str(running.occurrence_id)]
    assert "票务部" not in re.search(r"<tbody>.*?</tbody>", text_of(page), re.DOTALL).group()


def test_the_supervisor_sees_all_without_buttons_and_persons(app, client, sign_in, cast, running):
    done(app, cast, running.occurrence_id)
    page = sign_in(client, cast.supervisor).get(PAGE)
    assert rows_in(page) == [str(running.occurrence_id)]
    main = text_of(page).partition('id="review"')[2].partition("</main>")[0]
    assert 'method="post"' not in main
    assert "服务员甲" not in re.search(r'<tr id="row_.*?</tr>', main, re.DOTALL).group()


def test_a_closed_campaign_has_no_buttons(app, client, sign_in, cast, running):
    done(app, cast, running.occurrence_id)
    with app.app_context():
        db.session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    page = sign_in(client, cast.director).get(PAGE)
    assert 'method="post"' not in text_of(page).partition('id="review"')[2].partition("</main>")[0]


def test_long_lists_go_on_from_the_last_row(app, client, sign_in, cast, running):
    make_many(app, cast, running, 60)
    sign_in(client, cast.director)
    first = client.get(PAGE)
    assert len(rows_in(first)) == 50
    rest = client.get(f"{PAGE}?after={rows_in(first)[-1]}")
    assert len(rows_in(rest)) == 10
    assert not set(rows_in(first)) & set(rows_in(rest))


@pytest.mark.parametrize("asked", ["?state=awaiting", "?state=overdue"])
def test_the_statements_are_the_same_at_10_and_at_200_items(app, client, sign_in, cast, running, statements, asked):
    make_many(app, cast, running, 10)
    sign_in(client, cast.director).get(PAGE + asked)
    with statements() as few:
        client.get(PAGE + asked)
    make_many(app, cast, running, 190)
    with statements() as many:
        client.get(PAGE + asked)
    assert len(many) == len(few)


def test_an_empty_campaign_says_what_comes(app, client, sign_in, cast, running):
    with app.app_context():
        from models.checklist import ChecklistItem

        for item in db.session.query(ChecklistItem):
            item.ended_at = WRITTEN_FIRST
        db.session.commit()
    assert sign_in(client, cast.director).get(PAGE).status_code == 200
