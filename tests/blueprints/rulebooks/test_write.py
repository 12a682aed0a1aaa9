import re

import pytest


def order(page):
    return re.findall(r'<td class="lb-nowrap" data-label="编号">([^<]+)</td>', page)


def add(office, made, values, **more):
    return office.post(f"{made.url}/sections/{made.sections[0]}/rules", data=values(**more))


def test_the_next_version_is_written_from_the_page(at, made):
    client = at("director")
    assert client.post(f"{made.page}/{made.book}/discard").status_code == 422, "it showed no version"
    client.post(f"{made.page}/{made.book}/discard", data={"version": "1"})
    assert "起草下一版" in client.get(made.page).text
    answer = client.post(made.page)
    assert answer.status_code == 303
    assert "第 2 版" in client.get(answer.location).text


def test_a_second_draft_is_refused(office, made):
    answer = office.post(made.page)
    assert answer.status_code == 422
    assert "已有下一版的草稿" in answer.text


def test_title_and_base_are_kept(office, made, draft):
    answer = office.post(f"{made.page}/{made.book}", data={"title": "爱心飞扬考核细则", "base": "80"})
    assert answer.status_code == 303
    page = draft()
    assert "爱心飞扬考核细则" in page
    assert "每月基础分 80.0" in page


@pytest.mark.parametrize("base", ["", "abc", "-1", "99.999", "NaN", "1e9"])
def test_a_wrong_base_is_said_beside_the_field(office, made, base):
    answer = office.post(f"{made.page}/{made.book}", data={"title": "新名", "base": base})
    assert answer.status_code == 422
    assert "base_errors" in answer.text
    assert "新名" in answer.text


def test_a_rule_is_added_and_the_line_for_the_next_one_opens(office, made, rule_values, draft):
    answer = add(office, made, rule_values)
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert order(page)[:2] == ["3.2", "3.3"]
    assert 'id="new_rule"' in page
    assert 'value="3.4"' in page
    assert re.search(r"当事人 .*−1\.0.*至 .*−2\.0", page)
    assert "离岗超过五分钟" in draft()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rule-code": "3.2"}, "编号 3.2 已"),
        ({"rule-name": ""}, "简称"),
        ({"rule-effects-1-least": "3"}, "rule-effects-1-most_errors"),
        ({"rule-effects-1-least": "x"}, "rule-effects-1-least_errors"),
        ({"rule-effects-1-least": "0.001"}, "rule-effects-1-least_errors"),
        ({"rule-effects-2-most": "99999"}, "rule-effects-2-most_errors"),
        ({"rule-text": "长" * 6000}, "rule-text_errors"),
    ],
)
def test_a_rule_that_does_not_do_keeps_what_was_typed(office, made, rule_values, more, words):
    answer = add(office, made, rule_values, **more)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="new_rule"' in answer.text
    assert "离岗超过五分钟" in answer.text or "rule-text" in more


def test_without_an_amount_a_rule_is_refused(office, made, rule_values):
    empty = {f"rule-effects-{line}-{name}": "" for line in range(3) for name in ("least", "most")}
    answer = add(office, made, rule_values, **empty)
    assert answer.status_code == 422
    assert "每条细则至少要有一项奖惩" in answer.text


def test_a_rule_is_edited_in_its_row(office, made, rule_values, draft):
    rule_id = made.rules[0]
    page = draft(f"?rule={rule_id}")
    assert 'value="窗口服务用语不规范"' in page
    answer = office.post(f"{made.url}/rules/{rule_id}", data=rule_values(**{"rule-code": "3.2"}))
    assert answer.status_code == 303
    assert "窗口服务用语不规范" not in draft()


def test_a_refused_edit_stays_in_its_row(office, made, rule_values):
    answer = office.post(f"{made.url}/rules/{made.rules[0]}", data=rule_values(**{"rule-code": "5.1"}))
    assert answer.status_code == 422
    assert f'action="{made.url}/rules/{made.rules[0]}"' in answer.text


def test_a_stale_form_says_so_and_keeps_what_was_typed(office, made, rule_values):
    add(office, made, rule_values)
    answer = add(office, made, rule_values, **{"rule-code": "3.9", "rule-version": "1"})
    assert answer.status_code == 422
    assert "其他人刚刚改动过" in answer.text
    assert 'value="3.9"' in answer.text
    again = re.search(r'name="rule-version"[^>]*value="(\d+)"', answer.text)[1]
    assert add(office, made, rule_values, **{"rule-code": "3.9", "rule-version": again}).status_code == 303


def test_rules_are_ordered_by_place_and_by_up(office, made, rule_values, draft):
    add(office, made, rule_values)
    last = add(office, made, rule_values, **{"rule-code": "3.4"})
    assert last.status_code == 303
    rule_id = re.findall(r'id="rule_(\d+)"', draft())[2]
    url = f"{made.url}/sections/{made.sections[0]}/order"
    assert office.post(url, data={"item": rule_id, "place": "1"}).status_code == 303
    assert order(draft())[:3] == ["3.4", "3.2", "3.3"]
    up = re.findall(r'id="rule_(\d+)"', draft())[2]
    assert office.post(url, data={"up": up}).status_code == 303
    assert order(draft())[:3] == ["3.4", "3.3", "3.2"]


def test_a_rule_of_another_section_is_not_moved_here(office, made):
    url = f"{made.url}/sections/{made.sections[0]}/order"
    assert office.post(url, data={"item": made.rules[1], "place": "1"}).status_code == 404
    assert office.post(url, data={}).status_code == 404


def test_sections_are_added_renamed_moved_and_removed(office, made, draft):
    first = {"section-code": "7", "section-title": "安全"}
    assert office.post(f"{made.page}/{made.book}/sections", data=first).status_code == 303
    section_id = re.findall(r'id="section_(\d+)"', draft())[-1]
    url = f"{made.url}/sections/{section_id}"
    renamed = {f"section{section_id}-code": "8", f"section{section_id}-title": "安全生产"}
    assert office.post(url, data=renamed).status_code == 303
    assert office.post(f"{url}/up").status_code == 303
    assert re.findall(r'id="section_(\d+)"', draft())[-2] == section_id
    assert "8 安全生产" in draft()
    assert office.post(f"{url}/remove").status_code == 303
    assert "安全生产" not in draft()


def test_a_taken_number_of_a_section_is_said_where_it_was_typed(office, made):
    answer = office.post(f"{made.page}/{made.book}/sections", data={"section-code": "3", "section-title": "又一章"})
    assert answer.status_code == 422
    assert "section-code_errors" in answer.text
    section_id = made.sections[0]
    typed = {f"section{section_id}-code": "5", f"section{section_id}-title": "奖励"}
    answer = office.post(f"{made.url}/sections/{section_id}", data=typed)
    assert answer.status_code == 422
    assert f"section{section_id}-code_errors" in answer.text


def test_a_rule_is_removed(office, made, draft):
    assert office.post(f"{made.url}/rules/{made.rules[0]}/remove", data={"version": "1"}).status_code == 303
    assert order(draft()) == ["5.1", "6.1"]


def test_htmx_gets_the_rulebook_alone(office, made):
    part = office.get(
        f"{made.page}/{made.book}?add={made.sections[0]}",
        headers={"HX-Request": "true", "HX-Target": "div#rulebook"},
    ).text
    assert part.lstrip().startswith('<div id="rulebook">')
    assert 'id="new_rule"' in part


def test_it_is_put_in_force_from_a_day(office, made, draft, at):
    answer = office.post(f"{made.page}/{made.book}/force", data={"force-from_on": "2018-11-20"})
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert "第 2 版自 2018-11-20 起施行" in page
    assert "办公室主任 2018-11-20 发布施行" in page
    assert "第 2 版" in at("staff").get(made.page).text


@pytest.mark.parametrize("day", ["", "2018-13-01", "0018-11-01", "2018-07-31", "2019-01-01"])
def test_a_wrong_day_is_said_beside_the_field(office, made, day):
    answer = office.post(f"{made.page}/{made.book}/force", data={"force-from_on": day})
    assert answer.status_code == 422
    assert "force-from_on_errors" in answer.text


def test_a_version_in_force_is_no_longer_written(office, made, rule_values):
    office.post(f"{made.page}/{made.book}/force", data={"force-from_on": "2018-11-20"})
    answer = add(office, made, rule_values)
    assert answer.status_code == 422
    assert "这一版已施行,不再修改" in answer.text
