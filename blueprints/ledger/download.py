"""The ledger as a spreadsheet: the entries that the page shows, with its filters, all leaves of them."""

from collections.abc import Iterator
from typing import Any

from flask import send_file
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

import wording
from access import Act, requires, visible
from blueprints.ledger.routes import room, sought
from exporters.workbook import MEDIA_TYPE, Column, written
from models.campaign import Campaign
from models.ledger import LedgerEntry
from models.rulebook import Measure
from services import accounting, statement
from services.statement import Row


@room.get("/entries.xlsx")
@requires(Act.LEDGER_READ, Campaign)
def download(campaign: Campaign) -> Response:
    rows = statement.every(visible(current_user, LedgerEntry, campaign), sought())
    title = _("Ledger")
    return send_file(
        written(title, _columns(), _cells(rows)),
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=f"{campaign.brand or campaign.slug} {title} {current_user.today}.xlsx",
    )


def _columns() -> list[Column]:
    return [
        Column(pgettext("ledger", "No."), 8),
        Column(_("Posted on")),
        Column(_("Month"), 9),
        Column(pgettext("case", "About"), 14),
        Column(_("Unit"), 14),
        Column(pgettext("ledger", "What for"), 40),
        Column(pgettext("rule", "Rule"), 8),
        Column(_("Points or yuan"), 8),
        Column(_("Asked"), 9),
        Column(pgettext("ledger", "Amount"), 9),
        Column(_("Cut by"), 28),
        Column(_("Proposed by"), 14),
        Column(_("Confirmed by"), 14),
        Column(_("Reverses no."), 10),
        Column(_("Reversed by no."), 10),
    ]


def _cells(rows: Iterator[Row]) -> Iterator[list[Any]]:
    """The cells of each row; words are looked up once."""
    points, yuan, veto = _("points"), _("yuan"), _("Veto")
    for row in rows:
        yield [
            row.number,
            row.posted_on,
            accounting.name_of(row.month),
            row.subject,
            row.unit,
            row.reason,
            row.rule_code,
            veto if row.is_veto else yuan if row.measure is Measure.YUAN else points,
            row.asked,
            row.amount,
            wording.cut(row.asked, row.amount, row.cut_by),
            row.proposer,
            row.confirmer,
            row.reverses,
            row.reversed_by,
        ]
