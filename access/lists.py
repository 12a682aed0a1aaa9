"""What a visitor may see of a kind, as a select() from the same facts as the table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from access import facts
from models.appeal import Appeal
from models.base import Base
from models.campaign import Campaign, FocusArea
from models.case import CaseLine, PointCase
from models.checklist import Checklist, ChecklistItem, ItemPart, ItemRevision
from models.finding import Finding
from models.ledger import LedgerEntry
from models.lookback import LookBack, LookBackItem
from models.person import Membership, Person, Role
from models.rulebook import Audience, Direction, Effect, PointRule
from models.unit import Unit
from models.visitor import Visitor
from services.structure import UnitCard


@dataclass(frozen=True)
class _Organisation:
    path: str


@dataclass(frozen=True)
class _Campaign:
    """All that these selects ask of a campaign."""

    id: int
    organisation_id: int
    organisation: _Organisation

    @property
    def campaign(self) -> "_Campaign":
        """Itself, as a subject's campaign."""
        return self


def visible(visitor: Visitor, model: type[Base], campaign: Campaign) -> Select[Any]:
    """A select of those records of `model` in `campaign` that `visitor` may read."""
    who = visitor if type(visitor) is Visitor else visitor._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - current_user is another one's in the next request
    where = _Campaign(campaign.id, campaign.organisation_id, _Organisation(campaign.organisation.path))
    return _visible(who, model, where)


@lru_cache(1024)
def _visible(visitor: Visitor, model: type[Base], campaign: Any) -> Select[Any]:
    """The select follows from these values alone, so it is made once for them."""
    return select(model).where(*_CONDITIONS[model](visitor, campaign))


def notices_seen(visitor: Visitor, campaign: Campaign) -> Select[Any]:
    """A select of the lines in `campaign` whose public notice `visitor` sees: facts.sees_notice as a select.

    Whether they are on notice is another question.
    """
    case = aliased(PointCase)
    ours = exists().where(case.id == CaseLine.case_id, case.campaign_id == campaign.id).correlate(CaseLine)
    if not facts.same_organisation(visitor, campaign):
        return select(CaseLine).where(false())
    if facts.oversees(visitor, campaign):
        return select(CaseLine).where(ours)
    is_reward = and_(Effect.direction == Direction.REWARD, PointRule.veto.is_(False))
    to_all = (
        select(Effect.id)
        .join(PointRule, PointRule.id == Effect.rule_id)
        .where(or_(is_reward, PointRule.audience == Audience.EVERYBODY))
        .correlate(None)
    )
    units = _units_judged(visitor, campaign)
    return select(CaseLine).where(
        ours,
        or_(
            CaseLine.effect_id.in_(to_all),
            CaseLine.person_id == visitor.id,
            CaseLine.unit_id.in_(units),
            and_(CaseLine.unit_id.is_(None), CaseLine.home_unit_id.in_(units)),
        ),
    )


def kept_units(visitor: Visitor, units: Iterable[UnitCard]) -> list[UnitCard]:
    """Those of `units` that the visitor administers, in the order they come."""
    return [unit for unit in units if visitor.holds_in(unit.path, Role.ADMINISTRATOR)]


def _below(column: Any, paths: tuple[str, ...]) -> ColumnElement[bool]:
    """The path in `column` is one of `paths` or lies below it."""
    return or_(false(), *(column.startswith(path, autoescape=True) for path in paths))


def _paths_read(visitor: Visitor, campaign: Campaign) -> tuple[str, ...]:
    """Units whose work the visitor reads, with all below: headed, liaised, in charge of."""
    roles = [Role.HEAD, Role.LIAISON]
    if facts.is_deputy(visitor, campaign):
        roles.append(Role.IN_CHARGE)
    return visitor.units_as(*roles)


def _above_own(visitor: Visitor) -> ColumnElement[bool]:
    """The unit is one that the visitor, or a squad that the visitor heads, belongs to."""
    paths = [path for path in (visitor.unit_path, *visitor.units_as(Role.HEAD)) if path]
    ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    return Unit.id.in_(ids)


def _checklists(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = Checklist.campaign_id == campaign.id
    if facts.oversees(visitor, campaign) or facts.supervises(visitor, campaign):
        return [ours]
    units = select(Unit.id).where(or_(_below(Unit.path, _paths_read(visitor, campaign)), _above_own(visitor)))
    answered = select(ChecklistItem.checklist_id).where(ChecklistItem.responsible_id == visitor.id)
    led = _led_items(visitor)
    return [
        ours,
        or_(
            Checklist.department_id.in_(units),
            Checklist.id.in_(answered),
            Checklist.id.in_(select(ChecklistItem.checklist_id).where(ChecklistItem.id.in_(led))),
        ),
    ]


def _led_items(visitor: Visitor) -> Select[Any]:
    """Items under the focus areas that the visitor's headed units lead."""
    headed = visitor.units_as(Role.HEAD)
    return (
        select(ItemRevision.item_id)
        .join(FocusArea, FocusArea.id == ItemRevision.focus_area_id)
        .join(Unit, Unit.id == FocusArea.lead_id)
        .where(_below(Unit.path, headed))
    )


def _items(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    in_campaign = ChecklistItem.checklist_id.in_(select(Checklist.id).where(Checklist.campaign_id == campaign.id))
    if facts.oversees(visitor, campaign) or facts.supervises(visitor, campaign):
        return [in_campaign]
    units = select(Unit.id).where(or_(_below(Unit.path, _paths_read(visitor, campaign)), _above_own(visitor)))
    own_lists = select(Checklist.id).where(Checklist.department_id.in_(units))
    return [
        in_campaign,
        or_(
            ChecklistItem.checklist_id.in_(own_lists),
            ChecklistItem.responsible_id == visitor.id,
            ChecklistItem.id.in_(_led_items(visitor)),
            ChecklistItem.id.in_(_shared_items(visitor)),
        ),
    ]


def _shared_items(visitor: Visitor) -> Select[Any]:
    """Items in which the visitor, or a unit that the visitor heads or liaises for, has an own part."""
    own = _below(Unit.path, visitor.units_as(Role.HEAD, Role.LIAISON))
    return (
        select(ItemPart.item_id)
        .join(Unit, Unit.id == ItemPart.unit_id)
        .where(or_(own, ItemPart.person_id == visitor.id))
    )


def _findings(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = Finding.campaign_id == campaign.id
    if facts.oversees(visitor, campaign) or facts.supervises(visitor, campaign):
        return [ours]
    units = select(Unit.id).where(
        or_(
            _below(Unit.path, _paths_read(visitor, campaign)),
            Unit.id.in_([int(part) for part in (visitor.unit_path or "0").strip("/").split("/")]),
        )
    )
    return [ours, or_(Finding.unit_id.in_(units), Finding.owner_id == visitor.id)]


def _looked_at(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = LookBackItem.lookback_id.in_(select(LookBack.id).where(LookBack.campaign_id == campaign.id))
    if facts.oversees(visitor, campaign) or facts.supervises(visitor, campaign):
        return [ours]
    own = [int(part) for part in (visitor.unit_path or "0").strip("/").split("/")]
    units = select(Unit.id).where(or_(_below(Unit.path, _paths_read(visitor, campaign)), Unit.id.in_(own)))
    answered = select(ChecklistItem.id).where(ChecklistItem.responsible_id == visitor.id)
    return [ours, or_(LookBackItem.unit_id.in_(units), LookBackItem.item_id.in_(answered))]


def _paths_judged(visitor: Visitor, campaign: Campaign) -> tuple[str, ...]:
    """Units whose people's points the visitor sees: headed, or in charge of as a deputy."""
    roles = [Role.HEAD]
    if facts.is_deputy(visitor, campaign):
        roles.append(Role.IN_CHARGE)
    return visitor.units_as(*roles)


def _cases(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = PointCase.campaign_id == campaign.id
    if facts.oversees(visitor, campaign):
        return [ours]
    if not facts.same_organisation(visitor, campaign):
        return [false()]
    units = select(Unit.id).where(_below(Unit.path, _paths_judged(visitor, campaign)))
    lines = select(CaseLine.case_id).where(
        or_(
            CaseLine.person_id == visitor.id,
            CaseLine.unit_id.in_(units),
            and_(CaseLine.unit_id.is_(None), CaseLine.home_unit_id.in_(units)),
        )
    )
    return [ours, or_(PointCase.proposed_by_id == visitor.id, PointCase.id.in_(lines))]


def _lines(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    """The own lines and those of one's people; all of what one proposed. Asked of each line: there are many."""
    case = aliased(PointCase)
    ours = exists().where(case.id == CaseLine.case_id, case.campaign_id == campaign.id).correlate(CaseLine)
    if facts.oversees(visitor, campaign):
        return [ours]
    if not facts.same_organisation(visitor, campaign):
        return [false()]
    proposed = exists().where(case.id == CaseLine.case_id, case.proposed_by_id == visitor.id).correlate(CaseLine)
    units = _units_judged(visitor, campaign)
    return [
        ours,
        or_(
            CaseLine.person_id == visitor.id,
            CaseLine.unit_id.in_(units),
            and_(CaseLine.unit_id.is_(None), CaseLine.home_unit_id.in_(units)),
            proposed,
        ),
    ]


def _appeals(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    """What one asked for, and what is about a line that one sees."""
    ours = Appeal.campaign_id == campaign.id
    if facts.oversees(visitor, campaign):
        return [ours]
    if not facts.same_organisation(visitor, campaign):
        return [false()]
    lines = select(CaseLine.id).where(*_lines(visitor, campaign))
    return [ours, or_(Appeal.asked_by_id == visitor.id, Appeal.line_id.in_(lines))]


def _units_judged(visitor: Visitor, campaign: Campaign) -> Select[Any]:
    """Those units, and all below them, by id; usable in a query that joins units itself."""
    return _units_below(_paths_judged(visitor, campaign))


@lru_cache(1024)
def _units_below(paths: tuple[str, ...]) -> Select[Any]:
    return select(Unit.id).where(_below(Unit.path, paths)).correlate(None)


def _entries(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = LedgerEntry.campaign_id == campaign.id
    if facts.oversees(visitor, campaign):
        return [ours]
    if not facts.same_organisation(visitor, campaign):
        seen = LedgerEntry.unit_id.is_not(None) if facts.supervises(visitor, campaign) else false()
        return [ours, seen]
    units = _units_judged(visitor, campaign)
    return [
        ours,
        or_(
            LedgerEntry.person_id == visitor.id,
            LedgerEntry.unit_id.in_(units),
            and_(LedgerEntry.unit_id.is_(None), LedgerEntry.home_unit_id.in_(units)),
        ),
    ]


def _people(visitor: Visitor, campaign: Campaign) -> list[ColumnElement[bool]]:
    ours = and_(Person.organisation_id == campaign.organisation_id, Person.active)
    if facts.oversees(visitor, campaign):
        return [ours]
    if not facts.same_organisation(visitor, campaign):
        return [false()]
    today = visitor.today
    members = (
        select(Membership.person_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.main == true(),
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
            _below(Unit.path, _paths_judged(visitor, campaign)),
        )
    )
    return [ours, or_(Person.id == visitor.id, Person.id.in_(members))]


_CONDITIONS: dict[type[Base], Callable[[Visitor, Campaign], list[ColumnElement[bool]]]] = {
    Checklist: _checklists,
    ChecklistItem: _items,
    Finding: _findings,
    LookBackItem: _looked_at,
    PointCase: _cases,
    CaseLine: _lines,
    Appeal: _appeals,
    LedgerEntry: _entries,
    Person: _people,
}
