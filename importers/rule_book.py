"""From the tree of pieces to sections of rules: what headings hand down, what caps reach, what is left."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from importers import rule_caps, rule_clauses, rule_unread
from importers.draft import Value
from importers.refusals import Unreadable
from importers.rule_caps import Cap
from importers.rule_clauses import Item
from importers.rule_draft import REWARD, Amount, RuleDraft, SectionDraft, Unread
from importers.rule_handing import about, handed_to, share_cap, split_payers, veto_of, with_caps, without_condition
from importers.rule_headings import (
    LONGEST_TITLE,
    amount_of,
    bare_unit,
    context_of,
    direction_of,
    is_title,
    number_in,
    own_standard,
    part_of,
    spelled,
)
from importers.rule_hits import Context
from importers.rule_outline import FORMULA, Piece, outline
from importers.rule_tables import Row
from importers.rule_view import View
from importers.rule_vocabulary import (
    ANNOUNCING,
    INHERITING,
    POINTING_BACK,
    VETOES,
)
from importers.text import MOST_CHARACTERS, Source, compact, simple

DEEPEST = 40
OWN, HANDED = "own", "handed"
LONGEST_ITEM = 4000
MOST_RULES = 3000
MOST_WAITING = 40
SHORTEST_LIST = 4
LONGEST_VETO = 14
HANDS_DOWN = re.compile(INHERITING)
VETO = re.compile("|".join(VETOES))
BACK = re.compile(POINTING_BACK)
ANNOUNCED = re.compile(ANNOUNCING)
OF_ROWS = frozenset({"content", "criteria"})
NUMBER_ONLY = re.compile(r"[\d.\s]*分?|[-—/\s]*")
REMARK = re.compile("备注|说明")
STARRED = re.compile(r"[★※]")
AMOUNT_HEADING = re.compile(r"\((?:[^()]*\d[^()]*(?:[分元%])[^()]*)\)[:]?$|:$")


@dataclass
class Part:
    """A section as it is put together."""

    number: str = ""
    title: Value | None = None
    rules: list[RuleDraft] = field(default_factory=list)
    standard: Amount | None = None
    caps: list[tuple[Cap, Amount]] = field(default_factory=list)


@dataclass(frozen=True)
class Scope:
    """What the headings above a piece say."""

    part: Part
    context: Context = field(default_factory=Context)
    handed: tuple[RuleDraft, ...] = ()
    caps: tuple[tuple[Cap, Amount], ...] = ()
    depth: int = 0


@dataclass(frozen=True)
class Merged:
    """The cells that may be merged over the rows beneath: blank there, and still what those are about."""

    section: View | None = None
    content: View | None = None


class Book:
    """The sections of one rulebook and what is unread."""

    def __init__(self, source: Source, root: Piece, title: str = "") -> None:
        """Read the tree."""
        self.source = source
        self.parts: list[Part] = []
        self.unread: list[Unread] = []
        self.total: dict[str, Amount] = {}
        self.used_up: Cap | None = None
        self.kept = 0
        self.standards: dict[int, Amount] = {}
        heading = Context(direction=direction_of(simple(title)))
        self._children(root, Scope(self._part("", None), heading))

    def sections(self) -> tuple[SectionDraft, ...]:
        """Every section that has rules, with the caps where they belong."""
        return tuple(self._section(part) for part in self.parts if part.rules)

    # ------------------------------------------------------------------------------------------ the tree

    def _part(self, number: str, title: Value | None) -> Part:
        part = Part(number, title)
        self.parts.append(part)
        return part

    def _children(self, piece: Piece, scope: Scope) -> None:
        waiting: list[tuple[Piece, View]] = []
        numbered = any(child.number for child in piece.children)
        outer = scope
        following = {id(one): other.style for one, other in pairwise(piece.children)}
        announced = False
        for child in piece.children:
            if child.rows:
                self._table(child.rows, scope)
            elif child.children and scope.depth < DEEPEST:
                self._heading(child, scope)
            elif handed := self._announced(child, piece.children, scope):
                scope = replace(scope, handed=handed)
                announced = child.style == "plain" and following.get(id(child)) == "plain"
            else:
                plain = not child.number and child.style == "plain"
                own = self._leaf(child, scope, waiting, loose=numbered and plain and not announced) == OWN
                if announced and (own or not plain):
                    announced, scope = False, scope if child.number else replace(scope, handed=outer.handed)

    def _announced(self, child: Piece, siblings: list[Piece], scope: Scope) -> tuple[RuleDraft, ...]:
        """What a paragraph lays on the items after it: (凡违反以下每条,每次罚款10元)."""
        if child.number or child is siblings[-1] or len(siblings) < 3:  # noqa: PLR2004 - a list has two items
            return ()
        view = View.of(self.source, *child.spans)
        if not ANNOUNCED.search(view.words) or ":" in view.words[:-1] or "。" in view.words[:-2]:
            return ()
        item = rule_clauses.read(view, scope.context, "")
        handed, others = split_payers(item.rules) if item.rules else ((), [])
        self._keep(scope.part, others)
        return handed

    def _heading(self, piece: Piece, scope: Scope) -> None:
        title, body = self._title_and_body(piece)
        view = View.of(self.source, *title)
        below = replace(scope, context=context_of(view, scope.context), depth=scope.depth + 1)
        item = rule_clauses.read(view, below.context, piece.label)
        hands_down = bool(item.rules) and self._hands_down(view, item)
        if not item.rules and VETO.search(view.words) and len(view.words) <= LONGEST_TITLE:
            below = replace(below, handed=(veto_of(view),))
        if is_title(view.words):
            item.left[:] = item.left if FORMULA.match(view.words) else []
            part = self._part(piece.label, view.value(0, len(view.words)) if view.words else None)
            part.standard = amount_of(view, below.context.standard)
            below = replace(below, part=part)
        below = replace(below, caps=(*self._own_caps(item), *scope.caps))
        if hands_down:
            first, others = split_payers(item.rules)
            self._keep(below.part, others)
            below = replace(below, handed=first)
        else:
            self._take(item, view, below)
        if body:
            self._read_leaf(View.of(self.source, *body), "", below)
        self._children(piece, below)

    def _title_and_body(self, piece: Piece) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """A heading and the sentences that follow it in the same piece."""
        start, end = piece.spans[0]
        line = self.source.folded[start:end]
        match = re.match(r"(?P<title>[^\s。;,:!?]{2,20})\s{1,4}(?=[\u4e00-\u9fff“《])(?=[^\n]*[。;,])", line)
        if match and len(piece.spans) == 1:
            return [(start, start + match.end("title"))], [(start + match.end(), end)]
        if len(piece.spans) > 1 and len(line) <= LONGEST_TITLE and line[-1:] not in ",、":
            return piece.spans[:1], piece.spans[1:]
        return piece.spans, []

    def _hands_down(self, view: View, item: Item) -> bool:
        """Whether what is under a heading takes its amount: 有下列行为之一的,罚款50元:."""
        words = view.words
        last = view.at[words.rfind("。", 0, len(words) - 1) + 1]
        stated = any(span[1] > last for span in item.rules[0].text.spans)
        return stated and bool(HANDS_DOWN.search(words) or AMOUNT_HEADING.search(words))

    def _leaf(self, piece: Piece, scope: Scope, waiting: list[tuple[Piece, View]], *, loose: bool) -> str:
        """Read an item or a paragraph; whether its rules are its OWN, HANDED down, or none."""
        view = View.of(self.source, *piece.spans)
        if BACK.match(view.words) and waiting:
            item = rule_clauses.read(view, scope.context, piece.label)
            if item.rules:
                for one, words in waiting:
                    self._keep(scope.part, handed_to(tuple(item.rules[:1]), words, one.label))
                    self.unread = [
                        left for left in self.unread if left.text.spans != words.value(0, len(words.words)).spans
                    ]
                self._keep(scope.part, item.rules[1:])
                waiting.clear()
                return OWN
        alone = (loose and not STARRED.match(view.words)) or FORMULA.match(view.words)
        handed = () if alone else scope.handed
        found = self._read_leaf(view, piece.label, replace(scope, handed=handed))
        if not found:
            waiting.append((piece, view))
            del waiting[:-MOST_WAITING]
        return found

    def _read_leaf(self, view: View, label: str, scope: Scope) -> str:
        """Read an item; OWN, HANDED or nothing by what came of it. One longer than any real item is read in parts, so that a text
        without line ends costs no more than one with.
        """
        if len(view.words) > LONGEST_ITEM:
            parts = range(0, len(view.words), LONGEST_ITEM)
            found = [self._read_leaf(part_of(view, at, at + LONGEST_ITEM), label, scope) for at in parts]
            return max(found)
        context = replace(scope.context, standard=own_standard(view) or scope.context.standard)
        colon = view.words.find(":")
        if 0 < colon < len(view.words) - SHORTEST_LIST:
            head = part_of(view, 0, colon)
            listed = HANDS_DOWN.search(head.words)
            rules = rule_clauses.read(head, context, label).rules if listed else []
            if not rules and len(head.words) <= LONGEST_VETO and VETO.search(head.words):
                rules = [veto_of(head)]
            if not listed and not rules and is_title(head.words) and list(rule_caps.find(head.words, 0, colon)):
                below = replace(scope, context=context_of(head, scope.context))
                caps = self._own_caps(rule_clauses.read(head, below.context, label))
                rest = part_of(view, colon + 1, len(view.words))
                return self._read_leaf(rest, label, replace(below, caps=(*caps, *scope.caps)))
            if rules:
                return self._in_line(view, colon + 1, rules, label, replace(scope, context=context))
        item = rule_clauses.read(view, context, label)
        if not item.rules and not item.caps and scope.handed and view.words:
            self._keep(scope.part, handed_to(scope.handed, view, label))
            return HANDED
        self._take(item, view, replace(scope, context=context))
        return OWN if item.rules else ""

    def _in_line(self, view: View, at: int, head: list[RuleDraft], label: str, scope: Scope) -> str:
        """A list in one sentence: 有下列情形之一的,每次扣2分:迟到;早退."""
        first, others = split_payers(head)
        self._keep(scope.part, others)
        for match in re.finditer(r"[^;。]+", view.words[at:]):
            start, end = at + match.start(), at + match.end()
            piece = part_of(view, start, end)
            item = rule_clauses.read(piece, scope.context, label)
            self._keep(scope.part, item.rules or handed_to(first, piece, label))
        return OWN

    def _keep(self, part: Part, rules: list[RuleDraft]) -> None:
        """Add rules to a section. Raises Unreadable for more than any rulebook has."""
        part.rules.extend(rules)
        self.kept += sum(len(rule.effects) for rule in rules)
        if self.kept > MOST_RULES:
            raise Unreadable("too_long", most=MOST_CHARACTERS)

    def _take(self, item: Item, view: View, scope: Scope) -> None:
        """Keep the rules, send the caps where they reach, and note what was left."""
        rules = [with_caps(rule, scope.caps) for rule in item.rules]
        if standard := amount_of(view, scope.context.standard) or scope.part.standard:
            self.standards.update((id(rule), standard) for rule in rules)
        self._keep(scope.part, rules)
        for cap, amount in item.caps:
            self._cap(cap, amount, scope, alone=not item.rules)
        for start, end in item.left:
            if not any(cap.start < end and start < cap.end for cap, _ in item.caps):
                left = rule_unread.unread(view, start, end)
                self.unread.extend([left] if left else [])

    def _cap(self, cap: Cap, amount: Amount | None, scope: Scope, *, alone: bool) -> None:
        if amount is None:
            if (cap.sum is None and scope.part.standard is None) or cap.whole:
                self.used_up = cap
            elif scope.part.standard:
                scope.part.caps.append((cap, replace(scope.part.standard, guessed=True)))
            return
        if cap.rewards and not cap.here and (alone or cap.whole) and cap.sum:
            self.total.setdefault(cap.sum.unit, amount)
        else:
            scope.part.caps.append((cap, amount))

    def _own_caps(self, item: Item) -> list[tuple[Cap, Amount]]:
        """The caps that a heading states for all beneath it."""
        mine = [(cap, amount) for cap, amount in item.caps if amount]
        item.caps = [pair for pair in item.caps if not pair[1]]
        return mine

    # ------------------------------------------------------------------------------------------ tables

    def _table(self, rows: tuple[Row, ...], scope: Scope) -> None:
        before: Row | None = None
        part = scope.part
        name = ""
        merged = Merged()
        for index, row in enumerate(rows):
            filled = [cell for cell in row.cells if cell[0] < cell[1]]
            if len(filled) == 1 and len(row.cells) > 1 and row.kinds[row.cells.index(filled[0])] not in OF_ROWS:
                view = View.of(self.source, *filled)
                if self._names_rows(view, rows[index + 1 :], scope):
                    scope = replace(scope, context=context_of(view, scope.context))
                    part = self._part("", view.value(0, len(view.words)))
                    merged = Merged()
                else:
                    self._read_leaf(view, "", replace(scope, part=part))
                continue
            cell = self._cell(row, "section")
            if cell and cell.words and cell.words != name:
                name = cell.words
                part = self._part(self._text(row, "number"), cell.value(0, len(cell.words)))
            if cell:
                merged = Merged(cell)
            merged = replace(merged, content=self._cell(row, "content") or merged.content)
            below = replace(scope, part=part)
            already = len(part.rules), len(self.unread), len(part.caps)
            self._row(row, before, below, merged)
            self._rest(row, before, part, already)
            before = row

    def _names_rows(self, view: View, after: tuple[Row, ...], scope: Scope) -> bool:
        """Whether a lone cell is the title of the rows after it, and neither a rule nor a remark at the end."""
        if len(view.words) > LONGEST_TITLE or re.search(r"[。;]", view.words) or FORMULA.match(view.words):
            return False
        return bool(after) and not rule_clauses.read(view, scope.context).rules

    def _rest(self, row: Row, before: Row | None, part: Part, already: tuple[int, int, int]) -> None:
        """What of a row came into no rule is kept as unread; a cell merged over several rows once."""
        rules, left, caps = part.rules[already[0] :], self.unread[already[1] :], part.caps[already[2] :]
        read = [
            span for rule in rules for value in (rule.text, *(e.text for e in rule.effects)) for span in value.spans
        ]
        read += [span for one in left for span in one.text.spans]
        read += [span for _, amount in caps for span in amount.spans]
        read += [span for rule in rules for e in rule.effects if e.cap for span in e.cap.spans]
        rest = []
        for index, (cell, kind) in enumerate(zip(row.cells, row.kinds, strict=True)):
            words = self.source.folded[slice(*cell)]
            merged = before is not None and index < len(before.cells) and self._same(before.cells[index], cell)
            if cell[0] == cell[1] or kind == "number" or merged or NUMBER_ONLY.fullmatch(words):
                continue
            if (kind == "section" and rules) or (kind == "ignored" and not REMARK.search(row.headings[index])):
                continue
            told = any(compact(words) in compact(self.source.folded[start:end]) for start, end in read)
            if not told and not any(start < cell[1] and cell[0] < end for start, end in read):
                rest.append(cell)
        if rest:
            views = [View.of(self.source, cell) for cell in rest]
            values = [view.value(0, len(view.words)) for view in views]
            text = Value("，".join(value.text for value in values), tuple(s for value in values for s in value.spans))
            if len(text.text) > 1:
                self.unread.append(Unread(text, rule_unread.why(",".join(view.words for view in views))))

    def _cell(self, row: Row, kind: str) -> View | None:
        spans = [cell for cell, what in zip(row.cells, row.kinds, strict=True) if what == kind and cell[0] < cell[1]]
        return View.of(self.source, spans[0]) if spans else None

    def _beside(self, row: Row) -> View | None:
        """The words before the last cell of a row whose columns have no names."""
        if any(row.kinds):
            return None
        cells = [cell for cell in row.cells if not NUMBER_ONLY.fullmatch(self.source.folded[slice(*cell)])]
        return View.of(self.source, cells[-2]) if len(cells) > 1 else None

    def _text(self, row: Row, kind: str) -> str:
        cell = self._cell(row, kind)
        return cell.words if cell else ""

    def _row(self, row: Row, before: Row | None, scope: Scope, merged: Merged) -> None:
        section, standard = merged.section, self._cell(row, "standard")
        context = context_of(section, scope.context) if section else scope.context
        if standard:
            context = replace(context, standard=number_in(standard.words) or context.standard)
            caps = list(
                rule_caps.find(standard.words + "分" * standard.words[-1:].isdigit(), 0, len(standard.words) + 1)
            )
            if caps and caps[0].sum and caps[0].sum.most:
                scope = replace(
                    scope,
                    caps=((caps[0], Amount(caps[0].sum.most, (standard.span(0, len(standard.words)),))), *scope.caps),
                )
        if not scope.part.standard and context.standard and standard:
            scope.part.standard = amount_of(standard, context.standard)
        remark = self._cell(row, "ignored")
        if remark and scope.part.standard and rule_caps.USED_UP.fullmatch(remark.words):
            used_up = next(rule_caps.find(remark.words, 0, len(remark.words)))
            scope.part.caps.append((used_up, replace(scope.part.standard, guessed=True)))
        content = merged.content or section or self._beside(row)
        before_row = len(scope.part.rules)
        for index, (cell, kind) in enumerate(zip(row.cells, row.kinds, strict=True)):
            if cell[0] == cell[1] or kind in {"ignored", "number", "standard", "section"}:
                continue
            heading = row.headings[index]
            here = replace(context, direction=direction_of(heading) or context.direction, bare=bare_unit(heading))
            here = replace(here, stated=content is not None and content.at[:1] != (cell[0],) and kind != "content")
            again = before is not None and index < len(before.cells) and self._same(before.cells[index], cell)
            self._criteria(cell, replace(scope, context=here), content, self._text(row, "number"), again=again)
        if standard and context.direction and len(scope.part.rules) == before_row and "criteria" not in row.kinds:
            here = replace(context, bare="分")
            self._criteria(
                next(
                    cell
                    for cell, kind in zip(row.cells, row.kinds, strict=True)
                    if kind == "standard" and cell[0] < cell[1]
                ),
                replace(scope, context=here),
                content,
                self._text(row, "number"),
                again=False,
            )

    def _same(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        return self.source.folded[slice(*one)] == self.source.folded[slice(*other)]

    def _criteria(self, cell: tuple[int, int], scope: Scope, content: View | None, label: str, *, again: bool) -> None:
        view = View.of(self.source, cell)
        item = rule_clauses.read(view, scope.context, label)
        if not item.rules and (in_words := spelled(view, scope.context)):
            item = rule_clauses.read(in_words, scope.context, label)
        if not item.rules and not item.caps:
            return
        bare = [rule for rule in item.rules if without_condition(rule)]
        if again and not bare:
            return
        if len(re.findall(r"(?:^|\s|[。;])\(?\d{1,2}[.、)]", self.source.folded[slice(*cell)])) > 1:
            before = len(scope.part.rules)
            self._children(outline(self.source, *cell, {}), replace(scope, depth=scope.depth + 1))
            share_cap(scope.part.rules, before)
            return
        if bare and content and content.at[:1] != view.at[:1]:
            item.rules = [about(rule, content) if rule in bare else rule for rule in item.rules]
        self._take(item, view, scope)

    # ------------------------------------------------------------------------------------------ sections

    def _section(self, part: Part) -> SectionDraft:
        rules = tuple(self._capped(rule, part) for rule in part.rules)
        cap = next((amount for _, amount in part.caps), None)
        return SectionDraft(part.number, part.title, rules, cap, part.standard)

    def _capped(self, rule: RuleDraft, part: Part) -> RuleDraft:
        standard = self.standards.get(id(rule), part.standard)
        rule = with_caps(rule, tuple(part.caps))
        if self.used_up and standard:
            rule = with_caps(rule, ((replace(self.used_up, penalties=True), replace(standard, guessed=True)),))
        effects = tuple(
            replace(effect, cap=self.total.get(effect.unit))
            if effect.cap is None and effect.direction == REWARD and effect.least is not None
            else effect
            for effect in rule.effects
        )
        return replace(rule, effects=effects)
