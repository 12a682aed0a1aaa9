"""Sentences that are stored, in the organisation's language: reasons and frozen lists of computed cases, notes of a pay
row.

They are filed, hashed and read years later as they were written; so they are data, as the rulebook's own words are, and
do not follow whoever happens to look. What a page says goes through gettext.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from models.lookback import Verdict
from models.rulebook import Computed

# ------------------------------------------------------------------------------------------------ notes of a pay row
LEFT, OVER, NOT_ASSESSED, VETOED, OUTSIDE_QUOTA, UNDECIDED = (
    "月末不在册",
    "活动已结束",
    "不参评",
    "一票否决",
    "名额外",
    "名额待定",
)


MADE_UP, NOTHING_MADE_UP = "含以前月份补发", "当月不参评的积分不补发"


def together(notes: Sequence[str]) -> str:
    """Several notes of one row."""
    return ";".join(notes)


def because(note: str, reason: str) -> str:
    """The note with its reason, where there is one."""
    return f"{note}:{reason}" if reason else note


# ------------------------------------------------------------------------------------------------ computed cases
VERDICTS = {
    Verdict.HELD: "巩固",
    Verdict.PARTLY: "部分落实",
    Verdict.SLIPPED: "反弹",
    Verdict.NEVER: "未落实",
    None: "",
}


def times(due: int, accepted: int) -> str:
    """How often an item was due in the month, and how often it was accepted."""
    return f"到期 {due} 期,验收 {accepted} 期"


def limit(due_on: date, closed_on: date | None) -> str:
    """The limit of a finding, and when it was closed out."""
    return f"期限 {due_on}" + (f",销号 {closed_on}" if closed_on is not None else ",未销号")


def reason(computed: Computed | None, due: tuple[int, Decimal], well: tuple[int, Decimal]) -> str:
    """The sum as a case's reason: how many were due and how many are well, each with its points."""
    if computed is Computed.CHECKLIST:
        return f"到期 {due[0]} 项计 {plain(due[1])} 分,已验收 {well[0]} 项计 {plain(well[1])} 分"
    if computed is Computed.FINDINGS:
        return f"到期问题 {due[0]} 个,按期销号 {well[0]} 个"
    return f"复查 {due[0]} 项,巩固 {well[0]} 项"


def heading(month: str, unit: str, code: str, rule: str) -> str:
    """The first line of a frozen list."""
    return f"{month} {unit} 第 {code} 条 {rule}"


def line(place: int, name: str, detail: str, weight: Decimal, *, is_well: bool) -> str:
    """A row of a frozen list."""
    return f"{place}. {name} | {detail} | {plain(weight)} 分 | {'✓' if is_well else '✗'}"


def total(well: Decimal, due: Decimal, most: Decimal, amount: Decimal) -> str:
    """The last line of a frozen list: what it came to."""
    return f"合计 {plain(well)} ÷ {plain(due)} × {plain(most)} = {amount:.2f}"


def plain(amount: Decimal) -> str:
    """Without needless zeros."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")
