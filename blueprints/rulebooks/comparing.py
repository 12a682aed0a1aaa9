"""What the page of two versions side by side shows."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from blueprints.rulebooks import telling
from models.rulebook import PointRule, Rulebook
from services import rulebook_comparison
from services.rulebook_comparison import Change

FIELDS = {
    "title": _("Title"),
    "base": _("Base points"),
    "period": _("Base and grades are for"),
    "yuan_per_point": _("Yuan per point"),
    "deputy_points": _("Deputies confirm up to, points"),
    "deputy_yuan": _("Deputies confirm up to, yuan"),
    "quota": _("Percentage of the best grade"),
    "grades": _("Grades"),
    "caps": _("Caps"),
    "name": _("Short name"),
    "text": _("Text of the rule"),
    "evidence_wanted": _("Evidence wanted"),
    "settled": _("Its cases are settled"),
    "veto": _("Veto"),
    "audience": _("Who sees its notices"),
    "computed": _("Computed each month"),
    "effects": _("Rewards and penalties"),
    "section": _("Section"),
}


def shown(old: Rulebook | None, new: Rulebook, others: Sequence[Rulebook]) -> dict[str, Any]:
    """Both versions and what differs; `others` are the earlier ones that can be chosen."""
    found = rulebook_comparison.compare(old, new) if old is not None else None
    return {
        "old": old,
        "new": new,
        "others": others,
        "is_same": found is not None and found.is_empty,
        "book": told(found.book) if found else [],
        "sections": [(one, other, told(changes)) for one, other, changes in found.sections] if found else [],
        "added": [_rule(rule) for rule in found.added] if found else [],
        "removed": [_rule(rule) for rule in found.removed] if found else [],
        "changed": [(one.new, told(one.changes)) for one in found.changed] if found else [],
    }


def _rule(rule: PointRule) -> dict[str, Any]:
    effects = [telling.of_effect(effect, is_veto=rule.veto) for effect in rule.effects]
    return {"code": rule.code, "name": rule.name, "text": rule.text, "effects": effects}


def told(changes: Sequence[Change]) -> list[tuple[Any, str, str]]:
    """What differs, by the name of its field: as it was and as it is."""
    return [
        (FIELDS[one.field], telling.of_value(one.field, one.old), telling.of_value(one.field, one.new))
        for one in changes
    ]
