"""How a name is found by its pinyin."""

from pypinyin import Style, lazy_pinyin


def spelled(name: str) -> str:
    """The syllables of a name and their initials, in lower case: 售票员甲 -> "shoupiaoyuanjia spyj"."""
    return f"{''.join(lazy_pinyin(name))} {''.join(lazy_pinyin(name, style=Style.FIRST_LETTER))}".lower()
