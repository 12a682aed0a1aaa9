"""What the page of a month's closing shows: as it stands now, or as it was frozen."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

import wording
from access import Act, can, visible
from access.facts import oversees
from blueprints.months import shows
from blueprints.months.closing_forms import ChooseForm, CloseForm, ExemptForm, PutForwardForm
from forms import options
from models.campaign import Campaign
from models.case import PointCase
from models.month import MonthlyList
from models.person import Person
from services import accounting, computed, period_reads, period_sheet, periods
from services.month_stages import Month
from services.period_sheet import Line, Sheet


def frozen(campaign: Campaign, month: Month) -> dict[str, Any] | None:
    """The month as it was closed, with the rows of those whose scores the visitor sees; None while it is open."""
    close = period_reads.closed(campaign.id, month.month)
    if close is None:
        return None
    rows, seen = period_reads.rows_of(close), _seen(campaign)
    return _head(month) | {
        "close": close,
        "rows": [row for row in rows if seen is None or row.person_id in seen],
        "pay_url": url_for(".pay", month=month.month) if can(current_user, Act.PAY_READ, campaign) else "",
        **_behind(campaign, month.month_list, month.month, seen),
    }


def _head(month: Month) -> dict[str, Any]:
    name = accounting.name_of(month.month)
    return {
        "title": _("Closing %(month)s", month=name),
        "month": month.month,
        "back": {"url": url_for(".show", month=month.month), "label": shows.title_of(month.month)},
        "cut": wording.cut,
    }


def _seen(campaign: Campaign) -> set[int] | None:
    """The people whose scores the visitor sees; None for all of them."""
    if oversees(current_user, campaign):
        return None
    return period_reads.people_in(visible(current_user, Person, campaign))


def _behind(campaign: Campaign, month_list: MonthlyList | None, month: int, seen: set[int] | None) -> dict[str, Any]:
    """What was computed for units, and what caps cut."""
    paths = {unit.id: unit.path for unit in shows.units(campaign)}
    drawn = computed.drawn_for(month_list) if month_list is not None else ()
    cases = [(case, line) for case in drawn for line in case.lines if line.unit_id in paths]
    cuts = [
        one
        for one in period_reads.cuts(campaign.id, month)
        if seen is None or (one.person_id in seen if one.person_id else one.unit_path in paths.values())
    ]
    opened = period_reads.cases_in(visible(current_user, PointCase, campaign), [case.id for case, _line in cases])
    return {
        "computed": [
            (case, line, url_for("cases.show", point_case_id=case.id) if case.id in opened else "")
            for case, line in cases
        ],
        "cuts": cuts,
        "entry_url": url_for("ledger.show", ledger_entry_id=0)[:-1],
    }


def open_(campaign: Campaign, month: Month, forms: Mapping[str, Any]) -> dict[str, Any]:
    """The month as it stands now, what stands in the way of closing it, and what the visitor may do."""
    month_list, seen = month.month_list, _seen(campaign)
    sheet = period_sheet.worked_out(campaign, month.month, month_list)
    closes = can(current_user, Act.MONTH_CLOSE, campaign) and month_list is not None
    lines = [line for line in sheet.lines if seen is None or line.member.person_id in seen]
    exempting = forms.get("exempting") or ExemptForm(formdata=None)
    if isinstance(exempting, ExemptForm):
        exempting.person.choices = options(_choices(lines))
    return _head(month) | {
        "close": None,
        "closes": closes,
        "lines": lines,
        "assessed": sum(line.is_assessed for line in lines),
        "exempt": [line for line in lines if line.exemption is not None],
        "hinders": _hinders(campaign, month_list, sheet),
        "waits_own": period_reads.own_cases(campaign.id, month.month),
        "quota": sheet.quota,
        "reaching": _reaching(campaign, sheet, lines, has_list=month_list is not None),
        "exempting": exempting,
        "nominating": forms.get("nominating") or PutForwardForm(formdata=None),
        "choosing": forms.get("choosing") or ChooseForm(formdata=None),
        "ending": forms.get("ending") or CloseForm(formdata=None),
        "suggested": period_sheet.suggested(
            campaign, month.month, [line.member for line in lines if line.exemption is None and not line.has_left]
        ),
        **_behind(campaign, month_list, month.month, seen),
    }


def _choices(lines: list[Line]) -> list[tuple[int, str]]:
    return [
        (line.member.person_id, f"{line.member.staff_no} {line.member.name} · {line.member.unit_name}")
        for line in lines
        if line.is_assessed and line.member.person_id != current_user.id
    ]


def _hinders(campaign: Campaign, month_list: MonthlyList | None, sheet: Sheet) -> list[str]:
    """What is still to be done, in words."""
    if month_list is None:
        return [_("The list of %(month)s has not been opened yet.", month=accounting.name_of(sheet.month))]
    found = periods.obstacles(campaign, month_list, sheet, current_user.today)
    return [wording.said(wording.refusals, one.key, one.values) for one in found]


def _reaching(campaign: Campaign, sheet: Sheet, lines: list[Line], *, has_list: bool) -> list[dict[str, Any]]:
    """Who reaches the best grade, who put them forward and why, and whether the visitor may."""
    heads = has_list and can(current_user, Act.MONTH_PUT_FORWARD, campaign) and sheet.quota.is_exceeded
    found = []
    for line in lines:
        person_id = line.member.person_id
        if person_id in sheet.quota.reaching:
            nomination = sheet.nominations.get(person_id)
            found.append(
                {
                    "line": line,
                    "nomination": nomination,
                    "may": heads and nomination is None and periods.may_put_forward(current_user, line),
                }
            )
    return found
