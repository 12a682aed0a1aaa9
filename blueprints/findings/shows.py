"""What the pages of findings need, put together from the services."""

from typing import Any

from flask import request, url_for
from flask_login import current_user

import uploads
import wording
from access import Act, can, seen_evidence, visible
from access.subjects import UnitStanding
from blueprints.findings import words
from blueprints.findings.forms import AssignForm, OpenForm, RectifyForm, ReturnForm
from extensions import db
from forms import options, whole
from models.campaign import Campaign
from models.finding import Finding, FindingSource, FindingState
from models.lookback import LookBackItem
from models.types import Ref
from models.unit import Unit
from models.visitor import Visitor
from pages import house, now, zone
from services import clocks, finding_lists, findings, judging, seats, standing, traces
from services.finding_lists import STATES, Filter
from services.standing import TO_RECTIFY

MOST_SEARCH = 60


# ------------------------------------------------------------------------------------------------ the list
def of_list(campaign: Campaign) -> dict[str, Any]:
    """The list as the address asks for it, with its chips."""
    asked = request.args
    state = asked.get("state", "open")
    units = {str(unit.id): unit for unit in house().departments_of(campaign.organisation_id)}
    source = asked.get("source", "")
    chosen = Filter(
        state=state if state in STATES else "open",
        unit_path=units[asked["unit"]].path if asked.get("unit") in units else None,
        source=FindingSource(source) if source in tuple(FindingSource) else None,
        owner_id=current_user.id if asked.get("mine") else None,
        recurrent=bool(asked.get("recurrent")),
        text=asked.get("q", "")[:MOST_SEARCH],
        before=whole(asked.get("before")),
        after=whole(asked.get("after")),
    )
    seen, at = visible(current_user, Finding, campaign), now()
    listed = finding_lists.page_of(seen, chosen, at=at)
    counts = finding_lists.counts(seen, chosen, at=at)
    kept: dict[str, Any] = {
        name: asked[name] for name in ("unit", "source", "mine", "recurrent", "q") if asked.get(name)
    }
    labels = dict(zip(STATES, words.CHIPS, strict=True))
    return {
        "rows": listed.rows,
        "newer": listed.newer and url_for(".index", **kept, state=chosen.state, after=listed.newer),
        "older": listed.older and url_for(".index", **kept, state=chosen.state, before=listed.older),
        "chips": [
            {
                "label": labels[name],
                "count": counts[name],
                "url": url_for(".index", **kept, state=name),
                "current": name == chosen.state,
            }
            for name in STATES
        ],
        "units": units.values(),
        "asked": asked,
        "chosen": chosen,
        "at": at,
        "states": words.STATES,
        "sources": words.SOURCES,
        "severities": words.SEVERITIES,
        "may_open": can(current_user, Act.FINDING_OPEN, campaign),
    }


# ------------------------------------------------------------------------------------------------ opening by hand
def opens_for(visitor: Visitor, campaign: Campaign) -> list[Unit]:
    """The units at which the visitor may report something: all for the director, else the own and those below."""
    every = finding_lists.units(campaign)
    return [unit for unit in every if can(visitor, Act.FINDING_OPEN, UnitStanding(unit, campaign))]


def open_form(campaign: Campaign, units: list[Unit], **values: Any) -> OpenForm:
    """The form with the units and people that this finder may name."""
    form = OpenForm(**values)
    sources = dict.fromkeys(one for unit in units for one in findings.sources(current_user, campaign, unit.path))
    names = {unit.id: unit.name for unit in units}
    choices = [
        (unit.id, f"{names[unit.parent_id]} · {unit.name}" if unit.parent_id in names else unit.name) for unit in units
    ]
    form.offer(tuple(sources), choices, finding_lists.people_in(names, current_user.today))
    return form


# ------------------------------------------------------------------------------------------------ one finding
def of_finding(finding: Finding, **forms: Any) -> dict[str, Any]:
    """One page in time: where it comes from, who must mend it, every attempt, the history."""
    attempts = finding_lists.attempts(finding.id)
    looked = _looked(finding)
    refs = [Ref("finding", finding.id)] + [Ref("rectification", one.id) for one in attempts]
    if looked is not None:
        refs.append(Ref("lookback_item", looked.id))
    pieces = seen_evidence(current_user, finding.campaign, *refs)
    before = pieces[refs[0]] + (pieces[refs[-1]] if looked is not None else [])
    to_rectify = finding.state in TO_RECTIFY
    may_rectify = to_rectify and can(current_user, Act.FINDING_RECTIFY, finding)
    may_assign = to_rectify and can(current_user, Act.FINDING_ASSIGN, finding)
    behind = findings.judged(finding, current_user.today)
    submitted = finding.state is FindingState.SUBMITTED
    able = can(current_user, Act.FINDING_VERIFY, finding) and judging.may_judge(current_user, behind)
    draft = attempts[-1] if attempts and attempts[-1].decided_at is None else None
    people = seats.people_of(finding.unit.path, current_user.today) if may_assign else []
    assign = forms.get("assign") or AssignForm(version=finding.version, owner=finding.owner_id or 0)
    assign.owner.choices = options([(0, "—"), *people])
    due_day = clocks.local_day(finding.due_at, zone())
    spared = standing.spares(finding, current_user.today, at=now())
    return {
        "finding": finding,
        "looked": looked,
        "looked_url": url_for("lookbacks.recheck", lookback_item_id=looked.id) if looked is not None else None,
        "item_url": _item_url(finding),
        "before": uploads.shown(before),
        "after": {one.id: uploads.shown(pieces[Ref("rectification", one.id)]) for one in attempts},
        "decided": [one for one in attempts if one.submitted_at is not None],
        "draft": draft,
        "days_left": clocks.working_days_between(current_user.today, due_day),
        "is_late": now() > finding.due_at and to_rectify,
        "to_rectify": to_rectify,
        "may_rectify": may_rectify,
        "may_assign": may_assign,
        "may_verify": submitted and able,
        "verifiers": seats.names(findings.verifiers(finding, current_user.today)) if submitted else [],
        "submitted": submitted,
        "assign": assign,
        "rectify": forms.get("rectify")
        or RectifyForm(
            version=finding.version, cause=draft.cause if draft else "", measure=draft.measure if draft else ""
        ),
        "return_form": forms.get("return_form") or ReturnForm(version=finding.version),
        "held": forms.get("held", []),
        "shown": uploads.shown,
        "spared": spared,
        "propose_url": None if spared else _propose_url(finding),
        "came_back": came_back(finding),
        "related": finding_lists.related(finding),
        "states": words.STATES,
        "sources": words.SOURCES,
        "severities": words.SEVERITIES,
        "history": _history(finding),
    }


def came_back(finding: Finding) -> bool:
    """Recurrent: an earlier one stood on the same item, or this one was opened again after it was closed."""
    closings = sum(one.closed_out is True for one in finding.rectifications)
    return finding.recurs_id is not None or closings > (finding.state is FindingState.CLOSED_OUT)


def _looked(finding: Finding) -> LookBackItem | None:
    if finding.source_kind != "lookback_item" or finding.source_id is None:
        return None
    return db.session.get(LookBackItem, finding.source_id)


def _item_url(finding: Finding) -> str | None:
    if finding.item_id is None:
        return None
    return url_for("checklists.item", checklist_item_id=finding.item_id)


def _propose_url(finding: Finding) -> str | None:
    """Where points can be proposed from it, when the visitor may."""
    if not can(current_user, Act.CASE_PROPOSE, finding.campaign):
        return None
    return url_for("cases.propose", source_kind="finding", source_id=finding.id)


def _history(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "when": line.at.astimezone(zone()),
            "who": line.who,
            "what": wording.said(wording.acts, line.act, {}),
            "said": line.reason,
        }
        for line in traces.history("finding", finding.id)
    ]
