"""Which finding stands on an item, a gap or what was looked at, and whether it spares the unit its points."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db
from models.checklist import ChecklistItem
from models.finding import Finding, FindingSource, FindingState
from models.lookback import BAD, LookBackItem
from services import clocks, settings

TO_RECTIFY = (FindingState.OPEN, FindingState.RECTIFYING, FindingState.RETURNED)
NOT_CLOSED = (*TO_RECTIFY, FindingState.SUBMITTED)
FOUND_BY_UNIT = (FindingSource.SELF_CHECK, FindingSource.UNIT)


def open_on_items(item_ids: Iterable[int]) -> dict[int, Finding]:
    """The findings that are not closed, by the item they stand on."""
    rows = db.session.scalars(
        select(Finding).where(Finding.item_id.in_(list(item_ids)), Finding.state.in_(NOT_CLOSED)).order_by(Finding.id)
    )
    return {finding.item_id: finding for finding in rows if finding.item_id is not None}


def open_on_gaps(campaign_id: int, task_ids: Iterable[int]) -> dict[tuple[int, int], Finding]:
    """The findings that are not closed, by the task and unit of the gap they stand on."""
    rows = db.session.execute(
        select(LookBackItem.task_id, LookBackItem.unit_id, Finding)
        .join(Finding, Finding.source_id == LookBackItem.id)
        .where(
            Finding.source_kind == LookBackItem.__tablename__,
            Finding.campaign_id == campaign_id,
            Finding.state.in_(NOT_CLOSED),
            LookBackItem.task_id.in_(list(task_ids)),
        )
    )
    return {(task_id, unit_id): finding for task_id, unit_id, finding in rows if task_id is not None}


def earlier_on(campaign_id: int, *, item_id: int | None, task_id: int | None, unit_id: int) -> Finding | None:
    """The latest finding on the same item, or on the same gap of the same unit."""
    query = select(Finding).where(Finding.campaign_id == campaign_id).order_by(Finding.id.desc()).limit(1)
    if item_id is not None:
        return db.session.scalar(query.where(Finding.item_id == item_id))
    if task_id is None:
        return None
    looked = select(LookBackItem.id).where(LookBackItem.task_id == task_id, LookBackItem.unit_id == unit_id)
    return db.session.scalar(
        query.where(Finding.source_kind == LookBackItem.__tablename__, Finding.source_id.in_(looked))
    )


def is_open_on(finding: Finding | None) -> bool:
    """Whether that finding still stands, so that no second one is opened."""
    return finding is not None and finding.state in NOT_CLOSED


def spares(record: object, happened_on: date, *, at: datetime) -> bool:
    """What a unit found itself and closes in time costs no points (docs/rules.md, Finding), however it is named.

    `record` is where the points would come from: the finding, or the item, gap or look-back it stands on. What happened
    after it was closed is another matter; so is an occurrence, which is work of its own, and what the unit said held.
    """
    finding = _behind(record)
    if finding is None or finding.source not in FOUND_BY_UNIT or (finding.closed_at or at) > finding.due_at:
        return False
    if isinstance(record, Finding) or finding.closed_at is None:
        return True
    zone = ZoneInfo(settings.of_organisation(finding.campaign.organisation_id).zone)
    return happened_on <= clocks.local_day(finding.closed_at, zone)


def _behind(record: object) -> Finding | None:
    if isinstance(record, Finding):
        return record
    if isinstance(record, ChecklistItem):
        return earlier_on(record.campaign_id, item_id=record.id, task_id=None, unit_id=0)
    if isinstance(record, LookBackItem):
        if record.verdict in BAD and record.self_verdict not in BAD:
            return None
        return record.finding or earlier_on(
            record.campaign_id, item_id=record.item_id, task_id=record.task_id, unit_id=record.unit_id
        )
    return None
