"""Words of the ledger: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from extensions import db
from models.ledger import LedgerEntry

REFUSALS = {
    "reversal_stays": _("This entry is a reversal itself; if it was wrong, propose a new case."),
    "reversed_already": _("This entry is reversed already, by no. %(number)s."),
    "part_outside": _("At most %(most)s can be taken back, with two decimals, and more than nothing."),
    "too_many_to_verify": _(
        "A page verifies at most %(most)s entries; have `flask --app app ledger verify` run instead."
    ),
    "reason_too_long": _("Please say it in %(most)s characters."),
}
NOTICES = {
    "ledger.reversed": _("Entry no. %(number)s was reversed by no. %(by)s."),
}
ACTS = {
    "ledger.reversed": lazy_pgettext("act", "reversed the entry"),
}


def _entry_page(entry_id: int) -> str | None:
    entry = db.session.get(LedgerEntry, entry_id)
    return url_for("ledger.show", slug=entry.campaign.slug, ledger_entry_id=entry.id) if entry is not None else None


PAGES = {"ledger_entry": _entry_page}
