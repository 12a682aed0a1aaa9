import pytest

from extensions import db
from models.case import CaseState, PointCase
from tests.factories import points


def state(app, made):
    with app.app_context():
        return db.session.get(PointCase, made.waiting).state


def test_the_leader_confirms_and_sees_the_entries(app, at, made):
    client = at("leader")
    response = client.post(f"{made.url}/{made.waiting}/confirm", data={"version": 1})
    assert response.status_code == 303
    assert state(app, made) is CaseState.POSTED
    with app.app_context():
        entry_id = points.entry(made.running.campaign_id, 3).id
    assert f"/c/{made.running.slug}/ledger/{entry_id}" in client.get(response.location).text


@pytest.mark.parametrize("verb", ["confirm", "reject"])
def test_who_comes_second_reads_that_it_is_decided(at, made, verb):
    client = at("leader")
    client.post(f"{made.url}/{made.waiting}/confirm", data={"version": 1})
    said = {"data": {"version": 1, "reason": "不属实"}, "headers": {"Accept-Language": "en"}}
    again = client.post(f"{made.url}/{made.waiting}/{verb}", **said)
    assert again.status_code == 422
    assert again.text.count("This case was decided meanwhile") == 1


@pytest.mark.parametrize("verb", ["confirm", "reject"])
def test_a_stale_form_says_so_and_changes_nothing(app, at, made, verb):
    refused = at("leader").post(
        f"{made.url}/{made.waiting}/{verb}",
        data={"version": 0, "reason": "我的理由"},
        headers={"Accept-Language": "en"},
    )
    assert refused.status_code == 422
    assert "Somebody else changed this meanwhile" in refused.text
    assert "我的理由" in refused.text
    assert state(app, made) is CaseState.PROPOSED


@pytest.mark.parametrize("verb", ["confirm", "reject"])
@pytest.mark.parametrize("sent", [{}, {"version": ""}, {"version": "x"}])
def test_a_form_without_its_version_is_stale(app, at, made, verb, sent):
    answer = at("leader").post(f"{made.url}/{made.waiting}/{verb}", data={"reason": "我的理由"} | sent)
    assert answer.status_code == 422
    assert state(app, made) is CaseState.PROPOSED


@pytest.mark.parametrize(
    ("part", "status"),
    [("director", 403), ("head", 403), ("staff", 403), ("deputy", 404), ("second_staff", 404), ("member", 403)],
)
def test_nobody_else_confirms(app, at, made, part, status):
    assert at(part).post(f"{made.url}/{made.waiting}/confirm", data={"version": 1}).status_code == status
    assert state(app, made) is CaseState.PROPOSED


def test_rejecting_needs_a_reason(app, at, made):
    client = at("leader")
    assert client.post(f"{made.url}/{made.waiting}/reject", data={"version": 1, "reason": " "}).status_code == 422
    assert (
        client.post(f"{made.url}/{made.waiting}/reject", data={"version": 1, "reason": "证据不足"}).status_code == 303
    )
    assert state(app, made) is CaseState.REJECTED
    assert "证据不足" in client.get(f"{made.url}/{made.waiting}").text


def test_the_proposer_withdraws(app, at, made):
    assert at("leader").post(f"{made.url}/{made.waiting}/withdraw", data={"version": 1}).status_code == 403
    response = at("director").post(f"{made.url}/{made.waiting}/withdraw", data={"version": 1, "reason": "记错"})
    assert response.status_code == 303
    assert state(app, made) is CaseState.WITHDRAWN


def test_a_case_under_another_campaign_is_not_found(app, at, made):
    from tests.factories import make_campaign

    with app.app_context():
        make_campaign(made.cast, "other")
    assert at("leader").get(f"/c/other/cases/{made.waiting}").status_code == 404


def test_a_closed_campaign_decides_nothing(app, at, made):
    from models.campaign import Campaign, CampaignState

    with app.app_context():
        db.session.get(Campaign, made.running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    assert at("leader").post(f"{made.url}/{made.waiting}/confirm", data={"version": 1}).status_code == 422


def test_another_amount_within_the_range_wants_a_remark(app, at, made):
    with app.app_context():
        case = points.make_case(
            made.running, made.cast.director, made.running.reward_id, person_ids=[made.cast.second_staff.id]
        )
        case_id, line_id = case.id, case.lines[0].id
        db.session.commit()
    client = at("deputy")
    here = f"{made.url}/{case_id}/confirm"
    english = {"Accept-Language": "en"}
    assert f'name="line_{line_id}"' in client.get(f"{made.url}/{case_id}").text
    refused = client.post(here, data={"version": 1, f"line_{line_id}": "0.8"}, headers=english)
    assert refused.status_code == 422
    assert "say why" in refused.text
    refused = client.post(here, data={"version": 1, f"line_{line_id}": "1.2", "reason": "来信"}, headers=english)
    assert "The rule allows 0.50 to 1.00." in refused.text
    assert client.post(here, data={"version": 1, f"line_{line_id}": "0.8", "reason": "来信"}).status_code == 303
    assert "+0.8" in client.get(f"{made.url}/{case_id}").text
