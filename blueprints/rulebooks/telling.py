"""What a rulebook says, in words: its terms, and what a rule has beside its text and amounts."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from blueprints.rulebooks.forms import AUDIENCES, COMPUTED, MEASURES, PAYERS, PERIODS, SETTLED, SPANS
from models.rulebook import Audience, Computed, Direction, Effect, PointRule, Rulebook, Section, Settled, Span
from services import caps, terms
from services.rulebook_contents import EffectContent
from services.terms import Grade, Terms
from wording import figure

NAMES = {
    (Direction.REWARD, Span.MONTH): lambda most: _("rewards at most %(most)s a month", most=most),
    (Direction.REWARD, Span.QUARTER): lambda most: _("rewards at most %(most)s a quarter", most=most),
    (Direction.REWARD, Span.CAMPAIGN): lambda most: _("rewards at most %(most)s in the campaign", most=most),
    (Direction.PENALTY, Span.MONTH): lambda most: _("penalties at most %(most)s a month", most=most),
    (Direction.PENALTY, Span.QUARTER): lambda most: _("penalties at most %(most)s a quarter", most=most),
    (Direction.PENALTY, Span.CAMPAIGN): lambda most: _("penalties at most %(most)s in the campaign", most=most),
}


def of_caps(kept: Mapping[tuple[Direction, Span], Decimal]) -> str:
    """Caps in one line; "" without any."""
    return " · ".join(NAMES[key](figure(most)) for key, most in kept.items())


def section_caps(section: Section) -> str:
    """The caps of a section in one line."""
    return of_caps(caps.read(section.caps))


def of_rule(rule: PointRule) -> list[str]:
    """How its cases are settled, who sees its notices where that is unusual, and its caps."""
    told = [of_settled(rule.settled)]
    if rule.computed is not None:
        told = [_("computed %(how)s", how=of_computed(rule.computed))]
    if rule.audience is Audience.EVERYBODY:
        told.append(_("notices to everybody"))
    if said := of_caps(caps.read(rule.caps)):
        told.append(said)
    return told


def of_settled(settled: Settled) -> str:
    """How cases are settled."""
    return str(dict(SETTLED)[settled.value])


def of_audience(audience: Audience) -> str:
    """Who sees notices."""
    return str(dict(AUDIENCES)[audience.value])


def of_computed(computed: Computed) -> str:
    """What a computed rule is worked out of."""
    return str(dict(COMPUTED)[computed.value])


def of_span(span: Span) -> str:
    """A month, a quarter, the whole campaign."""
    return str(dict(SPANS)[span.value])


def of_effect(effect: Effect | EffectContent, *, is_veto: bool) -> str:
    """Whom it falls on and how much, in one line."""
    who = str(dict(PAYERS)[effect.who.value])
    if is_veto:
        return f"{who}: " + _("Veto")
    sign = "+" if effect.direction is Direction.REWARD else "−"
    amount = sign + figure(effect.least)
    if effect.most != effect.least:
        amount += " " + _("to") + f" {sign}{figure(effect.most)}"
    told = f"{who} {amount} {dict(MEASURES)[str(int(effect.measure))]}, {dict(PERIODS).get(effect.per, effect.per)}"
    return f"{told} ({of_share(effect)})" if effect.share is not None else told


def of_share(effect: Effect | EffectContent) -> str:
    """What part of the first effect it is."""
    return _("%(share)s%% of the first amount", share=percent(effect.share or Decimal(0)))


def percent(amount: Decimal) -> str:
    """A percentage without needless zeros."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def of_grade(grade: Grade) -> str:
    """A grade with its borders and coefficient."""
    if grade.least is None and grade.below is None:
        borders = _("every score")
    elif grade.below is None:
        borders = _("from %(least)s", least=score(grade.least))
    elif grade.least is None:
        borders = _("below %(below)s", below=score(grade.below))
    else:
        borders = _("from %(least)s, below %(below)s", least=score(grade.least), below=score(grade.below))
    factor = _("coefficient %(factor)s", factor=percent(grade.factor))
    return f"{grade.name}: {borders}" + (f" ({factor})" if grade.factor != 1 else "")


def score(amount: Decimal | None) -> str:
    """A border of a grade."""
    return ("−" if amount is not None and amount < 0 else "") + figure(amount or Decimal(0))


def of_book(book: Rulebook) -> list[tuple[str, list[str]]]:
    """The terms of a book: heading and lines, only what it says."""
    return of_terms(terms.of(book))


def of_terms(said: Terms) -> list[tuple[str, list[str]]]:
    """Terms in words: heading and lines."""
    told: list[tuple[str, list[str]]] = [(_("Base and grades are for"), [of_span(said.period)])]
    if said.caps:
        told.append((_("Caps of the whole book"), [of_caps(said.caps)]))
    limits = [
        (said.deputy_points, _("points")),
        (said.deputy_yuan, _("yuan")),
    ]
    if any(amount is not None for amount, _word in limits):
        lines = [f"{figure(amount)} {word}" for amount, word in limits if amount is not None]
        told.append((_("Deputies confirm up to"), [*lines, _("what is above, and every veto, the leader confirms")]))
    if said.yuan_per_point:
        told.append((_("Yuan per point"), [figure(said.yuan_per_point)]))
    if said.grades:
        told.append((_("Grades"), [of_grade(one) for one in said.grades]))
    if said.quota is not None:
        told.append((_("Best grade"), [_("at most %(quota)s%% of those assessed", quota=percent(said.quota))]))
    return told


def of_value(field: str, value: Any) -> str:
    """One side of a change between two versions, in words."""
    if field == "effects":
        return "; ".join(of_effect(effect, is_veto=effect.rule.veto) for effect in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    by_kind: dict[str, Callable[[Any], str]] = {
        "caps": of_caps,
        "settled": of_settled,
        "audience": of_audience,
        "computed": of_computed,
        "period": of_span,
        "grades": lambda grades: "; ".join(of_grade(one) for one in grades),
    }
    if field in by_kind and value is not None:
        return by_kind[field](value) or "–"
    if isinstance(value, Decimal):
        return figure(value)
    return str(value) if value not in (None, "") else "–"
