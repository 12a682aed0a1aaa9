import re

import pytest

from extensions import db
from models.case import CaseLine, LineState
from models.ledger import LedgerEntry
from models.month import ListCheck, ListState, MonthlyList
from tests.factories import months
from tests.factories.months import CHECK_OVER, OPENED

URL = "/c/love/months"


def list_of(app):
    with app.app_context():
        return db.session.query(MonthlyList).one_or_none()


def test_the_director_opens_the_check_and_the_heads_mark_it(app, at, made):
    answer = at("director", OPENED).post(f"{made.sheet}/open", data={"request_key": "k"})
    assert answer.status_code == 303
    assert list_of(app).state is ListState.CHECKING
    page = at("head", OPENED).get(made.sheet).text
    assert "核对站务部" in page
    assert "未核对:站务部、票务部、综合部" in page
    address = re.search(rf'action="({URL}/checks/\d+)"', page)[1]
    assert at("head", OPENED).post(address).status_code == 303
    assert "未核对:票务部、综合部" in at("head", OPENED).get(made.sheet).text
    with app.app_context():
        checked = db.session.query(ListCheck).filter(ListCheck.checked_at.is_not(None)).one()
        assert checked.checked_by_id == made.cast.head.id
    assert at("head", OPENED).post(address).status_code == 422


def test_nobody_else_checks_a_department(app, at, made):
    with app.app_context():
        part = months.part_of(months.open_list(made.running, made.cast), made.cast.department_id).id
        db.session.commit()
    for part_of_cast, status in (("second_head", 403), ("squad_leader", 403), ("director", 403), ("staff", 404)):
        assert at(part_of_cast, OPENED).post(f"{made.url}/checks/{part}").status_code == status, part_of_cast


def test_it_goes_on_notice_when_all_have_checked_or_the_time_has_passed(app, at, made, version_of):
    with app.app_context():
        list_id = months.open_list(made.running, made.cast).id
        db.session.commit()
    address = f"{made.url}/lists/{list_id}/publish"
    assert address not in at("director", OPENED).get(made.sheet).text
    answer = at("director", OPENED).post(address, data={"version": version_of(list_id)})
    assert answer.status_code == 422
    assert "尚未核对:站务部、票务部、综合部" in answer.text
    page = at("director", CHECK_OVER).get(made.sheet).text
    assert address in page
    assert "核对时限已过" in page
    assert at("director", CHECK_OVER).post(address, data={"version": version_of(list_id)}).status_code == 303
    assert list_of(app).state is ListState.ON_NOTICE
    assert at("leader").post(address, data={"version": "1"}).status_code == 403


def test_the_leader_signs_what_the_page_says(app, at, made, on_notice, version_of):
    page = at("leader").get(made.sheet).text
    assert "2 条一次计入奖惩台账" in page
    address = f"{made.url}/lists/{on_notice}/sign"
    assert at("leader").post(address, data={"version": "1"}).status_code == 422
    client = at("leader")
    assert client.post(address, data={"version": version_of(on_notice)}).status_code == 303
    assert "已签批并计入台账,第 1–2 号。" in client.get(made.sheet).text
    with app.app_context():
        assert db.session.query(LedgerEntry).count() == 2
    assert address not in at("leader").get(made.sheet).text


def test_the_deputy_signs_the_own_part_and_the_page_names_who_signs_the_rest(at, made, on_notice, version_of):
    page = at("deputy").get(made.sheet).text
    assert "1 条一次计入奖惩台账" in page
    assert "另有 1 条由站长签批" in page
    address = f"{made.url}/lists/{on_notice}/sign"
    assert at("deputy").post(address, data={"version": version_of(on_notice)}).status_code == 303
    assert "签批 1 条" not in at("deputy").get(made.sheet).text


def test_where_nobody_may_sign_the_page_names_whom_to_appoint(app, at, made, on_notice):
    with app.app_context():
        line = db.session.get_one(CaseLine, made.cut.line_id)
        line.case.proposed_by_id = made.cast.leader.id
        db.session.commit()
    assert "1 条无人可以签批:请为服务班任命分管的副组长" in at("director").get(made.sheet).text


def test_nobody_else_signs(at, made, on_notice):
    for part, status in (("director", 403), ("head", 403), ("member", 403), ("staff", 404), ("payroll", 404)):
        assert at(part).post(f"{made.url}/lists/{on_notice}/sign", data={}).status_code == status, part


def test_a_line_is_struck_out_with_a_reason_where_it_stands(app, at, made, on_notice, version_of):
    address = f"{made.url}/lines/{made.cut.line_id}/strike-out"
    assert address in at("leader").get(made.sheet).text
    assert address not in at("head").get(made.sheet).text
    assert address not in at("deputy").get(made.sheet).text
    data = {"version": version_of(on_notice), "back": f"{made.sheet}?show=all#person_{made.cast.staff.id}"}
    answer = at("leader").post(address, data=data)
    assert answer.status_code == 422
    assert "lb-field-errors" in answer.text
    assert re.findall(r"<td[^>]*>(T\d+)</td>", answer.text) == ["T011"]
    answer = at("leader").post(address, data=data | {"reason": "有维修单"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{made.sheet}?show=all")
    with app.app_context():
        assert db.session.get_one(CaseLine, made.cut.line_id).state is LineState.STRUCK_OUT
    page = at("leader").get(made.sheet).text
    assert "理由: 有维修单" in re.sub(r"\s+", " ", page)


def test_what_was_typed_stays_when_striking_out_is_refused(at, made, on_notice):
    address = f"{made.url}/lines/{made.cut.line_id}/strike-out"
    answer = at("leader").post(address, data={"version": "1", "reason": "有维修单"})
    assert answer.status_code == 422
    assert "有维修单" in answer.text
    assert "lb-field-errors" in answer.text


@pytest.mark.parametrize("part", ["director", "head", "deputy", "member"])
def test_who_does_not_sign_a_line_does_not_strike_it_out(at, made, on_notice, part):
    address = f"{made.url}/lines/{made.cut.line_id}/strike-out"
    assert at(part).post(address, data={"version": "1", "reason": "误记"}).status_code == 403


def test_a_line_in_no_list_is_refused(at, made):
    for data in ({"version": "1"}, {"version": "1", "reason": "误记"}):
        answer = at("leader").post(f"{made.url}/lines/{made.cut.line_id}/strike-out", data=data)
        assert answer.status_code == 422
        assert "尚未列入月度考核表" in answer.text
