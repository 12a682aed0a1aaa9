"""Caps: how much one subject may gain or lose under a rule, its section or the whole book in a month, quarter or
campaign. A rulebook keeps them as `{"penalty": {"month": "5.00"}}`; they are applied when posting (services/ledger.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.rulebook import Direction, Effect, Measure, PointRule, Span
from services import accounting, totals
from services.totals import Running, Subject

EVER = (0, 999_912)  # every month there is

Caps = Mapping[tuple[Direction, Span], Decimal]


class Level(StrEnum):
    """On what a cap stands."""

    RULE = "rule"
    SECTION = "section"
    BOOK = "book"


@dataclass(frozen=True)
class Cap:
    """At most so much in one direction, counted over the totals of `scope`."""

    level: Level
    span: Span
    scope: str
    most: Decimal

    @property
    def name(self) -> str:
        """As a line that it cut names it: rule:month."""
        return f"{self.level}:{self.span}"


def read(kept: Mapping[str, Any] | None) -> dict[tuple[Direction, Span], Decimal]:
    """The caps of one rule, section or book, as they are kept."""
    return {
        (Direction(direction), Span(span)): Decimal(most)
        for direction, spans in (kept or {}).items()
        for span, most in spans.items()
    }


def written(caps: Caps) -> dict[str, dict[str, str]]:
    """As they are kept."""
    kept: dict[str, dict[str, str]] = {}
    for (direction, span), most in caps.items():
        kept.setdefault(direction.value, {})[span.value] = f"{most:.2f}"
    return kept


def over(rule: PointRule, effect: Effect) -> list[Cap]:
    """Every cap that the effect meets: the rule's own, its section's and the book's. Yuan have no caps."""
    return list(_over(rule, effect.direction)) if effect.measure is Measure.POINTS else []


def _over(rule: PointRule, direction: Direction) -> Iterator[Cap]:
    section = rule.section
    levels = (
        (Level.RULE, rule.caps, totals.rule(rule.code, direction)),
        (Level.SECTION, section.caps, totals.section(section.code, direction)),
        (Level.BOOK, section.rulebook.settings.get("caps"), totals.book(direction)),
    )
    for level, kept, scope in levels:
        for (way, span), most in read(kept).items():
            if way is direction:
                yield Cap(level, span, scope, most)


def months(span: Span, month: int) -> tuple[int, int]:
    """The first and the last accounting month of the period in which `month` lies."""
    if span is Span.CAMPAIGN:
        return EVER
    return (month, month) if span is Span.MONTH else accounting.quarter_of(month)


def fitted(
    asked: Decimal, limits: Iterable[Cap], subject: Subject, month: int, running: Running
) -> tuple[Decimal, str]:
    """What of `asked` (with its sign) the caps leave, and the name of the one that cut it; "" where none did.

    The tightest cap decides; of equally tight ones the narrowest. What was made up for an earlier month uses none.
    """
    left, by = abs(asked), ""
    for cap in limits:
        counted = running.sum(subject, cap.scope, *months(cap.span, month)) * (1 if asked > 0 else -1)
        room = max(cap.most - max(counted, totals.NOTHING), totals.NOTHING)
        if room < left:
            left, by = room, cap.name
    return left.copy_sign(asked) if left else totals.NOTHING, by
