"""Route of the weekly dispatch (周调度表) on A4: one page for Monday's meeting."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

import papers
from access import Act, requires, visible
from access.facts import supervises
from blueprints.progress import board, views
from blueprints.progress.routes import room
from blueprints.progress.words import LINE_STATES, NEXT_DAYS, TURNS
from models.campaign import Campaign
from models.checklist import ChecklistItem
from pages import now, page
from services import dispatch, progress, rhythms
from services.dispatch import Entry, Part, Span, Turn
from services.structure import UnitCard

SEPARATOR = " · "
WITH_DAYS = (Turn.OVERDUE, Turn.DUE, Turn.NEXT)


@room.get("/progress/paper")
@requires(Act.PROGRESS_READ, Campaign)
def paper(campaign: Campaign) -> Response:
    """The running week, the one of `week`, or the days `from` … `to`; by departments, as far as the visitor sees."""
    asked, at = request.args, now()
    span = dispatch.span_of(asked.get("week", ""), asked.get("from", ""), asked.get("to", ""), current_user.today)
    units = board.units(campaign)
    seen = progress.of_units(visible(current_user, ChecklistItem, campaign), [unit.id for unit in units])
    parts, turns = dispatch.of_campaign(campaign, seen, span, at), _words(span)
    sees_people = not supervises(current_user, campaign)
    return page(
        "progress/paper.html",
        paper=_around(campaign, span, views.moment(at)),
        sums=_sums(parts.values(), turns),
        parts=_parts(units, parts, turns, sees_people=sees_people),
        sees_people=sees_people,
        span=span,
        before=url_for(".paper", week=rhythms.period_of(span.first - dispatch.WEEK, rhythms.WEEK)),
        after=url_for(".paper", week=rhythms.period_of(span.first + dispatch.WEEK, rhythms.WEEK)),
    )


def _around(campaign: Campaign, span: Span, moment: str) -> papers.Paper:
    title = pgettext("paper", "Weekly dispatch")
    days = _("%(first)s to %(last)s", first=span.first.isoformat(), last=span.last.isoformat())
    period = rhythms.period_of(span.first, rhythms.WEEK)
    part = period.replace("-", "") if span.is_week else f"{span.first:%Y%m%d}-{span.last:%Y%m%d}"
    asked = {"week": period} if span.is_week else {"from": span.first.isoformat(), "to": span.last.isoformat()}
    week = [_("week %(number)s", number=int(period[-2:]))] if span.is_week else []
    return papers.paper(
        campaign,
        title=title,
        number=papers.number_of(campaign, "DD", part),
        said=(campaign.title, SEPARATOR.join((days, *week, _("as of %(moment)s", moment=moment)))),
        signed_by=papers.drawn_up(),
        back=(url_for(".show"), _("Review and progress")),
        address=url_for(".paper", **asked, _external=True),
    )


def _words(span: Span) -> dict[Turn, tuple[str, str]]:
    """Tone and word of each turn."""
    words = {turn: (tone, str(word)) for turn, (tone, word) in TURNS.items()}
    return words if span.is_week else words | {Turn.NEXT: ("grey", str(NEXT_DAYS))}


def _parts(
    units: list[UnitCard], parts: Mapping[int, Part], turns: Mapping[Turn, tuple[str, str]], *, sees_people: bool
) -> list[dict[str, Any]]:
    """The departments in their order with their entries in words; one that has none stands there all the same."""
    say = views.Words()
    states = {state: str(word) for state, word in LINE_STATES.items()}
    return [
        {
            "name": unit.name,
            "sums": _sums([part], turns),
            "entries": [
                {
                    "row": one.row,
                    "turn": turns[one.turn],
                    "period": say.period(one.row.period),
                    "left": say.days(one.row.days) if one.turn in WITH_DAYS else "",
                    **(_told(one, unit.name, states, say) if sees_people else {}),
                }
                for one in part.entries
            ],
        }
        for unit, part in ((unit, parts.get(unit.id, Part())) for unit in units)
    ]


def _told(one: Entry, unit: str, states: Mapping[Any, str], say: views.Words) -> dict[str, str]:
    """What the last line says and from when it is, and whom it waits with."""
    where = "" if one.place is None else views.place(one.place[0], unit, one.place[2])
    if one.line is None:
        return {"waits": where}
    line = SEPARATOR.join(part for part in (states[one.line.state], one.line.text) if part)
    return {"waits": where, "line": line, "line_of": say.period(one.period), "obstacle": one.line.obstacle}


def _sums(parts: Iterable[Part], turns: Mapping[Turn, tuple[str, str]]) -> list[tuple[str, int]]:
    """How many were or are due, and how many of each turn where there are any."""
    kept = list(parts)
    counted = [(word, sum(part.count(turn) for part in kept)) for turn, (_tone, word) in turns.items()]
    return [(pgettext("dispatch", "Due"), sum(part.due for part in kept)), *(one for one in counted if one[1])]
