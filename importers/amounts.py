"""Amounts of points, money and percent as rulebooks print them: 2分, 1-3分, 五十元, 50元以上100元以下, 10分、6分、3分."""

import re
from dataclasses import dataclass
from decimal import Decimal

from importers.rule_draft import PERCENT, POINTS, YUAN

DIGITS = r"(?:\d{1,2}(?:,\d{3})+(?!\d)|\d{3}(?:,000)+(?!\d)|\d{1,7}(?:\.\d{1,2})?|(?<!\d)\.\d{1,2})"
CN_DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CHINESE = rf"(?:(?:[{CN_DIGIT}十拾百佰千仟]{{1,8}})(?:点[{CN_DIGIT}]{{1,2}})?|半)"
NUMBER = rf"(?:{DIGITS}|{CHINESE})"
UNIT = r"(?:个?分(?![钟之别析部公类工管局会校值数店厂院])|万元|元|块钱?|%)"
DASH = r"(?:[-—–―~─〜∼﹣_]{1,5}|至|到|或)"
BETWEEN = rf"(?:(?:以上|起)?,?{DASH}|以上,?|,(?=\d))"
AMOUNT = re.compile(
    rf"\(?(?P<low>{NUMBER})(?:(?:{UNIT})?{BETWEEN}[-+]?(?P<high>{NUMBER}))?\)?(?P<unit>{UNIT})"
    r"(?P<bound>\(?含?\)?(?:及其?)?(?:以上|以下|以内))?"
)
ONE = rf"{NUMBER}(?:{UNIT})?(?:{DASH}{NUMBER})?(?:{UNIT})?"
SEVERAL = re.compile(rf"{ONE}(?:[、/,和及]{{1,2}}{ONE}){{1,9}}")
PART = re.compile(rf"(?P<low>{NUMBER})(?:(?:{UNIT})?{DASH}(?P<high>{NUMBER}))?(?P<unit>{UNIT})?")
BARE = re.compile(rf"(?P<low>{DIGITS})(?:{DASH}(?P<high>{DIGITS}))?(?=[。;,!)/]|$)")
PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
VALUES = {char: index % 10 for index, char in enumerate("零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖")} | {"两": 2}
TEN_THOUSAND = 10_000
PAIR = 2


@dataclass(frozen=True, slots=True)
class Sum:
    """How much, from least to most; None where the range is open. `start` and `end` are where it stands."""

    least: Decimal | None
    most: Decimal | None
    unit: str
    start: int
    end: int
    bound: str = ""


def number(text: str) -> Decimal:
    """The number written in digits or Chinese numerals."""
    if text[0] in ".0123456789":
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    whole, _, decimals = text.partition("点")
    fraction = "".join(str(VALUES[char]) for char in decimals if char in VALUES)
    return Decimal(f"{_whole(whole)}.{fraction or 0}").normalize() + 0


def _whole(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in PLACES:
            total += (digit or (1 if not total else 0)) * PLACES[char]
            digit = 0
        else:
            digit = digit * (10 if digit and len(text) > 1 else 1) + VALUES[char]
    return total + digit


def read(words: str, at: int, end: int) -> Sum | None:
    """The amount that begins at the position, if one does."""
    match = AMOUNT.match(words, at, end)
    return _sum(match, match["unit"], match["bound"] or "") if match else None


def read_bare(words: str, at: int, end: int) -> Sum | None:
    """A number without a unit before a stop or a bar (每次扣2；): points."""
    match = BARE.match(words, at, end)
    return _sum(match, "分", "") if match else None


def read_several(words: str, at: int, end: int) -> list[Sum]:
    """The amounts of a list (10分、6分、3分; 5、3、1分) that begins at the position; nothing where it is one only."""
    match = SEVERAL.match(words, at, end)
    while match:
        parts = list(PART.finditer(words, match.start(), match.end()))
        if parts and parts[-1]["unit"]:
            return _parts(words, parts) if len(parts) > 1 else []
        last = parts[-1].start() if parts else at
        match = SEVERAL.match(words, at, max(at, last - 1)) if len(parts) > 2 else None  # noqa: PLR2004 - two make a list
    return []


def _parts(words: str, parts: list[re.Match[str]]) -> list[Sum]:
    unit = parts[-1]["unit"]
    if any(part["unit"] not in {None, unit} for part in parts):
        return []
    if (
        len(parts) == PAIR
        and parts[0]["unit"] is None
        and words[parts[0].end()] == ","
        and number(parts[0]["low"]) < number(parts[1]["low"])
    ):
        return []  # 5,50元: a range whose dash became a comma
    return [_sum(part, unit, "") for part in parts]


def _sum(match: re.Match[str], unit: str, bound: str) -> Sum:
    low = number(match["low"])
    high = number(match["high"]) if match["high"] else low
    if unit == "万元":
        high *= TEN_THOUSAND
        low *= TEN_THOUSAND if low * TEN_THOUSAND <= high else 1
    least, most = (low, high) if low <= high else (high, low)
    kind = PERCENT if unit == "%" else YUAN if unit[0] in "万元块" else POINTS
    if not match["high"] and bound.endswith("上"):
        return Sum(least, None, kind, *match.span(), bound)
    if not match["high"] and bound:
        return Sum(None, most, kind, *match.span(), bound)
    return Sum(least, most, kind, *match.span())
