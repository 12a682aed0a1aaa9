"""The migration to totals by direction, upwards with entries in the database."""

import flask_migrate
import pytest
from sqlalchemy import text

from extensions import db, writing
from models.case import CaseLine
from models.ledger import Total
from models.rulebook import Audience, PointRule, Section
from services import totals
from tests.databases import ROOT, make_app
from tests.factories import make_campaign, make_cast, points

BEFORE = (
    "ALTER TABLE section DROP COLUMN caps",
    "ALTER TABLE point_rule DROP COLUMN audience",
    "ALTER TABLE case_line DROP COLUMN cut_by",
    "DELETE FROM total WHERE scope <> 'all'",
    """INSERT INTO total (campaign_id, person_id, unit_id, measure, scope, month, amount)
    SELECT campaign_id, person_id, unit_id, measure, 'book', month, amount FROM total""",
    "UPDATE alembic_version SET version_num = '0003'",
)


@pytest.fixture
def old(own_database, tmp_path):
    """An app on a database as it was before, with a case posted; and its campaign."""
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
        points.confirm(points.make_penalty(running, cast), cast.leader)
        reward = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.staff.id])
        points.confirm(reward, cast.leader)
        db.session.commit()
        for statement in BEFORE:
            db.session.execute(text(statement))
        db.session.commit()
    yield app, running.campaign_id
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_totals_agree_with_the_entries_and_nothing_is_capped_after_it(old):
    app, campaign_id = old
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"), revision="0004")
        assert totals.differences(campaign_id) == []
        assert db.session.query(Total).filter_by(scope="book").count() == 0
        assert {section.caps == {} for section in db.session.query(Section)} == {True}
        assert {rule.audience for rule in db.session.query(PointRule)} == {Audience.USUAL}
        assert {line.cut_by for line in db.session.query(CaseLine)} == {""}
