"""What is no rule in a rulebook: its title, what was left and why, and what looks wrong."""

import re
from itertools import islice

from importers.draft import Span, Value
from importers.rule_draft import POINTS, RulebookDraft, RuleWarning, Unread
from importers.rule_outline import MARKERS
from importers.rule_view import View
from importers.rule_vocabulary import GRADES, TITLE_WORDS, UNREAD_WORDS
from importers.text import Source

TITLE = re.compile(rf"(?:{TITLE_WORDS})(?:\([^)\n]{{1,12}}\))?[》”]?$")
TITLE_IN_LINE = re.compile(
    rf"[^。;,:\n]{{3,36}}?(?:{TITLE_WORDS})(?:\([^)\n]{{1,12}}\))?(?=\s|一、|第一[章条]|\(一\)|$)"
)
LONGEST_TITLE_LINE = 40
MOST_TITLE_LINES = 4
MOST_NOTICE_LINES = 30
GRADE = re.compile(rf"\d{GRADES}")
WHYS = {why: re.compile(words) for why, words in UNREAD_WORDS.items()}
LOST_DASH = re.compile(r"^([1-8])([2-46-9])$")
MUCH = 10


def title(source: Source) -> tuple[Value | None, int]:
    """The title and where the text goes on after it. The lines at the top up to a blank one, if they end as titles do."""
    spans: list[Span] = []
    for start, end in source.lines():
        if start == end:
            if spans:
                break
            continue
        line = source.folded[start:end]
        numbered = any(MARKERS[style].match(line) for style in ("part", "article", "cn", "paren_cn", "digit"))
        if numbered or "\t" in line or line.startswith("|") or len(spans) == MOST_TITLE_LINES:
            break
        if len(line) > LONGEST_TITLE_LINE or line[-1] in "。;:,":
            return _in_line(source, start, end) if not spans else _checked(source, spans)
        spans.append((start, end))
        if TITLE.search(line):
            break
    return _checked(source, spans)


def _checked(source: Source, spans: list[Span]) -> tuple[Value | None, int]:
    """The lines if they end as titles do; else a line of its own further down (the notice goes before the rulebook)."""
    if spans and _ends(source, spans[-1]):
        return source.value(*spans), spans[-1][1]
    lines = list(islice(source.lines(), MOST_NOTICE_LINES))
    for before, span, after in zip(lines, lines[1:], lines[2:], strict=False):
        alone = before[0] == before[1] or source.folded[before[1] - 1] in "。日"
        if alone and after[0] == after[1] and 0 < span[1] - span[0] <= LONGEST_TITLE_LINE and _ends(source, span):
            return source.value(span), span[1]
    return None, 0


def _ends(source: Source, span: Span) -> bool:
    words = source.folded[slice(*span)]
    return bool(TITLE.search(words)) and not any(mark in words for mark in "。;:")


def _in_line(source: Source, start: int, end: int) -> tuple[Value | None, int]:
    match = TITLE_IN_LINE.match(source.folded[start : min(end, start + 80)])
    return (source.value((start, start + match.end())), start + match.end()) if match else (None, 0)


def why(words: str) -> str:
    """Why a passage was not read as a rule."""
    if GRADE.search(words):
        return "grades"
    return next((key for key, pattern in WHYS.items() if pattern.search(words)), "no_amount")


def unread(view: View, start: int, end: int) -> Unread | None:
    """The passage with its reason; nothing where there are no words."""
    value = view.value(start, end)
    return Unread(value, why(view.words[start:end])) if len(value.text) > 1 else None


def warnings(draft: RulebookDraft) -> tuple[RuleWarning, ...]:
    """Amounts that look as if a dash was lost in conversion: 扣24分 for 2-4分."""
    found = []
    for rule in draft.rules():
        for effect in rule.effects:
            digits = LOST_DASH.match(str(effect.most)) if effect.most and effect.least == effect.most else None
            if (
                effect.amount
                and re.search(r"\d,\d{1,2}[分元]|\d{3},\d{3}", effect.amount.text)
                and effect.least != effect.most
            ):
                values = {
                    "amount": effect.amount.text,
                    "proposal": f"{effect.least}-{effect.most}",
                    "number": rule.number,
                }
                found.append(RuleWarning("lost_dash", values, effect.text.spans))
            if digits and effect.unit == POINTS and digits[1] < digits[2] and effect.most and effect.most > MUCH:
                proposal = f"{digits[1]}-{digits[2]}"
                values = {"amount": str(effect.most), "proposal": proposal, "number": rule.number}
                found.append(RuleWarning("lost_dash", values, effect.text.spans))
    return tuple(found)
