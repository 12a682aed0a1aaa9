"""By what a rule counts: each time, the period that its condition is judged in, or each percentage point.

A per-count word at the amount goes first (每次, /件); then a time there (每天, /月); then the period named in the
condition (月度, 当月, 全年), carried over a semicolon. A period that only qualifies the money (当月绩效) counts nowhere.
"""

import re

from importers.rule_draft import OCCURRENCE, PER_PERCENT
from importers.rule_vocabulary import BONUSES, COUNTS, PERIOD_UNITS, PERIOD_WORDS, POINTS_OF_PERCENT


def _either(words: "tuple[str, ...] | list[str]") -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


UNITS = {unit: per for per, units in PERIOD_UNITS.items() for unit in units}
TIMES = _either(list(UNITS))
COUNT = _either(list(COUNTS))
WORDS = {word: per for per, words in PERIOD_WORDS.items() for word in words}
PERIOD = re.compile(
    rf"(?<!按)(?P<word>{_either(list(WORDS))})(?!(?:的|应发|全部|全额|考核)?(?:{_either(list(BONUSES))}|奖(?!励)|综合得分|得分|评优|评先|先进))"
)
SUFFIX = re.compile(
    rf"/(?:每|1|一)?(?:个?(?P<pp>百分点|%)|(?P<who>人)?[/·.、每]?(?:(?P<count>{COUNT})|(?P<time>{TIMES}))?[/·.、]?(?P<person>人|(?:{COUNT}))?(?P<other>(?<=/)[\u4e00-\u9fff]{{1,2}}(?=[。;,、)]|$))?)"
    rf"|(?:每|一|1)(?P<each_who>人)?[/·]?(?P<each>{COUNT}|{TIMES})(?=[。;,、)]|$)|(?P<each_person>每人|人均)(?=[。;,、)]|$)"
)
PER_POINT = re.compile(rf"每[^。;,]{{0,16}}?(?:{POINTS_OF_PERCENT})")
PER_COUNT = re.compile(
    rf"每(?:人|发现|发生|出现|查处|有|缺|少|多|漏|错|超|增加|减少|逾期|迟报|迟|违反|丢失|遗漏|被)?[^。;,每\d二三四五六七八九十月天日年季]{{0,8}}?1?(?:{COUNT})|(?:一|1|有|按)(?:{COUNT})(?!以上|以内|性|定|直|致|旦|面|律|票|名员)|(?:{COUNT})均?$|每(?:少|缺|漏|错|多)"
)
PER_TIME = re.compile(
    rf"(?:每|逾期|超期|延期)[^。;,]{{0,6}}?(?P<each>{TIMES})|(?<![\d一二两三四五六七八九十])(?:一|1)?(?P<one>{TIMES})(?:的|者)?[,]?$|(?<![\d.超过满达])(?:一|1)(?P<single>{TIMES})(?!以|内|后|之)(?:的|者)?[,]?"
)


def counted(local: str, suffix: "re.Match[str] | None") -> str:
    """What the words at the amount count by; nothing where they do not say."""
    if suffix and (found := _of_suffix(suffix)):
        return found
    if PER_POINT.search(local):
        return PER_PERCENT
    if PER_COUNT.search(local):
        return OCCURRENCE
    times = PER_TIME.search(local)
    return UNITS[times["each"] or times["one"] or times["single"]] if times else ""


def judged(local: str, sentence: str) -> str:
    """The period that the condition is judged in, by the clause or else by the sentence before it."""
    for words in (local, sentence):
        periods = [match["word"] for match in PERIOD.finditer(words)]
        if periods:
            return WORDS[periods[-1]]
    return OCCURRENCE


def _of_suffix(suffix: "re.Match[str]") -> str:
    if suffix["pp"]:
        return PER_PERCENT
    time = suffix["time"] or (suffix["each"] if suffix["each"] in UNITS else None)
    if time and suffix["person"] not in COUNTS:
        return UNITS[time]
    if suffix["count"] or suffix["each"] or suffix["other"] or suffix["person"] in COUNTS:
        return OCCURRENCE
    return OCCURRENCE if suffix["who"] else ""


def names_person(suffix: "re.Match[str] | None", local: str) -> bool:
    """Whether the count itself says that each person pays: /人, 每人次."""
    if suffix and (
        suffix["who"]
        or suffix["each_who"]
        or suffix["each_person"]
        or suffix["person"] == "人"
        or "人" in (suffix["count"] or suffix["each"] or "")
    ):
        return True
    return bool(re.search(r"每人(?!员)|人次|人均|每\d人次", local))
