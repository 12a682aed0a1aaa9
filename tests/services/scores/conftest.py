from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extensions import db
from models.campaign import Campaign
from services import ledger
from tests.factories import Cast, points


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast


@pytest.fixture
def campaign(session, running) -> Campaign:
    return session.get_one(Campaign, running.campaign_id)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


@pytest.fixture
def post(running, cast):
    """post(rule, day, **matter): a case of that day, confirmed by the leader; the numbers of its entries."""

    def posted(rule_id, day, by=cast.director, **matter):
        case = points.make_case(running, by, rule_id, happened_on=day, **{"person_ids": [cast.staff.id]} | matter)
        return points.confirm(case, cast.leader)

    return posted


@pytest.fixture
def reverse(running, cast):
    """reverse(number, amount): the leader takes that entry back, or a part of it."""

    def reversed_(number, amount=None):
        return ledger.reverse(
            points.entry(running.campaign_id, number),
            amount and Decimal(amount),
            "监控证明不是本人",
            by=cast.leader.visitor(points.LATER),
            at=points.LATER,
            zone=points.ZONE,
        )

    return reversed_


@pytest.fixture
def drop_rulebook(session, running):
    """No rulebook is in force any more."""

    def drop():
        from models.rulebook import Rulebook

        db.session.get_one(Rulebook, running.rulebook_id).from_on = date(2019, 1, 1)
        db.session.flush()

    return drop
