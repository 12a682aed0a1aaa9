"""On whom a rule falls: whom one may propose for, and the lines of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import false, or_, select

from extensions import db
from models.appeal import Appeal, AppealState
from models.campaign import Campaign
from models.case import CaseLine, LineState, PointCase
from models.person import Membership, Person, Role
from models.refusals import RuleBroken
from models.rulebook import Direction, Effect, Payer, PointRule
from models.types import cents
from models.unit import Unit, UnitKind
from models.visitor import Visitor
from services import judging, settling

UNPOSTED = (LineState.OPEN, LineState.HELD)
Principal = tuple[int | None, Unit, Decimal]  # who bears the first effect: the person, the unit, with its sign


def names_persons(rule: PointRule) -> bool:
    """Whether cases under the rule are about persons; else they name a unit."""
    return any(effect.who is Payer.PERSON for effect in rule.effects)


def signed(effect: Effect, amount: Decimal) -> Decimal:
    """The amount with the sign of the effect."""
    return -amount if effect.direction is Direction.PENALTY else amount


@dataclass(frozen=True)
class Candidate:
    """A person for whom one may propose, in the unit of that day."""

    person_id: int
    staff_no: str
    name: str
    unit_id: int
    unit_name: str
    pinyin: str = ""


def people_for(by: Visitor, campaign: Campaign, day: date) -> list[Candidate]:
    """Whom `by` may propose for: the office for all, heads, squad leaders and duty managers for their people."""
    rows = db.session.execute(
        select(Person.id, Person.staff_no, Person.name, Unit.id, Unit.name, Person.pinyin)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Person.organisation_id == campaign.organisation_id,
            Person.active,
            Person.id != by.id,
            Membership.main,
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until >= day),
            or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in covered(by, campaign))),
        )
        .order_by(Unit.path, Person.staff_no)
    )
    return [Candidate(*row) for row in rows]


def units_for(by: Visitor, campaign: Campaign) -> list[Unit]:
    """The departments and squads that `by` may propose for."""
    return list(
        db.session.scalars(
            select(Unit)
            .where(
                Unit.organisation_id == campaign.organisation_id,
                Unit.active,
                Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.SQUAD)),
                or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in covered(by, campaign))),
            )
            .order_by(Unit.path)
        )
    )


def covered(by: Visitor, campaign: Campaign) -> tuple[str, ...]:
    """Paths of the units for whose people `by` may propose in the campaign."""
    if by.holds_for(campaign.id, Role.OFFICE_DIRECTOR):
        return (campaign.organisation.path,)
    return by.units_as(Role.HEAD, Role.DUTY_MANAGER)


@dataclass(frozen=True)
class Subjects:
    """Whom a case names: persons with their units of that day, or one unit."""

    persons: Mapping[int, Unit]
    unit: Unit | None

    @property
    def units(self) -> list[Unit]:
        """The named unit, or the persons' units, each once."""
        found = [self.unit] if self.unit is not None else list(self.persons.values())
        return list({unit.id: unit for unit in found}.values())


def subjects_of(
    campaign: Campaign, rule: PointRule, person_ids: Sequence[int], unit_id: int | None, day: date, *, by: Visitor
) -> Subjects:
    """Whom `by` names in a case of that day. Raises RuleBroken on "persons" or "unit" for nobody, oneself, or others'
    people.
    """
    if not names_persons(rule) and not person_ids:
        unit = db.session.get(Unit, unit_id) if unit_id is not None else None
        if unit is None:
            raise RuleBroken("needed", "unit")
        if not _covers(covered(by, campaign), unit) or unit.organisation_id != campaign.organisation_id:
            raise RuleBroken("not_your_people", "unit")
        return Subjects({}, unit)
    if not person_ids:
        raise RuleBroken("needed", "persons")
    if by.id in person_ids:
        raise RuleBroken("not_about_yourself", "persons")
    homes = homes_on(person_ids, day)
    for person_id in person_ids:
        person = db.session.get(Person, person_id)
        if person is None or person.organisation_id != campaign.organisation_id:
            raise RuleBroken("not_your_people", "persons")
        if person_id not in homes:
            raise RuleBroken("no_unit_that_day", "persons", name=person.name, day=day.isoformat())
        if not _covers(covered(by, campaign), homes[person_id]):
            raise RuleBroken("not_your_people", "persons")
    return Subjects(homes, None)


def homes_on(person_ids: Sequence[int], day: date) -> dict[int, Unit]:
    """The unit of each person on `day`; the main one where there are several. Who had none is missing."""
    rows = db.session.execute(
        select(Membership.person_id, Unit)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until >= day),
        )
        .order_by(Membership.main, Membership.id)
    )
    return {person_id: unit for person_id, unit in rows}  # noqa: C416 - a row is no pair to mypy


def _covers(paths: Sequence[str], unit: Unit) -> bool:
    return any(unit.is_within(path) for path in paths)


def lines_of(rule: PointRule, subjects: Subjects, amounts: Mapping[int, Decimal], day: date) -> list[CaseLine]:
    """One line per effect and subject, not yet stored; `amounts` by effect are without sign, the least where missing.

    Who leads himself bears no second line. A share is worked out of the first effect. Raises RuleBroken where an amount
    lies outside the effect's range, or nobody is appointed on whom the effect falls.
    """
    lines = []
    principals: list[Principal] = []
    for effect in rule.effects:
        amount = effect.least if effect.share is not None else amounts.get(effect.id, effect.least)
        amount = signed(effect, in_range(effect, amount, f"amount_{effect.id}"))
        payers = _payers(effect, subjects, day)
        if effect is rule.effects[0]:
            principals = [(person_id, unit, amount) for person_id, unit in payers]
        for person_id, unit in payers:
            lines.append(
                CaseLine(
                    effect_id=effect.id,
                    person_id=person_id,
                    unit_id=unit.id if person_id is None else None,
                    home_unit_id=unit.id if person_id is not None else None,
                    asked=amount if effect.share is None else share_of(effect, person_id, principals, day),
                )
            )
    if not lines:
        raise RuleBroken("nobody_bears_it")
    return lines


def share_of(effect: Effect, leader_id: int | None, principals: Sequence[Principal], day: date) -> Decimal:
    """What one who leads bears (连带责任): the effect's share of what those whom he led that day gain or lose.

    It is worked out of what is asked of them or decided, before any cap: caps are each subject's own.
    """
    return _part_of(effect, _led(effect, leader_id, principals, day))


def _led(effect: Effect, leader_id: int | None, principals: Sequence[Principal], day: date) -> list[Decimal]:
    return [
        amount
        for person_id, unit, amount in principals
        if person_id != leader_id and leader_id in judging.heads_of(_led_unit(effect, unit).id, day)
    ]


def _part_of(effect: Effect, led: Sequence[Decimal]) -> Decimal:
    return cents(sum(led, Decimal(0)) * (effect.share or 0) / 100)


def _led_unit(effect: Effect, unit: Unit) -> Unit:
    return unit if effect.who is Payer.SQUAD_LEADER else _department(unit)


def decide(case: PointCase, amounts: Mapping[int, Decimal], reason: str, *, by: Visitor, at: datetime) -> None:
    """Each line as asked or as in `amounts` (by line, without sign); shares follow what was decided on the others.

    What an appeal decided before stays, and a line struck out has no part. Raises RuleBroken on "line_7" for an amount
    outside the rule's range.
    """
    for line in case.lines:
        if line.state is not LineState.STRUCK_OUT and line.decided is None and line.effect.share is None:
            amount = in_range(line.effect, amounts.get(line.id, abs(line.asked)), f"line_{line.id}")
            line.decided = signed(line.effect, amount)
    let_shares_follow(case, reason, by=by, at=at)


def let_shares_follow(case: PointCase, reason: str, *, by: Visitor, at: datetime) -> list[CaseLine]:
    """A share follows its principals until it is posted, held or not: it is worked out anew of what is left of them,
    and one that comes to nothing is struck out with the same reason. The lines struck out.

    What an appeal left of the share itself stays where it is less (docs/rules.md, Point case). Who calls has the case
    locked and closes it where that settles it.
    """
    shares = [line for line in case.lines if line.effect.share is not None and line.state in UNPOSTED]
    if not shares:
        return []
    db.session.flush()
    appealed = _appealed(case)
    principals = _principals_left(case, appealed)
    struck = []
    for line in shares:
        led = _led(line.effect, line.person_id, principals, case.happened_on)
        state, left = appealed.get(line.id, (None, None))
        line.decided = _part_of(line.effect, led)
        if state is AppealState.REDUCED and left is not None:
            line.decided = min(line.decided, left, key=abs)
        if not line.decided and (line.asked or not led):  # a veto asks nothing of anybody
            settling.strike_out(line, reason, by=by, at=at)
            struck.append(line)
    return struck


def _appealed(case: PointCase) -> dict[int, tuple[AppealState, Decimal | None]]:
    found = db.session.scalars(select(Appeal).where(Appeal.line_id.in_([line.id for line in case.lines])))
    return {one.line_id: (one.state, one.amount) for one in found}


def _principals_left(case: PointCase, appealed: Mapping[int, tuple[AppealState, Decimal | None]]) -> list[Principal]:
    """Who bears the first effect still, with what is left of it before any cap."""
    first = case.rule.effects[0]
    principals = []
    for line in case.lines:
        unit = line.unit or line.home_unit
        state, left = appealed.get(line.id, (None, None))
        gone = line.state in (LineState.STRUCK_OUT, LineState.REVERSED) or state is AppealState.OVERTURNED
        if line.effect_id != first.id or gone or unit is None:
            continue
        amount = line.asked if line.decided is None else line.decided
        principals.append((line.person_id, unit, amount if left is None else min(amount, left, key=abs)))
    return principals


def in_range(effect: Effect, amount: Decimal, field: str) -> Decimal:
    """The amount, when the rule allows it; else raises RuleBroken on `field`."""
    if not effect.least <= amount <= effect.most or amount != round(amount, 2):
        raise RuleBroken("amount_outside", field, least=f"{effect.least:.2f}", most=f"{effect.most:.2f}")
    return amount


def _payers(effect: Effect, subjects: Subjects, day: date) -> list[tuple[int | None, Unit]]:
    """Who bears the effect: a person with the unit of that day, or None with the unit itself; each once."""
    if effect.who is Payer.PERSON:
        return list(subjects.persons.items())
    if effect.who is Payer.UNIT:
        return [(None, unit) for unit in ([subjects.unit] if subjects.unit else _departments(subjects))]
    if effect.who is Payer.SQUAD_LEADER:
        squads = [unit for unit in subjects.units if unit.kind is UnitKind.SQUAD]
        if not squads and subjects.unit is not None:
            raise RuleBroken("squad_wanted", "unit")
        return _leaders(squads, subjects, day, "no_squad_leader")
    return _leaders(_departments(subjects), subjects, day, "no_head")


def _departments(subjects: Subjects) -> list[Unit]:
    """The departments of the subjects, each once."""
    return list({unit.id: unit for unit in map(_department, subjects.units)}.values())


def _department(unit: Unit) -> Unit:
    """The department that the unit is or belongs to; a station's own staff have none and stay where they are."""
    return unit.parent if unit.kind is UnitKind.SQUAD and unit.parent is not None else unit


def _leaders(units: Sequence[Unit], subjects: Subjects, day: date, refusal: str) -> list[tuple[int | None, Unit]]:
    """Those who lead the units on that day, but for those that the case is about already."""
    found: dict[int | None, Unit] = {}
    for unit in units:
        heads = judging.heads_of(unit.id, day)
        if not heads:
            raise RuleBroken(refusal, unit=unit.name, day=day.isoformat())
        found.update(dict.fromkeys(sorted(heads - subjects.persons.keys()), unit))
    homes = homes_on([one for one in found if one is not None], day)
    return [(person_id, homes.get(person_id or 0, unit)) for person_id, unit in found.items()]
