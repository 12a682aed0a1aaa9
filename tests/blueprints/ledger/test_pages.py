import pytest

from extensions import db
from models.campaign import Campaign
from services import chain, statement
from tests.factories import points


@pytest.fixture
def url(made):
    return f"/c/{made.running.slug}/ledger"


def entry_id(app, made, number):
    with app.app_context():
        return points.entry(made.running.campaign_id, number).id


def test_the_statement_reads_like_a_bank_statement(at, made, url):
    page = at("leader").get(url).text
    for words in ("服务员甲", "服务班班长", "离岗超过五分钟", "3.2", "−2.0", "98.0", "99.5", "办公室主任 → 站长"):
        assert words in page
    assert page.index(">2<") < page.index(">1<"), "newest first"


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        ("leader", 2), ("director", 2), ("member", 2), ("head", 2), ("squad_leader", 2), ("staff", 1), ("deputy", 0),
        ("second_head", 0), ("second_staff", 0), ("supervisor", 0),
    ],
)  # fmt: skip
def test_everyone_sees_the_own_entries_and_those_of_the_own_people(at, made, url, part, seen):
    assert at(part).get(url).text.count('id="entry_') == seen


def test_an_entry_of_others_is_not_found(app, at, made, url):
    first = entry_id(app, made, 1)
    assert at("staff").get(f"{url}/{first}").status_code == 200
    for part in ("second_staff", "supervisor", "duty_manager", "deputy"):
        assert at(part).get(f"{url}/{first}").status_code == 404


def test_the_supervisor_sees_entries_on_units(app, at, made, url):
    with app.app_context():
        case = points.make_case(
            made.running, made.cast.director, made.running.unit_reward_id, unit_id=made.cast.department_id
        )
        points.confirm(case, made.cast.leader)
        db.session.commit()
    client = at("supervisor")
    assert client.get(url).text.count('id="entry_') == 1
    page = client.get(f"{url}/{entry_id(app, made, 3)}").text
    assert "站务部" in page
    assert "监控" not in page, "no evidence for the supervisor"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("kind=penalty", {1, 2}),
        ("kind=reward", set()),
        ("kind=reversal", {3}),
        ("rule=3.2", {1, 2, 3}),
        ("rule=5.1", set()),
        ("month=201811", {1, 2, 3}),
        ("month=201810", set()),
        ("before=2", {1}),
        ("after=2", {3}),
        ("month=x&unit=y&before=z&_scheme=q&slug=r", {1, 2, 3}),
    ],
)
def test_the_filters_stand_in_the_address(app, at, made, query, numbers):
    url = f"/c/{made.running.slug}/ledger"
    client = at("leader")
    client.post(f"{url}/{entry_id(app, made, 1)}/reverse", data={"reason": "不是本人"})
    page = client.get(f"{url}?{query}").text
    assert {number for number in (1, 2, 3) if f'id="entry_{number}"' in page} == numbers


def test_reversals_point_at_each_other(app, at, made, url):
    client = at("leader")
    first = entry_id(app, made, 1)
    response = client.post(f"{url}/{first}/reverse", data={"reason": "不是本人"})
    assert response.status_code == 303
    third = entry_id(app, made, 3)
    assert response.location.endswith(f"/{third}")
    page = client.get(url).text
    assert "lb-points-struck" in page
    assert page.count(f"{url}/{third}") >= 2
    assert "不是本人" in page
    assert f"{url}/{third}" in client.get(f"{url}/{first}").text
    assert f"{url}/{first}" in client.get(f"{url}/{third}").text


def test_a_reversal_needs_a_reason_and_a_right_part(app, at, made, url):
    client = at("leader")
    here = f"{url}/{entry_id(app, made, 1)}/reverse"
    assert client.post(here, data={"reason": ""}).status_code == 422
    refused = client.post(here, data={"reason": "一部分", "amount": "3"})
    assert refused.status_code == 422
    assert "一部分" in refused.text
    assert client.post(here, data={"reason": "一部分", "amount": "x"}).status_code == 422
    assert client.post(here, data={"reason": "一部分", "amount": "0.5"}).status_code == 303
    assert client.post(here, data={"reason": "再来"}).status_code == 422


def test_only_the_leader_reverses(app, at, made, url):
    here = f"{url}/{entry_id(app, made, 1)}"
    assert "/reverse" in at("leader").get(here).text
    for part, status in (("director", 403), ("head", 403), ("staff", 403), ("deputy", 404)):
        assert at(part).post(f"{here}/reverse", data={"reason": "x"}).status_code == status
    assert "/reverse" not in at("director").get(here).text


def test_unchanged_is_said_only_after_a_verification(app, at, made, url):
    client = at("leader")
    english = {"Accept-Language": "en"}
    assert "Records unchanged" not in client.get(url, headers=english).text
    with app.app_context():
        campaign = db.session.get(Campaign, made.running.campaign_id)
        chain.keep(campaign, 2, chain.verify(campaign.id), at=points.LATER)
        db.session.commit()
    page = client.get(url, headers=english).text
    assert "Records unchanged" in page
    assert "No. 1–2" in page
    assert "2018-11-21 10:00" in page
    with app.app_context():
        campaign = db.session.get(Campaign, made.running.campaign_id)
        chain.keep(campaign, 2, chain.Fault(2, chain.Wrong.CHANGED), at=points.LATER)
        db.session.commit()
    page = client.get(url, headers=english).text
    assert "Records unchanged" not in page
    assert "Entry no. 2 is not as it was posted" in page


def test_pages_go_by_number_both_ways(app, at, made, url, monkeypatch):
    monkeypatch.setattr(statement, "ROWS", 2)
    with app.app_context():
        for _ in range(2):
            points.confirm(points.make_penalty(made.running, made.cast), made.cast.leader)
        db.session.commit()
    client = at("leader")
    first = client.get(url).text
    assert "before=5" in first
    assert 'rel="prev"' not in first
    second = client.get(f"{url}?before=5").text
    assert "before=3" in second
    assert "after=4" in second
    last = client.get(f"{url}?before=3").text
    assert 'rel="next"' not in last
    back = client.get(f"{url}?after=2").text
    assert 'id="entry_4"' in back
    assert 'id="entry_3"' in back
    assert "after=4" in back


def test_the_statement_costs_the_same_with_many_entries(app, at, made, url, statements):
    client = at("leader")
    client.get(url)

    def count():
        with statements() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    few = count()
    with app.app_context():
        for _ in range(20):
            points.confirm(points.make_penalty(made.running, made.cast), made.cast.leader)
        db.session.commit()
    assert count() == few
