"""The documents of these tests, and how their drafts are looked at."""

from pathlib import Path

from importers.draft import PlanDraft
from importers.plan import read

DOCUMENTS = Path(__file__).parent / "documents"


def document(name: str) -> str:
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")


def draft_of(name: str) -> PlanDraft:
    return read(document(name))


def texts(values) -> list[str]:
    return [value.text for value in values]


def stretch(phase) -> tuple[str, str, str]:
    return phase.name.text, phase.start.day.isoformat(), phase.end.day.isoformat()
