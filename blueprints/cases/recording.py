"""Routes of recording: persons, a rule of the month's list, and it is kept; made for a phone."""

from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
import wording
from access import Act, requires
from blueprints.cases import shows
from blueprints.cases.forms import RecordForm, record_form
from blueprints.cases.routes import room
from forms import chosen_id, put_beside, whole
from models.campaign import Campaign
from models.case import CaseState, PointCase
from models.refusals import RuleBroken
from models.rulebook import PointRule
from pages import now, page, refused
from services import cases, docket, recording

FIND = "find"  # the button that only searches, for who has no script
KEPT = ("q", "words", "rule_id", "happened_on", "note")
MOST_SOUGHT = 60


@room.get("/record")
@requires(Act.CASE_PROPOSE, Campaign)
def record(campaign: Campaign) -> Response:
    asked = request.args
    data = {
        "happened_on": shows.day_asked(campaign),
        "persons": [one for sent in asked.getlist("persons") if (one := chosen_id(sent)) is not None],
        "rule_id": asked.get("rule_id", ""),
        "note": asked.get("note", "")[:MOST_SOUGHT],
    }
    return _record_page(campaign, record_form(())(formdata=None, data=data))


@room.post("/record")
@requires(Act.CASE_PROPOSE, Campaign)
def keep(campaign: Campaign) -> Response:
    sent = request.form
    if FIND in sent:
        kept: dict[str, Any] = {name: sent[name][:MOST_SOUGHT] for name in KEPT if sent.get(name)}
        return redirect(url_for(".record", persons=sent.getlist("persons")[:MOST_SOUGHT], **kept), 303)
    rule = docket.rule_of(whole(sent.get("rule_id")), campaign.id)
    form = record_form(recording.chosen_amounts(rule) if rule is not None else ())()
    if form.validate_on_submit() and (case := _kept(campaign, rule, form)) is not None:
        return redirect(url_for(".record", done=case.id, happened_on=_another_day(form)), 303)
    held = uploads.hold(at=now())
    return _record_page(campaign, form, held=held, status=422)


def _another_day(form: RecordForm) -> str | None:
    return None if form.happened_on.data == current_user.today else form.happened_on.data.isoformat()


def _kept(campaign: Campaign, rule: PointRule | None, form: RecordForm) -> PointCase | None:
    """The case as it was recorded; None when it was refused, with the reason in the form."""
    if rule is None:
        put_beside(form, "rule_id", wording.said(wording.refusals, "rule_needed", {}))
        return None
    matter = cases.Matter(
        happened_on=form.happened_on.data,
        reason="",
        person_ids=list(dict.fromkeys(form.persons.data or [])),
        amounts=form.amounts(),
        note=form.note.data or "",
    )
    at = now()
    try:
        files = uploads.take(at=at)
        return cases.record(campaign, rule, matter, files, by=current_user, at=at, request_key=form.request_key.data)
    except RuleBroken as broken:
        refused(broken, form)
        return None


def _record_page(campaign: Campaign, form: RecordForm, *, held: Any = (), status: int = 200) -> Response:
    asked = request.values
    day = form.happened_on.data or shows.day_asked(campaign)
    words, rule_words = asked.get("q", "")[:MOST_SOUGHT], asked.get("words", "")[:MOST_SOUGHT]
    ticked, rule_id = set(form.persons.data or []), whole(form.rule_id.data)
    return page(
        "cases/record.html",
        blocks=("record_people", "record_rules"),
        status=status,
        form=form,
        groups=recording.people(current_user, campaign, day, words, ticked),
        ticked=ticked,
        words=words,
        rules=[shows.offered(one) for one in recording.rules(current_user, campaign, day, rule_words, rule_id)],
        rule_id=rule_id,
        rule_words=rule_words,
        held=uploads.shown(held),
        done=_done(campaign),
    )


def _done(campaign: Campaign) -> dict[str, Any] | None:
    """What was recorded last, to be taken back while it is undecided."""
    case = docket.own(request.args.get("done", None, int), campaign.id, current_user.id)
    if case is None:
        return None
    return {
        "case": case,
        "number": cases.number_of(case),
        "names": "、".join(dict.fromkeys(line.person.name for line in case.lines if line.person is not None)),
        "may_undo": case.state is CaseState.PROPOSED,
    }
