"""Computed rules: what each department's work comes to in a month, drawn up as cases with the frozen list behind them.

Never typed by anybody (docs/rules.md, Rulebook): the list for which they are drawn up settles them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.campaign import Campaign
from models.case import CaseLine, CaseState, PointCase
from models.checklist import Checklist, ChecklistItem, ItemRevision
from models.finding import Finding, FindingState
from models.lookback import LookBack, LookBackItem, Verdict
from models.month import MonthlyList
from models.rulebook import Computed, PointRule, Rulebook
from models.types import cents
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from models.work import Occurrence, OccurrenceState
from services import accounting, clocks, evidence, numbered, rulebooks, settings, stored_words, traces

ONE = Decimal(1)
DRAWN_UP = "case.drawn_up"


@dataclass(frozen=True)
class Row:
    """One line of the frozen list: what was due or looked at, whether it is well, and its weight in points."""

    name: str
    is_well: bool
    weight: Decimal = ONE
    detail: str = ""


@dataclass(frozen=True)
class Share:
    """What a department did of what was due in the month."""

    rows: Sequence[Row]

    @property
    def due(self) -> Decimal:
        """The weight of everything."""
        return sum((row.weight for row in self.rows), Decimal(0))

    @property
    def well(self) -> Decimal:
        """The weight of what is well."""
        return sum((row.weight for row in self.rows if row.is_well), Decimal(0))

    def of(self, most: Decimal) -> Decimal:
        """The same share of `most`, rounded half up to hundredths."""
        return cents(self.well * most / self.due)


def draw_up(month_list: MonthlyList, *, by: Visitor, at: datetime) -> list[PointCase]:
    """A case for each department under each computed rule of the rulebook in force on the month's last day.

    None where nothing was due, nor after the campaign's end. Putting a list on notice calls it, once.
    """
    campaign = month_list.campaign
    if accounting.first_day(month_list.month) > campaign.ends_on:
        return []
    day = min(accounting.last_day(month_list.month), campaign.ends_on)
    rulebook = rulebooks.whole_in_force_on(campaign.id, day)
    rules = [
        rule
        for section in (rulebook.sections if rulebook else [])
        for rule in section.rules
        if rule.computed is not None
    ]
    if rulebook is None or not rules:
        return []
    homes = _homes(campaign.organisation_id)
    departments = list(dict.fromkeys(homes.values()))
    drawn = []
    for rule in rules:
        shares = shares_of(rule.computed, campaign, month_list.month, homes)
        drawn += [
            _case(month_list, rulebook, rule, unit, shares[unit.id], by=by, at=at)
            for unit in departments
            if unit.id in shares
        ]
    return drawn


def shares_of(computed: Computed | None, campaign: Campaign, month: int, homes: Mapping[int, Unit]) -> dict[int, Share]:
    """Each department's share of the month; who had nothing due is missing. `homes`: the department of each unit."""
    zone = ZoneInfo(settings.of_organisation(campaign.organisation_id).zone)
    first = clocks.start_of_day(accounting.first_day(month), zone)
    last = clocks.end_of_day(accounting.last_day(month), zone)
    reading: dict[Computed, Callable[[int, datetime, datetime, ZoneInfo], Mapping[int, list[Row]]]] = {
        Computed.CHECKLIST: _items,
        Computed.FINDINGS: _findings,
        Computed.VERDICTS: _verdicts,
    }
    found: dict[int, list[Row]] = defaultdict(list)
    for unit_id, rows in reading[computed](campaign.id, first, last, zone).items() if computed else ():
        if unit_id in homes:
            found[homes[unit_id].id] += rows
    return {unit_id: Share(rows) for unit_id, rows in found.items()}


def _homes(organisation_id: int) -> dict[int, Unit]:
    """Each active department of the organisation for itself, and for its squads."""
    units = db.session.scalars(
        select(Unit).where(Unit.organisation_id == organisation_id).order_by(Unit.position, Unit.id)
    ).all()
    departments = [unit for unit in units if unit.kind is UnitKind.DEPARTMENT and unit.active]
    return {unit.id: home for home in departments for unit in units if unit.is_within(home.path)}


def _items(campaign_id: int, first: datetime, last: datetime, _zone: ZoneInfo) -> dict[int, list[Row]]:
    """Items of which an occurrence is due in the month; well when every such occurrence is accepted.

    An item that ended by then is not counted; one without points weighs 1.
    """
    occurrences = db.session.execute(
        select(Checklist.department_id, ChecklistItem.id, ItemRevision.title, ItemRevision.points, Occurrence.state)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(ItemRevision, ItemRevision.id == ChecklistItem.in_force_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(
            Checklist.campaign_id == campaign_id,
            Occurrence.due_at.between(first, last),
            ChecklistItem.ended_at.is_(None) | (ChecklistItem.ended_at > last),
        )
        .order_by(Checklist.department_id, ChecklistItem.position, ChecklistItem.id, Occurrence.due_at)
    )
    states: dict[tuple[int, int], list[OccurrenceState]] = defaultdict(list)
    words: dict[tuple[int, int], tuple[str, Decimal]] = {}
    for department_id, item_id, title, points, state in occurrences:
        states[department_id, item_id].append(state)
        words[department_id, item_id] = title, points or ONE
    found: dict[int, list[Row]] = defaultdict(list)
    for key, of_item in states.items():
        accepted = of_item.count(OccurrenceState.ACCEPTED)
        title, weight = words[key]
        found[key[0]].append(Row(title, accepted == len(of_item), weight, stored_words.times(len(of_item), accepted)))
    return found


def _findings(campaign_id: int, first: datetime, last: datetime, zone: ZoneInfo) -> dict[int, list[Row]]:
    """Findings due in the month; well when closed out by then."""
    findings = db.session.scalars(
        select(Finding)
        .where(Finding.campaign_id == campaign_id, Finding.due_at.between(first, last))
        .order_by(Finding.unit_id, Finding.number)
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for one in findings:
        closed = one.closed_at if one.state is FindingState.CLOSED_OUT else None
        closed_on = clocks.local_day(closed, zone) if closed is not None else None
        detail = stored_words.limit(clocks.local_day(one.due_at, zone), closed_on)
        well = closed is not None and closed <= one.due_at
        found[one.unit_id].append(Row(f"{numbered.finding(one.number)} {one.text}", well, detail=detail))
    return found


def _verdicts(campaign_id: int, first: datetime, last: datetime, _zone: ZoneInfo) -> dict[int, list[Row]]:
    """What re-checks decided in the month; well when it held. What was not checkable was not looked at."""
    looked = db.session.scalars(
        select(LookBackItem)
        .join(LookBack, LookBack.id == LookBackItem.lookback_id)
        .where(
            LookBack.campaign_id == campaign_id,
            LookBackItem.at.between(first, last),
            LookBackItem.verdict.is_not(None),
            LookBackItem.verdict != Verdict.NOT_CHECKABLE,
        )
        .order_by(LookBackItem.unit_id, LookBackItem.id)
        .options(
            joinedload(LookBackItem.item).joinedload(ChecklistItem.in_force),
            joinedload(LookBackItem.task),
            joinedload(LookBackItem.finding),
        )
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for one in looked:
        found[one.unit_id].append(
            Row(_name_of(one), one.verdict is Verdict.HELD, detail=stored_words.VERDICTS[one.verdict])
        )
    return found


def _name_of(looked: LookBackItem) -> str:
    if looked.item is not None and looked.item.in_force is not None:
        return looked.item.in_force.title
    if looked.finding is not None:
        return f"{numbered.finding(looked.finding.number)} {looked.finding.text}"
    return looked.task.title if looked.task is not None else ""


def _case(
    month_list: MonthlyList,
    rulebook: Rulebook,
    rule: PointRule,
    unit: Unit,
    share: Share,
    *,
    by: Visitor,
    at: datetime,
) -> PointCase:
    effect = rule.effects[0]
    case = PointCase(
        campaign_id=month_list.campaign_id,
        number=traces.next_number(month_list.campaign_id, "case"),
        happened_on=min(accounting.last_day(month_list.month), month_list.campaign.ends_on),
        rulebook_id=rulebook.id,
        rule_id=rule.id,
        reason=in_words(rule.computed, share),
        proposed_by_id=by.id,
        proposed_at=at,
        lines=[CaseLine(effect_id=effect.id, unit_id=unit.id, asked=share.of(effect.most))],
    )
    db.session.add(case)
    db.session.flush()
    note = evidence.note(frozen(month_list.month, unit, rule, share), by=by, at=at)
    evidence.hang([note], case, shows_on=case.happened_on)
    traces.record(DRAWN_UP, case, by=by, at=at, to_state=CaseState.PROPOSED)
    return case


def in_words(computed: Computed | None, share: Share) -> str:
    """The sum as the case's reason."""
    well = [row for row in share.rows if row.is_well]
    return stored_words.reason(computed, (len(share.rows), share.due), (len(well), share.well))


def frozen(month: int, unit: Unit, rule: PointRule, share: Share) -> str:
    """The list as it stood, line by line, and what it came to: its hash is in the entry's digest."""
    most = rule.effects[0].most
    heading = stored_words.heading(accounting.name_of(month), unit.name, rule.code, rule.name)
    lines = [
        stored_words.line(place, row.name, row.detail, row.weight, is_well=row.is_well)
        for place, row in enumerate(share.rows, 1)
    ]
    return "\n".join((heading, *lines, stored_words.total(share.well, share.due, most, share.of(most))))


def drawn_for(month_list: MonthlyList) -> Sequence[PointCase]:
    """The computed cases of the month that stand, for its page."""
    standing = (CaseState.PROPOSED, CaseState.POSTED, CaseState.REJECTED)
    first, last = accounting.first_day(month_list.month), accounting.last_day(month_list.month)
    return (
        db.session.scalars(
            select(PointCase)
            .join(PointRule, PointRule.id == PointCase.rule_id)
            .where(
                PointCase.campaign_id == month_list.campaign_id,
                PointCase.happened_on.between(first, last),
                PointCase.state.in_(standing),
                PointRule.computed.is_not(None),
            )
            .order_by(PointCase.id)
            .options(joinedload(PointCase.rule), joinedload(PointCase.lines).joinedload(CaseLine.unit))
        )
        .unique()
        .all()
    )
