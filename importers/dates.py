"""Dates and spans of time as plans print them, with what a missing year or month is taken from.

上旬 is 1-10, 中旬 11-20, 下旬 21 to the end; a lone month is the whole month; 月初 its first day, 月底 its last; 年底 is
31 December; a quarter three whole months; 即日 the date of issue. The day named in 前 and 以后 is included.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from importers.draft import Day, Span
from importers.numbering import number_of

DIGIT = "〇○零Oo一二三四五六七八九"
YEAR = rf"(?:(?P<year>(?:19|20)\s*\d\s*\d|[{DIGIT}]{{4}}|(?<!\d)\d\d(?=\s*年\s*\d))\s*(?:年度?)|(?P<near>次年|翌年|明年|当年|今年|本年)度?)"
MONTH = r"(?P<month>(?<![\d.])\d{1,2}|十[一二]?|[一二三四五六七八九元正])\s*月(?:份)?"
DAY = r"(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*(?:[日号]|(?=[-—–―~至到]+\s*\d{1,2}\s*[日号]))"
PART = r"(?P<part>上[、,和]?中旬|中[、,和]?下旬|上旬?[、,和]中[、,和]下旬|上旬[、,和至到-]中旬|中旬[、,和至到-]下旬|上旬|中旬|下旬|月底|月末|月初|底|末|初|中)"
QUARTER = r"(?:第\s*)?(?P<quarter>[一二三四1-4])\s*季度(?P<quarter_end>末|底)?"
HALF = r"(?P<half>上半年|下半年|年底|年末|年终|年初|年内|全年|(?<=年)[底末初])"
NUMERIC = r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})(?:[-./](?P<d>\d{1,2}))?(?!\d)"
NOW = r"(?P<now>即日|今日|(?:本方案)?(?:印发|发文|发布|下发)之日|(?<=从)今|今(?=起))"
BLANK_MONTH = r"(?!\s*[_xX×*]{0,6}\s*月)"
POINT = re.compile(
    rf"{NUMERIC}|{NOW}|(?:{YEAR}\s*)?(?:{MONTH}(?:\s*(?:{DAY}|{PART}))?|{QUARTER}|{HALF})|{YEAR.replace('year>', 'year2>').replace('near>', 'near2>')}{BLANK_MONTH}"
)
BARE_DAY = re.compile(DAY.replace("day>", "bare_day>") + r"|(?P<bare_part>上旬|中旬|下旬|月底|月末|底)")
LEFT = r"(?P<left>(?<![\d.])\d{1,2})\s*(?=(?:[-—–―~]{1,3}|至|到)\s*\d{1,2}\s*(?P<unit>月|日))"
LEFT_YEAR = r"(?P<left_year>(?<!\d)(?:19|20)\d\d)\s*(?=(?:[-—–―~]{1,3}|至|到)\s*(?:19|20)\d\d\s*年)"
START = re.compile(f"{POINT.pattern}|{LEFT}|{LEFT_YEAR}")
BARE_NUMERIC = re.compile(r"(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d%])")
"""The end of 2018.8.11-8.20."""

RANGE = re.compile(r"\s*(?:起|开始)?\s*[,、]?\s*(?:[-—–―~─]+|至|到|直至)\s*")
UNTIL = re.compile(r"\s*(?:之前|以前|前)")
SINCE = re.compile(r"\s*(?:以后|之后|后|起(?!草)|开始)")
NUMERIC_AT_END = re.compile(r"\d[./]\d{1,2}$")
UP_TO = re.compile(r"截[至止]到?\s*$")
RECURRING = re.compile(r"[每逐]\s*(?:一|个|年)?\s*$")
PARTS = {"上": (1, 10), "中": (11, 20), "下": (21, 31), "底": (31, 31), "末": (31, 31), "初": (1, 1)}
HALVES = {"上半年": (1, 6), "下半年": (7, 12), "年内": (1, 12), "全年": (1, 12)}
LAST_MONTH = 12


@dataclass
class Clock:
    """The year that a date without one belongs to: the last year seen, else that of issue."""

    issued: date | None = None
    year: int | None = None

    def current(self) -> int | None:
        """The year to fill in."""
        return self.year or (self.issued.year if self.issued else None)


@dataclass(frozen=True)
class Stretch:
    """One expression of time: from, to, where it stands, whether its year was inferred."""

    start: date | None
    end: date | None
    span: Span
    guessed: bool

    def first(self) -> Day | None:
        """Its first day."""
        return Day(self.start, (self.span,), self.guessed) if self.start else None

    def last(self) -> Day | None:
        """Its last day."""
        return Day(self.end, (self.span,), self.guessed) if self.end else None


@dataclass(frozen=True)
class _Point:
    """First and last day of one end of a stretch, as year, month, day; `told` if the year was printed."""

    year: int
    low: tuple[int, int]
    high: tuple[int, int]
    told: bool

    def first(self) -> date:
        return _day(self.year, *self.low)

    def last(self) -> date:
        return _day(self.year, *self.high)


def find(folded: str, start: int, end: int, clock: Clock) -> list[Stretch]:
    """Every expression of time between the positions, in order; moves the clock's year along."""
    return list(_stretches(folded, start, end, clock))


def whole(folded: str, start: int, end: int, clock: Clock) -> Stretch | None:
    """The first expression of time between the positions."""
    return next(_stretches(folded, start, end, clock), None)


def _stretches(folded: str, at: int, end: int, clock: Clock) -> Iterator[Stretch]:
    while at < end:
        match = START.search(folded, at, end)
        if match is None:
            return
        begin, at = match.start(), match.end()
        if RECURRING.search(folded, max(0, begin - 4), begin):
            continue
        point = _point(match, clock, None)
        if point is None:
            continue
        stretch, at = _stretch(folded, (begin, at), end, point, clock)
        yield stretch


def _stretch(folded: str, span: Span, end: int, point: _Point, clock: Clock) -> tuple[Stretch, int]:
    begin, at = span
    first: date | None = point.first()
    last: date | None = point.last()
    told = point.told
    if dash := RANGE.match(folded, at, end):
        match = POINT.match(folded, dash.end(), end) or BARE_DAY.match(folded, dash.end(), end)
        if not match and NUMERIC_AT_END.search(folded[begin:at]):
            match = BARE_NUMERIC.match(folded, dash.end(), end)
        if match and (other := _point(match, clock, point)):
            if not other.told and other.last() < point.first():
                other = replace(other, year=other.year + 1)
                clock.year = other.year
            last, at = other.last(), match.end()
            return Stretch(first, last, (begin, at), not told), at
    if up_to := UP_TO.search(folded, max(0, begin - 5), begin):
        first, begin = None, up_to.start()
    if mark := UNTIL.match(folded, at, end):
        first, at = None, mark.end()
    elif mark := SINCE.match(folded, at, end):
        last, at = None, mark.end()
    return Stretch(first, last, (begin, at), not told), at


def _point(match: re.Match[str], clock: Clock, before: _Point | None) -> _Point | None:
    got = {name: value for name, value in match.groupdict().items() if value}
    if "now" in got:
        if clock.issued is None:
            return None
        today = (clock.issued.month, clock.issued.day)
        return _Point(clock.issued.year, today, today, told=True)
    year, told = _year(got, clock, before)
    bounds = _bounds(got, before)
    if year is None or bounds is None or not all(1 <= month <= LAST_MONTH for month, _ in bounds):
        return None
    if told:
        clock.year = year
    return _Point(year, *bounds, told=told)


def _year(got: dict[str, str], clock: Clock, before: _Point | None) -> tuple[int | None, bool]:
    printed = got.get("year") or got.get("year2") or got.get("y") or got.get("left_year")
    if printed:
        year = _digits(printed)
        return (year if year > 99 else 2000 + year), True  # noqa: PLR2004 - two digits of a year
    base = before.year if before else clock.current()
    near = got.get("near") or got.get("near2")
    if near and base:
        return base + (near in {"次年", "翌年", "明年"}), True
    return base, False


def _bounds(got: dict[str, str], before: _Point | None) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if "left" in got:
        month = int(got["left"])
        return ((month, 1), (month, 31)) if got["unit"] == "月" else None
    if "m" in got:
        month = int(got["m"])
        return _within(month, got.get("d"), None)
    if "month" in got:
        month = 1 if got["month"] in "元正" else number_of(got["month"])
        return _within(month, got.get("day"), got.get("part"))
    if "bare_day" in got or "bare_part" in got:
        return _within(before.low[0], got.get("bare_day"), got.get("bare_part")) if before else None
    if "quarter" in got:
        last = 3 * number_of(got["quarter"])
        return ((last, 31) if "quarter_end" in got else (last - 2, 1)), (last, 31)
    return _of_year(got.get("half", "全年"))


def _within(month: int, day: str | None, part: str | None) -> tuple[tuple[int, int], tuple[int, int]]:
    if day:
        number = number_of(day)
        return (month, number), (month, number)
    if not part:
        return (month, 1), (month, 31)
    part = part.replace("月", "")
    low, high = PARTS[part[0]][0], PARTS[part[-2] if part.endswith("旬") else part[0]][1]
    return (month, low), (month, high)


def _of_year(word: str) -> tuple[tuple[int, int], tuple[int, int]]:
    if word in HALVES:
        first, last = HALVES[word]
        return (first, 1), (last, 31)
    return ((1, 1), (1, 1)) if word.endswith("初") else ((12, 31), (12, 31))


def _day(year: int, month: int, day: int) -> date:
    """The day, or the month's last when the plan prints one that does not exist (6月31日)."""
    return date(year, month, max(1, min(day, monthrange(year, month)[1])))


def _digits(text: str) -> int:
    text = re.sub(r"\s", "", text)
    return int("".join(str(DIGIT.index(c) - 4 if c in DIGIT[5:] else 0) if c in DIGIT else c for c in text))
