"""Routes of the pay sheet, for the payroll clerk alone: the closed months, a month on A4, and as a spreadsheet."""

from flask import send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from werkzeug.wrappers import Response

import papers
from access import Act, requires
from blueprints.months.routes import room
from blueprints.months.words import PAY_COLUMNS
from exporters import pay as exporter
from exporters.workbook import MEDIA_TYPE
from models.campaign import Campaign
from models.month import PeriodClose
from models.refusals import WrongState
from pages import page
from services import accounting, period_reads


@room.get("/pay")
@requires(Act.PAY_READ, Campaign)
def pays(campaign: Campaign) -> Response:
    """The closed months, newest first."""
    return page("months/pays.html", sums=period_reads.paid(campaign.id), name_of=accounting.name_of)


@room.get("/<int:month>/pay")
@requires(Act.PAY_READ, Campaign)
def pay(campaign: Campaign, month: int) -> Response:
    rows = period_reads.rows_of(_closed(campaign, month))
    words = _words(month)
    said = ngettext("%(num)s person in all", "%(num)s people in all", len(rows)), _("amounts in yuan")
    return page(
        "months/pay.html",
        paper=papers.paper(
            campaign,
            title=words.title,
            number=papers.number_of(campaign, "JX", month),
            said=(campaign.organisation.name, " · ".join(said)),
            signed_by=papers.drawn_up(),
            back=(url_for(".pays"), _("Pay sheets")),
            address=url_for(".pay", month=month, _external=True),
        ),
        month=month,
        words=words,
        rows=[exporter.line_of(number, row) for number, row in enumerate(rows, 1)],
        sums=exporter.sums_of(rows),
    )


def _closed(campaign: Campaign, month: int) -> PeriodClose:
    """The month as it was closed. Raises WrongState while it is open."""
    close = period_reads.closed(campaign.id, month)
    if close is None:
        raise WrongState("month_open")
    return close


def _words(month: int) -> exporter.Words:
    return exporter.Words(
        title=_("Pay sheet of %(month)s", month=accounting.name_of(month)),
        headings=[str(heading) for heading in PAY_COLUMNS],
        total=pgettext("pay sheet", "Total"),
        footer=_("Page %(page)s of %(pages)s", page="&P", pages="&N"),  # a spreadsheet fills in both
    )


@room.get("/<int:month>/pay.xlsx")
@requires(Act.PAY_READ, Campaign)
def pay_file(campaign: Campaign, month: int) -> Response:
    rows = period_reads.rows_of(_closed(campaign, month))
    words = _words(month)
    return send_file(
        exporter.sheet(words, rows),
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=f"{words.title}.xlsx",
    )
