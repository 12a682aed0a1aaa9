"""The rules of one item: its words cut into clauses, each with what it pays, its cap, and by what it counts."""

import re
from dataclasses import dataclass, field, replace

from importers import rule_caps, rule_hits, rule_payers, rule_periods
from importers.amounts import Sum
from importers.draft import Span, Value
from importers.rule_caps import Cap
from importers.rule_draft import OCCURRENCE, PERCENT, PERSON, Amount, EffectDraft, RuleDraft
from importers.rule_hits import Context, Hit
from importers.rule_view import View, last_stop
from importers.rule_vocabulary import ANAPHORS, BEFORE_VERB

STOP = "\x01"
MOST_PAYERS = 12
LONGEST_LABEL = 9
SHORTEST_CONDITION = 5
ANAPHOR = re.compile(rf"(?:{ANAPHORS})?[,:]?")
FILLERS = re.compile(
    rf"(?:[,、:()]|并|且|同时|另|外|以及|和|处以|给予|当事人|{'|'.join(sorted(map(re.escape, BEFORE_VERB), key=len, reverse=True))})*+"
)
ENDS = re.compile(r"[。!?;]")


@dataclass
class Item:
    """What was read of an item: rules, the caps that no rule of it takes, and what was left of its words."""

    rules: list[RuleDraft] = field(default_factory=list)
    caps: list[tuple[Cap, Amount | None]] = field(default_factory=list)
    left: list[Span] = field(default_factory=list)


@dataclass
class _Clause:
    """The clause of one hit: from where its words begin to where they end; `same` if it goes on with the rule before."""

    hit: Hit
    start: int
    end: int
    same: bool
    cap: Cap | None = None


def read(view: View, context: Context, number: str = "") -> Item:
    """The rules of an item and what is left."""
    words = view.words
    caps = list(rule_caps.find(words, 0, len(words)))
    masked = _masked(words, caps)
    hits = list(rule_hits.find(masked, 0, len(masked), context))
    if not hits:
        hits, caps = _capped_only(words, caps, context)
    clauses = _clauses(masked, hits, caps)
    loose = _give_caps(words, clauses, caps)
    item = Item(caps=[(cap, _amount(view, cap)) for cap in loose])
    for clause in clauses:
        for rule in _rules(view, masked, clause, number, context):
            if clause.same and not clause.hit.tiers and _takes(item.rules, rule):
                item.rules[-1] = _joined(item.rules[-1], rule)
            elif clause.same and item.rules:
                item.rules.append(replace(rule, text=_both(item.rules[-1].text, rule.text)))
            else:
                item.rules.append(rule)
    item.left = _left(words, clauses, caps)
    return item


def _masked(words: str, caps: list[Cap]) -> str:
    """The words with every cap blotted out, so that none is read as an amount."""
    parts: list[str] = []
    at = 0
    for cap in caps:
        parts.extend((words[at : cap.start], STOP * (cap.end - cap.start)))
        at = cap.end
    return "".join(parts) + words[at:]


def _capped_only(words: str, caps: list[Cap], context: Context) -> tuple[list[Hit], list[Cap]]:
    """A lone 最高扣10分 after a condition is the rule itself."""
    if len(caps) != 1 or caps[0].sum is None or caps[0].whole or caps[0].here:
        return [], caps
    head = words[: caps[0].start]
    if not re.search(r"的,?$|者,?$", head) or re.search(r"累计|合计|加分|奖分", words[caps[0].start : caps[0].end]):
        return [], caps
    found = list(rule_hits.find(words, 0, len(words), context))
    return (found, []) if found else ([], caps)


def _clauses(words: str, hits: list[Hit], caps: list[Cap]) -> list[_Clause]:
    clauses: list[_Clause] = []
    for hit in hits:
        before = clauses[-1].hit.end if clauses else 0
        before = max([before, *(cap.end for cap in caps if before <= cap.start < hit.verb)] if clauses else [0])
        piece = last_stop(words, before, hit.verb, "。!?;")
        same = bool(clauses) and piece == before and _goes_on(words, before, hit)
        start = _past_label(words, piece, hit.verb)
        if piece > before and _only_points_back(words, piece, hit.verb):
            start = last_stop(words, before, piece - 1, "。!?;")
        clauses.append(_Clause(hit, start, hit.end, same))
    return clauses


def _past_label(words: str, start: int, verb: int) -> int:
    """Past a label such as 扣分标准: where a condition follows it."""
    colon = words.find(":", start, start + LONGEST_LABEL)
    return colon + 1 if start < colon and verb - colon > SHORTEST_CONDITION else start


def _only_points_back(words: str, start: int, verb: int) -> bool:
    return bool(ANAPHOR.fullmatch(words, start, verb) or FILLERS.fullmatch(words, start, verb))


def _goes_on(words: str, before: int, hit: Hit) -> bool:
    """Whether a hit in the same breath has no condition of its own: another payer, or another consequence."""
    if hit.elided:
        return bool(hit.payer)
    end = hit.payer[0] if hit.payer and hit.payer[0] < hit.verb else hit.verb
    return FILLERS.fullmatch(words, before, max(before, end)) is not None


def _give_caps(words: str, clauses: list[_Clause], caps: list[Cap]) -> list[Cap]:
    """Every cap to the clauses it is for; those for more than this item are handed back."""
    loose: list[Cap] = []
    for cap in caps:
        mine = [clause for clause in clauses if clause.end <= cap.start]
        if not mine or (cap.whole and cap.rewards) or (cap.sum is None and not clauses):
            mine_after = [c for c in clauses if c.hit.verb >= cap.end and not words[cap.end : c.start + 1].count("。")]
            if mine or not mine_after or cap.whole:
                loose.append(cap)
                continue
            mine = mine_after
        near = [c for c in mine if not ENDS.search(words, c.end, cap.start)]
        alone = not near or cap.here or cap.whole or cap.sum is None
        for clause in mine if alone else near[-1:] if not near[-1].same else near:
            if clause.cap is None and not clause.hit.veto:
                clause.cap = cap
        if near:
            near[-1].end = max(near[-1].end, cap.end)
    return loose


def _rules(view: View, words: str, clause: _Clause, number: str, context: Context) -> list[RuleDraft]:
    hit = clause.hit
    begin, end = view.trim(clause.start, clause.end)
    text = view.value(begin, end)
    sums: tuple[Sum | None, ...] = hit.tiers or (hit.sum,)
    rules = []
    for total in sums:
        effect = EffectDraft(
            text=text,
            direction=hit.direction,
            least=total.least if total else None,
            most=total.most if total else None,
            unit=total.unit if total else "points",
            per=_per(words, clause),
            cap=_amount_of(view, clause.cap, context, total),
            subject_hint=hit.subject or _implied(words, clause),
            payer=view.value(*hit.payer) if hit.payer else None,
            amount=view.value(total.start, total.end, guessed=hit.guessed) if total else None,
            linked=rule_payers.linked(words[clause.start : clause.end]) and bool(hit.subject),
        )
        rules.append(RuleDraft(text, (effect,), hit.veto, number))
    return rules


def _per(words: str, clause: _Clause) -> str:
    hit = clause.hit
    if hit.veto:
        return OCCURRENCE
    comma = last_stop(words, clause.start, hit.verb, "。!?;,")
    local = words[comma : hit.verb]
    if len(local.strip(",")) <= 4:  # noqa: PLR2004 - 每次, 每起: the clause before it says what happened
        local = words[last_stop(words, clause.start, max(clause.start, comma - 1), "。!?;,") : hit.verb]
    filler = words[hit.verb : hit.sum.start] if hit.sum else ""
    found = rule_periods.counted(local, hit.suffix) or ("每" in filler and rule_periods.counted(filler, None))
    sentence = words[last_stop(words, 0, hit.verb, "。!?") : hit.verb]
    return found or rule_periods.judged(local, sentence)


def _implied(words: str, clause: _Clause) -> str:
    local = words[last_stop(words, clause.start, clause.hit.verb, "。!?;,") : clause.hit.end]
    if rule_periods.names_person(clause.hit.suffix, local):
        return PERSON
    return rule_payers.honoured(words, clause.start, clause.hit.verb) or rule_payers.subject(
        words, clause.start, clause.hit.verb
    )


def _amount(view: View, cap: Cap) -> Amount | None:
    if cap.sum is None or cap.sum.most is None:
        return None
    return Amount(cap.sum.most, (view.span(cap.start, cap.end),))


def _amount_of(view: View, cap: Cap | None, context: Context, total: Sum | None) -> Amount | None:
    if cap is None or total is None or total.unit == PERCENT:
        return None
    if cap.sum is None:
        standard = context.standard
        known = standard is not None and standard.most is not None
        return (
            Amount(standard.most, (view.span(cap.start, cap.end),), guessed=True)
            if known and standard and standard.most
            else None
        )
    return _amount(view, cap) if cap.sum.unit == total.unit else None


def _both(first: Value, second: Value) -> Value:
    """The words of a condition with what else follows from it."""
    return Value(f"{first.text}，{second.text}", (*first.spans, *second.spans))


def _takes(rules: list[RuleDraft], rule: RuleDraft) -> bool:
    """Whether the last rule takes one more effect. A veto is an outcome of its own."""
    return bool(rules) and rule.veto == rules[-1].veto and len(rules[-1].effects) < MOST_PAYERS


def _joined(first: RuleDraft, second: RuleDraft) -> RuleDraft:
    """Two clauses of one condition: another payer, or money beside points."""
    text = _both(first.text, second.text)
    if second.veto and not second.effects[0].subject_hint:
        return replace(first, text=text)
    return replace(first, text=text, effects=first.effects + second.effects)


def _left(words: str, clauses: list[_Clause], caps: list[Cap]) -> list[Span]:
    """The sentences that no clause took."""
    left = []
    at = 0
    for match in [*re.finditer(r"[。!?;]", words), None]:
        end = match.end() if match else len(words)
        spans = [*((one.start, one.end) for one in clauses), *((one.start, one.end) for one in caps)]
        taken = any(a < end and at < b for a, b in spans)
        if end > at and not taken:
            left.append((at, end))
        at = end
    return left
