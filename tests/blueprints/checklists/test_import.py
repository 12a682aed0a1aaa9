"""A checklist from a table in the browser: read, put right on one page, adopted; and its sheets read again."""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from extensions import db
from importers import checklist_sheet, checklist_words, files
from models.campaign import Document
from models.checklist import Checklist, ChecklistItem
from services import checklist_import as importing

ROWS = (
    ("站务部2018年责任清单",),
    ("序号", "工作事项", "说法", "责任人", "完成时限", "分值"),
    (1, "张贴服务承诺", "在窗口旁", "某某某", "12月5日", 1.5),
    (2, "整理便民箱", "", "", "每周五", None),
)


def workbook(rows=ROWS):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    return file


def sheet_of(answer):
    assert answer.status_code == 200
    with answer:
        return files.sheets_of(answer.data)[0]


@pytest.fixture
def base(running):
    return f"/c/love/checklists/{running.checklist_id}"


def hidden(page, name):
    return re.search(rf'name="{name}" value="(\d+)"', page).group(1)


def titles(app, running):
    with app.app_context():
        rows = db.session.scalars(select(ChecklistItem).where(ChecklistItem.checklist_id == running.checklist_id))
        return [item.current.title for item in rows]


def test_a_sheet_is_read_put_right_and_adopted_on_one_page(app, at, cast, running, base):
    client = at("head")
    assert f"{base}/import" in client.get(base).text
    before = titles(app, running)
    assert "张贴服务承诺" not in client.get(f"{base}/import").text
    answer = client.post(f"{base}/import", data={"file": (workbook(), "清单.xlsx"), "request_key": "k"})
    assert answer.status_code == 303
    again = client.post(f"{base}/import", data={"file": (workbook(), "清单.xlsx"), "request_key": "k"})
    assert again.location == answer.location  # sent twice, it leads to the first result
    page = client.get(answer.location).text
    assert "本部室没有叫“某某某”的人" in page
    typed = {"version": hidden(page, "version"), "seen": hidden(page, "seen"), "column-2": "standard", "confirm": "1"}
    answer = client.post(f"{base}/import/correct", data=typed)
    assert answer.status_code == 303  # the rows say something else now: they are shown once more
    page = client.get(answer.location).text
    assert "在窗口旁" in page
    typed = typed | {"version": hidden(page, "version"), "take": f"3:person:{cast.staff.staff_no}"}
    del typed["confirm"]
    page = client.get(client.post(f"{base}/import/correct", data=typed).location).text
    assert "本部室没有叫" not in page
    assert titles(app, running) == before
    del typed["take"]
    typed |= {"version": hidden(page, "version"), "confirm": "1", "leave": "4"}
    answer = client.post(f"{base}/import/correct", data=typed)
    assert answer.status_code == 303
    assert titles(app, running) == [*before, "张贴服务承诺"]
    assert "新增 1 项" in client.get(answer.location).text


def test_adopting_with_errors_saves_nothing_and_says_so_above_the_page(app, at, running, base):
    client = at("liaison")
    before = titles(app, running)
    client.post(f"{base}/import", data={"text": "工作事项\t责任人\n甲事项\t某某某"})
    page = client.get(f"{base}/import").text
    typed = {"version": hidden(page, "version"), "seen": hidden(page, "seen"), "confirm": "1"}
    answer = client.post(f"{base}/import/correct", data=typed)
    assert answer.status_code == 422
    assert "没有保存" in answer.text
    assert "甲事项" in answer.text
    stale = client.post(f"{base}/import/correct", data=typed | {"version": "77"})
    assert stale.status_code == 422
    assert client.post(f"{base}/import/discard", data={"version": hidden(page, "version")}).status_code == 303
    assert titles(app, running) == before
    assert client.get(f"{base}/import/errors.xlsx").status_code == 404


def test_what_cannot_be_read_is_said_beside_its_field(app, at, base):
    client = at("head")
    for data in ({"text": ""}, {"file": (io.BytesIO(b"PK\x03\x04 broken"), "x.xlsx")}):
        answer = client.post(f"{base}/import", data=data)
        assert answer.status_code == 422
        assert "lb-field-errors" in answer.text
    with app.app_context():
        assert db.session.scalar(select(Document.id).where(Document.kind == "checklist")) is None


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_checklist_that_goes_out_as_a_sheet_reads_back_as_the_same(app, at, cast, running, base, locale):
    client = at("head")
    client.post("/language", data={"locale": locale})
    sheet = sheet_of(client.get(f"{base}.xlsx"))
    read = checklist_sheet.read(sheet)
    assert "" not in {column.field for column in read.columns}
    with app.app_context():
        checklist = db.session.get_one(Checklist, running.checklist_id)
        by = cast.head.visitor(checklist.campaign.created_at)
        importing.keep(
            checklist, importing.found_in([sheet], ""), "", by=by, at=checklist.campaign.created_at, request_key=None
        )
        found = importing.preview(importing.draft_of(checklist), checklist, by=by)
        assert [line.status for line in found.lines] == ["same"] * 3
        for line in found.lines:  # and nothing of what an item says is left to a default
            assert set(line.said) >= {"title", "focus_area_id", "points", "evidence_wanted", "accepted_by"}
            assert line.content == line.existing.content


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_template_names_its_columns_and_its_example_is_no_item(at, base, locale):
    client = at("head")
    client.post("/language", data={"locale": locale})
    answer = client.get(f"{base}/import/template.xlsx")
    read = checklist_sheet.read(sheet_of(answer))
    assert [column.field for column in read.columns] == [
        *("number", "area", "title", "standard", "person", "post", "phase", "due", "points", "evidence", "accepted_by")
    ]
    assert read.rows == ()
    answer.close()
    assert len(load_workbook(io.BytesIO(answer.data)).active.data_validations.dataValidation) == 6
    assert set(checklist_words.COLUMNS) >= {column.field for column in read.columns}


def test_the_errors_stand_beside_the_rows_of_the_sheet_that_was_sent(at, base):
    client = at("head")
    client.post(f"{base}/import", data={"file": (workbook(), "清单.xlsx")})
    sheet = sheet_of(client.get(f"{base}/import/errors.xlsx"))
    assert sheet.rows[1][-1] == "需要改正"
    assert "本部室没有叫“某某某”的人" in sheet.rows[2][-1]
    assert [row[-1] for row in (sheet.rows[0], sheet.rows[3])] == ["", ""]
    assert checklist_sheet.read(sheet).rows[0].text("title") == "张贴服务承诺"


def test_what_another_put_right_between_is_not_adopted_unseen(app, at, running, base, monkeypatch):
    client = at("head")
    before = titles(app, running)
    client.post(f"{base}/import", data={"text": "工作事项\t完成时限\n甲事项\t长期"})
    page = client.get(f"{base}/import").text
    adopt = importing.adopt

    def late(document, *args, **more):
        document.version += 1
        db.session.commit()
        return adopt(document, *args, **more)

    monkeypatch.setattr(importing, "adopt", late)
    typed = {"version": hidden(page, "version"), "seen": hidden(page, "seen"), "confirm": "1"}
    assert client.post(f"{base}/import/correct", data=typed).status_code == 422
    assert titles(app, running) == before
