"""Two signatures of the month's list at once, in real processes: each line is posted once."""

import pytest
from sqlalchemy import select

from extensions import db, writing
from models.case import CaseState, LineState, PointCase
from models.ledger import LedgerEntry
from models.month import ListState, MonthlyList
from models.person import Person
from services import accounts, chain, totals
from services import months as months_
from tests.databases import make_app
from tests.factories import make_campaign, make_cast, months
from tests.factories.running import ZONE
from tests.processes import run_together

pytestmark = pytest.mark.slow


@pytest.fixture
def made(own_database, tmp_path):
    """An app on a database with real commits, the campaign in it, and the id of October's list with four lines, of
    which the deputy may sign two."""
    app = make_app(own_database, tmp_path)
    with app.app_context(), writing():
        cast = make_cast()
        running = make_campaign(cast)
        plain, _shared = months.make_list_rules(running)
        for head, person in ((cast.head, cast.staff), (cast.second_head, cast.second_staff)) * 2:
            months.make_record(running, head, plain, person, "2")
        list_id = months.on_notice(running, cast).id
        db.session.commit()
    yield app, running, list_id
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


# ---------------------------------------------------------------- run in processes of their own
def sign_as(staff_no: str, list_id: int, version: int | None) -> list[int]:
    """Read the list first, as a request does, and then sign it."""
    with writing():
        by = accounts.visitor_of(db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one(), months.ENDED)
        month_list = db.session.get_one(MonthlyList, list_id)
        assert [case.state for case in db.session.scalars(select(PointCase).filter_by(list_id=list_id))]
        numbers = months_.sign(month_list, version=version, by=by, at=months.ENDED, zone=ZONE)
        db.session.commit()
    return numbers


def sign_or_strike_out_as(staff_no: str, list_id: int, line_id: int) -> list[int]:
    """Sign, or with a line strike that out."""
    if not line_id:
        return sign_as(staff_no, list_id, None)
    with writing():
        by = accounts.visitor_of(db.session.scalars(select(Person).filter_by(staff_no=staff_no)).one(), months.ENDED)
        case = db.session.scalars(select(PointCase).where(PointCase.lines.any(id=line_id))).one()
        (line,) = (one for one in case.lines if one.id == line_id)
        months_.strike_out(line, "有维修单", version=None, by=by, at=months.ENDED)
        db.session.commit()
    return []


# ---------------------------------------------------------------- what comes of it
@pytest.mark.parametrize("version", [None, "seen"])
def test_two_signatures_at_once_post_each_line_once(made, own_database, version):
    app, running, list_id = made
    with app.app_context():
        seen = db.session.get_one(MonthlyList, list_id).version if version else None
    outcomes = run_together(own_database, sign_as, [("T002", list_id, seen)] * 2)
    errors = sorted(outcome.error or "" for outcome in outcomes)
    assert errors == ["", "WrongState"], outcomes
    holds(app, running, list_id, [1, 2, 3, 4])


def test_leader_and_deputy_at_once_post_each_line_once(made, own_database):
    app, running, list_id = made
    outcomes = run_together(own_database, sign_as, [("T002", list_id, None), ("T003", list_id, None)])
    posted = sorted(number for outcome in outcomes for number in outcome.value or [])
    assert posted == [1, 2, 3, 4], outcomes
    assert {outcome.error for outcome in outcomes} <= {None, "WrongState"}, outcomes
    holds(app, running, list_id, posted)


def test_a_line_is_posted_or_struck_out_and_never_both(made, own_database):
    app, running, list_id = made
    with app.app_context():
        case = db.session.scalars(select(PointCase).filter_by(list_id=list_id).order_by(PointCase.id)).first()
        line_id = case.lines[0].id
    outcomes = run_together(own_database, sign_or_strike_out_as, [("T002", list_id, 0), ("T002", list_id, line_id)])
    signed, struck = outcomes
    assert signed.error is None, outcomes
    assert struck.error in (None, "WrongState"), outcomes
    with app.app_context():
        case = db.session.scalars(select(PointCase).filter_by(list_id=list_id).order_by(PointCase.id)).first()
        assert case.lines[0].state is (LineState.STRUCK_OUT if struck.error is None else LineState.POSTED)
    holds(app, running, list_id, signed.value)


def holds(app, running, list_id, numbers):
    """The list is signed, the ledger has those numbers, and chain and totals are right."""
    with app.app_context():
        assert db.session.get_one(MonthlyList, list_id).state is ListState.SIGNED
        states = set(db.session.scalars(select(PointCase.state).filter_by(list_id=list_id)))
        assert states <= {CaseState.POSTED, CaseState.REJECTED}
        entries = db.session.execute(select(LedgerEntry.number, LedgerEntry.line_id).order_by(LedgerEntry.number)).all()
        assert [entry.number for entry in entries] == numbers
        assert len({entry.line_id for entry in entries}) == len(entries)
        assert chain.verify(running.campaign_id) is None
        assert totals.differences(running.campaign_id) == []
