import pytest
from nacl.signing import SigningKey
from sqlalchemy import text

from extensions import db
from models.campaign import Campaign
from models.ledger import LedgerEntry
from models.person import Person
from models.rulebook import Measure, PointRule, Rulebook
from services import chain, checkpoints, statement
from tests.factories import points
from tests.tampering import take_guards_away


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
    assert "2018-11-26 10:00" in page
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


def test_who_oversees_downloads_the_newest_checkpoint(app, at, made, url):
    assert at("leader").get(f"{url}/checkpoint").status_code == 404
    assert f"{url}/checkpoint" not in at("leader").get(url).text
    with app.app_context():
        campaign = db.session.get_one(Campaign, made.running.campaign_id)
        kept = checkpoints.keep(campaign, *chain.head(campaign.id), SigningKey(bytes(32)), at=points.LATER)
        db.session.commit()
    for part in ("leader", "member", "director"):
        client = at(part)
        assert f"{url}/checkpoint" in client.get(url).text
        answer = client.get(f"{url}/checkpoint")
        assert checkpoints.read(answer.text) == kept
        assert answer.headers["Content-Disposition"] == "attachment; filename=checkpoint-love-2.json"
    for part in ("head", "staff", "payroll", "supervisor"):
        client = at(part)
        assert f"{url}/checkpoint" not in client.get(url).text
        assert client.get(f"{url}/checkpoint").status_code == 403


def test_leader_and_director_verify_at_once(app, at, made, url):
    for part in ("leader", "director"):
        client = at(part)
        assert f"{url}/verify" in client.get(url).text
        assert "第 1–2 号与计入时一致" in client.post(f"{url}/verify", follow_redirects=True).text
        assert "记录未改动" in client.get(url).text
    for part in ("member", "head", "staff"):
        client = at(part)
        assert f"{url}/verify" not in client.get(url).text
        assert client.post(f"{url}/verify").status_code == 403


def test_what_was_changed_is_named_at_once(app, at, made, url):
    with app.app_context():
        take_guards_away()
        db.session.execute(text("UPDATE ledger_entry SET amount = 100 WHERE number = 2"))
        db.session.commit()
    page = at("leader").post(f"{url}/verify", follow_redirects=True).text
    assert "第 2 号与计入时不一致。" in page
    assert "请暂停审批" in page


def test_a_long_ledger_is_left_to_the_command(at, made, url, monkeypatch):
    monkeypatch.setattr(checkpoints, "MOST_NOW", 1)
    client = at("leader")
    page = client.get(url).text
    assert f"{url}/verify" not in page
    assert "flask --app app ledger verify" in page
    answer = client.post(f"{url}/verify")
    assert answer.status_code == 422
    assert "最多校验 1 条" in answer.text


def test_an_amount_in_yuan_says_so_wherever_it_stands(app, at, made, url):
    with app.app_context():
        rule = db.session.get_one(PointRule, made.running.penalty_id)
        for effect in rule.effects:
            effect.measure = Measure.YUAN
        db.session.flush()
        case = points.make_penalty(made.running, made.cast, reason="罚款一次")
        points.confirm(case, made.cast.leader)
        db.session.commit()
        case_id, number = case.id, 3
    leader = at("leader")
    for page in (url, f"{made.url}/{case_id}", f"{url}/{entry_id(app, made, number)}", made.url):
        assert "−2.0 元</span>" in leader.get(page).text, page
    proposing = at("director").get(f"{made.url}/propose?rule_id={made.running.penalty_id}").text
    assert " 元</span>" in proposing
    own = at("staff").get(url.removesuffix("ledger") + "score?period=campaign").text
    assert "−2.0 元</span>" in own


def test_a_supervisor_is_told_of_units_only_and_led_nowhere_closed(at, made, url):
    page = at("supervisor").get(url).text
    assert "只列单位的记录" in page
    assert f'href="{made.url}"' not in page


def test_a_kept_line_follows_names_bases_and_reversals(app, at, made, url):
    client = at("leader")
    before = client.get(url).text
    assert "服务员甲" in before
    assert "98.0" in before
    first = entry_id(app, made, 1)
    with app.app_context():
        entry = db.session.get_one(LedgerEntry, first)
        db.session.get_one(Person, entry.person_id).name = "改名者"
        db.session.get_one(Rulebook, made.running.rulebook_id).base = 120
        db.session.commit()
    after = client.get(url).text
    assert "改名者" in after
    assert "118.0" in after
    assert "服务员甲" not in after
    assert "98.0" not in after
    client.post(f"{url}/{first}/reverse", data={"reason": "不是本人"})
    assert "lb-points-struck" in client.get(url).text
