"""Two ticks at the same moment give each message once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from extensions import db, writing
from models.event import TimedAct
from models.notice import Notice
from services import reminders
from tests.databases import make_app
from tests.factories import make_campaign, make_cast
from tests.processes import run_together

pytestmark = pytest.mark.slow
ALL_LATE = datetime(2018, 12, 3, 2, 0, tzinfo=UTC)


def tick_once() -> int:
    with writing():
        told = reminders.tick(ALL_LATE)
        db.session.commit()
    return told


def test_two_ticks_at_once_tell_nobody_twice(own_database, tmp_path):
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        make_campaign(make_cast())
    outcomes = run_together(own_database, tick_once, [()] * 3)
    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert sum(outcome.value for outcome in outcomes) == 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 4  # two persons and twice their head
        assert db.session.scalar(select(func.count()).select_from(TimedAct)) == 2
        db.session.remove()
        db.engine.dispose()
