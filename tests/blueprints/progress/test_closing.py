from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models.campaign import Campaign, CampaignState, Task
from models.checklist import Checklist, ChecklistItem
from models.lookback import LookBack, LookBackScope, LookBackState
from models.person import Person
from tests.factories import months, points

PAGE = "/c/love/closing"


@pytest.fixture(autouse=True)
def now(at_time):
    with at_time():
        yield


def state_of(app, running):
    with app.app_context():
        return db.session.get_one(Campaign, running.campaign_id).state


def move(client, to, version="", **values):
    return client.post(f"{PAGE}/move", data={"to": to, "version": version, **values})


def version_of(app, running):
    with app.app_context():
        return db.session.get_one(Campaign, running.campaign_id).version


def shown(app, item_id):
    with app.app_context():
        return f"{item_id}-{db.session.get_one(ChecklistItem, item_id).version}"


def make_ready(app, running):
    """No task is left, no checklist is asked for where nothing is to do, and the campaign was looked back on."""
    at = datetime(2018, 12, 28, 2, 0, tzinfo=UTC)
    with app.app_context():
        db.session.delete(db.session.get_one(Task, running.task_id))
        for checklist_id in (running.second_checklist_id, running.office_checklist_id):
            db.session.get_one(Checklist, checklist_id).department.active = False
        director = db.session.scalars(select(Person).where(Person.staff_no == "T005")).one()
        db.session.add(
            LookBack(
                campaign_id=running.campaign_id,
                number=1,
                scope=LookBackScope.CAMPAIGN,
                state=LookBackState.FINISHED,
                starts_at=at,
                warn_at=at,
                due_at=at,
                opened_at=at,
                opened_by_id=director.id,
            )
        )
        db.session.commit()


def settle(client, *rows, **values):
    return client.post(f"{PAGE}/items", data={"row": list(rows), "reason": "活动结束", "becomes": "ended", **values})


def test_the_whole_way_to_the_close(app, client, sign_in, cast, running):
    sign_in(client, cast.director)
    assert client.get(PAGE).status_code == 200
    assert move(client, "looking_back", version_of(app, running)).status_code == 303
    refused = move(client, "closed", version_of(app, running), read="1")
    assert refused.status_code == 422
    assert f'id="item_{running.item_id}"' in refused.get_data(as_text=True)
    assert settle(client, shown(app, running.item_id), shown(app, running.draft_id)).status_code == 303
    assert settle(client, shown(app, running.weekly_id), becomes="standing").status_code == 303
    make_ready(app, running)
    unread = move(client, "closed", version_of(app, running))
    assert unread.status_code == 422
    assert 'id="read_errors"' in unread.get_data(as_text=True)
    assert state_of(app, running) is CampaignState.LOOKING_BACK
    assert move(client, "closed", version_of(app, running), read="1").status_code == 303
    assert state_of(app, running) is CampaignState.CLOSED
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("to", ["closed", "draft", "nonsense", ""])
def test_other_moves_are_refused(app, client, sign_in, cast, running, to):
    assert move(sign_in(client, cast.director), to).status_code == 422
    assert state_of(app, running) is CampaignState.ACTIVE


def test_a_stale_move_is_refused(app, client, sign_in, cast, running):
    assert move(sign_in(client, cast.director), "looking_back", version="77").status_code == 422
    assert state_of(app, running) is CampaignState.ACTIVE


@pytest.mark.parametrize("who", ["leader", "head", "staff", "deputy"])
def test_only_the_director_moves_it(app, client, sign_in, cast, running, who):
    sign_in(client, getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    assert move(client, "looking_back").status_code == 403


def test_a_reason_is_asked_beside_its_field_and_the_ticks_are_kept(app, client, sign_in, cast, running):
    answer = settle(sign_in(client, cast.director), f"{running.item_id}-1", reason="")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'id="settle_reason_errors"' in text
    assert f'value="{running.item_id}-1"' in text.partition("checked>")[2] or "checked>" in text
    with app.app_context():
        assert db.session.get_one(ChecklistItem, running.item_id).ended_at is None


def test_nothing_left_to_carry_over_is_said(client, sign_in, cast, running):
    assert sign_in(client, cast.director).post(f"{PAGE}/findings").status_code == 422


def test_the_plan_leads_here(client, sign_in, cast, running):
    assert PAGE in sign_in(client, cast.director).get("/c/love/plan").get_data(as_text=True)
    assert PAGE not in sign_in(client, cast.head).get("/c/love/plan").get_data(as_text=True)


def test_what_of_points_still_runs_is_listed_with_its_page(app, client, sign_in, cast, running):
    with app.app_context():
        rule_id, _shared = months.make_list_rules(running)
        case = months.make_record(running, cast.director, rule_id, cast.staff)
        month_list = months.on_notice(running, cast)
        asked = points.appeal(case, cast.staff, months.OPENED)
        assert month_list.month == months.OCTOBER
        db.session.commit()
        pages = f"cases/{case.id}", f"appeals/{asked.id}", "months/201810"
    page = sign_in(client, cast.director).get(PAGE).get_data(as_text=True)
    for address in pages:
        assert f'href="/c/love/{address}"' in page
    for words in ("尚未签批的月度考核表", "计入前提出的复核申请", "复核决定前暂缓"):
        assert words in page
