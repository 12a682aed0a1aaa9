"""Caps as rulebooks state them: 最多扣3分, 累计不超过15分, 10分封顶, 扣完为止; and standard scores (20分)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers import amounts
from importers.amounts import Sum
from importers.draft import Span
from importers.rule_draft import PERCENT
from importers.rule_vocabulary import (
    CAP_HERE,
    CAP_LEADS,
    CAP_PENALTIES,
    CAP_REWARDS,
    CAP_TAILS,
    CAP_WHOLE,
    NO_CAPS,
    UNTIL_USED_UP,
)

LEAD = re.compile(
    rf"(?P<lead>{CAP_LEADS})(?P<filler>[^。;,!?\d\n]{{0,10}}?)(?=(?P<number>{amounts.NUMBER})(?:{amounts.UNIT}))"
    rf"|(?P<used>{UNTIL_USED_UP})|(?P<until>扣(?:完|满|到))(?={amounts.NUMBER}分(?:为)?止)"
    rf"|(?P<before>以|(?<=[,;。累计]))(?={amounts.NUMBER}{amounts.UNIT}(?:封顶|为限|为上限|为最高限))"
)
USED_UP = re.compile(rf"(?:{UNTIL_USED_UP})。?")
CONDITION = re.compile(r"(?:的(?!部分)|者|以下)")
FILLER_STOPS = re.compile(NO_CAPS)
TAIL = re.compile(CAP_TAILS)
TO_COMMA = re.compile(r"[^。;,!?:]*$")
HERE = re.compile(CAP_HERE)
REWARDS = re.compile(CAP_REWARDS)
PENALTIES = re.compile(CAP_PENALTIES)
WHOLE = re.compile(CAP_WHOLE)
STANDARD = re.compile(
    rf"\((?:本项|共|满分|计|标准分|总分|分值|占|基本分|基础分|合计|权重)*[::]?(?P<a>{amounts.NUMBER})分?\)|(?<![\d至到~扣加奖罚减记计发款.-])(?P<b>\d{{1,3}}(?:\.\d)?)分[):]?$"
)
BASE = re.compile(
    rf"(?:基础分|基本分|总分|满分|起评分|基准分|标准分|总分值)(?:值|数)?(?:均|各)?(?:为|是|设定为|定为|:|共|设|计|即)?(?P<a>{amounts.NUMBER})分|(?P<hundred>百分制)|以(?P<b>100)分为(?:基|满|准|底)"
)

OWN_SCORE = re.compile(rf"(?<=[项条款共栏类])(?P<a>{amounts.NUMBER})分,?$")
LEAST_BASE = 50
"""A smaller full score is that of an item."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A stated most: where it stands, how much (None: the standard score), and for what (rewards, penalties, either)."""

    start: int
    end: int
    sum: Sum | None
    rewards: bool
    penalties: bool
    whole: bool
    here: bool


def find(words: str, start: int, end: int) -> Iterator[Cap]:
    """Every cap between the positions."""
    at = start
    while match := LEAD.search(words, at, end):
        at = match.end() if match["used"] else match.start() + 1
        cap = _cap(words, match, start, end)
        if cap:
            yield cap
            at = cap.end


def _cap(words: str, match: re.Match[str], start: int, end: int) -> Cap | None:
    total = None
    stop = match.end()
    if match["used"] and (own := OWN_SCORE.search(words, max(start, match.start() - 8), match.start())):
        number = amounts.number(own["a"])
        total = Sum(number, number, "points", own.start(), own.end())
    if match["used"] is None:
        total = amounts.read(words, match.end(), end)
        if total is None or total.unit == PERCENT or FILLER_STOPS.search(match["filler"] or ""):
            return None
        if CONDITION.match(words, total.end) or (
            (match["lead"] or "").endswith(("超过", "高于", "多于"))
            and words[total.end : total.end + 1] in {"分", "钟"}
        ):
            return None
        tail = TAIL.match(words, total.end, end)
        stop = tail.end() if tail else total.end
    before = TO_COMMA.search(words, max(start, match.start() - 24), match.start())
    begin = before.start() if before else match.start()
    said = words[begin:stop]
    return Cap(
        begin if not re.search(r"\d", words[begin : match.start()]) else match.start(),
        stop,
        total,
        rewards=bool(REWARDS.search(said)),
        penalties=bool(PENALTIES.search(said)) and not re.search(r"加分|奖分", said),
        whole=bool(WHOLE.search(said)),
        here=bool(HERE.search(said)),
    )


def standard(words: str) -> tuple[Sum, Span] | None:
    """The standard score that a heading or an item names: (20分), 20分 at its end."""
    for match in STANDARD.finditer(words):
        printed = match["a"] or match["b"]
        number = amounts.number(printed)
        if number:
            return Sum(number, number, "points", *match.span()), match.span()
    return None


def base(words: str) -> Sum | None:
    """The score that everybody starts with: 基础分100分, 百分制."""
    match = BASE.search(words)
    if match is None:
        return None
    number = amounts.number(match["a"] or match["b"] or "100")
    if number < LEAST_BASE:
        return None
    return Sum(number, number, "points", *match.span())
