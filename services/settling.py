"""How a point case is settled, and when it is on notice (docs/rules.md, Point case)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from models.campaign import Campaign
from models.case import PointCase
from models.rulebook import PointRule, Settled
from services import clocks, settings


def in_list(rule: PointRule) -> bool:
    """Whether cases under the rule are settled in the month's list; a veto never is."""
    return rule.settled is Settled.LIST and not rule.veto


def notice_until(campaign: Campaign, at: datetime) -> datetime:
    """When a notice that begins at `at` ends: with the last of its working days; at once where there are none."""
    chosen = settings.of_organisation(campaign.organisation_id)
    if not chosen.notice_days:
        return at
    zone = ZoneInfo(chosen.zone)
    return clocks.end_of_day(clocks.add_working_days(clocks.local_day(at, zone), chosen.notice_days), zone)


def is_on_notice(case: PointCase, at: datetime) -> bool:
    """Whether its notice has begun and not ended."""
    return case.public_from is not None and case.public_until is not None and case.public_from <= at < case.public_until


def has_been_on_notice(case: PointCase, at: datetime) -> bool:
    """Whether its notice has ended, so that it may be confirmed or signed."""
    return case.public_until is not None and case.public_until <= at
