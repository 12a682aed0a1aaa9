"""One grading of a month, by the rulebook of its last day, for the list's sheet, the closing and the own score."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.campaign import Campaign
from models.case import CaseLine
from models.person import Person
from models.rulebook import PointRule, Rulebook, Settled
from services import grading, month_sheet, period_sheet, periods
from tests.factories import months, points
from tests.services.periods.conftest import CLOSED

DECEMBER = datetime(2018, 12, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def vetoed(session, running, cast, rules):
    """A veto of October stands on the staff member; the book counts by quarters."""
    book = session.get_one(Rulebook, running.rulebook_id)
    book.settings = {**book.settings, "period": "quarter"}
    rule = session.get_one(PointRule, running.penalty_id)
    rule.veto, rule.settled = True, Settled.OWN
    for effect in rule.effects:
        effect.least = effect.most = Decimal(0)
    case = points.make_case(running, cast.director, rule.id, person_ids=[cast.staff.id], happened_on=months.HAPPENED)
    case.public_from = case.public_until = points.AT
    points.confirm(case, cast.leader)
    return session.get_one(Campaign, running.campaign_id)


def in_the_list(campaign, month, person, month_list=None):
    seen = {"seen_people": select(Person), "seen_lines": select(CaseLine)}
    sheet = month_sheet.Sheet(campaign, month, month_list, **seen, today=DECEMBER.date())
    rows, _more = sheet.rows(month_sheet.Sought(person_id=person.id))
    return rows[0].grade


def in_the_closing(campaign, month, person, month_list=None):
    lines = period_sheet.worked_out(campaign, month, month_list).lines
    return next(line.grade.name if line.grade else "" for line in lines if line.member.person_id == person.id)


@pytest.mark.parametrize(("month", "grade"), [(201809, "良好"), (201810, "合格"), (201811, "合格"), (201812, "合格")])
def test_a_veto_gives_the_lowest_grade_in_every_month_of_the_books_period(cast, vetoed, month, grade):
    found = grading.of_month(vetoed, month, None).grade(cast.staff.id, Decimal(100))
    assert found is not None
    assert {
        found.name,
        in_the_list(vetoed, month, cast.staff),
        in_the_closing(vetoed, month, cast.staff),
    } == {grade}


def test_who_is_not_assessed_has_no_grade_in_either_sheet(cast, running, vetoed, signed):
    october = signed()
    periods.exempt(october, cast.staff.id, "病假", by=cast.director.visitor(CLOSED), at=CLOSED)
    for shown in (in_the_list, in_the_closing):
        assert shown(vetoed, 201810, cast.staff, october) == ""
