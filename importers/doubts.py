"""What does not fit together in a plan, with a way out where one is plain; and what it does not say at all."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from importers import dates
from importers.dates import Clock
from importers.draft import Phase, PlanDraft, PlanWarning, Proposal, Spans
from importers.numbering import Node, number_of
from importers.text import Source, compact

FROM = re.compile(r"自\s*(?=[\d〇○零一二三四五六七八九])|从\s*(?=\d{4})")
STAGES = re.compile(r"分(?:为)?\s*(?P<count>[一二三四五六七八九十\d]{1,2})\s*个?\s*(?:阶段|步骤|步)")
LEAST_AREAS = 2
NEEDED = (
    "title", "brand", "emblem", "brand_meaning", "basis", "approving_body", "issuer", "issued_on", "guiding_text", "aims",
    "leading_group.leaders", "leading_group.deputies", "leading_group.members", "leading_group.office_director",
    "phases", "focus_areas", "requirements",
)  # fmt: skip
"""What a plan is expected to say; a slogan, a creed or a squad many plans do without."""


def warnings(source: Source, draft: PlanDraft, phases_section: Node | None, clock: Clock) -> tuple[PlanWarning, ...]:
    """All contradictions, in the order of the plan."""
    found: list[PlanWarning] = []
    if phases_section:
        intro = phases_section.heading[1], phases_section.body[1]
        found.extend(_stated_start(source, draft.phases, intro, clock))
        found.extend(_stated_count(source, draft.phases, intro))
    found.extend(_overlaps(draft.phases))
    found.extend(_backwards(draft.phases))
    found.extend(_issued_late(draft))
    found.extend(_areas(draft))
    return tuple(found)


def missing(draft: PlanDraft) -> tuple[str, ...]:
    """The fields for which the plan has no words; the emblem never stands in a text."""
    return tuple(name for name in NEEDED if not attrgetter(name)(draft))


def _stated_start(
    source: Source, phases: tuple[Phase, ...], intro: tuple[int, int], clock: Clock
) -> Iterator[PlanWarning]:
    """The start that the section announces (自9月开始) against the first phase."""
    first = next((phase for phase in phases if phase.start), None)
    match = FROM.search(source.folded, *intro)
    if not match or not first:
        return
    stretch = dates.whole(source.folded, match.end(), intro[1], Clock(clock.issued, clock.year))
    if (
        not stretch
        or not stretch.start
        or not first.start
        or _same(stretch.start, stretch.span, first.start.day, source)
    ):
        return
    stop = stretch.span[1]
    if tail := re.compile(r"\s*(?:开始|起)").match(source.folded, stop):
        stop = tail.end()
    stated = compact(source.text[match.start() : stop])
    values = {"stated": stated, "phase": first.name.text, "start": first.start.day.isoformat()}
    yield PlanWarning("start_against_first_phase", values, ((match.start(), stop), *first.start.spans))


def _same(stated: date, span: tuple[int, int], start: date, source: Source) -> bool:
    """Whether the two agree; a start that names only the month agrees with any day of it."""
    if "日" in source.folded[slice(*span)] or "旬" in source.folded[slice(*span)]:
        return stated == start
    return (stated.year, stated.month) == (start.year, start.month)


def _stated_count(source: Source, phases: tuple[Phase, ...], intro: tuple[int, int]) -> Iterator[PlanWarning]:
    match = STAGES.search(source.folded, *intro)
    if match and phases and number_of(match["count"]) != len(phases):
        values = {"stated": compact(match[0]), "count": str(len(phases))}
        yield PlanWarning("phase_count_differs", values, (match.span(),))


def _overlaps(phases: tuple[Phase, ...]) -> Iterator[PlanWarning]:
    """Phases of which one begins before the other has ended."""
    for index, (one, other) in enumerate(pairwise(phases)):
        if not (one.start and one.end and other.start and other.end):
            continue
        if other.start.day > one.end.day or one.start.day > other.end.day:
            continue
        contains = other.start.day <= one.start.day and other.end.day >= one.end.day
        contained = one.start.day <= other.start.day and one.end.day >= other.end.day
        key = "phase_contains_phase" if contains or contained else "phases_overlap"
        outer, inner = (one, other) if contained and not contains else (other, one)
        follows = one.end.day + timedelta(days=1)
        fits = follows <= other.end.day
        values = {"outer": outer.name.text, "inner": inner.name.text, "proposed": follows.isoformat() if fits else ""}
        spans = *one.start.spans, *other.start.spans
        yield PlanWarning(
            key, values, spans, Proposal(f"phases.{index + 1}.start", follows.isoformat()) if fits else None
        )


def _backwards(phases: tuple[Phase, ...]) -> Iterator[PlanWarning]:
    for phase in phases:
        if phase.start and phase.end and phase.end.day < phase.start.day:
            yield PlanWarning(
                "phase_ends_before_start", {"phase": phase.name.text}, (*phase.start.spans, *phase.end.spans)
            )
        elif not phase.start and not phase.end:
            yield PlanWarning("phase_without_dates", {"phase": phase.name.text}, phase.name.spans)


def _issued_late(draft: PlanDraft) -> Iterator[PlanWarning]:
    """Signed after phases have begun; usual in real plans, and then work is entered after the fact (补录)."""
    issued = draft.issued_on
    begun = [phase for phase in draft.phases if issued and phase.start and phase.start.day < issued.day]
    if issued and begun:
        values = {
            "issued": issued.day.isoformat(),
            "count": str(len(begun)),
            "phases": "、".join(p.name.text for p in begun),
        }
        spans: Spans = (*issued.spans, *(span for phase in begun if phase.start for span in phase.start.spans))
        yield PlanWarning("issued_after_phases_began", values, spans)


def _areas(draft: PlanDraft) -> Iterator[PlanWarning]:
    areas = draft.focus_areas
    leads = {area.lead_unit.text if area.lead_unit else "" for area in areas}
    if len(areas) >= LEAST_AREAS and len(leads) == 1 and "" not in leads:
        spans = tuple(span for area in areas if area.lead_unit for span in area.lead_unit.spans)
        yield PlanWarning("one_unit_leads_all", {"unit": leads.pop(), "count": str(len(areas))}, spans)
    for area in areas:
        if not area.lead_unit:
            yield PlanWarning("area_without_lead", {"area": area.title.text}, area.title.spans)
    ends = [phase.end.day for phase in draft.phases if phase.end]
    for area in areas:
        if area.due and ends and area.due.day > max(ends):
            values = {"area": area.title.text, "due": area.due.day.isoformat(), "end": max(ends).isoformat()}
            yield PlanWarning("due_after_last_phase", values, area.due.spans)
