"""Routes of lookbacks."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
from access import Act, can, requires, visible
from blueprints.lookbacks import shows
from blueprints.lookbacks.forms import CheckForm, OpenForm, VerdictForm
from extensions import db
from forms import options, seen_version, whole
from models.campaign import Campaign, CampaignState, Phase
from models.finding import Finding, Severity
from models.lookback import BAD, LookBack, LookBackItem, LookBackScope, LookBackUnit, Verdict
from models.refusals import Incomplete, RuleBroken
from pages import house, now, page, refused
from services import lookback_lists, lookback_results, lookbacks, rechecks, sampling, seats
from services.lookbacks import Answer
from services.rechecks import Opening

room = Blueprint("lookbacks", __name__, url_prefix="/c/<slug>")


# ------------------------------------------------------------------------------------------------ rounds
@room.get("/lookbacks")
@requires(Act.LOOKBACK_READ, Campaign)
def index(campaign: Campaign) -> Response:
    return page(
        "lookbacks/index.html",
        rounds=lookback_lists.rounds(campaign.id),
        phases={phase.id: phase.name for phase in campaign.phases},
        may_open=can(current_user, Act.LOOKBACK_OPEN, campaign) and campaign.state is not CampaignState.DRAFT,
        words=shows.WORDS,
    )


@room.get("/lookbacks/new")
@requires(Act.LOOKBACK_OPEN, Campaign)
def new(campaign: Campaign) -> Response:
    chosen = house().settings_of(campaign.organisation_id)
    return page("lookbacks/new.html", form=_open_form(campaign, days=chosen.checking_days), share=chosen.sample_percent)


@room.post("/lookbacks")
@requires(Act.LOOKBACK_OPEN, Campaign)
def open_(campaign: Campaign) -> Response:
    form = _open_form(campaign)
    if form.validate_on_submit():
        try:
            lookback = lookbacks.open_(
                campaign,
                LookBackScope(form.scope.data),
                phase=db.session.get(Phase, form.phase.data) if form.phase.data else None,
                days=form.days.data,
                by=current_user,
                at=now(),
                request_key=form.request_key.data,
            )
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Round %(number)s is open. All departments were told.", number=lookback.number), "success")
            return redirect(url_for(".show", lookback_id=lookback.id), 303)
    share = house().settings_of(campaign.organisation_id).sample_percent
    return page("lookbacks/new.html", form=form, share=share, status=422)


def _open_form(campaign: Campaign, **values: Any) -> OpenForm:
    form = OpenForm(**values)
    form.phase.choices = options([(0, "—"), *((phase.id, phase.name) for phase in campaign.phases)])
    return form


@room.get("/lookbacks/<int:lookback_id>")
@requires(Act.LOOKBACK_READ, LookBack)
def show(lookback: LookBack) -> Response:
    return page("lookbacks/show.html", blocks=("items",), **shows.of_round(lookback))


@room.get("/lookbacks/<int:lookback_id>/drawn")
@requires(Act.LOOKBACK_READ, LookBack)
def drawn(lookback: LookBack) -> Response:
    """Anyone may draw again, with the same number or another one."""
    kept = rechecks.drawn(lookback)
    asked = request.args.get("number", "")
    seed = int(asked) if asked.isdecimal() and len(asked) <= shows.MOST_DIGITS else lookback.seed
    again = sampling.draw(seed, kept.rest, lookback.share) if seed is not None and lookback.drawn_at else []
    return page(
        "lookbacks/drawn.html",
        **shows.of_draw(lookback, kept),
        seed=seed,
        again=again,
        script=sampling.script(seed or 0, kept.rest, lookback.share) if lookback.drawn_at else "",
    )


@room.get("/lookbacks/<int:lookback_id>/result")
@requires(Act.LOOKBACK_READ, LookBack)
def result(lookback: LookBack) -> Response:
    seen = visible(current_user, LookBackItem, lookback.campaign)
    shown = {one.id for one in lookback_lists.looked_at(lookback.id, seen)}
    return page(
        "lookbacks/result.html",
        lookback=lookback,
        result=lookback_results.result(lookback),
        shown=shown,
        words=shows.WORDS,
    )


@room.post("/lookbacks/<int:lookback_id>/draw")
@requires(Act.LOOKBACK_DRAW, LookBack)
def draw(lookback: LookBack) -> Response:
    rechecks.draw(lookback, version=seen_version(), by=current_user, at=now())
    flash(_("Drawn. The number %(seed)s is kept, so that anyone can draw again.", seed=lookback.seed), "success")
    return redirect(url_for(".show", lookback_id=lookback.id), 303)


@room.post("/lookbacks/<int:lookback_id>/finish")
@requires(Act.LOOKBACK_FINISH, LookBack)
def finish(lookback: LookBack) -> Response:
    rechecks.finish(lookback, version=seen_version(), by=current_user, at=now())
    flash(_("The round is finished."), "success")
    return redirect(url_for(".result", lookback_id=lookback.id), 303)


# ------------------------------------------------------------------------------------------------ self-check
@room.get("/lookbacks/units/<int:lookback_unit_id>")
@requires(Act.LOOKBACK_SEE, LookBackUnit)
def check(part: LookBackUnit) -> Response:
    return _check_page(part, CheckForm(version=part.version))


@room.post("/lookbacks/units/<int:lookback_unit_id>")
@requires(Act.LOOKBACK_CHECK, LookBackUnit)
def save_check(part: LookBackUnit) -> Response:
    return _check(part, hands_in=False)


@room.post("/lookbacks/units/<int:lookback_unit_id>/hand-in")
@requires(Act.LOOKBACK_HAND_IN, LookBackUnit)
def hand_in(part: LookBackUnit) -> Response:
    return _check(part, hands_in=True)


def _check(part: LookBackUnit, *, hands_in: bool) -> Response:
    form, at, part_id = CheckForm(), now(), part.id
    if form.validate_on_submit():
        try:
            answers = _answers(at)
            verb = lookbacks.hand_in if hands_in else lookbacks.save
            opened = verb(part, answers, version=form.seen_version, by=current_user, at=at) or []
        except RuleBroken as broken:
            refused(broken, None if (broken.field or "").startswith("note-") else form)
            return _check_page(db.session.get_one(LookBackUnit, part_id), form, status=422, broken=broken)
        if hands_in:
            flash(_("Handed in. %(count)s findings were opened.", count=len(opened)), "success")
        else:
            flash(_("Saved. Nothing is handed in yet."), "success")
        return redirect(url_for(".check", lookback_unit_id=part_id), 303)
    return _check_page(part, form, status=422)


def _answers(at: datetime) -> dict[int, Answer]:
    """The typed rows: of each id a verdict, a note, and photos."""
    typed = (name.removeprefix("verdict-") for name in request.form if name.startswith("verdict-"))
    ids = [number for one in typed if (number := whole(one)) is not None and str(number) == one]
    pieces = uploads.take_rows({one: (f"photo-{one}", f"kept-{one}") for one in ids}, at=at)
    return {
        one: Answer(
            shows.verdict_of(request.form[f"verdict-{one}"]),
            request.form.get(f"note-{one}", "")[: shows.MOST_NOTE],
            tuple(pieces[one]),
        )
        for one in ids
    }


def _check_page(
    part: LookBackUnit, form: CheckForm, *, status: int = 200, broken: RuleBroken | None = None
) -> Response:
    return page("lookbacks/check.html", status=status, form=form, **shows.of_check(part, status=status, broken=broken))


# ------------------------------------------------------------------------------------------------ re-check
@room.get("/lookbacks/items/<int:lookback_item_id>")
@requires(Act.LOOKBACK_SEE, LookBackItem)
def recheck(looked: LookBackItem) -> Response:
    return page("lookbacks/recheck.html", **shows.of_item(looked, shows.verdict_form(looked)))


@room.post("/lookbacks/items/<int:lookback_item_id>")
@requires(Act.LOOKBACK_RECHECK, LookBackItem)
def conclude(looked: LookBackItem) -> Response:
    form, at, looked_id = VerdictForm(), now(), looked.id
    form.offer(seats.people_of(looked.unit.path, current_user.today))
    if form.validate_on_submit():
        try:
            found = _conclude(looked, form, at)
        except RuleBroken as broken:
            refused(broken, form)
        else:
            if found is not None:
                flash(_("Saved. Finding W-%(number)s is open.", number=f"{found.number:04}"), "success")
            proposes = shows.propose_url(looked) if form.proposes.data and form.verdict.data in BAD else None
            return redirect(proposes or _next(looked), 303)
    held = uploads.hold(at=at)
    looked = db.session.get_one(LookBackItem, looked_id)
    return page("lookbacks/recheck.html", status=422, **shows.of_item(looked, form, held))


def _conclude(looked: LookBackItem, form: VerdictForm, at: datetime) -> Finding | None:
    pieces = uploads.take(at=at)
    return rechecks.conclude(
        looked,
        Verdict(form.verdict.data),
        note=form.note.data or "",
        looks_again_on=form.looks_again_on.data,
        opening=_opening(form) if form.verdict.data in BAD else None,
        pieces=pieces,
        version=form.seen_version,
        by=current_user,
        at=at,
    )


def _opening(form: VerdictForm) -> Opening | None:
    if not (form.text.data or "").strip():
        return None
    if form.due.data is None:
        raise Incomplete("needed", "due")
    return Opening(form.text.data, form.owner_id, form.due.data, Severity(form.severity.data))


def _next(looked: LookBackItem) -> str:
    """The page of the next item that this judge has to look at, else of the round."""
    lookback = looked.lookback
    units = shows.units_judged(lookback)
    following = lookback_lists.next_to_judge(lookback.id, looked.id, units, current_user.today)
    if following is None:
        return url_for(".show", lookback_id=lookback.id)
    return url_for(".recheck", lookback_item_id=following)
