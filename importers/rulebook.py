"""The reader of rulebooks (考核细则, 奖惩办法): from text to a draft in which every value shows its words."""

from importers.rule_draft import RulebookDraft
from importers.text import checked


def read(text: str) -> RulebookDraft:
    """The draft of a rulebook. A text that is no rulebook gives an empty draft that names what is missing.

    Raises Unreadable for a text that is empty, too long, or no text at all.
    """
    checked(text)
    return RulebookDraft(missing=("title", "base", "rules"))
