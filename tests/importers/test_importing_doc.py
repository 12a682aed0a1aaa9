"""The examples of docs/importing.md on plans do what the page says."""

import doctest
import importlib
import re
from pathlib import Path

from importers import duties, vocabulary
from importers.plan import read
from importers.text import Source

PAGE = Path(__file__).parents[2] / "docs" / "importing.md"


def test_the_examples_on_plans_run(monkeypatch):
    section = re.search(r"(?ms)^## A plan\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"))[1]
    example = re.search(r"(?ms)^```text\n(.*?)^```", section)[1]
    blocks = re.findall(r"(?ms)^```pycon\n(.*?)^```", section)
    monkeypatch.setattr(vocabulary, "LEAD_WORDS", vocabulary.LEAD_WORDS)
    monkeypatch.setitem(vocabulary.SECTIONS, "focus", vocabulary.SECTIONS["focus"])
    names = {
        "vocabulary": vocabulary,
        "duties": duties,
        "read": read,
        "Source": Source,
        "example": example,
        "re": re,
        "renew": lambda module: importlib.reload(module) and None,
        "titles": lambda text: [area.title.text for area in read(text).focus_areas],
    }
    failures = []
    try:
        for number, block in enumerate(blocks, 1):
            case = doctest.DocTestParser().get_doctest(block, names, f"example {number}", str(PAGE), 0)
            doctest.DocTestRunner(verbose=False).run(case, out=failures.append, clear_globs=False)
    finally:
        monkeypatch.undo()
        importlib.reload(duties)
    assert len(blocks) >= 4
    assert "".join(failures) == ""
