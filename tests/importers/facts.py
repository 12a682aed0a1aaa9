"""What of a draft is compared: the fields that a person would put right, without blanks and widths."""

import re
import unicodedata
from typing import Any

from importers.draft import PlanDraft
from importers.vocabulary import RADICALS

PARTS = {
    "leading_group": ("leaders", "deputies", "members", "office_director"),
    "phases": ("name", "start", "end"),
    "focus_areas": ("title", "lead_unit", "cooperating_units", "responsible", "due"),
    "requirements": ("title",),
}
WHOLE = ("title", "brand", "issuer", "issued_on", "goals_heading_present")


def plain(value: Any) -> Any:
    if isinstance(value, str):
        words = "".join(RADICALS.get(char, char) for char in value)
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return value


def of_answer(answer: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: plain(answer[name]) for name in WHOLE}
    for name, keys in PARTS.items():
        parts = answer[name]
        if isinstance(parts, dict):
            facts |= {f"{name}.{key}": plain(parts[key]) for key in keys}
        else:
            facts[name] = [{key: plain(part[key]) for key in keys} for part in parts]
    return facts


def of_draft(draft: PlanDraft) -> dict[str, Any]:
    return of_answer(draft.as_json())
