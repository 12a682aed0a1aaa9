"""Drafting in the browser: the line at the foot, rows in place, refusals beside their fields, nothing lost."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from extensions import db
from models.checklist import Checklist, ChecklistItem
from tests.factories.running import make_item

LIST = "/c/love/checklists/{}"
HTMX = {"HX-Request": "true", "HX-Target": "section#checklist", "HX-Request-Type": "partial"}


def typed(running, cast, **words):
    """The line at the foot as it is typed."""
    return {
        "title": "自动售票机引导员排班公示",
        "standard": "高峰时段每台机 1 人",
        "responsible_id": cast.staff.id,
        "rhythm": "once",
        "due_on": "2018-11-30",
        "weekday": "",
        "month_day": "",
        "points": "1.5",
        "evidence_wanted": "photo",
        "focus_area_id": running.area_id,
        "phase_id": "",
        "post_id": "",
        "accepted_by": "",
        **words,
    }


def titles(app, running):
    with app.app_context():
        rows = db.session.scalars(
            select(ChecklistItem)
            .where(ChecklistItem.checklist_id == running.checklist_id, ChecklistItem.ended_at.is_(None))
            .order_by(ChecklistItem.position, ChecklistItem.id)
        )
        return [item.current.title for item in rows]


def version_of(app, item_id):
    with app.app_context():
        return db.session.get_one(ChecklistItem, item_id).version


@pytest.mark.parametrize("part", ["head", "liaison"])
def test_a_line_is_saved_and_the_next_one_opens_with_the_same_area_and_phase(app, at, cast, running, part):
    client = at(part)
    path = LIST.format(running.checklist_id)
    answer = client.post(path + "/items", data=typed(running, cast, phase_id=running.phase_ids[2]))
    assert answer.status_code == 303
    assert titles(app, running)[-1] == "自动售票机引导员排班公示"
    page = client.get(answer.location).text
    assert f'<option selected value="{running.phase_ids[2]}">' in page


def test_htmx_gets_the_block_alone(at, cast, running):
    client = at("head")
    path = LIST.format(running.checklist_id)
    answer = client.post(path + "/items", data=typed(running, cast), headers=HTMX, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="checklist">')


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"title": ""}, "请填写"),
        ({"title": "长" * 201}, "200"),
        ({"standard": "长" * 5001}, "5000"),
        ({"due_on": "2018-07-05"}, "2018-08-01"),
        ({"due_on": "2019-07-05"}, "2018-12-31"),
        ({"due_on": "某日"}, "日期"),
        ({"rhythm": "weekly", "weekday": "9"}, "7"),
        ({"rhythm": "monthly", "month_day": "32"}, "31"),
        ({"rhythm": "monthly", "month_day": "9" * 30}, "31"),
        ({"points": "101"}, "100"),
        ({"points": "1.005"}, "两位小数"),
        ({"points": "NaN"}, "小数"),
        ({"points": "多"}, "小数"),
        ({"responsible_id": "12"}, "不在本部室"),
        ({"focus_area_id": "9" * 30}, "工作重点"),
        ({"phase_id": "99"}, "阶段"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(app, at, cast, running, words, said):
    words = {**words, "responsible_id": cast.second_staff.id} if "responsible_id" in words else words
    before = titles(app, running)
    answer = at("head").post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast, **words))
    assert answer.status_code == 422
    errors = answer.text.split('class="lb-field-errors"', 1)[1].split("</ul>", 1)[0]
    assert said in errors
    assert "高峰时段每台机 1 人" in answer.text or "standard" in words
    assert titles(app, running) == before


@pytest.mark.parametrize("words", [{"rhythm": "sometimes"}, {"evidence_wanted": "gold"}, {"accepted_by": "me"}])
def test_a_forged_choice_is_refused(at, cast, running, words):
    answer = at("head").post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast, **words))
    assert answer.status_code == 422


@pytest.mark.parametrize("field", ["responsible_id", "focus_area_id", "phase_id", "post_id", "weekday"])
def test_a_forged_id_is_refused(at, cast, running, field):
    answer = at("head").post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast, **{field: "x"}))
    assert answer.status_code == 422


def test_the_same_form_twice_leads_to_the_first_result(app, at, cast, running):
    client = at("head")
    data = typed(running, cast, request_key="k", back=LIST.format(running.checklist_id))
    for _time in range(2):
        answer = client.post(LIST.format(running.checklist_id) + "/items", data=data)
        assert (answer.status_code, answer.location) == (303, data["back"])
    assert titles(app, running).count("自动售票机引导员排班公示") == 1


def test_a_past_date_inside_the_campaign_is_marked(at, cast, running):
    client = at("head")
    client.post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast, due_on="2018-08-15"))
    assert "补录" in client.get(LIST.format(running.checklist_id)).text


def test_a_row_is_edited_in_place(app, at, cast, running):
    client = at("liaison")
    path = LIST.format(running.checklist_id)
    page = client.get(f"{path}?edit={running.draft_id}&area={running.area_id}").text
    assert 'id="edit_form"' in page
    assert 'id="add_form"' not in page
    data = typed(running, cast, version=version_of(app, running.draft_id), back=f"{path}?area={running.area_id}")
    answer = client.post(f"/c/love/checklists/items/{running.draft_id}/edit", data=data)
    assert (answer.status_code, answer.location) == (303, data["back"])
    assert "自动售票机引导员排班公示" in titles(app, running)


def test_a_stale_row_keeps_what_was_typed(app, at, cast, running):
    client = at("head")
    url = f"/c/love/checklists/items/{running.draft_id}/edit"
    version = version_of(app, running.draft_id)
    assert client.post(url, data=typed(running, cast, title="先存的", version=version)).status_code == 303
    answer = client.post(url, data=typed(running, cast, title="后存的", version=version))
    assert answer.status_code == 422
    assert "后存的" in answer.text
    assert titles(app, running)[-1] == "先存的"
    again = client.post(url, data=typed(running, cast, title="后存的", version=version_of(app, running.draft_id)))
    assert again.status_code == 303


def test_an_approved_row_does_not_open_and_is_not_edited(app, at, cast, running):
    client = at("head")
    assert 'id="edit_form"' not in client.get(f"{LIST.format(running.checklist_id)}?edit={running.item_id}").text
    url = f"/c/love/checklists/items/{running.item_id}/edit"
    assert client.post(url, data=typed(running, cast, version=1)).status_code == 422


@pytest.mark.parametrize("part", ["director", "staff", "squad_leader", "supervisor", "leader"])
def test_who_only_reads_has_no_form_and_may_not_write(at, cast, running, part):
    client = at(part)
    assert 'id="add_form"' not in client.get(LIST.format(running.checklist_id)).text
    answer = client.post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast))
    assert answer.status_code == 403


def test_another_units_checklist_is_not_found(at, cast, running):
    client = at("liaison")
    answer = client.post(LIST.format(running.second_checklist_id) + "/items", data=typed(running, cast))
    assert answer.status_code == 404


def test_rows_move_by_one_without_javascript_and_to_a_place_with_it(app, at, running):
    client = at("head")
    url = LIST.format(running.checklist_id) + "/order"
    first = titles(app, running)
    assert client.post(url, data={"up": running.draft_id}).status_code == 303
    assert titles(app, running) == [first[0], first[2], first[1]]
    assert client.post(url, data={"item": running.draft_id, "place": "3"}).status_code == 303
    assert titles(app, running) == first
    assert client.post(url, data={"item": "9" * 40, "place": "x"}).status_code == 303


def test_a_draft_is_split_on_its_page(app, at, running):
    client = at("head")
    url = f"/c/love/checklists/items/{running.draft_id}"
    answer = client.post(f"{url}/split", data={"titles": "只有一行", "version": version_of(app, running.draft_id)})
    assert answer.status_code == 422
    assert "只有一行" in answer.text
    data = {"titles": "甲\r\n乙", "version": version_of(app, running.draft_id)}
    assert client.post(f"{url}/split", data=data).status_code == 303
    assert titles(app, running)[-2:] == ["甲", "乙"]


def test_a_draft_is_removed(app, at, running):
    url = f"/c/love/checklists/items/{running.draft_id}/remove"
    assert at("head").post(url, data={"version": version_of(app, running.draft_id)}).status_code == 303
    assert len(titles(app, running)) == 2


def test_revising_opens_the_row(app, at, running):
    client = at("head")
    url = f"/c/love/checklists/items/{running.item_id}/revise"
    answer = client.post(url, data={"version": version_of(app, running.item_id)})
    assert answer.location.endswith(f"?edit={running.item_id}#item_{running.item_id}")
    page = client.get(answer.location).text
    edited = page.partition('id="edit_form"')[2].partition("</form>")[0]
    assert edited
    assert 'name="responsible_id"' not in edited
    stale = client.post(url, data={"version": 1})
    assert stale.status_code == 422


def test_in_a_closed_campaign_everything_is_read_only(app, at, cast, running):
    from models.campaign import Campaign, CampaignState

    with app.app_context():
        db.session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    client = at("head")
    page = client.get(LIST.format(running.checklist_id)).text
    assert 'id="add_form"' not in page
    assert client.post(LIST.format(running.checklist_id) + "/items", data=typed(running, cast)).status_code == 422


def test_a_long_list_costs_no_more_statements(app, at, cast, running, statements):
    paths = ["/c/love/checklists", LIST.format(running.checklist_id)]

    def fill(number):
        from models.campaign import FocusArea

        with app.app_context():
            checklist = db.session.get_one(Checklist, running.checklist_id)
            area = db.session.get_one(FocusArea, running.area_id)
            for at_ in range(number):
                make_item(checklist, area, None, f"事项 {at_}", cast.staff.id, due_on=date(2018, 11, 30))
            db.session.commit()

    for part in ("head", "director"):
        client = at(part)
        counts = []
        for number in (10, 190):
            fill(number)
            for path in paths:
                client.get(path)
                with statements() as seen:
                    assert client.get(path).status_code == 200
                counts.append(len(seen))
        assert counts[:2] == counts[2:], counts
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ChecklistItem)) > 200


def test_rows_move_down_by_one_with_a_touch(app, at, running):
    client = at("head")
    url = LIST.format(running.checklist_id)
    first = titles(app, running)
    assert client.post(f"{url}/order", data={"down": running.item_id}).status_code == 303
    assert titles(app, running) == [first[1], first[0], first[2]]
    assert 'name="down"' in client.get(url).text


def test_the_head_ticks_rows_chooses_a_person_and_presses_once(app, at, cast, running):
    client = at("head")
    url = LIST.format(running.checklist_id)
    page = client.get(url).text
    assert 'form="assign_form"' in page
    version = re.search(r'name="version" value="(\d+)"', page.partition('id="assign_form"')[2])[1]
    sent = {"item": [running.draft_id, running.item_id], "version": version}
    refused = client.post(f"{url}/assign", data=sent, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert "Please fill this in." in refused.text
    assert refused.text.count(" checked") == 2
    assert client.post(f"{url}/assign", data=sent | {"responsible_id": cast.liaison.id}).status_code == 303
    with app.app_context():
        chosen = [db.session.get_one(ChecklistItem, one) for one in sent["item"]]
        assert {one.responsible_id for one in chosen} == {cast.liaison.id}


def test_the_liaison_sees_no_boxes_to_assign(at, running):
    assert "assign_form" not in at("liaison").get(LIST.format(running.checklist_id)).text
