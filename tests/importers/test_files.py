"""Uploaded files: what becomes of each kind, and the reason when nothing does."""

import contextlib
import io
import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wording
from importers import confined, files, plan
from importers.confined import ROOT
from importers.files import Sheet, kind_of, sheet_in, sheets_of, text_of
from importers.refusals import KEYS, Unreadable
from importers.word_numbers import spelled
from tests.factories.papers import at, cell, docx, hostile, numbered, outline, para, pdf_of, printed, run, table, xlsx
from tests.factories.papers import pdf as pdf_from

LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)
LISTS = (
    outline(0, *LEVELS)
    + numbered(1, 0)
    + numbered(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
)
PLAN = """关于开展“安心行”服务提升活动的实施方案
为提升服务质量，结合实际，制定本方案，各部门要高度重视，认真组织，确保活动取得实效，让旅客满意。
一、方法步骤
（一）动员部署阶段（2023年3月1日至3月31日）。召开动员会，传达上级要求，明确任务分工，制定具体措施。
（二）组织实施阶段（2023年4月1日至10月31日）。按照任务分工逐项推进，每月上报一次进展，及时解决问题。
二、重点任务
（一）规范窗口服务。完善服务标准，公示办理时限，每周抽查一次。牵头部门：综合部；完成时限：2023年9月30日前。
三、工作要求
（一）加强领导。各部门主要负责人亲自抓，分管负责人具体抓，一级抓一级，层层抓落实，形成工作合力。
2023年2月20日"""


READERS = {kind: confined.reader_of(kind) for kind in ("docx", "xlsx", "pdf")}


@pytest.fixture
def here(monkeypatch):
    """Reads in this process: the same readers without the wait for a child."""

    def read(kind: str, data: bytes):
        return confined.understood(json.dumps(confined.answer_of(READERS[kind], data)).encode())

    monkeypatch.setattr(confined, "read", read)


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        text_of(data)
    return refused.value.key


# ------------------------------------------------------------------------------------------------------ Word


def test_word_numbers_are_printed_as_the_reader_of_the_document_sees_them(here):
    body = "".join(
        [
            para("总则", level=0),
            para("机构", level=1),
            para("组长", level=2),
            para("甲", level=3),
            para("乙", level=3),
            para("成员", level=2),
            para("职责", level=1),
            para("细则", level=0),
            para("又一", level=1),
            para("另一个", level=0, in_list=2),
            para("", level=0),
            para("接着", level=0, in_list=2),
        ]
    )
    assert text_of(docx(body, numbering=LISTS)).splitlines() == [
        *("一、 总则", "（一） 机构", "1. 组长", "① 甲", "② 乙", "2. 成员", "（二） 职责", "二、 细则", "（一） 又一"),
        *("一、 另一个", "", "三、 接着"),
    ]


def test_numbers_come_from_styles_and_those_they_are_based_on(here):
    level = '<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Sub"/><w:lvlText w:val="%1.%2"/><w:suff w:val="nothing"/></w:lvl>'
    lists = outline(0, ("decimal", "第%1条"), extra=level) + numbered(1, 0)
    styles = (
        '<w:style w:styleId="Art"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Sub"><w:name w:val="款"/><w:basedOn w:val="Art"/></w:style>'
        '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        para("第一条 …… 1", style="TOC1")
        + para("目的", style="Art")
        + para("依据", style="Sub")
        + para("范围", style="Art")
    )
    assert text_of(docx(body, numbering=lists, styles=styles)).splitlines() == ["第1条 目的", "1.3依据", "第2条 范围"]


@pytest.mark.parametrize(
    ("form", "number", "printed_as"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("ideographDigital", 20, "二○"),
        ("chineseLegalSimplified", 3, "叁"),
        ("ideographTraditional", 2, "乙"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 14, "XIV"),
        ("upperLetter", 28, "BB"),
        ("decimalZero", 7, "07"),
        ("bullet", 1, ""),
        ("ganada", 5, "5"),
    ],
)
def test_each_form_of_number(form, number, printed_as):
    assert spelled(number, form) == printed_as


def test_what_nobody_sees_is_left_out_and_what_was_added_is_kept(here):
    body = (
        f"<w:p>{run('保')}<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{run('加')}</w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:r><w:br/></w:r>{run('软')}<w:r><w:tab/></w:r>{run('后')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('合成')}</w:p>{para('一段')}"
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{para('框中')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{para('框中')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>{run('框外')}</w:p>"
    )
    assert text_of(docx(body)) == "保加\n软\t后\n合成一段\n框外\n框中"


def test_a_table_stands_in_its_place_with_merged_cells_where_they_reach(here):
    body = para("任务表") + table(
        ["部室", "任务", "时限"],
        [cell("综合部", down="begin"), "甲", "3月"],
        [cell("", down="on"), "乙", cell(para("4月") + para("底"))],
        [cell("全年", across=2), "丙"],
        [cell("备注", across=3)],
    )
    data = docx(body + para("完"))
    assert text_of(data) == "任务表\n部室\t任务\t时限\n综合部\t甲\t3月\n综合部\t乙\t4月 底\n全年\t\t丙\n备注\n完"
    assert sheets_of(data) == (
        Sheet(
            "任务表",
            (
                ("部室", "任务", "时限"),
                ("综合部", "甲", "3月"),
                ("综合部", "乙", "4月\n底"),
                ("全年", "全年", "丙"),
                ("备注", "备注", "备注"),
            ),
        ),
    )


# ----------------------------------------------------------------------------------------------------- Excel


def test_a_workbook_is_read_as_its_sheets_show_it(here):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["工号", "日期", "比例", "分值", "合计", "时间"])
    sheet.append([12, date(2018, 8, 15), 0.955, 2.0, "=A2+1", datetime(2018, 8, 1, 9, 30)])  # noqa: DTZ001 -- Excel knows no zones
    sheet.append(["007", None, 0.1 + 0.2, True, "行\n行"])
    sheet["A2"].number_format, sheet["C2"].number_format = "0000", "0.0%"
    sheet["ZZ9999"].number_format = "0.00"
    sheet.merge_cells("B2:B3")
    hidden = book.create_sheet("藏")
    hidden["A1"], hidden.sheet_state = "看不见", "hidden"
    out = io.BytesIO()
    book.save(out)
    assert sheets_of(out.getvalue()) == (
        Sheet(
            "清单",
            (
                ("工号", "日期", "比例", "分值", "合计", "时间"),
                ("0012", "2018-08-15", "95.5%", "2", "=A2+1", "2018-08-01 09:30"),
                ("007", "2018-08-15", "0.3", "TRUE", "行\n行", ""),
            ),
        ),
    )
    assert text_of(out.getvalue()).splitlines()[2] == "007\t2018-08-15\t0.3\tTRUE\t行 行\t"


@pytest.mark.parametrize(
    "text", ["甲\t乙\n1\t2", "|甲|乙|\n|---|---|\n|1|2|", "甲  乙\n1   2", "甲｜乙\n1｜2", "甲,乙\n1,2"]
)
def test_a_pasted_table_is_parted_by_tabs_bars_commas_or_wide_blanks(text):
    assert sheet_in(text) == Sheet("", (("甲", "乙"), ("1", "2")))


def test_a_cell_of_several_lines_that_excel_copied_is_one_cell():
    assert sheet_in('甲\t"一\n二"\t乙\n"安"心\t3\t4').rows == (("甲", "一\n二", "乙"), ("安心", "3", "4"))
    assert sheet_in('"安心"行动\t3').rows == (('"安心"行动', "3"),)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('事项\t标准\n"安心行动\t甲\n整改\t乙', (("事项", "标准"), ('"安心行动', "甲"), ("整改", "乙"))),
        ('事项\t标准\n甲\t"安心\n整改\t乙', (("事项", "标准"), ("甲", '"安心'), ("整改", "乙"))),
        ('甲\t"安心\n整改\t乙"\n丙\t丁', (("甲", '"安心'), ("整改", '乙"'), ("丙", "丁"))),
        ('甲\t"安心\n乙', (("甲", '"安心'), ("乙", ""))),
    ],
)
def test_a_lone_quote_swallows_no_row_below_it(text, rows):
    assert sheet_in(text).rows == rows


def test_a_lone_quote_in_a_table_with_commas_makes_no_row_of_several():
    assert len(sheet_in('甲,"乙\n丙,丁\n戊,己').rows) == 3


# ------------------------------------------------------------------------------------------------------- PDF


def test_a_printed_plan_reads_as_the_plan_it_was_printed_from(here):
    text = text_of(printed(PLAN * 3, header="内部资料 注意保存"))
    assert text.splitlines() == (PLAN * 3).splitlines()
    assert plan.read(text_of(printed(PLAN))).as_json()["phases"] == plan.read(PLAN).as_json()["phases"]


def test_a_ruled_table_of_a_pdf_goes_on_over_pages_and_bold_is_not_doubled(here):
    def row(y: float, *cells: str) -> str:
        return "".join(at(75 + 120 * n, y - 20, words, 12) for n, words in enumerate(cells))

    def grid(*lines: float) -> str:
        flat = "".join(f"70 {y} m 430 {y} l S\n" for y in lines)
        return flat + "".join(f"{x} {lines[0]} m {x} {lines[-1]} l S\n" for x in (70, 190, 310, 430))

    first = (
        at(70, 700, "任务分工")
        + at(70.3, 700, "任务分工")
        + grid(680, 650, 620)
        + row(680, "部室", "任务", "时限")
        + row(650, "综合部", "甲", "3月")
    )
    second = grid(760, 730, 700) + row(760, "部室", "任务", "时限") + row(730, "财务部", "乙", "4月")
    assert text_of(pdf_from([first, second])) == "任务分工\n部室\t任务\t时限\n综合部\t甲\t3月\n财务部\t乙\t4月"


# -------------------------------------------------------------------------------------------------- refusals

LOCKED_PDF = pdf_of(
    {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [] /Count 0 >>",
        3: f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
    },
    extra=f"/Encrypt 3 0 R /ID [<{'43' * 16}> <{'43' * 16}>]",
)
PICTURE = "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x41 EI Q"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b" \n", "empty"),
        (docx(""), "empty"),
        (b"\x00\x01\x02", "not_text"),
        (b"PK\x03\x04rubbish", "broken"),
        (docx(para("字"))[:-30], "broken"),
        (b"a" * (files.MOST_BYTES + 1), "too_big"),
        ("字".encode() * 200_001, "too_long"),
        (docx(para("字" * 200_001)), "too_long"),
        ("字\r\n".encode() * 10_001, "too_long"),
        (pdf_from([at(70, 700, "字")] * 201), "too_many_pages"),
        (pdf_from([PICTURE]), "scan"),
        (b"\x89PNG\r\n\x1a\n", "scan"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old_office"),
        (b"{\\rtf1 a}", "old_office"),
        (b"<html><table>", "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (LOCKED_PDF, "locked"),
        (b"%PDF-1.7 rubbish", "broken"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(here, data, key):
    assert refusal(data) == key


def test_every_reason_has_words_that_say_what_to_do():
    assert set(wording.UNREADABLE) == set(KEYS)


@pytest.mark.parametrize(
    "name", [name for name in hostile() if not name.startswith("pdf") and name != "xlsx, long strings"]
)
def test_a_small_hostile_office_file_is_refused_before_it_grows(here, name):
    assert refusal(hostile(300_000)[name]()) in {"broken", "too_big", "too_long"}


@pytest.mark.parametrize(
    ("name", "key"), [("in a circle", "broken"), ("forms in forms", "broken"), ("many pages", "too_many_pages")]
)
def test_a_hostile_pdf_ends_with_the_child_that_reads_it(name, key):
    made = next(make for title, make in hostile().items() if name in title)
    assert refusal(made()) == key


def held(data: bytes) -> None:
    """Text and sheets, or a refusal by a known key: nothing else comes of any bytes."""
    for read in (text_of, sheets_of):
        try:
            said = read(data) and ""
        except Unreadable as unreadable:
            said = unreadable.key
        assert said in {"", *KEYS}


SEEDS = [
    docx(para("总则", level=0) + table(["甲", "乙"], [cell("丙", across=2)]), numbering=LISTS, packed=False),
    xlsx('<row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1"><f>A1</f></c></row>', packed=False),
    printed(PLAN[:60]),
    PLAN.encode("gb18030"),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255), st.integers(0, 3)), max_size=8)
)
def test_mutated_files_give_text_or_a_refusal(here, seed, changes):
    data = bytearray(seed)
    for place, value, kind in changes:
        where = int(place * len(data))
        data[where : where + (kind > 0)] = [b"", bytes([value]), b"", bytes([value]) * 40][kind]
    held(bytes(data))


# ------------------------------------------------------------------------------------------------- the child


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (docx(para("总则", level=0), numbering=LISTS), "一、 总则"),
        (xlsx('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>'), "甲"),
        (printed(PLAN), PLAN[:20]),
    ],
)
def test_a_file_is_read_in_a_process_of_its_own(data, begins):
    assert text_of(data).startswith(begins)


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(confined, "MOST_WAIT", 0.0)
    before = children()
    assert refusal(docx(para("字"))) == "too_slow"
    assert children() == before, "nobody is left behind"


def children():
    """The processes that this one has started and not yet seen the end of."""
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            _state, parent, *_rest = place.read_text().rpartition(")")[2].split()
            if int(parent) == os.getpid():
                found.add(place.parent.name)
    return found


@pytest.mark.parametrize(
    ("deed", "ends"),
    [
        ("open('/etc/hostname')", "OSError"),
        ("import socket; socket.socket()", "OSError"),
        ("bytearray(300_000_000)", "MemoryError"),
        ("while True: pass", ""),
    ],
)
def test_the_child_may_open_nothing_and_use_little(deed, ends):
    code = (
        f"from importers import confined\nimport socket\nconfined.MOST_SECONDS = 1\nconfined.give_up_rights()\n{deed}"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode
    assert ends in done.stderr


def test_a_child_that_dies_without_a_word_leaves_a_refusal():
    with pytest.raises(Unreadable, match="broken"):
        confined.understood(b"")
    assert kind_of(b"%PDF-") == "pdf"
