"""Rulebooks: each convention by its own sentence, whole documents against their answers, and whatever else is given."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.refusals import Unreadable
from importers.rule_draft import RulebookDraft
from importers.rulebook import read

DOCUMENTS = sorted((Path(__file__).parents[1] / "documents").glob("rules-*.txt"))
FACTS = ("per", "cap", "veto", "subject_hint")


def entries(text):
    return read(text).as_json()["rules"]


def said(entry):
    """An entry in one short line: -2..3 points/occurrence cap=5 person veto."""
    sign = "+" if entry["direction"] == "reward" else "-"
    amount = (
        "veto"
        if entry["veto"] and entry["points_min"] is None
        else f"{entry['points_min']:g}..{entry['points_max']:g} {entry['unit']}"
        if entry["points_min"] != entry["points_max"]
        else f"{entry['points_min']:g} {entry['unit']}"
    )
    extras = [
        f"/{entry['per']}" if entry["per"] != "occurrence" else "",
        f"≤{entry['cap']:g}" if entry["cap"] is not None else "",
        entry["subject_hint"],
    ]
    return " ".join([f"{sign}{amount}", *filter(None, extras)])


CONVENTIONS = {
    "a count at the amount": ("当月漏报数据，每条扣0.5分。", ["-0.5 points"]),
    "a period in the condition": ("月度台账零差错，奖3分。", ["+3 points /month"]),
    "a period carried over a semicolon": ("年度被评为先进个人的，奖励800元；被评为先进集体的，奖励2000元。", ["+800 yuan /year person", "+2000 yuan /year unit"]),
    "a period that only qualifies the money": ("私自外借仪器的，扣当月绩效100元。", ["-100 yuan"]),
    "time at the amount": ("旷工半天扣3分，旷工一天扣6分；超期归还的每天扣1分。", ["-3 points /half_day", "-6 points /day", "-1 points /day"]),
    "a percentage point": ("回访率每低1个百分点，扣0.5分。", ["-0.5 points /percent"]),
    "a range in every dash": ("甲类扣1-2分；乙类扣1~2分；丙类扣1—2分；丁类扣1至2分；戊类扣1---2分；己类扣1分到2分。", ["-1..2 points"] * 6),
    "a range of money said in full": ("造成停机的，处50元以上200元以下罚款。", ["-50..200 yuan"]),
    "numerals": ("错发药品的，罚款二百元；漏登的，扣零点五分。", ["-200 yuan", "-0.5 points"]),
    "tiers of one clause": ("在省、市、县评比中获奖的，依次加10、8、6分。", ["+10 points", "+8 points", "+6 points"]),
    "tiers with their labels": ("稿件被省报采用加5分，市报3分。", ["+5 points", "+3 points"]),
    "a second payer": ("违章动火，每次扣5分，班长连带扣2分，所在车间扣3分。", ["-5 points", "-2 points person", "-3 points unit"]),
    "payers of one verb": ("发生丢单的，扣当事人4分、组长2分、班组1分。", ["-4 points person", "-2 points person", "-1 points unit"]),
    "payers joined with one amount": ("交接不清的，交班人员、接班人员各扣1分。", ["-1 points person"]),
    "two payers without a comma": ("清点不及时，组长扣5分相关人员扣2分。", ["-5 points person", "-2 points person"]),
    "signs and slashes": ("工牌缺失-1分/人；锦旗+1.5分/面；私收费用50元罚款。", ["-1 points person", "+1.5 points", "-50 yuan"]),
    "money beside points": ("抢救及时的，奖2分，另发慰问金300元。", ["+2 points", "+300 yuan"]),
    "考核 as a fine": ("未挂接地线，考核责任人200元。", ["-200 yuan person"]),
    "a cap of the rule": ("地面有烟头，每个扣0.2分，最多扣2分。", ["-0.2 points ≤2"]),
    "a cap of the section": ("一、加分（最高5分）\n1、代表单位参赛，每次加2分。\n2、提合理建议，每条加1分。", ["+2 points ≤5", "+1 points ≤5"]),
    "a cap on all rewards, wherever printed": ("1、受表彰加5分。\n2、迟到扣1分。\n3、全年加分累计不超过8分。", ["+5 points ≤8", "-1 points"]),
    "until used up": ("一、卫生（10分）\n1、有积灰，每处扣1分，扣完为止。\n二、安全（20分）\n1、灭火器过期扣2分。", ["-1 points ≤10", "-2 points"]),
    "the whole standard score": ("一、台账（15分）\n1、未建台账的，本项不得分。", ["-15 points"]),
    "a share of a bonus": ("无故停机的，扣发当月绩效工资的20%；瞒报的，取消全部年终奖。", ["-20 percent", "-100 percent"]),
    "a share of what others pay": ("值班主任按所属人员扣分合计的30%连带扣分。", ["-30 percent person"]),
    "a veto": ("出现重大差错的，当季一票否决。", ["-veto"]),
    "a veto on somebody named": ("被通报的，每起扣5分，所在班组取消评优资格。", ["-5 points", "-veto unit"]),
    "a veto heading": ("四、一票否决\n有下列情形之一的，直接评为不合格，并取消评先资格：\n1、弄虚作假的；\n2、发生火灾的。", ["-veto", "-veto"]),
    "a veto list in one sentence": ("一票否决：弄虚作假的；发生火灾的。", ["-veto", "-veto"]),
    "an amount in a heading": ("第三条 有下列行为之一的，罚款20元/次，班长连带罚款10元：\n（1）漏巡的；\n（2）代签的。", ["-10 yuan person", "-20 yuan", "-20 yuan"]),
    "an amount announced before a list": ("一、纪律\n（凡违反以下各条，每次罚款10元。）\n1、不得迟到。\n2、不得串岗。", ["-10 yuan", "-10 yuan"]),
    "a list in one sentence": ("有下列行为之一的，每次扣2分：迟到；早退；脱岗。", ["-2 points"] * 3),
    "a conversion is no rule": ("每扣1分折合20元，按月兑现。", []),
    "a threshold is no rule": ("累计扣分达到12分的，调离岗位；考核得分90分以上为优秀。", []),
    "an escalation is no rule": ("一月内三次一般差错，按一次严重差错处理。", []),
    "a negated verb is no rule": ("主动报告的不扣分。", []),
    "dismissal is no rule": ("打架的，待岗学习；情节严重的，解除合同。", []),
    "traditional characters": ("遲到者，每次罰款5元。", ["-5 yuan"]),
    "an open range": ("伪造记录的，罚款500元以上。", ["-500..None yuan"]),
}  # fmt: skip


def loosely(entry):
    if entry["points_max"] is None and entry["points_min"] is not None:
        return f"-{entry['points_min']}..None {entry['unit']}"
    return said(entry)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_convention(convention):
    text, expected = CONVENTIONS[convention]
    assert [loosely(entry) for entry in entries(text)] == expected


def test_the_text_is_the_smallest_clause_that_states_it():
    texts = [entry["text"] for entry in entries("1、未系安全带，每次扣3分，班长连带扣1分；未戴帽的，每次扣1分。")]
    assert texts == ["未系安全带，每次扣3分", "班长连带扣1分", "未戴帽的，每次扣1分"]


def test_several_payers_are_one_rule_with_several_effects_and_one_entry_each():
    draft = read("1、未系安全带，每次扣3分，班长连带扣1分。")
    (rule,) = draft.rules()
    assert [effect.payer and effect.payer.text for effect in rule.effects] == [None, "班长"]
    assert rule.effects[1].linked
    assert len(draft.as_json()["rules"]) == 2


def test_a_number_that_runs_on_over_sections_stays_an_item():
    draft = read("某站考核细则\n（一）纪律\n1、迟到扣1分。\n2、早退扣1分。\n（二）卫生\n3、不洁扣2分。\n")
    assert [(s.number, s.title.text, [r.number for r in s.rules]) for s in draft.sections] == [
        ("(一)", "纪律", ["1", "2"]),
        ("(二)", "卫生", ["3"]),
    ]
    assert draft.title.text == "某站考核细则"


TABLE = """| 序号 | 项目 | 分值 | 扣分标准 |
|---|---|---|---|
| 1 | 台账 | 10 | 缺一项扣2分;虚假记录该项不得分;扣完为止 |
| 2 | 着装 | 5 | -1分/人 |
| 2 | 着装 | 5 | -1分/人 |
| 3 | 加分项 | 最高6 | 受表扬加2分/次 |
"""


def test_a_table_gives_its_standard_scores_and_caps():
    got = [said(entry) for entry in entries(TABLE)]
    assert got[:3] == ["-2 points ≤10", "-10 points ≤10", "-1 points person"]
    assert got[-1] == "+2 points ≤6"


def test_a_column_of_bare_numbers_takes_unit_and_direction_from_its_heading():
    text = "序号\t违纪行为\t罚款(元)\t扣分\n1\t迟到\t20\t1\n2\t睡岗\t200-500\t6\n"
    assert [said(entry) for entry in entries(text)] == ["-20 yuan", "-1 points", "-200..500 yuan", "-6 points"]


def test_what_is_no_rule_is_kept_with_its_reason():
    text = "1、工作时间应佩戴工牌。\n2、得分90分以上为优秀。\n3、每分折合10元。\n4、优秀人数不超过20%。\n5、打架的，待岗学习。\n6、同一事项按最高分计，不重复加分。\n7、迟到扣1分。"
    assert [one.why for one in read(text).unread] == [
        "no_amount",
        "grades",
        "conversion",
        "share",
        "sanction",
        "double_count",
    ]


def test_an_amount_that_lost_its_dash_is_warned_of():
    (warning,) = read("1、态度冷漠，每次扣24分。").warnings
    assert (warning.key, warning.values["proposal"]) == ("lost_dash", "2-4")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_whole_rulebook_is_read_as_a_careful_reader_would(path):
    answer = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["rules"]
    got = entries(path.read_text(encoding="utf-8"))

    def amounts(rules):
        return Counter((r["direction"], r["points_min"], r["points_max"], r["unit"], r["veto"]) for r in rules)

    assert amounts(got) == amounts(answer)
    pairs = list(zip(answer, got, strict=True))
    right = sum(one[fact] == other[fact] for one, other in pairs for fact in FACTS)
    assert right / (len(pairs) * len(FACTS)) >= 0.97


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_value_shows_its_words(path):
    text = path.read_text(encoding="utf-8")
    draft = read(text)
    assert RulebookDraft.from_dict(json.loads(json.dumps(draft.to_dict()))) == draft
    for _, value in draft.values():
        assert value.spans
        assert all(0 <= start < end <= len(text) for start, end in value.spans)
    for rule in draft.rules():
        for effect in rule.effects:
            assert text[slice(*effect.text.spans[0])].strip()[0] == effect.text.text[0]


def test_a_text_that_is_no_rulebook_gives_an_empty_draft_that_names_what_is_missing():
    draft = read("今天天气很好。")
    assert not list(draft.rules())
    assert set(draft.missing) == {"title", "base", "rules"}


@pytest.mark.parametrize("text", ["", " \n", "甲" * 200_001, "扣1分，" * 40_000, "甲\n" * 50_000])
def test_nothing_to_read_or_too_much_is_refused(text):
    with pytest.raises(Unreadable):
        read(text)


WORDS = [
    "一、", "（一）", "1、", "第一条", "\n", "。", "；", "，", "：", "每次扣", "扣", "罚款", "加", "奖励", "2分", "50元", "10%", "1-3", "、",
    "班长", "班组", "当事人", "连带", "一票否决", "取消评优资格", "最多", "扣完为止", "本项不得分", "（", "）", "\t", "|", "每", "当月", "分别",
    "下列行为", "的", "以上", "百分点", "/人次", "全部奖金", "零点五", "按", "30%连带扣分", " ", "注：", "加分项目", "★",
]  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=60).map("".join),
    )
)
def test_any_text_gives_a_draft_or_a_refusal(text):
    try:
        draft = read(text)
    except Unreadable:
        return
    assert RulebookDraft.from_dict(draft.to_dict()) == draft
    json.dumps(draft.as_json())
    for _, value in draft.values():
        assert all(0 <= start <= end <= len(text) for start, end in value.spans)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(DOCUMENTS), st.integers(0, 1200), st.integers(1, 200), st.sampled_from(["", *WORDS]))
def test_a_damaged_rulebook_gives_a_draft(path, start, length, instead):
    text = path.read_text(encoding="utf-8")
    read(text[:start] + instead + text[start + length :] or "甲")
