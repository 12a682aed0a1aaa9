"""What comes of the sheet of a rulebook: each rule with its content, all that is wrong, and how it stands to a book."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from importers.text import same
from models.refusals import RuleBroken
from models.rulebook import Audience, Computed, Direction, Effect, Measure, Payer, PointRule, Rulebook, Section, Settled
from models.rulebook import Span as CapSpan
from services import caps as kept_caps
from services import rulebook_contents
from services.rulebook_comparison import Change
from services.rulebook_contents import EffectContent, RuleContent
from services.rulebook_typed import MOST_CODE, MOST_NAME, Typed

MOST_TEXT = 5000
NONE = Decimal(0)
POINTS = Measure.POINTS
NO_AMOUNT = Decimal(-1)  # what stands in for a word that is no number: out of every range
BESIDE = ("name", "evidence_wanted", "settled", "audience", "computed")  # what a rule has beside amounts and caps
NEW, SAME, DIFFERS, WRONG, LEFT_OUT = "new", "same", "differs", "wrong", "left_out"


@dataclass(frozen=True)
class Line:
    """One rule of the sheet: its place there, the number it would have, and what is wrong with it.

    `status`: new, same (it stands in the book), differs (it does, with other amounts or, in our own sheet,
    with something else changed: `changes`), wrong, or left_out.
    """

    place: int
    typed: Typed
    code: str
    content: RuleContent
    faults: tuple[RuleBroken, ...]
    status: str
    existing: PointRule | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Part:
    """One section of the sheet: its number in the book, its caps, what is wrong with it, the section that is there."""

    place: int
    typed: Typed
    code: str
    caps: rulebook_contents.Caps
    faults: tuple[RuleBroken, ...]
    existing: Section | None

    @property
    def caps_to_add(self) -> dict[tuple[Direction, CapSpan], Decimal]:
        """Caps that the section of the book has not yet; one that it has stays as it is."""
        if self.existing is None:
            return {}
        kept = kept_caps.read(self.existing.caps)
        return {key: most for key, most in self.caps.items() if key not in kept}


def parts(typed: Typed, book: Rulebook | None) -> list[Part]:
    """The sections, each beside the one of the book that has the same title."""
    existing = {same(one.title): one for one in book.sections} if book is not None else {}
    taken = {one.code for one in book.sections} if book is not None else set()
    printed = Counter(one["number"] for one in typed["sections"] if same(one["title"]) not in existing)
    made = []
    for place, one in enumerate(typed["sections"]):
        known = existing.get(same(one["title"]))
        number = one.get("code") or (one["number"] if printed[one["number"]] == 1 and not existing else "")
        code = known.code if known else number if number and number not in taken else _next(taken, printed)
        taken.add(code)
        limits = _caps(one.get("caps", {}))
        faults = [*rulebook_contents.cap_faults(limits)]
        if not one["title"].strip():
            faults.append(RuleBroken("needed", "title"))
        made.append(Part(place, one, code, limits, tuple(faults), known))
    return made


def _next(taken: Iterable[str], printed: Iterable[str]) -> str:
    used = {int(one) for one in [*taken, *printed] if one.isdecimal()}
    return str(max(used, default=0) + 1)


def lines(typed: Typed, book: Rulebook | None) -> list[Line]:
    """Every rule of the sheet with what would come of it."""
    sections = parts(typed, book)
    rules: list[Typed] = typed["rules"]
    contents = [content_of(one) for one in rules]
    known = _matched(rules, contents, sections, book)
    wanted = [
        place
        for place, one in enumerate(rules)
        if place not in known and not one["left_out"] and 0 <= one["section"] < len(sections)
    ]
    codes = _codes(wanted, rules, sections, book)
    standing = [rule.code for one in book.sections for rule in one.rules] if book is not None else []
    used = Counter([*standing, *codes.values()])
    twice = [code for code, times in used.items() if times > 1]
    made = []
    for place, one in enumerate(rules):
        content, existing = contents[place], known.get(place)
        content = replace(content, code=codes.get(place, "")) if existing is None else _as_known(one, content, existing)
        changes = _changes(one, content, existing)
        status = _status(one, content, existing, changes)
        is_said = status == NEW or (status == DIFFERS and one["take"])
        faults = tuple(_faults(content, twice)) if is_said else ()
        made.append(Line(place, one, content.code, content, faults, WRONG if faults else status, existing, changes))
    return made


def _as_known(typed: Typed, content: RuleContent, existing: PointRule) -> RuleContent:
    """What the sheet says of a rule of the book: its amounts and caps, and in our own sheet what its columns say.

    The rest is as the book has it; a cap that is not said stays.
    """
    says = typed.get("says", ())
    kept: dict[str, Any] = {name: getattr(existing, name) for name in BESIDE if name not in says}
    if "caps" not in says:
        kept["caps"] = {**kept_caps.read(existing.caps), **content.caps}
    known = replace(content, code=existing.code, **kept)
    return replace(known, settled=rulebook_contents.settled(known))


def _changes(typed: Typed, content: RuleContent, existing: PointRule | None) -> tuple[Change, ...]:
    """What our own sheet says otherwise than the book, beside the amounts. No other document says anything of it."""
    if existing is None or not typed.get("says"):
        return ()
    pairs = [(name, getattr(existing, name), getattr(content, name)) for name in BESIDE]
    pairs.append(("caps", kept_caps.read(existing.caps), content.caps))
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def _status(typed: Typed, content: RuleContent, existing: PointRule | None, changes: Sequence[Change]) -> str:
    if typed["left_out"]:
        return LEFT_OUT
    if existing is None:
        return NEW
    return SAME if _effects_of(existing) == _effects(content) and not changes else DIFFERS


def _faults(content: RuleContent, taken: Sequence[str]) -> Iterable[RuleBroken]:
    yield from rulebook_contents.faults(content, taken)
    for name, longest in (("text", MOST_TEXT), ("name", MOST_NAME), ("code", MOST_CODE)):
        if len(getattr(content, name)) > longest:
            yield RuleBroken("rule_text_too_long", name, most=longest)
    for (way, span), most in content.caps.items():
        leasts = [one.least for one in content.effects if (one.direction, one.measure) == (way, POINTS)]
        least = max([NONE, *leasts])
        if NONE < most < least:
            field = f"caps-{way.value}_{span.value}"
            yield RuleBroken("cap_below_least", field, code=content.code, cap=f"{most:.2f}", least=f"{least:.2f}")


# ------------------------------------------------------------------------------------------------ from typed to content
def content_of(typed: Typed) -> RuleContent:
    """The rule in its types, without its number. What is no number stands as an amount that is refused."""
    veto = bool(typed["veto"])
    made = [_effect(one, line, veto=veto) for line, one in enumerate(typed["effects"])]
    effects = tuple(one for one in made if one is not None)
    if effects:
        effects = tuple(one.following(effects[0]) for one in effects)
    return RuleContent(
        code=typed["code"].strip(),
        name=typed["name"].strip(),
        text=typed["text"].strip(),
        evidence_wanted=bool(typed["evidence_wanted"]),
        effects=effects,
        settled=_member(Settled, typed["settled"], Settled.LIST),
        veto=veto,
        audience=_member(Audience, typed["audience"], Audience.USUAL),
        caps=_caps(typed["caps"]),
        computed=_member(Computed, typed["computed"], None),
    )


def _member(kind: Any, value: Any, otherwise: Any) -> Any:
    return kind(value) if value in {one.value for one in kind} else otherwise


def _effect(typed: Typed, line: int, *, veto: bool) -> EffectContent | None:
    """One amount alone is least and most; an empty line is none, but for a veto, whose first line says whom it bars."""
    least, most, share = (amount(typed.get(name, "")) for name in ("least", "most", "share"))
    empty = least is None and most is None and share is None
    if empty and not (veto and line == 0):
        return None
    least = most if least is None else least
    most = least if most is None else most
    return EffectContent(
        who=_member(Payer, typed.get("who"), Payer.PERSON),
        direction=_member(Direction, typed.get("direction"), Direction.PENALTY),
        least=NONE if least is None else least,
        most=NONE if most is None else most,
        measure=Measure.YUAN if typed.get("measure") == str(int(Measure.YUAN)) else Measure.POINTS,
        per=str(typed.get("per") or "occurrence"),
        line=line,
        share=share,
    )


def amount(text: str) -> Decimal | None:
    """The amount that was typed; None for nothing, and one that every range refuses for what is no number."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().lstrip("+")
    if not plain:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return NO_AMOUNT
    return found if found.is_finite() and abs(found) < 10**12 else NO_AMOUNT


def _caps(typed: Mapping[str, str]) -> dict[tuple[Direction, CapSpan], Decimal]:
    found = {(way, span): amount(typed.get(f"{way.value}_{span.value}", "")) for way in Direction for span in CapSpan}
    return {key: most for key, most in found.items() if most is not None}


# ------------------------------------------------------------------------------------------------ beside the book
def _matched(
    rules: Sequence[Typed], contents: Sequence[RuleContent], sections: Sequence[Part], book: Rulebook | None
) -> dict[int, PointRule]:
    """The rules of the book that the sheet says again: same section and text and amounts, else same section and text.

    docs/rules.md, Rulebook: what is read twice stands once.
    """
    if book is None:
        return {}
    standing = [(one, rule) for one in book.sections for rule in one.rules]
    found: dict[int, PointRule] = {}
    titles = [same(one.typed["title"]) for one in sections]

    def title(typed: Typed) -> str:
        return titles[typed["section"]] if 0 <= typed["section"] < len(titles) else ""

    ways: list[tuple[Callable[[int], Any], Callable[[Section, PointRule], Any]]] = [
        (
            lambda at: (title(rules[at]), same(rules[at]["text"]), _effects(contents[at])),
            lambda one, rule: (same(one.title), same(rule.text), _effects_of(rule)),
        ),
        (
            lambda at: (title(rules[at]), same(rules[at]["text"])),
            lambda one, rule: (same(one.title), same(rule.text)),
        ),
    ]
    for of_sheet, of_book in ways:
        used = {rule.id for rule in found.values()}
        waiting: dict[Any, list[PointRule]] = {}
        for one, rule in standing:
            if rule.id not in used:
                waiting.setdefault(of_book(one, rule), []).append(rule)
        for place in range(len(rules)):
            if place not in found and (same_ones := waiting.get(of_sheet(place))):
                found[place] = same_ones.pop(0)
    return found


def _effects(content: RuleContent) -> tuple[Any, ...]:
    told = [(one.who, one.direction, one.least, one.most, one.measure, one.per, one.share) for one in content.effects]
    return content.veto, *(sorted(told, key=str) if not content.veto else [one[0] for one in told])


def _effects_of(rule: PointRule) -> tuple[Any, ...]:
    def told(one: Effect) -> tuple[Any, ...]:
        return one.who, one.direction, one.least, one.most, one.measure, one.per, one.share

    effects = [told(one) for one in rule.effects]
    return rule.veto, *(sorted(effects, key=str) if not rule.veto else [one[0] for one in effects])


def _codes(
    wanted: Sequence[int], rules: Sequence[Typed], sections: Sequence[Part], book: Rulebook | None
) -> dict[int, str]:
    """The number of each new rule: as typed, else as printed where those run through, else counted in its section."""
    standing = [rule.code for one in book.sections for rule in one.rules] if book is not None else []
    printed = _printed(wanted, rules, standing)
    taken = Counter([*standing, *(rules[place]["code"].strip() for place in wanted)])
    codes = {}
    last: Counter[str] = Counter()
    for head, dot, tail in (code.rpartition(".") for code in standing):
        if dot and tail.isdecimal():
            last[head] = max(last[head], int(tail))
    for place in wanted:
        code = rules[place]["code"].strip()
        if not code:
            code = printed.get(place, "")
            while not code or taken[code]:
                head = sections[rules[place]["section"]].code
                last[head] += 1
                code = f"{head}.{last[head]}"
            taken[code] += 1
        codes[place] = code
    return codes


def _printed(wanted: Sequence[int], rules: Sequence[Typed], standing: Sequence[str]) -> dict[int, str]:
    """The printed numbers, where every rule has one, none stands in two sections and none is taken in the book.

    The second of one number gets 10-2.
    """
    numbers = {place: rules[place]["number"] for place in wanted if rules[place].get("unread") is None}
    where: dict[str, set[int]] = {}
    for place, number in numbers.items():
        where.setdefault(number, set()).add(rules[place]["section"])
    if "" in where or where.keys() & set(standing) or any(len(places) > 1 for places in where.values()):
        return {place: number for place, number in numbers.items() if "." in number and len(where[number]) == 1}
    again: Counter[str] = Counter()
    codes = {}
    for place, number in numbers.items():
        again[number] += 1
        codes[place] = number if again[number] == 1 else f"{number}-{again[number]}"
    return codes
