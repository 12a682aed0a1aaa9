"""The numbers that Word prints before paragraphs: not in the text, but counted from levels, styles and restarts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
MOST_ROMAN = 3999
DIGITS = "○一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)
CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
PLACE = re.compile(r"%([1-9])")


@dataclass
class Level:
    """One level of a list: how its number looks, and where it begins again."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restarts_after: int | None = None
    style: str = ""
    legal: bool = False


@dataclass
class Outline:
    """A list with its levels (`abstractNum`) and how far each has counted; lists that share it count on."""

    levels: dict[int, Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    same_as: str = ""


@dataclass
class Numbers:
    """All lists of a document."""

    outlines: dict[str, Outline]
    lists: dict[str, str]
    overrides: dict[str, dict[int, Level | int]]
    begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a list keeps for paragraphs of this style; the first where it names none."""
        outline = self.outlines.get(self.lists.get(list_id, ""), Outline())
        return next((at for at, level in outline.levels.items() if level.style == style), 0)

    def next(self, list_id: str, at: int) -> str:
        """Count one paragraph on this level, and print its number with the gap after it."""
        outline = self.outlines.get(self.lists.get(list_id, ""))
        if outline is None or not 0 <= at < LEVELS:
            return ""
        changed = self.overrides.get(list_id, {})
        levels = outline.levels | {key: one for key, one in changed.items() if isinstance(one, Level)}
        level = levels.get(at)
        if level is None:
            return ""
        start = changed.get(at)
        if (list_id, at) not in self.begun:
            self.begun.add((list_id, at))
            if start is not None:
                outline.counts[at] = (start if isinstance(start, int) else start.start) - 1
        outline.counts[at] = outline.counts.get(at, level.start - 1) + 1
        for below in [key for key in outline.counts if key > at]:
            after = levels.get(below, Level()).restarts_after
            if after is None or (after and at < after):
                del outline.counts[below]
        return _printed(outline, levels, at)


def _printed(outline: Outline, levels: Mapping[int, Level], at: int) -> str:
    level = levels[at]
    if level.form in {"bullet", "none"} and not PLACE.search(level.text):
        return ""

    def count(match: re.Match[str]) -> str:
        of = int(match[1]) - 1
        shown = levels.get(of, Level())
        number = outline.counts.setdefault(of, shown.start) if of <= at else shown.start
        return spelled(number, "decimal" if level.legal and of != at else shown.form)

    text = PLACE.sub(count, level.text)
    return text + ("" if level.suffix == "nothing" or not text else " ")


def read_numbers(numbering: ET.Element | None, list_of_style: Mapping[str, str]) -> Numbers:
    """The lists of numbering.xml; `list_of_style` says which list a numbering style stands for."""
    numbers = Numbers({}, {}, {})
    if numbering is None:
        return numbers
    by_style: dict[str, str] = {}
    for one in numbering.iter(f"{W}abstractNum"):
        outline = Outline({_whole(level.get(f"{W}ilvl", ""), 0): _level(level) for level in one.iter(f"{W}lvl")})
        outline.same_as = value(one, "numStyleLink")
        numbers.outlines[one.get(f"{W}abstractNumId", "")] = outline
        if name := value(one, "styleLink"):
            by_style[name] = one.get(f"{W}abstractNumId", "")
    for one in numbering.iter(f"{W}num"):
        list_id = one.get(f"{W}numId", "")
        numbers.lists[list_id] = value(one, "abstractNumId")
        numbers.overrides[list_id] = dict(_override(change) for change in one.iter(f"{W}lvlOverride"))
    for list_id, outline_id in numbers.lists.items():
        style = numbers.outlines.get(outline_id, Outline()).same_as
        if style:
            numbers.lists[list_id] = by_style.get(style) or numbers.lists.get(list_of_style.get(style, ""), outline_id)
    return numbers


def _level(level: ET.Element) -> Level:
    restart = level.find(f"{W}lvlRestart")
    legal = level.find(f"{W}isLgl")
    form = level.find(f".//{W}numFmt")  # newer forms stand in mc:AlternateContent, with an older one beside them
    return Level(
        form="decimal" if form is None else form.get(f"{W}val", "decimal"),
        text=value(level, "lvlText"),
        start=_whole(value(level, "start"), 0 if level.find(f"{W}start") is None else 1),
        suffix=value(level, "suff") or "tab",
        restarts_after=None if restart is None else _whole(restart.get(f"{W}val", ""), 0),
        style=value(level, "pStyle"),
        legal=legal is not None and legal.get(f"{W}val", "1") not in {"0", "false"},
    )


def _override(change: ET.Element) -> tuple[int, Level | int]:
    at = _whole(change.get(f"{W}ilvl", "0"), 0)
    level = change.find(f"{W}lvl")
    return at, _whole(value(change, "startOverride"), 1) if level is None else _level(level)


def value(element: ET.Element, name: str) -> str:
    """The `val` of a child; empty where there is none."""
    child = element.find(W + name)
    return "" if child is None else child.get(f"{W}val", "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else otherwise


def spelled(number: int, form: str) -> str:
    """A number in one of Word's forms (ST_NumberFormat); plain digits where the form is not known."""
    spell = FORMS.get(form)
    return str(number) if spell is None or number < 0 else spell(number)


def counted(number: int) -> str:
    """十、十一、二十、一百零一."""
    said = _placed(number, "零一二三四五六七八九", "十百千万")
    return said.removeprefix("一") if said.startswith("一十") else said


def _placed(number: int, digits: str, places: str) -> str:
    most = 10 ** len(places)
    if not 0 < number < most * 10:
        return digits[0] if number == 0 else str(number)
    said, gap = "", False
    for place in range(len(places), -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit] + (places[place - 1] if place else "")
        gap = not digit
    return said


def _roman(number: int) -> str:
    if number > MOST_ROMAN:
        return str(number)
    said = ""
    for amount, letters in ROMAN:
        said += letters * (number // amount)
        number %= amount
    return said


def _letters(number: int) -> str:
    """A … Z, AA, BB: Word doubles the letter."""
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10) if number else ""


def _circled(number: int) -> str:
    return next((chr(first + number - low) for low, high, first in CIRCLED if low <= number <= high), str(number))


def _from(first: int, most: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 0 < number <= most else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else ""


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _digits(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


FORMS: dict[str, Callable[[int], str]] = {
    "bullet": lambda _number: "",
    "none": lambda _number: "",
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "koreanCounting": counted,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "chineseLegalSimplified": lambda number: _placed(number, LEGAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: _placed(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "numberInDash": lambda number: f"- {number} -",
}
