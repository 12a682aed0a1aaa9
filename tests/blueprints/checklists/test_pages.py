"""The pages of checklists answer everyone who may see them, and nobody else."""

import pytest

from tests.factories import make_campaign


@pytest.mark.parametrize(
    "part", ["head", "liaison", "director", "leader", "member", "staff", "squad_leader", "supervisor"]
)
def test_who_may_see_the_checklist_sees_it(at, running, part):
    client = at(part)
    for path in (f"{running.checklist_id}", f"items/{running.item_id}", f"items/{running.draft_id}"):
        answer = client.get(f"/c/love/checklists/{path}")
        assert answer.status_code == 200, path


@pytest.mark.parametrize("part", ["second_staff", "administrator", "payroll"])
def test_who_has_no_business_here_finds_nothing(at, running, part):
    client = at(part)
    assert client.get(f"/c/love/checklists/{running.checklist_id}").status_code == 404
    assert client.get(f"/c/love/checklists/items/{running.item_id}").status_code == 404


@pytest.mark.parametrize("part", ["head", "second_staff", "director", "supervisor", "administrator"])
def test_the_list_opens_for_everyone_in_the_organisation(at, running, part):
    assert at(part).get("/c/love/checklists").status_code == 200


def test_ones_own_checklist_stands_first(at, running):
    text = at("director").get("/c/love/checklists").text
    places = [text.index(f"checklist_{one}") for one in (running.office_checklist_id, running.checklist_id)]
    assert places == sorted(places)


def test_the_head_of_a_leading_unit_sees_only_what_stands_under_it(at, running):
    client = at("second_head")
    answer = client.get(f"/c/love/checklists/{running.checklist_id}")
    assert "更新便民服务台物品" in answer.text
    assert "晨会服务礼仪点评" not in answer.text
    assert client.get(f"/c/love/checklists/items/{running.item_id}").status_code == 404


def test_an_items_address_under_another_campaign_is_not_found(app, at, cast, running):
    with app.app_context():
        make_campaign(cast, slug="other")
    client = at("head")
    assert client.get(f"/c/other/checklists/{running.checklist_id}").status_code == 404
    assert client.get(f"/c/other/checklists/items/{running.item_id}").status_code == 404
