import pytest

SEERS = {"staff", "squad_leader", "head", "leader", "member", "director"}
EVERYONE = sorted(
    SEERS
    | {"administrator", "deputy", "second_head", "liaison", "duty_manager", "second_staff", "payroll", "supervisor"}
)


@pytest.mark.parametrize("part", EVERYONE)
def test_a_score_is_seen_by_the_person_who_is_over_them_and_the_leading_group(at, made, part):
    answer = at(part).get(f"{made.url}/scores/{made.cast.staff.id}")
    assert answer.status_code == (200 if part in SEERS else 404)


@pytest.mark.parametrize("part", EVERYONE)
def test_a_deputy_sees_the_people_of_units_in_charge(at, made, part):
    answer = at(part).get(f"{made.url}/scores/{made.cast.second_staff.id}")
    seers = {"second_staff", "second_head", "deputy", "leader", "member", "director"}
    assert answer.status_code == (200 if part in seers else 404)


@pytest.mark.parametrize("part", EVERYONE)
def test_a_units_score_is_seen_by_its_head_and_the_supervisor_too(at, made, part):
    answer = at(part).get(f"{made.url}/scores/units/{made.cast.department_id}")
    assert answer.status_code == (200 if part in {"head", "leader", "member", "director", "supervisor"} else 404)


def test_a_person_shows_name_unit_and_entries(at, made):
    page = at("head").get(f"{made.url}/scores/{made.cast.staff.id}").text
    assert "服务员甲的得分" in page
    assert "服务班 · 只有本人" in page
    assert '<div class="lb-giant">98.0</div>' in page
    assert "不排名" not in page


def test_a_unit_shows_what_was_posted_on_it(at, made):
    page = at("head").get(f"{made.url}/scores/units/{made.cast.department_id}").text
    assert '<div class="lb-giant">102.0</div>' in page
    assert "十月清单按期完成" in page
    assert "已计入 第 5 号" in page


def test_a_supervisor_reads_the_entry_but_not_the_case(at, made):
    page = at("supervisor").get(f"{made.url}/scores/units/{made.cast.department_id}").text
    assert f"{made.url}/ledger/" in page
    assert "PC-0003</a>" in at("head").get(f"{made.url}/scores/units/{made.cast.department_id}").text


def test_a_supervisor_reads_no_witness(at, made):
    url = f"{made.url}/scores/units/{made.cast.department_id}"
    assert "值班站长目击" in at("head").get(url).text
    assert "值班站长目击" not in at("supervisor").get(url).text


def test_nobody_is_a_404(at, made):
    assert at("leader").get(f"{made.url}/scores/4711").status_code == 404
    assert at("leader").get(f"{made.url}/scores/units/4711").status_code == 404
    assert at("leader").get(f"{made.url}/scores/{made.cast.supervisor.id}").status_code == 404


def test_the_list_is_offered_to_who_has_one(at, made):
    back = f'class="lb-crumb" href="{made.url}/scores"'
    assert back in at("head").get(f"{made.url}/scores/{made.cast.staff.id}").text
    assert back not in at("staff").get(f"{made.url}/scores/{made.cast.staff.id}").text
