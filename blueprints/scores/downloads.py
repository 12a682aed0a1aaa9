"""Scores as a spreadsheet: people by staff number, or units; never by score."""

from collections.abc import Sequence
from typing import IO

from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from access import visible
from exporters.workbook import MEDIA_TYPE, Column, written
from models.campaign import Campaign
from models.person import Person
from services import scores
from services.scores import NOTHING, Period
from services.structure import UnitCard

__all__ = ["MEDIA_TYPE", "of_people", "of_units"]


def of_people(campaign: Campaign, over: Period, *, unit_path: str | None, words: str) -> IO[bytes]:
    """Those whose scores the visitor sees."""
    base, _is_given = scores.base_on(campaign, over.base_on)
    rows = scores.every_person(
        visible(current_user, Person, campaign), campaign, over, current_user.today, unit_path=unit_path, words=words
    )
    columns = [
        Column(_("Staff number"), 10),
        Column(pgettext("person", "Name"), 14),
        Column(_("Unit"), 16),
        *_amounts(),
    ]
    cells = ([row.staff_no, row.name, row.unit, base, row.points, base + row.points, row.yuan] for row in rows)
    return written(_("Scores of people"), columns, cells)


def of_units(campaign: Campaign, units: Sequence[UnitCard], over: Period) -> IO[bytes]:
    """Those units, in their order."""
    base, _is_given = scores.base_on(campaign, over.base_on)
    changes = scores.unit_changes(campaign, [unit.id for unit in units], over)
    found = ((unit.name, *changes.get(unit.id, (NOTHING, NOTHING))) for unit in units)
    cells = ([name, base, points, base + points, yuan] for name, points, yuan in found)
    return written(_("Scores of units"), [Column(_("Unit"), 20), *_amounts()], cells)


def _amounts() -> list[Column]:
    return [
        Column(_("Base points"), 10),
        Column(_("Changes"), 10),
        Column(pgettext("score", "Score"), 10),
        Column(_("Performance pay, yuan"), 16),
    ]
