"""Cases and entries for tests: the matter that most of them propose, and one that is posted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import PointCase
from models.evidence import Evidence
from models.ledger import LedgerEntry
from models.month import MonthlyList, PeriodClose
from models.rulebook import PointRule, Rulebook
from services import appeals, cases, evidence
from tests.factories.cast import Cast, Who
from tests.factories.running import Running

AT = datetime(2018, 11, 20, 2, 0, tzinfo=UTC)
LATER = datetime(2018, 11, 26, 2, 0, tzinfo=UTC)  # the notice of what was proposed at AT has ended on 2018-11-23
HAPPENED = date(2018, 11, 19)
ZONE = ZoneInfo("Asia/Shanghai")


def make_note(by: Who, text: str = "监控 08:12–08:19,值班站长目击") -> Evidence:
    """A witness's note as evidence, not yet hung on anything."""
    return evidence.note(text, by=by.visitor(AT), at=AT)


def make_case(
    running: Running, by: Who, rule_id: int, *, pieces: list[Evidence] | None = None, **matter: Any
) -> PointCase:
    """A case that `by` proposed, flushed."""
    said = {"happened_on": HAPPENED, "reason": "与旅客争吵"} | matter
    return cases.propose(
        db.session.get_one(Campaign, running.campaign_id),
        db.session.get_one(PointRule, rule_id),
        cases.Matter(**said),
        [make_note(by)] if pieces is None else pieces,
        by=by.visitor(AT),
        at=AT,
    )


def make_penalty(running: Running, cast: Cast, **matter: Any) -> PointCase:
    """The director proposes that the staff member of the squad loses 2.0, the squad leader 0.5."""
    return make_case(running, cast.director, running.penalty_id, **{"person_ids": [cast.staff.id]} | matter)


def confirm(case: PointCase, by: Who, at: datetime = LATER, **more: Any) -> list[int]:
    """`by` confirms; the numbers of the entries."""
    return cases.confirm(case, version=case.version, by=by.visitor(at), at=at, zone=ZONE, **more)


def entry(campaign_id: int, number: int) -> LedgerEntry:
    """The entry of that number."""
    return db.session.query(LedgerEntry).filter_by(campaign_id=campaign_id, number=number).one()


def balance_of(entries: list[LedgerEntry]) -> Decimal:
    """What they add up to."""
    return sum((one.amount for one in entries), Decimal(0))


def appeal(case: PointCase, by: Who, at: datetime = LATER, *, line: int = 0, text: str = "当时不在窗口") -> Appeal:
    """`by` asks for reconsideration of a line of the case."""
    return appeals.ask(case.lines[line], text, [], by=by.visitor(at), at=at)


def decide(
    asked: Appeal, by: Who, outcome: str, at: datetime = LATER, *, reason: str = "监控显示不是本人", **more: Any
) -> Any:
    """`by` decides it; the reversing entry, where there is one."""
    decision = appeals.Decision(AppealState(outcome), reason, **more)
    return appeals.decide(asked, decision, version=asked.version, by=by.visitor(at), at=at, zone=ZONE)


def make_close(campaign_id: int, month: int, by_id: int) -> None:
    """A month closed, by hand: nothing is posted into it any more."""
    month_list = MonthlyList(
        campaign_id=campaign_id,
        month=month,
        opened_by_id=by_id,
        opened_at=LATER,
        starts_at=LATER,
        warn_at=LATER,
        due_at=LATER,
    )
    db.session.add(month_list)
    db.session.flush()
    book = db.session.query(Rulebook).filter_by(campaign_id=campaign_id).first()
    db.session.add(
        PeriodClose(
            campaign_id=campaign_id,
            month=month,
            list_id=month_list.id,
            rulebook_id=book.id,
            last_number=0,
            closed_by_id=by_id,
            closed_at=LATER,
        )
    )
    db.session.flush()
