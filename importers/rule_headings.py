"""What headings, column names and cells say: direction, standard score, the unit of a bare number."""

import re
from dataclasses import replace
from decimal import Decimal

from importers import rule_caps
from importers.amounts import Sum
from importers.rule_draft import PENALTY, POINTS, REWARD, Amount
from importers.rule_hits import Context
from importers.rule_view import View
from importers.rule_vocabulary import (
    BOTH_HEADINGS,
    EARNED_SCORE,
    PENALTY_HEADINGS,
    REWARD_HEADINGS,
)

LONGEST_TITLE = 26
BOTH, REWARDS, PENALTIES = (re.compile(words) for words in (BOTH_HEADINGS, REWARD_HEADINGS, PENALTY_HEADINGS))
NUMBER_CELL = re.compile(
    r"(?P<sign>[-+])?(?P<number>\d[\d.]*(?:[-~—至到]{1,3}\d[\d.]*)?)(?P<unit>分|元)?(?P<suffix>/.{1,4})?"
)
EARNED = re.compile(EARNED_SCORE)


def part_of(view: View, start: int, end: int) -> View:
    """The words from `start` to `end`."""
    return View(view.source, view.words[start:end], view.at[start:end])


def is_title(words: str) -> bool:
    """Whether words are short enough for a title, and no sentence."""
    return len(words) <= LONGEST_TITLE and "," not in re.sub(r"\(.*?\)", "", words)


def context_of(view: View, above: Context) -> Context:
    """What holds beneath a heading: its own direction and standard score, else those from above."""
    words = view.words
    direction = direction_of(words) if len(words) <= LONGEST_TITLE else ""
    found = rule_caps.standard(words) if len(words) <= LONGEST_TITLE else None
    return replace(
        above,
        direction=direction or above.direction,
        standard=found[0] if found else above.standard,
    )


def direction_of(words: str) -> str:
    """What a heading says of the direction of what stands under it; nothing where it names both."""
    if BOTH.search(words):
        return ""
    reward, penalty = REWARDS.search(words), PENALTIES.search(words)
    return "" if bool(reward) == bool(penalty) else REWARD if reward else PENALTY


def bare_unit(heading: str) -> str:
    """The unit of bare numbers under a column heading (罚款金额, 扣分)."""
    if re.search(r"元|款|金额", heading):
        return "元"
    return "分" if re.search(r"扣分|加分|奖分|罚分|减分|记分|扣分值|分/", heading) else ""


def spelled(view: View, context: Context) -> View | None:
    """A cell with a bare number (2; 50/次; -1) in the words that its column stands for: 扣2分."""
    match = NUMBER_CELL.fullmatch(view.words)
    direction = (REWARD if match["sign"] == "+" else PENALTY) if match and match["sign"] else context.direction
    if match is None or not direction or not (match["sign"] or match["unit"] or context.bare):
        return None
    unit = match["unit"] or context.bare or "分"
    verb = "扣" if direction == PENALTY else "奖" if unit == "元" else "加"
    words = f"{verb}{match['number']}{unit}{match['suffix'] or ''}"
    first, last = view.at[0], view.at[-1]
    positions = [min(first + max(0, i - 1), last) for i in range(len(words))]
    return View(view.source, words, tuple(positions))


def own_standard(view: View) -> Sum | None:
    """The standard score that an item names itself: (2分), or 卫生整洁的得2分 before what is taken."""
    found = rule_caps.standard(view.words)
    if found and view.words[found[1][0]] == "(":
        return found[0]
    match = EARNED.search(view.words)
    if not match:
        return None
    number = Decimal(match[1])
    return Sum(number, number, POINTS, match.start(1), match.end(1))


def number_in(words: str) -> Sum | None:
    """The standard score that a cell holds."""
    match = re.fullmatch(r"(?:满分|计|共)?(\d{1,3}(?:\.\d)?)分?", words)
    if not match:
        return None
    return Sum(Decimal(match[1]), Decimal(match[1]), POINTS, 0, len(words))


def amount_of(view: View, total: Sum | None) -> Amount | None:
    """The amount with its words, where it stands in this view."""
    if total is None or total.most is None or total.end > len(view.words):
        return None
    return Amount(total.most, (view.span(total.start, total.end),))
