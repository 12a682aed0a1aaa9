"""What a rule says, as it is written and checked, and as it is copied into the next version of a rulebook."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from models.refusals import Incomplete, RuleBroken
from models.rulebook import Audience, Computed, Direction, Effect, Measure, Payer, PointRule, Section, Settled, Span
from models.types import CENT, cents
from services import caps, terms

MOST_AMOUNT = Decimal(10_000)
LEADING = (Payer.SQUAD_LEADER, Payer.HEAD)  # who may bear a share of what others did
Caps = Mapping[tuple[Direction, Span], Decimal]
NO_CAPS: Caps = MappingProxyType({})


@dataclass(frozen=True)
class EffectContent:
    """What a rule does to one payer; amounts are positive, the direction signs them. `line`: where it was written.

    With a `share` (连带责任, in percent) who leads bears that part of the first effect, and the amounts follow from it.
    """

    who: Payer
    direction: Direction
    least: Decimal
    most: Decimal
    measure: Measure = Measure.POINTS
    per: str = "occurrence"
    line: int = 0
    share: Decimal | None = None

    def following(self, first: "EffectContent") -> "EffectContent":
        """With the amounts that its share of the first effect comes to for one subject; itself without a share."""
        if self.share is None:
            return self
        least, most = (cents(amount * self.share / terms.ALL_OF_THEM) for amount in (first.least, first.most))
        return replace(self, direction=first.direction, measure=first.measure, per=first.per, least=least, most=most)


@dataclass(frozen=True)
class RuleContent:
    """What a rule says. A veto bars whom its one effect names, and has no amount; a computed one stands in the list."""

    code: str
    name: str
    text: str
    evidence_wanted: bool
    effects: tuple[EffectContent, ...]
    settled: Settled = Settled.OWN
    veto: bool = False
    audience: Audience = Audience.USUAL
    caps: Caps = field(default_factory=dict)
    computed: Computed | None = None


def copied(section: Section) -> Section:
    """A section with its rules and effects, for the next version."""
    copy = Section(position=section.position, code=section.code, title=section.title, caps=dict(section.caps))
    for rule in section.rules:
        copied = PointRule(
            position=rule.position,
            code=rule.code,
            name=rule.name,
            text=rule.text,
            evidence_wanted=rule.evidence_wanted,
            settled=rule.settled,
            veto=rule.veto,
            audience=rule.audience,
            caps=dict(rule.caps),
            computed=rule.computed,
        )
        copied.effects = [
            Effect(
                position=effect.position,
                who=effect.who,
                direction=effect.direction,
                least=effect.least,
                most=effect.most,
                per=effect.per,
                measure=effect.measure,
                share=effect.share,
            )
            for effect in rule.effects
        ]
        copy.rules.append(copied)
    return copy


def settled(content: RuleContent) -> Settled:
    """How its cases are settled: a veto's each by itself, a computed rule's in the list (docs/rules.md, Rulebook)."""
    if content.computed is not None:
        return Settled.LIST
    return Settled.OWN if content.veto else content.settled


def say(rule: PointRule, content: RuleContent) -> None:
    """Let the rule say it."""
    rule.code, rule.name, rule.text = content.code.strip(), content.name.strip(), content.text.strip()
    rule.evidence_wanted, rule.veto, rule.audience = content.evidence_wanted, content.veto, content.audience
    rule.settled, rule.computed = settled(content), content.computed
    rule.caps = caps.written(content.caps)
    rule.effects = [
        Effect(
            position=position,
            who=effect.who,
            direction=effect.direction,
            least=effect.least,
            most=effect.most,
            per=effect.per,
            measure=effect.measure,
            share=effect.share,
        )
        for position, effect in enumerate((one.following(content.effects[0]) for one in content.effects), 1)
    ]


def require_free(code: str, taken: Collection[str]) -> None:
    """Raises RuleBroken for a number that is missing or taken."""
    if not code.strip():
        raise Incomplete("needed", "code")
    if code.strip() in taken:
        raise RuleBroken("code_taken", "code", code=code.strip())


def check(content: RuleContent, taken: Collection[str]) -> None:
    """Raises RuleBroken beside the field that is wrong; effects are named by the line they were written in."""
    for fault in faults(content, taken):
        raise fault


def faults(content: RuleContent, taken: Collection[str]) -> Iterator[RuleBroken]:
    """All that is wrong with a rule, each beside its field, in the order of the form."""
    yield from _raised(require_free, content.code, taken)
    for name in ("name", "text"):
        if not getattr(content, name).strip():
            yield Incomplete("needed", name)
    if not content.effects:
        yield Incomplete("effect_needed")
    yield from cap_faults(content.caps)
    if content.computed is not None:
        yield from _raised(_require_computed, content)
    elif content.veto:
        if len(content.effects) > 1 or any(effect.least or effect.most or effect.share for effect in content.effects):
            yield RuleBroken("veto_has_no_amount", "veto")
    else:
        for effect in content.effects:
            yield from _effect_faults(effect, content.effects[0])


def _effect_faults(effect: EffectContent, first: EffectContent) -> Iterator[RuleBroken]:
    if effect.share is None:
        for name in ("least", "most"):
            yield from _raised(require_amount, getattr(effect, name), f"effects-{effect.line}-{name}")
    elif effect is first or effect.who not in LEADING or not 0 < effect.share <= terms.ALL_OF_THEM:
        yield RuleBroken("share_is_leaders", f"effects-{effect.line}-share")
    if effect.least > effect.most:
        yield RuleBroken("least_above_most", f"effects-{effect.line}-most")


def _raised(require: Callable[..., None], *values: Any) -> Iterator[RuleBroken]:
    """What the requirement raises, as one of several faults."""
    try:
        require(*values)
    except RuleBroken as broken:
        yield broken


def _require_computed(content: RuleContent) -> None:
    """Raises RuleBroken unless it rewards the unit with a part of the most, in points, and is no veto."""
    if content.veto:
        raise RuleBroken("computed_no_veto", "computed")
    if not is_computable(content.effects):
        raise RuleBroken("computed_one_effect", "computed")
    require_amount(content.effects[0].most, f"effects-{content.effects[0].line}-most")


def is_computable(effects: Sequence[EffectContent | Effect]) -> bool:
    """Whether a rule with these effects can be worked out: one reward of the unit, in points, from nothing on."""
    return len(effects) == 1 and all(
        effect.who is Payer.UNIT
        and effect.direction is Direction.REWARD
        and effect.measure is Measure.POINTS
        and effect.share is None
        and not effect.least
        for effect in effects
    )


def require_caps(content: Caps) -> None:
    """Raises RuleBroken beside the cap that is no amount."""
    for fault in cap_faults(content):
        raise fault


def cap_faults(content: Caps) -> Iterator[RuleBroken]:
    """Every cap that is no amount, beside its field."""
    for (direction, span), most in content.items():
        yield from _raised(require_amount, most, f"caps-{direction.value}_{span.value}")


def require_amount(amount: Decimal, field_name: str, least: Decimal = CENT) -> None:
    """Raises RuleBroken beside a field for an amount out of range or with more than two decimals."""
    if not least <= amount <= MOST_AMOUNT or amount != round(amount, 2):
        raise RuleBroken("amount_out_of_range", field_name, most=MOST_AMOUNT)
