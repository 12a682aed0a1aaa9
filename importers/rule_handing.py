"""What a heading hands down to the items beneath it, and what caps reach."""

import re
from dataclasses import replace

from importers import rule_clauses
from importers.draft import Value
from importers.rule_caps import Cap
from importers.rule_draft import PENALTY, PERCENT, POINTS, REWARD, Amount, EffectDraft, RuleDraft
from importers.rule_hits import CONDITION
from importers.rule_view import View
from importers.rule_vocabulary import VETOES

BARE = re.compile(r"(?:发现|每[^,。;]{1,6}|[一1][次处项例件起人])?,?[-+扣罚加奖减记分款励]{0,3}")

VETO = re.compile("|".join(VETOES))


def share_cap(rules: list[RuleDraft], start: int) -> None:
    """扣完为止 at the end of a cell is for every item in the cell."""
    caps = [effect.cap for rule in rules[start:] for effect in rule.effects if effect.cap and effect.cap.guessed]
    if caps:
        rules[start:] = [
            replace(
                rule,
                effects=tuple(
                    replace(e, cap=e.cap or caps[-1]) if e.unit == POINTS and e.least else e for e in rule.effects
                ),
            )
            for rule in rules[start:]
        ]


def with_caps(rule: RuleDraft, caps: tuple[tuple[Cap, Amount], ...]) -> RuleDraft:
    """The rule with the first cap of each unit and direction that its effects lack."""
    return replace(rule, effects=tuple(_with_cap(effect, caps) for effect in rule.effects))


def _with_cap(effect: EffectDraft, caps: tuple[tuple[Cap, Amount], ...]) -> EffectDraft:
    if effect.cap or effect.unit == PERCENT or (effect.least is None and effect.most is None):
        return effect
    for cap, amount in caps:
        unit = cap.sum.unit if cap.sum else POINTS
        wrong_way = (
            (effect.direction == PENALTY and cap.rewards and not cap.penalties)
            or (effect.direction == REWARD and cap.penalties and not cap.rewards)
            or (cap.sum is None and effect.direction == REWARD)
        )
        if unit == effect.unit and not wrong_way:
            return replace(effect, cap=amount)
    return effect


def veto_of(view: View) -> RuleDraft:
    """The veto that a heading lays on all beneath it."""
    return RuleDraft(view.value(0, len(view.words)), (EffectDraft(view.value(0, len(view.words))),), veto=True)


def split_payers(rules: list[RuleDraft]) -> tuple[tuple[RuleDraft, ...], list[RuleDraft]]:
    """What is handed down (the first effect), and the second payers, who stand for the heading as a whole."""
    first = rules[0]
    handed = replace(first, effects=first.effects[:1])
    others = [replace(first, text=effect.text, effects=(effect,)) for effect in first.effects[1:]]
    rest = [rule for rule in rules[1:] if not rule.veto or not handed.veto]
    return (handed,), [*others, *rest]


def handed_to(rules: tuple[RuleDraft, ...], view: View, label: str) -> list[RuleDraft]:
    """The rules of a heading for one item under it."""
    text = view.value(0, len(view.words))
    if not text.text:
        return []
    return [
        replace(
            rule,
            text=text,
            number=label,
            effects=tuple(replace(effect, text=text, inherited=True) for effect in rule.effects),
        )
        for rule in rules
    ]


def without_condition(rule: RuleDraft) -> bool:
    """Whether its words are but the amount (每次扣1分)."""
    words = rule.effects[0].text.text if rule.effects else rule.text.text
    if rule.veto and (veto := VETO.search(words)):
        return not CONDITION.search(words, 0, veto.start())
    amount = rule.effects[0].amount.text if rule.effects and rule.effects[0].amount else ""
    rest = words.partition(amount)[0] if amount else words
    return bool(BARE.fullmatch(rest) or rule_clauses.ANAPHOR.fullmatch(rest))


def about(rule: RuleDraft, content: View) -> RuleDraft:
    """The rule with the cell that says what it is about before it."""
    about = content.value(0, len(content.words))

    def joined(value: Value) -> Value:
        return Value(f"{about.text}，{value.text}", (*about.spans, *value.spans))

    effects = tuple(replace(effect, text=joined(effect.text)) for effect in rule.effects)
    return replace(rule, text=joined(rule.text), effects=effects)
