"""The leading group: who leads, who deputises, who belongs to it, who runs its office and its squad; as printed."""

import re
from collections.abc import Iterator

from importers.draft import LeadingGroup, Span, Value
from importers.numbering import CN, MARKER
from importers.text import Source, compact
from importers.vocabulary import POST_ENDS, UNIT_ENDS

B = r"[ \t]{0,6}"
CHAIR = rf"(?:第一|双|常务|执行){{0,2}}{B}(?:副{B}|第一副{B}|常务副{B})?组{B}长|(?:副{B})?总{B}指{B}挥|召{B}集{B}人"
HEAD = rf"(?<![\u4e00-\u9fff])(?:副{B})?班{B}长"
"""Of a 专班; a post everywhere else, so only before a colon."""

MEMBER = rf"成{B}员(?:{B}单{B}位)?|组{B}员"
OTHER = rf"(?:领导小组)?办{B}公{B}室(?:副)?{B}主{B}任|办公室成员|联{B}络{B}员|顾{B}问|(?:工作)?职{B}责"
LABEL = re.compile(
    rf"(?P<other>{OTHER})\s*:|(?P<role>{CHAIR}|{HEAD}|{MEMBER})\s*(?:由\s*)?:|^[ \t|]*(?P<column>{CHAIR}|{MEMBER})[ \t|]+(?=\S)",
    re.MULTILINE,
)
ENDS_LIST = re.compile(
    r"领导小组|工作小组|活动小组|(?<=[\s。;,、])(?:专班|小组|指挥部|工作组|下设|办公室设|主要职责|工作职责|职责分工|各成员|主要(?=职责))|。"
    rf"|(?<=\n)[ \t]{{0,40}}(?:{MARKER.pattern})|(?<=[\s;,])(?:{CN}、|\({CN}\)|\d\s?[.、](?!\d))"
)
VERB = r"(?:同志[ \t]{0,6})?(?:担任|兼任|任|为|作为)"
ROLE = r"(?P<role>第一副组长|常务副组长|执行副组长|副组长|双组长|组长|副总指挥|总指挥|成员单位|成员|组员)"
BY_VERB = re.compile(rf"{VERB}(?:本?(?:活动|创建|工作|领导)*小组|专班)?(?:的)?{ROLE}")
BY_ROLE = re.compile(
    rf"{ROLE}(?:单位)?(?:由|为|是|包括|有)(?P<who>[^;。:\n]{{1,300}}?)(?:同志)?(?:担任|兼任|组成|参加|(?=[;。\n]|,(?:副组长|成员|组员|办公室|下设)|$))"
)
BRACKETED = re.compile(rf"\({ROLE}\)")
"""由站长甲(组长)、书记乙(副组长)、部长丙组成: the seat after the name; who has none is a member."""

SEATED_END = re.compile(r"(?:等|共同)?组成|为成员|[。;:\n]")
DUTY_COLUMN = re.compile(
    r"^(?P<before>[^\n]{0,80}[|\t])[ \t]*(?:主要|工作|具体|岗位)?(?:职责|分工|任务|备注)", re.MULTILINE
)
OPENING = re.compile(r".*(?:成立|组建|设立|建立)(?:了)?(?:[^由以]*?(?:由|以))?|^(?:由|以|及|和|即)+")
PERSON = r"(?P<who>[^,;。:()\s][^,;。:()\n]{0,29}?)(?:同志)?\s{0,4}"
DIRECTORS = (
    re.compile(
        rf"(?:^|[,;。:\n由]|(?<=\s))\s{{0,6}}{PERSON}(?:兼任|担任|兼|任|为)\s*(?:该|其)?(?:领导小组|工作小组|活动小组|专班|创建)?办公室主任"
    ),
    re.compile(rf"(?<!副)办公室主任\s*(?:由|:|为)\s*{PERSON}(?:(?:担任|兼任|兼)|(?=[,;。(\n]|$))"),
    re.compile(
        rf"办公室[^。\n]{{0,40}}?[,;。]\s*(?:由)?\s*{PERSON}(?:兼任|担任|兼|任)\s*(?:办公室)?主任(?=[,;。\s]|$)"
    ),
    re.compile(
        rf"办公室[^。\n]{{0,40}}?[,;。]\s*(?:办公室)?主任\s*(?:由|:)\s*{PERSON}(?:(?:担任|兼任|兼)|(?=[,;。\n]|$))"
    ),
)
SQUAD = re.compile(
    r"(?:成立|组建|设立)\s*(?P<name>(?:[“\"「][^”\"」\n]{1,20}[”\"」])?\s*[\u4e00-\u9fff]{0,8}(?:服务班|服务队|先锋队|突击队|志愿队|示范班|示范岗|班组))"
)
SQUAD_HEAD = re.compile(
    rf"(?:^|[,;。\n]|(?<=\s))\s{{0,6}}(?:由)?{PERSON}(?:担任|兼任|任)\s*(?:该|其)?(?:[\u4e00-\u9fff“”\"]{{0,20}})(?:班长|队长|负责人)"
)
OFFICE = re.compile(r"(?:(?:领导小组|工作小组|专班|小组)[^。\n]{0,40}?)?(?:下设办公室|办公室设在)[^。\n]*")
POST = "|".join(sorted(POST_ENDS, key=len, reverse=True))
BARE_POST = re.compile(rf".*(?:{POST})(?:\(.*\))?")
NAMED_POST = re.compile(rf".*(?:{POST})[\u4e00-\u9fff]{{1,3}}(?:\(.*\))?")
AND = re.compile(r"\s*(?:以及|及其|及|和|与)\s*")
NAME_AND_POSTS = re.compile(
    rf"[\u4e00-\u9fff](?:[ \t]?[\u4e00-\u9fff]){{0,3}}[ \t]+[^\s、,;]*(?:{POST})(?:[、,][^\s、,;]*(?:{POST}))*[ \t]*"
)
"""王某某  党委书记、院长: one person with two posts."""

SOMEBODY = re.compile(rf".{{0,30}}?(?:(?:{POST})(?:[\u4e00-\u9fff]{{1,3}})?(?:\(.*\))?|{'|'.join(UNIT_ENDS)})")
HALF_NAMED = re.compile(
    rf".{{0,20}}(?:{'|'.join(sorted(set(POST_ENDS) - {'长'}, key=len, reverse=True))})[\u4e00-\u9fff]"
)
NOT_IN_WORD = re.compile(r"[^\u4e00-\u9fff]")
CELL = re.compile(r"[^\s(|]*\([^)]*\)[^\s(|]*|[^\s|]+")
LONGEST_SEAT = 8
STEMS = "甲乙丙丁戊己庚辛壬癸"
LONGEST_PIECE = 80
LONGEST_NAME = 4
LONGEST_LIST = 300
LONGEST_HEAD = 20


def read(source: Source, start: int, end: int) -> LeadingGroup:
    """The group between the positions: the section on organisation, else the whole plan."""
    seats = _labelled(source, start, end)
    if not seats["leaders"]:
        seats = _prose(source, start, end) | {slot: people for slot, people in seats.items() if people}
    squad = SQUAD.search(source.folded, start, end)
    head = SQUAD_HEAD.search(source.folded, squad.end(), min(end, squad.end() + 80)) if squad else None
    office = OFFICE.search(source.folded, start, end)
    return LeadingGroup(
        leaders=tuple(seats["leaders"]),
        deputies=tuple(seats["deputies"]),
        members=tuple(seats["members"]),
        office_director=_director(source, start, end),
        office_note=source.value(office.span()) if office else None,
        squad_name=source.value(squad.span("name")) if squad else None,
        squad_head=(source.value(head.span("who")),) if head else (),
    )


def mentioned(text: str) -> bool:
    """Whether a leading group is set up in these words."""
    return bool(re.search(rf"组{B}长", text))


def _labelled(source: Source, start: int, end: int) -> dict[str, list[Value]]:
    """Lists after 组长: 副组长: 成员:, up to the next label or the sentence that follows."""
    seats: dict[str, list[Value]] = {"leaders": [], "deputies": [], "members": []}
    of_office = False
    labels = list(LABEL.finditer(source.folded, start, end))
    duties = DUTY_COLUMN.search(source.folded, start, end)
    for match, following in zip(labels, [*labels[1:], None], strict=False):
        role = match["role"] or match["column"]
        if role and _of_other_group(source, match) and seats["leaders"]:
            break
        if not role or _of_other_group(source, match):
            of_office = of_office or bool(seats["members"])
            continue
        slot = _slot(compact(role))
        if slot == "members" and of_office:
            break  # the staff of its office
        if slot == "leaders" and seats["members"]:
            break  # a second group (工作专班) begins
        limit = following.start() if following else end
        if following and _of_other_group(source, following):
            limit = _word_start(source, limit)
        stop = _list_end(source, match.end(), limit)
        if match["column"] and duties and duties.start() < match.start():
            stop = min(stop, _column(source, match.start(), duties["before"]))
        seats[slot].extend(_people(source, match.end(), stop, slot))
    return seats


def _column(source: Source, at: int, before: str) -> int:
    """Where the column that stands after `before` in the heading row begins in the row at the position."""
    mark = before[-1]
    for _ in range(before.count(mark)):
        found = source.folded.find(mark, at)
        if found < 0:
            return len(source.folded)
        at = found + 1
    return at - 1


def _of_other_group(source: Source, match: re.Match[str]) -> bool:
    """Whether it is the head of another group, as in 督导组组长:."""
    before = source.folded[max(0, match.start() - 4) : match.start()].rstrip()
    return before.endswith(("办公室", "组")) and not before.endswith(("小组", "领导组"))


def _slot(role: str) -> str:
    if "员" in role:
        return "members"
    return "deputies" if "副" in role else "leaders"


def _list_end(source: Source, start: int, limit: int) -> int:
    """Where the list of a label ends: a sentence, or a line that is no list any more."""
    match = ENDS_LIST.search(source.folded, start, min(len(source.folded), limit + 2))
    match = match if match and match.start() < limit else None
    stop = match.start() if match else limit
    if match and match[0] == "。":
        blank = max(source.folded.rfind(mark, start, stop) for mark in " \t\n") + 1
        if blank > start and stop - blank > LONGEST_SEAT and not SOMEBODY.fullmatch(source.folded, blank, stop):
            stop = blank  # a sentence follows the list
    line = source.folded.find("\n", start, stop)
    while line >= 0:
        following = source.folded.find("\n", line + 1, limit)
        following = following if following >= 0 else limit
        text = source.folded[line + 1 : following]
        listed = source.folded[start:line].strip()
        if listed and (not text.strip() or re.search(r"[。:;]", text) or (match and match.start() < following)):
            return line
        line = source.folded.find("\n", line + 1, stop)
    return stop


def _people(source: Source, start: int, end: int, slot: str) -> list[Value]:
    """The people of a list: cut at 、 and at blanks that do not part a post from its name.

    Leaders may hold two posts (党支部书记、站长甲); members are one to a post.
    """
    found = [span for line in source.pieces(start, end, "\n") for span in _in_line(source, *line)]
    texts = [compact(source.folded[a:b]) for a, b in found]
    several = slot != "members" and any(NAMED_POST.fullmatch(text) for text in texts)
    joined: list[Span] = []
    open_post = False
    for span, text in zip(found, texts, strict=True):
        if open_post:
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
        post = bool(BARE_POST.fullmatch(text)) and not NAMED_POST.fullmatch(text)
        open_post = several and post and span is not found[-1]
    return [value for value in (_person(source, *span) for span in joined) if value.text]


def _in_line(source: Source, start: int, end: int) -> Iterator[Span]:
    """The people of one line: a row of a table, 甲,站长;乙,副站长, or a list."""
    for part in source.pieces(start, end, ";"):
        if NAME_AND_POSTS.fullmatch(source.folded, *part) or _name_and_post(source, *part):
            yield part
            continue
        for piece in source.pieces(*part, "、,"):
            for one in _and_cut(source, *piece):
                yield from _blank_cut(source, *one)


def _name_and_post(source: Source, start: int, end: int) -> bool:
    """Whether a comma parts a name from its post (甲,站长), and no more stands there."""
    texts = [source.folded[a:b] for a, b in source.pieces(start, end, ",")]
    if len(texts) != 2 or "、" in texts[1]:  # noqa: PLR2004 - a name and a post
        return False
    posts = [bool(BARE_POST.fullmatch(text)) and not NAMED_POST.fullmatch(text) for text in texts]
    return sum(posts) == 1 and any(_is_name(text) for text in texts)


def _and_cut(source: Source, start: int, end: int) -> Iterator[Span]:
    """A piece cut at 和 and 及, where somebody is named on either side."""
    for match in AND.finditer(source.folded, start, end if end - start < LONGEST_PIECE else start):
        left, right = source.folded[start : match.start()], source.folded[match.end() : end]
        if SOMEBODY.fullmatch(compact(left)) and SOMEBODY.fullmatch(compact(right)):
            yield start, match.start()
            yield from _and_cut(source, match.end(), end)
            return
    yield start, end


def _person(source: Source, start: int, end: int) -> Value:
    start, end = source.trim(start, end, "。,;、:|")
    for tail in ("等同志", "同志", "等", "共同", "分别"):
        if source.folded.endswith("负责同志", start, end):
            break
        if source.folded.endswith(tail, start, end) and end - start > len(tail):
            end -= len(tail)
    return source.value(*(source.pieces(start, end, "|") if "|" in source.folded[start:end] else [(start, end)]))


def _blank_cut(source: Source, start: int, end: int) -> Iterator[Span]:
    words = [m.span() for m in CELL.finditer(source.folded, start, end)]
    if "|" in source.folded[start:end]:
        words = [word for word in words if not source.folded.startswith("负责", *word)]
    words = _spelt(source, words)
    texts = [compact(source.folded[a:b]) for a, b in words]
    spaced_name = len(words) == 2 and all(len(text) == 1 for text in texts) and not set(texts) <= set(STEMS)  # noqa: PLR2004 - 张 某
    if len(words) < 2 or spaced_name or (len(words) == 2 and _is_spelt_name(texts)):  # noqa: PLR2004
        yield start, end
        return
    at = 0
    while at < len(words):
        upto = at + 1
        while upto < len(words) and (
            texts[upto].startswith("(") or _belongs(texts[at:upto], texts[upto], texts[upto + 1 :])
        ):
            upto += 1
        yield words[at][0], words[upto - 1][1]
        at = upto


def _spelt(source: Source, words: list[Span]) -> list[Span]:
    """The words with names that blanks part made one (站长 张 某, 站长 王 大 明); 甲 乙 丙 are three people."""
    joined: list[Span] = []
    at = 0
    while at < len(words):
        upto = at + _letters(source, words, at, after_post=bool(joined) and _is_post(source, joined[-1]))
        joined.append((words[at][0], words[upto - 1][1]))
        at = upto
    return joined


def _letters(source: Source, words: list[Span], at: int, *, after_post: bool) -> int:
    """How many words from `at` on are the letters of one name, or of a post."""
    run: list[str] = []
    for start, end in words[at : at + LONGEST_NAME]:
        word = source.folded[start:end].partition("(")[0]
        if not word or len(word) >= LONGEST_NAME - 1 or _is_post(source, (start, end)):
            break
        run.append(word)
        if len(word) < end - start:
            break  # a remark in brackets ends a name
    following = [source.folded[a:b] for a, b in words[at : at + 2]]
    if len(following) > 1 and following[1] in {"长", "任", "理", "记"} and BARE_POST.fullmatch("".join(following)):
        return 2
    if len(following) > 1 and HALF_NAMED.fullmatch(following[0]) and len(following[1].partition("(")[0]) in {1, 2}:
        return 1 if set(following[1]) <= set(STEMS) and following[0][-1] in STEMS else 2
    bracket = run and len(words) > 1 and source.folded[words[at + len(run) - 1][1] - 1] == ")"
    alone = len(words) <= 2 and not bracket  # noqa: PLR2004 - nobody else
    if alone or not run or len(run[0]) > 1 or set("".join(run)) <= set(STEMS):
        return 1
    if (after_post or bracket) and len("".join(run)) < LONGEST_NAME:
        return len(run)
    return 2 if len(run) > 1 and len(run[1]) == 1 else 1


def _is_post(source: Source, span: Span) -> bool:
    return bool(BARE_POST.fullmatch(source.folded, *span))


def _is_spelt_name(texts: list[str]) -> bool:
    """Whether a surname stands apart from its two letters, with nobody beside it: 王 大明."""
    return len(texts[0]) == 1 and texts[0] not in STEMS and len(texts[1]) == 2 and not BARE_POST.fullmatch(texts[1])  # noqa: PLR2004


def _belongs(before: list[str], word: str, rest: list[str]) -> bool:
    """Whether `word` is the name to the post before it, or the post to the name."""
    if len(before) > 1:
        return False
    post, name = bool(BARE_POST.fullmatch(before[0])), _is_name(word)
    if post and name:
        return not rest or not BARE_POST.fullmatch(rest[0]) or _is_name(rest[1] if len(rest) > 1 else word)
    return _is_name(before[0]) and bool(BARE_POST.fullmatch(word)) and not NAMED_POST.fullmatch(word)


def _is_name(word: str) -> bool:
    word = word.partition("(")[0] or word
    return len(word) < LONGEST_NAME and not BARE_POST.fullmatch(word) and not NAMED_POST.fullmatch(word)


def _prose(source: Source, start: int, end: int) -> dict[str, list[Value]]:
    """Sentences: "站长甲任组长,副站长乙任副组长,各部室负责人为成员", "组长由站长甲担任"."""
    seats: dict[str, list[Value]] = {"leaders": [], "deputies": [], "members": []}
    for role, *span in _by_verb(source, start, end):
        _seat(source, seats, role, *span)
    for match in BY_ROLE.finditer(source.folded, start, end):
        _seat(source, seats, match["role"], *match.span("who"))
    _bracketed(source, seats, start, end)
    return seats


def _bracketed(source: Source, seats: dict[str, list[Value]], start: int, end: int) -> None:
    """The people of a sentence that gives the seats in brackets after the names."""
    first = BRACKETED.search(source.folded, start, end)
    if first is None or seats["leaders"]:
        return
    begin = max(start, first.start() - LONGEST_LIST)
    begin = max(begin, *(source.folded.rfind(mark, begin, first.start()) + 1 for mark in ",;。:\n"))
    opening = OPENING.match(source.folded, begin, first.start())
    begin = opening.end() if opening else begin
    stop = SEATED_END.search(source.folded, first.end(), min(end, first.end() + LONGEST_LIST))
    members_end = stop.start() if stop else first.end()
    for a, b in source.pieces(begin, members_end, "、,"):
        seat = BRACKETED.search(source.folded, a, b)
        slot = _slot(seat["role"]) if seat else "members"
        who = source.trim(a, seat.start() if seat else b, "由以")
        seats[slot].extend(_people(source, *who, slot))


def _by_verb(source: Source, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Who stands before 任组长 and the like, back to the start of the clause or the seat before."""
    at = start
    for match in BY_VERB.finditer(source.folded, start, end):
        first = max(at, match.start() - LONGEST_LIST)
        first = max(first, *(source.folded.rfind(mark, first, match.start()) + 1 for mark in ",;。:\n"))
        opening = OPENING.match(source.folded, first, match.start())
        yield match["role"], opening.end() if opening else first, match.start()
        at = match.end()


def _seat(source: Source, seats: dict[str, list[Value]], role: str, start: int, end: int) -> None:
    slot = _slot(role)
    if slot == "leaders" and (seats["members"] or seats["leaders"]):
        return  # a second group
    start, end = source.trim(start, end, "、,由以及和了")
    if start < end:
        seats[slot].extend(_people(source, start, end, slot))


def _word_start(source: Source, at: int) -> int:
    """Where the word that runs up to `at` begins."""
    first = max(0, at - LONGEST_HEAD)
    return max([first, *(first + match.end() for match in NOT_IN_WORD.finditer(source.folded[first:at]))])


def _director(source: Source, start: int, end: int) -> Value | None:
    for pattern in DIRECTORS:
        if match := pattern.search(source.folded, start, end):
            a, b = source.trim(*match.span("who"), "由、")
            words = source.folded[a:b].split()
            if len(words) > 1 and len(words[-1]) > 1:
                a = source.folded.rindex(words[-1], a, b)
            if a < b:
                return source.value((a, b))
    return None
