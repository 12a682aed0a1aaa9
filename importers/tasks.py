"""The duties inside a focus area: one task per measure, titled in the plan's own words and tied to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from importers import dates
from importers.dates import Clock
from importers.draft import Span, Task
from importers.numbering import Node
from importers.text import Source
from importers.vocabulary import (
    ADVERBS,
    ALL_UNITS,
    CIRCUMSTANCES,
    CONNECTORS,
    PREPOSITIONS,
    RECURRENCES,
    RESULTS,
    VERBS,
)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


SHED = re.compile(rf"(?:{_any(CONNECTORS)}|[,、:\s])+(?=.)")
STEP = re.compile(rf"(?:{_any(CONNECTORS)}|{_any(ADVERBS)}|[\s,、]|\d+[年月日])*")
VERB = re.compile(_any(VERBS))
ONLY_VERBS = re.compile(rf"(?:{_any(VERBS)}|、)+")
RESULT = re.compile("|".join(RESULTS))
CIRCUMSTANCE = re.compile(_any(CIRCUMSTANCES))
PREPOSITION = re.compile(rf"(?:{_any(PREPOSITIONS)})[^,]{{1,30}}?(?:{_any(VERBS)}|作为|变为|放在)")
BY_DOING = re.compile(rf"通过\s*(?={_any(VERBS)})")
SUBJECT = re.compile(
    r"(?P<who>(?:各|全体|全站|全院|全馆|全所|全局|每[个名位])[\u4e00-\u9fff]{1,10}?)(?=要|应|须|必须|根据|按照|按|结合|对照|负责)"
)
ALL = re.compile(_any(ALL_UNITS))
EACH = re.compile(r"每[个名位]|各|全体|所有")
MEANS = re.compile("利用|借助|依托|运用")
PRINCIPLE = re.compile("坚持以|以人为本")
ONLY_CONNECTOR = re.compile(_any(CONNECTORS))
NOT_A_DUTY = re.compile(r".*(?:如下|以下)[:。]?")
SENTENCE_ENDS = "。;!?\n"
SHORTEST_TASK = 4
LONGEST_LONE_VERB = 6
"""推广学习: verbs without an object of their own go with the measure before them."""

LONGEST_OWN_HEADING = 26
LONGEST_TITLE = 60


@dataclass(frozen=True)
class _Clause:
    """A clause of a sentence: begins a task, or belongs to the one before or after it."""

    span: Span
    title: Span
    kind: str


@dataclass
class _Measure:
    """Clauses that together say one duty, while they are being gathered."""

    start: int
    end: int
    titles: list[Span]


def read(source: Source, area: Node, named: Span, zones: list[Span], clock: Clock) -> tuple[Task, ...]:
    """The tasks of an area beneath its title `named`, without the words on who answers for it.

    An area that names no measure is one task by its title.
    """
    found: list[Task] = []
    for node in area.walk():
        start, end = named[1], node.body[1]
        place = node.place
        if node is not area and (whole := _titled(source, node, zones)):
            found.append(_task(source, whole, place, 0, clock))
            continue
        if node is not area:
            start = node.text_start
        found.extend(
            _task(source, measure, place, number, clock)
            for number, sentence in enumerate(_sentences(source, start, end, zones), 1)
            for measure in _measures(source, *sentence)
        )
    return tuple(found) or (_task(source, _Measure(*named, [named]), area.place, 0, clock),)


def of_text(source: Source, start: int, end: int, place: str, clock: Clock) -> tuple[Task, ...]:
    """The tasks of a piece of text that stands in a table."""
    found = tuple(
        _task(source, measure, place, number, clock)
        for number, sentence in enumerate(_sentences(source, start, end, []), 1)
        for measure in _measures(source, *sentence)
    )
    return found or (_task(source, _Measure(start, end, [(start, end)]), place, 0, clock),)


def _titled(source: Source, node: Node, zones: list[Span]) -> _Measure | None:
    """A numbered piece with a short heading of its own is one task, whatever follows."""
    start, end = node.heading
    colon = source.folded.find(":", start, end)
    stop = min([colon if colon > start else end, *(a for a, _ in zones if start < a < end)])
    start, stop = source.trim(start, stop, "。;,:")
    finish = min(
        [a for a, b in zones if stop <= a < node.body[1] and not source.folded[b : node.body[1]].strip("。; \n")],
        default=node.body[1],
    )
    if not SHORTEST_TASK <= stop - start <= LONGEST_OWN_HEADING or not source.folded[max(stop, end) : finish].strip(
        "。; \n"
    ):
        return None
    if "," in source.folded[start:stop]:
        return None
    return _Measure(start, source.trim(start, finish)[1], [(start, stop)])


def _sentences(source: Source, start: int, end: int, zones: list[Span]) -> Iterator[Span]:
    """Sentences outside the zones."""
    at = start
    for a, b in [*sorted(zone for zone in zones if start <= zone[0] < end), (end, end)]:
        if a > at:
            for piece in source.pieces(at, a, SENTENCE_ENDS):
                first, last = source.trim(*piece, ",、:。;")
                if last - first >= SHORTEST_TASK and not NOT_A_DUTY.fullmatch(source.folded, first, last):
                    yield first, last
        at = max(at, b)


def _measures(source: Source, start: int, end: int) -> list[_Measure]:
    """A sentence cut into duties: a clause with a verb at its start begins one."""
    measures: list[_Measure] = []
    waiting: int | None = None
    for clause in (_clause(source, *piece) for piece in source.pieces(start, end, ",")):
        first, last = clause.span
        if clause.kind == "connector":
            continue
        if clause.kind == "duty" or (clause.kind == "result" and not measures):
            means = waiting is not None and MEANS.match(source.folded, waiting, last)
            title = (means.start(), last) if means and last - means.start() <= LONGEST_TITLE else clause.title
            measures.append(_Measure(first if waiting is None else waiting, last, [title]))
            waiting = None
        elif clause.kind in {"circumstance", "fragment"} and (
            waiting is not None or not measures or clause.kind == "circumstance"
        ):
            waiting = first if waiting is None else waiting
        elif measures:
            measures[-1].end = last
            if clause.kind in {"short", "fragment"} and measures[-1].titles[-1][1] + 2 >= first:
                measures[-1].titles[-1] = measures[-1].titles[-1][0], last
        else:
            measures.append(_Measure(first, last, [clause.title]))
    if waiting is not None and not measures:
        measures.append(_Measure(waiting, end, [(_shed(source, start, end), end)]))
    elif waiting is not None:
        measures[-1].end = end
    return [measure for measure in measures if measure.titles[0][1] - measure.titles[0][0] >= SHORTEST_TASK]


def _clause(source: Source, start: int, end: int) -> _Clause:
    begin = _shed(source, start, end)
    by_doing = BY_DOING.match(source.folded, begin, end)
    if by_doing:
        return _Clause((start, end), (by_doing.end(), end), "duty")
    return _Clause((start, end), (begin, end), _kind(source.folded, start, begin, end))


def _kind(words: str, start: int, begin: int, end: int) -> str:
    """What a clause from `start`, whose title would begin at `begin`, does in its sentence."""
    step = STEP.match(words, begin, end)
    verb = step.end() if step else begin
    lone_verb = end - verb <= LONGEST_LONE_VERB and ONLY_VERBS.fullmatch(words, verb, end)
    late_verb = verb > begin and end - verb >= SHORTEST_TASK and VERB.search(words, verb, end)
    tests = (
        ("connector", ONLY_CONNECTOR.fullmatch(words, start, end)),
        ("duty", begin > start and SUBJECT.match(words, start, end)),
        ("short", lone_verb),
        ("result", RESULT.match(words, begin, end) or RESULT.match(words, start, end)),
        ("duty", PREPOSITION.match(words, verb, end) or PREPOSITION.match(words, begin, end)),
        ("circumstance", PRINCIPLE.search(words, begin, end)),
        ("circumstance", CIRCUMSTANCE.match(words, verb, end) or CIRCUMSTANCE.match(words, begin, end)),
        ("duty", VERB.match(words, verb, end) or late_verb),
        ("duty", EACH.match(words, begin, end) and VERB.search(words, begin, end)),
    )
    return next((kind for kind, hit in tests if hit), "fragment")


def _shed(source: Source, start: int, end: int) -> int:
    """Where a title begins: past 同时, 并, 积极 and a subject such as 各部室要."""
    at = start
    while True:
        match = SHED.match(source.folded, at, end) or SUBJECT.match(source.folded, at, end)
        if not match or end - match.end() < SHORTEST_TASK:
            return at
        at = match.end()


def _task(source: Source, measure: _Measure, place: str, sentence: int, clock: Clock) -> Task:
    start, end = source.trim(measure.start, measure.end, "。;,、")
    a, b = source.trim(*measure.titles[0], "。;,、:")
    if b - a > LONGEST_TITLE:
        cut = max(source.folded.rfind(mark, a + LONGEST_TITLE // 2, a + LONGEST_TITLE) for mark in ",、")
        b = cut if cut > a else a + LONGEST_TITLE
    words = source.folded[start:end]
    found = dates.whole(source.folded, start, end, replace(clock))
    return Task(
        title=source.value((a, b)),
        text=source.prose(start, end),
        place=_place(place, sentence),
        recurrence=next((kind for kind, marks in RECURRENCES.items() if any(mark in words for mark in marks)), ""),
        due=found.last() if found and found.last() and "前" in words[found.span[1] - start - 2 :][:3] else None,
        all_units=bool(ALL.match(words)),
    )


def _place(place: str, sentence: int) -> str:
    if not sentence:
        return place
    return f"{place}{' ' if place[-1:].isdigit() else ''}第 {sentence} 句"
