"""What the pages of cases show, put together from the services for the templates."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

import uploads
import wording
from access import Act, can, visible
from access.rules import READ_BY_KIND
from blueprints.cases.words import ACTS, LINE_STATES, PAYERS, SOURCES, STATES
from models.campaign import Campaign
from models.case import CaseLine, CaseState, LineState, PointCase
from models.checklist import ChecklistItem
from models.finding import Finding
from models.ledger import LedgerEntry
from models.lookback import LookBackItem
from models.rulebook import Measure, PointRule
from models.types import Ref
from models.unit import UnitKind
from models.work import Occurrence
from pages import house, zone
from services import cases, docket, evidence, involved, judging, statement, traces
from services.apportionment import Candidate
from services.docket import Sought

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
        "states": STATES,
        "by_state": [
            link(_("All"), "state", ""),
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
        "is_narrowed": any((sought.state, sought.unit_path, sought.direction, sought.mine, sought.words)),
        "may_propose": can(current_user, Act.CASE_PROPOSE, campaign),
        "yuan": Measure.YUAN,
    }


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
        return f"W-{record.number:04} {record.text}"
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


def may_decide(case: PointCase) -> bool:
    """Whether the visitor confirms or rejects this case."""
    return (
        case.state is CaseState.PROPOSED
        and can(current_user, Act.CASE_CONFIRM, case)
        and cases.is_up_to(case, current_user)
        and judging.may_judge(current_user, involved.in_case(case, current_user.today))
    )


def of_case(case: PointCase, campaign: Campaign) -> dict[str, Any]:
    """The case's page, from what happened to its entries."""
    seen = docket.line_ids(visible(current_user, CaseLine, campaign), case)
    entries = docket.entries(visible(current_user, LedgerEntry, campaign), case)
    record = docket.source_of(case)
    judges = cases.may_confirm(case, current_user.today) if case.state is CaseState.PROPOSED else frozenset()
    return {
        "state": STATES[case.state],
        "track": _track(case),
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
        "waits": case.state is CaseState.PROPOSED,
        "unit_names": _unit_names(case),
        "may_withdraw": case.state is CaseState.PROPOSED and can(current_user, Act.CASE_WITHDRAW, case),
        "history": [
            {"when": one.at.astimezone(zone()), "who": one.who, "what": ACTS.get(one.act, one.act), "said": one.reason}
            for one in traces.history("point_case", case.id)
        ],
    }


def _may_open(record: Any) -> bool:
    return can(current_user, READ_BY_KIND[record.__tablename__], record)


def _track(case: PointCase) -> list[dict[str, str]]:
    ended = {
        CaseState.REJECTED: _("rejected"),
        CaseState.WITHDRAWN: _("withdrawn"),
    }.get(case.state)
    if ended:
        return [{"word": _("Proposed"), "state": "done"}, {"word": ended, "state": "now"}]
    done = case.state is CaseState.POSTED
    return [
        {"word": _("Proposed"), "state": "done"},
        {"word": _("Confirmed") if done else _("Confirmation"), "state": "done" if done else "now"},
        {"word": _("Counted"), "state": "done" if done else "next"},
    ]


def _unit_names(case: PointCase) -> str:
    units = {unit.id: unit.name for line in case.lines if (unit := line.unit or line.home_unit) is not None}
    return "、".join(units.values())
