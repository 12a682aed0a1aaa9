"""The demo's work: done with evidence, accepted by units and office, some late, some waiting, some returned."""

import io
from datetime import datetime, timedelta

from flask import current_app
from PIL import Image, ImageDraw
from sqlalchemy import select

from demo.campaign import ZONE, Days
from demo.organisation import Organisation
from extensions import db
from models.campaign import Campaign
from models.checklist import AcceptedBy, Checklist, ChecklistItem, EvidenceWanted
from models.evidence import Evidence
from models.person import Person
from models.work import Occurrence, OccurrenceState
from services import evidence, work

# titles and what happened otherwise than done in time
OVERDUE = ("服务承诺上墙公示", "自动售票机")  # still open after their day
LATE = ("先进经验",)  # done five days late
WAITING = ("检票口排队引导线",)  # done, not accepted
RETURNED = {"一米线": "照片看不清窗口号,请重拍"}
RETURNED_FIRST = {"卫生巡查": "只有上午的照片,请补下午的"}  # the first time only, then done again
LATEST_LEFT_OPEN = ("点评", "安检服务用语")  # this week's still to do
COLOURS = ((29, 78, 137), (47, 125, 91), (154, 100, 19), (86, 98, 115))


def load(made: Organisation) -> None:
    """Every occurrence up to today, in the order of its due day."""
    campaign: Campaign = made.kept["campaign"]
    days: Days = made.kept["days"]
    rows = db.session.scalars(
        select(Occurrence)
        .join(ChecklistItem, ChecklistItem.id == Occurrence.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(Checklist.campaign_id == campaign.id)
        .order_by(Occurrence.due_at, Occurrence.id)
    ).all()
    photos = Photos()
    returned_first = dict(RETURNED_FIRST)
    for row in rows:
        offset = (row.due_at.astimezone(ZONE).date() - days.today).days
        title = row.item.in_force.title if row.item.in_force else ""
        if offset > 0 or any(words in title for words in OVERDUE):
            continue
        if offset > -6 and any(words in title for words in LATEST_LEFT_OPEN):
            continue
        late = 5 if any(words in title for words in LATE) else 0
        done_on = offset + late - (0 if late else 1)
        words = next((words for words in returned_first if words in title), None)
        if words:
            _do(made, row, title, done_on - 2, photos)
            at = days.at(done_on - 1, 10)
            work.return_(row, reason=returned_first.pop(words), by=made.as_visitor(_judge(made, row), at), at=at)
        _do(made, row, title, done_on, photos)
        _accept(made, row, title, days, days.at(min(done_on, 0), 15))


class Photos:
    """Small plain pictures that stand for photos."""

    def __init__(self) -> None:
        self.number = 0

    def take(self, caption: str) -> evidence.Checked:
        """The next one, ready to keep."""
        self.number += 1
        ground = COLOURS[self.number % len(COLOURS)]
        image = Image.new("RGB", (640, 420), (226, 231, 238))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 300, 640, 420), fill=(200, 208, 218))
        for left in range(3):
            shift = (self.number * 37 + left * 190) % 520
            draw.rectangle((shift, 140, shift + 130, 320), fill=ground)
        written = io.BytesIO()
        image.save(written, "JPEG", quality=80)
        return evidence.check(written.getvalue(), f"{caption}.jpg")


def _paper(caption: str) -> evidence.Checked:
    text = caption.encode("ascii", "ignore").decode() or "record"
    content = f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%{text}\ntrailer<</Root 1 0 R>>\n%%EOF"
    return evidence.check(content.encode(), f"{caption}.pdf")


def _do(made: Organisation, row: Occurrence, title: str, offset: int, photos: Photos) -> None:
    days: Days = made.kept["days"]
    done_at = days.at(min(offset, 0), 15)
    person = row.item.responsible
    revision = row.item.in_force
    if person is None or revision is None:
        return
    doer = made.as_visitor(person, done_at)
    wanted = revision.evidence_wanted
    pieces: list[Evidence] = []
    caption = f"{title[:12]} {done_at.astimezone(ZONE):%m-%d}"
    folder = current_app.config["EVIDENCE_FOLDER"]
    if wanted is EvidenceWanted.PHOTO:
        pieces.append(evidence.keep(photos.take(caption), folder, by=doer, at=done_at))
    elif wanted is EvidenceWanted.FILE:
        pieces.append(evidence.keep(_paper(caption), folder, by=doer, at=done_at))
    note = "已按标准完成" if wanted is EvidenceWanted.NOTE else ""
    work.do(row, note=note, pieces=pieces, shows_on=days.day(min(offset, 0)), version=None, by=doer, at=done_at)


def _accept(made: Organisation, row: Occurrence, title: str, days: Days, done_at: datetime) -> None:
    if any(words in title for words in WAITING):
        return
    at = min(done_at + timedelta(hours=20), days.now)
    office = made.as_visitor(_judge(made, row), at)
    if reason := next((why for words, why in RETURNED.items() if words in title), None):
        work.return_(row, reason=reason, by=office, at=at)
        return
    revision = row.item.in_force
    if revision is not None and revision.accepted_by is AcceptedBy.UNIT:
        accepting = _in_unit(made, row)
        if accepting is not None:
            work.accept_unit([row], by=made.as_visitor(accepting, at), at=at)
            return
    if row.state is OccurrenceState.DONE:
        work.accept_office([row], by=office, at=at)


def _judge(made: Organisation, row: Occurrence) -> Person:
    return made.deputies[1] if row.item.checklist.department.name == "综合部" else made.director


def _in_unit(made: Organisation, row: Occurrence) -> Person | None:
    """The squad leader for the squad's own, the head for the squad leader's; nobody for the head's own."""
    person = row.item.responsible
    department = row.item.checklist.department
    head = made.heads[department.name]
    if person is None or person.id == head.id:
        return None
    for name, leader in made.squad_leaders.items():
        if person.id != leader.id and person in made.staff[name]:
            return leader
    return head
