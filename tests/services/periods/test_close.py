"""A month is closed: what must be done before, and that the frozen sheet adds up to the ledger."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.case import CaseState, LineState
from models.ledger import LedgerEntry
from models.month import ListState, PeriodRow
from models.person import Membership, Person
from models.refusals import RuleBroken, WrongState
from models.rulebook import Measure, PointRule, Settled
from services import ledger, people, period_reads, periods
from tests.factories import months, points
from tests.services.periods.conftest import CLOSED

DECEMBER = datetime(2018, 12, 20, 2, 0, tzinfo=UTC)
JANUARY = datetime(2019, 1, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def close(cast):
    return lambda month_list, at=CLOSED: periods.close(month_list, by=cast.director.visitor(at), at=at)


def by_person(close):
    return {row.person_id: row for row in close.rows}


def refused(verb, *given):
    with pytest.raises(RuleBroken) as found:
        verb(*given)
    return found.value.key


def test_the_sheet_adds_up_to_the_ledger(session, running, cast, rules, record, signed, close):
    record(rules.penalty, cast.staff, "2")
    record(rules.penalty, cast.staff, "4")  # the month's cap leaves 1
    record(rules.reward, cast.second_staff, "6")
    record(rules.reward, cast.staff, "1.5")
    record(rules.yuan, cast.staff, "50")
    record(rules.yuan, cast.liaison, "20")
    made = close(signed())
    sums = defaultdict(Decimal)
    for entry in session.query(LedgerEntry).filter_by(campaign_id=running.campaign_id, month=201810):
        if entry.person_id is not None:
            sums[entry.person_id, entry.measure] += entry.amount
    for row in made.rows:
        assert row.rewards + row.penalties == sums[row.person_id, Measure.POINTS]
        assert row.score == row.base + sums[row.person_id, Measure.POINTS]
        factor = row.factor if row.factor is not None else Decimal(1)
        paid = row.score * Decimal("12.5") * factor + sums[row.person_id, Measure.YUAN]
        assert (row.yuan, row.makeup) == (paid.quantize(Decimal("0.01")), 0)
    assert sum(row.rewards + row.penalties for row in made.rows) == sum(
        amount for (_person, measure), amount in sums.items() if measure is Measure.POINTS
    )
    staff = by_person(made)[cast.staff.id]
    assert (staff.rewards, staff.penalties, staff.score) == (Decimal("1.5"), Decimal(-3), Decimal("98.5"))
    assert (staff.staff_no, staff.name, staff.unit_name, staff.post_name) == ("T011", "服务员甲", "服务班", "服务员")
    assert (staff.grade, staff.yuan) == ("良好", Decimal("1181.25"))
    assert made.last_number == 6
    assert [row.staff_no for row in made.rows] == sorted(row.staff_no for row in made.rows)


def test_everybody_with_a_main_membership_on_the_last_day_is_in_the_sheet(session, cast, rules, signed, close):
    gone = session.query(Membership).filter_by(person_id=cast.liaison.id).one()
    gone.until = date(2018, 10, 30)
    session.flush()
    rows = by_person(close(signed()))
    assert cast.liaison.id not in rows
    assert cast.supervisor.id not in rows
    assert {cast.staff.id, cast.leader.id, cast.payroll.id} <= rows.keys()


def test_who_leaves_between_the_months_end_and_its_closing_keeps_the_row(session, cast, rules, record, signed, close):
    record(rules.penalty, cast.staff, "1")
    month_list = signed()
    leaving = session.get_one(Person, cast.staff.id)
    people.deactivate(leaving, by=cast.administrator.visitor(CLOSED), at=CLOSED)
    assert not leaving.active
    row = by_person(close(month_list))[cast.staff.id]
    assert (row.is_assessed, row.score, row.grade, row.yuan) == (True, Decimal(99), "良好", Decimal("1237.50"))


def test_who_left_before_the_end_with_entries_stands_in_it_without_grade_or_pay_by_points(
    session, cast, rules, record, signed, close
):
    record(rules.penalty, cast.liaison, "2")
    record(rules.yuan, cast.liaison, "20")
    month_list = signed()
    session.query(Membership).filter_by(person_id=cast.liaison.id).one().until = date(2018, 10, 30)
    session.flush()
    row = by_person(close(month_list))[cast.liaison.id]
    assert (row.is_assessed, row.grade, row.yuan, row.note) == (False, "", Decimal(-20), "月末不在册")
    assert (row.penalties, row.unit_name) == (Decimal(-2), "站务部")


def test_what_mends_an_earlier_month_is_made_up_and_not_paid_twice(
    session, running, cast, rules, record, signed, close
):
    record(rules.penalty, cast.staff, "2")
    record(rules.yuan, cast.staff, "50")
    close(signed())
    november = months.open_list(running, cast, at=DECEMBER, month=201811)
    for number in (1, 2):
        ledger.reverse(
            points.entry(running.campaign_id, number),
            None,
            "申诉成立",
            by=cast.leader.visitor(DECEMBER),
            at=DECEMBER,
            zone=points.ZONE,
        )
    months.check_all(november, cast, at=DECEMBER)
    months.publish(november, cast, at=DECEMBER)
    made = close(november, DECEMBER)
    row = by_person(made)[cast.staff.id]
    assert (row.score, row.penalties) == (Decimal(102), Decimal(2))
    assert row.makeup == Decimal("75.00")  # 2 × 12.5 + 50
    assert row.note == "含以前月份补发"
    assert row.yuan == (Decimal(100) * Decimal("12.5") * row.factor).quantize(Decimal("0.01"))


def test_points_of_a_month_without_assessment_make_up_no_yuan(session, running, cast, rules, record, signed, close):
    record(rules.penalty, cast.staff, "2")
    record(rules.yuan, cast.staff, "50")
    october = signed()
    periods.exempt(october, cast.staff.id, "病假", by=cast.director.visitor(CLOSED), at=CLOSED)
    close(october)
    november = months.open_list(running, cast, at=DECEMBER, month=201811)
    by = cast.leader.visitor(DECEMBER)
    for number in (1, 2):
        entry = points.entry(running.campaign_id, number)
        ledger.reverse(entry, None, "申诉成立", by=by, at=DECEMBER, zone=points.ZONE)
    months.check_all(november, cast, at=DECEMBER)
    months.publish(november, cast, at=DECEMBER)
    row = by_person(close(november, DECEMBER))[cast.staff.id]
    assert (row.makeup, row.note) == (Decimal(50), "含以前月份补发;当月不参评的积分不补发")
    assert row.yuan == (Decimal(100) * Decimal("12.5") * row.factor).quantize(Decimal("0.01"))


def test_an_exempt_person_has_no_grade_and_no_pay_by_points(cast, rules, record, signed, close):
    record(rules.yuan, cast.staff, "50")
    month_list = signed()
    periods.exempt(month_list, cast.staff.id, "病假", by=cast.director.visitor(CLOSED), at=CLOSED)
    row = by_person(close(month_list))[cast.staff.id]
    assert (row.is_assessed, row.grade, row.factor, row.yuan) == (False, "", None, Decimal(-50))
    assert row.note == "不参评:病假"


def test_a_veto_gives_the_lowest_grade(session, running, cast, rules, signed, close):
    rule = session.get_one(PointRule, running.penalty_id)
    rule.veto, rule.settled = True, Settled.OWN
    for effect in rule.effects:
        effect.least = effect.most = Decimal(0)
    case = points.make_case(running, cast.director, rule.id, person_ids=[cast.staff.id], happened_on=months.HAPPENED)
    case.public_from = case.public_until = points.AT
    points.confirm(case, cast.leader)
    row = by_person(close(signed()))[cast.staff.id]
    assert (row.grade, row.factor, row.note) == ("合格", Decimal("0.5"), "一票否决")


def test_a_month_is_not_closed_while_it_runs(running, cast, rules, signed, close):
    month_list = signed()
    month_list.month = 201811
    assert refused(close, month_list) == "month_not_ended"


def test_a_month_is_not_closed_before_its_list_is_signed(running, cast, rules, record, close):
    record(rules.penalty, cast.staff, "2")
    month_list = months.on_notice(running, cast)
    assert month_list.state is ListState.ON_NOTICE
    assert refused(close, month_list) == "list_not_signed"


def test_a_month_is_not_closed_while_a_line_is_open(session, running, cast, rules, record, signed, close):
    case = record(rules.penalty, cast.staff, "2")
    month_list = signed()
    case.state, case.lines[0].state = CaseState.PROPOSED, LineState.OPEN
    session.flush()
    assert refused(close, month_list) == "lines_open"


def test_held_lines_keep_no_month_open(session, running, cast, rules, record, signed, close):
    case = record(rules.penalty, cast.staff, "2")
    month_list = signed()
    case.state, case.lines[0].state = CaseState.PROPOSED, LineState.HELD
    session.flush()
    assert close(month_list).month == 201810


def test_months_are_closed_in_their_order(running, cast, rules, signed, close):
    signed()
    november = months.open_list(running, cast, at=DECEMBER, month=201811)
    november.state = ListState.SIGNED
    assert refused(close, november, DECEMBER) == "earlier_month_open"


def test_an_empty_month_is_not_skipped(running, cast, rules, signed, close):
    signed_october = signed()
    december = months.open_list(running, cast, at=JANUARY, month=201812)
    december.state = ListState.SIGNED
    close(signed_october)
    with pytest.raises(WrongState) as found:
        close(december, JANUARY)
    assert (found.value.key, found.value.values) == ("earlier_month_open", {"month": "2018-11"})


def test_a_month_before_the_first_list_with_entries_only_is_not_skipped(running, cast, rules, close):
    points.confirm(points.make_penalty(running, cast), cast.leader)  # posted into November
    december = months.open_list(running, cast, at=JANUARY, month=201812)
    december.state = ListState.SIGNED
    assert refused(close, december, JANUARY) == "earlier_month_open"


def test_a_month_is_closed_once(session, cast, rules, signed, close):
    month_list = signed()
    close(month_list)
    assert refused(close, month_list) == "month_closed"
    assert session.query(PeriodRow).count() == 13


def test_after_the_close_what_happened_in_it_falls_in_the_next(running, cast, rules, record, signed, close):
    close(signed())
    case = record(rules.penalty, cast.staff, "2")
    (number,) = ledger.post(case.lines, by=cast.leader.visitor(CLOSED), at=CLOSED, zone=points.ZONE)
    assert points.entry(running.campaign_id, number).month == 201811


def test_the_payroll_clerk_is_told(session, cast, rules, signed, close):
    from models.notice import Notice

    close(signed())
    told = session.query(Notice).filter_by(key="month.closed").all()
    assert [one.person_id for one in told] == [cast.payroll.id]


def test_nothing_is_changed_in_a_closed_month(cast, rules, signed, close):
    month_list = signed()
    close(month_list)
    with pytest.raises(WrongState, match="month_closed"):
        periods.exempt(month_list, cast.staff.id, "病假", by=cast.director.visitor(CLOSED), at=CLOSED)


def test_what_a_cap_cut_is_told(running, cast, rules, record, signed):
    record(rules.penalty, cast.staff, "5")
    signed()
    (cut,) = period_reads.cuts(running.campaign_id, 201810)
    assert (cut.subject, cut.asked, cut.amount, cut.cut_by) == (
        "服务员甲",
        Decimal(-5),
        Decimal(-3),
        "rule:month",
    )
