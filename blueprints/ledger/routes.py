"""Routes of the ledger: the statement, its proof, one entry with everything behind it, and its reversal."""

import io
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

import uploads
import wording
from access import Act, can, requires, visible
from access.facts import oversees, supervises
from blueprints.ledger.forms import ReverseForm
from models.campaign import Campaign
from models.case import PointCase
from models.ledger import LedgerEntry
from models.refusals import RuleBroken
from models.rulebook import Measure
from models.types import Ref
from models.unit import UnitKind
from pages import house, now, page, refused, zone
from services import appeal_lists, chain, checkpoints, docket, evidence, involved, judging, ledger, statement
from services.statement import Sought

room = Blueprint("ledger", __name__, url_prefix="/c/<slug>/ledger")
KINDS = ("reward", "penalty", "reversal")
FILTERS = ("kind", "unit", "rule", "month")


@room.get("")
@requires(Act.LEDGER_READ, Campaign)
def index(campaign: Campaign) -> Response:
    sees_all = oversees(current_user, campaign)
    count, has_checkpoint = checkpoints.standing(campaign.id) if sees_all else (None, False)
    return page(
        "ledger/index.html",
        blocks=("entries",),
        leaf=statement.leaf(visible(current_user, LedgerEntry, campaign), sought()),
        check=chain.last_check(campaign),
        count=count,
        sees_units=not sees_all and supervises(current_user, campaign),
        cases_url=url_for("cases.index") if can(current_user, Act.CASE_LIST, campaign) else "",
        checkpoint_url=url_for(".checkpoint") if has_checkpoint else "",
        may_verify=bool(count) and can(current_user, Act.LEDGER_VERIFY, campaign),
        most_verified=checkpoints.MOST_NOW,
        kinds=_kinds(),
        units=_units(campaign),
        rules=statement.rules_used(campaign.id),
        months=_months(campaign),
        chosen=_chosen(),
    )


def sought() -> Sought:
    """What the address narrows the ledger to."""
    asked = request.args
    unit = house().units.get(asked.get("unit", 0, int))
    return Sought(
        kind=asked.get("kind", "") if asked.get("kind") in KINDS else "",
        unit_path=unit.path if unit else None,
        rule_code=asked.get("rule", "")[:12],
        month=asked.get("month", None, int),
        before=asked.get("before", None, int),
        after=asked.get("after", None, int),
    )


def _chosen() -> dict[str, str]:
    """The filters of the address; nothing else of it is carried on."""
    return {key: value for key in FILTERS if (value := request.args.get(key))}


def _kinds() -> list[dict[str, Any]]:
    rest: dict[str, Any] = {key: value for key, value in _chosen().items() if key != "kind"}
    words = {"": _("All"), "reward": _("Rewards"), "penalty": _("Penalties"), "reversal": _("Reversals")}
    chosen = request.args.get("kind", "")
    return [
        {
            "label": word,
            "url": url_for(".index", **(rest | ({"kind": kind} if kind else {}))),
            "current": kind == chosen,
        }
        for kind, word in words.items()
    ]


def _units(campaign: Campaign) -> list[Any]:
    return [
        unit
        for unit in sorted(house().units.values(), key=lambda unit: unit.path)
        if unit.organisation_id == campaign.organisation_id and unit.kind in (UnitKind.DEPARTMENT, UnitKind.SQUAD)
    ]


def _months(campaign: Campaign) -> list[tuple[int, str]]:
    """The months of the campaign up to today, newest first."""
    card = house().campaigns[campaign.slug]
    starts = min((phase.starts_on for phase in card.phases), default=current_user.today)
    ends = min(max((phase.ends_on for phase in card.phases), default=current_user.today), current_user.today)
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(starts.year * 12 + starts.month - 1, ends.year * 12 + ends.month)
    ]
    return [(month.year * 100 + month.month, f"{month:%Y-%m}") for month in reversed(months)]


@room.get("/checkpoint")
@requires(Act.LEDGER_CHECKPOINT, Campaign)
def checkpoint(campaign: Campaign) -> Response:
    newest = checkpoints.latest(campaign.id) or abort(404)
    return send_file(
        io.BytesIO(newest.text().encode()),
        mimetype="application/json",
        as_attachment=True,
        download_name=f"checkpoint-{campaign.slug}-{newest.number}.json",
    )


@room.post("/verify")
@requires(Act.LEDGER_VERIFY, Campaign)
def verify(campaign: Campaign) -> Response:
    found = checkpoints.verify_now(campaign, at=now())
    if found.fault is not None:
        flash(_("Entry no. %(number)s is not as it was posted.", number=found.fault.number), "error")
    else:
        flash(_("No. 1–%(last)s are as they were posted.", last=found.last_number), "success")
    return redirect(url_for(".index"), 303)


@room.get("/<int:ledger_entry_id>")
@requires(Act.LEDGER_READ, LedgerEntry)
def show(entry: LedgerEntry) -> Response:
    return _entry_page(entry, ReverseForm())


@room.post("/<int:ledger_entry_id>/reverse")
@requires(Act.LEDGER_REVERSE, LedgerEntry)
def reverse(entry: LedgerEntry) -> Response:
    form = ReverseForm()
    if form.validate_on_submit():
        try:
            new = ledger.reverse(entry, form.amount.data, form.reason.data, by=current_user, at=now(), zone=zone())
        except RuleBroken as broken:
            refused(broken, form)
        else:
            flash(_("Reversed by entry no. %(number)s.", number=new.number), "success")
            return redirect(url_for(".show", ledger_entry_id=new.id), 303)
    return _entry_page(entry, form, status=422)


def _entry_page(entry: LedgerEntry, form: ReverseForm, *, status: int = 200) -> Response:
    case = docket.loaded(entry.line.case_id)
    row = statement.one(entry.id)
    sees_case = can(current_user, Act.CASE_READ, case)
    ref = Ref(PointCase.__tablename__, case.id)
    may_reverse = (
        row.reverses is None
        and row.reversed_by is None
        and (bool(row.amount) or row.is_veto)
        and can(current_user, Act.LEDGER_REVERSE, entry)
        and judging.may_judge(current_user, involved.in_case(case, current_user.today))
    )
    return page(
        "ledger/show.html",
        status=status,
        entry=entry,
        row=row,
        case=case,
        case_url=url_for("cases.show", point_case_id=case.id) if sees_case else None,
        appeal=appeal_lists.of_lines([entry.line_id]).get(entry.line_id) if sees_case else None,
        pieces=uploads.shown(evidence.of(ref)[ref]) if sees_case else [],
        form=form if may_reverse else None,
        check=chain.last_check(g.campaign),
        cut=wording.cut(row.asked, row.amount, row.cut_by),
        yuan=Measure.YUAN,
    )
