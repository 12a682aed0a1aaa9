"""Scores and the ledger as spreadsheets: what the viewer may see, with the page's filters."""

import io

import pytest
from openpyxl import load_workbook

from extensions import db
from tests.factories import points


@pytest.fixture
def posted(app, cast, running):
    """PC-0001 takes 2 from staff and 0.5 from the squad leader, confirmed."""
    with app.app_context():
        case = points.make_penalty(running, cast, reason="=1+1 与旅客争吵")
        points.confirm(case, cast.leader)
        db.session.commit()
    return f"/c/{running.slug}"


@pytest.fixture
def lines(client, sign_in, at_time, cast, posted):
    """lines("head", "/scores.xlsx"): the cells of what that person downloads."""

    def read(part, address):
        with at_time(points.LATER):
            answer = sign_in(client, getattr(cast, part)).get(posted + address)
        assert answer.status_code == 200
        sheet = load_workbook(io.BytesIO(answer.data)).active
        return [[cell.value for cell in line] for line in sheet.iter_rows()]

    return read


def test_people_are_those_that_the_viewer_sees_by_staff_number(lines, cast):
    everybody = lines("director", "/scores.xlsx?period=month")
    assert everybody[0][:6] == "工号 姓名 部室/班组 基础分 增减 得分".split()
    numbers = [line[0] for line in everybody[1:]]
    assert numbers == sorted(numbers)
    staff = next(line for line in everybody if line[0] == cast.staff.staff_no)
    assert staff[3:6] == [100, -2, 98]
    own = lines("squad_leader", "/scores.xlsx")
    assert {line[0] for line in own[1:]} == {cast.staff.staff_no, cast.squad_leader.staff_no}


def test_the_filters_of_the_page_hold_for_the_file(lines, cast):
    found = lines("director", "/scores.xlsx?q=T012")
    assert [line[0] for line in found[1:]] == [cast.second_staff.staff_no]


def test_a_supervisor_gets_units_only(lines):
    assert lines("supervisor", "/scores.xlsx")[0][0] == "部室/班组"
    assert len(lines("supervisor", "/ledger/entries.xlsx")) == 1


def test_the_ledger_is_what_the_viewer_sees_and_no_formula(lines, cast):
    found = lines("director", "/ledger/entries.xlsx")
    assert [line[0] for line in found[1:]] == [1, 2]
    assert found[1][5] == "=1+1 与旅客争吵"
    assert found[1][8:10] == [-2, -2]
    assert [line[3] for line in lines("staff", "/ledger/entries.xlsx")[1:]] == ["服务员甲"]
    assert len(lines("director", "/ledger/entries.xlsx?kind=reward")) == 1
