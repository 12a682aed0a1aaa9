"""What the pages of lookbacks need, put together from the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from flask_login import current_user

import uploads
import wording
from access import Act, can, seen_evidence, visible
from access.facts import same_organisation
from blueprints.lookbacks import words
from blueprints.lookbacks.forms import VerdictForm
from models.checklist import ChecklistItem
from models.evidence import Evidence
from models.finding import Rectification
from models.lookback import BAD, LookBack, LookBackItem, LookBackState, LookBackUnit, Verdict
from models.refusals import RuleBroken
from models.types import Ref
from pages import house, now
from services import clocks, judging, lookback_lists, lookbacks, rechecks, seats, standing, traces
from services.lookback_lists import Check
from services.rechecks import Drawn

MOST_NOTE = 1000
MOST_DIGITS = 18
WORDS = SimpleNamespace(
    verdicts=words.VERDICTS, scopes=words.SCOPES, states=words.STATES, risks=words.RISKS, order=tuple(Verdict)
)


def verdict_of(value: str) -> Verdict:
    """The verdict that a row sent. Raises RuleBroken for another word."""
    try:
        return Verdict(value)
    except ValueError:
        raise RuleBroken("needed") from None


def risks_of(written: str) -> list[Any]:
    """The risks of an item in words."""
    return [words.RISKS[one] for one in written.split()]


# ------------------------------------------------------------------------------------------------ the round
def of_round(lookback: LookBack) -> dict[str, Any]:
    """The round: departments, what was drawn, and the one next step of whoever looks."""
    parts = lookback_lists.parts(lookback.id)
    draws = can(current_user, Act.LOOKBACK_DRAW, lookback)
    finishes = can(current_user, Act.LOOKBACK_FINISH, lookback)
    missing = [part for part in parts if part.handed_in_at is None]
    seen = visible(current_user, LookBackItem, lookback.campaign)
    looked = [one for one in lookback_lists.looked_at(lookback.id, seen) if one.sampled]
    judged_units = units_judged(lookback) if lookback.state is LookBackState.RECHECKING else []
    chosen = request.args.get("verdict", "")
    return {
        "lookback": lookback,
        "parts": parts,
        "totals": totals(parts),
        "missing": missing,
        "is_late": now() > lookback.due_at,
        "days_left": clocks.working_days_between(
            current_user.today, clocks.local_day(lookback.due_at, _zone(lookback))
        ),
        "may_draw": draws and lookback.state is LookBackState.CHECKING and (not missing or now() > lookback.due_at),
        "may_finish": finishes and lookback.state is LookBackState.RECHECKING and not lookbacks.left(lookback),
        "draws": draws,
        "own": [part for part in parts if can(current_user, Act.LOOKBACK_CHECK, _Place(lookback, part.path))],
        "readable": {part.id for part in parts if can(current_user, Act.LOOKBACK_SEE, _Place(lookback, part.path))},
        "next_id": lookback_lists.next_to_judge(lookback.id, 0, judged_units, current_user.today)
        if judged_units
        else None,
        "looked": [one for one in looked if not chosen or (one.verdict or "open") == chosen],
        "looked_all": len(looked),
        "chosen": chosen,
        "words": WORDS,
        "risks_of": risks_of,
        "history": history_of(traces.history("lookback", lookback.id)),
    }


def totals(parts: Sequence[lookback_lists.Part]) -> dict[str, int]:
    """The sums of the departments' counts."""
    names = ("items", "checked", "self_bad", "sampled", "judged", *Verdict)
    found = {str(name): sum(getattr(part, name) for part in parts) for name in names}
    found["handed_in"] = sum(part.items for part in parts if part.handed_in_at is not None)
    return found


def units_judged(lookback: LookBack) -> list[int]:
    """The departments whose items this visitor re-checks."""
    seated = seats.of_campaign(lookback.campaign_id, current_user.today)
    units = lookback_lists.units(lookback.id)
    return [unit_id for unit_id, path in units if current_user.id in seated.office_judges(path)]


@dataclass(frozen=True)
class _Place:
    """A department of a round, as access asks for it, without loading each."""

    lookback: LookBack
    unit_path: str
    answering_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def campaign(self) -> Any:
        return self.lookback.campaign


def _zone(lookback: LookBack) -> Any:
    return house().zone_of(lookback.campaign.organisation_id)


def history_of(lines: Sequence[traces.Trace]) -> list[dict[str, Any]]:
    """What the history macro wants."""
    zone = house().zone_of(current_user.organisation_id)
    return [
        {
            "when": line.at.astimezone(zone),
            "who": line.who,
            "what": wording.said(wording.acts, line.act, {}),
            "said": line.reason,
        }
        for line in lines
    ]


def of_draw(lookback: LookBack, kept: Drawn) -> dict[str, Any]:
    """How it was drawn: the risks, the rest, and what was drawn of it; titles only where the visitor may see them."""
    seen = visible(current_user, LookBackItem, lookback.campaign)
    titles = {one.id: one.title for one in lookback_lists.looked_at(lookback.id, seen)}
    units = house().units
    return {
        "lookback": lookback,
        "kept": kept,
        "stored": [one for one in rechecks.sampled_ids(lookback) if one in kept.rest],
        "titles": titles,
        "unit_names": {one: units[unit_id].name for one, unit_id in lookback_lists.unit_of_each(lookback.id)},
        "risks_of": risks_of,
    }


# ------------------------------------------------------------------------------------------------ self-check
def of_check(part: LookBackUnit, *, status: int, broken: RuleBroken | None) -> dict[str, Any]:
    """A department's page: every row with what was typed, else what is kept, else held."""
    rows = lookback_lists.checks(part.lookback_id, part.unit_id)
    open_to_change = part.lookback.state is LookBackState.CHECKING and part.handed_in_at is None
    held = (
        {row.id: uploads.hold(at=now(), field=f"photo-{row.id}", kept=f"kept-{row.id}") for row in rows}
        if (status != OK)
        else {}
    )
    shown = seen_evidence(current_user, part.campaign, *(Ref("lookback_item", row.id) for row in rows))
    errors = {broken.field: wording.said(wording.refusals, broken.key, broken.values)} if broken else {}
    return {
        "part": part,
        "lookback": part.lookback,
        "rows": [_typed(row, held.get(row.id, []), typed=status != OK) for row in rows],
        "evidence": {row.id: uploads.shown(shown[Ref("lookback_item", row.id)]) for row in rows},
        "errors": errors,
        "may_save": open_to_change and can(current_user, Act.LOOKBACK_CHECK, part),
        "may_hand_in": open_to_change and can(current_user, Act.LOOKBACK_HAND_IN, part),
        "item_url": _item_url(),
        "bad": BAD,
        "words": WORDS,
        "history": history_of(traces.history("lookback_unit", part.id)),
    }


OK = 200


def _item_url() -> Any:
    """Makes the address of an item's page from its id."""
    pattern = url_for("checklists.item", checklist_item_id=0)
    return lambda item_id: pattern.replace("/0", f"/{item_id}")


def _typed(row: Check, held: list[Evidence], *, typed: bool) -> dict[str, Any]:
    kept = row.self_verdict or lookbacks.default_verdict(row.task_id)
    verdict = request.form.get(f"verdict-{row.id}", kept) if typed else kept
    note = request.form.get(f"note-{row.id}", row.self_note) if typed else row.self_note
    return {**row._asdict(), "verdict": str(verdict), "note": note, "held": uploads.shown(held)}


# ------------------------------------------------------------------------------------------------ re-check
def verdict_form(looked: LookBackItem) -> VerdictForm:
    """The form with all that can be filled in already."""
    people = seats.people_of(looked.unit.path, current_user.today)
    known = {person_id for person_id, _name in people}
    responsible = looked.item.responsible_id if looked.item is not None else None
    heads = judging.heads_of(looked.unit_id, current_user.today)
    owner_id = responsible if responsible in known else next(iter(sorted(heads & known)), 0)
    days = house().settings_of(looked.campaign.organisation_id).rectification_days
    found_bad = looked.self_verdict in BAD
    form = VerdictForm(
        version=looked.version,
        verdict=looked.verdict,
        note=looked.note,
        looks_again_on=looked.looks_again_on,
        text=looked.self_note if found_bad else "",
        owner=owner_id,
        due=clocks.add_working_days(current_user.today, days),
    )
    form.offer(people)
    return form


def of_item(looked: LookBackItem, form: VerdictForm, held: Sequence[Evidence] = ()) -> dict[str, Any]:
    """Then and now side by side, the verdict, and the list of what was drawn."""
    lookback = looked.lookback
    seen = visible(current_user, LookBackItem, lookback.campaign)
    listed = [one for one in lookback_lists.looked_at(lookback.id, seen) if one.sampled]
    parts = lookback_lists.parts(lookback.id)
    judges = rechecks.judges(looked, current_user.today)
    is_open = lookback.state is LookBackState.RECHECKING and looked.sampled
    earlier = rechecks.earlier(looked)
    stands = rechecks.stands(looked)
    return {
        "looked": looked,
        "lookback": lookback,
        "title": lookbacks.title_of(looked),
        "totals": totals(parts),
        "form": form,
        "listed": listed,
        "place": next((number for number, one in enumerate(listed, 1) if one.id == looked.id), None),
        "left": lookbacks.left(lookback),
        "part": next((part for part in parts if part.unit_id == looked.unit_id), None),
        "is_open": is_open,
        "may_judge": is_open and current_user.id in judges and can(current_user, Act.LOOKBACK_RECHECK, looked),
        "judges": seats.names(judges),
        "standing": stands,
        "earlier": earlier if earlier is not stands else None,
        "finding_url": _finding_url,
        "propose_url": propose_url(looked),
        "held": held,
        "shown": uploads.shown,
        "words": WORDS,
        "risks_of": risks_of,
        "bad": BAD,
        "history": history_of(traces.history("lookback_item", looked.id)),
        **_then_and_now(looked),
    }


def _then_and_now(looked: LookBackItem) -> dict[str, Any]:
    now_ref = Ref("lookback_item", looked.id)
    then = lookback_lists.then(looked.item_id) if looked.item_id is not None else None
    refs = [now_ref]
    if then is not None and then.occurrence is not None:
        refs.append(Ref("occurrence", then.occurrence.id))
    fixed: Rectification | None = None
    if looked.finding is not None:
        closed = [one for one in looked.finding.rectifications if one.closed_out]
        fixed = closed[-1] if closed else None
        refs += [Ref("finding", looked.finding.id)] + ([Ref("rectification", fixed.id)] if fixed else [])
    pieces = seen_evidence(current_user, looked.campaign, *refs)
    return {
        "then": then,
        "fixed": fixed,
        "revision": looked.item.in_force if isinstance(looked.item, ChecklistItem) else None,
        "then_pieces": uploads.shown(piece for ref in refs[1:] for piece in pieces[ref]),
        "now_pieces": uploads.shown(pieces[now_ref]),
        "sees_evidence": same_organisation(current_user, looked),
    }


def _finding_url(finding_id: int) -> str:
    return url_for("findings.show", finding_id=finding_id)


def propose_url(looked: LookBackItem) -> str | None:
    """Where points can be proposed from a verdict: not of what the unit found itself, and only by whoever may."""
    spared = standing.spares(looked, current_user.today, at=now())
    if spared or not can(current_user, Act.CASE_PROPOSE, looked.campaign):
        return None
    return url_for("cases.propose", source_kind="lookback_item", source_id=looked.id)
