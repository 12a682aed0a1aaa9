from decimal import Decimal

from sqlalchemy import text

from models.ledger import LedgerEntry, Total
from models.rulebook import Measure
from services import ledger, totals
from tests.factories import points


def test_posting_adds_to_all_book_section_and_rule_of_the_month(session, cast, running):
    points.confirm(points.make_penalty(running, cast), cast.leader)
    points.confirm(points.make_penalty(running, cast), cast.leader)
    mine = session.query(Total).filter_by(person_id=cast.staff.id)
    assert {(one.scope, one.month, one.amount) for one in mine} == {
        ("all", 201811, Decimal(-4)),
        ("book:-", 201811, Decimal(-4)),
        ("section:3:-", 201811, Decimal(-4)),
        ("rule:3.2:-", 201811, Decimal(-4)),
        ("entries", 201811, Decimal(2)),
    }


def test_a_unit_has_its_own_totals(session, cast, running):
    case = points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.department_id)
    points.confirm(case, cast.leader)
    assert totals.balance(running.campaign_id, None, cast.department_id, Measure.POINTS) == Decimal(2)
    assert totals.balance(running.campaign_id, cast.staff.id, None, Measure.POINTS) == Decimal(0)
    assert totals.balance(running.campaign_id, None, cast.department_id, Measure.YUAN) == Decimal(0)


def test_the_totals_agree_with_the_entries_after_reversals_too(session, cast, running):
    points.confirm(points.make_penalty(running, cast), cast.leader)
    ledger.reverse(
        points.entry(running.campaign_id, 1),
        Decimal(1),
        "部分",
        by=cast.leader.visitor(points.LATER),
        at=points.LATER,
        zone=points.ZONE,
    )
    assert totals.differences(running.campaign_id) == []


def test_a_wrong_total_is_found_and_made_anew(session, cast, running):
    points.confirm(points.make_penalty(running, cast), cast.leader)
    session.execute(text("UPDATE total SET amount = amount + 100 WHERE scope = 'all'"))
    session.execute(text("DELETE FROM total WHERE scope = 'book:-'"))
    session.execute(
        text(
            "INSERT INTO total (campaign_id, person_id, measure, scope, month, amount) "
            f"VALUES ({running.campaign_id}, {cast.head.id}, 1, 'all', 201811, 500)"
        )
    )
    found = totals.differences(running.campaign_id)
    assert {(one.key.scope, one.kept, one.right) for one in found if one.key.person_id == cast.staff.id} == {
        ("all", Decimal(-1), Decimal(-2)),
        ("book:-", Decimal(0), Decimal(-2)),
    }
    assert len(found) == 5
    totals.rebuild(running.campaign_id)
    assert totals.differences(running.campaign_id) == []
    assert session.query(LedgerEntry).count() == 2
