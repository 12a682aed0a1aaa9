"""Routes of cases: the list, proposing under a rule, the case from top to bottom in time, and its decision."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
import wording
from access import Act, can, notices_seen, requires, visible
from access.rules import READ_BY_KIND
from blueprints.cases import shows
from blueprints.cases.forms import AnswerForm, ProposeForm, ReasonForm, decide_form, propose_form
from blueprints.cases.words import PAYERS
from forms import safe_back
from models.campaign import Campaign
from models.case import Answer, CaseLine, CaseState, PointCase
from models.refusals import RuleBroken
from models.rulebook import Direction, Measure, PointRule
from models.types import Ref
from pages import house, now, page, refused, zone
from services import answers, apportionment, cases, docket, involved, rulebooks
from services.docket import Sought

room = Blueprint("cases", __name__, url_prefix="/c/<slug>/cases")


@room.get("")
@requires(Act.CASE_LIST, Campaign)
def index(campaign: Campaign) -> Response:
    sought = _sought()
    chosen: dict[str, Any] = shows.chosen()
    rows, older = docket.rows(
        visible(current_user, PointCase, campaign), visible(current_user, CaseLine, campaign), sought, current_user.id
    )
    return page(
        "cases/index.html",
        blocks=("case_list",),
        rows=shows.with_states(rows),
        older=url_for(".index", before=older, **chosen) if older else "",
        newest=url_for(".index", **chosen) if sought.before is not None else "",
        chosen=chosen,
        **shows.of_list(campaign, sought),
    )


@room.get("/public")
@requires(Act.CASE_PUBLIC, Campaign)
def public(campaign: Campaign) -> Response:
    """What is on public notice now, for those whom design.md names: the whole organisation, or fewer."""
    before = request.args.get("before", None, int)
    rows, older = docket.on_public_notice(
        notices_seen(current_user, campaign), visible(current_user, PointCase, campaign), now(), before
    )
    return page(
        "cases/public.html",
        rows=[(row, *shows.time_left(row.until)) for row in rows],
        older=url_for(".public", before=older) if older else "",
        newest=url_for(".public") if before is not None else "",
        yuan=Measure.YUAN,
    )


def _sought() -> Sought:
    asked = request.args
    unit = house().units.get(asked.get("unit", 0, int))
    state, kind = asked.get("state", ""), asked.get("kind", "")
    return Sought(
        state=CaseState(state) if state in set(CaseState) else None,
        on_notice_at=now() if state == shows.ON_NOTICE_STATE else None,
        unit_path=unit.path if unit else None,
        direction=Direction(kind) if kind in set(Direction) else None,
        mine=asked.get("mine", ""),
        words=asked.get("q", "").strip()[:60],
        before=asked.get("before", None, int),
    )


@room.get("/propose")
@requires(Act.CASE_PROPOSE, Campaign)
def propose(campaign: Campaign) -> Response:
    """Step 1: the rules in force on that day; step 2, with a rule: the matter."""
    source = _source(campaign, request.args)
    rule = docket.rule_of(request.args.get("rule_id", None, int), campaign.id)
    day = shows.day_asked(campaign)
    if rule is None:
        return page(
            "cases/choose.html",
            rulebook=rulebooks.whole_in_force_on(campaign.id, day),
            day=day,
            kept={key: value for key, value in request.args.items() if key in shows.PREFILLED},
            source=source and shows.source(source),
        )
    form = propose_form(rule, shows.payer_labels(rule))(
        formdata=None, data=shows.prefilled(source, day), rule_id=rule.id
    )
    return _propose_page(campaign, rule, form, source)


@room.post("/propose")
@requires(Act.CASE_PROPOSE, Campaign)
def send(campaign: Campaign) -> Response:
    rule = docket.rule_of(request.form.get("rule_id", None, int), campaign.id)
    if rule is None:
        abort(404)
    source = _source(campaign, request.form)
    form: ProposeForm = propose_form(rule, shows.payer_labels(rule))()
    at = now()
    if form.validate_on_submit():
        matter, key = _matter(form, rule, source), form.request_key.data
        try:
            files = uploads.take(at=at)
            case = cases.propose(campaign, rule, matter, files, by=current_user, at=at, request_key=key)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("%(number)s is proposed. Those concerned are told.", number=cases.number_of(case)), "success")
            return redirect(url_for(".show", point_case_id=case.id), 303)
    held = uploads.hold(at=at)
    return _propose_page(campaign, rule, form, source, held=held, status=422)


def _matter(form: ProposeForm, rule: PointRule, source: Any) -> cases.Matter:
    return cases.Matter(
        happened_on=form.happened_on.data,
        reason=form.reason.data,
        person_ids=form.persons.data or [],
        unit_id=form.unit.data,
        amounts=form.amounts(rule),
        source=Ref(form.source_kind.data, source.id) if source else None,
        note=form.note.data or "",
        noted_on=form.noted_on.data,
        link=form.link.data or "",
    )


def _source(campaign: Campaign, asked: Any) -> Any:
    """The record that the case comes from, when the visitor may read it; None when none is named."""
    kind, source_id = asked.get("source_kind", ""), asked.get("source_id", None, int)
    if not kind or source_id is None:
        return None
    record = involved.named(kind, source_id)
    if record is None or record.campaign_id != campaign.id or not can(current_user, READ_BY_KIND[kind], record):
        abort(404)
    return record


def _propose_page(
    campaign: Campaign, rule: PointRule, form: ProposeForm, source: Any, *, held: Any = (), status: int = 200
) -> Response:
    day = form.happened_on.data or current_user.today
    people = apportionment.people_for(current_user, campaign, day) if apportionment.names_persons(rule) else []
    units = [] if apportionment.names_persons(rule) else apportionment.units_for(current_user, campaign)
    form.unit.choices = [("", _("Please choose")), *((unit.id, unit.name) for unit in units)]
    return page(
        "cases/propose.html",
        status=status,
        form=form,
        rule=rule,
        groups=shows.by_unit(people),
        chosen=set(form.persons.data or []),
        names_persons=apportionment.names_persons(rule),
        effects=[(PAYERS[effect.who], effect) for effect in rule.effects],
        source=source and shows.source(source),
        held=uploads.shown(held),
        again=url_for(".propose", **{key: form.data.get(key) for key in shows.PREFILLED if form.data.get(key)}),
    )


@room.get("/<int:point_case_id>")
@requires(Act.CASE_READ, PointCase)
def show(case: PointCase) -> Response:
    return _case_page(case)


@room.post("/<int:point_case_id>/confirm")
@requires(Act.CASE_CONFIRM, PointCase)
def confirm(case: PointCase) -> Response:
    case = docket.loaded(case.id)
    form = decide_form(case.lines, shows.bearers(case))()
    if form.validate_on_submit():
        try:
            numbers = cases.confirm(
                case,
                version=form.seen_version,
                by=current_user,
                at=now(),
                zone=zone(),
                amounts=form.amounts(case.lines),
                reason=form.reason.data or "",
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Confirmed and posted as no. %(numbers)s.", numbers=", ".join(map(str, numbers))), "success")
            return redirect(url_for(".show", point_case_id=case.id), 303)
    return _case_page(case, decide=form, status=422)


@room.post("/<int:point_case_id>/reject")
@requires(Act.CASE_CONFIRM, PointCase)
def reject(case: PointCase) -> Response:
    return _close(case, cases.reject, "reject", _("Rejected. Nothing was posted."))


@room.post("/<int:point_case_id>/withdraw")
@requires(Act.CASE_WITHDRAW, PointCase)
def withdraw(case: PointCase) -> Response:
    return _close(case, cases.withdraw, "withdraw", _("Withdrawn. Nothing was posted."))


def _close(case: PointCase, verb: Any, name: str, done: str) -> Response:
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            verb(case, form.reason.data or "", version=form.seen_version, by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(done, "success")
            return redirect(safe_back(url_for(".show", point_case_id=case.id)), 303)
    return _case_page(case, closing=(name, form), status=422)


@room.post("/lines/<int:case_line_id>/answer")
@requires(Act.LINE_ANSWER, CaseLine)
def answer(line: CaseLine) -> Response:
    form = AnswerForm()
    said = Answer.AGREED if form.said.data == Answer.AGREED else Answer.EXPLAINED
    if form.validate_on_submit():
        try:
            answers.answer(line, said, form.text.data or "", by=current_user, at=now())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Your answer is kept. Whoever decides reads it."), "success")
            return redirect(safe_back(url_for(".show", point_case_id=line.case_id)), 303)
    return _case_page(line.case, answering=(line.id, form), status=422)


def _case_page(
    case: PointCase, *, decide: Any = None, closing: Any = None, answering: Any = None, status: int = 200
) -> Response:
    case = docket.loaded(case.id)
    may_decide = shows.may_decide(case)
    refusal = "" if may_decide else " ".join(shows.refused_whole(decide, closing and closing[1]))
    if decide is None and may_decide:
        decide = decide_form(case.lines, shows.bearers(case))(formdata=None, version=case.version)
    return page(
        "cases/show.html",
        status=status,
        case=case,
        number=cases.number_of(case),
        decide=decide if may_decide else None,
        refusal=refusal,
        closing=closing,
        answering=answering,
        words=wording,
        **shows.of_case(case, g.campaign),
    )
