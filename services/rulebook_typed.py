"""From a rulebook's draft to the sheet on which the office corrects it: text as typed, kept with the document."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from importers.draft import Value
from importers.numbering import number_of
from importers.rule_draft import PERCENT, POINTS, YUAN, Amount, EffectDraft, RulebookDraft, RuleDraft, SectionDraft
from importers.rulebook_words import (
    BEFORE_PAYERS,
    CAP_SPANS,
    DAY_OF_MONTH,
    DEFAULT_SECTION,
    LONGEST_NUMBER,
    NAME_ENDS,
    NAME_TAILS,
    NUMBER_SIGNS,
    PAYERS,
)
from models.rulebook import Direction, Measure, Payer, Settled, Span
from models.rulebook import Rulebook as Book
from services.rulebook_contents import LEADING
from services.terms import of as terms_of

MOST_EFFECTS = 8
MOST_NAME, MOST_CODE, MOST_TITLE = 60, 12, 120
LONGEST_NAME = 20  # of a short name that is made from a text
NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
SENTENCE = re.compile(r"[。;；\n\t|]")

Typed = dict[str, Any]
"""The sheet as typed: {"title", "base", "sections": […], "rules": […]}, all amounts as text.

A section has `title`, `number`, `caps`, `mark`; a rule has `section` (its place), the fields of the form of a rule, and
`mark`, `guesses`, `refused` (percent and yuan caps that are no part of a rule), `left_out`, `take` and `unread`.
`mark` is the name under which its words light up.
"""


def typed_from(draft: RulebookDraft, text: str, book: Book | None) -> Typed:
    """The sheet as first shown. What the book in hand says already (its title, its base) is kept."""
    period = terms_of(book).period if book is not None else Span.MONTH
    reader = _Reader(draft, text, period)
    base = book.base if book is not None else draft.base.number if draft.base else None
    return {
        "title": (book.title if book is not None else "") or (draft.title.text if draft.title else "")[:MOST_TITLE],
        "base": written(base),
        "sections": reader.sections(),
        "rules": list(reader.rules()),
    }


def empty_rule(section: int, text: str, mark: str) -> Typed:
    """A rule of which only the text is there."""
    return {
        "section": section,
        "code": "",
        "number": "",
        "name": name_of(text),
        "text": text,
        "evidence_wanted": True,
        "settled": Settled.LIST.value,
        "audience": "usual",
        "computed": "",
        "veto": False,
        "caps": {},
        "effects": [],
        "refused": [],
        "mark": mark,
        "guesses": [],
        "left_out": False,
        "take": False,
    }


def name_of(text: str) -> str:
    """The short name of a rule: how its text begins, up to the first mark or its amount."""
    plain = re.sub(r"\s+", "", text)
    end = re.search(NAME_ENDS, plain[2:])
    name = (plain[: end.start() + 2] if end else plain)[:LONGEST_NAME].rstrip(NAME_TAILS)
    return name or plain[:LONGEST_NAME]


def plain_number(printed: str) -> str:
    """The printed number in digits: (三) is 3, 第十二条 is 12, 3.2 stays; "" for none."""
    bare = printed.strip(NUMBER_SIGNS)
    if NUMBER.fullmatch(bare):
        return bare
    bare = "".join(sign for sign in printed if sign not in NUMBER_SIGNS)
    return str(number_of(bare) or "") if 0 < len(bare) <= LONGEST_NUMBER else ""


def payer_of(effect: EffectDraft) -> tuple[Payer, bool]:
    """On whom it falls, and whether that is a guess: the printed word is none of those that are known.

    Where nobody is printed it is the person.
    """
    printed = effect.payer.text if effect.payer else ""
    found = _known_payer(printed)
    if found is not None:
        return found
    return (Payer.UNIT if effect.subject_hint == "unit" else Payer.PERSON), bool(printed)


def _known_payer(printed: str) -> tuple[Payer, bool] | None:
    known = [(word, payer) for payer, words in PAYERS.items() for word in words if printed.endswith(word)]
    if not known:
        return None
    word, payer = max(known, key=lambda pair: len(pair[0]))
    before = printed.removesuffix(word)
    while before and (lead := next((one for one in BEFORE_PAYERS if before.endswith(one)), "")):
        before = before.removesuffix(lead)
    return Payer(payer), bool(before)


def cap_span(text: str, cap: Amount, period: Span) -> tuple[Span, bool]:
    """Over what a cap counts by the words of its sentence, else the book's period; whether that is a guess."""
    if cap.spans:
        start, end = cap.spans[0][0], cap.spans[-1][1]
        before = max((match.end() for match in SENTENCE.finditer(text, 0, start)), default=0)
        after = SENTENCE.search(text, end)
        sentence = re.sub(DAY_OF_MONTH, "", text[before : after.start() if after else len(text)])
        for span, words in CAP_SPANS.items():
            if any(word in sentence for word in words):
                return Span(span), False
    return period, True


def written(amount: Decimal | None) -> str:
    """An amount as the form shows it: no needless zeros; "" for none."""
    if amount is None:
        return ""
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"


class _Reader:
    """Goes through a draft once: caps that several rules share stand with their section, the others with the rule."""

    def __init__(self, draft: RulebookDraft, text: str, period: Span) -> None:
        self.draft, self.text, self.period = draft, text, period
        self.shared = [self._shared(section) for section in draft.sections]

    def _shared(self, section: SectionDraft) -> set[tuple[str, Amount]]:
        """Caps of points that stand once in the text and reach all rules of the section that go the same way."""
        by_cap: dict[tuple[str, Amount], set[int]] = {}
        going: dict[str, set[int]] = {}
        for number, rule in enumerate(section.rules):
            for effect in rule.effects:
                if effect.unit != POINTS or effect.least is None:
                    continue
                going.setdefault(effect.direction, set()).add(number)
                if effect.cap is not None:
                    by_cap.setdefault((effect.direction, effect.cap), set()).add(number)
        return {key for key, rules in by_cap.items() if len(rules) > 1 and key[1].spans and rules == going[key[0]]}

    def sections(self) -> list[Typed]:
        """The sections, each with the caps that hold for all of its rules."""
        made = []
        for place, section in enumerate(self.draft.sections):
            caps: dict[str, str] = {}
            guesses = []
            for way, cap in sorted(self.shared[place], key=str):
                span, guessed = cap_span(self.text, cap, self.period)
                caps[f"{way}_{span.value}"] = written(cap.number)
                guesses += ["caps"] if guessed or cap.guessed else []
            title = section.title.text if section.title else ""
            made.append(
                {
                    "title": (title or DEFAULT_SECTION)[:MOST_TITLE],
                    "number": plain_number(section.number),
                    "caps": caps,
                    "mark": f"sections-{place}",
                    "guesses": guesses + ([] if title else ["title"]),
                }
            )
        return made

    def rules(self) -> Iterator[Typed]:
        """The rules in the order of the text; a veto that bars several is one rule for each."""
        for place, section in enumerate(self.draft.sections):
            for number, rule in enumerate(section.rules):
                mark = f"sections-{place}-rules-{number}"
                effects = list(enumerate(rule.effects))
                parts = [[one] for one in effects] or [[]] if rule.veto else [effects[:MOST_EFFECTS]]
                for part in parts:
                    yield self._rule(place, rule, mark, part)

    def _rule(self, place: int, rule: RuleDraft, mark: str, effects: list[tuple[int, EffectDraft]]) -> Typed:
        typed = empty_rule(place, self._as_printed(rule.text), mark)
        typed |= {"number": plain_number(rule.number), "veto": rule.veto}
        for line, effect in effects:
            path = f"{mark}-effects-{line}"
            if rule.veto:
                self._take(typed, effect, path, with_amount=False)
            elif effect.unit == PERCENT and not self._is_share(typed, effect):
                typed["refused"].append({"why": "percent", "text": effect.text.text, "mark": path})
            elif effect.unit in (POINTS, YUAN, PERCENT) and effect.least is not None:
                self._take(typed, effect, path, with_amount=True)
                self._cap(typed, place, effect, path)
        if rule.veto and not effects:
            typed["effects"] = [{"who": Payer.PERSON.value, "direction": Direction.PENALTY.value, "mark": mark}]
        typed["left_out"] = not typed["effects"]
        return typed

    def _as_printed(self, value: Value) -> str:
        """The words of a rule with the marks between its clauses as they stand in the text, where that is one line."""
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(value.spans)]
        whole = self.text[value.spans[0][0] : value.spans[-1][1]] if gaps and all(0 <= gap <= 1 for gap in gaps) else ""
        return value.text if not whole or re.search(r"\s", whole) else whole

    @staticmethod
    def _is_share(typed: Typed, effect: EffectDraft) -> bool:
        """连带责任: a part of the first amount, borne by who leads."""
        return effect.linked and bool(typed["effects"]) and payer_of(effect)[0] in LEADING

    @staticmethod
    def _take(typed: Typed, effect: EffectDraft, path: str, *, with_amount: bool) -> None:
        who, guessed = payer_of(effect)
        made: Typed = {
            "who": who.value,
            "direction": effect.direction,
            "measure": str(int(Measure.YUAN if effect.unit == YUAN else Measure.POINTS)),
            "per": effect.per,
            "mark": path,
            "named": effect.payer is not None,
        }
        if with_amount and effect.unit == PERCENT:
            made["share"] = written(effect.least)
        elif with_amount:
            made |= {"least": written(effect.least), "most": written(effect.most)}
        line = len(typed["effects"])
        typed["effects"].append(made)
        if guessed or (effect.payer and effect.payer.guessed):
            typed["guesses"].append(f"effects-{line}-who")
        if (effect.amount and effect.amount.guessed) or "share" in made:
            typed["guesses"].append(f"effects-{line}-amount")

    def _cap(self, typed: Typed, place: int, effect: EffectDraft, path: str) -> None:
        if effect.cap is None or (effect.direction, effect.cap) in self.shared[place]:
            return
        if effect.unit != POINTS:
            typed["refused"].append({"why": "cap_yuan", "text": written(effect.cap.number), "mark": f"{path}-cap"})
            return
        span, guessed = cap_span(self.text, effect.cap, self.period)
        typed["caps"].setdefault(f"{effect.direction}_{span.value}", written(effect.cap.number))
        typed["guesses"] += ["caps"] if guessed or effect.cap.guessed else []
