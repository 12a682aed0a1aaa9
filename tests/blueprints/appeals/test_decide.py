import re

import pytest

from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import Campaign, CampaignState
from models.ledger import LedgerEntry
from models.person import Appointment
from tests.factories import points

READERS = {
    "staff": 200,
    "squad_leader": 200,
    "head": 200,
    "director": 200,
    "leader": 200,
    "member": 200,
    "deputy": 404,
    "duty_manager": 404,
    "liaison": 404,
    "second_head": 404,
    "second_staff": 404,
    "payroll": 404,
    "administrator": 404,
    "supervisor": 404,
}
EN = {"Accept-Language": "en"}


def send(client, where, outcome="upheld", **typed):
    return client.post(f"{where}/decide", data={"version": 1, "outcome": outcome, "reason": "已核对监控"} | typed)


@pytest.mark.parametrize(("part", "status"), READERS.items())
def test_who_sees_the_line_reads_it_and_nobody_else(at, made, ask, part, status):
    where = ask(made.posted)
    assert at(part).get(where).status_code == status


@pytest.mark.parametrize("part", [*READERS])
def test_only_one_of_the_group_without_a_part_decides(app, at, made, ask, part):
    where = ask(made.posted)
    client = at(part)
    allowed = part == "member"
    assert ('id="decide"' in client.get(where).text) is allowed
    answer = send(client, where)
    expected = 303 if allowed else 422 if part == "leader" else 403 if READERS[part] == 200 else 404
    assert answer.status_code == expected
    with app.app_context():
        assert (db.session.query(Appeal).one().state is AppealState.UPHELD) is allowed


def test_the_page_says_what_happened_and_who_decides_by_when(at, made, ask):
    where = ask(made.posted)
    page = at("member").get(where, headers=EN).text
    for words in (
        "离岗超过五分钟",
        "每次扣 2 分",
        "当时不在窗口",
        "副站长乙",
        "2018-12-10",
        "10 working days left",
        "−0.5",
    ):
        assert words in page, words
    assert "监控 08:12" in page, "the evidence of the case"


def test_reduced_what_was_taken_too_much_is_made_up(app, at, made, ask):
    where = ask(made.posted)
    client = at("member")
    assert send(client, where, "reduced").status_code == 422, "an amount is needed"
    refused = send(client, where, "reduced", amount="2")
    assert refused.status_code == 422
    assert "已核对监控" in refused.text, "what was typed stays"
    assert send(client, where, "reduced", amount="0.5").status_code == 303
    page = at("staff").get(where, headers=EN).text
    assert "+1.5" in page
    assert "Made up" in page
    assert "已核对监控" in page
    with app.app_context():
        entry = points.entry(made.running.campaign_id, 3)
        assert (entry.amount, entry.confirmer_id) == (1.5, made.cast.member.id)
        entry_id = entry.id
    assert "Made up" in at("staff").get(f"{made.url}/ledger", headers=EN).text
    assert "Made up" in at("staff").get(f"{made.url}/ledger/{entry_id}", headers=EN).text
    assert "Made up" in at("staff").get(f"{made.url}/score", headers=EN).text


def test_a_reversal_of_the_leaders_own_is_not_called_made_up(at, made):
    client = at("leader")
    with client.application.app_context():
        entry_id = points.entry(made.running.campaign_id, 1).id
    assert client.post(f"{made.url}/ledger/{entry_id}/reverse", data={"reason": "记错"}).status_code == 303
    assert "Made up" not in client.get(f"{made.url}/ledger", headers=EN).text


def test_a_stale_form_and_one_without_version_are_refused(at, made, ask):
    where = ask(made.posted)
    client = at("member")
    for version in (0, "", "x"):
        assert send(client, where, version=version).status_code == 422


def test_decided_twice_says_so(at, made, ask):
    where = ask(made.posted)
    client = at("member")
    assert send(client, where).status_code == 303
    again = send(client, where)
    assert again.status_code == 422
    assert 'id="decide"' not in again.text


def test_where_nobody_may_decide_the_page_names_whom_to_appoint(app, at, made, ask):
    with app.app_context():
        db.session.query(Appointment).filter_by(person_id=made.cast.member.id).delete()
        db.session.commit()
    where = ask(made.posted)
    page = at("director").get(where, headers=EN).text
    assert "Appoint a member of the leading group, or a deputy in charge of 服务班" in page


def test_in_a_closed_campaign_it_is_asked_for_and_decided_too(app, at, made, ask):
    with app.app_context():
        db.session.get(Campaign, made.running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    where = ask(made.posted)
    assert "F-0001" in at("member").get(f"{made.url}/").text
    assert send(at("member"), where, "overturned").status_code == 303
    with app.app_context():
        assert db.session.query(LedgerEntry).count() == 3


def test_the_list_shows_what_one_may_see_and_what_waits_for_oneself(at, made, ask):
    ask(made.posted)
    ask(made.leaders, "squad_leader")
    both = at("member").get(f"{made.url}/appeals").text
    assert "F-0001" in both
    assert "F-0002" in both
    assert "F-0002" not in at("staff").get(f"{made.url}/appeals").text
    mine = at("leader").get(f"{made.url}/appeals?whose=decide").text
    assert "F-0002" in mine, "held: nobody has confirmed it yet"
    assert "F-0001" not in mine, "the leader confirmed this one"
    assert "F-0001" in at("staff").get(f"{made.url}/appeals?whose=asked").text
    assert "F-0001" not in at("second_staff").get(f"{made.url}/appeals").text


def test_late_it_is_red_in_the_list_on_its_page_and_on_the_desk(client, sign_in, at_time, at, made, ask):
    from datetime import UTC, datetime

    where = ask(made.posted)
    with at_time(datetime(2018, 12, 12, 2, 0, tzinfo=UTC)):
        sign_in(client, made.cast.member)
        for address in (f"{made.url}/appeals", where, f"{made.url}/"):
            page = client.get(address, headers=EN).text
            assert "2 days overdue" in page, address
            assert re.search(r'class="[^"]*red[^"]*"[^<]*(<[^>]*>[^<]*)*?overdue', page), address


def test_the_paper_of_a_case_is_read_by_who_reads_the_appeal(app, at, made, ask):
    import io

    from models.evidence import EvidenceUse
    from tests.factories.everything import _picture

    ask(made.posted, files=(io.BytesIO(_picture()), "班表.png"))
    with app.app_context():
        evidence_id = db.session.query(EvidenceUse).filter_by(ref_kind="appeal").one().evidence_id
    for part, status in READERS.items():
        assert at(part).get(f"/evidence/{evidence_id}").status_code == status, part
