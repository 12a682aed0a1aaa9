"""Rows of tables and formulas of rulebooks: each is a rule or unread, and none vanishes."""

import pytest

from importers.rulebook import read

HEADINGS = "考核项目\t考核内容\t评分标准\n"
LATE = "劳动纪律\t迟到\t每次扣2分\n"
FORMULA = "得分=基础分+奖分-扣分"


def rules(text):
    return [(rule.text.text, rule.veto) for rule in read(text).rules()]


def unread(text):
    return [(one.text.text, one.why) for one in read(text).unread]


@pytest.mark.parametrize("outcome", ["一票否决", "取消评优资格", "取消当月评优资格"])
def test_a_veto_alone_in_a_cell_is_a_veto_on_what_the_row_is_about(outcome):
    text = f"{HEADINGS}{LATE}酒后上岗\t酒后上岗的\t{outcome}\n"
    assert rules(text)[1:] == [(f"酒后上岗的，{outcome}", True)]


def test_a_veto_beside_an_amount_in_a_cell_is_a_veto_too():
    text = f"{HEADINGS}{LATE}安全\t酒后上岗\t扣5分，取消评优资格\n"
    assert [veto for _, veto in rules(text)] == [False, False, True]


def test_a_grade_that_is_the_condition_of_an_amount_is_no_veto():
    assert rules(f"{HEADINGS}{LATE}质量\t抽检\t评定不合格扣5分\n")[1:] == [("评定不合格扣5分", False)]


def test_a_row_without_amount_is_unread():
    assert unread(f"{HEADINGS}{LATE}服从安排\t应服从工作安排\t\n") == [("服从安排，应服从工作安排", "no_amount")]


def test_a_requirement_beside_its_rule_is_unread_once():
    text = f"{HEADINGS}着装\t应穿工装\t未穿扣1分\n着装\t应穿工装\t破损扣2分\n"
    assert [words for words, _ in rules(text)] == ["未穿扣1分", "破损扣2分"]
    assert unread(text) == [("应穿工装", "no_amount")]


def test_a_row_of_words_that_head_columns_is_a_row():
    assert unread(f"{HEADINGS}{LATE}服务态度\t服务情况\t\n") == [("服务态度，服务情况", "no_amount")]


def test_a_lone_cell_at_the_end_of_a_table_is_no_title():
    assert unread(f"{HEADINGS}{LATE}注：迟到三次按旷工处理\t\t\n") == [("注：迟到三次按旷工处理", "no_amount")]


@pytest.mark.parametrize("row", ["\t脱岗\t每次扣2分\t10", "| | 脱岗 | 每次扣2分 | 10 |"])
def test_a_row_under_a_merged_cell_keeps_what_it_is_about(row):
    head = "项目\t内容\t评分标准\t分值\n劳动纪律\t迟到\t每次扣1分\t10\n"
    text = (head if "\t" in row else "".join(f"|{line.replace(chr(9), '|')}|\n" for line in head.splitlines())) + row
    assert rules(text) == [("迟到，每次扣1分", False), ("脱岗，每次扣2分", False)]
    assert [section.title.text for section in read(text).sections] == ["劳动纪律"]


def test_a_row_blank_at_both_ends_does_not_end_the_table():
    text = f"{HEADINGS}{LATE}\t应服从工作安排\t\n\t脱岗\t每次扣3分\n"
    assert rules(text) == [("迟到，每次扣2分", False), ("脱岗，每次扣3分", False)]
    assert unread(text) == [("应服从工作安排", "no_amount")]


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("一、纪律\n1.迟到早退串岗脱岗睡岗离岗经查实的，每次扣2分/人\n", 1),
        (f"{HEADINGS}劳动纪律\t迟到\t每次扣2分；\n", 1),
        ("一、有下列行为之一的，每次扣2分：\n1.迟到\n2.早退\n", 2),
        ("一、一票否决\n1.酒后上岗\n2.打架\n", 2),
        ("一、有下列行为之一的，每次扣2分：\n1.迟到\n2.早退\n3.", 2),
    ],
)
def test_a_formula_is_unread_and_no_item_of_the_list_above(before, count):
    text = f"考核细则\n\n{before}{FORMULA}"
    assert unread(text) == [(FORMULA, "formula")]
    assert len(rules(text)) == count


def test_a_formula_before_the_date_is_no_heading():
    assert ("得分=基础+奖-扣", "formula") in unread("考核细则\n\n1.迟到扣2分\n得分=基础+奖-扣\n2025年1月1日\n")
