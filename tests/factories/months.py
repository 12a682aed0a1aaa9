"""The month's list for tests: rules that are settled in it, October 2018 opened, checked, on notice, and its end."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from extensions import db
from models.campaign import Campaign
from models.case import PointCase
from models.month import ListCheck, MonthlyList
from models.rulebook import Direction, Effect, Payer, PointRule, Rulebook, Section, Settled
from services import months
from tests.factories import points
from tests.factories.cast import Cast, Who
from tests.factories.running import ZONE, Running

OCTOBER = 201810
HAPPENED = date(2018, 10, 22)
OPENED = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)
CHECK_OVER = datetime(2018, 11, 23, 2, 0, tzinfo=UTC)  # the two working days are over
ENDED = datetime(2018, 11, 26, 2, 0, tzinfo=UTC)  # the notice of what was put on notice on 2018-11-20 has ended
GRADES = [
    {"name": "优秀", "least": "101"},
    {"name": "良好", "least": "98", "below": "101"},
    {"name": "合格", "below": "98"},
]


def make_list_rules(running: Running) -> tuple[int, int]:
    """Rules of the month's list in the rulebook in force: ids of 4.1 (person up to 5, at most 3 a month) and of 4.2,
    whose squad leader bears half; the book has grades, and a deputy confirms up to 3."""
    rulebook = db.session.get_one(Rulebook, running.rulebook_id)
    rulebook.settings = {"deputy_points": "3", "grades": GRADES}
    section = Section(rulebook_id=rulebook.id, position=9, code="4", title="安检")
    db.session.add(section)
    db.session.flush()
    plain = PointRule(
        section_id=section.id,
        position=1,
        code="4.1",
        name="漏检",
        text="漏检一件行李扣 1 至 5 分,本月最多 3 分。",
        settled=Settled.LIST,
        evidence_wanted=False,
        caps={"penalty": {"month": "3.00"}},
    )
    shared = PointRule(
        section_id=section.id,
        position=2,
        code="4.2",
        name="列队不齐",
        text="列队不齐,每次扣 2 分,班长承担一半。",
        settled=Settled.LIST,
        evidence_wanted=False,
    )
    db.session.add_all([plain, shared])
    db.session.flush()
    for position, (rule, who, least, most, share) in enumerate(
        (
            (plain, Payer.PERSON, "1", "5", None),
            (shared, Payer.PERSON, "2", "2", None),
            (shared, Payer.SQUAD_LEADER, "0", "2", Decimal(50)),
        )
    ):
        db.session.add(
            Effect(
                rule_id=rule.id,
                position=position,
                who=who,
                direction=Direction.PENALTY,
                least=Decimal(least),
                most=Decimal(most),
                share=share,
            )
        )
    db.session.flush()
    db.session.expire_all()
    return plain.id, shared.id


def make_record(running: Running, by: Who, rule_id: int, person: Who, amount: str = "", **matter: Any) -> PointCase:
    """A record for the list: what `by` saw of that person in October."""
    rule = db.session.get_one(PointRule, rule_id)
    amounts = {rule.effects[0].id: Decimal(amount)} if amount else {}
    said = {"happened_on": HAPPENED, "reason": "漏检一件行李", "person_ids": [person.id], "amounts": amounts}
    return points.make_case(running, by, rule_id, **(said | matter))


def open_list(running: Running, cast: Cast, at: datetime = OPENED, month: int = OCTOBER) -> MonthlyList:
    """The director opens the check of a month."""
    campaign = db.session.get_one(Campaign, running.campaign_id)
    return months.open_(campaign, month, by=cast.director.visitor(at), at=at)


def part_of(month_list: MonthlyList, unit_id: int) -> ListCheck:
    """A department's part in it."""
    return db.session.query(ListCheck).filter_by(list_id=month_list.id, unit_id=unit_id).one()


def check_all(month_list: MonthlyList, cast: Cast, at: datetime = OPENED) -> None:
    """Every head checks the own department."""
    for head, unit_id in (
        (cast.head, cast.department_id),
        (cast.second_head, cast.second_department_id),
        (cast.director, cast.office_department_id),
    ):
        months.check(part_of(month_list, unit_id), by=head.visitor(at), at=at)


def publish(month_list: MonthlyList, cast: Cast, at: datetime = OPENED) -> list[PointCase]:
    """The director puts it on notice."""
    return months.publish(month_list, version=month_list.version, by=cast.director.visitor(at), at=at)


def on_notice(running: Running, cast: Cast) -> MonthlyList:
    """October's list, checked by all and on notice from 2018-11-20 to 2018-11-23."""
    month_list = open_list(running, cast)
    check_all(month_list, cast)
    publish(month_list, cast)
    return month_list


def sign(month_list: MonthlyList, by: Who, at: datetime = ENDED) -> list[int]:
    """`by` signs; the numbers of the entries."""
    return months.sign(month_list, version=month_list.version, by=by.visitor(at), at=at, zone=ZONE)


def strike_out(case: PointCase, by: Who, at: datetime = ENDED, *, line: int = 0, reason: str = "有维修单") -> None:
    """`by` strikes out a line of the case."""
    held = db.session.get_one(MonthlyList, case.list_id)
    months.strike_out(case.lines[line], reason, version=held.version, by=by.visitor(at), at=at)
