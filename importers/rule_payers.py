"""Who pays or earns by a clause: the one named next to the verb, by the count (/人), or by the honour (优秀班组)."""

import re

from importers.draft import Span
from importers.rule_draft import ANYBODY, PERSON, UNIT
from importers.rule_vocabulary import (
    BEFORE_VERB,
    HONOURED,
    LINKED,
    OUTSIDERS,
    PERSON_HONOURS,
    PERSONS,
    UNIT_HONOURS,
    UNITS,
)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


ANY_PERSON = r"[\u4e00-\u9fff]{2}(?<!动)员|[部科处班组队站店厂校院所段区镇村县市局行社会船机车列团舱库楼片线岗室股系]长"
NOUN = rf"(?:(?P<person>{_either(PERSONS)}|{ANY_PERSON})|(?P<unit>(?:{_either(UNITS)})(?!长)))"
NOUNS = re.compile(NOUN)
BEFORE = re.compile(rf"{NOUN}(?:{_either(BEFORE_VERB)})*+$")
OUTSIDER = re.compile(rf"(?:{_either(OUTSIDERS)})$")
LEAD = re.compile(r"^(?:[,。;:、]|对|给|由|并对|并|另|同时|其|则|且|以及|及|和|将|按|凡)*")
PERSON_HONOUR = re.compile(rf"{HONOURED}[^。;,]{{0,14}}?{PERSON_HONOURS}(?:称号)?(?:的|者)?[,]?$")
UNIT_HONOUR = re.compile(rf"{HONOURED}[^。;,]{{0,14}}?{UNIT_HONOURS}(?:称号)?(?:的|者)?[,]?$")
DOER = re.compile(rf"(?:凡|对|如|若|因|,)*(?:本|该|各|全体|当班)?{NOUN}(?=[未不无擅私违迟])")
LONGEST_NAME = 16
FARTHEST = 40
RELATIVE = re.compile(rf"(?P<name>{NOUN})(?:,|(?:负|承担)[^,]{{0,8}}责任,)$")
PIECES = re.compile(r"[,;。:?!(（]")


def before(words: str, start: int, verb: int) -> tuple[str, Span] | None:
    """Who is named right before the verb at `verb`, with only 连带, 各, 每次 and the like between (班长连带扣1分)."""
    begin = max((m.end() for m in PIECES.finditer(words, start, verb)), default=start)
    found = BEFORE.search(words, max(begin, verb - FARTHEST), verb)
    end = found.end("person" if found["person"] else "unit") if found else 0
    if found is None or OUTSIDER.search(words, begin, end):
        return _just_named(words, start, begin)
    lead = LEAD.match(words[begin : found.start()])
    name = begin + (lead.end() if lead else 0)
    short = end - name <= LONGEST_NAME and not re.search(r"[的未不]", words[name : found.start()])
    return (PERSON if found["person"] else UNIT), (name if short else found.start(), end)


def _just_named(words: str, start: int, comma: int) -> tuple[str, Span] | None:
    """Who the condition ends on: 季度内无投诉的科室,奖励500元."""
    found = RELATIVE.search(words, max(start, comma - FARTHEST), comma)
    if found is None or not (words[found.start("name") - 1] == "的" or "责任" in found[0]):
        return None
    return (PERSON if found["person"] else UNIT), found.span("name")


def after(words: str, start: int, end: int) -> tuple[str, Span] | None:
    """Who is named between the verb and the number (扣当事人1分, 奖励班组3000元)."""
    found = list(NOUNS.finditer(words, start, end))
    if not found or OUTSIDER.search(words, start, found[-1].end()):
        return None
    last = found[-1]
    return (PERSON if last["person"] else UNIT), (start, last.end())


def honoured(words: str, start: int, end: int) -> str:
    """Who earns by being named: 被评为优秀员工的 a person, 被评为优秀班组的 a unit."""
    if PERSON_HONOUR.search(words, start, end):
        return PERSON
    return UNIT if UNIT_HONOUR.search(words, start, end) else ANYBODY


def subject(words: str, start: int, end: int) -> str:
    """Who the condition says did it, where a clause begins with a post or a unit (班组未召开晨会的)."""
    match = DOER.match(words, start, end)
    return (PERSON if match["person"] else UNIT) if match else ANYBODY


def linked(words: str) -> bool:
    """Whether the clause speaks of 连带 liability."""
    return bool(re.search(LINKED, words))
