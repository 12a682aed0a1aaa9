"""What is drafted from a rulebook (考核细则, 奖惩办法): sections, rules and what each rule pays or takes, with the words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from importers.draft import Draft, Spans, Value

REWARD, PENALTY = "reward", "penalty"
POINTS, YUAN, PERCENT = "points", "yuan", "percent"
PERSON, UNIT, ANYBODY = "person", "unit", ""
OCCURRENCE = "occurrence"
PERIODS = ("hour", "half_day", "day", "month", "quarter", "year")
PER_PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, the words that it was read from, and whether it was inferred (本项不得分: the item's standard score)."""

    number: Decimal
    spans: Spans = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class EffectDraft:
    """What a rule does to one payer. `text` is the smallest clause that states it, `amount` the words of the number.

    `least` and `most` are equal where the amount is fixed and None for a veto without one. `per` is occurrence, one
    of PERIODS, or percent. `subject_hint` is person, unit or nothing; `payer` is who was printed (班长). `linked`
    marks 连带. `inherited` marks an amount that stands in the heading above.
    """

    text: Value
    direction: str = PENALTY
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = POINTS
    per: str = OCCURRENCE
    cap: Amount | None = None
    subject_hint: str = ANYBODY
    payer: Value | None = None
    amount: Value | None = None
    linked: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """One condition with everything that follows from it. `tier` is the level of a tier (省级) where one is printed.

    A veto (一票否决) is an outcome of its own: its effects say whom it bars.
    """

    text: Value
    effects: tuple[EffectDraft, ...] = ()
    veto: bool = False
    number: str = ""
    tier: Value | None = None

    @property
    def per(self) -> str:
        """What its first effect counts by."""
        return self.effects[0].per if self.effects else OCCURRENCE

    @property
    def cap(self) -> Amount | None:
        """The most that its first effect may come to."""
        return self.effects[0].cap if self.effects else None


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A part of the rulebook. `standard` is its 标准分; `cap` is set only where one is stated (扣完为止)."""

    number: str = ""
    title: Value | None = None
    rules: tuple[RuleDraft, ...] = ()
    cap: Amount | None = None
    standard: Amount | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A passage kept as 未读作细则. `why`: a key of WHYS; its sentence is written elsewhere."""

    text: Value
    why: str


WHYS = ("no_amount", "share", "formula", "grades", "double_count", "escalation", "sanction", "conversion", "procedure")
"""A requirement without amount; a share that is no rule; a formula; bands of grades; a clause against counting twice; a
repeat that only moves to another tier; 待岗, dismissal; what a point is worth; how it is done, checked and appealed."""


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """Something that looks wrong in the rulebook itself: lost_dash (扣24分 for 2-4), no_number, empty_title …"""

    key: str
    values: dict[str, str] = field(default_factory=dict)
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class RulebookDraft(Draft):
    """Everything read from one rulebook. `missing` names what was not found: title, base, rules."""

    title: Value | None = None
    base: Amount | None = None
    sections: tuple[SectionDraft, ...] = ()
    unread: tuple[Unread, ...] = ()
    warnings: tuple[RuleWarning, ...] = ()
    missing: tuple[str, ...] = ()

    def rules(self) -> Iterator[RuleDraft]:
        """Every rule, in the order of the text."""
        for section in self.sections:
            yield from section.rules

    def as_json(self) -> dict[str, Any]:
        """The plain answer for a reader: one entry for each effect of each rule, and beside it what else was read."""
        return {
            "title": self.title.text if self.title else "",
            "base": _number(self.base.number) if self.base else None,
            "rules": [_entry(rule, effect) for rule in self.rules() for effect in rule.effects],
            "sections": [_section(section) for section in self.sections],
            "unread": [{"text": one.text.text, "why": one.why, "spans": _spans(one.text)} for one in self.unread],
            "warnings": [{"key": one.key, **one.values} for one in self.warnings],
            "guesses": list(self.guesses()),
            "missing": list(self.missing),
        }


def _entry(rule: RuleDraft, effect: EffectDraft) -> dict[str, Any]:
    return {
        "text": effect.text.text,
        "direction": effect.direction,
        "points_min": _number(effect.least),
        "points_max": _number(effect.most),
        "per": effect.per,
        "unit": effect.unit,
        "cap": _number(effect.cap.number) if effect.cap else None,
        "veto": rule.veto,
        "subject_hint": effect.subject_hint,
        "number": rule.number,
        "spans": _spans(effect.text),
    }


def _section(section: SectionDraft) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title.text if section.title else "",
        "cap": _number(section.cap.number) if section.cap else None,
        "rules": sum(len(rule.effects) for rule in section.rules),
    }


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _spans(value: Value) -> list[list[int]]:
    return [list(span) for span in value.spans]
