"""Who answers for a piece of a plan: lead, cooperating units, persons, due date; as the printed words say it.

"牵头单位:A;配合单位:B、C", "(A牵头,B配合)", "责任科室:A、B;责任人:X;完成时限:6月底", "由A牵头".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from importers import dates
from importers.dates import Clock
from importers.draft import Day, Span, Value
from importers.text import Source
from importers.vocabulary import (
    ALL_UNITS,
    DUE_WORDS,
    DUTY_UNITS,
    HELP_WORDS,
    LEAD_WORDS,
    PERSON_WORDS,
    PLAIN_WORDS,
    POST_ENDS,
    UNIT_ENDS,
)

LEAD, HELP, PLAIN, DUE = ("|".join(words) for words in (LEAD_WORDS, HELP_WORDS, PLAIN_WORDS, DUE_WORDS))
FULL_ROLE = rf"(?:具体|主要|第一|共同)?(?:{LEAD}|{HELP}|{PLAIN})(?:责任)?(?:{DUTY_UNITS})"
ROLE = rf"{FULL_ROLE}(?:[和及](?:责任|负责)人)?(?:\((?:{DUTY_UNITS}|、)+\))?|{LEAD}|{HELP}|责任"
LABEL = re.compile(
    rf"(?P<glued>(?:责任|牵头|配合)(?:单位|部门|部室|科室|领导|人)|完成时限)\s*:\s*|"
    rf"(?<![\u4e00-\u9fff])(?:(?P<label>{ROLE}|{DUE})\s*:|(?P<is>{FULL_ROLE}|{DUE})\s*(?:为|是))\s*"
)
STOP = re.compile(r"[;。)】〕\]\n\t|]")
OPEN, CLOSE = "(【〔[", r"[)】〕\]]"
WHO = r"(?P<who>[^,;。:()\n【】\s由][^,;。:()\n【】]{1,60}?)(?:同志)?"
BEGIN, FINISH = r"(?<=[,;。:(\s【〔\[])", r"(?=[,;。)\s】〕\]|])"
FROM = rf"(?:由\s*|{BEGIN})"
PROSE = {
    "lead": re.compile(
        rf"{FROM}{WHO}(?:共同|负责)?(?:牵头|主责)(?:负责|组织实施|抓总|落实)*(?={FINISH}|组织|实施|推进)"
    ),
    "help": re.compile(rf"{FROM}{WHO}等?(?:予以|积极|共同|做好)?(?:{HELP})(?:落实|完成|实施)*{FINISH}"),
    "plain": re.compile(
        rf"{FROM}{WHO}等?(?:按照?(?:各自)?(?:职责)?(?:分工)?|分工|分别|具体|共同)?负责(?:落实|组织实施|组织协调|组织|实施|协调)*{FINISH}"
    ),
}
BRACKETS = re.compile(r"\([^()\n]{2,300}\)|【[^【】\n]{2,300}】|〔[^〔〕\n]{2,300}〕|\[[^\[\]\n]{2,300}\]")
DUTY_WORD = re.compile(
    rf"(?<!共同)牵头|主责|(?:{HELP}|{PLAIN})(?:{DUTY_UNITS})?\s*:|负责(?:[,;]|{CLOSE})|(?:{DUE})\s*:|(?:{HELP})(?:[,;]|{CLOSE})"
)
DUE_CLAUSE = re.compile(
    r"[^,;。:()\n]{0,12}(?:前|底|日|旬|月|季度|年内|末)(?:完成[\u4e00-\u9fff]{0,6}|办结|到位|落实到位|见效)?(?:[,;。)】\s]|$)"
)
DONE_BY = re.compile(
    r"[^,;。:()\n]{0,14}前(?:完成|办结|到位|落实到位|见效)[\u4e00-\u9fff]{0,6}"
    r"|[^,;。:()\n]{0,10}(?:旬|底|日|月)(?:上线|开通|启用|投用|建成)[\u4e00-\u9fff]{0,4}"
)
NOBODY = frozenset({"", "/", "-", "—", "——", "无", "专人", "\\"})
NAME_END = "|".join(sorted(UNIT_ENDS + POST_ENDS, key=len, reverse=True))
AND = re.compile(
    rf"(?<=[{''.join({word[-1] for word in UNIT_ENDS + POST_ENDS})}])\s*(?:以及|及其|及|和|与)\s*(?=.*(?:{NAME_END}|负责人)[甲乙丙丁戊己庚辛壬癸]?$)"
)
TAIL = re.compile(r"(?:等(?:相关|有关)?(?:部室|部门|单位|科室|处室)?|同志|牵头|负责|配合|具体落实|按职责分工|分工)+$")
LEAD_IN = re.compile(r"(?:.*[项体作动]|^)由(?=.)")
UNIT = re.compile(rf"[^,;。:()\d]{{1,20}}(?:{'|'.join(UNIT_ENDS)})")
SOMEBODY = re.compile(rf"[^,;。:()]{{0,14}}(?:(?:{NAME_END})[甲乙丙丁戊己庚辛壬癸]?)")
SOMEBODY_LAST = re.compile(rf"(?:{NAME_END})[甲乙丙丁戊己庚辛壬癸]?$")


@dataclass
class Duty:
    """Who leads, helps and answers by name, and until when; `zones` are the words that say so and nothing else."""

    lead: Value | None = None
    helpers: tuple[Value, ...] = ()
    persons: tuple[Value, ...] = ()
    due: Day | None = None
    zones: list[Span] = field(default_factory=list)

    @property
    def all_units(self) -> bool:
        """Whether 各部室 or the like is named."""
        named = (*((self.lead,) if self.lead else ()), *self.helpers)
        return any(value.text.startswith(ALL_UNITS) for value in named)


@dataclass
class Lists:
    """The printed lists by the word before them, while reading."""

    lead: list[Value] = field(default_factory=list)
    lead_person: list[Value] = field(default_factory=list)
    help: list[Value] = field(default_factory=list)
    plain: list[Value] = field(default_factory=list)
    person: list[Value] = field(default_factory=list)
    due: Day | None = None
    due_told: bool = False
    zones: list[Span] = field(default_factory=list)

    def slot(self, label: str) -> list[Value]:
        """The list that a label opens: the printed word decides, not whether it names a person or a unit."""
        if any(word in label for word in LEAD_WORDS):
            return self.lead_person if label.endswith(("领导", "人")) else self.lead
        if label.endswith(PERSON_WORDS) and not re.search("[和及]", label):
            return self.person
        return self.help if any(word in label for word in HELP_WORDS) else self.plain

    def duty(self) -> Duty:
        """The lists put into their places."""
        lead: Value | None = None
        if leads := self.lead or self.lead_person:
            lead, helpers = leads[0], [*leads[1:], *self.help, *self.plain]
        else:
            helpers = [*self.plain[1:], *self.help]
            if self.plain:
                lead = replace(self.plain[0], guessed=len(self.plain) > 1)
        others = {value.text: value for value in helpers if lead is None or value.text != lead.text}
        return Duty(lead, tuple(others.values()), tuple(self.person), self.due, self.zones)


def present(source: Source, start: int, end: int) -> bool:
    """Whether these words say who is responsible."""
    if any(DUTY_WORD.search(match[0]) for match in BRACKETS.finditer(source.folded, start, end)):
        return True
    if LABEL.search(source.folded, start, end) or PROSE["lead"].search(source.folded, start, end):
        return True
    return bool(_unit_bracket(source, start, end)) or any(
        _who_does(source, *sentence) for sentence in source.pieces(start, end, "。\n")
    )


def read(source: Source, start: int, end: int, clock: Clock) -> Duty:
    """All that the words between the positions say of duty."""
    lists = Lists()
    brackets = [m.span() for m in BRACKETS.finditer(source.folded, start, end) if DUTY_WORD.search(m[0])]
    for zone in brackets:
        _zone(source, zone, clock, lists)
    for zone in _runs(source, start, end, brackets):
        _zone(source, zone, clock, lists, brackets)
    if not (lists.lead or lists.plain or lists.lead_person):
        _sentences(source, start, end, clock, lists)
    if not (lists.lead or lists.plain or lists.lead_person) and (units := _unit_bracket(source, start, end)):
        _listed(source, (units[0] + 1, units[1] - 1), clock, lists, lists.plain)
        lists.plain = [replace(name, guessed=True) for name in lists.plain]
        lists.zones.append(units)
    if lists.due is None and not lists.due_told and (lists.lead or lists.plain or lists.lead_person):
        lists.due = _due_in_text(source, start, end, clock)
    return lists.duty()


def _due_in_text(source: Source, start: int, end: int, clock: Clock) -> Day | None:
    """A clause of the text that says until when it is done (3月底前完成): a guess, for it may be a part of the work."""
    for piece in source.pieces(start, end, ",;。\n"):
        if DONE_BY.fullmatch(source.folded, *piece) and (day := _due(source, piece, replace(clock))):
            return replace(day, guessed=True)
    return None


def _unit_bracket(source: Source, start: int, end: int) -> Span | None:
    """A bracket that closes a piece and holds nothing but units: （站务部、安保部）."""
    for match in BRACKETS.finditer(source.folded, start, end):
        inner = list(source.pieces(match.start() + 1, match.end() - 1, "、,; "))
        if len(inner) > 1 and DUE_CLAUSE.fullmatch(source.folded, *inner[-1]):
            inner.pop()  # （总务处、信息中心,10月底前）
        last = not source.folded[match.end() : end].strip("。;, \n")
        if last and all(UNIT.fullmatch(source.folded, *piece) for piece in inner):
            return match.span()
    return None


def _who_does(source: Source, start: int, end: int) -> re.Match[str] | None:
    """A sentence that says who does it, and nothing before: "站务部负责,安保部协助"."""
    match = PROSE["plain"].search(source.folded, max(start - 1, 0), min(end + 1, len(source.folded)))
    if not match or match.start() > start + 1 or re.search(f"牵头|{HELP}", match[0]):
        return None
    people = [source.folded[a:b] for a, b in source.pieces(*match.span("who"), "、及和与")]
    return match if all(SOMEBODY.fullmatch(name) for name in people) else None


def zones(source: Source, start: int, end: int) -> list[Span]:
    """Where labels with their values stand outside brackets."""
    return list(_runs(source, start, end, []))


def names(source: Source, start: int, end: int) -> Iterator[Value]:
    """The units or persons of a printed list; "/" and the like name nobody."""
    for a, b in source.pieces(start, end, "、,;/"):
        cuts = [m.span() for m in AND.finditer(source.folded[a:b])]
        begin = 0
        for cut, after in [*cuts, (b - a, b - a)]:
            yield from _named(source, a + begin, a + cut)
            begin = after


def _named(source: Source, start: int, end: int) -> Iterator[Value]:
    parts = source.folded[start:end].split()
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        for part in re.finditer(r"\S+", source.folded[start:end]):
            yield from _named(source, start + part.start(), start + part.end())
        return
    start, end = source.trim(start, end, "。;,、:")
    if lead_in := LEAD_IN.match(source.folded, start, end):
        start = lead_in.end()
    if tail := TAIL.search(source.folded[start:end]):
        end = start + tail.start()
    value = source.value((start, end))
    if value.text not in NOBODY:
        yield value


def _runs(source: Source, start: int, end: int, brackets: list[Span]) -> Iterator[Span]:
    """Labels with their values that stand outside brackets, each run of them as one zone."""
    run: Span | None = None
    for match in LABEL.finditer(source.folded, start, end):
        if any(a <= match.start() < b for a, b in brackets):
            continue
        finish = _stop(source, match.end(), end)
        finish += finish < end and source.folded[finish] in ";。"
        if run and not source.folded[run[1] : match.start()].strip():
            run = run[0], finish
        elif run and match.start() < run[1]:
            run = run[0], max(run[1], finish)
        else:
            if run:
                yield run
            run = match.start(), finish
    if run:
        yield run


def _zone(source: Source, zone: Span, clock: Clock, lists: Lists, brackets: Iterable[Span] = ()) -> None:
    lists.zones.append(zone)
    if source.folded[zone[0]] in OPEN:
        zone = zone[0] + 1, zone[1] - 1
    labels = [m for m in LABEL.finditer(source.folded, *zone) if not any(a <= m.start() < b for a, b in brackets)]
    for match, following in zip(labels, [*labels[1:], None], strict=False):
        limit = following.start() if following else zone[1]
        limit = min([limit, *(a for a, _ in brackets if a >= match.end())])
        span = match.end(), _stop(source, match.end(), limit)
        label = match["label"] or match["is"] or match["glued"]
        if re.fullmatch(DUE, label):
            lists.due, lists.due_told = _due(source, span, clock), True
        else:
            _listed(source, span, clock, lists, lists.slot(label))
    if not labels:
        _prose(source, (zone[0], zone[1] + 1), lists)
    if not lists.due_told and lists.due is None:
        for piece in source.pieces(*zone, ",;"):
            lists.due = lists.due or _due_clause(source, piece, clock)


def _stop(source: Source, start: int, limit: int) -> int:
    """Where a label's list ends; a bracket inside it (张某(科长)) belongs to it."""
    at = start
    while stop := STOP.search(source.folded, at, limit):
        opening = "([【〔"[")]】〕".index(stop[0])] if stop[0] in ")]】〕" else ""
        if not opening or source.folded.find(opening, start, stop.start()) < 0:
            return stop.start()
        at = stop.end()
    return limit


def _listed(source: Source, span: Span, clock: Clock, lists: Lists, slot: list[Value]) -> None:
    """The names of a label's list; a date among them is the due date."""
    for piece in source.pieces(*span, ",、"):
        if DUE_CLAUSE.fullmatch(source.folded, *piece) and dates.whole(
            source.folded, *piece, Clock(clock.issued, clock.year)
        ):
            lists.due = lists.due or _due(source, piece, clock)
        else:
            slot.extend(names(source, *piece))


def _prose(source: Source, zone: Span, lists: Lists) -> list[Span]:
    found = []
    for slot, pattern in PROSE.items():
        for match in pattern.finditer(source.folded, *zone):
            if slot == "plain" and re.search(f"牵头|{HELP}", match[0].replace("会同", "")):
                continue
            start, end = match.span("who")
            together = source.folded.find("会同", start, end)
            if together > start:
                lists.help.extend(names(source, together + 2, end))
                end = together
            getattr(lists, slot).extend(names(source, start, end))
            found.append(match.span())
    if lists.help and not (lists.lead or lists.plain):
        first = next(source.pieces(*zone, ",;"), zone)  # 〔甲、乙,丙参与〕
        if all(UNIT.fullmatch(source.folded, *piece) for piece in source.pieces(*first, "、")):
            lists.plain.extend(names(source, *first))
    return found


def _sentences(source: Source, start: int, end: int, clock: Clock, lists: Lists) -> None:
    """Prose outside brackets: "由A牵头,B配合,6月底前完成。"; only in a sentence that names who leads."""
    for a, b in source.pieces(start, end, "。\n"):
        lead = PROSE["lead"].search(source.folded, max(a - 1, start), min(b + 1, end))
        if lead and "由" not in lead[0] and not SOMEBODY_LAST.search(lead["who"]):
            lead = None
        lead = lead or _who_does(source, a, b)
        if not lead:
            continue
        for found in _prose(source, (max(a - 1, start), min(b + 1, end)), lists):
            lists.zones.append(found)
        for piece in source.pieces(lead.end(), b, ",;"):
            if day := _due_clause(source, piece, clock):
                lists.due = lists.due or day
                lists.zones.append(piece)
        return


def _due_clause(source: Source, piece: Span, clock: Clock) -> Day | None:
    return _due(source, piece, clock) if DUE_CLAUSE.fullmatch(source.folded, *piece) else None


def _due(source: Source, span: Span, clock: Clock) -> Day | None:
    """The last day of the expression; none for what lasts or comes again (长期坚持, 每月一次)."""
    found = dates.find(source.folded, *span, clock)
    return found[-1].last() if found else None
