"""Submitting and judging in the browser: many at once or one by one, with a reason that the unit sees."""

from datetime import date

import pytest

from extensions import db
from models.campaign import FocusArea
from models.checklist import Checklist, ChecklistItem, RevisionState
from tests.factories.running import make_item


@pytest.fixture
def waiting(app, cast, running):
    """Two more items, submitted; their ids."""
    with app.app_context():
        checklist = db.session.get_one(Checklist, running.checklist_id)
        area = db.session.get_one(FocusArea, running.area_id)
        made = [
            make_item(checklist, area, None, title, cast.staff.id, due_on=date(2018, 11, 30), state=RevisionState.DRAFT)
            for title in ("甲事项", "乙事项")
        ]
        for item in made:
            item.current.state = RevisionState.SUBMITTED
            item.current.submitted_by_id = cast.head.id
        db.session.commit()
        return [item.id for item in made]


def state_of(app, item_id):
    with app.app_context():
        return db.session.get_one(ChecklistItem, item_id).current.state


def version(app, running):
    with app.app_context():
        return db.session.get_one(Checklist, running.checklist_id).version


def version_of(app, item_id):
    with app.app_context():
        return db.session.get_one(ChecklistItem, item_id).version


def url(running, verb):
    return f"/c/love/checklists/{running.checklist_id}/{verb}"


def test_the_head_is_told_which_items_lack_something(app, at, running):
    answer = at("head").post(url(running, "submit"), data={"version": version(app, running)})
    assert answer.status_code == 422
    assert "旅客谈心每月不少于 10 人次" in answer.text
    assert state_of(app, running.draft_id) is RevisionState.DRAFT


def test_the_liaison_sees_why_there_is_no_button_and_may_not_submit(app, at, running):
    client = at("liaison")
    page = client.get(f"/c/love/checklists/{running.checklist_id}").text
    assert "由部室负责人提交" in page
    assert "/submit" not in page
    assert client.post(url(running, "submit"), data={"version": version(app, running)}).status_code == 403


def test_the_head_submits(app, at, cast, running):
    with app.app_context():
        item = db.session.get_one(ChecklistItem, running.draft_id)
        item.responsible_id, item.current.due_on = cast.staff.id, date(2018, 11, 30)
        db.session.commit()
    answer = at("head").post(url(running, "submit"), data={"version": version(app, running)})
    assert answer.status_code == 303
    assert state_of(app, running.draft_id) is RevisionState.SUBMITTED


def test_the_director_approves_the_ticked_ones(app, at, running, waiting):
    client = at("director")
    page = client.get(f"/c/love/checklists/{running.checklist_id}").text
    assert page.count('name="item" value=') >= 2
    data = {"item": waiting, "decision": "approve", "version": version(app, running)}
    assert client.post(url(running, "judge"), data=data).status_code == 303
    assert {state_of(app, one) for one in waiting} == {RevisionState.APPROVED}
    assert client.post(url(running, "judge"), data=data).status_code == 422


def test_a_return_without_a_reason_keeps_what_was_ticked(app, at, running, waiting):
    data = {"item": waiting, "decision": "return", "reason": " ", "version": version(app, running)}
    answer = at("director").post(url(running, "judge"), data=data)
    assert answer.status_code == 422
    assert "judge_reason_errors" in answer.text
    assert answer.text.count(" checked") == 2


def test_one_row_is_returned_with_its_own_reason_which_the_unit_sees(app, at, running, waiting):
    director = at("director")
    data = {"item": waiting[0], "one": waiting[0], "decision": "return", "reason": "", "version": version(app, running)}
    refused = director.post(url(running, "judge"), data=data)
    assert refused.status_code == 422
    assert f"reason_{waiting[0]}_errors" in refused.text
    answer = director.post(url(running, "judge"), data={**data, "reason": "标准要写明几点到几点"})
    assert answer.status_code == 303
    assert state_of(app, waiting[0]) is RevisionState.RETURNED
    assert state_of(app, waiting[1]) is RevisionState.SUBMITTED
    page = at("liaison").get(f"/c/love/checklists/{running.checklist_id}").text
    assert "标准要写明几点到几点" in page
    assert "修改这一项" in page
    client = at("liaison")
    client.post(f"/c/love/checklists/items/{waiting[0]}/revise", data={"version": version_of(app, waiting[0])})
    page = client.get(f"/c/love/checklists/{running.checklist_id}").text
    assert "标准要写明几点到几点" in page, "the reason stays in sight while the item is revised"
    assert "修改这一项" not in page


@pytest.mark.parametrize(
    ("part", "status"), [("head", 403), ("liaison", 403), ("leader", 422), ("deputy", 404), ("supervisor", 403)]
)
def test_nobody_else_judges(app, at, running, waiting, part, status):
    client = at(part)
    data = {"item": waiting, "decision": "approve", "version": version(app, running)}
    assert client.post(url(running, "judge"), data=data).status_code == status
    if status != 404:
        assert "judge_form" not in client.get(f"/c/love/checklists/{running.checklist_id}").text


def test_a_judge_who_saw_an_older_list_is_told(app, at, running, waiting):
    data = {"item": waiting, "decision": "approve", "version": version(app, running) - 1}
    assert at("director").post(url(running, "judge"), data=data).status_code == 422
    assert at("director").post(url(running, "judge"), data={"item": waiting}).status_code == 422


def test_where_nobody_may_judge_the_page_names_whom_to_appoint(app, at, running):
    from models.person import Appointment, Role

    with app.app_context():
        for one in db.session.query(Appointment).filter(Appointment.role.in_((Role.OFFICE_DIRECTOR, Role.LEADER))):
            one.until = date(2018, 10, 1)
        db.session.commit()
    assert "请任命" in at("head").get(f"/c/love/checklists/{running.checklist_id}").text


def test_the_head_changes_who_answers_on_the_items_page(app, at, cast, running):
    client = at("head")
    path = f"/c/love/checklists/items/{running.item_id}"
    data = {"responsible_id": cast.squad_leader.id, "post_id": "", "version": 1}
    assert client.post(f"{path}/assign", data=data).status_code == 303
    wrong = client.post(f"{path}/assign", data={**data, "responsible_id": cast.second_staff.id, "version": 2})
    assert wrong.status_code == 422
    assert "不在本部室" in wrong.text
    assert at("liaison").post(f"{path}/assign", data=data).status_code == 403


def test_the_director_ends_an_item(app, at, running):
    client = at("director")
    path = f"/c/love/checklists/items/{running.item_id}"
    assert client.post(f"{path}/end", data={"reason": "", "version": 1}).status_code == 422
    assert client.post(f"{path}/end", data={"reason": "转为常态", "way": "carry", "version": 1}).status_code == 303
    assert "转为常态" in client.get(path).text


def test_another_unit_is_asked_and_sees_the_item_it_shares(app, at, cast, running):
    head, other = at("head"), at("second_head")
    path = f"/c/love/checklists/items/{running.draft_id}"
    assert other.get(path).status_code == 404
    assert head.post(f"{path}/parts", data={"unit_id": "", "version": 1}).status_code == 422
    assert head.post(f"{path}/parts", data={"unit_id": cast.second_department_id, "version": 1}).status_code == 303
    assert other.get(path).status_code == 200
    assert "本部室配合的事项" in other.get("/c/love/checklists").text
