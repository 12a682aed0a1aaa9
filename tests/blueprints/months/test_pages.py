import re
from html import unescape

import pytest

from extensions import db
from models.case import CaseLine, LineState
from models.month import Exemption
from models.rulebook import PointRule
from tests.factories import months, points
from tests.factories.months import OPENED

READERS = ("leader", "deputy", "member", "director", "head", "second_head", "squad_leader")
OTHERS = ("administrator", "liaison", "duty_manager", "staff", "second_staff", "payroll")


def text_of(page):
    """The words of the page's main part, each space once."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.mark.parametrize("part", READERS)
def test_leading_group_office_and_heads_read_it(at, made, part):
    assert at(part).get(made.url).status_code == 200
    assert at(part).get(made.sheet).status_code == 200
    assert at(part).get(f"{made.sheet}/paper").status_code == 200


@pytest.mark.parametrize("part", OTHERS)
def test_others_are_refused(at, made, part):
    assert at(part).get(made.sheet).status_code == 403


def test_a_row_says_what_the_month_comes_to_and_why(at, made, on_notice):
    text = text_of(at("leader").get(made.sheet).text)
    assert "2018-10 月度考核表" in text
    assert "T011 服务员甲 服务班 · 服务员 100.0 −3.0 97.0 合格" in text
    assert "10-22 漏检一件行李 第 4.1 条 · 应扣 5.0,本月上限余 3.0 · 记录 站务部负责人" in text
    assert "本人说明: “当时机器停机”" in text


def test_people_stand_by_staff_number_and_only_those_changed_at_first(at, made, on_notice):
    page = at("leader").get(made.sheet).text
    assert re.findall(r"<td[^>]*>(T\d+)</td>", page) == ["T011", "T012"]
    everyone = re.findall(r"<td[^>]*>(T\d+)</td>", at("leader").get(f"{made.sheet}?show=all").text)
    assert everyone == sorted(everyone)
    assert len(everyone) == 13
    assert re.findall(r"<td[^>]*>(T\d+)</td>", at("leader").get(f"{made.sheet}?show=explained").text) == ["T011"]


def test_heads_squad_leaders_and_deputies_see_their_own_people(at, made, on_notice):
    for part, seen in (("head", "T011"), ("squad_leader", "T011"), ("second_head", "T012"), ("deputy", "T012")):
        page = at(part).get(made.sheet).text
        assert re.findall(r"<td[^>]*>(T\d+)</td>", page) == [seen], part
    assert "T011" not in at("second_head").get(f"{made.sheet}?show=all").text


def test_a_department_is_chosen(at, made, on_notice):
    page = at("leader").get(f"{made.url}?month=201810&unit={made.cast.second_department_id}").text
    assert re.findall(r"<td[^>]*>(T\d+)</td>", page) == ["T012"]


def test_a_held_line_is_named_beside_the_track_and_not_counted(app, at, made, on_notice):
    with app.app_context():
        db.session.get_one(CaseLine, made.other.line_id).state = LineState.HELD
        db.session.commit()
    text = text_of(at("leader").get(made.sheet).text)
    assert "1 条正在复核,不在本表内" in text
    assert "T012 售票员甲 票务部 100.0 100.0 良好" in text


def test_the_track_says_how_far_the_month_is(at, made):
    text = text_of(at("director", OPENED).get(made.sheet).text)
    assert "◆ 记录" in text


def test_the_notice_has_its_days(at, made, on_notice):
    seen = text_of(at("head", OPENED).get(made.sheet).text)
    assert "公示 11-20 至 11-23" in seen
    assert "公示至 2018-11-23,期满后签批" in seen


def test_a_veto_bars_the_grade(app, at, made):
    with app.app_context():
        rule = db.session.get_one(PointRule, made.running.penalty_id)
        rule.veto = True
        case = points.make_penalty(made.running, made.cast, happened_on=months.HAPPENED)
        points.confirm(case, made.cast.leader)
        db.session.commit()
    assert "一票否决 合格" in text_of(at("leader").get(made.sheet).text)


def test_who_is_not_assessed_has_no_grade(app, at, made, on_notice):
    with app.app_context():
        cast = made.cast
        db.session.add(
            Exemption(list_id=on_notice, person_id=cast.staff.id, reason="长期病假", by_id=cast.director.id, at=OPENED)
        )
        db.session.commit()
    assert "97.0 不参评" in text_of(at("leader").get(made.sheet).text)


def test_what_was_posted_beside_the_list_stands_with_it(app, at, made, on_notice):
    with app.app_context():
        case = points.make_penalty(made.running, made.cast, happened_on=months.HAPPENED, reason="与旅客争吵")
        points.confirm(case, made.cast.leader)
        db.session.commit()
    text = text_of(at("leader").get(made.sheet).text)
    assert "100.0 −5.0 95.0" in text
    assert "与旅客争吵 第 3.2 条 · 记录 办公室主任 · 已计入" in text


def test_units_stand_in_a_table_of_their_own(app, at, made):
    with app.app_context():
        rule = db.session.get_one(PointRule, made.running.unit_reward_id)
        rule.settled = "list"
        points.make_case(
            made.running, made.cast.director, rule.id, unit_id=made.cast.department_id, happened_on=months.HAPPENED
        )
        db.session.commit()
    assert "站务部 +2.0" in text_of(at("leader").get(made.sheet).text)
    assert "部室班组的记录" not in at("second_head").get(made.sheet).text


def test_the_month_under_way_comes_first(at, made, on_notice):
    assert "2018-10 月度考核表" in at("leader").get(made.url).text
    assert "2018-09 月度考核表" in at("leader").get(f"{made.url}?month=201809").text
    assert "2018-10 月度考核表" in at("leader").get(f"{made.url}?month=1").text


@pytest.mark.parametrize("month", ["201807", "201812", "0", "201813"])
def test_a_month_that_is_none_is_not_found(at, made, month):
    assert at("leader").get(f"{made.url}/{month}").status_code == 404
    assert at("leader").get(f"{made.url}/{month}/paper").status_code == 404


def test_the_paper_has_everybody_and_the_lines_to_sign(at, made, on_notice):
    text = text_of(at("leader").get(f"{made.sheet}/paper").text)
    assert "T001" in text
    assert "10-22 漏检一件行李 −3.0 (应扣 5.0,本月上限余 3.0)" in text
    assert "制表 审核 审批" in text


def test_in_the_other_language(at, made, on_notice):
    client = at("leader")
    client.post("/language", data={"locale": "en"})
    text = text_of(client.get(made.sheet).text)
    assert "Month's list of 2018-10" in text
    assert "On notice 11-20 to 11-23" in text
