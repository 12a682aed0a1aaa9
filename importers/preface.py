"""What stands before the first heading and in the general sections: title, basis, approval, brand, slogan, creed."""

import re
from collections.abc import Iterator

from importers.draft import Span, Value
from importers.sections import Sections
from importers.signature import FULL_DATE, NUMBER, ORGANISATION
from importers.text import Source, compact
from importers.vocabulary import (
    BARE_HEADINGS,
    MEANING_PARTS,
    NOTICE_ENDS,
    PAGE_CHROME,
    PASSES_ON,
    TITLE_ENDS,
    TITLE_TAILS,
)

TITLE = re.compile(rf"[^。;!?\t]{{2,120}}?(?:{'|'.join(TITLE_ENDS)}){TITLE_TAILS}")
NOTICE = re.compile(rf"[^。;!?\t]{{0,60}}关于[^。;!?\t]{{4,80}}(?:{'|'.join(NOTICE_ENDS)}){TITLE_TAILS}")
GLUED_TITLE = re.compile(
    rf"(?:[^。;,:]{{0,60}}号)?(?P<title>(?!为|根据|按照)[^。;,:!?\s]{{4,80}}?(?:{'|'.join(TITLE_ENDS)}))(?=各[^,。;:]{{1,40}}:|为了?[\u4e00-\u9fff])"
)
"""A title that runs into the addressees or the first sentence."""

PASSED_ON = re.compile("|".join(PASSES_ON))
LONGEST_TITLE_LINE = 60
QUOTED = r"(?:“(?P<a>[^“”\n]{1,30})”|\"(?P<b>[^\"\n]{1,30})\"|「(?P<c>[^」\n]{1,30})」|『(?P<d>[^』\n]{1,30})』|‘(?P<e>[^’\n]{1,30})’)"
BRAND = re.compile(rf"{QUOTED}(?=[^,。;:\n“”]{{0,12}}?(?:品牌|创建|活动|行动|工程|工作|服务|提升|主题|专项))")
QUOTE = re.compile(QUOTED)
CAMPAIGN = re.compile(r"(?:行动|工程|计划|活动)$")
STARTS = re.compile(
    rf"(?:开展|创建|打造|培育|实施|推进|启动|争创)[^,。;\n“”\"]{{0,10}}{QUOTED}[^,。;:\n“”]{{0,12}}?(?:品牌|活动|行动|工程|创建)"
)
SLOGAN = re.compile(
    rf"(?:以|把|围绕|紧扣|突出|口号[为是:]?)\s*{QUOTED}\s*(?:为|作为|的)?(?=目标|主题|口号|主线|总目标|[,。;]|$|\s)"
)
CREED = re.compile(
    rf"{QUOTED}\s*的?(?:核心)?(?:服务)?理念|服务理念\s*[:是为]\s*{QUOTED.replace('<a>', '<f>').replace('<b>', '<g>').replace('<c>', '<h>').replace('<d>', '<i>').replace('<e>', '<j>')}"
)
APPROVED = re.compile(r"经\s*(?P<who>[^,。;:\n]{2,30}?)\s*(?:研究|同意|批准|审议|讨论|审定|审核)")
BASIS = re.compile(r"(?:根据|按照|依据|遵照|贯彻落实|贯彻|落实|执行)[^,。;《\n]{0,30}(?P<what>《[^》\n]{2,80}》)")
LOOSE_BASIS = re.compile(
    r"(?:根据|按照|依据|遵照)\s*(?P<what>[^,。;\n]{4,80}?(?:要求|精神|部署|规定|安排|通知|意见|文件|决定))(?=[,。;\s]|等)"
)
MORE_BASIS = re.compile(r"\s*[、和及与]?\s*《[^》\n]{2,80}》")
DIMENSIONS = re.compile(r"[\u4e00-\u9fff“”\"]{2,30}品牌(?:[、和及][\u4e00-\u9fff]{1,8}品牌)+")
DIMENSION_LEAD = re.compile(r".*(?:打造|塑造|建设|创建|成为|争创|树立|做成|建成|[”\"])")
PART = re.compile(rf"(?:(?<=[。;:,\s])|^)(?:标识|标志|图案|徽标)?(?:{MEANING_PARTS})(?=[\u4e00-\u9fff])")


def title(source: Source, signed_from: int) -> tuple[Value | None, int]:
    """The plan's own title and where the text after it begins; never the line that passes it on (…的通知)."""
    blocks = [_without_letterhead(source, block) for block in _blocks(source)]
    for block in reversed(blocks):
        text = compact("".join(source.folded[a:b] for a, b in block))
        if block[0][0] < signed_from and TITLE.fullmatch(text) and not text.startswith(("附件", "附")):
            return source.value(*block), block[-1][1]
    for block in blocks:
        text = compact("".join(source.folded[a:b] for a, b in block))
        if NOTICE.fullmatch(text) and not PASSED_ON.search(text):
            return source.value(*block), block[-1][1]
    for a, b in source.lines():
        if a == b:
            continue
        if glued := GLUED_TITLE.match(source.folded, a, b):
            return source.value(glued.span("title")), glued.end("title")
        word = re.compile(r"[\s|]*(?P<title>[^\s,。;:]+(?:\s[^\s,。;:]+)?)\s").match(source.folded, a, b)
        if word and TITLE.fullmatch(word["title"]) and "特制" not in word["title"]:
            return source.value(word.span("title")), word.end("title")
        break
    return None, 0


def _without_letterhead(source: Source, block: list[Span]) -> list[Span]:
    """The lines without those of two or more organisations over them; one organisation belongs to the title."""
    names = [bool(ORGANISATION.fullmatch(compact(source.folded[a:b]))) for a, b in block]
    heads = names.index(False) if False in names else 0
    return block[heads:] if heads > 1 else block


def _blocks(source: Source) -> Iterator[list[Span]]:
    """Lines that follow each other and might be a title, over the first numbered line."""
    block: list[Span] = []
    for a, b in source.lines():
        line = source.folded[a:b]
        if re.match(r"[一1]\s*[、.]|\([一1]\)|第[一1][章部条]", line):
            break
        if line.strip(":") in BARE_HEADINGS:
            break
        plain = bool(line) and b - a <= LONGEST_TITLE_LINE and not re.search(r"[。;!?\t]|[:,]$", line)
        if line.startswith("签发人"):
            continue
        plain = plain and not any(phrase in line for phrase in PAGE_CHROME)
        if plain and not NUMBER.search(line) and not FULL_DATE.search(line) and not line.endswith("文件"):
            block.append((a, b))
            continue
        if block:
            yield block
        block = []
    if block:
        yield block


def brand(source: Source, heading: Value | None, sections: Sections, intro: Span) -> Value | None:
    """The quoted name of the campaign: under 品牌名称, in the title, or where the plan says what is started."""
    if section := sections.first("brand_name"):
        start, end = section.node.heading[1], section.node.end
        quoted = re.compile(QUOTED).search(source.folded, start, end)
        span = _inner(quoted) if quoted else source.trim(start, end, ":。“”\"'")
        if span[0] < span[1] <= span[0] + 40:
            return source.value(span)
    if heading and heading.spans:
        where = heading.spans[0][0], heading.spans[-1][1]
        if (quotes := list(QUOTE.finditer(source.folded, *where))) and len(quotes) > 1:
            named = [match for match in quotes if CAMPAIGN.search(source.folded, *_inner(match))]
            if len(named) == 1:
                return source.value(_inner(named[0]))
        if match := BRAND.search(source.folded, *where) or re.compile(QUOTED).search(source.folded, *where):
            return source.value(_inner(match))
    match = STARTS.search(source.folded, *intro) or BRAND.search(source.folded, *intro)
    return source.value(_inner(match), guessed=heading is not None) if match else None


def slogan(source: Source, where: Span) -> Value | None:
    """The quoted words that the campaign takes as its aim or motto."""
    match = SLOGAN.search(source.folded, *where)
    return source.value(_inner(match)) if match else None


def creed(source: Source, where: Span) -> Value | None:
    """The quoted service creed (服务理念)."""
    match = CREED.search(source.folded, *where)
    return source.value(_inner(match)) if match else None


def approving_body(source: Source, where: Span) -> Value | None:
    """Who agreed to the plan: 经…研究同意."""
    match = APPROVED.search(source.folded, *where)
    return source.value(match.span("who")) if match else None


def basis(source: Source, where: Span) -> tuple[Value | None, Value | None]:
    """The documents that the plan rests on, and the number of the first one that has one."""
    match = BASIS.search(source.folded, *where)
    if not match:
        loose = LOOSE_BASIS.search(source.folded, *where)
        return (source.value(loose.span("what"), guessed=True) if loose else None), None
    start, end = match.span("what")
    number = None
    while True:
        opening = re.compile(r"\s*[(]?\s*").match(source.folded, end)
        at = opening.end() if opening else end
        if printed := NUMBER.match(source.folded, at):
            number = number or source.value(printed.span())
            end = printed.end() + (source.folded[end:at].strip() == "(")
        elif more := MORE_BASIS.match(source.folded, end):
            end = more.end()
        else:
            return source.value((start, end)), number


def dimensions(source: Source, where: Span) -> tuple[Value, ...]:
    """The kinds of brand that the campaign wants to be: 精品品牌、惠民品牌…"""
    match = DIMENSIONS.search(source.folded, *where)
    if not match:
        return ()
    start, end = match.span()
    lead = DIMENSION_LEAD.match(source.folded, start, source.folded.index("品牌", start, end))
    start = lead.end() if lead else start
    return tuple(source.value(span) for span in source.pieces(start, end, "、和及"))


def meaning(source: Source, sections: Sections) -> tuple[Value | None, tuple[Value, ...]]:
    """What the brand stands for, and the parts of the emblem that the text explains one by one."""
    section = sections.first("brand_meaning")
    if not section:
        return None, ()
    start, end = source.trim(section.node.heading[1], section.node.end, "。:")
    end = section.node.end
    text = source.prose(start, end)
    starts = [match.start() for match in PART.finditer(source.folded, start, end)]
    parts = [source.prose(*source.trim(a, b, ",;:")) for a, b in zip(starts, [*starts[1:], end], strict=False)]
    return (text if text.text else None), tuple(parts)


def _inner(match: re.Match[str]) -> Span:
    name = next(name for name, words in match.groupdict().items() if words is not None)
    return match.span(name)
