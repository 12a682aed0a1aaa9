from datetime import date

import pytest
from sqlalchemy import true

from access import visible
from models.case import CaseLine
from models.ledger import LedgerEntry
from models.person import Membership
from services import explanations
from services.scores import Of
from tests.factories import points


@pytest.fixture
def entries(campaign, cast):
    def found(who=cast.staff, about=None, before=None):
        of = Of(person_id=(about or who).id)
        seen = visible(who.visitor(points.LATER), LedgerEntry, campaign)
        return explanations.entries(campaign, of.entry(), true(), seen, before)

    return found


@pytest.fixture
def proposed(campaign, cast):
    def found(who=cast.staff, of=None):
        of = of or Of(person_id=who.id)
        seen = visible(who.visitor(points.LATER), CaseLine, campaign)
        waiting, _ended = explanations.uncounted(campaign, of.line(), true(), seen)
        return waiting

    return found


def test_an_entry_tells_its_rule_matter_proposer_and_confirmer(entries, running, post):
    post(running.penalty_id, date(2018, 11, 2))
    ((entry,), older) = entries()
    matter = entry.matter
    assert (entry.number, entry.amount, entry.confirmer, entry.posted_at) == (1, -2, "站长", points.LATER)
    assert (matter.rule, matter.code, matter.version, matter.reason) == ("窗口服务用语不规范", "3.2", 1, "与旅客争吵")
    assert matter.rule_text.startswith("未使用文明用语")
    assert (matter.proposer, matter.happened_on) == ("办公室主任", date(2018, 11, 2))
    assert entry.may_open
    assert older is None


def test_the_newest_entry_comes_first(entries, running, post):
    post(running.reward_id, date(2018, 11, 2))
    post(running.reward_id, date(2018, 10, 2))
    assert [entry.number for entry in entries()[0]] == [2, 1]


def test_a_reversal_and_what_it_reverses_point_at_each_other(entries, running, post, reverse):
    post(running.reward_id, date(2018, 11, 2))
    reverse(1)
    (reversal, reversed_), _older = entries()
    assert (reversal.reverses, reversal.reverses_id, reversal.reversal_reason) == (
        1,
        reversed_.id,
        "监控证明不是本人",
    )
    assert (reversed_.reversed_by, reversed_.reversed_by_id, reversed_.is_undone) == (2, reversal.id, True)


def test_a_reversal_in_part_does_not_undo_it(entries, running, post, reverse):
    post(running.penalty_id, date(2018, 11, 2))
    reverse(1, "0.5")
    assert [entry.is_undone for entry in entries()[0]] == [False, False]


def test_a_long_list_goes_on_from_a_number(entries, running, post, monkeypatch):
    monkeypatch.setattr(explanations, "ROWS", 2)
    for day in (1, 2, 3):
        post(running.reward_id, date(2018, 11, day))
    first, older = entries()
    second, none = entries(before=older)
    assert [entry.number for entry in first + second] == [3, 2, 1]
    assert (older, none) == (2, None)


def test_entries_of_another_unit_count_but_do_not_open(entries, running, post, cast, session):
    """Who heads the person now sees the whole score, and the cases of the time before only as lines of it."""
    post(running.penalty_id, date(2018, 11, 2))
    session.query(Membership).filter_by(person_id=cast.staff.id).one().unit_id = cast.second_department_id
    session.flush()
    (entry,), _older = entries(cast.second_head, about=cast.staff)
    assert not entry.may_open


def test_what_is_proposed_is_told_apart(proposed, entries, running, cast):
    points.make_penalty(running, cast)
    (line,) = proposed()
    assert (line.asked, line.matter.case_number) == (-2, 1)
    assert entries() == ([], None)


@pytest.mark.parametrize("end", ["confirmed", "rejected", "withdrawn"])
def test_what_is_decided_waits_no_more(proposed, running, cast, end):
    from services import cases

    case = points.make_penalty(running, cast)
    if end == "confirmed":
        points.confirm(case, cast.leader)
    elif end == "rejected":
        cases.reject(case, "证据不足", version=1, by=cast.leader.visitor(points.LATER), at=points.LATER)
    else:
        cases.withdraw(case, "", version=1, by=cast.director.visitor(points.LATER), at=points.LATER)
    assert proposed() == []


def test_a_supervisor_sees_nothing_that_is_only_proposed(proposed, running, cast):
    points.make_case(running, cast.director, running.unit_reward_id, unit_id=cast.department_id)
    of = Of(unit_id=cast.department_id)
    assert len(proposed(cast.head, of)) == 1
    assert proposed(cast.supervisor, of) == []
