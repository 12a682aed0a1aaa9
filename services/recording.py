"""What the page of recording good and bad work offers: people and rules, the likeliest first. Reads only."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from extensions import db
from models.campaign import Campaign
from models.case import PointCase
from models.person import Role
from models.rulebook import Effect, PointRule
from models.visitor import Visitor
from services import apportionment, rulebooks, settling
from services.apportionment import Candidate

OPENED = 24  # so many people stand open on the page; further units are folded


@dataclass(frozen=True)
class Group:
    """People of one unit, folded unless they are likely or ticked."""

    unit_name: str
    people: list[Candidate]
    is_open: bool


@dataclass(frozen=True)
class Offered:
    """A rule of the month's list; `asked`: the effects whose amount is chosen; `times`: how often one recorded it."""

    rule: PointRule
    asked: list[Effect]
    times: int


def people(by: Visitor, campaign: Campaign, day: date, words: str, ticked: Collection[int]) -> list[Group]:
    """Whom `by` may record for, the own unit first, then those headed, then the rest.

    With words: those whose name, pinyin or staff number holds them, and whoever is ticked.
    """
    sought = "".join(words.lower().split())
    by_unit: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for one in apportionment.people_for(by, campaign, day):
        if not sought or one.person_id in ticked or _is_called(one, sought):
            by_unit[one.unit_id, one.unit_name].append(one)
    headed = {int(path.strip("/").rpartition("/")[2]) for path in by.units_as(Role.HEAD, Role.DUTY_MANAGER)}
    units = sorted(by_unit, key=lambda unit: (unit[0] != by.unit_id, unit[0] not in headed))
    groups, shown = [], 0
    for number, unit in enumerate(units):
        its = by_unit[unit]
        shown += len(its)
        opened = not number or shown <= OPENED or bool(sought) or any(one.person_id in ticked for one in its)
        groups.append(Group(unit[1], its, opened))
    return groups


def _is_called(one: Candidate, sought: str) -> bool:
    return sought in one.name.lower() or sought in one.staff_no.lower() or sought in one.pinyin


def rules(by: Visitor, campaign: Campaign, day: date, words: str, ticked: int | None) -> list[Offered]:
    """The rules about persons that are settled in the month's list, those that `by` recorded most first, then by code.

    With words: those whose code, name or text holds them, and the one that is ticked.
    """
    rulebook = rulebooks.whole_in_force_on(campaign.id, day)
    if rulebook is None:
        return []
    times = _times(by, campaign)
    found = [
        Offered(rule, chosen_amounts(rule), times.get(rule.code, 0))
        for section in rulebook.sections
        for rule in section.rules
        if is_recorded(rule) and (rule.id == ticked or _says(rule, words.strip().lower()))
    ]
    return sorted(found, key=lambda one: (-one.times, _by_code(one.rule.code)))


def is_recorded(rule: PointRule) -> bool:
    """Whether good and bad work of persons is recorded under it for the month's list."""
    return settling.in_list(rule) and rule.computed is None and apportionment.names_persons(rule)


def chosen_amounts(rule: PointRule) -> list[Effect]:
    """The effects of the rule that leave a choice of amount."""
    return [effect for effect in rule.effects if effect.least != effect.most and effect.share is None]


def _says(rule: PointRule, words: str) -> bool:
    return not words or any(words in text.lower() for text in (rule.code, rule.name, rule.text))


def _times(by: Visitor, campaign: Campaign) -> dict[str, int]:
    """How many cases `by` proposed in the campaign, by the code of the rule: it is the same across versions."""
    rows = db.session.execute(
        select(PointRule.code, func.count())
        .join(PointCase, PointCase.rule_id == PointRule.id)
        .where(PointCase.campaign_id == campaign.id, PointCase.proposed_by_id == by.id)
        .group_by(PointRule.code)
    )
    return {code: number for code, number in rows}  # noqa: C416 - a row is no pair to mypy


def _by_code(code: str) -> list[tuple[int, str]]:
    """3.2 before 3.10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in code.split(".")]
