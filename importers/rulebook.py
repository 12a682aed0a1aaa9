"""The reader of rulebooks (考核细则, 奖惩办法): from text to a draft in which every value shows its words.

The text becomes a tree of pieces (rule_outline) and rows of tables (rule_tables). Each piece is read clause by clause
(rule_clauses: amounts, payers, periods, caps); a heading hands down its amount, direction and standard score; what is
left is kept as 未读作细则 with the reason (rule_unread).
"""

from importers import rule_caps, rule_tables, rule_unread
from importers.draft import Span
from importers.rule_book import Book
from importers.rule_draft import Amount, RulebookDraft
from importers.rule_outline import Piece, outline
from importers.rule_view import View
from importers.text import Source, checked


def read(text: str) -> RulebookDraft:
    """The draft of a rulebook. A text that is no rulebook gives an empty draft that names what is missing.

    Raises Unreadable for a text that is empty, too long, or no text at all.
    """
    source = Source(checked(text))
    title, start = rule_unread.title(source)
    tables = {
        table.start: Piece("table", 0, "", [(table.start, table.end)], rows=table.rows)
        for table in rule_tables.find(source)
        if table.start >= start
    }
    root = outline(source, start, len(text), tables)
    book = Book(source, root, title.text if title else "")
    draft = RulebookDraft(title=title, base=_base(source), sections=book.sections(), unread=tuple(book.unread))
    missing = tuple(
        name for name, found in (("title", title), ("base", draft.base), ("rules", any(draft.rules()))) if not found
    )
    return RulebookDraft(title, draft.base, draft.sections, draft.unread, rule_unread.warnings(draft), missing)


def _base(source: Source) -> Amount | None:
    whole: Span = (0, min(len(source.text), 5000))
    view = View.of(source, whole)
    found = rule_caps.base(view.words)
    if found is None or found.most is None:
        return None
    return Amount(found.most, (view.span(found.start, found.end),))
