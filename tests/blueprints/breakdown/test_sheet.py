"""The breakdown as a sheet: what it says is read again as the same tasks."""

from datetime import date

import pytest

from extensions import db
from importers import checklist_sheet, checklist_words, files, rhythms
from importers.checklist_sheet import kind_of
from models.campaign import Campaign, FocusArea, Sharing, Task
from models.types import Rhythm
from models.unit import Unit
from services import breakdown
from tests.conftest import new_client, signed_in

CASES = (
    {"title": "甲任务", "rhythm": Rhythm.ONCE, "due_on": date(2018, 12, 5)},
    {"title": "乙任务", "rhythm": Rhythm.ONCE},
    {"title": "丙任务", "rhythm": Rhythm.WEEKLY, "day": 5, "sharing": Sharing.EACH, "all_units": True},
    {"title": "=丁任务", "rhythm": Rhythm.QUARTERLY, "place": "六(一)第 3 句"},
    {"title": "戊任务", "rhythm": Rhythm.STANDING, "sharing": Sharing.EACH},
)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_breakdown_that_goes_out_as_a_sheet_reads_back_as_the_same(app, cast, running, at_time, locale):
    with app.app_context():
        other = db.session.get_one(Unit, cast.second_department_id)
        for number, words in enumerate(CASES, 2):
            task = Task(focus_area_id=running.second_area_id, position=number, lead_id=cast.department_id, **words)
            task.cooperating = [] if words.get("all_units") else [other]
            db.session.add(task)
        db.session.commit()
    with at_time():
        client = signed_in(new_client(app), cast.staff)
        client.post("/language", data={"locale": locale})
        assert "/c/love/breakdown/download" in client.get("/c/love/breakdown").text
        answer = client.get("/c/love/breakdown/download")
    read = checklist_sheet.read(files.sheets_of(answer.data)[0])
    answer.close()
    assert "" not in {column.field for column in read.columns}
    with app.app_context():
        campaign = db.session.get_one(Campaign, running.campaign_id)
        phases = {phase.id: phase.name for phase in campaign.phases}
        said = [task_said(area, task, phases) for area in breakdown.areas_of(campaign) for task in area.tasks]
        assert [row_said(row, campaign) for row in read.rows] == said


def task_said(area: FocusArea, task: Task, phases: dict) -> tuple:
    helping = "all" if task.all_units else {unit.name for unit in task.cooperating}
    when = (task.rhythm, task.due_on, task.day)
    lead = task.lead.name if task.lead else ""
    phase = phases.get(task.phase_id, "")
    return area.title, task.title, lead, helping, phase, when, task.sharing, task.place


def row_said(row, campaign) -> tuple:
    text = row.text
    helping = set(text("help").split("、")) - {""}
    if text("help").lower() in checklist_words.ALL_UNITS:
        helping = "all"
    when = rhythms.when(text("due"), "", campaign.starts_on, campaign.ends_on)
    return (
        *(text(name) for name in ("area", "title", "unit")),
        helping,
        text("phase"),
        (when.rhythm, when.due_on, when.day),
        kind_of(text("sharing"), checklist_words.SHARING),
        text("place"),
    )
