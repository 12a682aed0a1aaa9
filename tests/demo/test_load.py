"""The whole demo: everything in it can be said in both languages, and points at what is there."""

from datetime import UTC, datetime

import pytest
from flask import g
from flask_babel import force_locale
from sqlalchemy import select

import demo
import wording
from extensions import db
from models.appeal import Appeal, AppealState
from models.base import Base
from models.case import LineState
from models.event import Event
from models.evidence import EvidenceUse
from models.ledger import LedgerEntry
from models.month import ListState, MonthlyList, PeriodClose
from models.notice import Notice
from models.person import Person
from services import accounts, chain, totals

AT = datetime(2026, 3, 4, 2, tzinfo=UTC)
CLASSES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@pytest.mark.slow
def test_everything_told_and_traced_has_its_words_and_its_record(app):
    with app.test_request_context():
        demo.load(AT)
        for model in (Notice, Event, EvidenceUse):
            for one in db.session.scalars(select(model)):
                assert db.session.get(CLASSES[one.ref_kind], one.ref_id) is not None, (model, one.ref_kind)
        seen_by = {person.id: accounts.visitor_of(person, AT) for person in db.session.scalars(select(Person))}
        acts = set(db.session.scalars(select(Event.act).distinct()))
        assert not acts - set(wording.acts)
        for notice in db.session.scalars(select(Notice)):
            g._login_user = seen_by[notice.person_id]
            page_of = wording.pages[notice.ref_kind]
            assert page_of(notice.ref_id)
            for locale in ("zh", "en"):
                with force_locale(locale):
                    words = wording.said(wording.notices, notice.key, notice.values)
                assert words != notice.key
                assert "%(" not in words
        db.session.rollback()


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-28", "2026-03-02", "2026-10-08", "2026-11-24", "2026-12-31"])
def test_its_points_show_all_that_points_can_come_to(app, day):
    with app.test_request_context():
        demo.load(datetime.fromisoformat(f"{day}T01:30:00+00:00"))
        entries = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number)).all()
        appeals = db.session.scalars(select(Appeal).order_by(Appeal.number)).all()
        lists = db.session.scalars(select(MonthlyList).order_by(MonthlyList.month)).all()
        closed = db.session.scalars(select(PeriodClose.month).order_by(PeriodClose.month)).all()
        assert [one.month for one in lists[:-1]] == closed
        assert lists[-1].state is ListState.ON_NOTICE
        assert any(entry.cut for entry in entries)
        assert any(entry.line.case.rule.veto for entry in entries)
        assert any(entry.reverses_id for entry in entries)
        assert [(one.state, one.line.state) for one in appeals] == [
            (AppealState.OVERTURNED, LineState.REVERSED),
            (AppealState.OPEN, LineState.HELD),
        ]
        assert [entry.posted_at for entry in entries] == sorted(entry.posted_at for entry in entries)
        assert chain.verify(entries[0].campaign_id) is None
        assert totals.differences(entries[0].campaign_id) == []
        db.session.rollback()
