"""The lists of checklists and items show just what the table lets each of the cast read."""

import pytest

from access import Act, can, visible
from extensions import db
from models.campaign import Campaign
from models.checklist import Checklist, ChecklistItem
from services import cooperation
from tests.services.checklists import AT

CAST = (
    "administrator leader deputy member director head second_head liaison squad_leader duty_manager staff "
    "second_staff payroll supervisor"
).split()


@pytest.mark.parametrize("part", CAST)
@pytest.mark.parametrize("model", [Checklist, ChecklistItem])
def test_the_list_and_the_table_agree(running, cast, by, draft, approved, part, model):
    cooperation.add(draft, cast.second_department_id, version=draft.version, by=by("head"), at=AT)
    approved.responsible_id = cast.second_staff.id  # moved to another department since
    db.session.flush()
    visitor = by(part)
    campaign = db.session.get_one(Campaign, running.campaign_id)
    listed = set(db.session.scalars(visible(visitor, model, campaign)))
    allowed = {one for one in db.session.query(model) if can(visitor, Act.CHECKLIST_READ, one)}
    assert listed == allowed
