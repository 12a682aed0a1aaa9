import re
from datetime import date

import pytest

from extensions import db
from models.rulebook import Rulebook


def test_everyone_reads_the_version_in_force(at, made):
    page = at("staff").get(made.page).text
    for words in (
        "第 1 版",
        "施行中",
        "2018-08-01 起",
        "3 服务规范",
        "窗口服务用语不规范",
        "−2.0",
        "班长",
        "+0.5",
        "+1.0",
    ):
        assert words in page
    assert "草稿" not in page
    assert "+ 条文" not in page


@pytest.mark.parametrize("part", ["leader", "head", "staff", "supervisor"])
def test_a_draft_is_seen_by_the_office_alone(at, made, part):
    client = at(part)
    assert client.get(f"{made.page}/{made.book}").status_code == 404
    assert client.get(f"{made.page}/{made.running.rulebook_id}").status_code == 200


def test_the_office_sees_the_draft_with_its_forms(draft):
    page = draft()
    for words in ("第 2 版", "草稿只有办公室能看到", "施行日期", "+ 条文", "+ 章节"):
        assert words in page


def test_a_version_says_how_it_stands_today(app, at, made):
    with app.app_context():
        book = db.session.get_one(Rulebook, made.book)
        book.state, book.from_on, book.in_force_at = "in_force", date(2018, 12, 1), None
        db.session.get_one(Rulebook, made.running.rulebook_id).state = "replaced"
        db.session.commit()
    page = at("staff").get(made.page).text
    assert re.search(r"第 1 版 · 施行中", page)
    assert re.search(r"第 2 版 · 待施行", page)


def test_an_empty_campaign_says_what_a_rulebook_is_for(app, at, made):
    from sqlalchemy import delete

    from models.rulebook import Effect, PointRule, Section

    with app.app_context():
        for model in (Effect, PointRule, Section, Rulebook):
            db.session.execute(delete(model))
        db.session.commit()
    assert "还没有考核细则" in at("staff").get(made.page).text
    assert "编写考核细则" in at("director").get(made.page).text


@pytest.mark.parametrize("part", ["leader", "head", "staff", "administrator"])
def test_only_the_office_writes(at, made, part):
    client = at(part)
    for path in (
        "",
        f"/{made.book}",
        f"/{made.book}/sections",
        f"/{made.book}/force",
        f"/{made.book}/discard",
    ):
        assert client.post(f"{made.page}{path}").status_code == 403
    for path in ("sections/{}", "sections/{}/up", "sections/{}/rules", "sections/{}/order", "sections/{}/remove"):
        assert client.post(f"{made.url}/{path.format(made.sections[0])}").status_code == 403
    for path in ("rules/{}", "rules/{}/remove"):
        assert client.post(f"{made.url}/{path.format(made.rules[0])}").status_code == 403


def test_the_statements_do_not_grow_with_the_rules(app, draft, made, statements):
    from datetime import UTC, datetime
    from decimal import Decimal

    from models.rulebook import Direction, Payer, Section
    from services import rulebooks
    from services.rulebook_contents import EffectContent, RuleContent

    draft()
    with statements() as few:
        draft()
    at = datetime(2018, 11, 20, tzinfo=UTC)
    with app.app_context():
        section = db.session.get_one(Section, made.sections[0])
        effects = (EffectContent(Payer.PERSON, Direction.PENALTY, Decimal(1), Decimal(1)),)
        for number in range(200):
            content = RuleContent(f"3.{number + 10}", "离岗", "离岗的,扣 1 分。", evidence_wanted=True, effects=effects)
            rulebooks.add_rule(section, content, revision=None, by=made.cast.director.visitor(at), at=at)
        db.session.commit()
    with statements() as many:
        page = draft()
    assert len(many) == len(few)
    assert page.count("data-row=") == 203
