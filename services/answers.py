"""What the subject of a line says to it: no objection (无异议) or an explanation (说明情况)."""

from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.case import Answer, CaseLine, CaseState, LineState, PointCase
from models.month import MonthlyList
from models.person import Role
from models.refusals import RuleBroken, WrongState
from models.visitor import Visitor
from services import ledger, notices, numbered, settling, traces

UNDECIDED = (LineState.OPEN, LineState.HELD)


def answer(line: CaseLine, said: Answer, text: str, *, by: Visitor, at: datetime) -> None:
    """The subject, of a unit its head, answers until the line is decided; said again, the last answer holds.

    An explanation makes a decision stale that has not seen it, and a signature of its list. Raises WrongState when the
    line is decided, RuleBroken for another person, or for an explanation without words (docs/rules.md, Point case).
    """
    month_list = _locked_list(line) if said is Answer.EXPLAINED else None
    case = _locked(line)
    if not speaks_for(line, by):
        raise RuleBroken("only_subject_answers")
    if case.state is not CaseState.PROPOSED or line.state not in UNDECIDED:
        raise WrongState("line_decided")
    if said is Answer.EXPLAINED and not text.strip():
        raise RuleBroken("needed", "text")
    line.answer, line.answer_text = said, text.strip() if said is Answer.EXPLAINED else ""
    line.answered_by_id, line.answered_at = by.id, at
    if said is Answer.EXPLAINED:
        case.version += 1
        if month_list is not None:
            month_list.version += 1
        told = {case.proposed_by_id} - {by.id}
        notices.tell(told, "case.explained", case, at=at, number=numbered.case(case.number), rule=case.rule.name)
    db.session.flush()
    traces.record(f"line.{said.value}", line, by=by, at=at)


def speaks_for(line: CaseLine, by: Visitor) -> bool:
    """Whether `by` is the line's person, or heads the line's unit itself."""
    if line.unit is not None:
        return line.unit.path in by.units_as(Role.HEAD)
    return line.person_id == by.id


def _locked_list(line: CaseLine) -> MonthlyList | None:
    """The list that the line stands in: whoever signs or publishes it waits here."""
    ledger.lock(line.campaign_id)
    return settling.lock_list(line.case_id)


def _locked(line: CaseLine) -> PointCase:
    """The case as it is now, with the line read again: whoever decides it waits here."""
    db.session.flush()
    case = db.session.scalars(
        select(PointCase)
        .where(PointCase.id == line.case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(line, ["state", "answer", "answer_text"])
    return case
