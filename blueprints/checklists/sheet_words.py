"""Words of the columns and values of a checklist's sheet, as it is written and as it is read again."""

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from blueprints.checklists.forms import ACCEPTED_BY, EVIDENCE
from services.checklist_names import Names
from wording import due_words

COLUMNS = {
    "title": _("Item"),
    "standard": _("Standard"),
    "area": _("Focus area"),
    "unit": _("Responsible unit"),
    "person": _("Responsible person"),
    "post": _("Post that carries it out"),
    "phase": _("Phase"),
    "due": _("Due or rhythm"),
    "rhythm": _("Rhythm"),
    "points": _("Points"),
    "evidence": _("Evidence"),
    "accepted_by": _("Accepted by"),
    "help": _("Cooperating units"),
}
"""What a column may hold -> its name, as it stands in our own sheets and in the choices."""

STATUS = {
    "wrong": (_("To put right"), "red", "▲"),
    "new": (_("New"), "green", "+"),
    "changed": (_("To be changed"), "blue", "◆"),
    "same": (_("Already there"), "plain", "✓"),
    "elsewhere": (_("Of another unit"), "plain", ""),
    "left_out": (_("Left out"), "plain", ""),
}
"""What becomes of a row -> word, tone and shape."""

FAULTS = {
    "no_title_column": _("No column says what is to be done. Say below which one holds the items."),
    "no_rows": _("Under the heading row stands no item."),
    "too_many_items": _("This sheet has more than %(most)s rows. Divide it by departments."),
    "unit_unknown": _("No unit here is called “%(text)s”."),
    "area_unknown": _("No focus area of this campaign is called “%(text)s”."),
    "phase_unknown": _("No phase of this campaign is called “%(text)s”."),
    "post_unknown": _("No post here is called “%(text)s”."),
    "person_unknown": _("Nobody in this unit is called “%(text)s”."),
    "person_several": _("“%(text)s” names several people. One person answers for an item."),
    "person_twice": _("Several people are called “%(text)s”. Write the staff number."),
    "due_unread": _(
        "“%(text)s” is no date and no rhythm. Write 2018-12-05, every Friday, monthly on day 25, or standing."
    ),
    "rhythm_unread": _("“%(text)s” is no rhythm. Write weekly, monthly, quarterly or once."),
    "too_often": _("“%(text)s” is more often than weekly. Write weekly, and say in the standard how often."),
    "points_unread": _("“%(text)s” is no number of points."),
    "accepted_by_unread": _("“%(text)s” does not say who accepts it: the unit itself, or the office."),
    "under_review_now": _("The item is under review now; it can be changed when the office has decided."),
    "twice_in_sheet": _("Row %(row)s of this sheet says the same."),
    "due_guessed": _("The date or day is a guess: the cell says it in part."),
    "evidence_guessed": _("Taken for a file."),
    "person_missing": _("Nobody answers for it yet."),
    "due_missing": _("No due date yet."),
    "day_missing": _("The day is missing yet."),
}
"""Messages beside a row; those of the rules of the checklist stand in words.py."""

CHANGED = {
    "title": "title",
    "standard": "standard",
    "focus_area_id": "area",
    "phase_id": "phase",
    "when": "due",
    "points": "points",
    "evidence_wanted": "evidence",
    "accepted_by": "accepted_by",
    "responsible_id": "person",
    "post_id": "post",
    "parts": "help",
}
"""What changes of an item -> the column that says it."""


def value_words(name: str, value: Any, names: Names, weekdays: list[str]) -> str:
    """A value of an item in words."""
    if value is None or value in ("", frozenset()):
        return gettext("nothing")
    if name == "when":
        rhythm, due_on, day = value
        return due_words(rhythm, due_on, day, weekdays) or gettext("nothing")
    if name in {"evidence_wanted", "accepted_by"}:
        return str((EVIDENCE if name == "evidence_wanted" else ACCEPTED_BY)[value])
    if name == "parts":
        return "、".join(unit.name for unit in names.units if unit.id in value)
    known = {"focus_area_id": names.areas, "phase_id": names.phases, "post_id": names.posts}.get(name)
    if name == "responsible_id":
        known = names.people
    if known is not None:
        return next((one.name for one in known if one.id == value), "?")
    return f"{value.normalize():f}" if name == "points" else str(value)


def counted(counts: dict[str, int]) -> str:
    """How many items came of it."""
    return " ".join(
        word
        for word in (
            ngettext("%(num)s item added.", "%(num)s items added.", counts["added"]) if counts["added"] else "",
            ngettext("%(num)s item changed.", "%(num)s items changed.", counts["changed"]) if counts["changed"] else "",
        )
        if word
    )


__all__ = ["CHANGED", "COLUMNS", "FAULTS", "STATUS", "counted", "due_words", "value_words"]
