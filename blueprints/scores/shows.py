"""What the page of a score shows, put together from the services for the templates."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_login import current_user

import uploads
import wording
from access import seen_evidence, visible
from blueprints.scores.words import APPEAL_OVER, APPEAL_STATES, SOURCES, SPANS, story_words
from models.appeal import AppealState
from models.campaign import Campaign
from models.case import Answer, CaseLine, PointCase
from models.ledger import LedgerEntry
from models.person import Role
from models.rulebook import Measure, Payer, Span
from models.types import Ref
from pages import house, now, zone
from services import accounting, appeals, chain, clocks, explanations, numbered, scores
from services.evidence import Piece
from services.explanations import Entry, Matter, Open
from services.scores import Of, Period, Step

LINKED = (Payer.SQUAD_LEADER, Payer.HEAD)
MOST_LABELS = 6  # more months than these do not fit under the course
ANY_ID = 987654321


def explained(campaign: Campaign, of: Of, over: Period, **address: Any) -> dict[str, Any]:
    """The score with its course and everything behind it; `address` names the subject in the page's own address."""
    before = request.args.get("before", type=int)
    days = over.of_days(PointCase.happened_on)
    lines = visible(current_user, CaseLine, campaign)
    waiting, ended = explanations.uncounted(campaign, of.line(), days, lines)
    entries, older = explanations.entries(
        campaign, of.entry(), over.of(LedgerEntry.month), visible(current_user, LedgerEntry, campaign), before
    )
    counted = scores.score(campaign, of, over)
    opened = [one for one in entries if one.may_open]
    matters = [one.matter for one in (*waiting, *ended)] + [one.matter for one in opened]
    story = Story(
        _pattern("cases.show", "point_case_id"), _pattern("ledger.show", "ledger_entry_id"), zone(), _speaks(of)
    )
    pieces = _pieces(campaign, matters)
    asked = _appeals(of, [one.matter for one in waiting] + [one.matter for one in opened])
    asked |= _over([one.matter for one in ended])
    kept: dict[str, Any] = address | ({"period": over.span.value} if request.args.get("period") else {})
    return {
        "score": counted,
        "since": in_words(campaign, over),
        "course": tuple(scores.course(campaign, of, counted.base, current_user.today)),
        "told": course,
        "uncounted": []
        if before
        else [story.of_open(one, pieces.get(one.matter.case_id, ())) for one in (*waiting, *ended)],
        "first": waiting[0].matter.line_id if waiting else None,
        "waiting": len(waiting),
        "here": url_for(f".{_name()}", **kept),
        "not_counted": sum((one.asked for one in waiting if one.matter.measure is Measure.POINTS), scores.NOTHING),
        "entries": [
            Posted(
                one,
                pieces.get(one.matter.case_id, ()) if one.may_open else (),
                asked.get(one.matter.line_id),
            )
            for one in entries
        ],
        "story": story,
        "newest": url_for(f".{_name()}", **kept) if before else None,
        "older": url_for(f".{_name()}", **kept, before=older) if older else None,
        "chips": chips(f".{_name()}", over, address),
        "check": chain.last_check(campaign),
        "is_own": of.person_id == current_user.id,
        "appeals": asked,
    }


def _speaks(of: Of) -> bool:
    """Whether the visitor answers the lines: the own ones, or those of a unit that the visitor heads."""
    return of.person_id == current_user.id or (
        of.unit_id is not None and house().units[of.unit_id].path in current_user.units_as(Role.HEAD)
    )


class Asking(NamedTuple):
    """The reconsideration of a line that was asked for (`url`), or how it is asked for (`ask_url`)."""

    days: int
    url: str = ""
    number: str = ""
    state: tuple[str, str] = ("", "")
    due_on: date | None = None
    ask_url: str = ""
    until: date | None = None


class Posted(NamedTuple):
    """An entry and all else that its line shows."""

    entry: Entry
    pieces: tuple[Piece, ...]
    appeal: Asking | None


def _pieces(campaign: Campaign, matters: list[Matter]) -> dict[int, tuple[Piece, ...]]:
    """The evidence of the cases, as far as the visitor sees it."""
    refs = [Ref(PointCase.__tablename__, case_id) for case_id in dict.fromkeys(one.case_id for one in matters)]
    return {ref.id: tuple(found) for ref, found in seen_evidence(current_user, campaign, *refs).items() if found}


def _appeals(of: Of, matters: list[Matter]) -> dict[int, Asking]:
    """By line, the reconsideration that was asked for; or on the subject's own page, until when it may be."""
    days = house().settings_of(current_user.organisation_id).appeal_days
    asks, shows = _pattern("appeals.new", "case_line_id"), _pattern("appeals.show", "appeal_id")
    is_subject = _speaks(of)
    found = {}
    for matter in matters:
        asked = matter.appeal
        if asked is not None:
            due_on = asked.due_at.astimezone(zone()).date()
            found[matter.line_id] = Asking(
                clocks.days_left(due_on, current_user.today),
                url=shows.replace(str(ANY_ID), str(asked.id)),
                number=numbered.appeal(asked.number),
                state=_said(APPEAL_STATES[asked.state]),
                due_on=due_on if asked.state is AppealState.OPEN else None,
            )
            continue
        noticed = matter.public_from, matter.public_until
        last = appeals.askable_until(*noticed, at=now(), zone=zone(), appeal_days=days) if is_subject else None
        if last is not None:
            found[matter.line_id] = Asking(
                clocks.days_left(last, current_user.today),
                ask_url=asks.replace(str(ANY_ID), str(matter.line_id)),
                until=last,
            )
    return found


def _over(matters: list[Matter]) -> dict[int, Asking]:
    """By line, the reconsideration of what ended without being posted: decided, or with nothing left to be decided."""
    return {
        matter.line_id: Asking(
            0,
            url=_pattern("appeals.show", "appeal_id").replace(str(ANY_ID), str(asked.id)),
            number=numbered.appeal(asked.number),
            state=_said(APPEAL_OVER if asked.state is AppealState.OPEN else APPEAL_STATES[asked.state]),
        )
        for matter in matters
        if (asked := matter.appeal) is not None
    }


def _said(state: tuple[Any, str]) -> tuple[str, str]:
    word, tone = state
    return str(word), tone


def _name() -> str:
    return (request.endpoint or "").rpartition(".")[2]


def chips(endpoint: str, over: Period, kept: dict[str, Any]) -> list[dict[str, Any]]:
    """The three periods as links that keep the rest of the address."""
    return [
        {
            "label": word,
            "url": url_for(endpoint, **(kept | {"period": span.value})),
            "current": span is over.span,
        }
        for span, word in SPANS.items()
    ]


def in_words(campaign: Campaign, over: Period) -> str:
    """The period itself: 2018-11, or its first and last month or day."""
    if over.span is Span.CAMPAIGN:
        return f"{campaign.starts_on} – {campaign.ends_on}"
    months = [accounting.name_of(month) for month in dict.fromkeys((over.first, over.last))]
    return " – ".join(months)


def course(steps: tuple[Step, ...]) -> dict[str, Any]:
    """The course for the chart, and the same in words."""
    every = -(-len(steps) // MOST_LABELS)
    shown = []
    for number, step in enumerate(steps):
        label = format_date(accounting.first_day(step.month), "LLL")
        shown.append(
            {
                "label": label if number % every == 0 else "",
                "value": float(step.value),
                "tone": "plus" if step.change > 0 else "minus" if step.change < 0 else "",
            }
        )
    told = ", ".join(f"{accounting.name_of(step.month)} {step.value:.2f}" for step in steps)
    return {"steps": shown, "title": _("The score over the campaign, month by month: %(figures)s", figures=told)}


@dataclass(frozen=True)
class Story:
    """Turns entries into what the template shows; two that are equal tell the same in the same language."""

    case_url: str
    entry_url: str
    zone: ZoneInfo
    speaks: bool

    @cached_property
    def words(self) -> dict[str, str]:
        """Looked up once for a page."""
        return story_words()

    def of_open(self, one: Open, pieces: tuple[Piece, ...]) -> dict[str, Any]:
        """A line that is on notice, recorded, or ended without being posted: not counted."""
        matter = one.matter
        shown = self._common(matter, pieces, may_open=True) | {
            "id": f"line_{matter.line_id}",
            "amount": one.asked,
            "day": matter.happened_on,
            "tone": "amber",
            "undone": one.ended is not None,
        }
        steps = [*self._steps(matter), *self._notice_step(matter)]
        if one.answer is not None:
            steps.append({"when": "", "what": self.words[one.answer.value], "detail": one.answer_text})
        if one.ended is not None:
            when = one.ended_at.astimezone(self.zone).strftime("%m-%d") if one.ended_at else ""
            steps.append({"when": when, "what": self.words[one.ended.value], "detail": one.ended_reason})
            return shown | {"state": self.words[f"{one.ended.value}_uncounted"], "tone": "plain", "steps": steps}
        if self.speaks:
            shown["said"] = {
                "line_id": matter.line_id,
                "is_agreed": one.answer is Answer.AGREED,
                "text": one.answer_text,
            }
        return shown | self._waits(one) | {"steps": [*steps, *self._next_steps(one)]}

    def _is_on_notice(self, matter: Matter) -> bool:
        return matter.public_until is not None and matter.public_until > now()

    def _notice_step(self, matter: Matter) -> list[dict[str, Any]]:
        if matter.public_from is None or matter.public_until is None:
            return []
        until = matter.public_until.astimezone(self.zone).date().isoformat()
        return [
            {
                "when": matter.public_from.astimezone(self.zone).strftime("%m-%d"),
                "what": self.words["on_notice"],
                "detail": self.words["until"] % {"day": until},
                "state": "now" if self._is_on_notice(matter) else "done",
            }
        ]

    def _waits(self, one: Open) -> dict[str, Any]:
        """The word for where it stands, and while it is on notice the working days left."""
        if one.matter.public_until is not None and self._is_on_notice(one.matter):
            until = one.matter.public_until.astimezone(self.zone).date()
            state = self.words["notice_uncounted"] % {"day": until.isoformat()}
            return {"state": state, "days": clocks.days_left(until, current_user.today)}
        if one.in_list:
            return {"state": self.words["recorded_uncounted"]}
        return {"state": self.words["not_counted"]}

    def _next_steps(self, one: Open) -> list[dict[str, Any]]:
        """What comes now and next: the reconsideration, the month's list, or another person's confirmation."""
        if one.matter.appeal is not None and one.matter.appeal.state is AppealState.OPEN:
            return [{"what": self.words["held"], "detail": "", "state": "now"}]
        steps = []
        if one.matter.public_until is None:
            steps.append({"what": self.words["recorded"], "detail": self.words["with_list"], "state": "now"})
        then = ("signing", "by_leader") if one.in_list else ("awaiting", "then")
        state = "next" if steps or self._is_on_notice(one.matter) else "now"
        return [*steps, {"what": self.words[then[0]], "detail": self.words[then[1]], "state": state}]

    def of_entry(self, posted: Posted) -> dict[str, Any]:
        """A posted entry."""
        one = posted.entry
        posted_on = one.posted_at.astimezone(self.zone).date()
        shown = self._common(one.matter, posted.pieces, may_open=one.may_open) | {
            "id": f"entry_{one.number}",
            "amount": one.amount,
            "day": posted_on if one.reverses else one.matter.happened_on,
            "state": self.words["posted"] % {"number": one.number},
            "tone": "green",
            "undone": one.is_undone,
            "entry_url": self.entry_url and one.may_open and self.entry_url.replace(str(ANY_ID), str(one.id)),
            "number": one.number,
            "cut": wording.cut(one.asked, one.amount, one.cut_by),
            "steps": self._steps(one.matter),
        }
        links = []
        if one.reverses:
            shown["pointer"] = self.words["reverses"] % {"number": one.reverses}
            if one.is_made_up:
                shown["pointer"] = f"{self.words['made_up']} · {shown['pointer']}"
            links = self._entry_link(one.reverses_id, may_open=one.may_open)
        elif one.reversed_by:
            key = "undone_by" if one.is_undone else "lessened_by"
            shown["pointer"] = self.words[key] % {"number": one.reversed_by}
            links = self._entry_link(one.reversed_by_id, may_open=one.may_open)
            if one.is_undone:
                shown["tone"] = "plain"
        judged = "made_up" if one.is_made_up else "reversed" if one.reverses else "confirmed"
        shown["steps"].append(
            {
                "when": posted_on.strftime("%m-%d"),
                "what": self.words[judged],
                "detail": " · ".join(
                    filter(None, (one.confirmer, one.reversal_reason or one.decision_reason, shown["cut"]))
                ),
            }
        )
        if "pointer" in shown:
            shown["steps"].append({"when": "", "what": shown["pointer"], "detail": "", "links": links})
        return shown

    def _entry_link(self, entry_id: int | None, *, may_open: bool) -> list[dict[str, Any]]:
        if not self.entry_url or not may_open:
            return []
        url = self.entry_url.replace(str(ANY_ID), str(entry_id))
        return [{"url": url, "label": self.words["entry"]}]

    def _common(self, matter: Matter, pieces: tuple[Piece, ...], *, may_open: bool) -> dict[str, Any]:
        source = self.words["source"] % {
            "code": matter.code,
            "version": matter.version,
            "day": matter.from_on.isoformat() if matter.from_on else "",
        }
        return {
            "line_id": matter.line_id,
            "rule": matter.rule,
            "version": self.words["version"] % {"code": matter.code, "version": matter.version},
            "source": source,
            "text": matter.rule_text,
            "veto": matter.is_veto,
            "yuan": matter.measure is Measure.YUAN,
            "linked": matter.who in LINKED,
            "pieces": uploads.shown(pieces),
            "case_url": self.case_url and may_open and self.case_url.replace(str(ANY_ID), str(matter.case_id)),
            "case_number": numbered.case(matter.case_number),
        }

    def _steps(self, matter: Matter) -> list[dict[str, Any]]:
        proposed_on = matter.proposed_at.astimezone(self.zone).date()
        source = SOURCES.get(matter.source_kind or "")
        return [
            {
                "when": matter.happened_on.strftime("%m-%d"),
                "what": source or self.words["happened"],
                "detail": matter.reason,
            },
            {"when": proposed_on.strftime("%m-%d"), "what": self.words["proposed"], "detail": matter.proposer},
        ]


def _pattern(endpoint: str, name: str) -> str:
    """The address of a record's page with a number to replace."""
    values: dict[str, Any] = {name: ANY_ID}
    return url_for(endpoint, **values)
