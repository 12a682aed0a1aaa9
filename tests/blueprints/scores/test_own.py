import re
from datetime import date

import pytest

from extensions import db
from models.evidence import Evidence, EvidenceKind, EvidenceUse
from tests.factories import points


@pytest.fixture
def own(at, made):
    return lambda part="staff", query="": at(part).get(f"{made.url}/score{query}")


def test_staff_see_the_score_and_what_it_is_made_of(own):
    page = own().text
    assert '<div class="lb-giant">98.0</div>' in page
    for words in ("基础分 100.0", "奖 0.0", "惩 2.0", "3 条", "1 项待审批", "已计入 第 1 号", "第 3.2 条(第 1 版)"):
        assert words in page


def test_each_entry_opens_to_rule_matter_evidence_and_people(own, made):
    page = own().text
    for words in (
        "未使用文明用语或与旅客争吵的",
        "考核细则第 3.2 条(第 1 版,2018-08-01 起)",
        "与旅客争吵",
        "监控 08:12",
    ):
        assert words in page
    steps = re.sub(r"<[^>]+>|\s+", " ", page[page.index('id="entry_1"') :])
    assert re.search(r"09-20 发生 .*11-20 提出 .*办公室主任.*11-26 已审批 .*站长", steps)
    assert f'href="{made.url}/cases/' in page
    assert f'href="{made.url}/ledger/' in page


def test_what_is_proposed_comes_first_and_is_not_counted(own):
    page = own().text
    assert page.index("离岗超过五分钟") < page.index("旅客意见簿表扬")
    assert "待审批,未计入" in page
    assert re.search(r'href="[^"]+/lines/\d+/appeal">申请复核</a> .*可申请至 2018-11-30', page)


def test_reversals_point_at_each_other(own):
    page = own().text
    assert "冲正第 3 号" in page
    assert "已由第 4 号冲正" in page
    assert "表扬的是别人" in page


def test_one_line_says_who_can_see_it(own):
    assert "只有您、班长、部室负责人、分管领导、办公室和领导小组能看到 · 不排名" in own().text


@pytest.mark.parametrize(
    ("query", "value", "entries"),
    [
        ("?period=month", "100.0", "0 条"),
        ("?period=quarter", "100.0", "2 条"),
        ("?period=campaign", "98.0", "3 条"),
        ("?period=nonsense", "98.0", "3 条"),
    ],
)
def test_the_period_stands_in_the_address(own, query, value, entries):
    page = own(query=query).text
    assert f'<div class="lb-giant">{value}</div>' in page
    assert entries in page


def test_an_empty_score_says_that_it_is_the_base(own):
    page = own("second_staff").text
    assert '<div class="lb-giant">100.0</div>' in page
    assert "得分就是基础分" in page


def test_without_a_rulebook_the_page_says_so(app, own, made):
    from models.rulebook import Rulebook

    with app.app_context():
        db.session.get_one(Rulebook, made.running.rulebook_id).from_on = date(2019, 1, 1)
        db.session.commit()
    assert "还没有生效的考核细则,基础分按 100.0 计。" in own().text


def test_a_supervisor_has_no_own_score(own):
    assert own("supervisor").status_code == 403


def test_records_are_said_to_be_unchanged_only_once_verified(app, own, made):
    assert "记录未改动" not in own().text
    from models.campaign import Campaign
    from services import chain

    with app.app_context():
        chain.keep(db.session.get_one(Campaign, made.running.campaign_id), 5, None, at=points.LATER)
        db.session.commit()
    assert "记录未改动" in own().text


def post_more(app, made, count):
    with app.app_context():
        for number in range(count):
            case = points.make_case(
                made.running,
                made.cast.director,
                made.running.reward_id,
                person_ids=[made.cast.staff.id],
                reason=f"表扬{number}",
            )
            points.confirm(case, made.cast.leader)
        db.session.commit()


def test_the_statements_do_not_grow_with_the_entries(app, own, made, statements):
    own()
    with statements() as few:
        own()
    post_more(app, made, 60)
    with statements() as many:
        page = own().text
    assert len(many) == len(few)
    assert page.count('<details class="lb-entry"') == 51
    (older,) = re.findall(r'href="([^"]*before=[^"]*)"', page)
    assert "before" in older


def test_older_entries_follow_by_number(app, own, made):
    post_more(app, made, 60)
    first = own().text
    last = min(int(number) for number in re.findall(r'id="entry_(\d+)"', first))
    second = own(query=f"?before={last}").text
    numbers = [int(number) for number in re.findall(r'id="entry_(\d+)"', second)]
    assert len(numbers) == 13
    assert max(numbers) < last
    assert "离岗超过五分钟" not in second


def test_a_kept_line_shows_new_evidence_and_an_escaped_reason(app, own, made):
    assert "补充的佐证" not in own().text
    with app.app_context():
        case = points.entry(made.running.campaign_id, 1).line.case
        note = Evidence(
            kind=EvidenceKind.NOTE, text="补充的佐证<b>", added_by_id=made.cast.director.id, added_at=points.LATER
        )
        case.reason = "<script>alert(1)</script>"
        db.session.add(note)
        db.session.flush()
        db.session.add(EvidenceUse(evidence_id=note.id, ref_kind="point_case", ref_id=case.id))
        db.session.commit()
    page = own().text
    assert "补充的佐证&lt;b&gt;" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
