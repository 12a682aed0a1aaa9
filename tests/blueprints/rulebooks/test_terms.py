"""Terms, caps, vetoes and shares on the pages of a rulebook, and two versions side by side."""

import pytest

from extensions import db
from models.rulebook import PointRule, Rulebook, Section
from services import terms

TERMS = {
    "terms-period": "month",
    "terms-yuan_per_point": "10",
    "terms-deputy_points": "5",
    "terms-quota": "15",
    "terms-caps-penalty_month": "20",
    "terms-grades-0-name": "优秀",
    "terms-grades-0-least": "105",
    "terms-grades-0-factor": "1.2",
    "terms-grades-1-name": "合格",
    "terms-grades-1-below": "105",
}


@pytest.fixture
def save(office, made, version):
    def post(**more):
        return office.post(
            f"{made.page}/{made.book}/terms",
            data=TERMS | {"terms-version": version()} | {f"terms-{k}": v for k, v in more.items()},
        )

    return post


@pytest.fixture
def version(app, made):
    def current():
        with app.app_context():
            return db.session.get_one(Rulebook, made.book).revision

    return current


def test_terms_are_kept_and_told(app, made, save, draft):
    assert save().status_code == 303
    with app.app_context():
        kept = terms.of(db.session.get_one(Rulebook, made.book))
    assert (kept.yuan_per_point, kept.deputy_points, kept.quota) == (10, 5, 15)
    assert [(one.name, one.least, one.below) for one in kept.grades] == [("优秀", 105, None), ("合格", None, 105)]
    page = draft()
    for words in ("扣罚每月封顶 20.0", "优秀: 105.0 分及以上", "系数 1.2", "不超过参评人数的 15%", "5.0 分"):
        assert words in page


def test_terms_that_do_not_do_keep_what_was_typed(save):
    answer = save(**{"caps-reward_month": "0.001", "quota": "150"})
    assert answer.status_code == 422
    assert "terms-quota_errors" in answer.text
    assert 'value="0.001"' in answer.text


def test_grades_with_a_gap_are_said_when_it_is_put_in_force(office, made, save, version):
    save(**{"grades-1-below": "100"})
    answer = office.post(
        f"{made.page}/{made.book}/force", data={"force-from_on": "2018-12-01", "force-version": version()}
    )
    assert answer.status_code == 422
    assert "没有等次" in answer.text


def test_a_rule_takes_caps_a_share_and_how_it_is_settled(app, office, made, rule_values, version, draft):
    more = {
        "rule-version": version(),
        "rule-settled": "list",
        "rule-audience": "everybody",
        "rule-caps-penalty_month": "6",
        "rule-effects-2-least": "",
        "rule-effects-2-most": "",
        "rule-effects-2-who": "head",
        "rule-effects-2-share": "50",
    }
    answer = office.post(f"{made.url}/sections/{made.sections[0]}/rules", data=rule_values(**more))
    assert answer.status_code == 303, answer.text
    with app.app_context():
        rule = db.session.query(PointRule).filter_by(code="3.3").one()
        assert (rule.settled, rule.audience, rule.caps) == ("list", "everybody", {"penalty": {"month": "6.00"}})
        assert rule.effects[1].share == 50
        rule_id = rule.id
    page = draft()
    for words in ("纳入月度考核表 · 通报 · 扣罚每月封顶 6.0", "第一项的 50%"):
        assert words in page
    assert 'value="50.00"' in draft(f"?rule={rule_id}")


def test_a_veto_names_whom_it_bars_and_has_no_amount(app, office, made, rule_values, version, draft):
    amounts = {f"rule-effects-{line}-{name}": "" for line in range(3) for name in ("least", "most")}
    sent = rule_values(**amounts | {"rule-version": version(), "rule-veto": "y", "rule-effects-0-who": "unit"})
    assert office.post(f"{made.url}/sections/{made.sections[0]}/rules", data=sent).status_code == 303
    with app.app_context():
        rule = db.session.query(PointRule).filter_by(code="3.3").one()
        assert (rule.veto, rule.settled, [one.who for one in rule.effects]) == (True, "own", ["unit"])
    assert "一票否决" in draft()
    again = rule_values(**{"rule-version": version(), "rule-code": "3.4", "rule-veto": "y"})
    answer = office.post(f"{made.url}/sections/{made.sections[0]}/rules", data=again)
    assert answer.status_code == 422
    assert "一票否决没有分值" in answer.text


def test_a_section_takes_caps(app, office, made, version):
    name = f"section{made.sections[0]}"
    sent = {
        f"{name}-code": "3",
        f"{name}-title": "服务规范",
        f"{name}-caps-penalty_quarter": "9",
        f"{name}-version": version(),
    }
    assert office.post(f"{made.url}/sections/{made.sections[0]}", data=sent).status_code == 303
    with app.app_context():
        assert db.session.get_one(Section, made.sections[0]).caps == {"penalty": {"quarter": "9.00"}}


def test_two_versions_side_by_side_say_what_changed(app, office, made, rule_values, version, save):
    assert "两个版本内容相同" in office.get(f"{made.page}/{made.book}/compare").text
    save()
    office.post(f"{made.url}/sections/{made.sections[0]}/rules", data=rule_values(**{"rule-version": version()}))
    office.post(f"{made.url}/rules/{made.rules[1]}/remove", data={"version": version()})
    changed = rule_values(**{"rule-version": version(), "rule-code": "3.2", "rule-name": "用语"})
    office.post(f"{made.url}/rules/{made.rules[0]}", data=changed)
    page = office.get(f"{made.page}/{made.book}/compare").text
    for words in (
        "第 1 版 → 第 2 版",
        "新增的条目",
        "3.3 离岗",
        "删除的条目",
        "5.1",
        "修改的条目",
        "<ins>用语</ins>",
        "扣罚每月封顶 20.0",
    ):
        assert words in page


def test_a_first_version_has_none_to_compare_with(at, made):
    page = at("staff").get(f"{made.page}/{made.running.rulebook_id}/compare").text
    assert "没有更早的版本" in page


def test_a_draft_is_compared_by_the_office_alone(at, made):
    assert at("leader").get(f"{made.page}/{made.book}/compare").status_code == 404


def test_only_an_earlier_version_of_the_same_campaign_is_compared_with(office, made):
    assert office.get(f"{made.page}/{made.book}/compare?with=99999").status_code == 404
