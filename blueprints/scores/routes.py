"""Routes of scores: my own, those I may see, and what each is made of."""

from typing import Any

from flask import Blueprint, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from access import Act, can, requires, visible
from access.facts import same_organisation
from access.subjects import Standing, UnitStanding
from blueprints.scores import beside, downloads, shows
from models.campaign import Campaign
from models.person import Person
from models.rulebook import Span
from models.unit import UnitKind
from pages import house, page
from services import score_comparison, scores
from services.scores import Of, Period
from services.structure import UnitCard

room = Blueprint("scores", __name__, url_prefix="/c/<slug>")
SCORED = (UnitKind.DEPARTMENT, UnitKind.SQUAD)


@room.get("/score")
@requires(Act.SCORE_OWN, Campaign)
def own(campaign: Campaign) -> Response:
    over = _period(campaign)
    shown = shows.explained(campaign, Of(person_id=current_user.id), over)
    return page(
        "scores/show.html",
        title=_("My score"),
        subtitle=_(
            "Only you, your squad leader, your head, the deputy in charge, the office and the leading group see this"
        ),
        back=None,
        beside=beside.own(campaign, over, shown["score"]),
        **shown,
    )


@room.get("/scores")
@requires(Act.SCORE_LIST, Campaign)
def index(campaign: Campaign) -> Response:
    """People by staff number, or units; a supervisor sees units only."""
    units = _units(campaign)
    sees_people = same_organisation(current_user, campaign)
    if not sees_people or request.args.get("of") == "units":
        return _units_page(campaign, units, sees_people=sees_people)
    return _people_page(campaign, units)


def _people_page(campaign: Campaign, units: list[UnitCard]) -> Response:
    over, asked = _period(campaign), request.args
    unit = next((one for one in units if one.id == asked.get("unit", type=int)), None)
    rows, after = scores.people(
        visible(current_user, Person, campaign),
        campaign,
        over,
        current_user.today,
        unit_path=unit.path if unit else None,
        words=asked.get("q", "").strip()[:40],
        after=asked.get("after"),
    )
    kept: dict[str, Any] = {key: value for key in ("period", "unit", "q") if (value := asked.get(key))}
    return page(
        "scores/index.html",
        blocks=("scores",),
        of_units=False,
        rows=rows,
        pays=any(row.yuan for row in rows),
        units=units,
        unit=unit,
        words=asked.get("q", ""),
        first=url_for(".index", **kept) if asked.get("after") else None,
        more=url_for(".index", **kept, after=after) if after else None,
        **_list_context(campaign, over, kept, sees_people=True),
    )


def _units_page(campaign: Campaign, units: list[UnitCard], *, sees_people: bool) -> Response:
    over = _period(campaign)
    unit_ids = [unit.id for unit in units]
    changes = scores.unit_changes(campaign, unit_ids, over)
    earlier = score_comparison.before(campaign, over)
    kept: dict[str, Any] = {"of": "units"} | ({"period": over.span.value} if request.args.get("period") else {})
    return page(
        "scores/index.html",
        blocks=("scores",),
        of_units=True,
        pays=any(yuan for _points, yuan in changes.values()),
        rows=[(unit, *changes.get(unit.id, (scores.NOTHING, scores.NOTHING))) for unit in units],
        past=score_comparison.units_before(campaign, unit_ids, over),
        past_words=shows.in_words(campaign, earlier) if earlier is not None else "",
        **_list_context(campaign, over, kept, sees_people=sees_people),
    )


def _list_context(campaign: Campaign, over: Period, kept: dict[str, Any], *, sees_people: bool) -> dict[str, Any]:
    base, is_given = scores.base_on(campaign, over.base_on)
    return {
        "base": base,
        "is_given": is_given,
        "chips": shows.chips(".index", over, kept),
        "over": over,
        "sees_people": sees_people,
        "since": shows.in_words(campaign, over),
        "download_url": url_for(".download", **kept),
        "period": request.args.get("period"),
    }


def _units(campaign: Campaign) -> list[UnitCard]:
    """The departments and squads whose score the visitor may see, each squad under its department."""
    return [
        unit
        for unit in sorted(house().units.values(), key=lambda unit: unit.path)
        if unit.organisation_id == campaign.organisation_id
        and unit.kind in SCORED
        and unit.active
        and can(current_user, Act.SCORE_READ, UnitStanding(unit, campaign))
    ]


@room.get("/scores.xlsx")
@requires(Act.SCORE_LIST, Campaign)
def download(campaign: Campaign) -> Response:
    """The scores that the page shows, with its filters, all pages of them."""
    units, over, asked = _units(campaign), _period(campaign), request.args
    if not same_organisation(current_user, campaign) or asked.get("of") == "units":
        file = downloads.of_units(campaign, units, over)
    else:
        unit = next((one for one in units if one.id == asked.get("unit", type=int)), None)
        words = asked.get("q", "").strip()[:40]
        file = downloads.of_people(campaign, over, unit_path=unit.path if unit else None, words=words)
    name = " ".join((campaign.brand or campaign.slug, _("Scores"), f"{shows.in_words(campaign, over)}.xlsx"))
    return send_file(file, mimetype=downloads.MEDIA_TYPE, as_attachment=True, download_name=name)


@room.get("/scores/<int:person_id>")
@requires(Act.SCORE_READ, Standing)
def show(standing: Standing) -> Response:
    person, campaign = standing.person, standing.campaign
    unit = house().units[int(standing.unit_path.strip("/").rpartition("/")[2])]
    return page(
        "scores/show.html",
        title=_("Score of %(name)s", name=person.name),
        subtitle=_(
            "%(unit)s · only they, their squad leader, their head, the deputy in charge, "
            "the office and the leading group see this",
            unit=unit.name,
        ),
        back=_back(campaign),
        **shows.explained(campaign, Of(person_id=person.id), _period(campaign), person_id=person.id),
    )


@room.get("/scores/units/<int:unit_id>")
@requires(Act.SCORE_READ, UnitStanding)
def unit(standing: UnitStanding) -> Response:
    campaign = standing.campaign
    return page(
        "scores/show.html",
        title=_("Score of %(name)s", name=standing.unit.name),
        subtitle=_(
            "Entries on the unit only · its head, the deputy in charge, the office, the leading group "
            "and the supervisor see this"
        ),
        back=_back(campaign, of="units"),
        **shows.explained(campaign, Of(unit_id=standing.unit.id), _period(campaign), unit_id=standing.unit.id),
    )


def _period(campaign: Campaign) -> Period:
    asked = request.args.get("period", "")
    span = Span(asked) if asked in set(Span) else Span.CAMPAIGN
    return scores.period(campaign, span, current_user.today)


def _back(campaign: Campaign, **values: Any) -> dict[str, Any] | None:
    """To the list, for who has one."""
    if not can(current_user, Act.SCORE_LIST, campaign):
        return None
    return {"url": url_for(".index", **values), "label": _("Scores")}
