"""How a name is found by its pinyin."""


def spelled(name: str) -> str:
    """The syllables of a name and their initials, in lower case: 售票员甲 -> "shoupiaoyuanjia spyj"."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables take 55 MB, and few processes name anybody

    return f"{''.join(lazy_pinyin(name))} {''.join(lazy_pinyin(name, style=Style.FIRST_LETTER))}".lower()
