"""The chase (催办): a notice to who is late and to the heads, once per piece of work and day."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from extensions import db, insert_missing
from models.campaign import Campaign
from models.event import TimedAct
from models.refusals import RuleBroken
from models.visitor import Visitor
from models.work import Occurrence
from services import clocks, judging, notices, settings, traces, work
from services.campaigns import require_running
from services.progress import TO_DO, Row

KIND = "chase"


def may_be_chased(row: Row) -> bool:
    """Work that is not done yet."""
    return row.state in TO_DO


def chase(campaign: Campaign, rows: Sequence[Row], *, by: Visitor, at: datetime) -> list[Row]:
    """Tell the responsible person and the heads of the unit; the rows of which nobody was told yet today.

    Raises WrongState in a closed campaign, RuleBroken where nothing among the rows is still to be done.
    """
    require_running(campaign)
    late = {row.occurrence_id: row for row in rows if may_be_chased(row)}
    if not late:
        raise RuleBroken("nothing_to_chase")
    zone = ZoneInfo(settings.of_organisation(campaign.organisation_id).zone)
    day_ends = clocks.end_of_day(clocks.local_day(at, zone), zone)
    found = db.session.scalars(select(Occurrence).where(Occurrence.id.in_(late)).options(*work.WITH_ITEM)).all()
    heads = {
        path: judging.heads_above(path, by.today)
        for path in {one.unit_path for one in found if one.campaign_id == campaign.id}
    }
    chased = set()
    for one in found:
        if one.unit_path not in heads or not insert_missing(
            TimedAct, kind=KIND, ref_kind=Occurrence.__tablename__, ref_id=one.id, due_at=day_ends, at=at
        ):
            continue
        row = late[one.id]
        told = judging.ids(row.responsible_id) | heads[one.unit_path]
        key = "progress.chased_late" if row.is_overdue else "progress.chased"
        values = {"title": row.title, "unit": one.item.checklist.department.name, "due": row.due_on.isoformat()}
        notices.tell(told - {by.id}, key, one, at=at, **values)
        traces.record("progress.chased", one, by=by, at=at)
        chased.add(one.id)
    db.session.flush()
    return [row for row in late.values() if row.occurrence_id in chased]
