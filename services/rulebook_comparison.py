"""Two versions of a rulebook side by side: what was added, removed and changed. A rule is the same by its code."""

from dataclasses import dataclass, fields
from typing import Any

from models.rulebook import Effect, PointRule, Rulebook, Section
from services import caps, terms

RULE_FIELDS = ("name", "text", "evidence_wanted", "settled", "veto", "audience", "computed")


@dataclass(frozen=True)
class Change:
    """One thing that the two say differently; what it is of is a field's name."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class RuleChange:
    """A rule that both have, with what differs."""

    old: PointRule
    new: PointRule
    changes: list[Change]


@dataclass(frozen=True)
class Comparison:
    """From the old version to the new one. `sections` are those that only one has or that are named anew or capped."""

    book: list[Change]
    sections: list[tuple[Section | None, Section | None, list[Change]]]
    added: list[PointRule]
    removed: list[PointRule]
    changed: list[RuleChange]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.book or self.sections or self.added or self.removed or self.changed)


def compare(old: Rulebook, new: Rulebook) -> Comparison:
    """Both must be loaded whole (rulebooks.whole)."""
    before, after = _rules(old), _rules(new)
    changed = [
        RuleChange(before[code], rule, changes)
        for code, rule in after.items()
        if code in before and (changes := _of_rule(before[code], rule))
    ]
    return Comparison(
        book=_of_book(old, new),
        sections=_of_sections(old, new),
        added=[rule for code, rule in after.items() if code not in before],
        removed=[rule for code, rule in before.items() if code not in after],
        changed=changed,
    )


def _rules(book: Rulebook) -> dict[str, PointRule]:
    return {rule.code: rule for section in book.sections for rule in section.rules}


def _of_book(old: Rulebook, new: Rulebook) -> list[Change]:
    found = _differing(old, new, ("title", "base"))
    return found + _differing(terms.of(old), terms.of(new), [field.name for field in fields(terms.Terms)])


def _differing(old: Any, new: Any, names: Any) -> list[Change]:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def _of_sections(old: Rulebook, new: Rulebook) -> list[tuple[Section | None, Section | None, list[Change]]]:
    before = {section.code: section for section in old.sections}
    after = {section.code: section for section in new.sections}
    found: list[tuple[Section | None, Section | None, list[Change]]] = []
    for code in dict.fromkeys((*after, *before)):
        one, other = before.get(code), after.get(code)
        if one is None or other is None:
            found.append((one, other, []))
        elif changes := _differing(one, other, ("title",)) + _of_caps(one, other):
            found.append((one, other, changes))
    return found


def _of_caps(old: Section | PointRule, new: Section | PointRule) -> list[Change]:
    before, after = caps.read(old.caps), caps.read(new.caps)
    return [Change("caps", before, after)] if before != after else []


def _of_rule(old: PointRule, new: PointRule) -> list[Change]:
    changes = _differing(old, new, RULE_FIELDS) + _of_caps(old, new)
    if [_said(effect) for effect in old.effects] != [_said(effect) for effect in new.effects]:
        changes.append(Change("effects", old.effects, new.effects))
    if old.section.code != new.section.code:
        changes.append(Change("section", old.section.code, new.section.code))
    return changes


def _said(effect: Effect) -> tuple[Any, ...]:
    return effect.who, effect.direction, effect.least, effect.most, effect.per, effect.measure, effect.share
