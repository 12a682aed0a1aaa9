"""What the pages of appeals show, put together from the services for the templates."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_login import current_user

import uploads
import wording
from access import Act, can, seen_evidence, visible
from blueprints.appeals.words import ACTS, OVER, PAYERS, STATES
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import CaseLine, PointCase
from models.ledger import LedgerEntry
from models.person import Role
from models.refusals import WrongState
from models.rulebook import Measure
from models.types import Ref
from pages import now, zone
from services import appeal_lists, appeals, cases, clocks, deciders, docket, statement, traces

ASKED, TO_DECIDE = "asked", "decide"
WHOSE = (ASKED, TO_DECIDE)


def of_list(campaign: Campaign, whose: str, waiting: int) -> dict[str, Any]:
    """The filters: all that one sees, what waits for oneself, what one asked for."""
    decides = current_user.holds_for(campaign.id, Role.LEADER, Role.MEMBER, Role.DEPUTY)
    words: list[tuple[str, str]] = [("", _("All")), (TO_DECIDE, _("For me to decide")), (ASKED, _("Asked for by me"))]
    return {
        "filters": [
            {
                "label": word,
                "url": url_for(".index", whose=name or None),
                "current": name == (whose if whose in WHOSE else ""),
                "count": waiting if name == TO_DECIDE else None,
            }
            for name, word in words
            if decides or name != TO_DECIDE
        ],
        "is_narrowed": whose in WHOSE,
        "states": STATES,
        "over": OVER,
        "at": now(),
        "yuan": Measure.YUAN,
        "left": lambda due_at: clocks.days_left(clocks.local_day(due_at, zone()), current_user.today),
    }


def of_asking(line: CaseLine, at: datetime) -> dict[str, Any]:
    """The line and its rule, until when it may be asked for, and why not where it may not."""
    case = line.case
    try:
        appeals.refuse_asking(line, at)
        refusal = ""
    except WrongState as broken:
        refusal = wording.said(wording.refusals, broken.key, broken.values)
    earlier = appeal_lists.of_lines([line.id]).get(line.id)
    ends_on = appeals.last_day_of(case)
    entry = appeals.entry_of(line)
    return {
        "case": case,
        "number": cases.number_of(case),
        "case_url": _case_url(case),
        "refusal": refusal,
        "earlier_url": url_for(".show", appeal_id=earlier.id) if earlier else "",
        "subject": appeals.subject_of(line),
        "ends_on": ends_on,
        "days": clocks.days_left(ends_on, current_user.today),
        "decided_by_day": appeals.decision_day(case.campaign, current_user.today),
        "amount": appeals.amount_of(line, entry),
        "entry": entry,
        "yuan": Measure.YUAN,
    }


def _case_url(case: PointCase) -> str:
    return url_for("cases.show", point_case_id=case.id) if can(current_user, Act.CASE_READ, case) else ""


def may_decide(appeal: Appeal) -> bool:
    """Whether the visitor decides this one now."""
    return (
        appeal.state is AppealState.OPEN
        and not appeals.is_over(appeal)
        and can(current_user, Act.APPEAL_DECIDE, appeal)
        and deciders.may_decide(appeal, current_user)
    )


def reducible(appeal: Appeal) -> Decimal | None:
    """What the line stands at, without sign; None for a veto and for what a cap cut to nothing."""
    whole = abs(appeals.amount_of(appeal.line, appeal.entry))
    return whole if whole and not appeal.line.case.rule.veto else None


def of_appeal(appeal: Appeal) -> dict[str, Any]:
    """The appeal's page: what it is about, who decides by when, how it was decided and what came of it."""
    line, case, campaign = appeal.line, appeal.line.case, g.campaign
    is_over = appeals.is_over(appeal)
    waits = appeal.state is AppealState.OPEN and not is_over
    case_url = _case_url(case)
    of_case, of_it = Ref(PointCase.__tablename__, case.id), Ref(Appeal.__tablename__, appeal.id)
    pieces = seen_evidence(current_user, campaign, of_case, of_it)
    due_on = clocks.local_day(appeal.due_at, zone())
    unit = line.unit or line.home_unit
    return {
        "number": appeals.number_of(appeal),
        "line": line,
        "case": case,
        "case_number": cases.number_of(case),
        "case_url": case_url,
        "subject": appeals.subject_of(line),
        "unit": unit.name if unit is not None else "",
        "how": PAYERS[line.effect.who],
        "amount": _stood_at(appeal),
        "yuan": Measure.YUAN,
        "state": OVER if is_over and appeal.state is AppealState.OPEN else STATES[appeal.state],
        "is_over": is_over and appeal.state is AppealState.OPEN,
        "track": _track(appeal),
        "waits": waits,
        "deciders": docket.names(deciders.of_appeal(appeal, current_user.today)) if waits else [],
        "due_on": due_on,
        "days": clocks.days_left(due_on, current_user.today),
        "confirmer": docket.names(frozenset({appeal.entry.confirmer_id})) if appeal.entry else [],
        "case_pieces": uploads.shown(pieces[of_case]) if case_url else [],
        "pieces": uploads.shown(pieces[of_it]),
        "shares": _shares(appeal),
        "entries": _entries(appeal, campaign),
        "history": [
            {"when": one.at.astimezone(zone()), "who": one.who, "what": ACTS.get(one.act, one.act), "said": one.reason}
            for one in traces.history(Appeal.__tablename__, appeal.id)
        ],
    }


def _stood_at(appeal: Appeal) -> Decimal:
    """What the line stood at when it was asked about."""
    line = appeal.line
    if appeal.entry is None and appeal.state is AppealState.REDUCED:
        return line.asked
    return appeals.amount_of(line, appeal.entry)


def _shares(appeal: Appeal) -> list[tuple[str, Any, Decimal]]:
    """Who bears a share of it, how and how much, as far as the visitor sees these lines."""
    shares = appeal_lists.shares_of(appeal)
    if not shares:
        return []
    seen = docket.line_ids(visible(current_user, CaseLine, g.campaign), appeal.line.case)
    return [
        (appeals.subject_of(one), PAYERS[one.effect.who], appeals.amount_of(one, None))
        for one in shares
        if one.id in seen
    ]


def _entries(appeal: Appeal, campaign: Campaign) -> list[tuple[Any, Any]]:
    entries = docket.entries(visible(current_user, LedgerEntry, campaign), appeal.line.case)
    return [(one, statement.day_of(one.posted_on)) for one in entries if one.line_id == appeal.line_id]


def _track(appeal: Appeal) -> list[dict[str, Any]]:
    if appeal.state is not AppealState.OPEN:
        return [
            {"word": _("Asked for"), "state": "done"},
            {"word": STATES[appeal.state][0], "state": "done"},
        ]
    return [{"word": _("Asked for"), "state": "done"}, {"word": _("Decision in writing"), "state": "now"}]
