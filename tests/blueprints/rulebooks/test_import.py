"""The page of a rulebook from a document: read, put right beside its text, adopted; and the sheet to download."""

import io
import re

import pytest

from exporters.workbook import MEDIA_TYPE
from extensions import db
from models.campaign import Document
from models.rulebook import Rulebook
from services import documents, rulebook_import

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TEXT = "客运站考核细则\n一、劳动纪律\n1.迟到、早退,每次扣1分,当月最多扣3分;\n2.串岗,每次扣2分,班长连带扣1分。\n3.工作时间应当着工装。\n"


@pytest.fixture
def desk(app, made, at):
    """The director's browser, with the version of the open document as it is now."""
    client = at("director")
    url = f"{made.url}/rulebook/import"

    class Desk:
        def open(self, query=""):
            return client.get(url + query).text

        def read(self, **data):
            return client.post(url, data={"text": TEXT} | data)

        def send(self, **data):
            with app.app_context():
                version = db.session.query(Document).order_by(Document.id.desc()).first().version
                book = db.session.query(Rulebook).order_by(Rulebook.version.desc()).first()
                shown = {"version": version, "book": book.id, "revision": book.revision}
            return client.post(f"{url}/correct", data=shown | data)

        def get(self, path):
            return client.get(made.url + path)

        def discard(self, version):
            return client.post(f"{url}/discard", data={"version": version})

    return Desk()


def test_a_pasted_rulebook_is_shown_beside_its_text_and_adopted(desk, made):
    assert "粘贴" in desk.open()
    assert desk.read().status_code == 303
    page = desk.open()
    assert re.search(r'<mark data-span="[^"]*sections-0-rules-0-effects-0-amount[^"]*">1分</mark>', page)
    assert "当事人 −1.0 分, 每次" in page
    assert "扣罚每月封顶 3.0" in page
    assert "工作时间应当着工装" in page.partition('id="unread"')[2]
    opened = desk.send(edit="0")
    assert opened.location.endswith("import?rule=0#rule_0")
    page = desk.open("?rule=0")
    assert 'name="rule0-effects-0-least"' in page
    sent = {"open_rule": "0", "rule0-name": "迟到", "rule0-text": "迟到,每次扣2分", "rule0-section": "0"}
    least = {"rule0-effects-0-least": "5", "rule0-effects-0-most": "2", "rule0-effects-0-who": "head"}
    assert desk.send(**sent, **least).status_code == 303
    assert "rule0-effects-0-most_errors" in desk.open()
    refused = desk.send(confirm="1")
    assert refused.status_code == 422
    assert "1 处需要核对" in refused.text
    desk.send(**sent, **least | {"rule0-effects-0-least": ""})
    answer = desk.send(confirm="1")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/rulebooks/{made.book}")
    page = desk.get(f"/rulebooks/{made.book}").text
    assert "新增细则 2 条" in page
    assert re.search(r"部室负责人 .*−2\.0", page)
    desk.read()
    assert "没有新内容" in desk.open(), "the corrections of before are known"


def test_what_was_left_unread_becomes_a_rule_by_one_tap(desk):
    desk.read()
    made = desk.send(make="0")
    assert "rule=2" in made.location
    assert "每条细则至少要有一项奖惩" in desk.open("?rule=2")
    assert "已作为细则" in desk.open().partition('id="unread"')[2]
    desk.send(leave="2")
    assert "作为一条细则" in desk.open().partition('id="unread"')[2]
    desk.send(leave="0")
    assert 'name="back_in" value="0"' in desk.open()
    assert desk.send(leave="77").status_code == 422
    assert desk.send(part="0").location.endswith("section=0#part_0")
    desk.send(**{"open_part": "0", "part0-title": "纪律", "part0-caps-penalty_month": "x"})
    assert "part0-caps-penalty_month_errors" in desk.open()


def test_a_document_is_put_away_and_one_that_changed_meanwhile_is_not(desk):
    desk.read()
    assert desk.discard(99).status_code == 422
    assert desk.send(version="99", confirm="1").status_code == 422
    assert desk.discard(1).status_code == 303
    assert "粘贴" in desk.open()
    assert desk.send(confirm="1").status_code == 422


def test_a_document_is_adopted_only_beside_the_rulebook_of_the_page(desk, made):
    desk.read()
    page = desk.open()
    assert f'name="book" value="{made.book}"' in page
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    for shown in ({"revision": "77"}, {"revision": ""}, {"book": "77"}):
        answer = desk.send(confirm="1", **shown)
        assert answer.status_code == 422
        assert "其他人刚刚改动过" in answer.text
    assert desk.send(confirm="1", book=str(made.book), revision=revision).status_code == 303


def test_what_our_own_sheet_changes_is_shown_old_and_new(desk):
    sheet = "简称\t细则\t对象\t奖/扣\t最低\t最高\t上限\n{}\t擅自离岗\t当事人\t扣\t2\t4\t扣罚每月: {}\n"
    desk.read(text=sheet.format("离岗", 8))
    desk.open()
    assert desk.send(confirm="1").status_code == 303
    desk.read(text=sheet.format("擅离", 5))
    page = desk.open()
    assert "简称: 离岗 → 擅离" in page
    assert re.search(r"现行细则:[^<]*扣罚每月封顶 8\.0", page)
    assert "扣罚每月封顶 5.0" in page
    desk.send(take="0")
    assert "保留现行内容" in desk.open()
    assert desk.send(confirm="1").status_code == 303


def test_what_a_colleague_corrects_before_the_adoption_is_not_adopted_unseen(desk, monkeypatch):
    adopt = rulebook_import.adopt

    def after_a_colleague(document, campaign, *, by, at, **more):
        documents.save(document, document.draft, version=None, by=by, at=at)
        return adopt(document, campaign, by=by, at=at, **more)

    desk.read()
    monkeypatch.setattr(rulebook_import, "adopt", after_a_colleague)
    assert desk.send(confirm="1").status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "没有可读"),
        ({"text": "", "file": (OLD_OFFICE, "a.doc")}, "另存为"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_do(desk, data, words):
    sent = {name: (io.BytesIO(one[0]), one[1]) if name == "file" else one for name, one in data.items()}
    answer = desk.read(**sent)
    assert answer.status_code == 422
    assert re.search(r'class="lb-field-errors"', answer.text)
    assert words in answer.text


def test_the_page_asks_the_database_as_often_for_many_rules(desk, statements):
    counts = []
    for text in (TEXT, TEXT + "".join(f"{n}.行为{n},每次扣1分;\n" for n in range(4, 60))):
        desk.read(text=text)
        with statements() as seen:
            desk.open()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_rulebook_is_downloaded_by_who_may_read_it(made, at):
    staff = at("staff")
    answer = staff.get(f"{made.url}/rulebook/download")
    assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPE)
    assert staff.get(f"{made.url}/rulebook/download?version={made.book}").status_code == 404, "a draft is the office's"


def test_the_page_of_a_rulebook_offers_both(desk, made, at):
    assert "rulebook/import" in desk.get("/rulebooks").text
    page = at("staff").get(f"{made.url}/rulebooks").text
    assert "rulebook/download" in page
    assert "rulebook/import" not in page
