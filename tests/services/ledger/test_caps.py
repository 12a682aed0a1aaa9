"""Caps are applied when posting: asked 2, cap left 1, posted 1; for rewards and penalties apart."""

from datetime import date
from decimal import Decimal

import pytest

from models.case import CaseLine
from models.ledger import LedgerEntry
from models.rulebook import Direction, Effect, Measure, PointRule, Rulebook, Section, Span
from services import caps, chain, ledger, totals
from tests.factories import points

PENALTY, REWARD = Direction.PENALTY, Direction.REWARD


@pytest.fixture
def capped(session, running):
    """capped("rule", (PENALTY, Span.MONTH, "3"), …): a cap on the penalty's rule, its section or the book."""

    def put(level, *rows, rule_id=None):
        rule = session.get_one(PointRule, rule_id or running.penalty_id)
        kept = caps.written({(direction, span): Decimal(most) for direction, span, most in rows})
        if level == "rule":
            rule.caps = kept
        elif level == "section":
            session.get_one(Section, rule.section_id).caps = kept
        else:
            session.get_one(Rulebook, running.rulebook_id).settings = {"caps": kept}
        session.flush()

    return put


@pytest.fixture
def lose(cast, running, session):
    """lose(day): the staff member loses 2.0 as a case on that day; the entry of it."""

    def post(day=points.HAPPENED):
        numbers = points.confirm(points.make_penalty(running, cast, happened_on=day), cast.leader)
        return points.entry(running.campaign_id, numbers[0])

    return post


def said(entry):
    return entry.asked, entry.cut, entry.amount


@pytest.mark.parametrize("level", ["rule", "section", "book"])
def test_what_is_above_the_cap_is_cut_and_the_entry_says_so(session, running, capped, lose, level):
    capped(level, (PENALTY, Span.MONTH, "3"))
    assert said(lose()) == (-2, 0, -2)
    cut = lose()
    assert said(cut) == (-2, -1, -1)
    assert session.get_one(CaseLine, cut.line_id).cut_by == f"{level}:month"
    assert cut.balance == -3
    assert chain.verify(running.campaign_id) is None
    assert totals.differences(running.campaign_id) == []


def test_an_entry_of_nothing_is_posted_with_its_cut(running, capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "2"))
    lose()
    assert said(lose()) == (-2, -2, 0)
    assert chain.verify(running.campaign_id) is None
    assert totals.differences(running.campaign_id) == []


def test_another_month_has_room_of_its_own(capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "2"))
    assert said(lose(date(2018, 10, 30))) == (-2, 0, -2)
    assert said(lose()) == (-2, 0, -2)


def test_a_quarter_adds_its_months_and_the_campaign_all(capped, lose):
    capped("rule", (PENALTY, Span.QUARTER, "3"), (PENALTY, Span.CAMPAIGN, "4.5"))
    assert said(lose(date(2018, 10, 30))) == (-2, 0, -2)
    assert said(lose()) == (-2, -1, -1)
    assert said(lose(date(2018, 9, 30))) == (-2, Decimal("-0.5"), Decimal("-1.5"))


def test_the_tightest_cap_decides(session, capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "1.5"))
    capped("section", (PENALTY, Span.CAMPAIGN, "1"))
    capped("book", (PENALTY, Span.QUARTER, "9"))
    cut = lose()
    assert said(cut) == (-2, -1, -1)
    assert session.get_one(CaseLine, cut.line_id).cut_by == "section:campaign"


def test_rewards_give_no_room_for_penalties(cast, running, capped, lose):
    capped("book", (PENALTY, Span.MONTH, "3"), (REWARD, Span.MONTH, "4"))
    lose()
    won = [
        points.confirm(
            points.make_case(running, cast.director, running.reward_id, person_ids=[cast.staff.id]), cast.leader
        )[0]
        for _ in range(3)
    ]
    amounts = [said(points.entry(running.campaign_id, number)) for number in won]
    assert sum(amount for _asked, _cut, amount in amounts) == min(Decimal(4), sum(asked for asked, _c, _a in amounts))
    assert said(lose()) == (-2, -1, -1)


def test_another_subject_has_room_of_its_own(cast, running, capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "2"))
    lose()
    case = points.make_penalty(running, cast, person_ids=[cast.second_staff.id])
    assert said(points.entry(running.campaign_id, points.confirm(case, cast.leader)[0])) == (-2, 0, -2)


def test_a_reversal_gives_the_room_back(cast, running, capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "2"))
    first = lose()
    later = {"by": cast.leader.visitor(points.LATER), "at": points.LATER, "zone": points.ZONE}
    back = ledger.reverse(first, Decimal("1.5"), "记错", **later)
    assert said(back) == (Decimal("1.5"), 0, Decimal("1.5"))
    assert said(lose()) == (-2, Decimal("-0.5"), Decimal("-1.5"))
    assert totals.differences(running.campaign_id) == []


@pytest.mark.parametrize("level", ["rule", "section", "book"])
def test_what_was_made_up_for_a_closed_month_uses_no_room(cast, running, capped, lose, level):
    capped(level, (PENALTY, Span.MONTH, "2"))
    first = lose(date(2018, 10, 22))
    points.make_close(running.campaign_id, 201810, cast.director.id)
    later = {"by": cast.leader.visitor(points.LATER), "at": points.LATER, "zone": points.ZONE}
    assert ledger.reverse(first, None, "记错", **later).month == 201811
    assert said(lose()) == (-2, 0, -2)
    assert totals.differences(running.campaign_id) == []


def test_lines_of_one_batch_share_the_room(session, cast, running, capped):
    capped("rule", (PENALTY, Span.MONTH, "3"))
    lines = [line for _ in range(3) for line in points.make_penalty(running, cast).lines]
    ledger.post(lines, by=cast.leader.visitor(points.LATER), at=points.LATER, zone=points.ZONE)
    mine = session.query(LedgerEntry).filter_by(person_id=cast.staff.id).order_by(LedgerEntry.number)
    assert [entry.amount for entry in mine] == [-2, -1, 0]


def test_yuan_are_never_cut(session, running, capped, lose):
    capped("rule", (PENALTY, Span.MONTH, "1"))
    session.query(Effect).filter_by(rule_id=running.penalty_id).update({"measure": Measure.YUAN})
    session.expire_all()
    assert said(lose()) == (-2, 0, -2)


def test_the_caps_of_the_version_used_hold(session, cast, running, capped, lose):
    """A case is fitted under the caps of its own version, with what was posted under every version counted."""
    capped("book", (PENALTY, Span.CAMPAIGN, "3"))
    lose()
    session.get_one(Rulebook, running.rulebook_id).settings = {}
    session.flush()
    assert said(lose()) == (-2, 0, -2)


@pytest.mark.parametrize(
    ("span", "month", "first", "last"),
    [
        (Span.MONTH, 201811, 201811, 201811),
        (Span.QUARTER, 201811, 201810, 201812),
        (Span.QUARTER, 201901, 201901, 201903),
        (Span.CAMPAIGN, 201811, 0, 999912),
    ],
)
def test_a_span_has_its_months(span, month, first, last):
    assert caps.months(span, month) == (first, last)


def test_caps_are_read_as_they_were_written():
    kept = {(PENALTY, Span.MONTH): Decimal("5.50"), (REWARD, Span.CAMPAIGN): Decimal(20)}
    assert caps.read(caps.written(kept)) == kept
    assert caps.read({}) == caps.read(None) == {}
