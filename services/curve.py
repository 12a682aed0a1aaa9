"""The curve: how many items were planned and how many accepted on each day of a campaign. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple


class Step(NamedTuple):
    """One occurrence of an item: the day it is due, and the day it was accepted, if it is."""

    due_on: date
    accepted_on: date | None


@dataclass(frozen=True)
class Curve:
    """Items planned on each day from first to last, and accepted on each day up to today."""

    first: date
    planned: list[int]
    accepted: list[int]


def is_accepted(steps: Sequence[Step], day: date, *, is_over: bool = True) -> bool:
    """Whether an item counts as accepted on `day`: something of it is, and all due by then (docs/rules.md, Work).

    What is due on the day itself counts once the day is over.
    """
    accepted = [step for step in steps if step.accepted_on is not None and step.accepted_on <= day]
    return bool(accepted) and not any(
        _is_due(step, day, is_over=is_over) and (step.accepted_on is None or step.accepted_on > day) for step in steps
    )


def _is_due(step: Step, day: date, *, is_over: bool) -> bool:
    return step.due_on <= day if is_over else step.due_on < day


def of_items(items: Sequence[Sequence[Step]], first: date, last: date, today: date) -> Curve:
    """Planned: at least one occurrence is due by that day. Accepted: as `is_accepted` says. Today is not over yet."""
    days = max((last - first).days + 1, 1)
    planned, accepted = [0] * days, [0] * days

    def place(day: date) -> int:
        return max((day - first).days, 0)

    for steps in items:
        if not steps:
            continue
        begins = place(min(step.due_on for step in steps))
        if begins < days:
            planned[begins] += 1
        for day, change in _changes(steps):
            if place(day) < days:
                accepted[place(day)] += change
    shown = min(max((today - first).days + 1, 0), days)
    drawn = Curve(first, list(accumulate(planned)), list(accumulate(accepted))[:shown])
    if first <= today <= last:
        drawn.planned[shown - 1] = sum(any(step.due_on < today for step in steps) for steps in items)
        drawn.accepted[shown - 1] = sum(is_accepted(steps, today, is_over=False) for steps in items)
    return drawn


def _changes(steps: Sequence[Step]) -> list[tuple[date, int]]:
    """The days on which the item begins (+1) or ceases (-1) to count as accepted."""
    moves: dict[date, tuple[int, int]] = {}

    def move(day: date, late: int, accepted: int) -> None:
        before = moves.get(day, (0, 0))
        moves[day] = before[0] + late, before[1] + accepted

    for step in steps:
        if step.accepted_on is None or step.accepted_on > step.due_on:
            move(step.due_on, 1, 0)
        if step.accepted_on is not None:
            move(step.accepted_on, -1 if step.accepted_on > step.due_on else 0, 1)
    late = accepted = 0
    counts, changes = False, []
    for day in sorted(moves):
        late, accepted = late + moves[day][0], accepted + moves[day][1]
        now = accepted > 0 and late == 0
        if now != counts:
            changes.append((day, 1 if now else -1))
            counts = now
    return changes


def day_of(curve: Curve, step: int) -> date:
    """The day of a step."""
    return curve.first + timedelta(days=step)
