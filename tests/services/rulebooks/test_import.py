"""A rulebook from a document: what is read becomes rules of the draft, once, and the sheet written out reads back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask_babel import force_locale

from importers import rulebook_sheet
from importers.draft import Value
from importers.rule_draft import Amount, EffectDraft
from importers.rulebook_words import CAP_SPANS, PAYERS, SQUAD_LEADER
from models.campaign import Campaign
from models.refusals import RuleBroken, Stale, WrongState
from models.rulebook import Audience, Computed, Direction, Measure, Payer, RulebookState, Settled, Span
from services import documents, rulebooks
from services import rulebook_import as importing
from services.rulebook_contents import EffectContent, RuleContent
from services.rulebook_import import Corrections
from services.rulebook_typed import cap_span, name_of, payer_of, plain_number, typed_from
from tests.factories import make_campaign

TEXT = """窗口服务考核细则
一、劳动纪律
1.迟到、早退,每次扣1分;
2.擅自离岗,每次扣3分,班长连带扣1分;
3.责任区不洁,每处扣0.5分,当月最多扣3分。
二、奖励
4.拾金不昧,每次奖1-5分;
5.提出好建议,每条奖2分;
6.奖分每季度累计不超过15分。
三、其他
7.车间主任按所属人员扣分合计的30%连带扣分。
8.侵占旅客财物的,一票否决。
9.工作时间应当着工装。
"""


@pytest.fixture
def read(campaign, office):
    """Read a text into an open document for the campaign."""

    def reading(text=TEXT):
        return importing.keep(campaign, importing.read(text, b""), "", request_key=None, **office)

    return reading


@pytest.fixture
def say(campaign, office):
    """Correct fields of one rule."""

    def saying(document, place, **fields):
        typed = {**document.draft["typed"]["rules"][place], **fields}
        importing.correct(document, campaign, Corrections(rules={place: typed}), version=None, **office)

    return saying


def place_of(document, word):
    return next(n for n, rule in enumerate(document.draft["typed"]["rules"]) if word in rule["text"])


def texts(book):
    return [rule.text for section in book.sections for rule in section.rules]


@pytest.mark.parametrize(
    ("printed", "hint", "who"),
    [
        ("", "", (Payer.PERSON, False)),
        ("当事人", "person", (Payer.PERSON, False)),
        ("班长", "person", (Payer.SQUAD_LEADER, False)),
        ("直属领班", "person", (Payer.SQUAD_LEADER, False)),
        ("班组负责人", "person", (Payer.SQUAD_LEADER, False)),
        ("部室负责人", "person", (Payer.HEAD, False)),
        ("科室长", "person", (Payer.HEAD, False)),
        ("值班站长", "person", (Payer.HEAD, True)),
        ("所在班组", "unit", (Payer.UNIT, False)),
        ("保洁公司", "unit", (Payer.UNIT, True)),
        ("驾驶员", "person", (Payer.PERSON, True)),
    ],
)
def test_a_printed_post_says_on_whom_a_rule_falls(printed, hint, who):
    assert payer_of(EffectDraft(Value(""), subject_hint=hint, payer=Value(printed) if printed else None)) == who


def test_words_are_taught_as_the_documentation_says(monkeypatch):
    monkeypatch.setitem(PAYERS, SQUAD_LEADER, (*PAYERS[SQUAD_LEADER], "楼层长"))
    monkeypatch.setitem(CAP_SPANS, "quarter", (*CAP_SPANS["quarter"], "每三个月"))
    taught = EffectDraft(Value(""), subject_hint="person", payer=Value("所在楼层长"))
    assert payer_of(taught) == (Payer.SQUAD_LEADER, False)
    text = "每处扣1分,每三个月最多扣3分"
    assert cap_span(text, Amount(Decimal(3), ((13, 14),)), Span.MONTH) == (Span.QUARTER, False)


def test_the_example_of_the_documentation_is_read_as_it_says(root):
    text = (root / "docs" / "importing.md").read_text().partition("## Rules")[2].split("```")[1].removeprefix("text\n")
    draft = importing.read(text, b"").draft
    rules = typed_from(draft, text, None)["rules"]
    assert [len(rule["effects"]) for rule in rules] == [1, 2, 1, 1, 1]
    assert [rule["veto"] for rule in rules] == [False] * 4 + [True]
    assert rules[2]["caps"] == {"penalty_month": "3"}
    assert [one.text.text for one in draft.unread] == ["工作时间应当着工装"]


def test_what_is_longer_than_any_rulebook_is_refused(monkeypatch):
    monkeypatch.setattr(importing, "MOST_PASSAGES", 5)
    with pytest.raises(RuleBroken, match="too_many_passages"):
        importing.read(TEXT, b"")


def test_a_sheet_with_a_rule_that_is_longer_than_any_is_refused():
    sheet = "细则\t对象\t奖/扣\t最低\t最高\n{}\t当事人\t扣\t1\t1\n"
    assert importing.read(sheet.format("迟" * 5000), b"").rules
    with pytest.raises(RuleBroken, match="passage_too_long") as refused:
        importing.read(sheet.format("." * 5001), b"")
    assert refused.value.field == "text"


def test_a_linked_share_of_who_leads_is_a_part_of_the_first_amount(read, campaign):
    document = read("考核细则\n一、纪律\n1.串岗,每次扣10分,班长连带扣30%。\n")
    (line,) = importing.preview(document, campaign).lines
    assert [(one.who, one.least, one.share) for one in line.content.effects] == [
        (Payer.PERSON, Decimal(10), None),
        (Payer.SQUAD_LEADER, Decimal(3), Decimal(30)),
    ]


def test_numbers_and_short_names_are_made_of_what_is_printed():
    assert [plain_number(one) for one in ("(三)", "第十二条", "3.2", "注", "①")] == ["3", "12", "3.2", "", "1"]
    assert name_of("未戴工号牌扣1分/人") == "未戴工号牌"
    assert name_of("迟到、早退的,每次扣1分") == "迟到、早退"


def test_a_cap_counts_over_what_its_sentence_says_else_over_the_books_period():
    text = "一、纪律\n1.随地吐痰,每处扣1分,最多扣3分;\n2.乱停车,每次扣1分,全年最多扣4分。\n"
    rules = typed_from(importing.read(text, b"").draft, text, None)["rules"]
    assert [rule["caps"] for rule in rules] == [{"penalty_month": "3"}, {"penalty_campaign": "4"}]
    assert [rule["guesses"] for rule in rules] == [["caps"], []]


def test_a_cap_that_all_rules_of_a_section_share_is_the_sections(read):
    typed = read().draft["typed"]
    assert [one["caps"] for one in typed["sections"]][1] == {"reward_quarter": "15"}
    assert not any(rule["caps"] for rule in typed["rules"] if rule["section"] == 1)


def test_a_share_in_percent_is_shown_and_not_taken(read, campaign):
    document = read()
    rule = document.draft["typed"]["rules"][place_of(document, "30%")]
    assert (rule["effects"], rule["left_out"], rule["refused"][0]["why"]) == ([], True, "percent")
    assert importing.preview(document, campaign).counts["left_out"] == 1


def test_what_is_read_stands_in_the_draft_and_nothing_comes_into_force(read, campaign, office):
    document = read()
    done = importing.adopt(document, campaign, version=document.version, seen=None, **office)
    assert (done.book.state, done.book.version, document.state) == (RulebookState.DRAFT, 2, documents.ADOPTED)
    rules = {rule.text: rule for section in done.book.sections for rule in section.rules}
    leave = rules["擅自离岗,每次扣3分,班长连带扣1分"]
    assert [(one.who, one.direction, one.least, one.most) for one in leave.effects] == [
        (Payer.PERSON, Direction.PENALTY, Decimal(3), Decimal(3)),
        (Payer.SQUAD_LEADER, Direction.PENALTY, Decimal(1), Decimal(1)),
    ]
    assert rules["责任区不洁,每处扣0.5分,当月最多扣3分"].caps == {"penalty": {"month": "3.00"}}
    assert next(rule for text, rule in rules.items() if "一票否决" in text).veto
    assert [one.caps for one in done.book.sections if one.title == "奖励"] == [{"reward": {"quarter": "15.00"}}]
    with pytest.raises(WrongState):
        importing.adopt(document, campaign, version=None, seen=None, **office)


def test_what_is_read_twice_stands_once(read, say, campaign, office):
    document = read()
    say(document, place_of(document, "迟到"), effects=[{"who": "person", "direction": "penalty", "least": "2"}])
    unread = importing.preview(document, campaign).draft.unread
    number = next(n for n, one in enumerate(unread) if "工装" in one.text.text)
    made = importing.make_rule(document, number, **office)
    assert importing.make_rule(document, number, **office) == made, "it is there already"
    say(document, made, effects=[{"who": "person", "direction": "penalty", "least": "1"}])
    book = importing.adopt(document, campaign, version=None, seen=None, **office).book
    before = texts(book)
    again = read()
    found = importing.preview(again, campaign)
    assert (found.counts["same"], found.counts["new"], found.is_ready) == (len(found.lines) - 1, 0, False)
    assert number in found.told
    importing.adopt(again, campaign, version=None, seen=None, **office)
    assert texts(rulebooks.whole(book.id)) == before
    other = importing.preview(read(TEXT + "\n"), campaign)
    assert (other.counts["new"], other.counts["differs"]) == (0, 1), "another file with the same rules"


def test_where_amounts_differ_the_book_stays_until_those_of_the_document_are_taken(read, campaign, office):
    first = read()
    book = importing.adopt(first, campaign, version=None, seen=None, **office).book
    again = read(TEXT.replace("扣3分,班长", "扣4分,班长").replace("擅自离岗,每次扣4分", "擅自离岗,每次扣3分"))
    assert importing.preview(again, campaign).counts["differs"] == 0
    late = next(rule for section in book.sections for rule in section.rules if rule.text.startswith("迟到"))
    rulebooks.edit_rule(late, _said(late, least=Decimal(9)), revision=None, **office)
    again = read()
    place = place_of(again, "迟到")
    found = importing.preview(again, campaign)
    assert (found.lines[place].status, found.is_ready) == ("differs", False)
    importing.take_amounts(again, place, taken=True, **office)
    assert importing.adopt(again, campaign, version=None, seen=None, **office).changed == 1
    assert [one.least for one in late.effects] == [Decimal(1)]
    assert late.text == "迟到、早退,每次扣1分"


def _said(rule, *, least):
    effect = EffectContent(Payer.PERSON, Direction.PENALTY, least, least)
    return RuleContent(rule.code, rule.name, rule.text, True, (effect,))


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_saved(read, say, campaign, office):
    document = read()
    one = {"who": "person", "direction": "penalty", "measure": "1", "per": "occurrence"}
    say(document, 0, name=" ", effects=[{**one, "least": "5", "most": "2"}, {**one, "least": "abc", "most": "2"}])
    say(document, 2, caps={"penalty_month": "0.1"})
    importing.correct(document, campaign, Corrections(head={"base": "-1"}), version=None, **office)
    lines = importing.preview(document, campaign).lines
    assert {(fault.key, fault.field) for fault in lines[0].faults} == {
        ("needed", "name"),
        ("least_above_most", "effects-0-most"),
        ("amount_out_of_range", "effects-1-least"),
    }
    assert [(fault.key, fault.field) for fault in lines[2].faults] == [("cap_below_least", "caps-penalty_month")]
    with pytest.raises(RuleBroken, match="rules_wrong") as refused:
        importing.adopt(document, campaign, version=None, seen=None, **office)
    assert refused.value.values == {"count": 3}
    assert [one.state for one in rulebooks.versions(campaign)] == [RulebookState.IN_FORCE]


def test_a_rule_left_out_is_not_made_and_one_moved_stands_in_its_new_section(read, say, campaign, office):
    document = read()
    importing.set_aside(document, place_of(document, "迟到"), left_out=True, **office)
    say(document, place_of(document, "离岗"), section=2, code="7.7")
    book = importing.adopt(document, campaign, version=None, seen=None, **office).book
    assert not any("迟到" in text for text in texts(book))
    moved = next(section for section in book.sections if section.title == "其他")
    assert ("7.7", "擅自离岗") in [(rule.code, rule.name) for rule in moved.rules]


def test_one_document_is_open_at_a_time_and_a_stale_one_is_refused(read, campaign, office):
    first, second = read(), read()
    assert (first.state, importing.draft_of(campaign)) == (documents.DISCARDED, second)
    with pytest.raises(Stale):
        importing.correct(second, campaign, Corrections(), version=second.version - 1, **office)
    for place in (-1, 999):
        with pytest.raises(RuleBroken, match="no_such_rule"):
            importing.set_aside(second, place, left_out=True, **office)
        with pytest.raises(RuleBroken, match="no_such_rule"):
            importing.make_rule(second, place, **office)


def test_a_document_without_rules_can_still_give_some(read, say, campaign, office):
    document = read("窗口服务要求\n工作时间应当着工装。\n")
    assert not importing.preview(document, campaign).lines
    place = importing.make_rule(document, 0, **office)
    say(document, place, effects=[{"who": "unit", "direction": "reward", "least": "1"}])
    importing.correct(document, campaign, Corrections(sections={0: {"title": "着装"}}), version=None, **office)
    assert importing.adopt(document, campaign, version=None, seen=None, **office).added == 1


def test_every_reason_for_leaving_a_passage_unread_has_its_words(app):
    from blueprints.rulebooks.words import UNREAD
    from importers.rule_draft import WHYS

    assert set(WHYS) <= set(UNREAD)


# ------------------------------------------------------------------------------------------------ the sheet
def _fill(book, office):
    """A section and rules with everything that a rule can say."""
    deed = {"revision": None, **office}
    caps = {(Direction.REWARD, Span.QUARTER): Decimal(15), (Direction.PENALTY, Span.CAMPAIGN): Decimal("30.5")}
    section = rulebooks.add_section(book, "3.7", "安全:一", limits=caps, **deed)
    pay = EffectContent(Payer.PERSON, Direction.PENALTY, Decimal(2), Decimal(4), per="half_day")
    share = EffectContent(Payer.HEAD, Direction.PENALTY, Decimal(0), Decimal(0), share=Decimal(50))
    fine = EffectContent(Payer.SQUAD_LEADER, Direction.PENALTY, Decimal(50), Decimal(50), Measure.YUAN)
    base = RuleContent("3.10", "离岗", "擅自离岗\n每半天扣2至4分;=SUM(A1)", False, (pay, share, fine), Settled.LIST)
    bar = EffectContent(Payer.UNIT, Direction.PENALTY, Decimal(0), Decimal(0))
    done = EffectContent(Payer.UNIT, Direction.REWARD, Decimal(0), Decimal(5))
    for content in (
        replace(base, audience=Audience.EVERYBODY, caps={(Direction.PENALTY, Span.MONTH): Decimal(8)}),
        RuleContent("A-1", "+否决", "=出事故的,一票否决", True, (bar,), Settled.OWN, veto=True),
        RuleContent("9", "清单", "按清单计", True, (done,), Settled.LIST, computed=Computed.CHECKLIST),
    ):
        rulebooks.add_rule(section, content, **deed)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_of_a_rulebook_reads_back_to_the_same(session, cast, campaign, book, office, app, language):
    from blueprints.rulebooks.sheets import COLUMNS, rows_of
    from exporters import rulebook as exporter

    _fill(book, office)
    with app.test_request_context(), force_locale(language):
        rows = list(rows_of(rulebooks.whole(book.id)))
        written = exporter.sheet("细则", {name: str(words) for name, words in COLUMNS.items()}, rows).read()
        other = session.get_one(Campaign, make_campaign(cast, "other").campaign_id)
        found = importing.read("", written)
        assert found.rules, "it is known as our own"
        document = importing.keep(other, found, "细则.xlsx", request_key=None, **office)
        assert len(importing.tied(found.text, found.draft)) > len(rows)
        assert importing.preview(document, other).wrong == 0
        made = importing.adopt(document, other, version=None, seen=None, **office).book
        again = list(rows_of(rulebooks.whole(made.id)))
        changed = [
            {**row, "name": "早退", "caps": row["caps"].replace("8", "5")} if row["caps"] else row for row in rows
        ]
        edited = exporter.sheet("细则", {name: str(words) for name, words in COLUMNS.items()}, changed).read()
    assert again == rows
    differing = importing.keep(campaign, importing.read("", edited), "", request_key=None, **office)
    lines = [line for line in importing.preview(differing, campaign).lines if line.status != "same"]
    assert [(line.status, [one.field for one in line.changes]) for line in lines] == [("differs", ["name", "caps"])]
    assert importing.preview(importing.keep(campaign, found, "", request_key=None, **office), campaign).counts[
        "same"
    ] == len(found.rules), "and it says nothing new to the book it came from"


OWN = (
    "条号\t简称\t细则\t对象\t奖/扣\t最低\t最高\t上限\t佐证\t办理方式\t公示范围\t按月计算\t章节\n"
    "1.1\t{name}\t擅自离岗\t当事人\t扣\t2\t4\t{caps}\t{evidence}\t{settled}\t{audience}\t{computed}\t纪律\n"
)
AS_WRITTEN = {
    "name": "离岗",
    "caps": "扣罚每月: 8",
    "evidence": "否",
    "settled": "纳入月度考核表",
    "audience": "",
    "computed": "",
}


def test_what_our_own_sheet_says_otherwise_is_told_and_taken_only_when_the_office_says_so(read, campaign, office):
    book = importing.adopt(read(OWN.format(**AS_WRITTEN)), campaign, version=None, seen=None, **office).book
    (rule,) = [rule for one in book.sections for rule in one.rules if rule.text == "擅自离岗"]
    assert importing.preview(read(OWN.format(**AS_WRITTEN) + "\n"), campaign).counts["same"] == 1
    for field, words in {
        "name": "擅离",
        "caps": "扣罚每月: 5",
        "evidence": "是",
        "settled": "单独审批",
        "audience": "通报:扣罚也全体可见",
    }.items():
        (line,) = importing.preview(read(OWN.format(**AS_WRITTEN | {field: words})), campaign).lines
        assert line.status == "differs", field
        assert [one.field for one in line.changes] == ["evidence_wanted" if field == "evidence" else field]
    document = read(OWN.format(**AS_WRITTEN | {"name": "擅离", "caps": "扣罚每月: 5"}))
    assert not importing.preview(document, campaign).is_ready
    importing.take_amounts(document, 0, taken=True, **office)
    assert importing.adopt(document, campaign, version=None, seen=None, **office).changed == 1
    assert (rule.name, rule.caps, rule.evidence_wanted) == ("擅离", {"penalty": {"month": "5.00"}}, False)
    without = OWN.format(**AS_WRITTEN).replace("\t上限", "\t备注").replace("\t简称", "\t名")
    assert importing.preview(read(without), campaign).counts["same"] == 1, "a column that is not there says nothing"
    document = read(OWN.format(**AS_WRITTEN | {"name": "擅离", "caps": ""}))
    importing.take_amounts(document, 0, taken=True, **office)
    importing.adopt(document, campaign, version=None, seen=None, **office)
    assert rule.caps == {}, "a blank under the heading says that there is none"


def test_caps_of_the_book_stay_where_the_amounts_of_a_document_are_taken(read, campaign, office):
    text = "考核细则\n一、纪律\n1.串岗,每次扣{}分,当月最多扣9分;\n"
    book = importing.adopt(read(text.format(3)), campaign, version=None, seen=None, **office).book
    (rule,) = [rule for one in book.sections for rule in one.rules if rule.text.startswith("串岗")]
    year = {(Direction.PENALTY, Span.MONTH): Decimal(7), (Direction.PENALTY, Span.CAMPAIGN): Decimal(30)}
    rulebooks.edit_rule(rule, replace(_said(rule, least=Decimal(2)), caps=year), revision=None, **office)
    document = read(text.format(3))
    importing.take_amounts(document, 0, taken=True, **office)
    importing.adopt(document, campaign, version=None, seen=None, **office)
    assert rule.caps == {"penalty": {"month": "9.00", "campaign": "30.00"}}


def test_a_document_is_adopted_only_beside_the_book_that_was_shown(read, campaign, office):
    document = read()
    seen = importing.preview(document, campaign).seen
    draft = rulebooks.draft(campaign, **office)
    with pytest.raises(Stale):
        importing.adopt(document, campaign, version=None, seen=seen, **office)
    seen = importing.preview(document, campaign).seen
    rulebooks.edit(draft, "新细则", Decimal(90), revision=None, **office)
    with pytest.raises(Stale):
        importing.adopt(document, campaign, version=None, seen=seen, **office)
    assert document.state == documents.DRAFT
    seen = importing.preview(document, campaign).seen
    assert importing.adopt(document, campaign, version=None, seen=seen, **office).added


def test_a_document_that_changes_nothing_begins_no_version(read, campaign, office):
    importing.adopt(read(), campaign, version=None, seen=None, **office)
    (draft, *_) = rulebooks.versions(campaign)
    rulebooks.put_in_force(draft, campaign.starts_on, revision=None, **office)
    again = read()
    done = importing.adopt(again, campaign, version=None, seen=None, **office)
    assert (done.book, done.added, done.changed, again.state) == (draft, 0, 0, documents.ADOPTED)
    assert rulebooks.versions(campaign)[0] is draft


def test_a_workbook_that_is_none_of_our_sheets_is_read_once(monkeypatch):
    from exporters.workbook import Column, written
    from importers import confined

    kinds = []
    real = confined.read
    monkeypatch.setattr(confined, "read", lambda kind, data: kinds.append(kind) or real(kind, data))
    data = written("细则", [Column("项目", 20), Column("评分细则", 40)], [["劳动纪律", "迟到,每次扣1分"]]).read()
    assert list(importing.read("", data).draft.rules())
    assert kinds == ["xlsx"]


def test_other_tables_are_none_of_our_sheets():
    from importers.files import sheet_in

    assert rulebook_sheet.read(sheet_in("序号\t考核项目\t标准分\t评分细则\n1\t营业\t10\t未开门扣5分")) is None
