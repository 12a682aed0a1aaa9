import re

import pytest

from extensions import db
from models.unit import Unit
from tests.factories.cast import make_person


@pytest.fixture
def index(at, made):
    return lambda part="leader", query="", **more: at(part).get(f"{made.url}/scores{query}", **more)


def numbers(page):
    return re.findall(r"T\d{3}", page.partition("<tbody>")[2].partition("</tbody>")[0])


def test_the_leader_sees_all_by_staff_number(index, made):
    page = index().text
    assert numbers(page) == [f"T{number:03}" for number in range(1, 14)]
    assert f'href="{made.url}/scores/{made.cast.staff.id}">98.0</a>' in page


def test_a_squad_leader_sees_the_squad(index):
    assert numbers(index("squad_leader").text) == ["T009", "T011"]


@pytest.mark.parametrize("part", ["staff", "liaison", "payroll"])
def test_who_has_no_people_has_no_list(index, part):
    assert index(part).status_code == 403


def test_filters_stand_in_the_address(index, made):
    assert numbers(index(query=f"?unit={made.cast.squad_id}").text) == ["T009", "T011"]
    assert numbers(index(query="?q=售票员").text) == ["T012"]
    assert "98.0" not in index(query="?period=month&q=服务员").text
    assert "这里没有人" in index(query="?q=无此人").text


def test_a_unit_that_one_may_not_see_does_not_filter(index, made):
    page = index("squad_leader", f"?unit={made.cast.second_department_id}").text
    assert numbers(page) == ["T009", "T011"]


def test_units_have_their_own_list(index, made):
    page = index(query="?of=units").text
    assert f'href="{made.url}/scores/units/{made.cast.department_id}">102.0</a>' in page
    assert "服务员甲" not in page


def test_a_head_sees_the_own_units(index):
    page = index("head", "?of=units").text
    table = page[page.index("<tbody>") :]
    assert "站务部" in table
    assert "服务班" in table
    assert "票务部" not in table


def test_a_supervisor_sees_units_only(index):
    page = index("supervisor").text
    assert "102.0" in page
    assert "服务员甲" not in page
    assert not numbers(page)


def test_htmx_gets_the_list_alone(index):
    part = index(headers={"HX-Request": "true", "HX-Target": "section#scores"}).text
    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_the_statements_do_not_grow_with_the_people(app, index, made, statements):
    index()
    with statements() as few:
        index()
    with app.app_context():
        station = db.session.get_one(Unit, made.cast.station_id)
        for number in range(100, 300):
            make_person(station, f"T{number}", f"职工{number}", station)
        db.session.commit()
    with statements() as many:
        page = index().text
    assert len(many) == len(few)
    assert len(numbers(page)) == 50
    assert "after=" in page
