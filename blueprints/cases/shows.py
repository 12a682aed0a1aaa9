"""What the pages of cases show, put together from the services for the templates."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

import uploads
import wording
from access import Act, can, visible
from access.rules import READ_BY_KIND
from blueprints.cases import reconsidering
from blueprints.cases.words import (
    ANSWERS,
    LINE_STATES,
    ON_NOTICE,
    PAYERS,
    RECORDED,
    SOURCES,
    STATES,
    TO_SIGN,
)
from models.campaign import Campaign
from models.case import Answer, CaseLine, CaseState, LineState, PointCase
from models.checklist import ChecklistItem
from models.finding import Finding
from models.ledger import LedgerEntry
from models.lookback import LookBackItem
from models.rulebook import Effect, Measure, Payer, PointRule
from models.types import Ref
from models.unit import UnitKind
from models.work import Occurrence
from pages import house, now, zone
from services import answers, clocks, docket, evidence, numbered, settling, signers, statement, traces
from services.apportionment import Candidate
from services.docket import Row, Sought
from services.recording import Offered

STEPS = tuple(map(Decimal, ("0.1", "0.5", "1", "5", "10", "50", "100")))
MOST_PRESSES = 10
ON_NOTICE_STATE = "on_notice"
FILTERS = ("state", "kind", "mine", "unit", "q")
PREFILLED = ("source_kind", "source_id", "person_id", "happened_on")


def chosen() -> dict[str, str]:
    """The filters of the address; nothing else of it is carried on."""
    return {key: value for key in FILTERS if (value := request.args.get(key))}


def of_list(campaign: Campaign, sought: Sought) -> dict[str, Any]:
    """Filters of the list, each a link that keeps the others."""
    asked = chosen()

    def link(label: Any, name: str, value: str) -> dict[str, Any]:
        rest: dict[str, Any] = {key: kept for key, kept in asked.items() if key != name}
        url = url_for(".index", **(rest | ({name: value} if value else {})))
        return {"label": label, "url": url, "current": asked.get(name, "") == value}

    units = house().units.values()
    return {
        "by_state": [
            link(_("All"), "state", ""),
            link(ON_NOTICE[0], "state", ON_NOTICE_STATE),
            *(link(word, "state", state) for state, (word, _tone) in STATES.items()),
        ],
        "by_kind": [
            link(_("Rewards and penalties"), "kind", ""),
            link(_("Rewards"), "kind", "reward"),
            link(_("Penalties"), "kind", "penalty"),
        ],
        "by_mine": [
            link(_("Of all"), "mine", ""),
            link(_("Proposed by me"), "mine", "proposed"),
            link(_("About me"), "mine", "about"),
        ],
        "units": [
            unit
            for unit in sorted(units, key=lambda unit: unit.path)
            if unit.organisation_id == campaign.organisation_id
            and unit.kind in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
            and unit.active
        ],
        "is_narrowed": any(
            (sought.state, sought.on_notice_at, sought.unit_path, sought.direction, sought.mine, sought.words)
        ),
        "may_propose": can(current_user, Act.CASE_PROPOSE, campaign),
        "yuan": Measure.YUAN,
    }


def state_of(case: Any, *, in_list: bool) -> tuple[Any, str]:
    """The word and tone of where a case (or its row) stands now."""
    if case.state is not CaseState.PROPOSED:
        return STATES[case.state]
    if settling.is_on_notice(case, now()):
        return ON_NOTICE
    if in_list:
        return RECORDED if case.public_until is None else TO_SIGN
    return STATES[case.state]


def with_states(rows: Iterable[Row]) -> list[tuple[Row, tuple[Any, str]]]:
    """Each row of the list with its state in words."""
    return [
        (row, state_of(row, in_list=row.list_id is not None or settling.is_listed(row.settled, veto=row.is_veto)))
        for row in rows
    ]


def day_asked(campaign: Campaign) -> date:
    """The day in the address, else today or the campaign's last day."""
    try:
        return date.fromisoformat(request.args.get("happened_on", ""))
    except ValueError:
        return max(min(current_user.today, campaign.ends_on), campaign.starts_on)


def prefilled(source: Any, day: date) -> dict[str, Any]:
    """What the form starts with: the address's person, or who answers for the source; the source's own words."""
    person_id = request.args.get("person_id", None, int)
    persons = [person_id] if person_id is not None else []
    if source is not None and not persons:
        persons = [one for one in _item_of(source).answering_ids if one != current_user.id]
    unit_id = request.args.get("unit_id", None, int)
    return {
        "happened_on": day,
        "persons": persons,
        "unit": unit_id or (source.unit_id if isinstance(source, Finding | LookBackItem) else None),
        "source_kind": source.__tablename__ if source is not None else "",
        "source_id": source.id if source is not None else "",
        "reason": source.text if isinstance(source, Finding) else "",
    }


def source(record: Any) -> dict[str, Any]:
    """The source in words: its kind, title and page."""
    kind = record.__tablename__
    page_of = wording.pages.get(kind)
    return {"kind": SOURCES[kind], "title": _title(record), "url": page_of(record.id) if page_of else None}


def _title(record: Any) -> str:
    if isinstance(record, Finding):
        return f"{numbered.finding(record.number)} {record.text}"
    item = _item_of(record)
    if not isinstance(item, ChecklistItem):
        return ""
    period = f" · {record.period}" if isinstance(record, Occurrence) and record.period else ""
    return f"{(item.in_force or item.current).title}{period}"


def _item_of(record: Any) -> Any:
    """The checklist item behind a source; the source itself where there is none."""
    if isinstance(record, Occurrence | LookBackItem) and record.item is not None:
        return record.item
    return record


def payer_labels(rule: PointRule) -> dict[int, str]:
    """The label of each effect's amount: whom it falls on, reward or penalty, points or yuan."""
    return {
        effect.id: _("%(who)s: %(direction)s, %(measure)s")
        % {
            "who": PAYERS[effect.who],
            "direction": _("reward") if effect.direction == "reward" else _("penalty"),
            "measure": _("yuan") if effect.measure is Measure.YUAN else _("points"),
        }
        for effect in rule.effects
    }


def offered(one: Offered) -> dict[str, Any]:
    """A rule as the page of recording offers it: what it gives or takes, and the amounts to choose."""
    labels = payer_labels(one.rule)
    return {
        "rule": one.rule,
        "times": one.times,
        "amounts": [
            (-effect.least if effect.direction == "penalty" else effect.least, effect.measure is Measure.YUAN)
            for effect in one.rule.effects
            if effect.who is Payer.PERSON
        ],
        "asked": [(effect, labels[effect.id], _step(effect)) for effect in one.asked],
    }


def _step(effect: Effect) -> Decimal:
    """By how much a press changes the amount: the roundest that reaches the most in at most ten presses."""
    wide = effect.most - effect.least
    return next((step for step in STEPS if wide <= step * MOST_PRESSES), STEPS[-1])


def by_unit(people: Iterable[Candidate]) -> list[tuple[str, list[Candidate]]]:
    """The people one may choose, by unit."""
    groups: dict[str, list[Candidate]] = {}
    for one in people:
        groups.setdefault(one.unit_name, []).append(one)
    return list(groups.items())


def bearers(case: PointCase) -> dict[int, str]:
    """Who bears each line, and how."""
    return {line.id: f"{_bearer(line)} · {PAYERS[line.effect.who]}" for line in case.lines}


def _bearer(line: CaseLine) -> str:
    subject = line.person or line.unit
    return subject.name if subject is not None else ""


def is_in_list(case: PointCase) -> bool:
    """Whether it is settled in the month's list."""
    return case.list_id is not None or settling.in_list(case.rule)


def refused_whole(*forms: Any) -> list[str]:
    """What was refused of forms that the page shows no more, since somebody else was quicker."""
    return [str(error) for form in forms if form is not None for error in form.form_errors]


def may_decide(case: PointCase) -> bool:
    """Whether the visitor confirms or rejects this case."""
    return (
        case.state is CaseState.PROPOSED
        and not is_in_list(case)
        and can(current_user, Act.CASE_CONFIRM, case)
        and signers.signs(current_user, case)
    )


def of_case(case: PointCase, campaign: Campaign) -> dict[str, Any]:
    """The case's page, from what happened to its entries."""
    seen = docket.line_ids(visible(current_user, CaseLine, campaign), case)
    entries = docket.entries(visible(current_user, LedgerEntry, campaign), case)
    record = docket.source_of(case)
    waits, in_list = case.state is CaseState.PROPOSED, is_in_list(case)
    judges = signers.of_case(case, current_user.today) if waits and not in_list else frozenset()
    asked = reconsidering.of_lines(case, [line for line in case.lines if line.id in seen])
    return {
        "state": state_of(case, in_list=in_list),
        "track": _track(case, in_list=in_list),
        "in_list": in_list,
        "notice": _notice(case),
        "answers": _answers([line for line in case.lines if line.id in seen], waits=waits),
        "lines": [
            {
                "bearer": _bearer(line),
                "unit": line.home_unit.name if line.home_unit else "",
                "how": PAYERS[line.effect.who],
                "is_yuan": line.effect.measure is Measure.YUAN,
                "asked": line.asked,
                "decided": line.decided,
                "state": LINE_STATES.get(line.state, ""),
                "is_reversed": line.state is LineState.REVERSED,
                "appeal": asked.get(line.id),
            }
            for line in case.lines
            if line.id in seen
        ],
        "hidden": len(case.lines) - len(seen),
        "entries": [
            (entry, statement.day_of(entry.posted_on), wording.cut(entry.asked, entry.amount, entry.cut_by))
            for entry in entries
        ],
        "pieces": uploads.shown(evidence.of(Ref("point_case", case.id))[Ref("point_case", case.id)]),
        "source": source(record) if record is not None and _may_open(record) else None,
        "judges": docket.names(judges),
        "waits": waits,
        "may_confirm_now": settling.has_been_on_notice(case, now()) and not _is_held(case),
        "unit_names": _unit_names(line for line in case.lines if line.id in seen),
        "may_withdraw": case.state is CaseState.PROPOSED and can(current_user, Act.CASE_WITHDRAW, case),
        "history": [
            {
                "when": one.at.astimezone(zone()),
                "who": one.who,
                "what": wording.said(wording.acts, one.act, {}),
                "said": one.reason,
            }
            for one in _history(case, seen)
        ],
    }


def _history(case: PointCase, seen: frozenset[int]) -> list[traces.Trace]:
    """Acts on the case and on those of its lines that the visitor may see, newest first."""
    acts = [*traces.history("point_case", case.id), *traces.history("case_line", *sorted(seen))]
    return sorted(acts, key=lambda one: one.at, reverse=True)


def _is_held(case: PointCase) -> bool:
    return any(line.state is LineState.HELD for line in case.lines)


def time_left(until: datetime) -> tuple[date, int]:
    """The day on which a notice ends, and the working days left until then."""
    day = until.astimezone(zone()).date()
    return day, clocks.days_left(day, current_user.today)


def _notice(case: PointCase) -> dict[str, Any] | None:
    """When its notice began and ends, and the working days left (None: it has ended)."""
    if case.public_from is None or case.public_until is None:
        return None
    until, left = time_left(case.public_until)
    return {
        "since": case.public_from.astimezone(zone()).date(),
        "until": until,
        "left": left if settling.is_on_notice(case, now()) else None,
    }


def _answers(lines: list[CaseLine], *, waits: bool) -> list[dict[str, Any]]:
    """What was said to each line, and whether the visitor may say it."""
    found = [
        {
            "line_id": line.id,
            "bearer": _bearer(line),
            "word": ANSWERS.get(line.answer) if line.answer else None,
            "is_agreed": line.answer is Answer.AGREED,
            "text": line.answer_text,
            "by": line.answered_by.name if line.answered_by else "",
            "at": line.answered_at and line.answered_at.astimezone(zone()),
            "may": waits and line.state in answers.UNDECIDED and can(current_user, Act.LINE_ANSWER, line),
        }
        for line in lines
    ]
    return [one for one in found if one["word"] or one["may"]]


def _may_open(record: Any) -> bool:
    return can(current_user, READ_BY_KIND[record.__tablename__], record)


def _track(case: PointCase, *, in_list: bool) -> list[dict[str, str]]:
    ended = {
        CaseState.REJECTED: _("rejected"),
        CaseState.WITHDRAWN: _("withdrawn"),
    }.get(case.state)
    if ended:
        return [{"word": _("Proposed"), "state": "done"}, {"word": ended, "state": "now"}]
    done = case.state is CaseState.POSTED
    noticed = done or settling.has_been_on_notice(case, now())
    last = _("Signed") if in_list else _("Confirmed")
    return [
        {"word": _("Recorded") if in_list else _("Proposed"), "state": "done"},
        {"word": _("Public notice"), "state": "done" if noticed else "now"},
        {
            "word": last if done else _("Signature") if in_list else _("Confirmation"),
            "state": "done" if done else "now" if noticed else "next",
        },
        {"word": _("Counted"), "state": "done" if done else "next"},
    ]


def _unit_names(lines: Iterable[CaseLine]) -> str:
    units = {unit.id: unit.name for line in lines if (unit := line.unit or line.home_unit) is not None}
    return "、".join(units.values())
