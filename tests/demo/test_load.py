"""The whole demo: everything in it can be said in both languages, and points at what is there."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale
from sqlalchemy import select

import demo
import wording
from extensions import db
from models.base import Base
from models.event import Event
from models.evidence import EvidenceUse
from models.notice import Notice

AT = datetime(2026, 3, 4, 2, tzinfo=UTC)
CLASSES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@pytest.mark.slow
def test_everything_told_and_traced_has_its_words_and_its_record(app):
    with app.test_request_context():
        demo.load(AT)
        for model in (Notice, Event, EvidenceUse):
            for one in db.session.scalars(select(model)):
                assert db.session.get(CLASSES[one.ref_kind], one.ref_id) is not None, (model, one.ref_kind)
        acts = set(db.session.scalars(select(Event.act).distinct()))
        assert not acts - set(wording.acts)
        for notice in db.session.scalars(select(Notice)):
            page_of = wording.pages[notice.ref_kind]
            assert page_of(notice.ref_id)
            for locale in ("zh", "en"):
                with force_locale(locale):
                    words = wording.said(wording.notices, notice.key, notice.values)
                assert words != notice.key
                assert "%(" not in words
        db.session.rollback()
