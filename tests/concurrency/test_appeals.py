"""Reconsideration at the same instant as another act: it is held or posted, never both, and decided once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from extensions import db, writing
from models.appeal import Appeal, AppealState
from models.case import CaseLine, LineState, PointCase
from models.ledger import LedgerEntry
from models.person import Person
from services import accounts, appeals, cases, chain, totals
from tests.databases import make_app
from tests.factories import make_campaign, make_cast, points
from tests.processes import run_together

pytestmark = pytest.mark.slow


@pytest.fixture
def made(own_database, tmp_path):
    """An app on a database with real commits, the cast and a case whose notice has ended; its id."""
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
        case_id = points.make_penalty(running, cast).id
        db.session.commit()
    yield app, cast, case_id
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


# ---------------------------------------------------------------- run in processes of their own
def act_as(staff_no: str, case_id: int, what: str) -> str:
    """Read the case first, as a request does, and then do it."""
    at = points.LATER + timedelta(hours=1)
    with writing():
        by = accounts.visitor_of(db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one(), at)
        case = db.session.get_one(PointCase, case_id)
        assert [line.state for line in case.lines]
        if what == "ask":
            appeals.ask(case.lines[0], "当时不在窗口", [], by=by, at=at)
        elif what == "confirm":
            cases.confirm(case, version=None, by=by, at=at, zone=points.ZONE)
        elif what == "withdraw":
            cases.withdraw(case, "记错", version=None, by=by, at=at)
        else:
            asked = db.session.scalars(select(Appeal)).one()
            decision = appeals.Decision(AppealState(what), "已查")
            appeals.decide(asked, decision, version=1, by=by, at=at, zone=points.ZONE)
        db.session.commit()
    return what


# ---------------------------------------------------------------- what comes of it
def test_asked_for_in_the_same_instant_as_confirmed_it_is_held_or_posted(made, own_database):
    app, _cast, case_id = made
    outcomes = run_together(own_database, act_as, [("T011", case_id, "ask"), ("T002", case_id, "confirm")])
    assert outcomes[0].error is None, "the right to ask is there before and after posting"
    with app.app_context():
        line = db.session.scalars(select(CaseLine).order_by(CaseLine.id)).first()
        posted = db.session.query(LedgerEntry).count()
        asked = db.session.scalars(select(Appeal)).one()
        if outcomes[1].error is None:
            assert (line.state, posted, asked.entry_id is not None) == (LineState.POSTED, 2, True)
        else:
            assert outcomes[1].error == "WrongState", outcomes
            assert (line.state, posted, asked.entry_id) == (LineState.HELD, 0, None)
        assert chain.verify(line.case.campaign_id) is None


def test_asked_for_twice_in_the_same_instant_it_is_asked_for_once(made, own_database):
    app, _cast, case_id = made
    outcomes = run_together(own_database, act_as, [("T011", case_id, "ask"), ("T011", case_id, "ask")])
    assert sorted(outcome.error or "" for outcome in outcomes) == ["", "WrongState"], outcomes
    with app.app_context():
        assert db.session.query(Appeal).count() == 1


def test_two_who_decide_in_the_same_instant_decide_once(made, own_database):
    app, cast, case_id = made
    with app.app_context(), writing():
        case = db.session.get_one(PointCase, case_id)
        campaign_id = case.campaign_id
        points.appeal(case, cast.staff)
        db.session.commit()
    outcomes = run_together(own_database, act_as, [("T002", case_id, "overturned"), ("T004", case_id, "upheld")])
    assert sorted(outcome.error or "" for outcome in outcomes) == ["", "WrongState"], outcomes
    held = next(outcome.value for outcome in outcomes if outcome.error is None)
    with app.app_context():
        assert db.session.scalars(select(Appeal)).one().state == held
        state = db.session.scalars(select(CaseLine.state).order_by(CaseLine.id)).first()
        assert state is {"upheld": LineState.OPEN, "overturned": LineState.STRUCK_OUT}[held]
        assert totals.differences(campaign_id) == []


def test_two_who_overturn_what_is_posted_reverse_it_once(made, own_database):
    app, cast, case_id = made
    with app.app_context(), writing():
        case = db.session.get_one(PointCase, case_id)
        campaign_id = case.campaign_id
        points.confirm(case, cast.leader)
        db.session.refresh(case)
        points.appeal(case, cast.staff)
        db.session.commit()
    outcomes = run_together(own_database, act_as, [("T004", case_id, "overturned"), ("T004", case_id, "overturned")])
    assert sorted(outcome.error or "" for outcome in outcomes) == ["", "WrongState"], outcomes
    with app.app_context():
        assert db.session.query(LedgerEntry).filter(LedgerEntry.reverses_id.is_not(None)).count() == 1
        assert totals.differences(campaign_id) == []
        assert chain.verify(campaign_id) is None


def test_decided_in_the_same_instant_as_withdrawn_one_holds(made, own_database):
    app, cast, case_id = made
    with app.app_context(), writing():
        points.appeal(db.session.get_one(PointCase, case_id), cast.staff)
        db.session.commit()
    outcomes = run_together(own_database, act_as, [("T004", case_id, "upheld"), ("T005", case_id, "withdraw")])
    assert outcomes[1].error is None, outcomes
    assert outcomes[0].error in (None, "WrongState"), outcomes
    with app.app_context():
        asked = db.session.scalars(select(Appeal)).one()
        assert appeals.is_over(asked) or asked.state is AppealState.UPHELD
