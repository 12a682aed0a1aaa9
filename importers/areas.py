"""The focus areas of a plan, from its sections or from a table, each with who answers for it and its tasks."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from importers import dates, duties, items, tables, tasks
from importers.dates import Clock
from importers.draft import Day, FocusArea, Phase, Requirement, Span, Value
from importers.duties import Duty
from importers.numbering import Node
from importers.phases import past
from importers.text import Source
from importers.vocabulary import ALL_UNITS

LONGEST_TITLE_BEFORE_COLON = 20


def read(source: Source, nodes: list[Node], clock: Clock) -> tuple[FocusArea, ...]:
    """The areas in the order of the text. A table of tasks is used where no section names any duty."""
    rows = [row for row in tables.rows(source, "title") if "phase" not in row.cells]
    if rows and not any(duties.present(source, node.start, node.end) for node in nodes):
        return tuple(_row(source, row, index, clock) for index, row in enumerate(rows, 1))
    return tuple(_area(source, node, clock) for node in nodes)


def within(found: tuple[FocusArea, ...], phases: tuple[Phase, ...]) -> tuple[FocusArea, ...]:
    """The areas with due dates whose year was inferred moved into the campaign, where one year's step does it."""
    days = [end.day for phase in phases for end in (phase.start, phase.end) if end]
    if not days:
        return found
    return tuple(replace(area, due=_moved(area.due, min(days), max(days))) for area in found)


def _moved(due: Day | None, first: date, last: date) -> Day | None:
    if due is None or not due.guessed or first <= due.day <= last:
        return due
    for step in (-1, 1):
        year = due.day.year + step
        other = date(year, due.day.month, min(due.day.day, monthrange(year, due.day.month)[1]))
        if first <= other <= last:
            return replace(due, day=other)
    return due


def requirements(source: Source, section: Node | None) -> tuple[Requirement, ...]:
    """The items of the section on measures."""
    nodes = items.of(source, section) if section else []
    named = [(node, title(source, node, [])) for node in nodes]
    return tuple(Requirement(source.value(span), _text(source, node, span[1])) for node, span in named)


def title(source: Source, node: Node, zones: list[Span]) -> Span:
    """The heading up to its first full stop, without the words on who answers for it."""
    start, end = node.heading
    end = min([end, *(a for a, _ in zones if a > start)])
    colon = source.folded.find(":", start, end)
    if start < colon <= start + LONGEST_TITLE_BEFORE_COLON:
        end = colon
    return source.trim(start, end, "。;:,")


def _text(source: Source, node: Node, start: int) -> Value | None:
    start = past(source, start, node.end)
    text = source.prose(start, node.end)
    return text if text.text else None


def _area(source: Source, node: Node, clock: Clock) -> FocusArea:
    duty = duties.read(source, node.text_start, node.end, clock)
    named = title(source, node, duty.zones)
    return FocusArea(
        title=source.value(named),
        text=_text(source, node, named[1]),
        lead_unit=duty.lead,
        cooperating_units=duty.helpers,
        responsible=duty.persons,
        due=duty.due,
        all_units=duty.all_units,
        tasks=tasks.read(source, node, named, duty.zones, clock),
    )


def _row(source: Source, row: tables.Row, index: int, clock: Clock) -> FocusArea:
    duty = _row_duty(source, row, clock)
    start, end = row.cells.get("title", row.span)
    text = row.cells.get("text")
    place = f"第 {index} 行"
    return FocusArea(
        title=source.value((start, end)),
        text=source.prose(*text) if text else None,
        lead_unit=duty.lead,
        cooperating_units=duty.helpers,
        responsible=duty.persons,
        due=duty.due,
        all_units=any(
            value.text.startswith(ALL_UNITS) for value in (*((duty.lead,) if duty.lead else ()), *duty.helpers)
        ),
        tasks=tasks.of_text(source, *(text or (start, end)), place, clock),
    )


def _row_duty(source: Source, row: tables.Row, clock: Clock) -> Duty:
    lists = duties.Lists()
    for column, span in row.cells.items():
        if column == "due":
            found = dates.find(source.folded, *span, clock)
            lists.due = found[-1].last() if found else None
        elif column in {"lead", "help", "plain", "person"}:
            getattr(lists, column).extend(duties.names(source, *span))
    return lists.duty()
