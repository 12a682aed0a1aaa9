"""What only real processes on a database with real commits show: nobody posts twice, no number is given twice."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from extensions import db, writing
from models.case import CaseState, PointCase
from models.ledger import LedgerEntry, LedgerHead
from models.person import Person
from models.rulebook import PointRule
from services import accounts, cases, chain, totals
from tests.databases import make_app
from tests.factories import make_campaign, make_cast, points
from tests.processes import run_together

pytestmark = pytest.mark.slow


@pytest.fixture
def made(own_database, tmp_path):
    """An app on a database with real commits, with the cast and the campaign in it; and their ids."""
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
    yield app, cast, running
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def propose(app, cast, running, count=1):
    with app.app_context(), writing():
        ids = [points.make_penalty(running, cast).id for _ in range(count)]
        db.session.commit()
    return ids


# ---------------------------------------------------------------- run in processes of their own
def confirm_as(staff_no: str, case_id: int) -> list[int]:
    """Read the case first, as a request does, and then confirm it."""
    with writing():
        by = accounts.visitor_of(db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one(), points.LATER)
        case = db.session.get_one(PointCase, case_id)
        assert [line.state for line in case.lines]
        numbers = cases.confirm(case, version=None, by=by, at=points.LATER, zone=points.ZONE)
        db.session.commit()
    return numbers


def confirm_or_reject_as(staff_no: str, case_id: int, how: str) -> str:
    with writing():
        by = accounts.visitor_of(db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one(), points.LATER)
        case = db.session.get_one(PointCase, case_id)
        if how == "confirm":
            cases.confirm(case, version=1, by=by, at=points.LATER, zone=points.ZONE)
        else:
            cases.reject(case, "证据不足", version=1, by=by, at=points.LATER)
        db.session.commit()
    return how


# ---------------------------------------------------------------- what comes of it
def test_two_confirmers_of_one_case_post_it_once(made, own_database):
    app, cast, running = made
    with app.app_context(), writing():
        case_id = points.make_case(running, cast.director, running.reward_id, person_ids=[cast.second_staff.id]).id
        db.session.commit()
    outcomes = run_together(own_database, confirm_as, [("T002", case_id), ("T003", case_id)])
    assert sorted(outcome.error or "" for outcome in outcomes) == ["", "WrongState"], outcomes
    with app.app_context():
        assert [entry.number for entry in db.session.scalars(select(LedgerEntry))] == [1]
        assert db.session.get_one(LedgerHead, running.campaign_id).last_number == 1
        assert totals.differences(running.campaign_id) == []
        assert chain.verify(running.campaign_id) is None


def test_two_postings_at_once_get_consecutive_numbers(made, own_database):
    app, cast, running = made
    first, second = propose(app, cast, running, 2)
    outcomes = run_together(own_database, confirm_as, [("T002", first), ("T002", second)])
    assert [outcome.error for outcome in outcomes] == [None, None], outcomes
    assert sorted(outcome.value for outcome in outcomes) == [[1, 2], [3, 4]]
    with app.app_context():
        balances = db.session.scalars(
            select(LedgerEntry.balance).filter_by(person_id=cast.staff.id).order_by(LedgerEntry.number)
        ).all()
        assert balances == [Decimal(-2), Decimal(-4)]
        assert chain.verify(running.campaign_id) is None
        assert totals.differences(running.campaign_id) == []


def test_of_a_confirmation_and_a_rejection_at_once_one_holds(made, own_database):
    app, cast, running = made
    (case_id,) = propose(app, cast, running)
    outcomes = run_together(
        own_database, confirm_or_reject_as, [("T002", case_id, "confirm"), ("T002", case_id, "reject")]
    )
    assert sorted(outcome.error or "" for outcome in outcomes) == ["", "WrongState"], outcomes
    held = next(outcome.value for outcome in outcomes if outcome.error is None)
    with app.app_context():
        state = db.session.get_one(PointCase, case_id).state
        assert state is {"confirm": CaseState.POSTED, "reject": CaseState.REJECTED}[held]
        assert db.session.query(LedgerEntry).count() == (2 if held == "confirm" else 0)


def test_six_postings_into_a_ledger_without_a_head(made, own_database):
    app, cast, running = made
    ids = propose(app, cast, running, 6)
    with app.app_context(), writing():
        db.session.query(LedgerHead).delete()
        db.session.commit()
    outcomes = run_together(own_database, confirm_as, [("T002", case_id) for case_id in ids])
    assert [outcome.error for outcome in outcomes] == [None] * 6, outcomes
    with app.app_context():
        numbers = db.session.scalars(select(LedgerEntry.number).order_by(LedgerEntry.number)).all()
        assert numbers == list(range(1, 13))
        assert chain.verify(running.campaign_id) is None
        assert totals.differences(running.campaign_id) == []


def test_confirmations_at_the_same_instant_never_break_a_cap(made, own_database):
    app, cast, running = made
    with app.app_context(), writing():
        db.session.get_one(PointRule, running.penalty_id).caps = {"penalty": {"month": "5.00"}}
        db.session.commit()
    ids = propose(app, cast, running, 4)
    outcomes = run_together(own_database, confirm_as, [("T002", case_id) for case_id in ids])
    assert [outcome.error for outcome in outcomes] == [None] * 4, outcomes
    with app.app_context():
        mine = db.session.execute(
            select(LedgerEntry.asked, LedgerEntry.cut, LedgerEntry.amount)
            .where(LedgerEntry.person_id == cast.staff.id)
            .order_by(LedgerEntry.number)
        ).all()
        assert [tuple(row) for row in mine] == [(-2, 0, -2), (-2, 0, -2), (-2, -1, -1), (-2, -2, 0)]
        assert chain.verify(running.campaign_id) is None
        assert totals.differences(running.campaign_id) == []
