import re
from datetime import UTC, date, datetime

import pytest

from extensions import db
from models.campaign import Campaign, CampaignState, FocusArea, Phase
from models.checklist import Checklist, ChecklistItem, EvidenceWanted
from models.work import Occurrence, OccurrenceState
from tests.conftest import WRITTEN_FIRST
from tests.factories.running import make_item, make_occurrence

DESK = "/c/love/"


@pytest.fixture(autouse=True)
def now(at_time):
    with at_time(datetime(2018, 11, 21, 2, 0, tzinfo=UTC)):
        yield


def waiting_in(response):
    return re.findall(r'<li class="lb-todo-row" id="(\w+?)_\d+">', response.get_data(as_text=True))


def done(app, cast, occurrence_id):
    with app.app_context():
        one = db.session.get_one(Occurrence, occurrence_id)
        one.state, one.done_at, one.done_by_id = OccurrenceState.DONE, WRITTEN_FIRST, cast.staff.id
        db.session.commit()


def test_everybody_of_the_cast_has_a_desk(client, sign_in, cast, running):
    for name, who in cast.people().items():
        assert sign_in(client, who).get(DESK).status_code == 200, name


def test_the_director_accepts_right_here(app, client, sign_in, cast, running):
    done(app, cast, running.occurrence_id)
    page = sign_in(client, cast.director).get(DESK)
    assert waiting_in(page) == ["work_to_accept", "tasks_to_issue"]
    text = page.get_data(as_text=True)
    assert f'name="row" value="{running.occurrence_id}-1"' in text
    assert 'action="/c/love/progress/accept"' in text
    assert 'href="/c/love/breakdown"' in text.partition('id="tasks_to_issue_')[2].partition("</li>")[0]


def test_each_row_has_one_next_step(client, sign_in, cast, running):
    page = sign_in(client, cast.head).get(DESK).get_data(as_text=True)
    rows = re.findall(r'<li class="lb-todo-row".*?</li>', page, re.DOTALL)
    assert rows
    for row in rows:
        assert len(re.findall(r'class="btn[ "]', row)) == 1
    assert page.count("lb-main-action") == 1


def test_an_empty_desk_says_so(client, sign_in, cast, running):
    page = sign_in(client, cast.second_staff).get(DESK)
    assert waiting_in(page) == []
    assert "lb-empty" in page.get_data(as_text=True)


def test_the_block_comes_alone(client, sign_in, cast, running):
    part = sign_in(client, cast.head).get(DESK, headers={"HX-Request": "true", "HX-Target": "div#desk"})
    assert part.get_data(as_text=True).lstrip().startswith('<div id="desk">')


def test_a_closed_campaign_asks_nothing(app, client, sign_in, cast, running):
    with app.app_context():
        db.session.get_one(Campaign, running.campaign_id).state = CampaignState.CLOSED
        db.session.commit()
    assert waiting_in(sign_in(client, cast.head).get(DESK)) == []


def test_the_statements_are_the_same_at_10_and_at_200_items(app, client, sign_in, cast, running, statements):
    def more(number):
        with app.app_context():
            checklist = db.session.get_one(Checklist, running.checklist_id)
            area = db.session.get_one(FocusArea, running.area_id)
            phase = db.session.get_one(Phase, running.phase_ids[1])
            for place in range(number):
                item = make_item(checklist, area, phase, f"第 {place} 件", cast.head.id, due_on=date(2018, 11, 23))
                one = make_occurrence(item, date(2018, 11, 23))
                if place % 2:
                    one.state, one.done_at, one.done_by_id = OccurrenceState.DONE, WRITTEN_FIRST, cast.staff.id
            db.session.commit()

    more(10)
    for who in (cast.head, cast.director):
        sign_in(client, who).get(DESK)
    counts = []
    for number in (0, 190):
        more(number)
        for who in (cast.head, cast.director):
            sign_in(client, who)
            with statements() as seen:
                client.get(DESK)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_all_that_can_wait_has_its_words_and_its_page(app, root):
    from blueprints.desk.words import PAGES_OF_KIND, PAGES_OF_WAITING, STEPS

    said = "".join(file.read_text() for file in (root / "services").glob("*.py"))
    kinds = {kind for kind in re.findall(r'(?:[Ww]aiting\(\s*|\bkind=)"(\w+)"', said) if "_" in kind}
    assert kinds
    assert kinds <= STEPS.keys()
    for endpoint, name in (*PAGES_OF_KIND.values(), *PAGES_OF_WAITING.values()):
        (rule,) = app.url_map.iter_rules(endpoint)
        assert not name or name in rule.arguments


def test_after_the_end_the_frame_and_the_phases_say_that_it_ended(at_time, client, sign_in, cast, running):
    with at_time(datetime(2019, 3, 4, 2, 0, tzinfo=UTC)):
        text = sign_in(client, cast.staff).get(DESK).get_data(as_text=True)
    assert text.count("ended on 2018-12-31") + text.count("已结束于 2018-12-31") == 3  # rail, phone, phases


def test_before_the_start_they_say_that_it_has_not_begun(at_time, client, sign_in, cast, running):
    with at_time(datetime(2018, 7, 2, 2, 0, tzinfo=UTC)):
        text = sign_in(client, cast.staff).get(DESK).get_data(as_text=True)
    assert "2018-08-01" in text
    assert "not begun" in text or "未开始" in text


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (EvidenceWanted.NONE, "report it"),
        (EvidenceWanted.NOTE, "write a note"),
        (EvidenceWanted.PHOTO, "add a photo"),
        (EvidenceWanted.FILE, "add a file"),
    ],
)
def test_own_work_names_the_evidence_that_it_wants(app, client, sign_in, cast, running, wanted, words):
    with app.app_context():
        db.session.get_one(ChecklistItem, running.weekly_id).in_force.evidence_wanted = wanted
        db.session.commit()
    page = sign_in(client, cast.squad_leader).get(DESK, headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert f"Own item: do it and {words}" in page
