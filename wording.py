"""Words for the keys that services use: refusals, notices, acts in a history; and the page of a record.

Each room keeps its own in `blueprints/<room>/words.py` as REFUSALS, NOTICES, ACTS and PAGES; they are collected here.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from models.person import Role
from models.types import Rhythm

refusals: dict[str, Any] = {
    "stale": _(
        "Somebody else changed this meanwhile. What you typed is still here; look at the new state and save again."
    ),
    "not_your_own": _("This needs a second person: you proposed it, did it, answer for it or head the unit."),
    "reset_lately": _("The administrator set your password less than 24 hours ago; until then others judge."),
    "wrong_state": _("This is no longer possible in its present state."),
    "campaign_closed": _("The campaign is closed; everything in it is read-only."),
    "needed": _("Please fill this in."),
    "reason_needed": _("Please give the reason."),
}
UNREADABLE: dict[str, Any] = {
    "empty": _("There is no text to read. Paste it, or choose a file (.txt, .docx, .xlsx or .pdf)."),
    "not_text": _("This is no document that can be read. Save it as .docx, .xlsx, .pdf or .txt, or paste its text."),
    "too_long": _(
        "This text is longer than such documents (%(most)s characters, 10,000 lines). Take only the part that is meant."
    ),
    "too_big": _(
        "This file is too big: at most %(most)s MB, or as much in its tables. Take out pictures and other parts."
    ),
    "too_many_pages": _("This file has more than %(most)s pages. Take out the pages that are meant."),
    "scan": _("This is a picture or a scan: it holds no text. Have its text recognised (OCR), or paste the text."),
    "old_office": _(
        "This is an old or another form (.doc, .xls, .wps, .rtf). Save it as .docx or .xlsx in Word or WPS."
    ),
    "locked": _(
        "This file is locked with a password. Remove the password in Word, Excel, WPS or the PDF, and send it again."
    ),
    "broken": _("This file is damaged, or made in a way that is not read. Open it, save it anew, and send that."),
    "too_slow": _("Reading this file takes too long. Save it anew without pictures and drawings, or paste its text."),
}
"""Why a file or a pasted text cannot be read, by the keys of importers.refusals, and what to do about it.

Services say them as RuleBroken(f"unreadable_{key}", field, **values).
"""
refusals |= {f"unreadable_{key}": words for key, words in UNREADABLE.items()}
RHYTHMS: dict[Rhythm, Any] = {
    Rhythm.ONCE: _("Once"),
    Rhythm.WEEKLY: _("Weekly"),
    Rhythm.MONTHLY: _("Monthly"),
    Rhythm.QUARTERLY: _("Quarterly"),
    Rhythm.STANDING: _("Standing"),
}
ROLES: dict[Role, Any] = {
    Role.HEAD: _("Head"),
    Role.LIAISON: _("Liaison"),
    Role.IN_CHARGE: _("In charge"),
    Role.DUTY_MANAGER: _("Duty manager"),
    Role.OFFICE: _("Office"),
    Role.PAYROLL: _("Payroll clerk"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.LEADER: _("Leader"),
    Role.DEPUTY: _("Deputy leader"),
    Role.MEMBER: _("Member of the leading group"),
    Role.OFFICE_DIRECTOR: _("Office director"),
    Role.INSPECTOR: _("Inspector"),
    Role.SQUAD_HEAD: _("Head of the campaign's squad"),
}
CAPS = {
    "rule:month": _("the month's cap"),
    "rule:quarter": _("the quarter's cap"),
    "rule:campaign": _("the campaign's cap"),
    "section:month": _("the section's cap of the month"),
    "section:quarter": _("the section's cap of the quarter"),
    "section:campaign": _("the section's cap of the campaign"),
    "book:month": _("the whole book's cap of the month"),
    "book:quarter": _("the whole book's cap of the quarter"),
    "book:campaign": _("the whole book's cap of the campaign"),
}
notices: dict[str, Any] = {}
acts: dict[str, Any] = {}
pages: dict[str, Callable[[int], str | None]] = {}


def collect(modules: Iterable[ModuleType]) -> None:
    """Take in the words of the rooms; a key stands in one room only."""
    for module in modules:
        for name, kept in (("REFUSALS", refusals), ("NOTICES", notices), ("ACTS", acts), ("PAGES", pages)):
            kept.update(getattr(module, name, {}))


def said(words: dict[str, Any], key: str, values: dict[str, Any]) -> str:
    """The words of a key with its values filled in; the key itself where it has none."""
    text = str(words.get(key, key))
    return text % values if values else text


def due_words(rhythm: Rhythm, due_on: date | None, day: int | None, weekdays: list[str]) -> str:
    """When something is due, in words that are read again: 2018-12-05, every Fri, monthly, day 25, Standing."""
    if rhythm is Rhythm.ONCE:
        return due_on.isoformat() if due_on else ""
    if rhythm is Rhythm.WEEKLY and day is not None and 1 <= day <= len(weekdays):
        return gettext("every %(weekday)s", weekday=weekdays[day - 1])
    if rhythm is Rhythm.MONTHLY and day:
        return gettext("monthly, day %(day)s", day=day)
    return str(RHYTHMS[rhythm])


def figure(amount: Decimal) -> str:
    """An amount without its sign, with one decimal or two: 5.0, 0.25."""
    text = f"{abs(amount):.2f}"
    return text.removesuffix("0")


def cut(asked: Decimal, left: Decimal, by: str) -> str:
    """What a cap cut off an entry: what was to be posted, and what the cap named `by` left; empty where none did."""
    if not by:
        return ""
    values = {"asked": figure(asked), "left": figure(left), "cap": CAPS[by]}
    if asked < 0:
        return gettext("%(asked)s to be deducted, %(cap)s left %(left)s", **values)
    return gettext("%(asked)s to be added, %(cap)s left %(left)s", **values)
