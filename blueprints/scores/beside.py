"""What stands beside the own score: that of the period before, the middle of the own unit, and the grade's borders."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

import wording
from blueprints.scores import shows
from models.campaign import Campaign
from models.rulebook import Span
from services import grading, months, score_comparison
from services.scores import Of, Period, Score

ROOM = Decimal(5)  # points shown to the left and right of what stands on the scale


def own(campaign: Campaign, over: Period, counted: Score) -> dict[str, Any]:
    """For my score: the past in words, and the scale where there is something to stand on it."""
    value, unit_id = counted.value, current_user.unit_id
    past = score_comparison.past(campaign, Of(person_id=current_user.id), over)
    middle = (
        score_comparison.middle(campaign, unit_id, over, counted.base, current_user.today)
        if unit_id is not None
        else None
    )
    zones, grade = _grades(campaign, over, value) if over.span is Span.MONTH else (None, "")
    return {
        "past": _past(campaign, past, value) if past is not None else "",
        "grade": grade,
        "scale": _scale(value, middle, zones) if middle is not None or zones else None,
    }


def _past(campaign: Campaign, past: score_comparison.Past, value: Decimal) -> str:
    change = value - past.value
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return _(
        "%(period)s: %(value)s (%(change)s)",
        period=shows.in_words(campaign, past.over),
        value=("−" if past.value < 0 else "") + wording.figure(past.value),
        change=f"{sign}{wording.figure(change)}",
    )


def _grades(campaign: Campaign, over: Period, value: Decimal) -> tuple[tuple[float, float] | None, str]:
    """The lowest and the highest border between grades, and the grade that the month comes to now."""
    graded_by = grading.of_month(campaign, over.first, months.of_month(campaign.id, over.first))
    borders = sorted(one.least for one in graded_by.terms.grades if one.least is not None)
    reached = graded_by.grade(current_user.id, value)
    zones = (float(borders[0]), float(borders[-1])) if borders else None
    return zones, reached.name if reached is not None else ""


def _scale(value: Decimal, middle: Decimal | None, zones: tuple[float, float] | None) -> dict[str, Any]:
    """Whole numbers left and right of all that stands on it."""
    shown = [value, *([middle] if middle is not None else []), *(Decimal(str(one)) for one in zones or ())]
    return {
        "low": float((min(shown) - ROOM).__floor__()),
        "high": float((max(shown) + ROOM).__ceil__()),
        "you": float(value),
        "middle": float(middle) if middle is not None else None,
        "zones": zones or (0.0, 0.0),
        "middle_words": _("middle of my unit %(value)s", value=wording.figure(middle)) if middle is not None else "",
    }
