"""Who issued a plan and when: the signature under it, the line of 印发, the letterhead over it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers import dates
from importers.dates import Clock
from importers.draft import Day, Span, Value
from importers.text import Source, compact, simple
from importers.vocabulary import ORGANISATION_ENDS

ZH = "〇○零Oo一二三四五六七八九"
FULL_DATE = re.compile(
    rf"(?:(?:19|20)[ \t]*\d[ \t]*\d|[{ZH}]{{4}})[ \t]*年[ \t]*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[ \t]*月[ \t]*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[ \t]*日"
    r"|(?<!\d)(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
)
AFTER_DATE = re.compile(
    r"[ \t)|]*(?:(?P<printed>印[ \t]*发)|(?:经[^\n。()]{2,24})?(?:审议|讨论|研究|表决)?(?:通过|批准))?[ \t)|]*(?=\n|$)"
)
ORGANISATION = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9]{{1,40}}(?:{'|'.join(sorted(ORGANISATION_ENDS, key=len, reverse=True))})(?:\((?:盖章|公章|章|印章)\))?"
)
SIGN_LINE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9 \t“”()]{3,60}")
SEAL = re.compile(r"\((?:盖章|公章|章|印章|印)\)$")
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[ \t]*[\[〔【(„][ \t]*(?:19|20)\d\d(?:年)?[ \t]*[\]〕】)‟][ \t]*第?[ \t]*\d+[ \t]*号"
)
TAIL = re.compile(r"(?<=\n)[ \t]*(?:抄\s*[送报]|主题词|主\s*送|附件?\s*\d?\s*:|\(此件|\(联系人|校对|共印)")
SHORTEST_NAME = 3
TOKEN = re.compile(r"\S+")


@dataclass(frozen=True)
class Signature:
    """The date of issue with who signs over it; `start` is where the plan's own text ends."""

    kind: str
    start: int
    end: int
    day: Day
    signers: tuple[Span, ...] = ()


def find(source: Source) -> Signature | None:
    """The signature; else a lone date at the end; else the line of 印发; else the date under the title."""
    found = list(_candidates(source))
    for kind in ("signed", "lone", "printed", "bracket"):
        of_kind = [signature for signature in found if signature.kind == kind]
        if of_kind:
            return of_kind[-1]
    return None


def tail(source: Source, start: int, end: int) -> int:
    """Where the plan's own text ends: before 抄送, 主题词, and what else an office prints beneath."""
    match = TAIL.search(source.folded, start, end)
    end = match.start() if match else end
    last = source.folded.rfind("\n", start, len(source.folded[:end].rstrip())) + 1
    name = compact(source.folded[last:end])
    ended = source.folded[start:last].rstrip().endswith("。")
    return last if ended and len(name) > SHORTEST_NAME and ORGANISATION.fullmatch(name) else end


def issuer(source: Source, signature: Signature | None, title: Value | None) -> Value | None:
    """Who signs, joint issuers parted by a space; else the letterhead; else the organisation in the title."""
    if signature and signature.signers:
        return _organisations(source, signature.signers)
    top = title.spans[0][0] if title and title.spans else 0
    if heads := letterhead(source, top):
        value = _organisations(source, heads)
        return Value(value.text, value.spans, guessed=True)
    if title and (
        match := re.match(r"(?:关于)?(?P<who>[^“\"《]{2,30}?)(?=关于|“|\"|开展|创建|\d{4}年)", simple(title.text))
    ):
        who = ORGANISATION.match(match["who"])
        if who and title.spans:
            a, b = title.spans[0]
            return Value(who[0], ((a, min(b, a + len(who[0]))),), guessed=True)
    return None


def letterhead(source: Source, top: int) -> tuple[Span, ...]:
    """The organisations on the first lines, over the document number and the title."""
    heads: list[Span] = []
    for start, end in source.lines(0, top):
        line = compact(source.folded[start:end])
        if not line or line == "|":
            continue
        if NUMBER.fullmatch(source.folded, start, end) or len(heads) > 4:  # noqa: PLR2004 - no letterhead is longer
            break
        name = line.removesuffix("文件")
        if not ORGANISATION.fullmatch(name):
            break
        heads.append((start, end if name == line else source.folded.rindex("文", start, end)))
    return tuple(heads)


def _candidates(source: Source) -> Iterator[Signature]:
    for match in FULL_DATE.finditer(source.folded):
        after = AFTER_DATE.match(source.folded, match.end())
        stretch = dates.whole(source.folded, *match.span(), Clock())
        day = stretch.last() if stretch else None
        if not after or not day:
            continue
        line = source.folded.rfind("\n", 0, match.start()) + 1
        before = source.folded[line : match.start()].strip(" \t|")
        if after["printed"] and before != "(":
            yield Signature("printed", line, after.end(), day)
        elif before in {"(", "日期:", "时间:"}:
            yield Signature("bracket", line, after.end(), day)
        elif not before:
            signers = _lines_above(source, line)
            start = signers[0][0] if signers else line
            yield Signature("signed" if signers else "lone", start, after.end(), day, signers)
        elif source.folded[match.start() - 1] in " \t" and (signers := _tokens_before(source, line, match.start())):
            yield Signature("signed", signers[0][0], after.end(), day, signers)


def _lines_above(source: Source, line: int) -> tuple[Span, ...]:
    """The lines of names right over the date's line."""
    signers: list[Span] = []
    end = line - 1
    while end > 0:
        start = source.folded.rfind("\n", 0, end) + 1
        text = source.folded[start:end].strip(" \t|")
        if text and (not SIGN_LINE.fullmatch(text) or not _signs(text)):
            break
        if text:
            signers.insert(0, source.trim(start, end, "|"))
        elif signers:
            break
        end = start - 1
    return tuple(signers)


def _signs(text: str) -> bool:
    """Whether the words of a line are organisations, spelt with or without blanks."""
    words = text.split()
    if all(len(word) == 1 for word in words):
        words = ["".join(words)]
    return all(ORGANISATION.fullmatch(word) for word in words) or bool(ORGANISATION.fullmatch("".join(words)))


def _tokens_before(source: Source, start: int, end: int) -> tuple[Span, ...]:
    """The words before a date in a run-on text, back to one that is no organisation."""
    tokens = [match.span() for match in TOKEN.finditer(source.folded, max(start, end - 200), end)]
    signers: list[Span] = []
    for a, b in reversed(tokens):
        if not ORGANISATION.fullmatch(source.folded, a, b) or b - a < SHORTEST_NAME:
            break
        signers.insert(0, (a, b))
    return tuple(signers)


def _organisations(source: Source, spans: tuple[Span, ...]) -> Value:
    """Each organisation once, parted by spaces; a name spelt with blanks is one."""
    parts: list[Span] = []
    for start, end in spans:
        words = [(start + m.start(), start + m.end()) for m in TOKEN.finditer(source.folded[start:end])]
        apart = len(words) > 1 and all(
            ORGANISATION.fullmatch(source.folded, *word) and word[1] - word[0] >= SHORTEST_NAME for word in words
        )
        parts.extend(words if apart else [(start, end)])
    value = source.value(*parts, join=" ")
    return Value(SEAL.sub("", value.text), value.spans, value.guessed)
