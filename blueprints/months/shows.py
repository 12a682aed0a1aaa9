"""What the pages of the month's list show, put together from the services for the templates."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from flask_login import current_user

import papers
import wording
from access import Act, can, visible
from access.subjects import UnitStanding
from blueprints.months.forms import StrikeOutForm
from blueprints.months.words import LINE_STATES, STAGES
from models.campaign import Campaign
from models.case import Answer, CaseLine, LineState
from models.person import Person
from models.rulebook import Measure
from models.unit import UnitKind
from pages import house, zone
from services import accounting, clocks, month_stages, month_waits, months
from services.month_sheet import Row, Sheet, SheetLine, Show, Sought
from services.month_stages import Month, Stage
from services.month_waits import Standing
from services.structure import UnitCard

IN_UNITS = (UnitKind.DEPARTMENT, UnitKind.SQUAD)
STEPS = (Stage.RECORDING, Stage.CHECKING, Stage.ON_NOTICE, Stage.TO_SIGN, Stage.SIGNED)
FILTERS = ("show", "unit")


class Failed(NamedTuple):
    """A line that was not struck out, and the form that says why."""

    line: CaseLine
    form: StrikeOutForm


def sought(campaign: Campaign, *, person_id: int | None = None, whole: bool = False) -> Sought:
    """What the address narrows the sheet to; on paper all rows, by default those of everybody."""
    asked = request.args
    show = asked.get("show", "")
    unit = next((one for one in units(campaign) if one.id == asked.get("unit", type=int)), None)
    return Sought(
        show=Show(show) if show in set(Show) else Show.ALL if whole else Show.CHANGED,
        unit_path=unit.path if unit else None,
        after=None if whole else asked.get("after", "")[:20] or None,
        person_id=person_id,
        **({"rows": None} if whole else {}),
    )


def units(campaign: Campaign) -> list[UnitCard]:
    """The departments and squads whose people the visitor sees, each squad under its department."""
    return [
        unit
        for unit in sorted(house().units.values(), key=lambda unit: unit.path)
        if unit.organisation_id == campaign.organisation_id
        and unit.kind in IN_UNITS
        and unit.active
        and can(current_user, Act.SCORE_READ, UnitStanding(unit, campaign))
    ]


def title_of(month: int) -> str:
    """2018-10 月度考核表."""
    return _("Month's list of %(month)s", month=accounting.name_of(month))


def sheet(campaign: Campaign, found: list[Month], month: Month, sought: Sought) -> dict[str, Any]:
    """The page of a month: its track, what the visitor may do now, the people and the units."""
    of_month = _sheet_of(campaign, month)
    rows, after = of_month.rows(sought)
    counts, (lines, held) = of_month.counts(sought.unit_path), of_month.line_counts()
    standing = _standing(month)
    parts = month_stages.parts(month.month_list)
    chosen: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    shown = _Lines(month, standing)
    return {
        "title": title_of(month.month),
        "month": month,
        "months": [(one.month, f"{accounting.name_of(one.month)} · {STAGES[one.stage]}") for one in found],
        "subtitle": _subtitle(campaign, counts.all, lines),
        "steps": _steps(month),
        "aside": _aside(parts, held, month),
        "acts": _acts(campaign, month, parts, standing),
        "chips": _chips(month, counts, sought, chosen),
        "rows": [(row, shown.of(row)) for row in rows],
        "unit_rows": [(row, shown.of(row)) for row in of_month.units(sought.unit_path)],
        "units": units(campaign),
        "chosen": chosen,
        "here": url_for(".show", month=month.month, after=request.args.get("after"), **chosen),
        "first": url_for(".show", month=month.month, **chosen) if sought.after else "",
        "more": url_for(".show", month=month.month, after=after, **chosen) if after else "",
        "whole": url_for(".show", month=month.month) if sought.person_id is not None else "",
        "paper_url": url_for(".paper", month=month.month, **chosen),
        "standing": standing,
        "yuan": Measure.YUAN,
    }


def _sheet_of(campaign: Campaign, month: Month) -> Sheet:
    return Sheet(
        campaign,
        month.month,
        month.month_list,
        seen_people=visible(current_user, Person, campaign),
        seen_lines=visible(current_user, CaseLine, campaign),
        today=current_user.today,
    )


def paper(campaign: Campaign, month: Month, sought: Sought) -> dict[str, Any]:
    """The sheet on A4: every person sought, with the lines in words."""
    of_month = _sheet_of(campaign, month)
    rows, _after = of_month.rows(sought)
    shown = _Lines(month, Standing())
    title, printed = title_of(month.month), _("printed on %(day)s", day=current_user.today.isoformat())
    return {
        "paper": papers.paper(
            campaign,
            title=title,
            number=papers.number_of(campaign, "KH", month.month),
            said=(campaign.title, f"{STAGES[month.stage]} · {printed}"),
            signed_by=papers.drawn_up(),
            back=(url_for(".show", month=month.month), title),
            address=url_for(".show", month=month.month, _external=True),
        ),
        "rows": [(row, shown.of(row)) for row in rows],
        "unit_rows": [(row, shown.of(row)) for row in of_month.units(sought.unit_path)],
        "yuan": Measure.YUAN,
    }


def _subtitle(campaign: Campaign, people: int, lines: int) -> str:
    named = [unit.name for unit in units(campaign) if unit.kind is UnitKind.DEPARTMENT]
    if len(named) > 1:
        which = _("%(unit)s and others, %(count)s departments", unit=named[0], count=len(named))
    else:
        which = "".join(named) or _("your people")
    return " · ".join(
        (
            which,
            ngettext("%(num)s person", "%(num)s people", people),
            ngettext("%(num)s record", "%(num)s records", lines),
            _("by staff number"),
        )
    )


def _steps(month: Month) -> list[dict[str, str]]:
    """Recording, check, notice, signature, counted; the days of the notice where they are known."""
    stage = {Stage.TO_OPEN: Stage.RECORDING, Stage.CLOSED: Stage.SIGNED}.get(month.stage, month.stage)
    notice = pgettext("month", "Notice")
    held = month.month_list
    if held is not None and held.public_from is not None and held.public_until is not None:
        first, last = (clocks.local_day(one, zone()) for one in (held.public_from, held.public_until))
        notice = _("On notice %(first)s to %(last)s", first=f"{first:%m-%d}", last=f"{last:%m-%d}")
    words = (
        pgettext("month", "Recording"),
        pgettext("month", "Departments' check"),
        notice,
        pgettext("month", "Leader's signature"),
        pgettext("month", "Counted"),
    )
    place = STEPS.index(stage)
    if stage is Stage.SIGNED:
        return [{"word": word, "state": "done"} for word in words]
    return [
        {"word": word, "state": "done" if at < place else "now" if at == place else "next"}
        for at, word in enumerate(words)
    ]


def _aside(parts: Sequence[month_stages.Part], held: int, month: Month) -> list[tuple[str, str]]:
    """What stands to the right of the track: who has not checked, when it is signed, what is held."""
    found = []
    if month.stage is Stage.CHECKING:
        missing = [one.unit.name for one in parts if not one.is_checked]
        done = _("%(done)s of %(all)s checked", done=len(parts) - len(missing), all=len(parts))
        if missing:
            done = _("%(done)s, not yet: %(units)s", done=done, units="、".join(missing))
        found.append(("amber" if missing else "green", done))
    if month.stage is Stage.ON_NOTICE and month.month_list and month.month_list.public_until:
        last = clocks.local_day(month.month_list.public_until, zone())
        found.append(("second", _("signed when the notice ends, after %(day)s", day=last.isoformat())))
    if held:
        text = ngettext(
            "%(num)s line is in reconsideration and not counted here",
            "%(num)s lines are in reconsideration and not counted here",
            held,
        )
        found.append(("amber", text))
    return found


def _standing(month: Month) -> Standing:
    if month.month_list is None or month.stage not in (Stage.ON_NOTICE, Stage.TO_SIGN, Stage.SIGNED):
        return Standing()
    return month_waits.standing(month.month_list, current_user)


def _acts(campaign: Campaign, month: Month, parts: Sequence[month_stages.Part], standing: Standing) -> dict[str, Any]:
    """What the visitor may do now with the list."""
    keeps = can(current_user, Act.MONTH_KEEP, campaign)
    missing = [one.unit.name for one in parts if not one.is_checked]
    signs = can(current_user, Act.MONTH_SIGN, campaign) and month.stage in (Stage.TO_SIGN, Stage.SIGNED)
    nothing_left = month.stage is Stage.TO_SIGN and not standing.others and not standing.nobody
    return {
        "open": keeps and month.stage is Stage.TO_OPEN and months.may_be_opened(campaign, month.month),
        "check": [
            one
            for one in parts
            if month.stage is Stage.CHECKING and not one.is_checked and can(current_user, Act.MONTH_CHECK, one.check)
        ],
        "publish": keeps and month.stage is Stage.CHECKING and (not missing or _is_late(month)),
        "missing": missing,
        "sign": signs and (bool(standing.mine) or nothing_left),
    }


def _is_late(month: Month) -> bool:
    held = month.month_list
    return held is not None and clocks.local_day(held.due_at, zone()) < current_user.today


def _chips(month: Month, counts: Any, sought: Sought, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    words = {
        Show.CHANGED: (pgettext("sheet", "Changed"), counts.changed),
        Show.ALL: (pgettext("sheet", "All"), counts.all),
        Show.EXPLAINED: (pgettext("sheet", "With an explanation"), counts.explained),
    }
    return [
        {
            "label": label,
            "count": count,
            "url": url_for(".show", month=month.month, **(chosen | {"show": show.value})),
            "current": show is sought.show,
        }
        for show, (label, count) in words.items()
    ]


class _Lines:
    """The lines of a row in words; addresses and words are looked up once for a page."""

    def __init__(self, month: Month, standing: Standing) -> None:
        self.month, self.mine = month.month, standing.mine
        self.case = url_for("cases.show", point_case_id=0)[:-1]
        self.entry = url_for("ledger.show", ledger_entry_id=0)[:-1]
        self.strike_out = url_for(".strike_out", case_line_id=987654321)
        self.elsewhere = _("counts in %(month)s", month="#")
        self.states = {state: str(word) for state, word in LINE_STATES.items()}

    def of(self, row: Row) -> list[dict[str, Any]]:
        """Each line with its words and addresses."""
        return [self._one(line) for line in row.lines]

    def _one(self, line: SheetLine) -> dict[str, Any]:
        return {
            "line": line,
            "day": f"{line.happened_on:%m-%d}",
            "cut": wording.cut(line.asked, line.amount, line.cut_by),
            "elsewhere": self.elsewhere.replace("#", accounting.name_of(line.month))
            if line.month != self.month
            else "",
            "state": self.states.get(line.state, ""),
            "is_out": line.state in (LineState.STRUCK_OUT, LineState.HELD),
            "case_url": f"{self.case}{line.case_id}",
            "entry_url": f"{self.entry}{line.entry_id}" if line.entry_id else "",
            "strike_out_url": self.strike_out.replace("987654321", str(line.id))
            if line.case_id in self.mine and line.state is LineState.OPEN
            else "",
            "agreed": line.answer is Answer.AGREED,
        }
