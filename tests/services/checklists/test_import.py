"""A checklist from a table: what each row becomes, all that is wrong at once, and nothing twice."""

from datetime import date
from decimal import Decimal

import pytest

from extensions import db
from importers.files import Sheet, sheet_in
from models.checklist import AcceptedBy, ChecklistItem, EvidenceWanted, RevisionState
from models.person import Person
from models.refusals import RuleBroken, Stale
from models.types import Rhythm
from services import checklist_import as importing
from services import checklists, items
from services.checklist_import import Corrections
from tests.services.checklists import AT

HEAD = "工作重点\t工作事项\t标准\t责任部室\t责任人\t完成时限\t分值\t佐证\t配合部室"


@pytest.fixture
def read(checklist, by):
    """read(row, …): the preview of a table of those rows, kept as the checklist's draft."""

    def keep(*rows, head=HEAD):
        found = importing.found_in([sheet_in("\n".join([head, *rows]))], checklist.department.name)
        importing.keep(checklist, found, "清单.xlsx", by=by("head"), at=AT, request_key=None)
        return shown()

    def shown():
        return importing.preview(importing.draft_of(checklist), checklist, by=by("head"))

    keep.again = shown
    return keep


@pytest.fixture
def adopt(checklist, by):
    def it(part="head", **more):
        document = importing.draft_of(checklist)
        return importing.adopt(document, checklist, **{"version": None, "seen": None, "by": by(part), "at": AT} | more)

    return it


@pytest.fixture
def correct(checklist, by):
    def it(**said):
        document = importing.draft_of(checklist)
        return importing.correct(
            document, checklist, Corrections(**said), version=document.version, by=by("head"), at=AT
        )

    return it


def faults(line):
    return {(fault.key, fault.where) for fault in line.faults}


def test_each_row_becomes_a_drafted_item_as_if_it_were_typed(cast, checklist, read, adopt, running):
    staff = db.session.get_one(Person, cast.staff.id).name
    found = read(
        f"深化便民举措\t张贴服务承诺\t在窗口旁\t站务部\t{staff}\t12月5日\t1.5\t照片\t票务部",
        f"\t检查便民箱\t\t\t{cast.staff.staff_no}\t每周五\t\t无需\t",
        "强化服务意识\t整理便民箱\t\t\t\t长期\t2分\t\t",
    )
    assert found.counts["new"] == 3
    assert found.is_ready
    assert [{hint.key for hint in line.hints} for line in found.lines] == [set(), set(), {"person_missing"}]
    assert adopt().added == 3
    made = items.live(checklist)[-3:]
    first, weekly, last = (item.current for item in made)
    assert first.state is RevisionState.DRAFT
    assert (first.focus_area_id, first.due_on, first.points) == (
        running.second_area_id,
        date(2018, 12, 5),
        Decimal("1.5"),
    )
    assert (first.evidence_wanted, first.accepted_by) == (EvidenceWanted.PHOTO, AcceptedBy.OFFICE)
    assert [part.unit_id for part in made[0].parts] == [cast.second_department_id]
    assert (weekly.rhythm, weekly.day, weekly.accepted_by) == (Rhythm.WEEKLY, 5, AcceptedBy.UNIT)
    assert weekly.focus_area_id == running.area_id  # the one that the unit leads
    assert made[0].responsible_id == made[1].responsible_id == cast.staff.id
    assert last.rhythm is Rhythm.STANDING
    assert importing.draft_of(checklist) is None


def test_the_same_table_read_twice_changes_nothing(checklist, read, adopt):
    rows = ("强化服务意识\t张贴承诺\t甲\t\t\t12月5日\t1\t照片\t票务部", "\t整理便民箱\t\t\t\t每周\t\t\t")
    read(*rows)
    adopt()
    before = [(item.id, item.version) for item in items.live(checklist)]
    found = read(*rows)
    assert [line.status for line in found.lines] == ["same", "same"]
    assert not found.is_ready
    assert (adopt().added, adopt_changes(checklist)) == (0, before)


def test_a_table_that_was_put_right_is_read_again_as_it_was_put_right(cast, read, correct, adopt):
    rows = ("\t张贴承诺\t\t战务部\t某某某\t尽快\t\t\t", "\t\t空行\t\t某某某\t\t1\t\t", "\t整理便民箱\t\t\t\t每周\t\t\t")
    read(*rows)
    correct(cells={(2, "unit"): "站务部", (2, "person"): cast.staff.staff_no, (2, "due"): "长期"}, left_out={3})
    adopt()
    assert [line.status for line in read(*rows).lines] == ["same", "left_out", "same"]
    assert [line.status for line in read("\t换牌\t\t战务部\t某某某\t长期\t\t\t").lines] == ["new"]


def adopt_changes(checklist):
    return [(item.id, item.version) for item in items.live(checklist)]


def test_all_errors_of_all_rows_are_told_at_once_and_nothing_is_saved(cast, checklist, read, adopt):
    count = len(items.live(checklist))
    found = read(
        "便民\t张贴承诺\t\t战务部\t某某某\t尽快\t一些\t\t保卫处",
        f"\t\t\t\t{cast.second_staff.staff_no}\t2020-01-01\t200\t\t",
        "强化服务意识\t好的一项\t\t\t\t长期\t\t\t",
    )
    first, second, third = found.lines
    assert faults(first) == {
        ("area_unknown", "area"),
        ("unit_unknown", "unit"),
        ("person_unknown", "person"),
        ("due_unread", "due"),
        ("points_unread", "points"),
        ("unit_unknown", "help"),
    }
    assert faults(second) == {
        ("needed", "title"),
        ("person_unknown", "person"),
        ("due_after_end", "due"),
        ("points_range", "points"),
    }
    assert third.status == "new"
    with pytest.raises(RuleBroken) as refused:
        adopt()
    assert refused.value.key == "rows_wrong"
    assert refused.value.values == {"count": 2}
    assert len(items.live(checklist)) == count


def test_the_nearest_by_name_or_sound_is_offered_and_taken_wherever_the_word_stands(cast, read, correct):
    staff = db.session.get_one(Person, cast.staff.id).name
    sounds_alike = {"员": "元", "服": "福", "职": "值", "票": "漂"}
    wrong = "".join(sounds_alike.get(sign, sign) for sign in staff)
    found = read(f"\t甲\t\t站务步\t{wrong}\t长期\t\t\t", f"\t乙\t\t\t{wrong}\t长期\t\t\t")
    near = {fault.where: fault.near for fault in found.lines[0].faults}
    assert near["unit"][0] == "站务部"
    assert staff in near["person"]
    assert correct(cells={(2, "person"): staff, (2, "unit"): "站务部"})
    assert [line.status for line in read.again().lines] == ["new", "new"]


def test_a_date_that_is_typed_holds_for_its_row_what_is_taken_for_all_that_say_the_same(read, correct):
    read("\t甲\t\t\t\t每日\t\t\t", "\t乙\t\t\t\t每日\t\t\t", "\t丙\t\t\t\t每日\t\t\t")
    correct(cells={(2, "due"): "12月5日"}, taken={(3, "due"): "每周"})
    assert [line.when[0] for line in read.again().lines] == [Rhythm.ONCE, Rhythm.WEEKLY, Rhythm.WEEKLY]


def test_of_a_workbook_for_all_the_sheet_of_the_own_unit_is_read(checklist, by):
    rows = (("工作事项", "责任人"), ("甲", ""))
    sheets = [
        Sheet("汇总", (("工作事项", "标准", "责任人"), ("丙", "", ""))),
        Sheet("站务部", rows),
        Sheet("票务部", rows),
    ]
    importing.keep(
        checklist,
        importing.found_in(sheets, checklist.department.name),
        "全站.xlsx",
        by=by("head"),
        at=AT,
        request_key=None,
    )
    assert importing.preview(importing.draft_of(checklist), checklist, by=by("head")).sheet == 1


def test_a_row_that_names_another_unit_is_left_to_that_unit(read):
    found = read("\t甲\t\t票务部\t\t长期\t\t\t", "\t乙\t\t站务部、票务部\t\t长期\t\t\t", "\t丙\t\t各部室\t\t长期\t\t\t")
    assert [line.status for line in found.lines] == ["elsewhere", "new", "new"]


def test_two_names_two_of_one_name_and_the_same_row_twice_are_told(cast, read):
    named = [db.session.get_one(Person, one.id) for one in (cast.staff, cast.squad_leader)]
    named[1].name = named[0].name
    db.session.flush()
    found = read(
        f"\t甲\t\t\t{named[0].name}\t长期\t\t\t",
        f"\t乙\t\t\t{named[0].staff_no}、{named[1].staff_no}\t长期\t\t\t",
        "\t丙\t\t\t\t长期\t\t\t",
        "\t丙\t\t\t\t长期\t\t\t",
    )
    assert [faults(line) for line in found.lines] == [
        {("person_twice", "person")},
        {("person_several", "person")},
        set(),
        {("twice_in_sheet", "title")},
    ]
    assert found.lines[0].faults[0].near == tuple(
        f"{one.name}({one.staff_no})" for one in sorted(named, key=lambda one: one.staff_no)
    )


def test_a_value_that_differs_is_shown_old_and_new_and_becomes_a_revision(
    cast, checklist, approved, draft, read, adopt
):
    before = approved.current
    found = read(
        f"\t{before.title}\t写明三点\t\t\t\t\t\t",
        f"\t{draft.current.title}\t\t\t{cast.staff.staff_no}\t2018-12-01\t3\t\t",
    )
    assert [line.status for line in found.lines] == ["changed", "changed"]
    assert [(one.name, one.old, one.new) for one in found.lines[0].changes] == [
        ("standard", before.standard, "写明三点")
    ]
    assert {one.name for one in found.lines[1].changes} == {"when", "points", "responsible_id"}
    assert adopt().changed == 2
    for item in (approved, draft):
        db.session.refresh(item)
    assert approved.in_force_id == before.id
    assert (approved.current.number, approved.current.state) == (before.number + 1, RevisionState.DRAFT)
    assert (approved.current.standard, approved.current.due_on) == ("写明三点", before.due_on)
    assert (draft.current.number, draft.current.due_on, draft.responsible_id) == (1, date(2018, 12, 1), cast.staff.id)


def test_what_is_under_review_is_not_changed_by_a_table(checklist, by, submitted, read):
    found = read(f"\t{submitted.current.title}\t别的标准\t\t\t\t\t\t")
    assert faults(found.lines[0]) == {("under_review_now", "title")}


def test_who_answers_for_what_is_in_force_is_the_heads_to_say_in_a_table_too(
    cast, checklist, approved, by, read, adopt
):
    row = f"\t{approved.current.title}\t\t\t{cast.head.staff_no}\t\t\t\t"
    assert read(row).lines[0].status == "changed"
    document = importing.draft_of(checklist)
    told = importing.preview(document, checklist, by=by("liaison")).lines[0]
    assert faults(told) == {("head_assigns", "person")}
    number = approved.current.number
    adopt()
    db.session.refresh(approved)
    assert (approved.responsible_id, approved.current.number) == (cast.head.id, number)


def test_a_preview_that_is_out_of_date_is_not_adopted(checklist, by, read, adopt, draft, say):
    read("\t甲\t\t\t\t长期\t\t\t")
    seen = checklist.version
    items.edit(draft, say(), version=draft.version, by=by("head"), at=AT)
    with pytest.raises(Stale):
        adopt(seen=seen)
    assert adopt(seen=checklist.version).added == 1


def test_what_was_put_right_is_kept_in_the_draft_until_it_is_adopted(checklist, read, correct, adopt, running):
    assert [one.key for one in read("甲\t乙\t尽快", head="名称\t由谁\t何时").problems] == ["no_title_column"]
    assert correct(columns={0: "title", 1: "", 2: "due"}, area_id=running.second_area_id)
    found = read.again()
    assert (found.area_id, [line.status for line in found.lines]) == (running.second_area_id, ["wrong"])
    assert not correct(columns={0: "title", 1: "", 2: "due"}, area_id=running.second_area_id, left_out=frozenset({2}))
    assert read.again().lines[0].status == "left_out"
    correct(columns={0: "title", 2: "due"}, area_id=running.area_id, cells={(2, "due"): "每月25日"})
    assert adopt().added == 1
    assert items.live(checklist)[-1].current.day == 25
    assert db.session.query(ChecklistItem).count() > 0
    assert checklists.state_of(checklist) == "drafting"


@pytest.mark.parametrize("text", ["----", "----\n-----", "|---|---|"])
def test_a_table_of_nothing_but_dashes_is_refused_as_empty(text):
    with pytest.raises(RuleBroken, match="unreadable_empty") as refused:
        importing.read(text, b"", "站务部")
    assert refused.value.field == "text"


def test_no_telephone_number_of_a_table_is_stored(checklist, by):
    text = "工作事项\t责任人\t手机\t身份证号\t说法\n张贴\t甲\t13800000000\t330102199001011234\t在窗口\n公布\t乙\t8351\t无\t13911111111"
    found = importing.read(text, b"", "站务部")
    document = importing.keep(checklist, found, "", by=by("head"), at=AT, request_key=None)
    stored = document.text + str(document.draft)
    assert not any(one in stored for one in ("138", "3301", "8351", "139"))
    assert all(one in stored for one in ("手机", "在窗口", "公布", "乙"))
    importing.discard(document, version=None, by=by("head"), at=AT)
    assert (document.text, document.draft) == ("", {})
