"""The terms of a rulebook beside its rules: the period of its base, who confirms up to what, yuan, grades, its caps.

They are kept in `Rulebook.settings`, amounts as text, what is not set left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from models.case import PointCase
from models.refusals import RuleBroken
from models.rulebook import Direction, Measure, Rulebook, Span
from services import caps

ALL_OF_THEM = Decimal(100)  # percent


@dataclass(frozen=True)
class Grade:
    """等次: for a score from `least` on and below `below`; None is open. `factor` (系数) multiplies the pay.

    `line`: where it was written.
    """

    name: str
    least: Decimal | None = None
    below: Decimal | None = None
    factor: Decimal = Decimal(1)
    line: int = 0


@dataclass(frozen=True)
class Terms:
    """What a book says beside its rules. None is no limit; `quota` is the percentage that the best grade may have.

    A deputy confirms up to `deputy_points` and `deputy_yuan` a line; what is above, and every veto, is the leader's.
    """

    period: Span = Span.MONTH
    yuan_per_point: Decimal = Decimal(0)
    deputy_points: Decimal | None = None
    deputy_yuan: Decimal | None = None
    quota: Decimal | None = None
    grades: tuple[Grade, ...] = ()
    caps: Mapping[tuple[Direction, Span], Decimal] = field(default_factory=dict)


def of(rulebook: Rulebook) -> Terms:
    """The terms of a book; what it does not say is as usual."""
    kept = rulebook.settings
    return Terms(
        period=Span(kept.get("period", Span.MONTH)),
        yuan_per_point=Decimal(kept.get("yuan_per_point", "0")),
        deputy_points=_amount(kept, "deputy_points"),
        deputy_yuan=_amount(kept, "deputy_yuan"),
        quota=_amount(kept, "quota"),
        grades=tuple(
            Grade(one["name"], _amount(one, "least"), _amount(one, "below"), Decimal(one.get("factor", "1")), line)
            for line, one in enumerate(kept.get("grades", ()))
        ),
        caps=caps.read(kept.get("caps")),
    )


def _amount(kept: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(kept[name]) if kept.get(name) is not None else None


def written(terms: Terms) -> dict[str, Any]:
    """As `Rulebook.settings` keeps them: the best grade first."""
    amounts = {name: getattr(terms, name) for name in ("deputy_points", "deputy_yuan", "quota")}
    return {
        "period": terms.period.value,
        "yuan_per_point": str(terms.yuan_per_point),
        **{name: str(amount) for name, amount in amounts.items() if amount is not None},
        "grades": [
            {
                "name": one.name.strip(),
                "factor": str(one.factor),
                **{name: str(amount) for name in ("least", "below") if (amount := getattr(one, name)) is not None},
            }
            for one in in_order(terms.grades)
        ],
        "caps": caps.written(terms.caps),
    }


def in_order(grades: tuple[Grade, ...]) -> list[Grade]:
    """The best first, the one open below last."""
    return sorted(grades, key=lambda one: (one.least is not None, one.least or Decimal(0)), reverse=True)


def refuse_grades(grades: tuple[Grade, ...]) -> None:
    """Raises RuleBroken where a score would have no grade or two, or a name stands twice. No grades are well."""
    ordered = in_order(grades)
    names = [one.name for one in ordered]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RuleBroken("grade_twice", name=twice)
    for better, worse in pairwise(ordered):
        if better.least is None or worse.below is None or worse.below > better.least:
            raise RuleBroken("grades_overlap", better=better.name, worse=worse.name)
        if worse.below < better.least:
            raise RuleBroken("grades_gap", least=f"{worse.below:.2f}", below=f"{better.least:.2f}")
    for one in ordered:
        if one.least is not None and one.below is not None and one.least >= one.below:
            raise RuleBroken("grade_empty", name=one.name)
    if ordered and ordered[0].below is not None:
        raise RuleBroken("grades_end", name=ordered[0].name)
    if ordered and ordered[-1].least is not None:
        raise RuleBroken("grades_begin", name=ordered[-1].name)


def grade_of(terms: Terms, score: Decimal) -> Grade | None:
    """The grade of a score; None where the book has none."""
    for one in terms.grades:
        if (one.least is None or score >= one.least) and (one.below is None or score < one.below):
            return one
    return None


def is_leaders_alone(case: PointCase) -> bool:
    """Whether only the leader confirms it: a veto, or a line above what deputies confirm, as asked or as decided."""
    if case.rule.veto:
        return True
    terms = of(case.rulebook)
    limits = {Measure.POINTS: terms.deputy_points, Measure.YUAN: terms.deputy_yuan}
    return any(
        max(abs(line.asked), abs(line.decided or Decimal(0))) > limit
        for line in case.lines
        if (limit := limits[line.effect.measure]) is not None
    )
