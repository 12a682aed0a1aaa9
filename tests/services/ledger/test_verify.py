"""Each way of tampering with the ledger, and that verify names the first bad entry."""

import pytest
from sqlalchemy import text

from models.case import PointCase
from models.ledger import LedgerHead
from models.rulebook import PointRule
from services import chain
from services.chain import Fault, Wrong
from tests.factories import points
from tests.tampering import rehash, rewrite_from, take_guards_away


@pytest.fixture
def ledger_of_four(session, cast, running):
    """Entries 1 to 4 by two cases, in a ledger whose guards are taken away for this test."""
    for day in (19, 20):
        case = points.make_penalty(running, cast, happened_on=points.HAPPENED.replace(day=day))
        points.confirm(case, cast.leader)
    take_guards_away()
    return running.campaign_id


def test_an_untouched_ledger_holds(ledger_of_four):
    assert chain.verify(ledger_of_four) is None


@pytest.mark.parametrize(
    "column",
    [
        "canon", "posted_at", "posted_on", "month", "line_id", "person_id", "home_unit_id", "rulebook_version",
        "effect_id", "asked", "cut", "amount", "balance", "proposer_id", "confirmer_id",
    ],
)  # fmt: skip
def test_a_changed_column_is_found(session, ledger_of_four, column):
    session.execute(
        text("PRAGMA foreign_keys=OFF") if session.get_bind().dialect.name == "sqlite" else text("SELECT 1")
    )
    other = {
        "line_id": "4",
        "person_id": "1",
        "home_unit_id": "1",
        "effect_id": "3",
        "proposer_id": "1",
        "confirmer_id": "1",
    }
    value = other.get(column, f"{column} + 1")
    number = 3 if column == "line_id" else 2
    if column == "line_id":  # a line has one posting: free one first
        session.execute(text("UPDATE ledger_entry SET line_id = 1, reverses_id = 1 WHERE number = 4"))
    session.execute(text(f"UPDATE ledger_entry SET {column} = {value} WHERE number = {number}"))
    assert chain.verify(ledger_of_four) == Fault(number, Wrong.CHANGED)


@pytest.mark.parametrize("column", ["digest", "hash", "rule_code", "previous_hash"])
def test_a_changed_text_column_is_found(session, ledger_of_four, column):
    session.execute(text(f"UPDATE ledger_entry SET {column} = '9.9' WHERE number = 3"))
    assert chain.verify(ledger_of_four) == Fault(3, Wrong.CHANGED)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_entry_is_named(session, ledger_of_four, number):
    session.execute(text(f"DELETE FROM ledger_entry WHERE number = {number}"))
    assert chain.verify(ledger_of_four) == Fault(number, Wrong.REMOVED)


def test_removing_and_renumbering_is_found(session, ledger_of_four):
    session.execute(text("DELETE FROM ledger_entry WHERE number = 2"))
    session.execute(text("UPDATE ledger_entry SET number = number - 1 WHERE number = 3"))
    session.execute(text("UPDATE ledger_entry SET number = number - 1 WHERE number = 4"))
    assert chain.verify(ledger_of_four) == Fault(2, Wrong.CHANGED)


def test_reordered_entries_are_found(session, ledger_of_four):
    for number, new in ((2, 99), (3, 2), (99, 3)):
        session.execute(text(f"UPDATE ledger_entry SET number = {new} WHERE number = {number}"))
    assert chain.verify(ledger_of_four) == Fault(2, Wrong.CHANGED)


def test_an_entry_with_a_right_hash_in_a_wrong_place_is_found(session, ledger_of_four):
    rehash(ledger_of_four, 3, previous_hash="f" * 64)
    assert chain.verify(ledger_of_four) == Fault(3, Wrong.OUT_OF_PLACE)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_entry_rewritten_with_its_hash_is_named_not_the_one_after_it(session, ledger_of_four, number):
    rehash(ledger_of_four, number, posted_on=20181231)
    assert chain.verify(ledger_of_four) == Fault(number, Wrong.REWRITTEN)


def test_a_new_chain_from_an_entry_on_is_found_by_who_vouches(session, ledger_of_four):
    kept = {number: {points.entry(ledger_of_four, number).hash} for number in (1, 3)}
    assert chain.verify(ledger_of_four, kept) is None
    rewrite_from(ledger_of_four, 2, posted_on=20181231)
    assert chain.verify(ledger_of_four) is None, "the chain alone cannot know"
    assert chain.verify(ledger_of_four, {1: kept[1]}) is None
    assert chain.verify(ledger_of_four, kept) == Fault(3, Wrong.VOUCHED)


def test_a_cut_tail_is_found_by_who_vouches(session, ledger_of_four):
    kept = {4: {points.entry(ledger_of_four, 4).hash}}
    head = session.get(LedgerHead, ledger_of_four)
    head.last_number, head.last_hash = 2, points.entry(ledger_of_four, 2).hash
    session.flush()
    session.execute(text("DELETE FROM ledger_entry WHERE number > 2"))
    assert chain.verify(ledger_of_four) is None
    assert chain.verify(ledger_of_four, kept) == Fault(3, Wrong.REMOVED)


def test_an_inserted_entry_is_named(session, ledger_of_four):
    head = session.get(LedgerHead, ledger_of_four)
    head.last_number, head.last_hash = 3, points.entry(ledger_of_four, 3).hash
    session.flush()
    assert chain.verify(ledger_of_four) == Fault(4, Wrong.NOT_POSTED)


def test_an_entry_before_the_first_is_named(session, ledger_of_four):
    session.execute(text("UPDATE ledger_entry SET number = 0 WHERE number = 1"))
    assert chain.verify(ledger_of_four) == Fault(0, Wrong.NOT_POSTED)


def test_a_missing_head_is_found(session, ledger_of_four):
    session.execute(text("DELETE FROM ledger_head"))
    assert chain.verify(ledger_of_four) == Fault(1, Wrong.NOT_POSTED)


def test_a_changed_rule_text_is_found(session, running, ledger_of_four):
    session.get(PointRule, running.penalty_id).text = "每次扣 1 分。"
    session.flush()
    assert chain.verify(ledger_of_four) == Fault(1, Wrong.TEXT)


def test_a_changed_reason_is_found(session, ledger_of_four):
    session.query(PointCase).filter_by(number=2).one().reason = "别的事"
    session.flush()
    assert chain.verify(ledger_of_four) == Fault(3, Wrong.TEXT)


def test_changed_evidence_is_found(session, ledger_of_four):
    session.execute(text("UPDATE evidence SET text = 'other' WHERE id = (SELECT max(id) FROM evidence)"))
    assert chain.verify(ledger_of_four) == Fault(3, Wrong.TEXT)
