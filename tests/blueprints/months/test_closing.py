"""The closing page and the pay sheet: who sees what, what is refused, and the file that the clerk gets."""

import io
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from extensions import db
from models.month import PeriodRow
from tests.factories import months
from tests.services.periods.conftest import CLOSED, rules_of


@pytest.fixture
def signed(app, cast, running):
    """October's list, signed: two of thirteen reach the best grade, one may have it; a cap cut one entry."""
    with app.app_context():
        rules = rules_of(db.session, running)
        for rule, who, amount in (
            (rules.penalty, cast.liaison, "5"),
            (rules.reward, cast.staff, "5"),
            (rules.reward, cast.second_staff, "3"),
            (rules.yuan, cast.staff, "50"),
        ):
            months.make_record(running, cast.director, rule, who, amount)
        month_list = months.on_notice(running, cast)
        months.sign(month_list, cast.leader)
        db.session.commit()
        base = f"/c/{running.slug}/months"
        return SimpleNamespace(url=f"{base}/201810/closing", base=f"{base}/201810", pays=f"{base}/pay", cast=cast)


@pytest.fixture
def at(client, sign_in, at_time, signed):
    def sit(part):
        return sign_in(client, getattr(signed.cast, part))

    with at_time(CLOSED):
        yield sit


def text(answer):
    return answer.get_data(as_text=True)


def choose_one(at, signed):
    """The squad leader puts staff forward, and the group chooses."""
    person = signed.cast.staff.id
    assert (
        at("squad_leader").post(f"{signed.base}/put-forward", data={"person": person, "reason": "好"}).status_code
        == 303
    )
    answer = at("director").post(f"{signed.base}/choose", data={"chosen": [person], "reason": "会议决定"})
    assert answer.status_code == 303


def test_the_director_sees_what_is_to_be_done_and_everybody(at, signed):
    page = text(at("director").get(signed.url))
    for words in ("达到优秀的有 2 人,名额 1 人", "请领导小组", "服务员甲", "售票员甲", "上限截减", "不参评", "劳资员"):
        assert words in page
    assert f'action="{signed.base}/close"' not in page


def test_a_head_sees_the_own_people_and_puts_them_forward(at, signed):
    page = text(at("squad_leader").get(signed.url))
    assert "服务员甲" in page
    assert "售票员甲" not in page
    assert f"{signed.base}/put-forward" in page
    assert f"{signed.base}/exempt" not in page


def test_a_staff_member_does_not_see_it(at, signed):
    assert at("staff").get(signed.url).status_code == 403


def test_a_month_without_quota_trouble_is_closed_and_frozen(at, signed):
    choose_one(at, signed)
    client = at("director")
    assert f'action="{signed.base}/close"' in text(client.get(signed.url))
    assert client.post(f"{signed.base}/close").status_code == 303
    page = text(client.get(signed.url))
    assert "结算结果" in page
    assert "名额外:会议决定" in page
    assert f'action="{signed.base}/close"' not in page
    assert client.post(f"{signed.base}/close").status_code == 422


def test_closing_too_early_says_what_is_missing(at, signed):
    answer = at("director").post(f"{signed.base}/close")
    assert answer.status_code == 422
    assert "请领导小组" in text(answer)


def test_who_is_exempt_stands_there_with_the_reason_and_comes_back(at, signed):
    client, person = at("director"), signed.cast.staff.id
    refused = client.post(f"{signed.base}/exempt", data={"person": person, "reason": " "})
    assert refused.status_code == 422
    assert client.post(f"{signed.base}/exempt", data={"person": person, "reason": "病假三周"}).status_code == 303
    assert "病假三周" in text(client.get(signed.url))
    assert client.post(f"{signed.base}/assess", data={"person": person}).status_code == 303
    assert "病假三周" not in text(client.get(signed.url))


def test_a_refused_nomination_keeps_what_was_typed(at, signed):
    answer = at("second_head").post(
        f"{signed.base}/put-forward", data={"person": signed.cast.staff.id, "reason": "表现好"}
    )
    assert answer.status_code == 422
    assert "不能推荐自己" in text(answer)


def test_a_month_that_is_none_is_not_found(at, signed):
    for month in ("201813", "0", "201701"):
        assert at("director").get(signed.url.replace("201810", month)).status_code == 404
        assert at("director").post(f"{signed.base.replace('201810', month)}/close").status_code == 404


def test_the_pay_sheet_is_for_the_payroll_clerk_and_closed_months_only(at, signed):
    assert at("payroll").get(f"{signed.base}/pay").status_code == 422
    assert at("payroll").get(f"{signed.base}/pay.xlsx").status_code == 422
    assert "还没有结算的月份" in text(at("payroll").get(signed.pays))
    choose_one(at, signed)
    at("director").post(f"{signed.base}/close")
    for part in ("director", "leader", "head", "staff", "administrator"):
        for address in (f"{signed.base}/pay", f"{signed.base}/pay.xlsx", signed.pays):
            assert at(part).get(address).status_code == 403
    assert at("payroll").get(signed.url).status_code == 403
    assert "2018-10" in text(at("payroll").get(signed.pays))
    page = text(at("payroll").get(f"{signed.base}/pay"))
    for words in ("绩效考核发放表", "制表", "审核", "审批", "合计", "服务员甲"):
        assert words in page


def test_the_pay_sheet_speaks_the_language_of_its_reader(at, signed):
    choose_one(at, signed)
    at("director").post(f"{signed.base}/close")
    english = {"Accept-Language": "en"}
    page = text(at("payroll").get(f"{signed.base}/pay", headers=english))
    for words in ("Pay sheet of 2018-10", "Staff number", "Performance pay", "Drawn up by"):
        assert words in page
    file = at("payroll").get(f"{signed.base}/pay.xlsx", headers=english)
    headings = [cell.value for cell in next(load_workbook(io.BytesIO(file.data)).active.iter_rows())]
    assert (headings[0], headings[11]) == ("No.", "Performance pay")


def test_the_file_adds_up_to_the_rows(app, at, signed):
    choose_one(at, signed)
    at("director").post(f"{signed.base}/close")
    answer = at("payroll").get(f"{signed.base}/pay.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.data)).active.iter_rows()]
    with app.app_context():
        rows = db.session.query(PeriodRow).all()
        assert len(lines) == len(rows) + 2
        assert lines[0] == "序号 工号 姓名 部室 岗位 基础分 加分 扣分 得分 等次 系数 绩效金额 补发 备注".split()
        assert lines[-1][0] == "合计"
        assert lines[-1][11] == float(sum(row.yuan for row in rows))
        staff = next(row for row in rows if row.name == "服务员甲")
        line = next(line for line in lines if line[2] == "服务员甲")
        assert line[8:13] == [105, "优秀", 1.2, float(staff.yuan), 0]
