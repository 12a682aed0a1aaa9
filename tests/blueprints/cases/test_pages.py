import pytest

from extensions import db
from models.rulebook import Direction, PointRule
from tests.factories import points


def test_the_list_shows_what_the_visitor_may_see(at, made):
    page = at("leader").get(made.url).text
    assert "PC-0001" in page
    assert "PC-0002" in page
    assert "服务员甲" in page


def test_a_stranger_sees_no_case(at, made):
    assert "PC-0001" not in at("second_staff").get(made.url).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=posted", {2}),
        ("state=proposed&kind=penalty", {1}),
        ("kind=reward", set()),
        ("mine=proposed", {1, 2}),
        ("mine=about", set()),
        ("q=离岗", {2}),
        ("q=PC-0001", {1}),
        ("q=服务员甲", {1, 2}),
        ("q=%25", set()),
        ("before=2", {1}),
        ("state=nonsense&unit=x&before=y&_scheme=1&slug=2&_external=3", {1, 2}),
    ],
)
def test_the_filters_narrow_the_list(at, made, query, shown):
    page = at("director").get(f"{made.url}?{query}").text
    assert {number for number in (1, 2) if f">PC-000{number}<" in page} == shown


def test_the_unit_filter_takes_what_lies_below(at, made):
    client = at("director")
    assert ">PC-0001<" in client.get(f"{made.url}?unit={made.cast.department_id}").text
    assert ">PC-0001<" not in client.get(f"{made.url}?unit={made.cast.second_department_id}").text


def test_no_filter_tells_who_else_is_in_a_case(app, at, made):
    with app.app_context():
        effects = db.session.get(PointRule, made.running.penalty_id).effects
        effects[1].direction = Direction.REWARD  # whatever falls on the squad leader
        people = [made.cast.staff.id, made.cast.second_staff.id]
        points.make_case(made.running, made.cast.director, made.running.penalty_id, person_ids=people)
        db.session.commit()
    for query in ("q=班长", "q=售票员甲", f"unit={made.cast.second_department_id}", "kind=reward"):
        assert ">PC-000" not in at("staff").get(f"{made.url}?{query}").text, query
        assert ">PC-0003<" in at("director").get(f"{made.url}?{query}").text, query
    own = at("staff").get(f"{made.url}?q=服务员甲&unit={made.cast.squad_id}&kind=penalty").text
    assert ">PC-0003<" in own


def test_a_case_reads_from_what_happened_to_its_entries(at, made):
    page = at("staff").get(f"{made.url}/{made.posted}").text
    for words in ("离岗超过五分钟", "未使用文明用语", "办公室主任", "站长", "监控 08:12"):
        assert words in page
    assert "站长" in page


def test_a_subject_sees_only_the_own_line(at, made):
    page = at("staff").get(f"{made.url}/{made.waiting}").text
    assert "−2.0" in page
    assert "−0.5" not in page
    assert "服务班班长" not in page


def test_who_waits_is_named_and_only_the_confirmer_gets_the_form(at, made):
    for part, may in (("leader", True), ("director", False), ("head", False), ("staff", False)):
        page = at(part).get(f"{made.url}/{made.waiting}").text
        assert "站长" in page
        assert ("/confirm" in page) is may, part


def test_where_nobody_may_confirm_the_page_says_whom_to_appoint(app, at, made):
    from extensions import db
    from models.person import Appointment, Role

    with app.app_context():
        db.session.query(Appointment).filter_by(role=Role.LEADER).delete()
        db.session.commit()
    page = at("director").get(f"{made.url}/{made.waiting}", headers={"Accept-Language": "en"}).text
    assert "Appoint a leader, or a deputy in charge of 服务班" in page


def test_the_list_costs_the_same_with_many_cases(app, at, made, statements):
    from extensions import db

    client = at("leader")
    client.get(made.url)

    def count():
        with statements() as seen:
            assert client.get(made.url).status_code == 200
        return len(seen)

    few = count()
    with app.app_context():
        for _ in range(40):
            points.make_penalty(made.running, made.cast)
        db.session.commit()
    assert count() == few


def test_the_head_of_a_case_names_only_the_units_of_lines_that_one_sees(app, at, made):
    with app.app_context():
        case = points.make_penalty(made.running, made.cast, person_ids=[made.cast.staff.id, made.cast.second_staff.id])
        names = {line.person_id: line.home_unit.name for line in case.lines}
        db.session.commit()
        url = f"{made.url}/{case.id}"
    own, other = names[made.cast.second_staff.id], names[made.cast.staff.id]
    seen = at("second_staff").get(url).text
    assert own in seen
    assert other not in seen
    both = at("leader").get(url).text
    assert own in both
    assert other in both
