"""When something is due, as a cell of a table says it: a date in any form, a rhythm with its day, or 长期."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from importers import checklist_words as words
from importers import dates
from importers.dates import Clock
from importers.numbering import number_of

SERIAL_FROM, SERIAL_TO = 36526, 73050  # 2000 to 2099 as Excel counts days
EXCEL_BEGINS = date(1899, 12, 30)
SHORT = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*(?:日|号|前|之前)?")
MONTH_DAY = re.compile(r"(?:day\s*)?(\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*(?:日|号|$)")
WEEK_DAY = re.compile(r"(?:周|星期|礼拜)\s*([一二三四五六日天末1-7])(?!\s*次)")
END, BEGIN = re.compile(r"(?<!\d)月[底末]|last day"), re.compile(r"(?<!\d)月初")
DATED = re.compile(r"\d|月|季度|年底")
LAST_DAY = 31


@dataclass(frozen=True)
class When:
    """`rhythm` is once, weekly, monthly, quarterly or standing; `guessed` where the year or the rhythm was inferred."""

    rhythm: str
    due_on: date | None = None
    day: int | None = None
    guessed: bool = False


class NotUnderstood(ValueError):
    """`key` says why: due_unread, or too_often for what recurs more often than weekly."""

    def __init__(self, key: str) -> None:
        """Keep the key of the message."""
        super().__init__(key)
        self.key = key


def when(due: str, rhythm: str, first: date, last: date) -> When | None:
    """What the two cells say together, for a campaign from `first` to `last`; None where they say nothing.

    Raises NotUnderstood.
    """
    due, rhythm = _folded(due), _folded(rhythm)
    if not due and not rhythm:
        return None
    said = _rhythm_of(rhythm) if rhythm else None
    if rhythm and said is None:
        raise NotUnderstood("rhythm_unread")
    told = said or _rhythm_of(due)
    if told in {"weekly", "monthly"}:
        return _recurring(told, f"{rhythm} {due}".strip(), due)
    if told == "quarterly":
        return When("quarterly")
    if due and told != "standing":
        return _once(due, first, last, says_so=told == "once" and said is None)
    if due and said is None and DATED.search(due):
        found = _dated(due, first, last)  # 长期坚持,2018年12月底前建成: the date is the limit
        return found or When("standing")
    return When(told) if told else None


def _rhythm_of(text: str) -> str | None:
    if _has(words.TOO_OFTEN, text):
        raise NotUnderstood("too_often")
    if _has(words.WEEKLY, text) or re.search(r"every\s+(?:mon|tue|wed|thu|fri|sat|sun)", text) or _is_day_of_week(text):
        return "weekly"
    kinds = (("monthly", words.MONTHLY), ("quarterly", words.QUARTERLY), ("standing", words.STANDING))
    found = next((kind for kind, these in kinds if _has(these, text)), None)
    if found == "quarterly" and re.search(r"第?[一二三四1-4]季度", text) and "每" not in text:
        return None
    if found == "standing" and re.search(r"\d", text) and not _has(("长期", "常态", "持续"), text):
        return None
    return found or ("once" if _has(words.ONCE, text) else None)


def _is_day_of_week(text: str) -> bool:
    return WEEK_DAY.fullmatch(text) is not None


def _has(these: tuple[str, ...], text: str) -> bool:
    return re.search("|".join(these), text) is not None


def _recurring(rhythm: str, text: str, due: str) -> When:
    if rhythm == "weekly":
        return When("weekly", day=_weekday(text), guessed=len(WEEK_DAY.findall(text)) > 1)
    if END.search(text):
        return When("monthly", day=LAST_DAY)
    if BEGIN.search(text):
        return When("monthly", day=1)
    rest = re.sub("|".join(words.MONTHLY), " ", text)
    rest = re.sub(r"[一二两三四五六七八九十\d]+\s*次", " ", rest)
    exact = re.search(r"\d{4}-\d{1,2}-(\d{1,2})", due)
    if exact:
        return When("monthly", day=int(exact[1]), guessed=True)
    days = MONTH_DAY.findall(rest)
    return When("monthly", day=number_of(days[0]) if days else None, guessed=len(set(days)) > 1)


def _weekday(text: str) -> int | None:
    if match := WEEK_DAY.search(text):
        sign = match[1]
        return next((number for number, names in enumerate(words.WEEKDAYS, 1) if sign in names), None)
    return next(
        (
            number
            for number, names in enumerate(words.WEEKDAYS, 1)
            if any(re.search(rf"\b{name}", text) for name in names if name.isalpha() and name.isascii())
        ),
        None,
    )


def _once(due: str, first: date, last: date, *, says_so: bool) -> When:
    found = _dated(due, first, last)
    if found is None and says_so:
        return When("once")
    if found is None:
        raise NotUnderstood("due_unread")
    return found


def _dated(due: str, first: date, last: date) -> When | None:
    if due.isdigit() and SERIAL_FROM <= int(due) <= SERIAL_TO:
        return When("once", EXCEL_BEGINS + timedelta(days=int(due)))
    if match := SHORT.fullmatch(due):
        return _within(int(match[1]), int(match[2]), first, last)
    try:
        stretches = dates.find(due, 0, len(due), Clock(issued=first, year=first.year))
    except (ValueError, OverflowError):
        return None
    days = [(one.end or one.start, one.guessed) for one in stretches if one.end or one.start]
    if not days:
        return None
    day, guessed = days[-1]
    assert day is not None  # noqa: S101 - filtered above
    return _in_year(day, first, last) if guessed else When("once", day)


def _within(month: int, day: int, first: date, last: date) -> When | None:
    try:
        return _in_year(date(first.year, month, day), first, last)
    except ValueError:
        return None


def _in_year(day: date, first: date, last: date) -> When:
    """A day without a year lies in the campaign where one of its years lets it."""
    for year in range(first.year, last.year + 1):
        try:
            moved = day.replace(year=year)
        except ValueError:
            continue
        if first <= moved <= last:
            return When("once", moved, guessed=last.year > first.year)
    return When("once", day, guessed=True)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    folded = re.sub(r"(\d{4}-\d{1,2}-\d{1,2})[t ]\d{1,2}:\d{2}(?::\d{2})?$", r"\1", folded)
    return "" if folded in words.NOT_YET else folded
