"""What a rulebook must stand up to before it is put in force."""

from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select

from extensions import db
from models.person import Appointment, Membership, Person, Role
from models.refusals import Incomplete, RuleBroken
from models.rulebook import Effect, Payer, PointRule, Rulebook
from models.unit import Unit, UnitKind
from services import caps, rulebook_contents, terms


def refuse(rulebook: Rulebook, day: date) -> None:
    """Raises Incomplete without rules or amounts; RuleBroken for grades with a gap or an overlap, a least above its
    most, a cap below the least of its rule, a computed rule that is not one reward of the unit, and an effect on
    a payer whom the organisation has not from `day` on.
    """
    rules = [rule for section in rulebook.sections for rule in section.rules]
    if not rules:
        raise Incomplete("rules_needed")
    for rule in rules:
        if not rule.effects:
            raise Incomplete("effect_needed")
        if rule.computed is not None and (rule.veto or not rulebook_contents.is_computable(rule.effects)):
            raise RuleBroken("rule_computed_effect", code=rule.code)
        for effect in rule.effects:
            _refuse_amounts(rule, effect)
    terms.refuse_grades(terms.of(rulebook).grades)
    for payer in dict.fromkeys(effect.who for rule in rules for effect in rule.effects):
        if not db.session.scalar(select(_anybody(payer, rulebook.campaign.organisation_id, day))):
            codes = [rule.code for rule in rules if any(effect.who is payer for effect in rule.effects)]
            raise RuleBroken(f"nobody_is_{payer.value}", codes="、".join(codes))


def _refuse_amounts(rule: PointRule, effect: Effect) -> None:
    if effect.least > effect.most:
        raise RuleBroken("rule_least_above_most", code=rule.code)
    for cap in caps.over(rule, effect):
        if cap.most < effect.least:
            raise RuleBroken("cap_below_least", code=rule.code, cap=f"{cap.most:.2f}", least=f"{effect.least:.2f}")


def _anybody(payer: Payer, organisation_id: int, day: date) -> ColumnElement[bool]:
    """Whether the organisation has, on `day` or later, anybody on whom such an effect can fall."""
    if payer is Payer.UNIT:
        kinds = (UnitKind.DEPARTMENT, UnitKind.SQUAD)
        return exists().where(Unit.organisation_id == organisation_id, Unit.active, Unit.kind.in_(kinds))
    if payer is Payer.PERSON:
        return exists().where(
            Membership.person_id == Person.id,
            Person.organisation_id == organisation_id,
            Person.active,
            or_(Membership.until.is_(None), Membership.until >= day),
        )
    kind = UnitKind.SQUAD if payer is Payer.SQUAD_LEADER else UnitKind.DEPARTMENT
    return exists().where(
        Appointment.unit_id == Unit.id,
        Unit.organisation_id == organisation_id,
        Unit.kind == kind,
        Appointment.role == Role.HEAD,
        Appointment.person_id.is_not(None),
        or_(Appointment.until.is_(None), Appointment.until >= day),
    )
