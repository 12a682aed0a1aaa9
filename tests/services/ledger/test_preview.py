from decimal import Decimal

from models.rulebook import PointRule
from services import ledger, totals
from tests.factories import points


def test_a_preview_is_what_posting_comes_to(session, cast, running):
    session.get_one(PointRule, running.penalty_id).caps = {"penalty": {"month": "3.00"}}
    cases = [points.make_penalty(running, cast) for _ in range(3)]
    lines = [line for case in cases for line in case.lines]
    seen = ledger.preview(lines)
    mine = [line for line in lines if line.person_id == cast.staff.id]
    assert [seen[line.id].amount for line in mine] == [Decimal(-2), Decimal(-1), Decimal(0)]
    assert [seen[line.id].cut_by for line in mine] == ["", "rule:month", "rule:month"]
    assert {one.month for one in seen.values()} == {201811}
    ledger.post(lines, by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)
    posted = {entry.line_id: entry.amount for case in cases for entry in entries_of(session, case)}
    assert posted == {line_id: one.amount for line_id, one in seen.items()}
    assert totals.differences(running.campaign_id) == []


def test_a_preview_writes_nothing(session, cast, running, statements):
    session.get_one(PointRule, running.penalty_id).caps = {"penalty": {"month": "1.00"}}
    case = points.make_penalty(running, cast)
    with statements() as seen:
        ledger.preview(case.lines)
        session.flush()
    assert not [one for one in seen if not one.lstrip().upper().startswith("SELECT")]
    assert {line.cut_by for line in case.lines} == {""}
    assert ledger.preview([]) == {}


def entries_of(session, case):
    ids = [line.id for line in case.lines]
    return session.query(ledger.LedgerEntry).filter(ledger.LedgerEntry.line_id.in_(ids)).all()
