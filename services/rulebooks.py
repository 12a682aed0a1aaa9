"""Rulebooks (考核细则): a version is drafted, put in force from a date, and replaced by the next."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from extensions import columns_of, db
from models.campaign import Campaign
from models.person import Role
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from models.rulebook import (
    PointRule,
    Rulebook,
    RulebookState,
    Section,
)
from models.visitor import Visitor
from services import caps, rulebook_checks, rulebook_contents, terms, traces
from services.campaigns import require_running
from services.rulebook_contents import (
    MOST_AMOUNT,
    NO_CAPS,
    Caps,
    RuleContent,
    require_amount,
    require_caps,
    require_free,
)
from services.waiting import Waiting

DEFAULT_BASE = Decimal(100)  # a month, where the rulebook says nothing else


def versions(campaign: Campaign) -> list[Rulebook]:
    """Every version, newest first."""
    return list(
        db.session.scalars(
            select(Rulebook).where(Rulebook.campaign_id == campaign.id).order_by(Rulebook.version.desc())
        )
    )


def whole(rulebook_id: int) -> Rulebook:
    """A version with its sections, rules and effects, in four statements however many there are."""
    return db.session.scalars(
        select(Rulebook)
        .where(Rulebook.id == rulebook_id)
        .options(selectinload(Rulebook.sections).selectinload(Section.rules).selectinload(PointRule.effects))
    ).one()


def in_force_on(campaign_id: int, day: date) -> Rulebook | None:
    """The version that holds on `day`: of those put in force, the one with the latest start up to that day."""
    return db.session.scalar(_holding_on(campaign_id, day))


def base_on(campaign_id: int, day: date) -> Decimal | None:
    """The base of that version, None where there is none."""
    found: Decimal | None = columns_of(_holding_on(campaign_id, day).with_only_columns(Rulebook.base)).scalar()
    return found


def _holding_on(campaign_id: int, day: date) -> Select[Rulebook]:
    return (
        select(Rulebook)
        .where(
            Rulebook.campaign_id == campaign_id,
            Rulebook.state != RulebookState.DRAFT,
            Rulebook.from_on <= day,
        )
        .order_by(Rulebook.from_on.desc(), Rulebook.version.desc())
        .limit(1)
    )


def whole_in_force_on(campaign_id: int, day: date) -> Rulebook | None:
    """The version that holds on `day`, with its sections, rules and effects."""
    held = in_force_on(campaign_id, day)
    return whole(held.id) if held is not None else None


def waiting(by: Visitor, campaign: Campaign, _at: datetime) -> list[Waiting]:
    """The rulebook that the office director has to write: none was ever put in force."""
    if not by.holds_for(campaign.id, Role.OFFICE_DIRECTOR):
        return []
    in_force = select(Rulebook.id).where(Rulebook.campaign_id == campaign.id, Rulebook.state == RulebookState.IN_FORCE)
    if db.session.scalar(in_force.limit(1)) is not None:
        return []
    return [Waiting("rulebook_to_write", "campaign", campaign.id, campaign.title)]


def draft(campaign: Campaign, *, by: Visitor, at: datetime, request_key: str | None = None) -> Rulebook:
    """The next version, as a copy of the latest one; there is one draft at a time. Raises WrongState otherwise."""
    traces.refuse_second_send(request_key)
    require_running(campaign)
    earlier = versions(campaign)
    if earlier and earlier[0].state is RulebookState.DRAFT:
        raise WrongState("rulebook_drafted")
    latest = whole(earlier[0].id) if earlier else None
    rulebook = Rulebook(
        campaign_id=campaign.id,
        version=(latest.version if latest else 0) + 1,
        title=latest.title if latest else "",
        base=latest.base if latest else DEFAULT_BASE,
        settings=dict(latest.settings) if latest else {},
    )
    for section in latest.sections if latest else []:
        rulebook.sections.append(rulebook_contents.copied(section))
    db.session.add(rulebook)
    db.session.flush()
    traces.record("rulebook.drafted", rulebook, by=by, at=at, to_state=RulebookState.DRAFT, request_key=request_key)
    return rulebook


def _change(rulebook: Rulebook, revision: int | None) -> None:
    """Raises WrongState for a version that is not a draft, Stale when it changed after the form was shown."""
    require_running(rulebook.campaign)
    db.session.refresh(rulebook, ["state", "revision"], with_for_update=True)
    if rulebook.state is not RulebookState.DRAFT:
        raise WrongState("rulebook_fixed")
    if revision is not None and revision != rulebook.revision:
        raise Stale
    rulebook.revision += 1


def edit(rulebook: Rulebook, title: str, base: Decimal, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """Its title and the base points of a month."""
    _change(rulebook, revision)
    if not 0 <= base <= MOST_AMOUNT or base != round(base, 2):
        raise RuleBroken("base_out_of_range", "base", most=MOST_AMOUNT)
    rulebook.title, rulebook.base = title.strip(), base
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at)


def edit_terms(rulebook: Rulebook, content: terms.Terms, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """Its period, caps, limits of who confirms, conversion to yuan, and grades (checked when it is put in force)."""
    _change(rulebook, revision)
    for name in ("yuan_per_point", "deputy_points", "deputy_yuan"):
        if (amount := getattr(content, name)) is not None:
            require_amount(amount, name, least=Decimal(0))
    if content.quota is not None and not 0 < content.quota <= terms.ALL_OF_THEM:
        raise RuleBroken("quota_out_of_range", "quota")
    for grade in content.grades:
        if not grade.name.strip():
            raise Incomplete("needed", f"grades-{grade.line}-name")
        require_amount(grade.factor, f"grades-{grade.line}-factor", least=Decimal(0))
    require_caps(content.caps)
    rulebook.settings = terms.written(content)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["terms"])


def add_section(
    rulebook: Rulebook,
    code: str,
    title: str,
    *,
    revision: int | None,
    by: Visitor,
    at: datetime,
    limits: Caps = NO_CAPS,
) -> Section:
    """A section at the end. Raises RuleBroken when its number is taken."""
    _change(rulebook, revision)
    require_free(code, [section.code for section in rulebook.sections])
    require_caps(limits)
    section = Section(
        rulebook_id=rulebook.id,
        position=_after(rulebook.sections),
        code=code.strip(),
        title=title.strip(),
        caps=caps.written(limits),
    )
    rulebook.sections.append(section)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["section"])
    return section


def _after(parts: Sequence[Section | PointRule]) -> int:
    """The place behind the last; places have gaps where something was removed."""
    return max((part.position for part in parts), default=0) + 1


def next_section_code(rulebook: Rulebook) -> str:
    """The number that a further section would have."""
    return str(max((int(one.code) for one in rulebook.sections if one.code.isdecimal()), default=0) + 1)


def next_rule_code(section: Section) -> str:
    """The number that a further rule of the section would have: 3.3 after 3.2."""
    last = [rule.code.rpartition(".")[2] for rule in section.rules]
    return f"{section.code}.{max((int(one) for one in last if one.isdecimal()), default=0) + 1}"


def edit_section(
    section: Section, code: str, title: str, *, revision: int | None, by: Visitor, at: datetime, limits: Caps = NO_CAPS
) -> None:
    """Its number, title and caps."""
    _change(section.rulebook, revision)
    require_free(code, [other.code for other in section.rulebook.sections if other is not section])
    require_caps(limits)
    section.code, section.title, section.caps = code.strip(), title.strip(), caps.written(limits)
    db.session.flush()
    traces.record("rulebook.edited", section.rulebook, by=by, at=at, fields=["section"])


def remove_section(section: Section, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """Only an empty one, so that no rule goes unseen."""
    rulebook = section.rulebook
    _change(rulebook, revision)
    if section.rules:
        raise RuleBroken("section_has_rules")
    rulebook.sections.remove(section)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["section"])


def move_section(section: Section, place: int, *, by: Visitor, at: datetime) -> None:
    """To another place (from 1) in its rulebook."""
    _change(section.rulebook, None)
    _place(section, section.rulebook.sections, place)
    traces.record("rulebook.edited", section.rulebook, by=by, at=at, fields=["order"])


def _place(part: Section | PointRule, parts: Sequence[Section | PointRule], place: int) -> None:
    others = [other for other in parts if other is not part]
    others.insert(max(place - 1, 0), part)
    for position, other in enumerate(others, 1):
        other.position = position
    db.session.flush()


def add_rule(section: Section, content: RuleContent, *, revision: int | None, by: Visitor, at: datetime) -> PointRule:
    """A rule at the end of its section."""
    rulebook = section.rulebook
    _change(rulebook, revision)
    rulebook_contents.check(content, [rule.code for one in rulebook.sections for rule in one.rules])
    rule = PointRule(section_id=section.id, position=_after(section.rules))
    rulebook_contents.say(rule, content)
    section.rules.append(rule)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["rule"])
    return rule


def edit_rule(rule: PointRule, content: RuleContent, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """What it says and what it does."""
    rulebook = rule.section.rulebook
    _change(rulebook, revision)
    rulebook_contents.check(
        content, [other.code for one in rulebook.sections for other in one.rules if other is not rule]
    )
    rulebook_contents.say(rule, content)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["rule"])


def remove_rule(rule: PointRule, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """Take a rule out of the draft."""
    rulebook = rule.section.rulebook
    _change(rulebook, revision)
    rule.section.rules.remove(rule)
    db.session.flush()
    traces.record("rulebook.edited", rulebook, by=by, at=at, fields=["rule"])


def move_rule(rule: PointRule, place: int, *, by: Visitor, at: datetime) -> None:
    """To another place (from 1) in its section."""
    _change(rule.section.rulebook, None)
    _place(rule, rule.section.rules, place)
    traces.record("rulebook.edited", rule.section.rulebook, by=by, at=at, fields=["order"])


def put_in_force(rulebook: Rulebook, from_on: date, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """The draft holds from a day on and replaces the version before; cases keep the version of their day.

    Raises what rulebook_checks.refuse raises, and RuleBroken for a day outside the campaign or before the version it
    replaces; on the same day as that one it replaces it wholly.
    """
    _change(rulebook, revision)
    rulebook_checks.refuse(rulebook, from_on)
    earlier = db.session.scalar(
        select(func.max(Rulebook.from_on)).where(
            Rulebook.campaign_id == rulebook.campaign_id, Rulebook.state != RulebookState.DRAFT
        )
    )
    campaign = rulebook.campaign
    if not campaign.starts_on <= from_on <= campaign.ends_on:
        raise RuleBroken(
            "rulebook_outside", "from_on", starts=campaign.starts_on.isoformat(), ends=campaign.ends_on.isoformat()
        )
    if earlier is not None and from_on < earlier:
        raise RuleBroken("begins_before_last", "from_on", day=earlier.isoformat())
    for other in versions(rulebook.campaign):
        if other.state is RulebookState.IN_FORCE:
            other.state = RulebookState.REPLACED
    rulebook.state, rulebook.from_on, rulebook.in_force_at = RulebookState.IN_FORCE, from_on, at
    db.session.flush()
    traces.record(
        "rulebook.in_force",
        rulebook,
        by=by,
        at=at,
        from_state=RulebookState.DRAFT,
        to_state=RulebookState.IN_FORCE,
    )


def discard(rulebook: Rulebook, *, revision: int | None, by: Visitor, at: datetime) -> None:
    """Drop a draft."""
    _change(rulebook, revision)
    traces.record("rulebook.discarded", rulebook, by=by, at=at)
    db.session.delete(rulebook)
    db.session.flush()
