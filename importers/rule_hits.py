"""What a clause pays or takes: every verb with its amount, every veto, every lost standard score, in their order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from importers import amounts, rule_payers, rule_periods
from importers.amounts import Sum
from importers.draft import Span
from importers.rule_draft import ANYBODY, PENALTY, PERCENT, PERSON, POINTS, REWARD
from importers.rule_view import last_stop
from importers.rule_vocabulary import (
    BONUSES,
    CONDITION_WORDS,
    GIVE_NOUNS,
    GIVERS,
    GIVES,
    HONOUR_WORDS,
    NEGATIONS,
    NEUTRAL,
    REWARDED_WORDS,
    SCORES,
    SCORES_BEFORE,
    TAKE_NOUNS,
    TAKEN_WORDS,
    TAKES,
    THRESHOLDS,
    TIGHT_FOLLOWERS,
    TIGHT_GIVES,
    TIGHT_TAKES,
    VETO_TALK,
    VETOES,
    WHOLE,
    ZERO_SCORES,
)


def _either(words: tuple[str, ...] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


NO_NOUN = r"(?!(?:罚款|奖励|奖金)(?:金额|数额|总额|额度|单|通知|记录))"
LOOSE = rf"{NO_NOUN}(?:(?P<take>{_either(TAKES)})|(?P<give>{_either(GIVES)})|(?P<neutral>{_either(NEUTRAL)}))"
NOT_AFTER = "".join(rf"(?!{word}[{chars}])" for word, chars in TIGHT_FOLLOWERS.items())
TIGHT = rf"{NOT_AFTER}(?<!参)(?:(?P<tight_take>{_either(TIGHT_TAKES)})|(?P<tight_give>(?<![增参等获大优特得])(?:{_either(TIGHT_GIVES)})))"
SIGN = rf"(?<![\d分元%A-Za-z])(?<!\d次)(?P<sign>[-—–−+])(?={amounts.NUMBER}(?:{amounts.UNIT}|[),;。]|$))"
NOUN = rf"(?P<noun_amount>(?<![\d.]){amounts.AMOUNT.pattern.replace('(?P<low>', '(?:').replace('(?P<high>', '(?:').replace('(?P<unit>', '(?:').replace('(?P<bound>', '(?:')}(?:每|/)?(?:人|次|人次)?的?(?:{_either([*TAKE_NOUNS, *GIVE_NOUNS])}))"
SHARE = rf"(?P<share>(?:按|的|承担|负|{_either(BONUSES)}))(?={amounts.NUMBER}(?:{amounts.DASH}{amounts.NUMBER})?%的?(?:的?标准|比例|予以|给予|进行|计算|计)*(?P<how>连带|扣|处罚|考核|奖励|核减))"
TOKEN = re.compile(
    rf"(?P<veto>{'|'.join(VETOES)})|(?P<cancel>取消|扣免|(?<![不予])免(?:发|扣|除)?|不予发放|停止发放|不享受|不得享受|不发)(?=[^。;,]{{0,14}}(?:{_either(BONUSES)}))|(?P<zero>{'|'.join(ZERO_SCORES)})|{SHARE}|{LOOSE}|{TIGHT}|(?P<plain>(?<=[\u4e00-\u9fff”)])(?<![满总达为到超过于足计共内近第约分得差距在按以])(?={amounts.DIGITS}(?:{amounts.DASH}{amounts.DIGITS})?分(?:[,;。、)/]|$)))|(?P<score>(?<![合总累统共估设会预获取值所不使登书笔标牢忘班摘日档传])(?:{_either(SCORES)})|每(?:{rule_periods.COUNT})(?={amounts.NUMBER}{amounts.UNIT})|(?<=[条篇件次起])(?={amounts.NUMBER}分)|(?<![\d.至到~-])(?={amounts.DIGITS}[分元]/[\u4e00-\u9fff]))|{SIGN}|{NOUN}"
)
VERB_AGAIN = re.compile(rf"{LOOSE}|{TIGHT}")
FILLER = r"[^。;,!?+\d\x01]"
WAYS = {
    "take": 18, "give": 14, "neutral": 14, "tight_take": 10, "tight_give": 6, "score": 2, "plain": 0,
}  # fmt: skip
"""How many characters may stand between the word and the number."""
AT_AMOUNT = {
    way: re.compile(
        rf"(?P<filler>{FILLER}{{0,{most}}}?)(?=(?P<number>{amounts.NUMBER})(?:{amounts.DASH}|,)?[-+]?(?:{amounts.NUMBER})?(?:{amounts.UNIT}|[、/和及]{amounts.NUMBER}|以上))"
    )
    for way, most in WAYS.items()
}
AT_BARE = re.compile(r"(?P<filler>(?:每次|每项|每处|各|计|款)?)(?=\d)")
THRESHOLD = re.compile(THRESHOLDS)
OPEN_END = re.compile(r"的?(?:罚款|处罚|奖励|奖金|扣款|扣罚)|(?:/.{1,3})?(?:[。;)]|$|,(?!取消|给予|不得|当))")
GIVER = re.compile(GIVERS)
SCORED = {"score", "plain"}
SCORE_BEFORE = re.compile(SCORES_BEFORE)
WHOLE_BONUS = re.compile(
    rf"(?P<filler>{FILLER}{{0,12}}?)(?:{_either(BONUSES)})(?!的?(?:\d|一半|部分|{amounts.NUMBER}(?:%|元|分)))(?P<all>(?:的?(?:{WHOLE}))?)"
)
TRAILING = re.compile(
    rf"(?:每|/)?(?:人|次|人次)?(?:的|以内的|左右的)?(?:(?P<take>{_either(TAKE_NOUNS)})|(?P<give>{_either(GIVE_NOUNS)}))"
)
ELIDED = re.compile(
    rf"(?:[、,和及]|并且?)?(?P<label>[\u4e00-\u9fff]{{1,12}}?(?:各|均)?)(?=(?P<number>{amounts.NUMBER})(?:{amounts.DASH}{amounts.NUMBER})?{amounts.UNIT})"
)
REWARDED = re.compile(REWARDED_WORDS)
TALK = re.compile(VETO_TALK)
CONDITION = re.compile(CONDITION_WORDS)
ALONE = re.compile(r"处理|处置|[。;)]|$|,(?!每?[^,。;]{0,4}(?:扣|罚))")
HONOUR = re.compile(HONOUR_WORDS)
STOPS = "。;,!?:()"
TAKEN = re.compile(TAKEN_WORDS)
TAKING, GIVING = re.compile(r"罚|扣"), re.compile(r"奖|补")


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings above a clause say: the direction, the standard score, and the unit of a bare number."""

    direction: str = ""
    standard: Sum | None = None
    bare: str = ""
    carried: str = ""
    stated: bool = False
    """Whether the condition stands elsewhere: in the cell beside."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One effect: where its verb begins and its words end, and what it says."""

    verb: int
    end: int
    direction: str
    sum: Sum | None
    veto: bool = False
    subject: str = ANYBODY
    payer: Span | None = None
    tiers: tuple[Sum, ...] = ()
    suffix: "re.Match[str] | None" = None
    elided: bool = False
    guessed: bool = False


def find(words: str, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Every effect between the positions, in their order. Runs in time linear in the words."""
    at = floor = start
    while at < end:
        token = TOKEN.search(words, at, end)
        if token is None:
            return
        hit = _hit(words, token, (start, floor), end, context)
        if hit is None:
            at = max(at + 1, token.start() + 1, token.end() if token.lastgroup in {"take", "veto"} else 0)
            continue
        while hit:
            yield hit
            at = floor = hit.end
            context = replace(context, carried=hit.direction)
            hit = None if hit.veto else _elided(words, hit, at, end)


def _hit(words: str, token: re.Match[str], starts: Span, end: int, context: Context) -> Hit | None:
    start, floor = starts
    if token["veto"]:
        return _veto(words, token, start, floor, stated=context.stated)
    if token["zero"]:
        return _zero(words, token, context)
    read = {"share": _share, "noun_amount": _of_noun, "cancel": _whole_bonus, "sign": _signed}
    for name, reader in read.items():
        if token[name]:
            return reader(words, token, floor, end)
    return _verb(words, token, floor, end, context)


def _signed(words: str, token: re.Match[str], start: int, end: int) -> Hit | None:
    """-1分, +1.5分/人次."""
    found = amounts.read(words, token.end(), end) or amounts.read_bare(words, token.end(), end)
    direction = REWARD if token["sign"] == "+" else PENALTY
    return _finished(words, Hit(token.start(), found.end, direction, found), start, end) if found else None


def _verb(words: str, token: re.Match[str], start: int, end: int, context: Context) -> Hit | None:
    way = next(name for name in WAYS if token[name] is not None)
    begin, after = token.span()
    if begin > start and words[begin - 1] in NEGATIONS:
        return None
    match = AT_AMOUNT[way].match(words, after, end)
    sums = _sums(words, match, way, end) if match else _bare(words, after, way, end)
    if not sums:
        return None if match else _whole_bonus(words, token, start, end)
    at = sums[0].start
    if _is_condition(words, (begin, after, at), way, sums[0]):
        return None
    direction = _direction(words, way, begin, sums[-1].end, context)
    if not direction:
        return None
    tiers = tuple(sums) if len(sums) > 1 else ()
    hit = Hit(begin, sums[-1].end, direction, sums[0], tiers=tiers)
    if named := rule_payers.after(words, after, at):
        hit = replace(hit, subject=named[0], payer=named[1])
    return _finished(words, hit, start, end)


def _sums(words: str, match: re.Match[str], way: str, end: int) -> list[Sum]:
    """The amounts after a verb: several tiers, or one."""
    if way != "take" and VERB_AGAIN.search(match["filler"]):
        return []
    tiers = amounts.read_several(words, match.end(), end)
    one = amounts.read(words, match.end(), end) or amounts.read_bare(words, match.end(), end)
    return tiers or ([one] if one else [])


def _bare(words: str, after: int, way: str, end: int) -> list[Sum]:
    """A number without its unit (每次扣2;)."""
    match = AT_BARE.match(words, after, end) if way not in {"score", "plain", "neutral"} else None
    one = amounts.read_bare(words, match.end(), end) if match else None
    return [one] if one else []


def _is_condition(words: str, places: tuple[int, int, int], way: str, total: Sum) -> bool:
    """Whether the number only says when (扣分累计达10分的, 考核得分90分), or what a point is worth (每扣1分)."""
    begin, after, at = places
    filler = words[after:at]
    if THRESHOLD.search(filler) or (way in SCORED and total.unit != POINTS):
        return True
    if way in {"tight_take", *SCORED} and SCORE_BEFORE.search(words[max(0, begin - 3) : begin] + filler):
        return True
    if total.bound and not OPEN_END.match(words, total.end):
        return True
    if way == "take" and "分" in words[begin:at] and words[total.end : total.end + 1] in {"的", "者", "时"}:
        return True
    return words[begin - 1 : begin] == "每" and total.most == 1


def _direction(words: str, way: str, begin: int, end: int, context: Context) -> str:
    """Penalty or reward: by the verb, the noun after the number, or what the heading says."""
    if way in {"take", "tight_take"}:
        return PENALTY
    piece = words[last_stop(words, 0, begin, STOPS) : begin]
    trailing = TRAILING.match(words, end)
    if trailing or TAKEN.search(piece):
        return REWARD if trailing and trailing["give"] else PENALTY
    if way in {"give", "tight_give"}:
        return REWARD
    if way == "neutral" and (said := TAKING.search(words, begin, end) or GIVING.search(words, begin, end)):
        return PENALTY if said[0] in "罚扣" else REWARD
    rewarded = way == "score" and REWARDED.search(words, last_stop(words, 0, begin, "。;"), begin)
    return context.direction or (REWARD if rewarded else context.carried if way == "score" else "")


def _of_noun(words: str, token: re.Match[str], start: int, end: int) -> Hit | None:
    found = amounts.read(words, token.start(), end)
    trailing = TRAILING.match(words, found.end) if found else None
    if not found or not trailing or words[max(start, token.start() - 1) : token.start()] in {"分", "达"}:
        return None
    direction = PENALTY if trailing["take"] else REWARD
    return _finished(words, Hit(token.start(), trailing.end(), direction, found), start, end)


def _share(words: str, token: re.Match[str], start: int, end: int) -> Hit | None:
    """A share of what others pay: 按所属人员扣分的30%连带扣分."""
    found = amounts.read(words, token.end(), end)
    if found is None or found.unit != PERCENT:
        return None
    tail = re.compile(
        r"的?(?:标准|比例)?[^。;,\d]{0,8}?(?:扣分|扣款|扣罚|扣减|处罚|考核|奖励|连带责任|责任|扣)(?!\d)"
    ).match(words, found.end, end)
    if tail is None:
        return None
    direction = REWARD if token["how"] == "奖励" else PENALTY
    hit = _finished(words, Hit(token.start(), tail.end(), direction, found), start, end)
    if hit.subject:
        return hit
    begin = last_stop(words, start, token.start(), STOPS)
    named = None
    for noun in rule_payers.NOUNS.finditer(words, begin, token.start()):
        named = noun if words[noun.end() : noun.end() + 1] in {"按", "承", "负", "连", "对"} else named
    return replace(hit, subject=PERSON if named["person"] else "unit", payer=named.span()) if named else hit


def _whole_bonus(words: str, token: re.Match[str], start: int, end: int) -> Hit | None:
    """取消全部奖金: 100 percent of it."""
    if not (token["take"] or token["cancel"]):
        return None
    match = WHOLE_BONUS.match(words, token.end(), end)
    if match is None or THRESHOLD.search(match["filler"]) or re.search(r"等额|从|由|在", match["filler"]):
        return None
    whole = Sum(Decimal(100), Decimal(100), PERCENT, token.start(), match.end())
    guessed = not (match["all"] or re.search(WHOLE, match["filler"]))
    return _finished(words, Hit(token.start(), match.end(), PENALTY, whole, guessed=guessed), start, end)


def _zero(words: str, token: re.Match[str], context: Context) -> Hit | None:
    stated = amounts.read(words, token.start(), token.end())
    if stated:
        return Hit(token.start(), token.end(), PENALTY, stated)
    if context.standard is None or context.direction == REWARD:
        return None
    standard = replace(context.standard, start=token.start(), end=token.end())
    return Hit(token.start(), token.end(), PENALTY, standard, guessed=True)


def _veto(words: str, token: re.Match[str], start: int, floor: int, *, stated: bool) -> Hit | None:
    if TALK.match(words, token.start()):
        return None
    if words[token.start() - 1 : token.start()] == "被":
        return None
    here = last_stop(words, start, token.start(), "。")
    hit = Hit(token.start(), token.end(), PENALTY, None, veto=True)
    named = rule_payers.before(words, floor, token.start()) or rule_payers.after(words, *_cancelled(token))
    if named and HONOUR.search(words, named[1][0] - 2, named[1][1]):
        named = None
    stated = stated and ALONE.match(words, token.end()) is not None
    if not named and not stated and not CONDITION.search(words, here, token.start()):
        return None
    return replace(hit, subject=named[0], payer=named[1]) if named else hit


def _cancelled(token: re.Match[str]) -> Span:
    """Between 取消 and the honour: 取消责任人评优资格."""
    return token.start() + 2, token.start() + 2 + (re.search(r"评|先进|参评|$", token["veto"][2:]) or token).start()


def _elided(words: str, hit: Hit, at: int, end: int) -> Hit | None:
    """An amount that goes on without its verb: 扣当事人5分、班长3分; 一等奖加5分,二等奖3分."""
    match = ELIDED.match(words, at, end)
    if not match or hit.sum is None or TOKEN.search(words, match.start("label"), match.end("label")):
        return None
    found = amounts.read(words, match.end("label"), end)
    label = match["label"]
    if (
        found is None
        or found.unit != hit.sum.unit
        or found.bound
        or re.search(r"总|共|得分|超过|满|达|低于|高于|每|第?[一二三四五]次", label)
    ):
        return None
    noun = rule_payers.NOUNS.search(label)
    subject, payer = ANYBODY, None
    if noun and not re.search(r"奖$", label):
        end_of_name = match.end("label") - label.endswith(("各", "均"))
        subject, payer = (PERSON if noun["person"] else "unit"), (match.start("label"), end_of_name)
    new = Hit(match.start("label"), found.end, hit.direction, found, subject=subject, payer=payer, elided=True)
    return _finished(words, new, at, end)


def _finished(words: str, hit: Hit, start: int, end: int) -> Hit:
    """With the count after the number, and who is named before the verb where nobody is named after it."""
    trailing = TRAILING.match(words, hit.end, end)
    stop = trailing.end() if trailing else hit.end
    suffix = rule_periods.SUFFIX.match(words, stop, end)
    hit = replace(hit, end=suffix.end() if suffix else stop, suffix=suffix)
    named = rule_payers.before(words, start, hit.verb)
    if not hit.subject and named and not GIVER.search(words, named[1][0], hit.verb + 2):
        hit = replace(hit, subject=named[0], payer=named[1])
    return hit
