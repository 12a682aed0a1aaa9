from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest

from models.rulebook import Direction, Effect, Measure, Payer, PointRule, Rulebook, Settled
from tests.factories import Cast, months

CLOSED = datetime(2018, 11, 27, 2, 0, tzinfo=UTC)


class Rules(NamedTuple):
    """4.1 takes 1 to 5 points (at most 3 a month), 4.3 gives 1 to 9, 4.4 takes 1 to 200 yuan."""

    penalty: int
    reward: int
    yuan: int


@pytest.fixture
def cast(session, cast) -> Cast:
    return cast


@pytest.fixture
def rules(session, running) -> Rules:
    return rules_of(session, running)


def rules_of(session, running) -> Rules:
    """Grades from 101 (factor 1.2), from 98 (1), below (0.5); 12.5 yuan a point, a tenth may have the best."""
    penalty, _shared = months.make_list_rules(running)
    book = session.get_one(Rulebook, running.rulebook_id)
    book.settings = {
        "yuan_per_point": "12.5",
        "quota": "10",
        "grades": [
            {"name": "优秀", "least": "101", "factor": "1.2"},
            {"name": "良好", "least": "98", "below": "101"},
            {"name": "合格", "below": "98", "factor": "0.5"},
        ],
    }
    section = session.get_one(PointRule, penalty).section
    made = []
    for code, direction, most, measure in (
        ("4.3", Direction.REWARD, 9, Measure.POINTS),
        ("4.4", Direction.PENALTY, 200, Measure.YUAN),
    ):
        rule = PointRule(
            section_id=section.id,
            position=int(code[-1]),
            code=code,
            name=code,
            text=code,
            settled=Settled.LIST,
            evidence_wanted=False,
        )
        rule.effects = [
            Effect(
                position=1, who=Payer.PERSON, direction=direction, least=Decimal(1), most=Decimal(most), measure=measure
            )
        ]
        session.add(rule)
        session.flush()
        made.append(rule.id)
    return Rules(penalty, *made)


@pytest.fixture
def record(running, cast):
    """record(rule_id, person, amount): the director records it for October."""
    return lambda rule_id, person, amount, **more: months.make_record(
        running, cast.director, rule_id, person, amount, **more
    )


@pytest.fixture
def signed(running, cast):
    """signed(): October's list, with what was recorded, signed by the leader."""

    def sign():
        month_list = months.on_notice(running, cast)
        if month_list.public_until > month_list.public_from:
            months.sign(month_list, cast.leader)
        return month_list

    return sign
