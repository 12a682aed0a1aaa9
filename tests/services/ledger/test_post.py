from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.ledger import GENESIS, LedgerEntry, LedgerHead
from models.refusals import WrongState
from services import chain, ledger
from tests.factories import make_campaign, points


def test_entries_are_numbered_without_gaps_and_chained(session, cast, running):
    for _ in range(3):
        points.confirm(points.make_penalty(running, cast), cast.leader)
    entries = session.query(LedgerEntry).order_by(LedgerEntry.number).all()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[0].previous_hash == GENESIS
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    head = session.get(LedgerHead, running.campaign_id)
    assert (head.last_number, head.last_hash) == (6, entries[-1].hash)


def test_the_balance_runs_over_all_months_of_the_campaign(session, cast, running):
    for day in (date(2018, 8, 12), date(2018, 11, 2)):
        points.confirm(points.make_penalty(running, cast, happened_on=day), cast.leader)
    mine = session.query(LedgerEntry).filter_by(person_id=cast.staff.id).order_by(LedgerEntry.number).all()
    assert [entry.balance for entry in mine] == [Decimal(-2), Decimal(-4)]
    assert [entry.month for entry in mine] == [201808, 201811]


def test_two_lines_of_one_subject_in_one_posting_follow_each_other(session, cast, running):
    cases = [points.make_penalty(running, cast) for _ in range(2)]
    by = cast.leader.visitor(points.LATER)
    lines = [line for case in cases for line in case.lines]
    assert ledger.post(lines, by=by, at=points.LATER, zone=points.ZONE) == [1, 2, 3, 4]
    assert points.entry(running.campaign_id, 3).balance == Decimal(-4)
    assert chain.verify(running.campaign_id) is None


def test_each_campaign_has_its_own_numbers(session, cast, running):
    other = make_campaign(cast, "next")
    points.confirm(points.make_penalty(running, cast), cast.leader)
    assert points.confirm(points.make_penalty(other, cast), cast.leader) == [1, 2]
    assert chain.verify(running.campaign_id) is chain.verify(other.campaign_id) is None


def test_a_campaign_without_a_head_gets_one(session, cast, running):
    session.query(LedgerHead).delete()
    assert points.confirm(points.make_penalty(running, cast), cast.leader) == [1, 2]


def test_a_posted_line_is_not_posted_again(session, cast, running):
    case = points.make_penalty(running, cast)
    points.confirm(case, cast.leader)
    with pytest.raises(WrongState):
        ledger.post(case.lines, by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)


def test_the_day_of_posting_is_the_organisations(session, cast, running):
    late = datetime(2018, 11, 30, 17, 0, tzinfo=UTC)
    points.confirm(points.make_penalty(running, cast), cast.leader, at=late)
    entry = points.entry(running.campaign_id, 1)
    assert (entry.posted_on, entry.month) == (20181201, 201811)
    assert entry.posted_at == 1543597200000000


def test_an_entry_keeps_the_unit_of_its_day(session, cast, running):
    from models.person import Membership

    case = points.make_penalty(running, cast)
    session.query(Membership).filter_by(person_id=cast.staff.id).one().unit_id = cast.second_department_id
    session.flush()
    points.confirm(case, cast.leader)
    assert points.entry(running.campaign_id, 1).home_unit_id == cast.squad_id


def test_the_canonical_form_is_the_one_in_the_handbook(session, cast, running, root):
    """docs/ledger.md gives an example that another program can try itself on."""
    points.confirm(points.make_penalty(running, cast), cast.leader)
    entry = points.entry(running.campaign_id, 1)
    written = (
        f"1|{running.campaign_id}|1|{entry.posted_at}|20181126|201811|{entry.line_id}|0|{entry.person_id}|0|"
        f"{entry.home_unit_id}|332e32|1|{entry.effect_id}|1|-200|0|-200|-200|{entry.proposer_id}|"
        f"{entry.confirmer_id}|{entry.digest}|{GENESIS}"
    )
    assert entry.hash == chain.sha256(written)
    text = (root / "docs" / "ledger.md").read_text(encoding="utf-8")
    example, its_hash = text.partition("```\n1|")[2].partition("\n```")[0], text.partition("`sha256: ")[2][:64]
    assert chain.sha256(f"1|{example}") == its_hash
    for name in chain.ORDER:
        assert f"`{name}`" in text, name
